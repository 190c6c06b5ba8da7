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
#include "handoverd/login/talk.h"
#include "lib/base/err.h"

#define ROUNDS 3 /* looks at a row that changes while it is hashed */

/* What a yes is called in the log, and what follows it; NULL: the end. */
static const struct aim {
	const char *event;
	void (*go_on)(struct talk *t);
} aims[TALK_AIMS] = {
	[TALK_LOGIN] = { "login.ok", NULL },
	[TALK_ENROL] = { "factor.proven", talk_ask_enrol },
	[TALK_CHANGE] = { "password.proven", talk_ask_change },
	[TALK_TRANSFER] = { "transfer.proven", talk_ask_transfer },
	[TALK_RENAME] = { "login.proven", talk_ask_rename },
};

/* --- limits --------------------------------------------------------------- */

int
talk_may_try(struct tx *tx, struct talk *t)
{
	struct limit_who who = talk_who(t);
	bool may = true, may_code = true;
	int rc = HO_OK;

	if (t->form.password)
		rc = limits_may(tx, &who, HO_TRIED_PASSWORD, &may);
	if (rc == HO_OK && t->form.code)
		rc = limits_may(tx, &who, HO_TRIED_CODE, &may_code);
	t->attempt.is_paused = rc != HO_OK || !may || !may_code;
	return rc;
}

void
talk_refuse_hashed(struct talk *t)
{
	talk_refuse(t, grid_level(&t->d->slowest_hash_ms, t->attempt.took_ms));
}

void
talk_refuse_unhashed(struct talk *t)
{
	talk_refuse(
	    t, t->form.password ? grid_level(&t->d->slowest_hash_ms, 0) : 0);
}

/* --- hash ----------------------------------------------------------------- */

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

/* --- decide --------------------------------------------------------------- */

int
talk_check_again(struct tx *tx, struct talk *t, struct ho_account *account)
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
	/* renamed since it was looked up: that name is nobody's any more */
	a->has_changed = strcmp(user.login, t->login) != 0;
	if (a->has_changed)
		return HO_E_TAKEN;
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
	if ((rc = talk_rule(tx, t)) != HO_OK || !t->form.code)
		return rc;
	*wants = a->says.asks_code;
	return factor_match(tx, a->user, talk_kinds(t), ho_secret_data(t->code),
	    ho_secret_len(t->code), &a->code);
}

/* Of each that was right alone, and where the person came from. */
static int
put_limits(struct tx *tx, struct talk *t, bool with_code)
{
	struct limit_who who = talk_who(t);
	int rc = HO_OK;

	if (t->form.password)
		rc = limits_clear(tx, who.user, HO_TRIED_PASSWORD);
	if (rc == HO_OK && with_code)
		rc = limits_clear(tx, who.user, HO_TRIED_CODE);
	return rc == HO_OK ? limits_seen(tx, &who) : rc;
}

/* In seconds: a device whose clock was found to be off, or right again. */
static void
note_drift(struct ho_event *ev, const struct factor_match *m)
{
	if (m->factor.row.id != 0 && m->next.drift != m->factor.drift)
		ho_event_int(ev, "drift", m->next.drift * m->factor.step);
}

static int
put_proven(struct tx *tx, struct talk *t, struct ho_event *ev, bool with_code)
{
	struct attempt *a = &t->attempt;
	int rc = put_limits(tx, t, with_code);

	a->codes_left = -1;
	if (with_code && !a->is_taken && rc == HO_OK) {
		note_drift(ev, &a->code);
		rc = factor_take(tx, &a->code);
		a->is_taken = rc == HO_OK;
		ho_event_str(ev, "factor", a->code.kind);
		if (rc == HO_OK)
			rc = factor_left(tx, a->user, &a->codes_left);
		if (rc == HO_OK && a->code.spare.row.id != 0)
			ho_event_int(ev, "left", a->codes_left);
	}
	if (rc == HO_OK && t->form.password && a->renewed[0] != '\0') {
		memcpy(a->on_file.hash, a->renewed, sizeof(a->renewed));
		rc = ho_store_put(tx->s, HO_PASSWORD, &a->on_file);
	}
	return rc;
}

/* Who may choose another login name first has proven all, and is not in yet.
 * Who had to bind an authenticator in this call, or comes by a default password,
 * is asked the next time. */
static int
look_for_permit(struct tx *tx, struct talk *t)
{
	int rc;

	if (!t->takes_default || t->aim != TALK_LOGIN || t->is_forced ||
	    t->r.credential != 0)
		return HO_OK;
	t->rename = (struct rename){ .peer = t->r.peer };
	rc = rename_find(tx, t->attempt.user, &t->rename);
	if (rc == HO_OK && t->rename.permit != 0)
		t->aim = TALK_RENAME;
	return rc;
}

int
talk_let_in(struct tx *tx, struct talk *t, const struct ho_account *account)
{
	struct attempt *a = &t->attempt;
	struct ho_event *ev = NULL;
	int rc = look_for_permit(tx, t);

	if (rc != HO_OK ||
	    (rc = ho_event_begin(tx->a, &ev, aims[t->aim].event, tx->now)) !=
		HO_OK)
		return rc;
	ho_event_peer(ev, t->r.peer.uid, t->r.peer.service);
	ho_event_int(ev, "user", a->user);
	ho_event_str(ev, "login", t->login);
	if (t->r.credential != 0) /* a reset ends in it */
		ho_event_str(ev, "ref", t->r.ref);
	if ((rc = put_proven(tx, t, ev, a->with_code)) != HO_OK ||
	    (rc = talk_put_grace(tx, t, ev)) != HO_OK) {
		ho_event_drop(&ev);
		return rc;
	}
	if ((rc = ho_event_end(&ev, NULL)) != HO_OK ||
	    (rc = standing_read(tx, a->user, &t->standing)) != HO_OK ||
	    (rc = talk_tell_grace(tx, t)) != HO_OK ||
	    account->super_admin != a->user)
		return rc;
	rc = case_owner_signed_in(tx, a->user);
	return rc == HO_E_NONE ? HO_OK : rc;
}

/*
 * All that was asked was right, and the rule wants more.  The code of something
 * that it does not count is spent here: what comes of it may be minutes away.
 */
static int
not_yet(struct tx *tx, struct talk *t, bool by_code)
{
	bool goes_on = t->attempt.says.after == HO_AFTER_ENROL;
	struct ho_event *ev = NULL;
	int rc;

	if (goes_on && !by_code)
		return HO_OK;
	rc = ho_event_begin(
	    tx->a, &ev, goes_on ? "login.proven" : "login.refused", tx->now);
	if (rc != HO_OK)
		return rc;
	ho_event_peer(ev, t->r.peer.uid, t->r.peer.service);
	ho_event_int(ev, "user", t->attempt.user);
	ho_event_str(ev, "second_factor", "missing");
	if (by_code && (rc = put_proven(tx, t, ev, by_code)) != HO_OK) {
		ho_event_drop(&ev);
		return rc;
	}
	return ho_event_end(&ev, NULL);
}

static int
all_right(struct tx *tx, struct talk *t, const struct ho_account *account,
    bool by_code)
{
	struct attempt *a = &t->attempt;

	a->with_code = by_code;
	if (t->aim == TALK_TRANSFER && account->super_admin != a->user) {
		a->verdict = HO_REFUSE; /* like anything wrong */
		return talk_note_not_theirs(tx, t);
	}
	return talk_wants_factor(t) ? not_yet(tx, t, by_code)
				    : talk_let_in(tx, t, account);
}

static int
decide(struct tx *tx, void *arg)
{
	struct talk *t = arg;
	struct attempt *a = &t->attempt;
	struct ho_account account;
	bool by_code = false;
	int rc;

	a->has_changed = a->is_taken = false;
	if ((rc = talk_may_try(tx, t)) != HO_OK || a->is_paused) {
		a->verdict = HO_REFUSE; /* others were wrong meanwhile */
		return rc;
	}
	if (a->verdict == HO_ALLOW) {
		rc = talk_check_again(tx, t, &account);
		if (rc == HO_OK)
			rc = check_code(tx, t, &by_code);
		if (rc == HO_OK && (!by_code || a->code.answer == FACTOR_RIGHT))
			return all_right(tx, t, &account, by_code);
		if (rc != HO_OK && rc != HO_E_NONE)
			return rc; /* HO_E_TAKEN: look again */
		a->verdict = HO_REFUSE;
		by_code = by_code && rc == HO_OK;
	}
	if (a->found.credential != 0 &&
	    (rc = case_tried_elsewhere(
		 tx, a->found.credential, t->r.peer.service)) != HO_OK)
		return rc;
	return talk_keep_out(tx, t, by_code);
}

/* --- and tell ------------------------------------------------------------- */

static void
let(struct talk *t)
{
	if (aims[t->aim].go_on != NULL)
		aims[t->aim].go_on(t);
	else if (talk_wants_factor(t))
		talk_force(t);
	else
		talk_welcome(t);
}

static void
decided(struct talk *t, int rc)
{
	struct attempt *a = &t->attempt;

	if (rc == HO_E_TAKEN && a->has_changed && ++a->rounds < ROUNDS) {
		t->again(t);
	} else if (rc != HO_OK) {
		talk_fault(t, rc);
	} else if (a->verdict == HO_ALLOW) {
		let(t);
	} else {
		talk_refuse_hashed(t);
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
talk_hash(struct talk *t, void (*then)(struct talk *t, int rc))
{
	if (t->form.password) {
		talk_compute(t, hash, then);
		return;
	}
	/* a code alone: nothing to hash, and decide asks for the user */
	t->attempt.verdict = t->attempt.user != 0 ? HO_ALLOW : HO_REFUSE;
	then(t, HO_OK);
}

void
talk_judge(struct talk *t, void (*again)(struct talk *t))
{
	t->again = again;
	talk_hash(t, hashed);
}
