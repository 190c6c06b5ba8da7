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
	bool is_own = !call_flag(c, "not");
	struct ho_account account;
	struct ho_staff who;
	struct ho_own own;
	int rc;

	if ((rc = people_account(t, c, call_str(c, "account"), &account)) !=
		HO_OK ||
	    (rc = people_staff(t, c, call_str(c, "subject"), &who)) != HO_OK)
		return rc;
	if (!is_own && who.row.id == c->me.row.id)
		return call_refuse(c, EXIT_REFUSED, "own-mark",
		    "who is marked cannot take the mark away");
	rc = HO_ASK(t->s, HO_Q_OWN_OF, &own, HO_INT(who.row.id),
	    HO_INT(account.row.id));
	if (rc != HO_OK && rc != HO_E_NONE)
		return rc;
	if (rc == HO_E_NONE && !is_own)
		return call_refuse(c, EXIT_REFUSED, "not-marked",
		    "%s is not marked as %s's own", account.code, who.name);
	own.staff = who.row.id;
	own.account = account.row.id;
	own.state = is_own;
	own.since = t->now;
	if ((rc = put(t, c, &who, &account, &own)) != HO_OK)
		return rc;
	return answer(c, &who, &account, is_own);
}
