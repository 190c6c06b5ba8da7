/*
 * handoverd/case_confirm.c - a word comes back.
 *
 * A confirm letter went to the address on file; who sends its word back reads
 * that mailbox.  So nothing else about the reply counts, but for one thing: it
 * must not be the answer of a machine, which quotes what it got.
 */

#include "handoverd/case_work.h"
#include "handoverd/verbs.h"
#include "lib/base/err.h"
#include "lib/flow/reason.h"

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
	if ((rc = take_word(w, word)) != HO_OK) {
		work_drop(w);
		return rc;
	}
	if ((rc = work_end(w)) != HO_OK || (rc = work_go_on(w)) != HO_OK)
		return rc;
	w->t->wants_checkpoint = true;
	return work_answer(w);
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
	if (rc == HO_E_NONE)
		return refuse_word(&w, "wrong-word");
	return rc != HO_OK ? rc : confirm(&w, &word);
}
