/*
 * handoverd/cases/inbox_case.c - mail that a case takes: its word came back, or a
 * reply came on its thread.
 *
 * A word decides whichever door it comes by, so what runs here are the desk's
 * own verbs, with nobody at the desk: who acts is handoverd itself.
 */
#include <stdio.h>
#include <string.h>

#include "handoverd/cases/case_work.h"
#include "handoverd/cases/inbox_work.h"
#include "handoverd/cases/ticket.h"
#include "handoverd/desk/call.h"
#include "handoverd/desk/verbs.h"
#include "lib/base/err.h"
#include "lib/base/facts.h"

#define IDS_SEEN 32 /* ids of References that are looked at, newest first */

int
inbox_borrow(struct call *c, const char *verb, struct arrival *a)
{
	int rc = call_init(c, ho_verb_get("case", verb));

	c->facts = a->facts;
	c->drawn = a->drawing;
	snprintf(c->blobs[0].name, sizeof(c->blobs[0].name), "mail");
	c->blobs[0].octets = a->octets;
	c->n_blobs = 1;
	return rc;
}

void
inbox_give_back(struct call *c)
{
	c->n_blobs = 0;
	c->blobs[0].octets = (struct ho_buf)HO_BUF_INIT;
	call_clear(c);
}

void
inbox_taken(struct ho_inbox *row, const struct ho_case *c, const char *how)
{
	row->state = HO_IN_TAKEN;
	row->of_case = c->row.id;
	snprintf(row->reason, sizeof(row->reason), "%s", how);
}

/* --- words ---------------------------------------------------------------------- */

/* A stop is looked for first: who says both is not at ease. */
static const struct by_word {
	const char *verb, *how;
	verb_fn *run;
} by_word[] = {
	{ "freeze", "stop-word", verb_case_freeze },
	{ "confirm", "confirm-word", verb_case_confirm },
};

/* HO_E_INPUT of a verb is a refusal that wrote nothing: no word of its own. */
static int
try_word(struct tx *t, struct arrival *a, const struct by_word *b,
    struct ho_inbox *row)
{
	const char *ref;
	struct ho_case c;
	struct call call;
	int rc;

	if ((rc = inbox_borrow(&call, b->verb, a)) == HO_OK)
		rc = b->run(t, &call);
	ref = json_string_value(json_object_get(call.result, "ref"));
	if (rc == HO_OK && ref != NULL)
		rc = HO_ASK(t->s, HO_Q_CASE_BY_REF, &c, HO_STR(ref));
	else if (rc == HO_OK || rc == HO_E_INPUT)
		rc = HO_E_NONE;
	if (rc == HO_OK)
		inbox_taken(row, &c, b->how);
	inbox_give_back(&call);
	return rc;
}

int
inbox_by_word(struct tx *t, struct arrival *a, struct ho_inbox *row)
{
	int rc = HO_E_NONE;

	for (size_t i = 0;
	     rc == HO_E_NONE && i < sizeof(by_word) / sizeof(by_word[0]); i++)
		rc = try_word(t, a, &by_word[i], row);
	return rc;
}

/* --- threads --------------------------------------------------------------------- */

/* The case that a Message-ID belongs to: a letter of ours, or the request. */
static int
case_of_id(struct tx *t, const char *id, struct ho_case *c)
{
	char bare[HO_MSGID_MAX + 1];
	struct ho_outbox letter;
	int rc;

	/* those of our own letters are kept without < and > */
	snprintf(bare, sizeof(bare), "%s", id + (*id == '<'));
	bare[strcspn(bare, ">")] = '\0';
	rc = HO_ASK(t->s, HO_Q_OUTBOX_BY_MESSAGE_ID, &letter, HO_STR(bare));
	if (rc == HO_OK && letter.of_case != 0)
		return ho_store_get(t->s, HO_CASE, letter.of_case, c);
	if (rc != HO_OK && rc != HO_E_NONE)
		return rc;
	return HO_ASK(t->s, HO_Q_CASE_BY_MESSAGE_ID, c, HO_STR(id));
}

/* What it answers, then what stands before that, from the newest. */
int
inbox_thread(struct tx *t, const struct ho_facts *f, struct ho_case *c)
{
	char refs[HO_REFS_MAX + 1], *blank;
	int rc = HO_E_NONE;

	if (f->in_reply_to[0] != '\0')
		rc = case_of_id(t, f->in_reply_to, c);
	snprintf(refs, sizeof(refs), "%s", f->references);
	for (int i = 0; rc == HO_E_NONE && i < IDS_SEEN && refs[0]; i++) {
		blank = strrchr(refs, ' ');
		rc = case_of_id(t, blank != NULL ? blank + 1 : refs, c);
		*(blank != NULL ? blank : refs) = '\0';
	}
	return rc;
}

static int
each_reply(void *ctx, void *row)
{
	int64_t *n = ctx;

	*n += ((const struct ho_evidence *)row)->kind == HO_EV_REPLY;
	return HO_OK;
}

/* Does the case take one more from whoever this is?  HO_E_NONE: no. */
static int
takes_reply(struct work *w, const char *from)
{
	struct circle *known = malloc(sizeof(*known));
	int64_t n = 0;
	int rc = HO_E_NOMEM;

	if (known == NULL || w->c.closed_at != 0)
		rc = known == NULL ? HO_E_NOMEM : HO_E_NONE;
	else if ((rc = circle_from(w, from, known)) == HO_OK && known->n == 0)
		rc = HO_E_NONE;
	free(known);
	if (rc == HO_OK)
		rc = ho_store_each(w->t->s, HO_Q_EVIDENCE_OF,
		    &HO_INT(w->c.row.id), 1, 0, each_reply, &n);
	return rc == HO_OK && n >= INBOX_REPLIES ? HO_E_NONE : rc;
}

/*
 * Kept with the case and told in its ticket; it decides nothing.  The ticket
 * does not get its octets: people quote, and what they quote can hold a word.
 */
static int
keep_reply(struct work *w, const struct ho_inbox *row)
{
	int rc;

	if ((rc = work_event(w, "case.reply")) != HO_OK)
		return rc;
	ho_event_str(w->ev, "evidence", row->sha256);
	if ((rc = words_keep(w, HO_EV_REPLY, 0)) != HO_OK ||
	    (rc = work_record(w, "reply",
		 "A reply came on the thread, SHA-256 %s; handover inbox "
		 "shows it.",
		 row->sha256)) != HO_OK) {
		work_drop(w);
		return rc;
	}
	return work_end(w);
}

int
inbox_as_reply(struct tx *t, struct arrival *a, struct ho_inbox *row)
{
	struct call call;
	struct work w = { .t = t, .call = &call };
	struct ho_case c;
	int rc;

	if ((rc = inbox_thread(t, a->facts, &c)) != HO_OK)
		return rc;
	row->of_case = c.row.id;
	if ((rc = inbox_borrow(&call, "note", a)) == HO_OK &&
	    (rc = work_load(&w, c.row.id)) == HO_OK &&
	    (rc = takes_reply(&w, a->facts->from)) == HO_OK &&
	    (rc = keep_reply(&w, row)) == HO_OK)
		inbox_taken(row, &w.c, "reply");
	inbox_give_back(&call);
	return rc;
}
