/*
 * handoverd/cases/contact_open.c - the case of an address that comes on file.
 */
#include "handoverd/cases/contact.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "handoverd/cases/case_work.h"
#include "handoverd/cases/evidence.h"
#include "handoverd/cases/person.h"
#include "handoverd/cases/ticket.h"
#include "handoverd/daemon.h"
#include "handoverd/desk/people.h"
#include "handoverd/naming.h"
#include "handoverd/post/sms.h"
#include "lib/base/err.h"
#include "lib/base/facts.h"
#include "lib/base/show.h"
#include "lib/base/when.h"

/* --- who else is at work in this account --------------------------------------- */

struct look {
	const struct contact_wish *wish;
	int64_t waiting;        /* a request from exactly this address */
	struct ho_case blocked; /* id 0: nothing is in the way */
};

static int
each_open(void *ctx, void *row)
{
	const struct ho_case *c = row;
	struct look *l = ctx;

	/* one that is added takes nobody's place, and a case may be waiting
	 * for just that: a second contact */
	if (l->wish->replaces == 0 &&
	    (c->kind == HO_CASE_CONTACT || c->state == HO_AT_LEG))
		return HO_OK;
	if (c->state == HO_AT_PROOF &&
	    strcmp(c->asked_from, l->wish->text) == 0)
		l->waiting = c->row.id;
	else if (c->state != HO_AT_WATCHED ||
	    (c->asker == l->wish->replaces && c->asker != 0))
		l->blocked = *c;
	return HO_OK;
}

static int
look_around(struct tx *t, struct look *l)
{
	return ho_store_each(t->s, HO_Q_CASES_OPEN_OF,
	    &HO_INT(l->wish->account->row.id), 1, 0, each_open, l);
}

struct departed {
	const struct contact_wish *wish;
	struct tx *t;
	bool is_one;
};

/* Who has left stays on file, with the role they had, and may well read that
 * mailbox still. */
static int
each_ever(void *ctx, void *row)
{
	const struct ho_address *a = row;
	struct departed *d = ctx;
	struct ho_user u;
	int rc;

	if (a->user == 0 || a->account != d->wish->account->row.id)
		return HO_OK;
	rc = ho_store_get(d->t->s, HO_USER, a->user, &u);
	if (rc == HO_OK && u.role == HO_ROLE_ADMIN && u.state != HO_USER_ACTIVE)
		d->is_one = true;
	return rc == HO_E_NONE ? HO_OK : rc;
}

/* Is it, or was it, the own address of an owner or admin who has left? */
static int
look_for_departed(struct tx *t, const struct contact_wish *wish, bool *is_one)
{
	struct departed d = { wish, t, false };
	int rc = ho_store_each(t->s, HO_Q_ADDRESSES_EVER, &HO_STR(wish->text),
	    1, SIZE_MAX, each_ever, &d);

	*is_one = d.is_one;
	return rc;
}

/* --- what it rests on ----------------------------------------------------------- */

/* Where there is no document, who brought the address says so: an approver
 * then approves that. */
static void
state_reason(
    struct work *w, const struct contact_wish *wish, struct ho_buf *out)
{
	char at[HO_WHEN_LEN];

	ho_when_format(w->t->now, at);
	ho_buf_fmt(out, "%s (%s): %s", w->call->me.name, at, w->fresh.text);
	if (w->old.row.id != 0)
		ho_buf_fmt(out, " instead of %s", w->old.text);
	ho_buf_fmt(out, ", account %s", w->account.code);
	if (w->user.row.id != 0)
		ho_buf_fmt(out, ", user %s", w->user.login);
	if (wish->reason != NULL) {
		ho_buf_str(out, "\nReason: ");
		ho_show(out, wish->reason, strlen(wish->reason));
	}
	if (wish->proof_kind != NULL)
		ho_buf_fmt(out, "\nProof: %s", wish->proof_kind);
	ho_buf_chr(out, '\n');
}

static int
put_evidence(struct work *w, const struct contact_wish *wish,
    const struct ho_buf *statement)
{
	const struct ho_buf *octets = wish->proof ? wish->proof : statement;
	struct ho_evidence *e = &w->request;
	int rc;

	*e = (struct ho_evidence){ .of_case = w->c.row.id,
		.kind = HO_EV_PROOF,
		.verdict = HO_MAIL_CONFIRM, /* the address has the last word */
		.first_seen = w->t->now,
		.judged_at = w->t->now,
		.added_by = w->call->me.row.id };
	snprintf(e->reason, sizeof(e->reason), "%s",
	    wish->proof ? "with-proof" : "without-proof");
	if ((rc = evidence_add(w->t, e, octets->data, octets->len, NULL)) !=
		HO_OK ||
	    (rc = ticket_record(w->t, w->c.ticket, "opened", statement->data,
		 statement->len)) != HO_OK ||
	    (wish->proof != NULL &&
		(rc = ticket_record(w->t, w->c.ticket, "proof",
		     wish->proof->data, wish->proof->len)) != HO_OK))
		return rc;
	w->c.evidence = e->row.id;
	ho_event_str(w->ev, "evidence", e->sha256);
	return HO_OK;
}

/* The request that waits for this address may be a mail that proves it: then
 * nothing has to come back any more. */
static int
take_waiting(struct work *w, int64_t waiting)
{
	struct ho_evidence e = { .of_case = w->c.row.id,
		.kind = HO_EV_CONFIRM,
		.judged_at = w->t->now,
		.added_by = w->call->me.row.id };
	struct work asks = { .t = w->t };
	struct ho_facts *facts = NULL;
	struct ho_buf mail = HO_BUF_INIT;
	struct opinion o;
	int rc;

	if (waiting == 0)
		return HO_OK;
	if ((rc = work_load(&asks, waiting)) != HO_OK ||
	    (rc = evidence_facts(w->t, &asks.request, &facts)) != HO_OK ||
	    (rc = work_judge(w, facts, asks.request.first_seen, &o)) != HO_OK ||
	    o.verdict != HO_MAIL_ACCEPT)
		goto out;
	e.verdict = o.verdict;
	e.first_seen = asks.request.first_seen;
	snprintf(e.reason, sizeof(e.reason), "%s", o.reason);
	if ((rc = evidence_mail(w->t, &asks.request, &mail)) == HO_OK &&
	    (rc = evidence_add(w->t, &e, mail.data, mail.len, facts)) == HO_OK)
		rc = work_record(w, "confirm",
		    "The request %s, signed, came from the address itself.",
		    asks.c.ref);
out:
	free(facts);
	ho_buf_free(&mail);
	/* a dead row proves nothing, and the word decides */
	return rc == HO_E_NONE || rc == HO_E_FORGED ? HO_OK : rc;
}

/* --- the case -------------------------------------------------------------------- */

static int
put_address(struct work *w, const struct contact_wish *wish)
{
	struct ho_address *a = &w->fresh;
	int rc;

	*a = (struct ho_address){ .account = wish->account->row.id,
		.user = wish->user,
		.replaces = wish->replaces };
	snprintf(a->text, sizeof(a->text), "%s", wish->text);
	snprintf(a->provenance, sizeof(a->provenance), "%s",
	    wish->proof ? "proof" : "staff");
	if ((rc = people_add_address(w->t, w->call, a)) != HO_OK)
		return rc;
	if (wish->replaces == 0)
		return HO_OK;
	return ho_store_get(w->t->s, HO_ADDRESS, wish->replaces, &w->old);
}

static int
put_case(struct work *w)
{
	char subject[257];
	struct ho_case *c = &w->c;
	int rc;

	c->asker = w->fresh.row.id;
	if ((rc = ho_store_put(w->t->s, HO_CASE, c)) != HO_OK)
		return rc;
	snprintf(subject, sizeof(subject), "%s: an address comes on file (%s)",
	    c->ref, w->account.code);
	return ticket_open(w->t, c, subject, c->ticket);
}

static int
fill(struct work *w, const struct contact_wish *wish)
{
	w->account = *wish->account;
	w->c = (struct ho_case){ .kind = HO_CASE_CONTACT,
		.account = wish->account->row.id,
		.user = wish->user,
		.opened_by = w->call->me.row.id,
		.opened_at = w->t->now,
		.tries = 1,
		.needs_approval = wish->user == 0 ||
		    wish->account->frozen_until > w->t->now };
	if (wish->user != 0 &&
	    ho_store_get(w->t->s, HO_USER, wish->user, &w->user) != HO_OK)
		return HO_E_NONE;
	return work_new_ref(w);
}

static int
write_case(struct work *w, const struct contact_wish *wish, int64_t waiting)
{
	struct ho_buf statement = HO_BUF_INIT;
	int rc;

	if ((rc = put_address(w, wish)) != HO_OK || (rc = put_case(w)) != HO_OK)
		return rc;
	ho_event_str(w->ev, "address", w->fresh.text);
	if (w->old.row.id != 0)
		ho_event_str(w->ev, "replaces", w->old.text);
	if (wish->proof_kind != NULL)
		ho_event_str(w->ev, "proof", wish->proof_kind);
	state_reason(w, wish, &statement);
	if ((rc = ho_buf_error(&statement)) == HO_OK &&
	    (rc = put_evidence(w, wish, &statement)) == HO_OK &&
	    (rc = take_waiting(w, waiting)) == HO_OK &&
	    (rc = letter_started(w)) == HO_OK)
		rc = work_move(w);
	ho_buf_free(&statement);
	return rc;
}

/* The address as it is listed, and the case that it has. */
static int
answer(struct work *w)
{
	json_t *own = people_address_json(w->t, &w->account, &w->fresh);
	struct call *c = w->call;
	char key[65];
	const char *ticket = ticket_shown(w->t, w->c.ticket, key);
	int rc = HO_E_NOMEM;

	if (own != NULL && json_object_update(c->result, own) == 0 &&
	    json_object_set_new(c->result, "ref", json_string(w->c.ref)) == 0 &&
	    json_object_set_new(c->result, "state",
		json_string(ho_case_word(w->c.state))) == 0 &&
	    json_object_set_new(c->result, "ticket", json_string(ticket)) == 0)
		rc = HO_OK;
	json_decref(own);
	ho_buf_fmt(&c->text,
	    "%s is on file%s, without authority yet; everyone on file is told\n"
	    "%s: %s\nticket %s",
	    w->fresh.text, w->fresh.user == 0 ? " as a contact" : "", w->c.ref,
	    ho_case_owed(w->c.state), ticket);
	return rc;
}

/* A mobile is sent its word by a text message. */
static int
may_be_sent_word(struct tx *t, struct call *c, const struct contact_wish *wish)
{
	bool may;
	int rc;

	if (!naming_is_mobile(wish->text))
		return HO_OK;
	if (t->d->conf.sms_url[0] == '\0')
		return call_refuse(c, EXIT_REFUSED, "no-sms",
		    "a mobile is sent a word to confirm, and no text message "
		    "can leave: sms-url is not set");
	if ((rc = sms_may(t, wish->account->row.id, &may)) != HO_OK || may)
		return rc;
	return call_refuse(c, EXIT_REFUSED, "too-many-messages",
	    "account %s had its %lld text messages of a day (sms-a-day)",
	    wish->account->code, (long long)t->d->conf.sms_a_day);
}

/* A contact can ask for a new super-admin; a user's own address speaks for that
 * user, and needs none of this. */
static int
may_be_contact(struct tx *t, struct call *c, const struct look *l)
{
	const struct contact_wish *wish = l->wish;
	struct work w = { .t = t, .call = c };
	bool is_departed;
	int rc = look_for_departed(t, wish, &is_departed);

	if (rc != HO_OK)
		return rc;
	if (is_departed)
		return call_refuse(c, EXIT_REFUSED, "departed-owner",
		    "%s is the own address of an owner or admin of %s who has "
		    "left",
		    wish->text, wish->account->code);
	if (l->blocked.row.id != 0)
		return call_refuse(c, EXIT_REFUSED, "case-open",
		    "no contact of %s can be changed while %s is open (%s)",
		    wish->account->code, l->blocked.ref,
		    ho_case_word(l->blocked.state));
	/* S4: without proof a request from a stranger is refused */
	if (l->waiting != 0 && wish->proof == NULL)
		return work_refuse(&w, "no-proof", "");
	return HO_OK;
}

int
contact_open(struct tx *t, struct call *c, const char *event,
    const struct contact_wish *wish)
{
	struct work w = { .t = t, .call = c };
	struct look l = { .wish = wish };
	bool may;
	int rc;

	if ((rc = person_owns(t, c, wish->account)) != HO_OK ||
	    (rc = person_may_open(t, c, HO_CASE_CONTACT)) != HO_OK ||
	    (rc = people_not_desk(t, c, wish->text)) != HO_OK ||
	    (rc = may_be_sent_word(t, c, wish)) != HO_OK ||
	    (rc = look_around(t, &l)) != HO_OK ||
	    (wish->user == 0 && (rc = may_be_contact(t, c, &l)) != HO_OK))
		return rc;
	/* before everyone else hears of an address that cannot be asked */
	if ((rc = letter_may_confirm(t, wish->text, &may)) != HO_OK)
		return rc;
	if (!may)
		return work_refuse(&w, "too-many-confirms", "");
	if ((rc = fill(&w, wish)) != HO_OK ||
	    (rc = work_event(&w, event)) != HO_OK)
		return rc;
	if ((rc = write_case(&w, wish, l.waiting)) != HO_OK) {
		work_drop(&w);
		return rc;
	}
	if ((rc = work_end(&w)) != HO_OK)
		return rc;
	return answer(&w);
}
