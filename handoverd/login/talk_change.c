/*
 * handoverd/login/talk_change.c - a user changes the own password, by a
 * password change of a service with change = yes.
 *
 *	what the service asks -> new password -> and again
 *
 * With login = password it is the ordinary change; with login = otp, for who
 * has lost it, the reset by a code.  The questions of the second half are those
 * of a reset by a case, for which nothing is left to prove.
 */
#include <string.h>

#include "handoverd/login/change.h"
#include "handoverd/login/talk.h"
#include "lib/base/err.h"

void
talk_ask_change(struct talk *t)
{
	t->r.kind = HO_CASE_RESET;
	t->r.known = HO_KNOWN_CLAIM | HO_KNOWN_FACTOR;
	memcpy(t->r.login, t->login, sizeof(t->r.login));
	talk_next(t);
}

int
talk_change_context(struct tx *tx, struct talk *t)
{
	struct enrol e = { .user = t->attempt.user };
	struct context *c = &t->context;
	int rc = enrol_read(tx, &e);

	/* no address, then none that a password may not resemble */
	if (rc != HO_OK && (rc != HO_E_NONE || e.account.row.id == 0))
		return rc;
	memcpy(c->code, e.account.code, sizeof(c->code));
	memcpy(c->name, e.account.name, sizeof(c->name));
	memcpy(c->domain, e.account.domain, sizeof(c->domain));
	memcpy(c->address, e.address.text, sizeof(c->address));
	return HO_OK;
}

static int
change(struct tx *tx, void *arg)
{
	struct talk *t = arg;
	const struct change c = { .peer = t->r.peer,
		.user = t->attempt.user,
		.login = t->login,
		.password_seq = t->attempt.on_file.row.seq,
		.is_reset = !t->form.password };
	int rc = talk_check_asked(tx, t);

	if (rc == HO_OK)
		rc = change_complete(tx, &c, t->hash);
	return rc == HO_OK ? standing_read(tx, c.user, &t->standing) : rc;
}

static void
changed(struct talk *t, int rc)
{
	if (rc != HO_OK)
		talk_fault(t, rc);
	else
		talk_allow(t, t->form.password ? "ok" : "reset", t->login);
}

void
talk_write_change(struct talk *t)
{
	talk_write(t, change, changed);
}
