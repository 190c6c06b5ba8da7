/* handoverd/desk/doctor_login.c - what a service asks of a user, and why. */
#include <stdio.h>
#include <string.h>

#include "handoverd/daemon.h"
#include "handoverd/desk/doctor.h"
#include "handoverd/desk/people.h"
#include "handoverd/login/factor.h"
#include "handoverd/login/rule.h"
#include "handoverd/login/sent.h"
#include "lib/base/err.h"

static const struct way {
	const char *name, *asks;
	bool password, code, only_if;
} ways[] = {
	[HO_LOGIN_BY_PASSWORD] = { "password", "a password", true, false,
	    false },
	[HO_LOGIN_BY_BOTH] = { "password+otp", "a password and a code", true,
	    true, false },
	[HO_LOGIN_BY_CODE] = { "otp", "a code alone", false, true, false },
	[HO_LOGIN_BY_BOTH_IF] = { "password+otp?",
	    "a password, and a code of users who bound an authenticator", true,
	    true, true },
};

bool
doctor_holds_step(const struct ho_service *s)
{
	return ho_flow_takes_default(s->forced_step == HO_FORCED_STEP_LOGIN,
	    s->prompts == HO_PROMPTS_ONE);
}

/* --- the service ---------------------------------------------------------- */

static void
tell_kinds(struct doctor *x, const struct ho_service *policy)
{
	doctor_say(x, HEALTH_OK, "what counts as a code:%s%s%s%s%s",
	    policy->otp & HO_COUNTS_TOTP ? " totp" : "",
	    policy->otp & HO_COUNTS_HOTP ? " hotp" : "",
	    policy->otp & HO_COUNTS_RECOVERY ? " recovery" : "",
	    policy->otp & HO_COUNTS_MAIL ? " mail" : "",
	    policy->otp & HO_COUNTS_SMS ? " sms" : "");
	if ((policy->otp & HO_COUNTS_MAIL) != 0)
		doctor_say(x, HEALTH_WARN,
		    "mail is no second factor: whoever reads the mailbox has "
		    "the code, and resets the password by it");
	if ((policy->otp & HO_COUNTS_SMS) != 0 &&
	    x->t->d->conf.sms_url[0] == '\0')
		doctor_say(x, HEALTH_FAIL,
		    "no text message can leave: sms-url is not set");
}

static void
tell_service(
    struct doctor *x, const char *name, const struct ho_service *policy)
{
	const struct way *w = &ways[policy->login];
	bool is_named = policy->name[0] != '\0';

	x->check = "service";
	doctor_say(x, HEALTH_OK, "%s asks %s (login = %s, %s%s%s)", name,
	    w->asks, w->name, is_named ? "[service " : "",
	    is_named ? policy->name : "no section says otherwise",
	    is_named ? "]" : "");
	if (w->code)
		tell_kinds(x, policy);
	if (w->code && w->password)
		doctor_say(x, HEALTH_OK, "%s",
		    policy->prompts == HO_PROMPTS_ONE
			? "one field: the code stands behind the password"
			: "two questions; one field where the program says "
			  "single_prompt");
	if (!w->password)
		doctor_say(x, HEALTH_WARN,
		    "a code alone is asked: %lld guesses in a row at most; "
		    "login = password+otp is stronger",
		    (long long)x->t->d->conf.tries_disable);
	doctor_say(x, HEALTH_OK, "%s",
	    policy->address == HO_ADDRESS_TRUSTED
		? "wrong tries count by the address that it names"
		: "wrong tries of all of its users come from one place "
		  "(address = unknown)");
	if (doctor_holds_step(policy))
		doctor_say(x, HEALTH_OK,
		    "default passwords are taken, and other login names "
		    "chosen, where the program asks more than once");
	else if (policy->forced_step == HO_FORCED_STEP_LOGIN)
		doctor_say(x, HEALTH_WARN,
		    "forced-step = login does nothing there: prompts = one "
		    "leaves no room for its questions");
	if (policy->enrol == HO_ENROL_YES)
		doctor_say(x, HEALTH_OK,
		    "a password change there binds an authenticator");
	else if (policy->change == HO_CHANGE_YES)
		doctor_say(x, HEALTH_OK, "%s",
		    w->password
			? "a password change there changes the password"
			: "whoever has a code can choose a new password there");
	else if (policy->transfer == HO_TRANSFER_YES)
		doctor_say(x, HEALTH_OK,
		    "a password change there hands the account over, by "
		    "password, second factor and the other's code");
}

/* --- the user ------------------------------------------------------------- */

struct count {
	const struct tx *t;
	int64_t live, counts, locked;
	int kinds;
	const char *sent; /* by what a code can be; NULL: by nothing */
};

static int
count_one(void *ctx, void *row)
{
	struct count *n = ctx;
	const struct ho_factor *f = row;
	int bit = f->kind == HO_FACTOR_TOTP ? HO_COUNTS_TOTP : HO_COUNTS_HOTP;

	n->live++;
	n->locked += factor_is_locked(n->t, f);
	n->counts += (n->kinds & bit) != 0 && !factor_is_locked(n->t, f);
	return HO_OK;
}

/* Where no code would be right, nobody gets in. */
/* False: a code is asked that they cannot have. */
static bool
tell_code(struct doctor *x, const char *login, const struct way *w,
    const struct count *n, int64_t spares, bool is_asked)
{
	bool has = n->live > 0 || spares > 0;
	bool can = n->counts > 0 ||
	    (spares > 0 && (n->kinds & HO_COUNTS_RECOVERY) != 0);

	if ((w->code || is_asked) && n->sent != NULL)
		doctor_say(x, HEALTH_OK,
		    "a code is sent to %s when asked for, by %s", login,
		    n->sent);

	if (!is_asked)
		doctor_say(x, HEALTH_OK, "no code is asked of %s: %s", login,
		    w->code ? "no authenticator is bound"
			    : "the service asks none");
	else if (!has && n->sent != NULL)
		return true;
	else if (!has)
		doctor_say(x, HEALTH_FAIL,
		    "%s cannot sign in there: no authenticator is bound; the "
		    "user binds one by a service with enrol = yes",
		    login);
	else if (!can && n->sent == NULL)
		doctor_say(x, HEALTH_FAIL,
		    "%s cannot sign in there: none of %lld bound (%lld locked) "
		    "counts as a code there",
		    login, (long long)n->live, (long long)n->locked);
	else
		doctor_say(x, spares == 0 ? HEALTH_WARN : HEALTH_OK,
		    "a code is asked of %s: %lld authenticator%s, %lld "
		    "recovery code%s left",
		    login, (long long)n->live, n->live == 1 ? "" : "s",
		    (long long)spares, spares == 1 ? "" : "s");
	return !is_asked || can || n->sent != NULL;
}

/* As the login itself sees it: talk_start.c, talk_rule.c. */
static int
read_rule(struct doctor *x, const struct ho_user *u,
    const struct ho_service *policy, struct ho_login_form *form,
    struct ho_rule *r, struct ho_rule_says *says)
{
	const struct way *w = &ways[policy->login];
	int by = x->t->d->conf.second_factor_by, rc;

	*form = (struct ho_login_form){ .password = w->password,
		.code = w->code,
		.only_if = w->only_if,
		.one = policy->prompts == HO_PROMPTS_ONE,
		.can_send = w->code && (policy->otp & HO_COUNTS_SENT) != 0 };
	if (rule_in_force(x->t->d))
		ho_flow_rule_in_force(
		    form, (policy->otp & by & HO_COUNTS_SENT) != 0);
	rc = rule_read(x->t, u->row.id, policy->otp,
	    form->can_send ? HO_COUNTS_SENT : 0, r);
	*says = ho_flow_rule(form, r,
	    ho_flow_takes_default(
		policy->forced_step == HO_FORCED_STEP_LOGIN, form->one),
	    x->t->now);
	return rc;
}

static void
tell_user(
    struct doctor *x, const struct ho_user *u, const struct ho_service *policy)
{
	const struct way *w = &ways[policy->login];
	struct count n = { .t = x->t, .kinds = policy->otp };
	struct ho_arg key = HO_INT(u->row.id);
	struct ho_login_form form;
	struct ho_rule_says says;
	struct ho_rule rule;
	struct ho_password p;
	int64_t spares = 0;
	bool can = false;
	int rc;

	x->check = "user";
	if (u->state != HO_USER_ACTIVE)
		doctor_say(x, HEALTH_FAIL, "%s is disabled", u->login);
	rc = HO_ASK(x->t->s, HO_Q_PASSWORD_OF, &p, HO_INT(u->row.id));
	if (rc == HO_E_NONE && w->password)
		doctor_say(x, HEALTH_FAIL, "%s has no password", u->login);
	explicit_bzero(&p, sizeof(p));
	if ((rc != HO_OK && rc != HO_E_NONE) ||
	    (rc = read_rule(x, u, policy, &form, &rule, &says)) != HO_OK) {
		x->rc = rc;
		return;
	}
	if (says.is_strict)
		n.kinds =
		    ho_rule_kinds(policy->otp, x->t->d->conf.second_factor_by);
	else if (form.by_rule)
		n.kinds |= HO_COUNTS_ALL;
	if ((rc = ho_store_each(x->t->s, HO_Q_FACTORS_LIVE_OF, &key, 1, 0,
		 count_one, &n)) != HO_OK ||
	    (rc = sent_way(x->t, u->row.id, n.kinds, &n.sent)) != HO_OK ||
	    (rc = factor_left(x->t, u->row.id, &spares)) != HO_OK)
		x->rc = rc;
	else
		can = tell_code(x, u->login, w, &n, spares, says.asks_code);
	if (!can) /* what follows a right code does not come */
		says.after = HO_AFTER_LET_IN;
	doctor_rule_user(x, u, &form, &rule, &says);
	doctor_limits_user(x, u, policy);
}

int
doctor_login(struct doctor *x)
{
	const char *service = call_str(x->c, "service");
	const char *login = call_str(x->c, "user");
	struct ho_service policy =
	    ho_conf_service(&x->t->d->conf, service != NULL ? service : "");
	struct ho_user u;
	int rc;

	if (service == NULL)
		return call_refuse(x->c, EXIT_USAGE, "usage",
		    "--user wants --service: each service has its own policy");
	tell_service(x, service, &policy);
	if (login == NULL)
		return HO_OK;
	if ((rc = people_user(x->t, x->c, login, &u)) == HO_OK)
		tell_user(x, &u, &policy);
	return rc;
}
