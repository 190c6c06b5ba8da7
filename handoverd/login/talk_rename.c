/*
 * handoverd/login/talk_rename.c - a user chooses another login name.
 *
 *	all is proven -> [new login name] -> in, by the new one
 *
 * Only a sign-in that could take a default password gets here, for the question
 * is one more; and only who has proven everything that the service asks, so
 * that whether there is a permission, and which names are somebody's, is told
 * to nobody else.
 */
#include <string.h>

#include "handoverd/login/talk.h"
#include "lib/base/err.h"

void
talk_ask_rename(struct talk *t)
{
	memcpy(t->r.ref, t->rename.ref, sizeof(t->r.ref));
	t->r.until = t->rename.until;
	talk_ask(
	    t, HO_STEP_RENAME, "New login name (empty: keep the old one): ");
}

/*
 * The credentials are still what was proven, and all that is asked: other calls
 * went on meanwhile.  A password that was changed, a device that was removed, a
 * grace that is over: then the name stays, and nobody is in.
 */
static int
check(struct tx *tx, struct talk *t)
{
	struct ho_account account;
	int rc = talk_check_again(tx, t, &account);

	if (rc == HO_OK)
		rc = talk_check_asked(tx, t);
	return rc == HO_OK && talk_wants_factor(t) ? HO_E_TAKEN : rc;
}

static int
answer(struct tx *tx, void *arg)
{
	struct talk *t = arg;
	int rc = check(tx, t);

	if (rc == HO_OK)
		rc = rename_answer(tx, &t->rename);
	if (rc == HO_OK)
		rc = standing_read(tx, t->attempt.user, &t->standing);
	t->attempt.is_new_grace = false; /* its letter has left already */
	return rc == HO_OK ? talk_tell_grace(tx, t) : rc;
}

static void
answered(struct talk *t, int rc)
{
	if (rc != HO_OK) {
		talk_fault(t, rc);
		return;
	}
	switch (t->rename.end) {
	case RENAME_TAKEN:
		talk_tell(t, true,
		    "That login name cannot be had. Choose another one.");
		talk_ask_rename(t);
		return;
	case RENAME_OVER:
		talk_tell(t, true,
		    "No other login name can be chosen any more. You sign in "
		    "as %s.",
		    t->rename.login);
		break;
	case RENAME_DONE:
		talk_tell(t, false, "You sign in as %s from now on.",
		    t->rename.login);
		break;
	case RENAME_KEPT: break;
	}
	memcpy(t->login, t->rename.login, sizeof(t->login));
	talk_welcome(t);
}

/*
 * A program that gives one answer to every question, though its service says
 * that it can hold a conversation, or a person by a slip: a password must not
 * become a name that everybody on file is told.
 */
static bool
is_secret(const struct talk *t)
{
	struct ho_secret *typed = ho_secret_new(HO_PASSWORD_OCTETS);
	bool is = typed == NULL || ho_secret_equal(t->answer, t->code);

	if (!is && t->form.password &&
	    ho_password_normal(t->answer, typed) == HO_OK)
		is = ho_secret_equal(typed, t->normal);
	ho_secret_free(&typed);
	return is && ho_secret_len(t->answer) > 0;
}

void
talk_rename(struct talk *t)
{
	char *login = t->rename.login;

	login[0] = '\0';
	if (is_secret(t)) {
		ho_secret_clear(t->answer);
		talk_tell(t, true,
		    "That is what you have just signed in with. Your login "
		    "name stays as it is.");
		talk_write(t, answer, answered);
		return;
	}
	if (!talk_read_line(t) ||
	    (t->typed[0] != '\0' &&
		ho_flow_login_fold(t->typed, strlen(t->typed), login) !=
		    HO_OK)) {
		talk_tell(t, true,
		    "A login name has 1 to 128 characters: a to z, 0 to 9, "
		    "and . _ @ + -; it begins neither with . nor - nor "
		    "with HO-.");
		talk_ask_rename(t);
		return;
	}
	talk_write(t, answer, answered);
}
