/* handoverd/desk/doctor_rule.c - a second factor's rule, and what it does to a user. */
#include "handoverd/daemon.h"
#include "handoverd/desk/doctor.h"
#include "handoverd/login/rule.h"
#include "lib/base/when.h"

static void
tell_why(struct doctor *x, const char *login, const struct ho_rule *r)
{
	doctor_say(x, HEALTH_OK, "%s must have a second factor: %s%s%s", login,
	    r->by_role ? "second-factor names the role" : "",
	    r->by_role && r->by_account ? ", and " : "",
	    r->by_account ? "account policy asks it of everybody there" : "");
}

/* They have one, and give its code. */
static const char *
that_counts(const struct ho_rule *r)
{
	return r->has_factor ? " that counts (second-factor-by)" : "";
}

static void
tell_grace(struct doctor *x, const char *login, const struct ho_rule *r,
    const struct ho_rule_says *says)
{
	char until[HO_WHEN_LEN];

	ho_when_show(says->until, until);
	if (r->since == 0)
		doctor_say(x, HEALTH_WARN,
		    "%s has none%s and is let in without: the grace of %lld "
		    "days begins with the next sign-in",
		    login, that_counts(r),
		    (long long)(ho_rule_grace(r) / 86400));
	else
		doctor_say(x, HEALTH_WARN,
		    "%s has none%s and is let in without until %s UTC", login,
		    that_counts(r), until);
}

static void
tell_end(struct doctor *x, const char *login, const struct ho_rule *r,
    const struct ho_login_form *form, enum ho_after after)
{
	const char *why = r->has_factor
	    ? "what is bound does not count (second-factor-by)"
	    : r->had_factor ? "the one that was bound is gone"
			    : "none is bound, the grace is over";

	if (after == HO_AFTER_ENROL)
		doctor_say(x, HEALTH_WARN,
		    "%s: the next sign-in of %s there binds one first, by a "
		    "code to the address on file",
		    why, login);
	else if (!r->has_address)
		doctor_say(x, HEALTH_FAIL,
		    "%s cannot sign in there: %s, and there is no confirmed "
		    "address to which a code could go to bind one",
		    login, why);
	else
		doctor_say(x, HEALTH_FAIL,
		    "%s cannot sign in there: %s, and none can be bound there "
		    "(%s)",
		    login, why,
		    !r->can_count ? "second-factor-by and otp count no totp"
			: !form->password ? "it asks no password"
			: form->one       ? "the program asks only once"
					  : "forced-step is not login");
}

void
doctor_rule_user(struct doctor *x, const struct ho_user *u,
    const struct ho_login_form *form, const struct ho_rule *r,
    const struct ho_rule_says *says)
{
	if (!ho_rule_binds(r))
		return;
	tell_why(x, u->login, r);
	if (says->after == HO_AFTER_GRACE)
		tell_grace(x, u->login, r, says);
	else if (says->after != HO_AFTER_LET_IN)
		tell_end(x, u->login, r, form, says->after);
}
