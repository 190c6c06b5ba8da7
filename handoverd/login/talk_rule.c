/*
 * handoverd/login/talk_rule.c - a second factor is wanted of this user.
 *
 *	grace    let in, told each time; the first time by a letter too
 *	enrol    code to the address on file -> key -> recovery codes -> let in
 *	refuse   the program cannot hold that, or there is no address
 *
 * Who has one that the rule does not count gave its code before.
 *
 * Which of them it is, is known to nobody before the password was right: the
 * questions up to then are those of anybody else.  Who binds one here is let in
 * by a transaction of its own, behind the binding, so that "login.ok" stands
 * behind "factor.bound" and a line that is lost between them is no login.
 */
#include <string.h>

#include "handoverd/login/grid.h"
#include "handoverd/login/talk.h"
#include "lib/base/err.h"
#include "lib/base/when.h"

/* --- what is asked -------------------------------------------------------- */

void
talk_rule_in_force(struct talk *t)
{
	int counts = t->kinds & t->d->conf.second_factor_by;

	ho_flow_rule_in_force(&t->form, (counts & HO_COUNTS_SENT) != 0);
}

static bool
is_login(const struct talk *t)
{
	return t->aim == TALK_LOGIN || t->aim == TALK_RENAME;
}

/*
 * Binding one is what a rule wants, so none stands before it; where an account
 * is handed over all is asked without a rule.
 */
static bool
is_ruled(const struct talk *t)
{
	return rule_in_force(t->d) && (is_login(t) || t->aim == TALK_CHANGE);
}

static int
read_rule(struct tx *tx, struct talk *t, struct ho_rule *r)
{
	int sent = t->form.can_send ? HO_COUNTS_SENT : 0;

	*r = (struct ho_rule){ 0 };
	return is_ruled(t) ? rule_read(tx, t->attempt.user, t->kinds, sent, r)
			   : factor_has(tx, t->attempt.user, &r->has_factor);
}

/* Asked of nobody (user 0) too, so that it takes the same time. */
int
talk_rule(struct tx *tx, struct talk *t)
{
	struct attempt *a = &t->attempt;
	bool made_up;
	struct ho_rule r;
	int rc;

	a->says = (struct ho_rule_says){ .after = HO_AFTER_LET_IN };
	if (rule_in_force(t->d)) /* since a moment ago, perhaps */
		talk_rule_in_force(t);
	if (!t->form.code)
		return HO_OK;
	made_up = factor_made_up(t->d, t->login);
	if ((rc = read_rule(tx, t, &r)) != HO_OK)
		return rc;
	a->has_factor = a->user != 0 ? r.has_factor : made_up;
	a->says = ho_flow_rule(&t->form, &r, t->takes_default, tx->now);
	if (a->user == 0)
		a->says.asks_code = ho_flow_asks_code(&t->form, made_up);
	if (!is_login(t)) /* no session comes of it */
		a->says.after = HO_AFTER_LET_IN;
	return HO_OK;
}

/* Where only a rule asks, what else somebody bound is enough to go on to one
 * that counts. */
int
talk_kinds(const struct talk *t)
{
	int kinds = t->kinds;

	if (t->attempt.says.is_strict)
		kinds = ho_rule_kinds(kinds, t->d->conf.second_factor_by);
	else if (t->form.by_rule)
		kinds |= HO_COUNTS_ALL;
	return t->aim == TALK_CHANGE ? kinds | SENT_FOR_CHANGE : kinds;
}

bool
talk_wants_factor(const struct talk *t)
{
	enum ho_after after = t->attempt.says.after;

	return after != HO_AFTER_LET_IN && after != HO_AFTER_GRACE;
}

/* --- the grace ------------------------------------------------------------ */

int
talk_put_grace(struct tx *tx, struct talk *t, struct ho_event *ev)
{
	struct attempt *a = &t->attempt;
	char until[HO_WHEN_LEN];

	a->is_new_grace = false;
	if (t->is_forced)
		ho_event_str(ev, "second_factor", "bound");
	if (a->says.after != HO_AFTER_GRACE)
		return HO_OK;
	ho_when_format(a->says.until, until);
	ho_event_str(ev, "second_factor", "grace");
	ho_event_str(ev, "until", until);
	return rule_begin(tx, a->user, &a->is_new_grace);
}

int
talk_tell_grace(struct tx *tx, struct talk *t)
{
	const struct attempt *a = &t->attempt;

	if (a->says.after == HO_AFTER_GRACE)
		ho_when_format(a->says.until, t->standing.grace_until);
	return a->is_new_grace ? rule_tell(tx, a->user, a->says.until) : HO_OK;
}

/* --- it is over ----------------------------------------------------------- */

void
talk_force(struct talk *t)
{
	struct attempt *a = &t->attempt;

	if (a->says.after == HO_AFTER_ENROL) {
		t->is_forced = true;
		talk_tell(t, false,
		    "An authenticator app is needed to sign in. It is set up "
		    "now.");
		talk_ask_enrol(t);
		return;
	}
	talk_tell(t, true,
	    "An authenticator app is needed to sign in, and none can be set "
	    "up here. Please sign in at %s, or ask the support desk.",
	    t->d->conf.sign_in_url);
	talk_must_enrol(t, grid_level(&t->d->slowest_hash_ms, a->took_ms));
}

/*
 * The password was right some minutes ago: it must be the same still.  Who gave
 * no code and has a factor by now, bound in another conversation, is asked for
 * it: what came by mail is not enough to bind a second one.  Nor is the code of
 * a device that was stolen, and removed by a case meanwhile.
 */
int
talk_check_binder(struct tx *tx, struct talk *t)
{
	struct ho_account account;
	bool has = false;
	int rc = talk_check_again(tx, t, &account);

	if (rc == HO_OK)
		rc = factor_has(tx, t->attempt.user, &has);
	if (rc == HO_OK && has != t->attempt.has_factor)
		rc = HO_E_TAKEN;
	return rc == HO_OK ? talk_check_device(tx, t) : rc;
}

int
talk_check_device(struct tx *tx, const struct talk *t)
{
	const struct attempt *a = &t->attempt;

	return a->with_code ? factor_holds(tx, a->user, &a->code) : HO_OK;
}

int
talk_check_asked(struct tx *tx, struct talk *t)
{
	const struct attempt *a = &t->attempt;
	int rc = talk_rule(tx, t);

	if (rc == HO_OK && a->says.asks_code && !a->with_code)
		rc = HO_E_TAKEN;
	return rc == HO_OK ? talk_check_device(tx, t) : rc;
}

static int
grant(struct tx *tx, void *arg)
{
	struct talk *t = arg;
	struct ho_account account;
	int rc = talk_check_again(tx, t, &account);

	return rc == HO_OK ? talk_let_in(tx, t, &account) : rc;
}

static void
granted(struct talk *t, int rc)
{
	if (rc == HO_OK)
		talk_welcome(t);
	else
		talk_fault(t, rc);
}

void
talk_forced(struct talk *t)
{
	t->attempt.says = (struct ho_rule_says){ .after = HO_AFTER_LET_IN };
	talk_write(t, grant, granted);
}
