/*
 * handoverd/login/talk_factor.c - the second factor of a user whose password is
 * reset: who lost a password does not lose the authenticator in the same case.
 *
 * Wrong codes count on the default password, as wrong claim codes do.
 */
#include "handoverd/login/talk.h"
#include "lib/base/err.h"

/* --- asking ------------------------------------------------------------------ */

static int
look_up(struct tx *tx, void *arg)
{
	struct talk *t = arg;
	struct recovery_rows rows;
	int rc = recovery_read(tx, &t->r, &rows);

	if (rc == HO_OK)
		rc = factor_has(
		    tx, rows.credential.user, &t->attempt.has_factor);
	return rc;
}

static void
looked_up(struct talk *t, int rc)
{
	if (rc != HO_OK) {
		talk_fault(t, rc);
	} else if (t->attempt.has_factor) {
		talk_ask(t, HO_STEP_FACTOR,
		    "Code of your authenticator, or a recovery code: ");
	} else {
		t->r.known |= HO_KNOWN_FACTOR;
		talk_next(t);
	}
}

void
talk_ask_factor(struct talk *t)
{
	talk_write(t, look_up, looked_up);
}

/* --- the answer -------------------------------------------------------------- */

static int
try(struct tx *tx, void *arg)
{
	struct talk *t = arg;

	return code_try_factor(tx, &t->r, t->code, &t->judged);
}

static void
tried(struct talk *t, int rc)
{
	ho_secret_clear(t->code);
	if (rc != HO_OK) {
		talk_fault(t, rc);
	} else if (t->judged == CODE_RIGHT) {
		t->r.known |= HO_KNOWN_FACTOR;
		t->r.has_factor = true;
		talk_next(t);
	} else if (t->judged == CODE_WRONG_CLOSED) {
		talk_closed(t);
	} else {
		talk_tell(t, true,
		    t->judged == CODE_STALE
			? "Please wait for the next code."
			: "That is not a code of your authenticator.");
		talk_ask_factor(t);
	}
}

void
talk_factor(struct talk *t)
{
	if (ho_secret_len(t->answer) == 0 ||
	    ho_secret_set(t->code, ho_secret_data(t->answer),
		ho_secret_len(t->answer)) != HO_OK) {
		talk_tell(t, true, "A code is wanted.");
		talk_ask_factor(t);
		return;
	}
	ho_secret_clear(t->answer);
	talk_write(t, try, tried);
}
