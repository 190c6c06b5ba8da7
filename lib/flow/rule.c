/* lib/flow/rule.c - must this user have a second factor, and what follows. */
#include "lib/flow/rule.h"

#include <stddef.h>

#define ANY (-1)

/* The first row that fits counts; without one nobody gets in. */
static const struct row {
	signed char binds; /* a rule does */
	signed char has;   /* something that the rule counts */
	signed char grace; /* runs, or begins now */
	signed char can;   /* bind one in this conversation */
	bool is_strict;
	enum ho_after after;
} rows[] = {
	{ 0, ANY, ANY, ANY, false, HO_AFTER_LET_IN },
	{ 1, 1, ANY, ANY, true, HO_AFTER_LET_IN },
	{ 1, 0, 1, ANY, false, HO_AFTER_GRACE },
	{ 1, 0, 0, 1, false, HO_AFTER_ENROL },
	{ 1, 0, 0, 0, false, HO_AFTER_REFUSE },
};

bool
ho_rule_binds(const struct ho_rule *r)
{
	return r->by_role || r->by_account;
}

int64_t
ho_rule_grace(const struct ho_rule *r)
{
	if (!r->by_account)
		return r->role_grace;
	if (!r->by_role || r->account_grace < r->role_grace)
		return r->account_grace;
	return r->role_grace;
}

/* A code alone is what somebody who has no factor yet was sent: with a mailbox
 * and nothing else nobody binds one.  Nor one that would not count: they would
 * be asked to bind the next at the next sign-in. */
static bool
can_bind(
    const struct ho_login_form *form, const struct ho_rule *r, bool can_hold)
{
	return can_hold && form->password && r->has_address && r->can_count;
}

static bool
fits(signed char want, bool is)
{
	return want == ANY || want == (is ? 1 : 0);
}

struct ho_rule_says
ho_flow_rule(const struct ho_login_form *form, const struct ho_rule *r,
    bool can_hold, int64_t now)
{
	bool binds = ho_rule_binds(r), has = r->has_counted || r->has_sent;
	int64_t end = (r->since != 0 ? r->since : now) + ho_rule_grace(r);
	bool grace = !r->had_factor && now < end;
	bool can = can_bind(form, r, can_hold);
	struct ho_rule_says says = {
		.asks_code = (binds && (has || r->has_factor)) ||
		    (!form->by_rule && ho_flow_asks_code(form, r->has_factor))
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (fits(rows[i].binds, binds) && fits(rows[i].has, has) &&
		    fits(rows[i].grace, grace) && fits(rows[i].can, can)) {
			says.is_strict = rows[i].is_strict;
			says.after = rows[i].after;
			break;
		}
	if (says.after == HO_AFTER_GRACE)
		says.until = end;
	return says;
}

int
ho_rule_kinds(int service, int rule)
{
	return (service & rule) != 0 ? service & rule : rule;
}

void
ho_flow_rule_in_force(struct ho_login_form *form, bool can_send)
{
	if (form->code)
		return;
	form->code = form->only_if = form->by_rule = true;
	form->can_send = can_send;
}
