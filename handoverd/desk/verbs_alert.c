/*
 * handoverd/desk/verbs_alert.c - alert raise, alert lower.
 *
 * While the desk is under attack every case needs a second person, whatever
 * the settings say.  One person raises it, at once; to lower it takes two, or
 * one after a day: who talked one of us into something cannot have them undo
 * this too.
 */
#include <stdio.h>
#include <string.h>

#include "handoverd/cases/second.h"
#include "handoverd/desk/people.h"
#include "handoverd/desk/verbs.h"
#include "lib/base/err.h"
#include "lib/base/show.h"

#define ALONE  (24 * 3600) /* seconds after which one person can lower it */
#define STANDS (24 * 3600) /* nobody makes up a second person on the spot */

static int
begin(struct tx *t, struct call *c, const char *name, struct ho_event **ev)
{
	int rc = ho_event_begin(t->a, ev, name, t->now);

	if (rc == HO_OK)
		ho_event_staff(*ev, &c->me);
	return rc;
}

static int
end(struct tx *t, struct ho_event *ev, struct ho_desk *desk)
{
	int rc = ho_store_put(t->s, HO_DESK, desk);

	if (rc != HO_OK) {
		ho_event_drop(&ev);
		return rc;
	}
	t->wants_checkpoint = true;
	return ho_event_end(&ev, NULL);
}

/* Nothing can be written over a dead row, and it counts as raised. */
static int
read_desk(struct tx *t, struct call *c, struct ho_desk *desk)
{
	second_desk(t, desk);
	if (desk->row.id != 0)
		return HO_OK;
	return call_refuse(c, EXIT_FAULT, "desk-dead",
	    "the desk's own row is dead, and an alert counts as raised; run "
	    "handover audit verify");
}

static int
answer(struct call *c, const struct ho_desk *desk)
{
	return json_object_set_new(
		   c->result, "alert", people_when(desk->alert_at)) == 0
	    ? HO_OK
	    : HO_E_NOMEM;
}

/* Raised again it holds a day from now, and no word to lower it counts. */
int
verb_alert_raise(struct tx *t, struct call *c)
{
	const char *reason = call_str(c, "reason");
	struct ho_event *ev;
	struct ho_desk desk;
	int rc;

	if ((rc = read_desk(t, c, &desk)) != HO_OK ||
	    (rc = begin(t, c, "alert.raise", &ev)) != HO_OK)
		return rc;
	desk.alert_at = t->now;
	desk.raised_by = c->me.row.id;
	desk.lower_by = 0;
	snprintf(desk.reason, sizeof(desk.reason), "%s", reason);
	ho_event_str(ev, "reason", desk.reason);
	if ((rc = end(t, ev, &desk)) != HO_OK)
		return rc;
	ho_buf_str(&c->text,
	    "The alert is raised: every case needs a second person from now "
	    "on.\nTo lower it takes two people, or one after 24 hours.");
	return answer(c, &desk);
}

static int
ask_for_another(
    struct tx *t, struct call *c, struct ho_desk *desk, struct ho_event *ev)
{
	int rc;

	desk->lower_by = c->me.row.id;
	ho_event_str(ev, "outcome", "second-needed");
	if ((rc = end(t, ev, desk)) != HO_OK)
		return rc;
	call_refuse(c, EXIT_UNFINISHED, "second-needed",
	    "another person has to give handover alert lower too, or you once "
	    "24 hours have passed since it was raised");
	return answer(c, desk);
}

static bool
stands(const struct tx *t, const struct ho_staff *who)
{
	return who->state == HO_STAFF_ACTIVE && who->since + STANDS <= t->now;
}

int
verb_alert_lower(struct tx *t, struct call *c)
{
	struct ho_event *ev;
	struct ho_staff other;
	struct ho_desk desk;
	bool is_second;
	int rc;

	if ((rc = read_desk(t, c, &desk)) != HO_OK)
		return rc;
	if (desk.alert_at == 0)
		return call_refuse(
		    c, EXIT_REFUSED, "no-alert", "no alert is raised");
	if (!stands(t, &c->me))
		return call_refuse(c, EXIT_REFUSED, "staff-too-new",
		    "who lowers an alert must have had their roles for 24 "
		    "hours; %s has not",
		    c->me.name);
	/* whoever asked first must still be one of us */
	is_second = desk.lower_by != 0 && desk.lower_by != c->me.row.id &&
	    ho_store_get(t->s, HO_STAFF, desk.lower_by, &other) == HO_OK &&
	    stands(t, &other) && (other.roles & c->verb->roles) != 0;
	if ((rc = begin(t, c, "alert.lower", &ev)) != HO_OK)
		return rc;
	if (!is_second && desk.alert_at + ALONE > t->now)
		return ask_for_another(t, c, &desk, ev);
	if (is_second)
		ho_event_str(ev, "with", other.name);
	desk.alert_at = desk.raised_by = desk.lower_by = 0;
	desk.reason[0] = '\0';
	if ((rc = end(t, ev, &desk)) != HO_OK)
		return rc;
	ho_buf_str(&c->text, "The alert is lowered.");
	return answer(c, &desk);
}
