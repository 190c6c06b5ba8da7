/*
 * handoverd/cases/case_open.c - a request comes in: case open, and reset.
 */
#include <stdio.h>
#include <string.h>

#include "handoverd/cases/case_work.h"
#include "handoverd/cases/evidence.h"
#include "handoverd/cases/person.h"
#include "handoverd/cases/ticket.h"
#include "handoverd/desk/verbs.h"
#include "lib/base/err.h"
#include "lib/base/facts.h"
#include "lib/flow/reason.h"

struct opening {
	struct work w;
	struct opinion o;
	struct rivals rivals;
	const struct ho_buf *mail; /* NULL: asked without one */
	char more[160];            /* a word about the refusal */
	char other[17];            /* the case because of which, or "" */
};

/* --- what is decided before it is written --------------------------------- */

static void
refuse(struct opening *o, const char *reason)
{
	o->o.verdict = HO_MAIL_REFUSE;
	o->o.is_stranger = false;
	snprintf(o->o.reason, sizeof(o->o.reason), "%s", reason);
}

/* Because of another case, which is named.  The same letter is free again once
 * that case is refused. */
static void
refuse_for(struct opening *o, const char *reason, int64_t id)
{
	struct ho_case other;
	bool is_same = strcmp(reason, "seen-before") == 0;

	if (ho_store_get(o->w.t->s, HO_CASE, id, &other) == HO_OK) {
		snprintf(o->other, sizeof(o->other), "%s", other.ref);
		snprintf(o->more, sizeof(o->more), "It %s %s (%s).%s",
		    other.closed_at == 0 ? "is" : "was", other.ref,
		    ho_case_word(other.state),
		    is_same && other.closed_at == 0
			? " Where that one is a mistake, case refuse frees "
			  "the mail."
			: "");
	}
	refuse(o, reason);
}

/* What other cases have to do with it: the same letter, the same login. */
static int
look_around(struct opening *o)
{
	struct work *w = &o->w;
	int64_t older;
	int rc;

	if ((rc = rivals_find(w, o->o.verdict, &o->rivals)) != HO_OK ||
	    (rc = seen_before(w, w->call->facts, &o->rivals, &older)) != HO_OK)
		return rc;
	if (older != 0)
		refuse_for(o, "seen-before", older);
	else if (case_kind(w->c.kind)->is_users &&
	    w->user.state != HO_USER_ACTIVE)
		refuse(o, "user-disabled");
	else if (o->rivals.in_the_way != 0)
		refuse_for(o, "case-open", o->rivals.in_the_way);
	return HO_OK;
}

/* Mail that waited in the inbox was seen, and judged, when it came. */
static int64_t
seen_at(const struct work *w)
{
	return w->call->seen_at != 0 ? w->call->seen_at : w->t->now;
}

static int
decide(struct opening *o)
{
	struct work *w = &o->w;
	const struct case_kind *kind = case_kind(w->c.kind);
	const char *unfit = NULL;
	int rc;

	if (o->mail == NULL || w->call->facts == NULL) {
		refuse(o, "not-by-mail");
		return HO_OK;
	}
	if ((rc = work_judge(w, w->call->facts, seen_at(w), &o->o)) != HO_OK)
		return rc;
	if (o->o.verdict == HO_MAIL_REFUSE && !o->o.is_stranger)
		return HO_OK;
	if (w->account.row.id == 0) {
		refuse(o, "from-not-registered");
		return HO_OK;
	}
	if (kind->is_own && o->o.is_stranger) {
		refuse(o, "from-not-registered");
		return HO_OK;
	}
	if (kind->unfit != NULL && (rc = kind->unfit(w, &unfit)) != HO_OK)
		return rc;
	if (unfit != NULL) {
		/* a stranger learns of it once they are on file */
		refuse(o, o->o.is_stranger ? "from-not-registered" : unfit);
		return HO_OK;
	}
	return look_around(o);
}

/* --- writing it ----------------------------------------------------------- */

static int
get_ticket(struct opening *o)
{
	struct work *w = &o->w;
	const char *key = call_str(w->call, "ticket");
	int rc;

	if (key == NULL) {
		char subject[257];

		snprintf(subject, sizeof(subject), "%s: %s (%s)", w->c.ref,
		    case_kind(w->c.kind)->subject,
		    w->account.row.id ? w->account.code : "no account");
		return ticket_open(w->t, &w->c, subject, w->c.ticket);
	}
	if ((rc = ticket_use(w->t, key, &w->c, w->c.ticket)) == HO_OK)
		return HO_OK;
	if (rc != HO_E_NONE && rc != HO_E_TAKEN)
		return rc;
	return work_refuse(
	    w, rc == HO_E_NONE ? "no-ticket" : "ticket-of-another", "");
}

static int
put_evidence(struct opening *o)
{
	struct work *w = &o->w;
	struct ho_evidence *e = &w->request;
	int rc;

	*e = (struct ho_evidence){ .of_case = w->c.row.id,
		.kind = HO_EV_REQUEST,
		.verdict = o->o.verdict,
		.first_seen = seen_at(w),
		.judged_at = seen_at(w),
		.added_by = w->call->me.row.id };
	snprintf(e->reason, sizeof(e->reason), "%s", o->o.reason);
	if ((rc = evidence_add(w->t, e, o->mail->data, o->mail->len,
		 w->call->facts)) != HO_OK ||
	    (rc = ticket_record(w->t, w->c.ticket, TICKET_MAIL, o->mail->data,
		 o->mail->len)) != HO_OK)
		return rc;
	w->c.evidence = e->row.id;
	return letter_record(w, "verdict", "ticket-verdict", NULL);
}

/* The opinion's address asked; the table says where the answer goes. */
int
work_set_asker(struct work *w, const struct opinion *o)
{
	struct circle own = { 0 };
	enum ho_answer to;
	int rc;

	w->c.asker = o->asker.address;
	if (w->c.asker == 0)
		return HO_OK;
	if ((rc = circle_of_user(w, w->c.user, &own)) != HO_OK)
		return rc;
	to =
	    ho_answer_goes((enum ho_ask_for)w->c.kind, o->asker.who, own.n > 0);
	w->c.answer_to = to == HO_ANSWER_USER ? own.p[0].address
	    : to == HO_ANSWER_ASKER           ? o->asker.address
					      : 0;
	return HO_OK;
}

static int
write_case(struct opening *o)
{
	struct work *w = &o->w;
	int rc;

	if ((rc = ho_store_put(w->t->s, HO_CASE, &w->c)) != HO_OK ||
	    (rc = get_ticket(o)) != HO_OK ||
	    (rc = letter_record(w, "opened", "ticket-opened", NULL)) != HO_OK)
		return rc;
	if (o->mail != NULL && w->call->facts != NULL &&
	    (rc = put_evidence(o)) != HO_OK)
		return rc;
	if (o->o.verdict == HO_MAIL_REFUSE && !o->o.is_stranger)
		return work_settle(w, HO_AT_REFUSED, o->o.reason);
	if ((rc = work_set_asker(w, &o->o)) != HO_OK)
		return rc;
	return work_begin(w, w->call->facts, &o->rivals);
}

static int
write_down(struct opening *o)
{
	struct work *w = &o->w;
	int rc;

	if ((rc = work_event(w, "case.open")) != HO_OK)
		return rc;
	if ((rc = write_case(o)) != HO_OK) {
		work_drop(w);
		return rc;
	}
	if (w->request.row.id != 0) {
		ho_event_str(
		    w->ev, "verdict", ho_mail_verdict_word(o->o.verdict));
		ho_event_str(w->ev, "evidence", w->request.sha256);
	}
	ho_event_str(w->ev, "ticket", w->c.ticket);
	return work_end(w);
}

/* kind 0: owner or reset, as the options say. */
static int
open_case(struct tx *t, struct call *call, int64_t kind, bool issue_too)
{
	struct opening o = { .w = { .t = t, .call = call, .c.kind = kind } };
	bool checkpoint = t->wants_checkpoint, courier = t->wants_courier;
	int rc;

	o.mail = call_octets(call, "mail");
	if ((rc = work_request(&o.w)) != HO_OK ||
	    (rc = person_owns(t, call, &o.w.account)) != HO_OK ||
	    (rc = person_may_open(t, call, o.w.c.kind)) != HO_OK ||
	    (rc = decide(&o)) != HO_OK || (rc = write_down(&o)) != HO_OK)
		return rc;
	if (issue_too && (rc = work_go_on(&o.w)) != HO_OK)
		return rc;
	o.w.more = o.more;
	o.w.is_trial = call_flag(call, "dry-run");
	work_answer(&o.w);
	if (o.other[0] != '\0')
		json_object_set_new(
		    call->result, "other", json_string(o.other));
	if (!o.w.is_trial)
		return HO_OK;
	/* It was decided for real, and none of it stays. */
	t->wants_checkpoint = checkpoint;
	t->wants_courier = courier;
	call->is_trial = true;
	for (const char *const *k =
		 (const char *const[]){ "ref", "ticket", "opened_at", NULL };
	     *k != NULL; k++)
		json_object_del(call->result, *k);
	json_object_set_new(call->result, "dry_run", json_true());
	ho_buf_str(&call->text, "\nDry run: nothing was changed or sent.");
	return HO_E_INPUT;
}

int
verb_case_open(struct tx *t, struct call *c)
{
	return open_case(t, c, 0, false);
}

int
verb_reset(struct tx *t, struct call *c)
{
	return open_case(t, c, 0, true);
}

int
case_open_for(struct tx *t, struct call *c, enum ho_case_kind kind)
{
	return open_case(t, c, kind, true);
}
