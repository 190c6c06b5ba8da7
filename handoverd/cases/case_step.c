/*
 * handoverd/cases/case_step.c - what becomes of a case when its time has come.
 *
 * A case is looked at inside its own transaction; being called twice does
 * nothing twice.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "handoverd/cases/case_work.h"
#include "handoverd/cases/evidence.h"
#include "handoverd/cases/ticket.h"
#include "lib/base/err.h"
#include "lib/base/facts.h"

/* --- one step of one case ------------------------------------------------- */

static int
end_step(struct work *w, int rc)
{
	if (rc != HO_OK) {
		work_drop(w);
		return rc;
	}
	if ((rc = work_end(w)) != HO_OK)
		return rc;
	return work_go_on(w);
}

static int
lapse(struct work *w, const char *reason)
{
	int rc = work_event(w, "case.lapse");

	if (rc != HO_OK)
		return rc;
	/* one that was issued before did not simply stay unissued */
	if (strcmp(w->c.reason, "password-expired") == 0)
		reason = "password-lapsed";
	else if (strcmp(w->c.reason, "permission-expired") == 0)
		reason = "permission-lapsed";
	if ((rc = letter_lapsed(w)) == HO_OK)
		rc = work_settle(w, HO_AT_LAPSED, reason);
	return end_step(w, rc);
}

/* A new one is for a person to issue. */
static int
expire_password(struct work *w, const char *reason)
{
	bool is_rename = w->c.kind == HO_CASE_RENAME;
	int rc = work_event(w, is_rename ? "permit.lapse" : "credential.lapse");

	if (rc != HO_OK)
		return rc;
	if (is_rename)
		reason = "permission-expired";
	if ((rc = work_end_credentials(w, HO_LAPSED, "lapsed")) == HO_OK)
		rc = work_settle(w, HO_AT_READY, reason);
	if (rc != HO_OK) {
		work_drop(w);
		return rc;
	}
	return work_end(w);
}

static int
end_hold(struct work *w)
{
	int rc = work_event(w, "case.held");

	if (rc != HO_OK)
		return rc;
	if ((rc = work_move(w)) == HO_OK)
		w->c.held_at = w->t->now;
	return end_step(w, rc);
}

static int
take_opinion(
    struct work *w, const struct opinion *o, const struct ho_facts *facts)
{
	struct rivals rivals;
	int64_t older;
	int rc;

	if (o->verdict == HO_MAIL_REFUSE && !o->is_stranger)
		return work_settle(w, HO_AT_REFUSED, o->reason);
	if ((rc = rivals_find(w, o->verdict, &rivals)) != HO_OK ||
	    (rc = seen_before(w, facts, &rivals, &older)) != HO_OK)
		return rc;
	if (older != 0)
		return work_settle(w, HO_AT_REFUSED, "seen-before");
	if (rivals.in_the_way != 0)
		return work_settle(w, HO_AT_REFUSED, "case-open");
	if ((rc = work_set_asker(w, o)) != HO_OK)
		return rc;
	return work_begin(w, facts, &rivals);
}

static void
set_verdict(struct work *w, struct ho_evidence *e, const struct opinion *o)
{
	e->verdict = o->verdict;
	e->judged_at = w->t->now;
	e->drawn = HO_DRAWN_NOT; /* a picture bears its verdict */
	snprintf(e->reason, sizeof(e->reason), "%s", o->reason);
	ho_event_str(w->ev, "verdict", ho_mail_verdict_word(o->verdict));
	ho_event_str(w->ev, "evidence", e->sha256);
}

/*
 * A refusal stands (law 1), so what proof made good is a new piece of evidence
 * with the same octets.
 */
static int
with_proof(
    struct work *w, const struct opinion *o, const struct ho_facts *facts)
{
	struct ho_evidence e = { .of_case = w->c.row.id,
		.kind = HO_EV_REQUEST,
		.first_seen = w->request.first_seen };
	struct ho_buf mail = HO_BUF_INIT;
	int rc;

	if ((rc = evidence_mail(w->t, &w->request, &mail)) == HO_OK) {
		memcpy(e.sha256, w->request.sha256, sizeof(e.sha256));
		set_verdict(w, &e, o);
		rc = evidence_add(w->t, &e, mail.data, mail.len, facts);
	}
	ho_buf_free(&mail);
	if (rc != HO_OK)
		return rc;
	w->request = e;
	w->c.evidence = e.row.id;
	if ((rc = work_record(w, "on-file",
		 "The sender is on file now, with authority.")) != HO_OK)
		return rc;
	return take_opinion(w, o, facts);
}

/* Has the sender got authority?  Nothing is written until then. */
static int
look_for_proof(struct work *w)
{
	struct ho_facts *facts = NULL;
	struct opinion o;
	int rc;

	if ((rc = evidence_facts(w->t, &w->request, &facts)) == HO_OK &&
	    (rc = work_judge(w, facts, w->request.first_seen, &o)) == HO_OK &&
	    !o.is_stranger) {
		if ((rc = work_event(w, "case.judged")) == HO_OK)
			rc = end_step(w, with_proof(w, &o, facts));
	}
	free(facts);
	return rc;
}

static int
judged_again(struct work *w, const struct ho_facts *facts)
{
	struct opinion o;
	int rc;

	w->c.tries++;
	if (facts == NULL) { /* the judge failed, not the letter */
		if ((rc = work_event(w, "case.judged")) != HO_OK)
			return rc;
		return end_step(w, work_move(w));
	}
	if ((rc = work_judge(w, facts, w->request.first_seen, &o)) != HO_OK ||
	    (rc = work_event(w, "case.judged")) != HO_OK)
		return rc;
	set_verdict(w, &w->request, &o);
	if ((rc = evidence_judged(w->t, &w->request, facts)) == HO_OK)
		rc = take_opinion(w, &o, facts);
	return end_step(w, rc);
}

/* An address that nobody stopped: from now on nobody can. */
static int
end_watch(struct work *w)
{
	int rc = work_event(w, "contact.settled");

	return rc != HO_OK
	    ? rc
	    : end_step(w, work_settle(w, HO_AT_DONE, w->c.reason));
}

/* Has the ticket system given the ticket, or said that there is none? */
static int
look_for_ticket(struct work *w)
{
	int rc;

	if (ticket_is_gone(w->t, w->c.ticket)) {
		if ((rc = work_event(w, "case.refuse")) != HO_OK)
			return rc;
		return end_step(
		    w, work_settle(w, HO_AT_REFUSED, "no-ticket-there"));
	}
	if (ticket_is_owed(w->t, w->c.ticket))
		return HO_OK;
	if ((rc = work_event(w, "case.ticket")) != HO_OK)
		return rc;
	return end_step(w, work_move(w));
}

/* Is there somebody to send the claim code to? */
static int
look_for_leg(struct work *w)
{
	struct ho_address a;
	int rc = leg_address(w, &a);

	if (rc != HO_OK)
		return rc == HO_E_NONE ? HO_OK : rc;
	if ((rc = work_event(w, "case.second-contact")) != HO_OK)
		return rc;
	return end_step(w, work_move(w));
}

/* What happens to a case whose wait is over: where the table has it. */
static int
wait_is_over(struct work *w)
{
	const struct ho_case_over *over = ho_case_over(w->c.state);

	if (!ho_case_is_open(w->c.state))
		return HO_OK;
	switch (over->to) {
	case HO_AT_LAPSED: return lapse(w, over->reason);
	case HO_AT_READY: return expire_password(w, over->reason);
	case HO_AT_DONE: return end_watch(w);
	case HO_AT_STATES: return end_hold(w);
	default: return HO_OK;
	}
}

int
case_step(struct tx *t, int64_t id, struct ho_buf *mail)
{
	struct work w = { .t = t };
	int rc;

	if ((rc = work_load(&w, id)) != HO_OK)
		return rc;
	if (w.c.wait_until != 0 && w.c.wait_until <= t->now)
		return wait_is_over(&w);
	if (w.c.next_at == 0 || w.c.next_at > t->now ||
	    ho_case_again(w.c.state) == NULL)
		return HO_OK;
	if (w.c.state == HO_AT_PROOF)
		return look_for_proof(&w);
	if (w.c.state == HO_AT_TICKET)
		return look_for_ticket(&w);
	if (w.c.state == HO_AT_LEG)
		return look_for_leg(&w);
	return evidence_mail(t, &w.request, mail);
}

int
case_step_judged(struct tx *t, int64_t id, const struct ho_facts *facts)
{
	struct work w = { .t = t };
	int rc = work_load(&w, id);

	if (rc != HO_OK || w.c.state != HO_AT_UNCLEAR || w.c.next_at > t->now)
		return rc;
	return judged_again(&w, facts);
}
