/*
 * courier/inbox.c - mail from one folder of an IMAP server.
 *
 * A message is handed in, and only once handoverd has it in its store is it
 * marked or moved in the folder.  Whoever is killed between leaves a message
 * that looks new; it is handed in again, and handoverd knows it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "courier/imap.h"
#include "courier/line.h"
#include "courier/role.h"
#include "lib/base/err.h"
#include "lib/base/log.h"
#include "lib/wire/sock.h"

#define TELL_MS 3600000 /* before the same trouble is told again */

static bool
is_wanted(const struct ho_conf *c)
{
	return c->inbox_url[0] != '\0';
}

static int
ready(const struct ho_conf *c, char why[static WHY_SIZE])
{
	bool password = c->inbox_password_file[0] != '\0';
	bool token = c->inbox_token_file[0] != '\0';

	if (c->inbox_user[0] != '\0' && password != token)
		return HO_OK;
	snprintf(why, WHY_SIZE,
	    "inbox-url needs inbox-user, and either inbox-password-file or "
	    "inbox-token-file");
	return HO_E_INPUT;
}

struct reading {
	struct imap imap;
	int line; /* to handoverd */
	struct ho_buf mail;
	size_t taken; /* of the last round */
	int unmarked; /* HO_OK, or why the folder did not take it away */
	bool is_well; /* the last round worked */
	int64_t told_at;
};

/* One that handoverd puts off stays for the next time; those behind it may be
 * welcome.  HO_E_ORDER: handoverd is away.  HO_E_LIMIT: it is none of ours, and
 * stays. */
static int
bring(struct reading *r, uint32_t uid)
{
	int rc = imap_fetch(&r->imap, uid, &r->mail);

	if (rc != HO_OK)
		return rc;
	if (line_bring(&r->line, r->imap.conf, "inbox", r->mail.data,
		r->mail.len) != HO_OUTCOME_SENT)
		return r->line < 0 ? HO_E_ORDER : HO_OK;
	r->taken++;
	if ((rc = imap_done(&r->imap, uid)) != HO_OK)
		r->unmarked = rc;
	return HO_OK;
}

static int
leave(struct reading *r, uint32_t uid)
{
	ho_warn("message %u of %s is empty or over 25 MiB and not taken; it "
		"is %s",
	    (unsigned)uid, r->imap.conf->inbox_folder,
	    r->imap.has_keywords ? "marked " IMAP_LEFT : "moved on");
	return imap_leave(&r->imap, uid);
}

static int
round_of(struct reading *r)
{
	uint32_t uid[IMAP_ROUND];
	size_t n;
	int rc = imap_look(&r->imap, uid, &n);

	r->taken = 0;
	r->unmarked = HO_OK;
	for (size_t i = 0; rc == HO_OK && i < n; i++) {
		rc = bring(r, uid[i]);
		if (rc == HO_E_LIMIT)
			rc = leave(r, uid[i]);
		/* one that the server cannot give is no stop for others */
		if (rc != HO_OK)
			r->imap.after = rc == HO_E_ORDER ? 0 : uid[i];
	}
	if (r->mail.data != NULL)
		explicit_bzero(r->mail.data, r->mail.cap);
	ho_buf_free(&r->mail);
	if (rc == HO_E_ORDER) /* line_bring() told of it */
		rc = HO_OK;
	return rc != HO_OK ? rc : r->unmarked;
}

/* A mail server that is away for a night is one line an hour. */
static void
tell(struct reading *r, int rc)
{
	int64_t now = ho_sock_now();
	bool was_well = r->is_well;

	r->is_well = rc == HO_OK;
	if (r->is_well && was_well)
		return;
	if (r->is_well) {
		ho_info("reading %s at %s", r->imap.conf->inbox_folder,
		    r->imap.conf->inbox_url);
	} else if (was_well || r->told_at == 0 || now - r->told_at >= TELL_MS) {
		r->told_at = now;
		ho_warn("cannot read %s at %s: %s", r->imap.conf->inbox_folder,
		    r->imap.conf->inbox_url,
		    rc == HO_E_NOMEM ? ho_err_text(rc) : r->imap.why);
	}
}

static void
run(const struct ho_conf *conf)
{
	struct reading r = { .line = -1 };
	struct timespec pause = { .tv_sec = conf->inbox_interval_ms / 1000,
		.tv_nsec = conf->inbox_interval_ms % 1000 * 1000000 };

	if (imap_open(&r.imap, conf) != HO_OK)
		return;
	for (;;) {
		tell(&r, round_of(&r));
		if (r.imap.after == 0 || r.taken == 0)
			nanosleep(&pause, NULL);
	}
}

const struct role inbox_role = { "inbox", is_wanted, ready, run };
