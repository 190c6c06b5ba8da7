/*
 * handoverd/cases/case_stop.c - somebody affected, or staff, stops a case.
 *
 * A stop is quick to give and cannot be taken back, so that a mailbox that was
 * taken over cannot block an account for ever: each address, and the owner's
 * own sign-in, stop one case of an account in 30 days.  What comes after asks
 * for a second person instead.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "handoverd/cases/case.h"
#include "handoverd/cases/case_work.h"
#include "lib/base/err.h"
#include "lib/base/facts.h"
#include "lib/flow/reason.h"

/* Who stops: staff (address 0, owner false), an address, or the owner. */
struct stopper {
	const char *reason; /* of the frozen case */
	int64_t address;
	bool is_owner;
	struct ho_word word; /* the stop word, or id 0 */
};

/* --- has this one stopped a case before? ---------------------------------- */

struct history {
	struct work *w;
	const struct stopper *who;
	bool is_used;
	int64_t of_case;
};

static int
each_word(void *ctx, void *row)
{
	const struct ho_word *word = row;
	struct history *h = ctx;

	if (word->kind == HO_WORD_STOP && word->state == HO_SPENT &&
	    word->address == h->who->address)
		h->is_used = true;
	return HO_OK;
}

static int
each_case(void *ctx, void *row)
{
	const struct ho_case *c = row;
	struct history *h = ctx;

	if (c->row.id == h->w->c.row.id || c->state != HO_AT_FROZEN ||
	    c->closed_at + HO_CASE_STOPS <= h->w->t->now)
		return HO_OK;
	if (h->who->is_owner) {
		h->is_used =
		    h->is_used || strcmp(c->reason, "owner-signed-in") == 0;
		return HO_OK;
	}
	return ho_store_each(
	    h->w->t->s, HO_Q_WORDS_OF, &HO_INT(c->row.id), 1, 0, each_word, h);
}

static int
stop_is_used(struct work *w, const struct stopper *who, bool *is_used)
{
	struct history h = { .w = w, .who = who };
	int64_t first = w->c.row.id > 10000 ? w->c.row.id - 10000 : 0;
	int rc = HO_OK;

	if (who->address != 0 || who->is_owner)
		rc = ho_store_each(w->t->s, HO_Q_CASES_OF,
		    (struct ho_arg[]){ HO_INT(w->c.account), HO_INT(first) }, 2,
		    0, each_case, &h);
	*is_used = h.is_used;
	return rc;
}

/* --- stopping ------------------------------------------------------------- */

static int
find_own_word(void *ctx, void *row)
{
	const struct ho_word *word = row;
	struct stopper *who = ctx;

	if (word->kind == HO_WORD_STOP && word->state == HO_LIVE &&
	    word->address == who->address)
		who->word = *word;
	return HO_OK;
}

/* A stop by a signed mail uses up the word that the address was sent. */
static int
spend_word(struct work *w, struct stopper *who)
{
	int rc = HO_OK;

	if (who->address == 0)
		return HO_OK;
	if (who->word.row.id == 0)
		rc = ho_store_each(w->t->s, HO_Q_WORDS_OF, &HO_INT(w->c.row.id),
		    1, 0, find_own_word, who);
	if (rc != HO_OK)
		return rc;
	who->word.state = HO_SPENT;
	if (who->word.row.id == 0) {
		/* it was sent none yet: the row says who stopped */
		who->word.kind = HO_WORD_STOP;
		who->word.address = who->address;
		who->word.expires_at = w->t->now;
		return words_new(w, &who->word, NULL);
	}
	return ho_store_put(w->t->s, HO_WORD, &who->word);
}

static int
freeze(struct work *w, const struct stopper *who)
{
	int rc;

	if ((rc = letter_over(w, "case-frozen", "")) != HO_OK ||
	    (rc = work_settle(w, HO_AT_FROZEN, who->reason)) != HO_OK ||
	    w->account.row.id == 0)
		return rc;
	w->account.frozen_until = w->t->now + HO_CASE_STOPS;
	return ho_store_put(w->t->s, HO_ACCOUNT, &w->account);
}

/* Recorded, and a second person looks at it, unless one has. */
static int
ask_for_approval(struct work *w)
{
	bool was_asked = w->c.needs_approval == HO_NEEDS_APPROVAL;
	unsigned facts;
	int rc;

	w->c.needs_approval = HO_NEEDS_APPROVAL;
	if ((rc = work_facts(w, &facts)) != HO_OK)
		return rc;
	/* held by policy until now: where nobody can approve, a day counts
	 * from this stop */
	if (w->c.state == HO_AT_HOLD && w->is_alone && !was_asked &&
	    w->c.wait_until < w->t->now + HO_CASE_HOLD)
		w->c.wait_until = w->t->now + HO_CASE_HOLD;
	if ((rc = work_record(w, "stop",
		 "Another stop within 30 days by who stopped a case before: "
		 "approval is asked for instead.")) != HO_OK ||
	    ho_case_next(facts) == w->c.state ||
	    ho_case_next(facts) == HO_AT_READY)
		return rc;
	if ((rc = work_end_credentials(w, HO_REVOKED, "revoked")) != HO_OK)
		return rc;
	return work_move(w);
}

static int
keep_mail(struct work *w, const struct stopper *who)
{
	if (w->call == NULL || w->call->facts == NULL)
		return HO_OK;
	return words_keep(w, HO_EV_STOP, who->word.row.id);
}

static const char *
by_whom(const struct stopper *who)
{
	if (who->is_owner)
		return "owner-signed-in";
	if (who->address == 0)
		return "staff";
	return who->word.row.id == 0 ? "signed-mail" : "stop-word";
}

static int
act(struct work *w, struct stopper *who, bool is_used)
{
	int rc = work_event(w, is_used ? "case.stop-noted" : "case.freeze");

	if (rc != HO_OK)
		return rc;
	ho_event_str(w->ev, "by", by_whom(who));
	if ((rc = spend_word(w, who)) != HO_OK ||
	    (rc = keep_mail(w, who)) != HO_OK ||
	    (rc = is_used ? ask_for_approval(w) : freeze(w, who)) != HO_OK) {
		work_drop(w);
		return rc;
	}
	w->t->wants_checkpoint = true;
	return work_end(w);
}

int
stop_by_staff(struct work *w)
{
	struct stopper staff = { .reason = "frozen-by-staff" };

	if (!ho_case_may(w->c.state, HO_ACT_FREEZE))
		return work_refuse(w, "not-now", ho_case_owed(w->c.state));
	return act(w, &staff, false);
}

static int
stop(struct work *w, struct stopper *who)
{
	bool is_used;
	int rc;

	if (!ho_case_may(w->c.state, HO_ACT_FREEZE))
		return work_refuse(w, "not-now", ho_case_owed(w->c.state));
	if ((rc = stop_is_used(w, who, &is_used)) != HO_OK ||
	    (rc = act(w, who, is_used)) != HO_OK)
		return rc;
	w->more = is_used ? ho_why("stop-used").text : NULL;
	work_answer(w);
	if (is_used && w->call != NULL) {
		w->call->exit = EXIT_UNFINISHED;
		snprintf(w->call->reason, sizeof(w->call->reason), "stop-used");
	}
	return HO_OK;
}

/* --- by mail -------------------------------------------------------------- */

/* Without a word: a letter that would be accepted from somebody affected. */
static int
by_verdict(struct work *w, struct stopper *who)
{
	struct circle *from = malloc(sizeof(*from));
	struct opinion o;
	int rc = HO_E_NOMEM;

	if (from == NULL ||
	    (rc = circle_from(w, w->call->facts->from, from)) != HO_OK)
		goto out;
	for (size_t i = 0; i < from->n; i++)
		from->p[i].may_ask = from->p[i].address == w->c.asker ||
		    ho_is_told((enum ho_ask_for)w->c.kind, from->p[i].who);
	work_judge_by(w, w->call->facts, w->t->now, from, &o);
	if (o.verdict != HO_MAIL_ACCEPT)
		rc = work_refuse(w, "wrong-word", "");
	else
		who->address = o.asker.address;
out:
	free(from);
	return rc;
}

static int
by_mail(struct work *w, const char *ref)
{
	struct stopper who = { .reason = "stopped" };
	const char *unfit = words_unfit(w->call->facts);
	int rc;

	if (unfit != NULL)
		return work_refuse(w, unfit, "");
	rc = words_find(w, HO_WORD_STOP, ref ? w->c.ref : NULL, &who.word);
	if (rc == HO_OK) {
		who.address = who.word.address;
		rc = work_load(w, who.word.of_case);
	} else if (rc == HO_E_NONE && ref != NULL) {
		who.word = (struct ho_word){ 0 };
		rc = by_verdict(w, &who);
	} else if (rc == HO_E_NONE) {
		rc = work_refuse(w, "wrong-word", "");
	}
	return rc != HO_OK ? rc : stop(w, &who);
}

int
stop_one(struct tx *t, struct call *c)
{
	struct work w = { .t = t, .call = c };
	const char *ref = call_str(c, "subject");
	int rc;

	if (ref != NULL && (rc = work_find(&w, ref)) != HO_OK)
		return rc;
	if (c->facts != NULL && c->drawn != NULL)
		return by_mail(&w, ref);
	rc = stop_by_staff(&w);
	return rc != HO_OK ? rc : work_answer(&w);
}

/* --- by the owner's own sign-in ------------------------------------------- */

struct search {
	int64_t user, found;
};

static int
each_open(void *ctx, void *row)
{
	const struct ho_case *c = row;
	struct search *s = ctx;

	/* A stranger's letter that waits for proof is no request yet, and may
	 * stand beside one: it must not use up the stop that is meant for it.
	 * Of all others there is one at most; see case_rival.c. */
	if (c->kind == HO_CASE_OWNER && c->user == s->user &&
	    c->state != HO_AT_PROOF)
		s->found = c->row.id;
	return HO_OK;
}

int
case_owner_asked(struct tx *t, int64_t user_id, int64_t *case_id)
{
	struct search s = { .user = user_id };
	struct ho_user u;
	int rc = ho_store_get(t->s, HO_USER, user_id, &u);

	if (rc == HO_OK)
		rc = ho_store_each(t->s, HO_Q_CASES_OPEN_OF, &HO_INT(u.account),
		    1, 0, each_open, &s);
	*case_id = s.found;
	return rc == HO_OK && s.found == 0 ? HO_E_NONE : rc;
}

int
case_owner_signed_in(struct tx *t, int64_t user_id)
{
	struct work w = { .t = t };
	struct stopper owner = { .reason = "owner-signed-in",
		.is_owner = true };
	int64_t id;
	int rc;

	if ((rc = case_owner_asked(t, user_id, &id)) != HO_OK ||
	    (rc = work_load(&w, id)) != HO_OK)
		return rc;
	return stop(&w, &owner);
}
