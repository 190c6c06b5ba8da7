/*
 * handoverd/desk/verbs_revert.c - case revert: a new super-admin who should not be.
 *
 * The account points at its former super-admin again, so that law 2 holds at
 * every commit, and neither of the two can sign in until a new case has named
 * somebody: nobody knows yet who is right.  What the wrong one asked for ends
 * with them.
 */
#include <stdio.h>
#include <string.h>

#include "handoverd/cases/case_work.h"
#include "handoverd/desk/verbs.h"
#include "handoverd/login/factor.h"
#include "handoverd/post/hook.h"
#include "lib/base/err.h"

#define NO_HASH "*" /* no password fits it */

struct revert {
	struct work w; /* w.user: the former super-admin */
	struct ho_user wrong;
	struct ho_buf ended; /* references of cases that ended with it */
};

/* --- may it be done? ----------------------------------------------------------- */

struct others {
	int64_t me;
	bool is_any;
};

static int
each_staff(void *ctx, void *row)
{
	const struct ho_staff *x = row;
	struct others *o = ctx;

	if (x->state == HO_STAFF_ACTIVE && x->row.id != o->me &&
	    (x->roles & HO_STAFF_SECURITY) != 0)
		o->is_any = true;
	return HO_OK;
}

static int
is_me(void *ctx, int64_t staff)
{
	return staff == *(const int64_t *)ctx;
}

/* Whoever ran a case does not undo it alone, where there is anybody else. */
static int
ask_hands(struct work *w)
{
	struct others o = { .me = w->call->me.row.id };
	int rc = case_hands(w->t, &w->c, is_me, &o.me);

	if (rc != 1)
		return rc;
	rc = ho_store_each(
	    w->t->s, HO_Q_STAFF, &HO_INT(0), 1, 0, each_staff, &o);
	return rc == HO_OK && o.is_any ? work_refuse(w, "own-hand", "") : rc;
}

static int
read_all(struct revert *r)
{
	struct work *w = &r->w;
	int rc = work_find(w, call_str(w->call, "subject"));

	if (rc != HO_OK)
		return rc;
	if (w->c.kind != HO_CASE_OWNER ||
	    !ho_case_may(w->c.state, HO_ACT_REVERT))
		return work_refuse(w, "no-assignment", "");
	if (w->account.super_admin != w->c.successor)
		return work_refuse(w, "owner-changed", "");
	if ((rc = ho_store_get(w->t->s, HO_USER, w->c.successor, &r->wrong)) !=
	    HO_OK)
		return rc;
	return ask_hands(w);
}

/* --- the rows ------------------------------------------------------------------- */

static int
disable(struct revert *r, struct ho_user *u)
{
	u->state = HO_USER_DISABLED;
	u->valid_from = r->w.t->now;
	return ho_store_put(r->w.t->s, HO_USER, u);
}

/* Password and authenticators may be a stranger's. */
static int
put_wrong(struct revert *r)
{
	struct tx *t = r->w.t;
	struct ho_password p;
	int rc;

	r->wrong.role = HO_ROLE_USER;
	if ((rc = disable(r, &r->wrong)) != HO_OK)
		return rc;
	rc = HO_ASK(t->s, HO_Q_PASSWORD_OF, &p, HO_INT(r->wrong.row.id));
	if (rc == HO_OK) {
		p.set_at = t->now;
		snprintf(p.hash, sizeof(p.hash), NO_HASH);
		rc = ho_store_put(t->s, HO_PASSWORD, &p);
	}
	if (rc != HO_OK && rc != HO_E_NONE)
		return rc;
	return factor_end_all(t, r->wrong.row.id);
}

static int
put_account(struct revert *r)
{
	struct ho_account *a = &r->w.account;

	a->super_admin = r->w.user.row.id;
	a->valid_from = r->w.t->now;
	/* like behind any stop: a second person looks at the next case */
	a->frozen_until = r->w.t->now + HO_CASE_STOPS;
	return ho_store_put(r->w.t->s, HO_ACCOUNT, a);
}

/* --- what else hangs on them ------------------------------------------------------ */

/* A case about the present super-admin has lost its object: its mail is free
 * to be judged again.  What they asked for, or were to get, is stopped. */
static int
end_other(struct revert *r, struct work *other)
{
	bool is_owner = other->c.kind == HO_CASE_OWNER;
	int rc;

	if ((rc = letter_over(other, "case-frozen", "")) != HO_OK ||
	    (rc = work_settle(other, is_owner ? HO_AT_REFUSED : HO_AT_FROZEN,
		 is_owner ? "owner-changed" : "reverted")) != HO_OK)
		return rc;
	ho_buf_fmt(
	    &r->ended, "%s%s", r->ended.len > 0 ? " " : "", other->c.ref);
	return ho_store_put(r->w.t->s, HO_CASE, &other->c);
}

static int
each_open(void *ctx, void *row)
{
	struct revert *r = ctx;
	const struct ho_case *c = row;
	struct work other = { .t = r->w.t, .call = r->w.call, .ev = r->w.ev };
	struct ho_address asker = { 0 };
	int rc;

	if (c->asker != 0)
		(void)ho_store_get(r->w.t->s, HO_ADDRESS, c->asker, &asker);
	if (c->user != r->wrong.row.id && asker.user != r->wrong.row.id)
		return HO_OK;
	rc = work_load(&other, c->row.id);
	return rc != HO_OK ? rc : end_other(r, &other);
}

static int
end_others(struct revert *r)
{
	struct work *w = &r->w;
	int rc = ho_store_each(w->t->s, HO_Q_CASES_OPEN_OF,
	    &HO_INT(w->account.row.id), 1, 0, each_open, r);

	if (rc == HO_OK)
		rc = ho_buf_error(&r->ended);
	if (rc == HO_OK && r->ended.len > 0)
		ho_event_str(w->ev, "ended", ho_buf_text(&r->ended));
	return rc;
}

/* The role is the former one's again, and neither may come in. */
static int
tell_panel(struct revert *r)
{
	const char *wrong = r->wrong.login, *former = r->w.user.login;
	struct hook all[] = {
		{ .what = HOOK_OWNER_CHANGED, .one = former, .other = wrong },
		{ .what = HOOK_USER_DISABLED, .one = wrong },
		{ .what = HOOK_USER_DISABLED, .one = former },
		{ .what = HOOK_SESSIONS_END },
	};

	return hook_put_all(
	    r->w.t, all, sizeof(all) / sizeof(all[0]), &r->w.account, &r->w.c);
}

/* --- the act ----------------------------------------------------------------------- */

/* Everyone is told while the rows still say who they are. */
static int
put_all(struct revert *r)
{
	struct work *w = &r->w;
	int rc;

	if ((rc = work_record(w, "reverted", "Reverted by %s: %s",
		 w->call->me.name, call_str(w->call, "reason"))) != HO_OK ||
	    (rc = letter_over(w, "case-reverted", r->wrong.login)) != HO_OK ||
	    (rc = end_others(r)) != HO_OK || (rc = put_wrong(r)) != HO_OK ||
	    (rc = disable(r, &w->user)) != HO_OK ||
	    (rc = put_account(r)) != HO_OK || (rc = tell_panel(r)) != HO_OK)
		return rc;
	return work_settle(w, HO_AT_REVERTED, "reverted");
}

static int
act(struct revert *r)
{
	struct work *w = &r->w;
	int rc = work_event(w, "case.revert");

	if (rc != HO_OK)
		return rc;
	ho_event_str(w->ev, "login", r->wrong.login);
	ho_event_str(w->ev, "former", w->user.login);
	ho_event_str(w->ev, "why", call_str(w->call, "reason"));
	if ((rc = put_all(r)) != HO_OK) {
		work_drop(w);
		return rc;
	}
	w->t->wants_checkpoint = true;
	return work_end(w);
}

int
verb_case_revert(struct tx *t, struct call *c)
{
	struct revert r = { .w = { .t = t, .call = c }, .ended = HO_BUF_INIT };
	int rc;

	if ((rc = read_all(&r)) == HO_OK && (rc = act(&r)) == HO_OK)
		rc = work_answer(&r.w);
	ho_buf_free(&r.ended);
	return rc;
}
