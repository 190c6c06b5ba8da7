/*
 * handoverd/login/talk_verdict.c - what was typed, against what is on file.
 *
 * What look_up read is read again in decide: only a row that is still the one
 * that was hashed against lets anybody in, and only a code whose step or
 * counter nobody has taken.  The code is taken in the commit that lets its
 * user in, and only beside a right password.
 */
#include <string.h>

#include "handoverd/cases/case.h"
#include "handoverd/login/grid.h"
#include "handoverd/login/presence.h"
#include "handoverd/login/talk.h"
#include "lib/base/err.h"

#define ROUNDS 3 /* looks at a row that changes while it is hashed */

/* --- hash -------------------------------------------------------------------- */

static void
check(struct talk *t)
{
	struct attempt *a = &t->attempt;
	unsigned cost = (unsigned)t->d->conf.hash_cost;
	char dummy[HO_HASH_SIZE];

	a->verdict = HO_REFUSE;
	a->renewed[0] = '\0';
	if (a->on_file.row.id == 0) {
		if ((t->rc = ho_hash_dummy(cost, dummy)) == HO_OK)
			t->rc = ho_hash_check(dummy, t->normal, &a->verdict);
		a->verdict = HO_REFUSE;
		return;
	}
	t->rc = ho_hash_check(a->on_file.hash, t->normal, &a->verdict);
	if (t->rc == HO_OK && a->verdict == HO_ALLOW &&
	    ho_hash_is_old(a->on_file.hash, cost))
		t->rc = ho_hash_make(t->normal, cost, a->renewed);
}

static void
hash(struct talk *t)
{
	int64_t from = loop_now();

	check(t);
	t->attempt.took_ms = loop_now() - from;
}

/* --- decide ------------------------------------------------------------------ */

/* Is what was hashed against still what lets this user in? */
static int
check_again(struct tx *tx, struct talk *t, struct ho_account *account)
{
	struct attempt *a = &t->attempt;
	struct ho_user user;
	struct ho_password now;
	int rc;

	if ((rc = ho_store_get(tx->s, HO_USER, a->user, &user)) != HO_OK ||
	    (rc = ho_store_get(tx->s, HO_ACCOUNT, user.account, account)) !=
		HO_OK)
		return rc;
	if (user.state != HO_USER_ACTIVE)
		return HO_E_NONE;
	if (!t->form.password)
		return HO_OK;
	if ((rc = HO_ASK(tx->s, HO_Q_PASSWORD_OF, &now, HO_INT(a->user))) !=
	    HO_OK)
		return rc;
	/* another login made the hash anew, or the password is another one */
	a->has_changed = now.row.id != a->on_file.row.id ||
	    now.row.seq != a->on_file.row.seq;
	return a->has_changed ? HO_E_TAKEN : HO_OK;
}

/* Does this login rest on a code, by what the store says in this moment? */
static int
check_code(struct tx *tx, struct talk *t, bool *wants)
{
	struct attempt *a = &t->attempt;
	int rc;

	*wants = false;
	if (!t->form.code)
		return HO_OK;
	if ((rc = factor_has(tx, a->user, &a->has_factor)) != HO_OK)
		return rc;
	*wants = ho_flow_asks_code(&t->form, a->has_factor);
	return factor_match(tx, a->user, t->kinds, ho_secret_data(t->code),
	    ho_secret_len(t->code), &a->code);
}

static int
put_proven(struct tx *tx, struct talk *t, struct ho_event *ev, bool with_code)
{
	struct attempt *a = &t->attempt;
	int rc = HO_OK;

	a->codes_left = -1;
	if (with_code) {
		rc = factor_take(tx, &a->code);
		ho_event_str(ev, "factor", a->code.kind);
		if (rc == HO_OK && a->code.spare.row.id != 0 &&
		    (rc = factor_left(tx, a->user, &a->codes_left)) == HO_OK)
			ho_event_int(ev, "left", a->codes_left);
	}
	if (rc == HO_OK && t->form.password && a->renewed[0] != '\0') {
		memcpy(a->on_file.hash, a->renewed, sizeof(a->renewed));
		rc = ho_store_put(tx->s, HO_PASSWORD, &a->on_file);
	}
	return rc;
}

static int
let_in(struct tx *tx, struct talk *t, const struct ho_account *account,
    bool with_code)
{
	struct attempt *a = &t->attempt;
	struct ho_event *ev = NULL;
	int rc = ho_event_begin(tx->a, &ev,
	    t->is_enrolment ? "factor.proven" : "login.ok", tx->now);

	if (rc != HO_OK)
		return rc;
	ho_event_peer(ev, t->r.peer.uid, t->r.peer.service);
	ho_event_int(ev, "user", a->user);
	ho_event_str(ev, "login", t->login);
	if ((rc = put_proven(tx, t, ev, with_code)) != HO_OK) {
		ho_event_drop(&ev);
		return rc;
	}
	if ((rc = ho_event_end(&ev, NULL)) != HO_OK ||
	    account->super_admin != a->user)
		return rc;
	rc = case_owner_signed_in(tx, a->user);
	return rc == HO_E_NONE ? HO_OK : rc;
}

/* The password was right and the code was not: who looks into the log is told,
 * the person is not. */
static int
note_code(struct tx *tx, struct talk *t, struct ho_event *ev)
{
	struct attempt *a = &t->attempt;
	bool is_locked = false;
	int rc = HO_OK;

	ho_event_str(ev, "code",
	    a->is_one ? "not-asked" : factor_answer_name(a->code.answer));
	if (a->code.answer == FACTOR_ONCE_MORE)
		rc = factor_take(tx, &a->code);
	else if (a->code.answer == FACTOR_WRONG && t->form.password &&
	    !a->is_one)
		rc = factor_wrong(tx, a->user, &is_locked);
	if (is_locked)
		ho_event_str(ev, "factor", "locked");
	return rc;
}

/* A name that is nobody's is not told: people type passwords there. */
static int
keep_out(struct tx *tx, struct talk *t, bool by_code)
{
	struct ho_event *ev = NULL;
	int rc = ho_event_begin(tx->a, &ev, "login.refused", tx->now);

	if (rc != HO_OK)
		return rc;
	ho_event_peer(ev, t->r.peer.uid, t->r.peer.service);
	if (t->attempt.user != 0)
		ho_event_int(ev, "user", t->attempt.user);
	if (by_code && (rc = note_code(tx, t, ev)) != HO_OK) {
		ho_event_drop(&ev);
		return rc;
	}
	return ho_event_end(&ev, NULL);
}

static int
decide(struct tx *tx, void *arg)
{
	struct talk *t = arg;
	struct attempt *a = &t->attempt;
	struct ho_account account;
	bool by_code = false;
	int rc;

	a->has_changed = false;
	if (a->verdict == HO_ALLOW) {
		rc = check_again(tx, t, &account);
		if (rc == HO_OK)
			rc = check_code(tx, t, &by_code);
		if (rc == HO_OK && (!by_code || a->code.answer == FACTOR_RIGHT))
			return let_in(tx, t, &account, by_code);
		if (rc != HO_OK && rc != HO_E_NONE)
			return rc; /* HO_E_TAKEN: look again */
		a->verdict = HO_REFUSE;
		by_code = by_code && rc == HO_OK;
	}
	if (a->found.credential != 0 &&
	    (rc = case_tried_elsewhere(
		 tx, a->found.credential, t->r.peer.service)) != HO_OK)
		return rc;
	return keep_out(tx, t, by_code);
}

/* --- and tell ------------------------------------------------------------------ */

static void
let(struct talk *t)
{
	struct attempt *a = &t->attempt;
	struct pause_key key = talk_pause_key(t);
	struct presence_key who = {
		.peer = t->r.peer.uid, .service = t->service, .login = t->login
	};

	pauses_right(t->d->pauses, &key);
	if (t->is_enrolment) {
		talk_ask_enrol(t);
		return;
	}
	presence_note(t->d->presence, &who, loop_now());
	if (a->codes_left >= 0 && a->codes_left <= FACTOR_FEW)
		talk_tell(t, false,
		    "That was a recovery code; %lld are left. Please make new "
		    "ones.",
		    (long long)a->codes_left);
	talk_allow(t, "ok", t->login);
}

static void
decided(struct talk *t, int rc)
{
	struct attempt *a = &t->attempt;
	struct pause_key key = talk_pause_key(t);

	if (rc == HO_E_TAKEN && a->has_changed && ++a->rounds < ROUNDS) {
		t->again(t);
	} else if (rc != HO_OK) {
		talk_fault(t, rc);
	} else if (a->verdict == HO_ALLOW) {
		let(t);
	} else {
		pauses_wrong(t->d->pauses, &key, loop_now());
		talk_refuse(t, grid_level(&t->d->slowest_hash_ms, a->took_ms));
	}
}

static void
hashed(struct talk *t, int rc)
{
	if (rc == HO_OK)
		talk_write(t, decide, decided);
	else
		talk_fault(t, rc);
}

void
talk_judge(struct talk *t, void (*again)(struct talk *t))
{
	t->again = again;
	if (t->form.password) {
		talk_compute(t, hash, hashed);
		return;
	}
	/* a code alone: nothing to hash, and decide asks for the user */
	t->attempt.verdict = t->attempt.user != 0 ? HO_ALLOW : HO_REFUSE;
	talk_write(t, decide, decided);
}
