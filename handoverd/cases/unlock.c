/*
 * handoverd/cases/unlock.c - a request to take a user's password and codes again
 * after too many wrong ones.
 *
 * The secrets stay as they were: who guessed has as many tries again as at the
 * start, and no more than that.  A reset makes another password instead, which
 * is what the standard asks for; this is for whom a stranger has locked out, and
 * for a device that is in its owner's hand.
 */
#include <stdio.h>

#include "handoverd/cases/case_text.h"
#include "handoverd/cases/case_work.h"
#include "handoverd/desk/verbs.h"
#include "handoverd/login/factor.h"
#include "handoverd/login/limits.h"
#include "lib/base/err.h"

/* --- is there anything to forgive? ---------------------------------------- */

struct tries {
	int64_t passwords, codes; /* wrong ones in a row */
	int64_t most;             /* of one authenticator */
};

static int
each_factor(void *ctx, void *row)
{
	const struct ho_factor *f = row;
	struct tries *n = ctx;

	if (f->wrong > n->most)
		n->most = f->wrong;
	return HO_OK;
}

static int
count(struct work *w, struct tries *n)
{
	int64_t user = w->user.row.id;
	struct limit_state s;
	int rc;

	*n = (struct tries){ 0 };
	if ((rc = limits_look(w->t, user, HO_TRIED_PASSWORD, &s)) != HO_OK)
		return rc;
	n->passwords = s.tally.wrong + s.tally.strange;
	if ((rc = limits_look(w->t, user, HO_TRIED_CODE, &s)) != HO_OK)
		return rc;
	n->codes = s.tally.wrong + s.tally.strange;
	return ho_store_each(w->t->s, HO_Q_FACTORS_LIVE_OF, &HO_INT(user), 1,
	    FACTOR_MOST, each_factor, n);
}

int
unlock_unfit(struct work *w, const char **why)
{
	struct tries n;
	int rc = count(w, &n);

	*why = n.passwords + n.codes + n.most == 0 ? "not-locked" : NULL;
	return rc;
}

/* --- it is forgiven ------------------------------------------------------- */

/* On the thread to who asked; to the others as a letter of its own. */
static int
tell(struct work *w)
{
	struct values v;
	struct notice n = { .template = "user-unlocked",
		.of_case = w->c.row.id,
		.address = w->c.answer_to,
		.thread = &w->c };
	int rc;

	text_values(w, w->t->now, &v);
	n.values = v.v;
	n.n_values = v.n;
	if ((rc = notify(w->t, &n, NULL)) != HO_OK)
		return rc;
	return letter_others(w, &n);
}

/* A right sign-in may have forgiven it all by now: then nothing is left to do,
 * and it is done all the same. */
static int
forgive(struct work *w)
{
	int64_t user = w->user.row.id;
	struct tries n;
	int rc;

	if ((rc = count(w, &n)) != HO_OK ||
	    (rc = limits_clear(w->t, user, HO_TRIED_PASSWORD)) != HO_OK ||
	    (rc = limits_clear(w->t, user, HO_TRIED_CODE)) != HO_OK ||
	    (rc = factor_unlock(w->t, user)) != HO_OK)
		return rc;
	ho_event_str(w->ev, "login", w->user.login);
	ho_event_int(w->ev, "passwords", n.passwords);
	ho_event_int(w->ev, "codes", n.codes);
	ho_event_str(w->ev, "ticket", w->c.ticket);
	ho_event_str(w->ev, "evidence", w->request.sha256);
	if ((rc = tell(w)) != HO_OK ||
	    (rc = work_record(w, "done",
		 "Password and codes of %s are taken again; %lld wrong "
		 "passwords and %lld wrong codes are forgiven.",
		 w->user.login, (long long)n.passwords, (long long)n.codes)) !=
		HO_OK ||
	    (rc = work_thaw(w)) != HO_OK)
		return rc;
	return work_settle(w, HO_AT_DONE, "");
}

int
unlock_issue(struct work *w)
{
	return work_act(w, "user.unlock", forgive);
}

int
verb_user_unlock(struct tx *t, struct call *c)
{
	return case_open_for(t, c, HO_CASE_UNLOCK);
}
