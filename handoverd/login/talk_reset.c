/*
 * handoverd/login/talk_reset.c - the end of a user's reset: the new password,
 * and the sign-in that it ends in.
 *
 * What a case proves is a mailbox, so whoever must have a second factor and has
 * none goes on as behind a right password: the password is set, and an
 * authenticator is bound before anybody is in.  Who has one gave its code.
 */
#include <string.h>

#include "handoverd/login/reset.h"
#include "handoverd/login/talk.h"
#include "lib/base/err.h"

/* As if they had just typed it. */
static int
read_user(struct tx *tx, struct talk *t, struct ho_account *account)
{
	struct attempt *a = &t->attempt;
	struct ho_user user;
	int rc = HO_ASK(tx->s, HO_Q_USER_BY_LOGIN, &user, HO_STR(t->r.login));

	if (rc == HO_OK)
		rc = ho_store_get(tx->s, HO_ACCOUNT, user.account, account);
	if (rc != HO_OK)
		return rc;
	a->user = user.row.id;
	a->account = user.account;
	memcpy(t->login, t->r.login, sizeof(t->r.login));
	return HO_ASK(
	    tx->s, HO_Q_PASSWORD_OF, &a->on_file, HO_INT(user.row.id));
}

static int
reset(struct tx *tx, void *arg)
{
	struct talk *t = arg;
	struct ho_account account;
	int rc = reset_complete(tx, &t->r, t->hash);

	if (rc != HO_OK || (rc = read_user(tx, t, &account)) != HO_OK ||
	    (rc = talk_rule(tx, t)) != HO_OK || talk_wants_factor(t))
		return rc;
	return talk_let_in(tx, t, &account);
}

static void
was_reset(struct talk *t, int rc)
{
	if (rc != HO_OK) {
		talk_fault(t, rc);
	} else if (talk_wants_factor(t)) {
		talk_tell(t, false, "The new password is set.");
		talk_force(t);
	} else {
		talk_welcome(t);
	}
}

void
talk_write_reset(struct talk *t)
{
	talk_write(t, reset, was_reset);
}
