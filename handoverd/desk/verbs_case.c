/*
 * handoverd/desk/verbs_case.c - what staff do to a case that is there.
 */
#include <stdio.h>
#include <string.h>

#include "handoverd/cases/case_work.h"
#include "handoverd/cases/second.h"
#include "handoverd/cases/ticket.h"
#include "handoverd/desk/verbs.h"
#include "lib/base/err.h"

/* Finds the case and asks whether it may be done there. */
static int
find_for(struct work *w, enum ho_case_act act)
{
	int rc = work_find(w, call_str(w->call, "subject"));

	if (rc == HO_OK && !ho_case_may(w->c.state, act))
		rc = work_refuse(w, "not-now", ho_case_owed(w->c.state));
	return rc;
}

/* Ends the event, or drops it where rc says so, and answers. */
static int
finish(struct work *w, int rc)
{
	if (rc != HO_OK) {
		work_drop(w);
		return rc;
	}
	if ((rc = work_end(w)) != HO_OK)
		return rc;
	w->t->wants_checkpoint = true;
	return work_answer(w);
}

/* --- approve ----------------------------------------------------------------------- */

static int
put_approval(struct work *w)
{
	struct ho_approval a = { .of_case = w->c.row.id,
		.staff = w->call->me.row.id,
		.at = w->t->now };
	int rc;

	snprintf(a.sha256, sizeof(a.sha256), "%s", w->request.sha256);
	ho_event_str(w->ev, "evidence", a.sha256);
	if ((rc = ho_store_put(w->t->s, HO_APPROVAL, &a)) != HO_OK ||
	    (rc = work_record(w, "approval", "Approved by %s, evidence %s",
		 w->call->me.name, a.sha256)) != HO_OK)
		return rc;
	return work_move(w);
}

int
verb_case_approve(struct tx *t, struct call *c)
{
	struct work w = { .t = t, .call = c };
	int rc;

	if ((rc = find_for(&w, HO_ACT_APPROVE)) != HO_OK)
		return rc;
	if ((rc = second_may(&w)) != HO_OK ||
	    (rc = work_event(&w, "case.approve")) != HO_OK ||
	    (rc = finish(&w, put_approval(&w))) != HO_OK ||
	    (rc = work_go_on(&w)) != HO_OK)
		return rc;
	return work_answer(&w);
}

/* --- issue, revoke -------------------------------------------------------------------- */

/* It was ready before the settings, or an alert, asked for more: it goes back
 * to where that is waited for. */
static int
send_back(struct work *w)
{
	int rc = work_event(w, "case.sent-back");

	return rc != HO_OK ? rc : finish(w, work_move(w));
}

int
verb_case_issue(struct tx *t, struct call *c)
{
	struct work w = { .t = t, .call = c };
	const char *why;
	int rc;

	if ((rc = find_for(&w, HO_ACT_ISSUE)) != HO_OK)
		return rc;
	why = work_obstacle(&w);
	if (why != NULL && w.c.state == HO_AT_READY &&
	    strcmp(why, "not-now") == 0)
		return send_back(&w);
	if (why != NULL)
		return work_refuse(&w, why, "");
	if ((rc = work_issue(&w)) != HO_OK)
		return rc;
	return work_answer(&w);
}

/* The case stays: a new default password can be issued on its evidence. */
static int
revoke(struct work *w)
{
	int rc = work_end_credentials(w, HO_REVOKED, "revoked");

	return rc != HO_OK ? rc : work_settle(w, HO_AT_READY, "revoked");
}

int
verb_case_revoke(struct tx *t, struct call *c)
{
	struct work w = { .t = t, .call = c };
	int rc;

	if ((rc = find_for(&w, HO_ACT_REVOKE)) != HO_OK ||
	    (rc = work_event(&w, "case.revoke")) != HO_OK)
		return rc;
	return finish(&w, revoke(&w));
}

/* --- refuse, note ---------------------------------------------------------------------- */

static int
refuse(struct work *w, const char *text)
{
	int rc = work_record(
	    w, "refused", "Refused by %s: %s", w->call->me.name, text);

	/* who was told that it goes on hears that it does not */
	if (rc == HO_OK)
		rc = letter_lapsed(w);
	return rc != HO_OK ? rc : work_settle(w, HO_AT_REFUSED, "by-staff");
}

int
verb_case_refuse(struct tx *t, struct call *c)
{
	struct work w = { .t = t, .call = c };
	int rc;

	if ((rc = find_for(&w, HO_ACT_REFUSE)) != HO_OK ||
	    (rc = work_event(&w, "case.refuse")) != HO_OK ||
	    (rc = finish(&w, refuse(&w, call_str(c, "reason")))) != HO_OK)
		return rc;
	/* it was asked for, and is done */
	c->exit = EXIT_DONE;
	c->reason[0] = '\0';
	return HO_OK;
}

int
verb_case_note(struct tx *t, struct call *c)
{
	struct work w = { .t = t, .call = c };
	int rc;

	if ((rc = work_find(&w, call_str(c, "subject"))) != HO_OK)
		return rc;
	if (w.c.ticket[0] == '\0')
		return work_refuse(&w, "not-now", "It has no ticket.");
	if ((rc = work_event(&w, "case.note")) != HO_OK)
		return rc;
	rc = work_record(&w, "note", "%s: %s", c->me.name, call_str(c, "text"));
	if ((rc = finish(&w, rc)) != HO_OK)
		return rc;
	c->exit = EXIT_DONE;
	c->reason[0] = '\0';
	return HO_OK;
}
