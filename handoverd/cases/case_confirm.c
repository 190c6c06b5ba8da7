/*
 * handoverd/cases/case_confirm.c - a word comes back.
 *
 * A confirm letter went to the address on file; who sends its word back reads
 * that mailbox.  So nothing else about the reply counts, but for one thing: it
 * must not be the answer of a machine, which quotes what it got.
 */

#include "handoverd/cases/case_work.h"
#include "handoverd/cases/word_mask.h"
#include "handoverd/desk/verbs.h"
#include "lib/base/err.h"
#include "lib/flow/reason.h"
#include "lib/helper/drawing.h"

/* Only with a reference is there a case whose record can show the try. */
static int
refuse_word(struct work *w, const char *reason)
{
	int rc;

	if (w->c.row.id == 0)
		return work_refuse(w, reason, "");
	if ((rc = work_event(w, "case.confirm-refused")) != HO_OK)
		return rc;
	ho_event_str(w->ev, "why", reason);
	rc =
	    work_record(w, "confirm", "Not confirmed: %s", ho_why(reason).text);
	if (rc != HO_OK) {
		work_drop(w);
		return rc;
	}
	if ((rc = work_end(w)) != HO_OK)
		return rc;
	work_refuse(w, reason, "");
	return HO_OK;
}

/* The word is spent first: what it confirms points at a spent one (law 1). */
static int
take_word(struct work *w, struct ho_word *word)
{
	int rc;

	word->state = HO_SPENT;
	if ((rc = ho_store_put(w->t->s, HO_WORD, word)) != HO_OK ||
	    (rc = words_keep(w, HO_EV_CONFIRM, word->row.id)) != HO_OK)
		return rc;
	w->request.confirmed = 1;
	w->request.of_word = word->row.id;
	if ((rc = ho_store_put(w->t->s, HO_EVIDENCE, &w->request)) != HO_OK ||
	    (rc = work_record(w, "confirm",
		 "The word came back from the address on file.")) != HO_OK)
		return rc;
	return work_move(w);
}

static int
end(struct work *w, int rc)
{
	if (rc != HO_OK) {
		work_drop(w);
		return rc;
	}
	if ((rc = work_end(w)) != HO_OK || (rc = work_go_on(w)) != HO_OK)
		return rc;
	w->t->wants_checkpoint = true;
	return work_answer(w);
}

static int
confirm(struct work *w, struct ho_word *word)
{
	int rc;

	if ((rc = work_load(w, word->of_case)) != HO_OK)
		return rc;
	if (!ho_case_may(w->c.state, HO_ACT_CONFIRM))
		return work_refuse(w, "not-now", ho_case_owed(w->c.state));
	if (w->request.row.id == 0)
		return work_refuse(w, "evidence-dead", "");
	if ((rc = work_event(w, "case.confirm")) != HO_OK)
		return rc;
	return end(w, take_word(w, word));
}

/* --- an address that speaks for itself ---------------------------------------- */

/* Its case keeps the letter; used up, it starts no other. */
static int
take_letter(struct work *w, bool is_used_up)
{
	int rc;

	if ((rc = words_keep(w, HO_EV_CONFIRM, 0)) != HO_OK ||
	    (is_used_up && (rc = seen_reserve(w, w->call->facts)) != HO_OK) ||
	    (rc = work_record(w, "confirm",
		 "A signed mail came from the address itself.")) != HO_OK)
		return rc;
	return work_move(w);
}

static int
accept_letter(struct work *w, bool is_used_up)
{
	int rc = work_event(w, "case.confirm");

	return rc != HO_OK ? rc : end(w, take_letter(w, is_used_up));
}

/*
 * A mail from the address that comes on file, accepted by the same rules as a
 * request, proves the mailbox as its word does; but once only (rule 11), and not
 * where it brings our letter along, word and all, without sending the word back:
 * so people write who ask what this is about.  *why: the reason word where it
 * does not, or NULL.
 */
static int
weigh_letter(struct work *w, enum ho_mail_verdict *verdict, const char **why)
{
	struct rivals none = { 0 };
	const struct ho_buf *text = &w->call->drawn->text;
	struct opinion o;
	int64_t older;
	bool quotes;
	int rc;

	*verdict = HO_MAIL_REFUSE;
	if ((rc = work_judge(w, w->call->facts, w->t->now, &o)) != HO_OK ||
	    (rc = seen_before(w, w->call->facts, &none, &older)) != HO_OK ||
	    (rc = word_mask_look(w->t, text->data, text->len, &quotes)) !=
		HO_OK)
		return rc;
	*verdict = o.verdict;
	*why = o.verdict != HO_MAIL_ACCEPT || quotes ? "wrong-word"
	    : older != 0                             ? "seen-before"
						     : NULL;
	return HO_OK;
}

static int
confirm_by_letter(struct work *w)
{
	enum ho_mail_verdict verdict;
	const char *why;
	int rc = weigh_letter(w, &verdict, &why);

	if (rc != HO_OK)
		return rc;
	return why != NULL ? refuse_word(w, why) : accept_letter(w, true);
}

int
confirm_at_door(struct work *w, bool is_used_up, enum ho_mail_verdict *verdict)
{
	const char *why;
	int rc = weigh_letter(w, verdict, &why);

	if (rc != HO_OK)
		return rc;
	return why != NULL ? HO_E_NONE : accept_letter(w, is_used_up);
}

int
verb_case_confirm(struct tx *t, struct call *c)
{
	struct work w = { .t = t, .call = c };
	const char *ref = call_str(c, "subject"), *unfit;
	struct ho_word word;
	int rc;

	if (c->facts == NULL || c->drawn == NULL)
		return call_refuse(
		    c, EXIT_USAGE, "usage", "--mail FILE is needed");
	if (ref != NULL && (rc = work_find(&w, ref)) != HO_OK)
		return rc;
	/* one that has ended is told as such, not as a wrong word */
	if (ref != NULL && !ho_case_may(w.c.state, HO_ACT_CONFIRM))
		return work_refuse(&w, "not-now", ho_case_owed(w.c.state));
	if ((unfit = words_unfit(c->facts)) != NULL)
		return refuse_word(&w, unfit);
	rc = words_find(
	    &w, HO_WORD_CONFIRM, ref != NULL ? w.c.ref : NULL, &word);
	if (rc == HO_E_NONE && w.c.kind == HO_CASE_CONTACT &&
	    ho_case_may(w.c.state, HO_ACT_CONFIRM))
		return confirm_by_letter(&w);
	if (rc == HO_E_NONE)
		return refuse_word(&w, "wrong-word");
	return rc != HO_OK ? rc : confirm(&w, &word);
}
