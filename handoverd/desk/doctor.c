/* handoverd/desk/doctor.c - files, programs and sockets of a set-up. */
#include "handoverd/desk/doctor.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

#include "handoverd/daemon.h"
#include "handoverd/desk/verbs.h"
#include "lib/base/err.h"
#include "lib/letter/template.h"
#include "lib/secret/secret.h"

void
doctor_say(struct doctor *x, enum health h, const char *fmt, ...)
{
	static const char *const words[] = { "fail", "warn", "ok" };
	struct ho_buf says = HO_BUF_INIT;
	va_list ap;

	va_start(ap, fmt);
	ho_buf_vfmt(&says, fmt, ap);
	va_end(ap);
	x->fails += h == HEALTH_FAIL;
	x->warns += h == HEALTH_WARN;
	if (json_array_append_new(x->lines,
		json_pack("{s:s, s:s, s:s}", "state", words[h], "check",
		    x->check, "says", ho_buf_text(&says))) != 0)
		x->rc = HO_E_NOMEM;
	ho_buf_free(&says);
}

/* --- files -------------------------------------------------------------------
 */

/* Ours, and nobody else may touch what 'forbidden' names. */
static void
look_at_file(struct doctor *x, const char *path, mode_t forbidden)
{
	struct stat st;

	if (stat(path, &st) != 0)
		doctor_say(x, HEALTH_FAIL, "%s: %s", path, strerror(errno));
	else if (st.st_uid != geteuid() && st.st_uid != 0)
		doctor_say(x, HEALTH_FAIL,
		    "%s belongs to uid %u; give it to the daemon's (chown)",
		    path, (unsigned)st.st_uid);
	else if (st.st_mode & forbidden)
		doctor_say(x, HEALTH_FAIL,
		    "%s has mode %04o, others can reach it; chmod %s %s", path,
		    (unsigned)(st.st_mode & 07777),
		    S_ISDIR(st.st_mode) ? "0700" : "0600", path);
	else
		doctor_say(x, HEALTH_OK, "%s, mode %04o", path,
		    (unsigned)(st.st_mode & 07777));
}

static void
look_keys(struct doctor *x)
{
	look_at_file(x, x->t->d->conf.store_key, 0027);
	look_at_file(x, x->t->d->conf.log_key, 0027);
}

static void
look_store(struct doctor *x)
{
	look_at_file(x, x->t->d->conf.state_dir, 0022);
	look_at_file(x, x->t->d->conf.store, 0077);
}

static void
look_memory(struct doctor *x)
{
	if (ho_secret_all_locked())
		doctor_say(x, HEALTH_OK, "secrets are in locked memory");
	else
		doctor_say(x, HEALTH_WARN,
		    "secrets can reach the swap: raise LimitMEMLOCK to 8 MiB, "
		    "then set locked-memory = require");
}

/* --- programs ----------------------------------------------------------------
 */

static void
look_judges(struct doctor *x)
{
	static const char *const names[] = { "handover-judge",
		"handover-draw" };
	const char *dir = x->t->d->conf.libexec_dir;
	char path[4200];

	for (size_t i = 0; i < 2; i++) {
		snprintf(path, sizeof(path), "%s/%s", dir, names[i]);
		if (access(path, X_OK) == 0)
			doctor_say(x, HEALTH_OK, "%s", path);
		else
			doctor_say(x, HEALTH_FAIL,
			    "%s: %s; no mail can be judged (libexec-dir)", path,
			    strerror(errno));
	}
}

/* What is missing here costs a case nothing but its picture. */
static void
look_pictures(struct doctor *x)
{
	const char *dir = x->t->d->conf.libexec_dir;
	char path[4200];

	snprintf(path, sizeof(path), "%s/handover-snapshot", dir);
	if (access(path, X_OK) != 0)
		doctor_say(x, HEALTH_WARN,
		    "%s: %s; tickets get no picture of the letter", path,
		    strerror(errno));
	else if (syscall(SYS_landlock_create_ruleset, NULL, 0, 1U) < 0)
		doctor_say(x, HEALTH_WARN,
		    "the kernel has no Landlock, without which no letter is "
		    "drawn: tickets get no picture");
	else if (access("/usr/share/fonts", R_OK | X_OK) != 0)
		doctor_say(x, HEALTH_WARN,
		    "there are no fonts in /usr/share/fonts: tickets get no "
		    "picture");
	else
		doctor_say(x, HEALTH_OK, "%s", path);
}

/* Without waiting: the writer's thread runs this. */
static bool
answers(const char *path)
{
	struct sockaddr_un sa = { .sun_family = AF_UNIX };
	bool good;
	int fd;

	if (strlen(path) >= sizeof(sa.sun_path))
		return false;
	strcpy(sa.sun_path, path);
	fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	good = fd >= 0 && connect(fd, (struct sockaddr *)&sa, sizeof(sa)) == 0;
	if (fd >= 0)
		close(fd);
	return good;
}

static void
look_resolver(struct doctor *x)
{
	const char *path = x->t->d->conf.resolver_socket;

	if (answers(path))
		doctor_say(x, HEALTH_OK, "handover-resolver answers");
	else
		doctor_say(x, HEALTH_FAIL,
		    "nobody answers at %s; start handover-resolver, until then "
		    "every verdict is unclear",
		    path);
}

static void
look_courier(struct doctor *x)
{
	int64_t n = 0;
	struct ho_arg args[] = { HO_INT(x->t->now - 600) };

	if (x->c->courier_takes[HO_WAY_MAIL])
		doctor_say(x, HEALTH_OK, "handover-courier is connected");
	else
		doctor_say(x, HEALTH_FAIL,
		    "handover-courier is not connected; start it, until then "
		    "letters wait");
	x->rc = ho_store_count(x->t->s, HO_Q_OUTBOX_DUE, args, 1, &n);
	if (n > 0)
		doctor_say(x, HEALTH_WARN,
		    "%lld letters are due for more than 10 minutes; see "
		    "handover outbox list",
		    (long long)n);
}

/* --- sockets, uids, texts ----------------------------------------------------
 */

static void
look_sockets(struct doctor *x)
{
	const struct ho_conf *conf = &x->t->d->conf;
	const char *paths[] = { conf->login_socket, conf->desk_socket,
		conf->courier_socket };
	struct stat st;

	for (size_t i = 0; i < 3; i++) {
		if (stat(paths[i], &st) != 0)
			doctor_say(x, HEALTH_FAIL, "%s: %s", paths[i],
			    strerror(errno));
		else if (st.st_uid != geteuid() || !S_ISSOCK(st.st_mode))
			doctor_say(x, HEALTH_FAIL,
			    "%s is not the daemon's; restart handoverd",
			    paths[i]);
		else
			doctor_say(x, HEALTH_OK, "%s", paths[i]);
	}
	if (stat(conf->runtime_dir, &st) == 0 && st.st_mode & 0022)
		doctor_say(x, HEALTH_FAIL,
		    "%s can be written by others, who could put sockets of "
		    "their own there; chmod 0755",
		    conf->runtime_dir);
}

static void
look_uids(struct doctor *x)
{
	uid_t own = geteuid(), courier = x->t->d->conf.courier_uid;

	if (own == 0)
		doctor_say(x, HEALTH_FAIL,
		    "handoverd runs as root; give it an account of its own");
	if (courier == own)
		doctor_say(x, HEALTH_FAIL,
		    "daemon and courier are both uid %u: whoever takes over "
		    "the courier has the keys; set courier-uid",
		    (unsigned)own);
	else if (courier == HO_UID_NONE)
		doctor_say(x, HEALTH_WARN,
		    "courier-uid is none: no letter "
		    "leaves this host");
	else
		doctor_say(x, HEALTH_OK, "daemon uid %u, courier uid %u",
		    (unsigned)own, (unsigned)courier);
}

static void
look_texts(struct doctor *x)
{
	struct ho_templates *all = NULL;
	struct ho_buf why = HO_BUF_INIT;
	const char *dir = x->t->d->conf.templates_dir;

	if (ho_templates_open(dir, &all, &why) == HO_OK)
		doctor_say(x, HEALTH_OK, "every text is in %s", dir);
	else
		doctor_say(x, HEALTH_FAIL, "%s", ho_buf_text(&why));
	ho_templates_free(&all);
	ho_buf_free(&why);
}

static const struct doctor_check checks[] = {
	{ "keys", look_keys },
	{ "store", look_store },
	{ "memory", look_memory },
	{ "uids", look_uids },
	{ "sockets", look_sockets },
	{ "judges", look_judges },
	{ "pictures", look_pictures },
	{ "resolver", look_resolver },
	{ "courier", look_courier },
	{ "texts", look_texts },
	{ NULL, NULL },
};

static void
go_through(struct doctor *x, const struct doctor_check *list)
{
	for (; list->name != NULL && x->rc == HO_OK; list++) {
		x->check = list->name;
		list->look(x);
	}
}

int
verb_doctor(struct tx *t, struct call *c)
{
	struct doctor x = { .t = t, .c = c, .lines = json_array() };
	int rc;

	if (x.lines == NULL ||
	    json_object_set_new(c->result, "checks", x.lines) != 0)
		return HO_E_NOMEM;
	if (call_str(c, "service") != NULL || call_str(c, "user") != NULL) {
		if ((rc = doctor_login(&x)) != HO_OK)
			return rc;
	} else {
		go_through(&x, checks);
		go_through(&x, doctor_inbox);
		go_through(&x, doctor_limits);
		go_through(&x, doctor_policy);
		go_through(&x, doctor_people);
	}
	if (x.rc != HO_OK)
		return x.rc;
	if (json_object_set_new(c->result, "fails", json_integer(x.fails)) !=
		0 ||
	    json_object_set_new(c->result, "warns", json_integer(x.warns)) != 0)
		return HO_E_NOMEM;
	if (x.fails > 0) {
		c->exit = EXIT_UNFINISHED;
		strcpy(c->reason, "unwell");
	}
	return HO_OK;
}
