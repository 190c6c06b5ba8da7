/*
 * handoverd/cases/case_settle.c - what is known of a case, and what it means to get
 * into a state.
 */
#include <stdio.h>
#include <string.h>

#include "handoverd/cases/case_work.h"
#include "handoverd/cases/second.h"
#include "handoverd/cases/ticket.h"
#include "handoverd/daemon.h"
#include "lib/base/err.h"
#include "lib/flow/reason.h"

/* --- what is known -------------------------------------------------------- */

int
work_facts(struct work *w, unsigned *facts)
{
	const struct ho_evidence *e = &w->request;
	int rc;

	*facts = 0;
	w->is_alone = false;
	if (e->row.id == 0 ||
	    (w->c.kind == HO_CASE_CONTACT && w->fresh.row.id == 0))
		return HO_OK;
	switch (e->verdict) {
	case HO_MAIL_ACCEPT: *facts |= HO_IF_ACCEPT; break;
	case HO_MAIL_CONFIRM: *facts |= HO_IF_CONFIRM; break;
	case HO_MAIL_UNCLEAR: *facts |= HO_IF_UNCLEAR; break;
	default:
		if (strcmp(e->reason, "from-not-registered") == 0 &&
		    w->account.row.id != 0)
			*facts |= HO_IF_STRANGER;
	}
	if (e->confirmed == 1 && e->of_word != 0)
		*facts |= HO_IF_CONFIRMED;
	if (w->c.kind == HO_CASE_CONTACT &&
	    (rc = contact_facts(w, facts)) != HO_OK)
		return rc;
	if (ticket_is_owed(w->t, w->c.ticket))
		*facts |= HO_IF_NO_TICKET;
	if ((rc = leg_facts(w, facts)) != HO_OK)
		return rc;
	return second_facts(w, facts);
}

/* --- entering a state ----------------------------------------------------- */

static const char *const ticket_words[HO_AT_STATES] = {
	[HO_AT_REFUSED] = "refused",
	[HO_AT_UNCLEAR] = "waiting",
	[HO_AT_CONFIRM] = "waiting",
	[HO_AT_PROOF] = "waiting",
	[HO_AT_APPROVAL] = "waiting",
	[HO_AT_HOLD] = "waiting",
	[HO_AT_READY] = "open",
	[HO_AT_ISSUED] = "waiting",
	[HO_AT_DONE] = "done",
	[HO_AT_FROZEN] = "stopped",
	[HO_AT_LAPSED] = "lapsed",
	[HO_AT_WATCHED] = "done",
	[HO_AT_TICKET] = "waiting",
	[HO_AT_LEG] = "waiting",
	[HO_AT_REVERTED] = "stopped",
};

static void
set_clocks(struct work *w, enum ho_case_state from)
{
	const struct ho_conf *conf = &w->t->d->conf;
	struct ho_case *c = &w->c;
	int64_t now = w->t->now, before = c->wait_until;
	enum ho_case_state to = (enum ho_case_state)c->state;

	c->wait_until = c->next_at = 0;
	switch (to) {
	case HO_AT_UNCLEAR:
		c->wait_until = c->opened_at + HO_CASE_UNCLEAR_LIFE;
		c->next_at = now + ho_case_again_in(c->tries);
		break;
	case HO_AT_CONFIRM:
		c->wait_until = now + conf->confirm_wait_ms / 1000;
		break;
	case HO_AT_PROOF:
		/* looked at with every tick: authority comes without a bell */
		c->wait_until = now + conf->proof_wait_ms / 1000;
		c->next_at = now;
		break;
	case HO_AT_APPROVAL:
		c->wait_until = now + conf->approval_wait_ms / 1000;
		break;
	case HO_AT_HOLD:
		c->wait_until = c->kind == HO_CASE_CONTACT
		    ? contact_wait(w, from, before)
		    : leg_hold_until(w, from == HO_AT_HOLD ? before : 0);
		break;
	case HO_AT_WATCHED:
		c->wait_until = contact_wait(w, from, before);
		break;
	case HO_AT_LEG:
	case HO_AT_TICKET:
		/* nor has what these wait for */
		c->wait_until = w->request.judged_at + HO_CASE_LIFE;
		c->next_at = now;
		break;
	case HO_AT_READY:
		c->wait_until = w->request.judged_at + HO_CASE_LIFE;
		break;
	default: break; /* HO_AT_ISSUED: who issues says until when */
	}
}

static int
each_word(void *ctx, void *row)
{
	struct ho_word *word = row;
	struct work *w = ctx;

	if (word->state != HO_LIVE ||
	    (ho_case_is_open(w->c.state) && word->kind != HO_WORD_CONFIRM))
		return HO_OK;
	word->state = HO_VOID;
	return ho_store_put(w->t->s, HO_WORD, word);
}

struct ending {
	struct work *w;
	enum ho_spendable state;
	const char *why;
};

static int
each_credential(void *ctx, void *row)
{
	struct ho_credential *cred = row;
	struct ending *e = ctx;
	int rc;

	if (cred->state != HO_LIVE)
		return HO_OK;
	cred->state = e->state;
	if ((rc = ho_store_put(e->w->t->s, HO_CREDENTIAL, cred)) != HO_OK ||
	    (rc = letter_unsend_credentials(e->w)) != HO_OK)
		return rc;
	return letter_void(e->w, e->why);
}

int
work_end_credentials(struct work *w, enum ho_spendable state, const char *why)
{
	struct ending e = { w, state, why };

	if (w->c.kind == HO_CASE_RENAME)
		return rename_end(w, state);
	return ho_store_each(w->t->s, HO_Q_CREDENTIALS_OF, &HO_INT(w->c.row.id),
	    1, 0, each_credential, &e);
}

static int
enter_end(struct work *w)
{
	int rc = HO_OK;

	w->c.closed_at = w->t->now;
	if (w->c.state == HO_AT_LAPSED)
		rc = work_end_credentials(w, HO_LAPSED, "lapsed");
	else if (w->c.state != HO_AT_DONE)
		rc = work_end_credentials(w, HO_REVOKED, "revoked");
	/* Law 6: the same evidence can then be judged again. */
	if (rc == HO_OK &&
	    (w->c.state == HO_AT_REFUSED || w->c.state == HO_AT_LAPSED))
		rc = seen_release(w);
	return rc;
}

int
work_settle(struct work *w, enum ho_case_state to, const char *reason)
{
	enum ho_case_state from = (enum ho_case_state)w->c.state;
	int rc = HO_OK;

	w->c.state = to;
	if (reason != w->c.reason)
		snprintf(w->c.reason, sizeof(w->c.reason), "%s", reason);
	set_clocks(w, from);
	if (!ho_case_is_open(to))
		rc = enter_end(w);
	if (rc == HO_OK && w->c.kind == HO_CASE_CONTACT)
		rc = contact_enter(w, from);
	if (rc == HO_OK && to != HO_AT_CONFIRM &&
	    (rc = letter_unsend_confirm(w)) == HO_OK)
		rc = ho_store_each(w->t->s, HO_Q_WORDS_OF, &HO_INT(w->c.row.id),
		    1, 0, each_word, w);
	if (rc != HO_OK || w->c.ticket[0] == '\0')
		return rc;
	if ((rc = ticket_status(w->t, w->c.ticket, ticket_words[to])) !=
		HO_OK ||
	    from == to)
		return rc;
	return work_record(w, "state", "%s: %s\n%s\n%s", w->c.ref,
	    ho_case_word(to), w->c.reason[0] ? ho_why(w->c.reason).text : "",
	    ho_case_owed(to));
}
