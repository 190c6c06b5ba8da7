/*
 * handoverd/login/talk_refused.c - somebody is kept out: what the log is told, and
 * what counts as a guess.
 *
 * The person hears of none of it (law 9).
 */
#include "handoverd/login/talk.h"
#include "lib/base/err.h"

static int
count(struct tx *tx, struct talk *t, struct ho_event *ev, enum ho_tried what)
{
	struct limit_who who = talk_who(t);
	enum limit_end end;
	int rc = limits_wrong(tx, &who, what, &end);

	if (rc != HO_OK || end == LIMIT_GOES_ON)
		return rc;
	ho_event_str(ev, what == HO_TRIED_PASSWORD ? "password" : "codes",
	    end == LIMIT_DISABLED ? "disabled" : "strangers-shut-out");
	return limits_tell(tx, who.user, what, end);
}

/*
 * The password was right, where one is asked, and the code was not: who looks
 * into the log is told, the person is not.  A code that was right once, or that
 * nobody meant as one, is no guess.
 */
static int
note_code(struct tx *tx, struct talk *t, struct ho_event *ev)
{
	struct attempt *a = &t->attempt;
	enum factor_answer answer = a->code.answer;
	struct limit_who who = talk_who(t);
	bool is_locked = false;
	int64_t most;
	int rc = HO_OK;

	ho_event_str(
	    ev, "code", a->is_one ? "not-asked" : factor_answer_name(answer));
	if (answer == FACTOR_ONCE_MORE)
		rc = factor_take(tx, &a->code);
	if (rc != HO_OK || a->is_one || answer == FACTOR_USED)
		return rc;
	if ((answer == FACTOR_WRONG || answer == FACTOR_ONCE_MORE) &&
	    (rc = limits_codes(tx, &who, &most)) == HO_OK)
		rc = factor_wrong(tx, a->user, most, &is_locked);
	if (is_locked)
		ho_event_str(ev, "factor", "locked");
	return rc == HO_OK ? count(tx, t, ev, HO_TRIED_CODE) : rc;
}

/* A name that is nobody's is not told: people type passwords there. */
int
talk_keep_out(struct tx *tx, struct talk *t, bool by_code)
{
	struct ho_event *ev = NULL;
	int rc = ho_event_begin(tx->a, &ev, "login.refused", tx->now);

	if (rc != HO_OK)
		return rc;
	ho_event_peer(ev, t->r.peer.uid, t->r.peer.service);
	if (t->attempt.user != 0)
		ho_event_int(ev, "user", t->attempt.user);
	rc = by_code
	    ? note_code(tx, t, ev)
	    : count(tx, t, ev,
		  t->form.password ? HO_TRIED_PASSWORD : HO_TRIED_CODE);
	if (rc != HO_OK) {
		ho_event_drop(&ev);
		return rc;
	}
	return ho_event_end(&ev, NULL);
}

/* Right, and still not theirs to do: no guess, so nothing is counted. */
int
talk_note_not_theirs(struct tx *tx, struct talk *t)
{
	struct ho_event *ev = NULL;
	int rc = ho_event_begin(tx->a, &ev, "login.refused", tx->now);

	if (rc != HO_OK)
		return rc;
	ho_event_peer(ev, t->r.peer.uid, t->r.peer.service);
	ho_event_int(ev, "user", t->attempt.user);
	ho_event_str(ev, "asked", "transfer");
	return ho_event_end(&ev, NULL);
}
