/*
 * handoverd/desk/verbs_own.c - staff own: the accounts that are somebody's own.
 *
 * Nobody handles the account of their own employer, family or side business.
 * An admin marks it; who is marked cannot take the mark away.
 */
#include <string.h>

#include "handoverd/desk/people.h"
#include "handoverd/desk/verbs.h"
#include "lib/base/err.h"

struct search {
	const char *name;
	struct ho_staff found;
};

static int
each_staff(void *ctx, void *row)
{
	const struct ho_staff *who = row;
	struct search *s = ctx;

	if (who->state == 1 && strcmp(who->name, s->name) == 0)
		s->found = *who;
	return HO_OK;
}

static int
put(struct tx *t, struct call *c, const struct ho_staff *who,
    const struct ho_account *account, struct ho_own *own)
{
	struct ho_event *ev;
	int rc = ho_event_begin(t->a, &ev, "staff.own", t->now);

	if (rc != HO_OK)
		return rc;
	ho_event_staff(ev, &c->me);
	ho_event_str(ev, "staff", who->name);
	ho_event_str(ev, "account", account->code);
	ho_event_int(ev, "own", own->state);
	if ((rc = ho_store_put(t->s, HO_OWN, own)) != HO_OK) {
		ho_event_drop(&ev);
		return rc;
	}
	return ho_event_end(&ev, NULL);
}

static int
answer(struct call *c, const struct ho_staff *who,
    const struct ho_account *account, bool is_own)
{
	ho_buf_fmt(&c->text, "%s %s handle %s", who->name,
	    is_own ? "cannot" : "can", account->code);
	if (json_object_set_new(c->result, "name", json_string(who->name)) !=
		0 ||
	    json_object_set_new(
		c->result, "account", json_string(account->code)) != 0 ||
	    json_object_set_new(c->result, "own", json_boolean(is_own)) != 0)
		return HO_E_NOMEM;
	return HO_OK;
}

int
verb_staff_own(struct tx *t, struct call *c)
{
	struct search s = { .name = call_str(c, "subject") };
	bool is_own = !call_flag(c, "not");
	struct ho_account account;
	struct ho_own own;
	int rc;

	if ((rc = people_account(t, c, call_str(c, "account"), &account)) !=
		HO_OK ||
	    (rc = ho_store_each(t->s, HO_Q_STAFF, &HO_INT(0), 1, 100000,
		 each_staff, &s)) != HO_OK)
		return rc;
	if (s.found.row.id == 0)
		return call_refuse(c, EXIT_REFUSED, "no-staff",
		    "there is nobody of that name on the staff list");
	if (!is_own && s.found.row.id == c->me.row.id)
		return call_refuse(c, EXIT_REFUSED, "own-mark",
		    "who is marked cannot take the mark away");
	rc = HO_ASK(t->s, HO_Q_OWN_OF, &own, HO_INT(s.found.row.id),
	    HO_INT(account.row.id));
	if (rc != HO_OK && rc != HO_E_NONE)
		return rc;
	if (rc == HO_E_NONE && !is_own)
		return call_refuse(c, EXIT_REFUSED, "not-marked",
		    "%s is not marked as %s's own", account.code, s.found.name);
	own.staff = s.found.row.id;
	own.account = account.row.id;
	own.state = is_own;
	own.since = t->now;
	if ((rc = put(t, c, &s.found, &account, &own)) != HO_OK)
		return rc;
	return answer(c, &s.found, &account, is_own);
}
