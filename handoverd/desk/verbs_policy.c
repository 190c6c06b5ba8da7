/*
 * handoverd/desk/verbs_policy.c - account policy: what an account asks of its
 * users beyond the settings.
 *
 * It can only ask for more: what the settings ask by role binds all the same.
 */
#include <string.h>

#include "handoverd/cases/person.h"
#include "handoverd/daemon.h"
#include "handoverd/desk/people.h"
#include "handoverd/desk/verbs.h"
#include "handoverd/login/rule.h"
#include "lib/base/err.h"

#define DAY 86400 /* seconds */

static int
read_policy(struct tx *t, struct call *c, struct ho_account *a)
{
	const char *rule = call_str(c, "second-factor");
	bool has_grace = json_object_get(c->args, "grace") != NULL;
	bool is_required = strcmp(rule, "required") == 0;

	if (!is_required && strcmp(rule, "by-role") != 0)
		return call_refuse(c, EXIT_USAGE, "usage",
		    "--second-factor is required or by-role");
	if (!is_required && has_grace)
		return call_refuse(c, EXIT_USAGE, "usage",
		    "--grace goes with --second-factor required: that of roles "
		    "is second-factor-grace");
	a->factor_rule = is_required;
	a->factor_grace = !is_required ? 0
	    : has_grace                ? call_int(c, "grace") * DAY
			: t->d->conf.second_factor_grace_ms / 1000;
	return HO_OK;
}

static int
put(struct tx *t, struct call *c, struct ho_account *a)
{
	struct ho_event *ev;
	int rc = ho_event_begin(t->a, &ev, c->verb->event, t->now);

	if (rc != HO_OK)
		return rc;
	ho_event_staff(ev, &c->me);
	ho_event_str(ev, "account", a->code);
	ho_event_str(
	    ev, "second_factor", a->factor_rule != 0 ? "required" : "by-role");
	ho_event_int(ev, "grace", a->factor_grace);
	if ((rc = ho_store_put(t->s, HO_ACCOUNT, a)) != HO_OK) {
		ho_event_drop(&ev);
		return rc;
	}
	t->wants_checkpoint = true;
	return ho_event_end(&ev, NULL);
}

int
verb_account_policy(struct tx *t, struct call *c)
{
	struct ho_account a;
	int rc;

	if ((rc = people_account(t, c, call_str(c, "subject"), &a)) != HO_OK ||
	    (rc = person_owns(t, c, &a)) != HO_OK ||
	    (rc = read_policy(t, c, &a)) != HO_OK ||
	    (rc = put(t, c, &a)) != HO_OK)
		return rc;
	if (a.factor_rule != 0) {
		rule_set(t);
		ho_buf_fmt(&c->text,
		    "every user of %s must have a second factor; who never had "
		    "one has %lld days from the next sign-in",
		    a.code, (long long)(a.factor_grace / DAY));
	} else {
		ho_buf_fmt(&c->text,
		    "users of %s must have a second factor where the settings "
		    "ask it of their role",
		    a.code);
	}
	return people_show_account(t, c, &a);
}
