/* handoverd/desk/doctor_inbox.c - the doors by which mail comes in, what waits
 * behind them, and the mailbox's copies of what went out. */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "handoverd/daemon.h"
#include "handoverd/desk/doctor.h"
#include "lib/base/err.h"

#define LONG (24 * 3600) /* seconds that a mail may wait before it is told */
#define HOUR 3600        /* seconds */

static void
look_imap(struct doctor *x)
{
	const struct ho_conf *conf = &x->t->d->conf;

	if (conf->inbox_url[0] == '\0')
		return;
	if (conf->inbox_tls != HO_TLS_REQUIRED)
		doctor_say(x, HEALTH_WARN,
		    "the mailbox's password may travel in the clear; set "
		    "inbox-tls = required");
	else
		doctor_say(x, HEALTH_OK, "%s of %s is read", conf->inbox_folder,
		    conf->inbox_url);
}

static void
look_lmtp(struct doctor *x)
{
	const char *path = x->t->d->conf.lmtp_socket;
	struct stat st;

	if (path[0] == '\0')
		return;
	if (stat(path, &st) != 0)
		doctor_say(x, HEALTH_FAIL,
		    "%s: %s; restart handover-courier, until then the mail "
		    "server keeps the desk's mail",
		    path, strerror(errno));
	else if (!S_ISSOCK(st.st_mode) ||
	    st.st_uid != x->t->d->conf.courier_uid)
		doctor_say(x, HEALTH_FAIL,
		    "%s is not the courier's socket: another program gets the "
		    "desk's mail",
		    path);
	else
		doctor_say(x, HEALTH_OK, "mail is taken by LMTP at %s", path);
}

static void
look_doors(struct doctor *x)
{
	const struct ho_conf *conf = &x->t->d->conf;

	if (conf->inbox_url[0] == '\0' && conf->lmtp_socket[0] == '\0')
		doctor_say(x, HEALTH_OK,
		    "mail comes in as files alone (--mail): neither inbox-url "
		    "nor lmtp-socket is set");
	look_imap(x);
	look_lmtp(x);
}

static void
look_waiting(struct doctor *x)
{
	struct ho_arg args[] = { HO_INT(HO_IN_WAITING), HO_INT(0) };
	int64_t n = 0, held = 0;
	struct ho_inbox oldest = { .seen_at = x->t->now };
	int rc = ho_store_count(x->t->s, HO_Q_INBOX_AT, args, 2, &n);

	if (rc == HO_OK && n > 0)
		rc = ho_store_find(x->t->s, HO_Q_INBOX_AT, &oldest, args, 2);
	if (rc == HO_OK)
		rc = ho_store_count(
		    x->t->s, HO_Q_INBOX_HELD, &HO_INT(0), 1, &held);
	if (rc != HO_OK)
		doctor_say(x, HEALTH_FAIL, "the inbox cannot be read: %s",
		    ho_err_text(rc));
	else if (n > 0 && x->t->now - oldest.seen_at > LONG)
		doctor_say(x, HEALTH_WARN,
		    "%lld mails wait for staff, the oldest for %lld hours; see "
		    "handover inbox list",
		    (long long)n,
		    (long long)((x->t->now - oldest.seen_at) / HOUR));
	else
		doctor_say(x, HEALTH_OK,
		    "%lld mails wait for staff, %lld are held", (long long)n,
		    (long long)held);
}

/* A copy holds nobody up: the worst is a folder that does not tell all. */
static void
look_copies(struct doctor *x)
{
	const char *folder = x->t->d->conf.sent_folder;
	const struct ho_arg args[] = { HO_INT(HO_WAY_COPY),
		HO_INT(x->t->now - 600) };
	int64_t due = 0;

	if (folder[0] == '\0') {
		doctor_say(x, HEALTH_OK,
		    "the desk's mailbox gets no copies of letters "
		    "(sent-folder)");
		return;
	}
	x->rc = ho_store_count(x->t->s, HO_Q_OUTBOX_DUE_BY, args, 2, &due);
	if (x->rc != HO_OK)
		return;
	if (!x->c->courier_takes[HO_WAY_COPY])
		doctor_say(x, HEALTH_WARN,
		    "copies of letters go to %s, and the courier is not "
		    "connected for them",
		    folder);
	else if (due > 0)
		doctor_say(x, HEALTH_WARN,
		    "%lld copies are due for more than 10 minutes; handover "
		    "outbox list tells what the mailbox said",
		    (long long)due);
	else
		doctor_say(x, HEALTH_OK,
		    "copies of letters go to %s, secrets masked", folder);
}

const struct doctor_check doctor_inbox[] = {
	{ "mail in", look_doors },
	{ "inbox", look_waiting },
	{ "copies", look_copies },
	{ NULL, NULL },
};
