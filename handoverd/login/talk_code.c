/*
 * handoverd/login/talk_code.c - the claim code and the candidate's code.
 */
#include "handoverd/login/talk.h"
#include "lib/base/err.h"

static const struct code {
	enum ho_step step;
	enum ho_known fact;
} codes[] = {
	[HO_CODE_CLAIM] = { HO_STEP_CLAIM, HO_KNOWN_CLAIM },
	[HO_CODE_CANDIDATE] = { HO_STEP_CANDIDATE_CODE, HO_KNOWN_MAILBOX },
};

void
talk_closed(struct talk *t)
{
	talk_tell(t, true,
	    "Too many wrong codes. This default password cannot be used any "
	    "more: please ask the support desk for a new one, in an answer to "
	    "the same mail.");
	talk_refuse(t, 0);
}

/* --- asking ------------------------------------------------------------------ */

/* The address that the code goes to: still on file, or the case is over. */
static int
read_address(struct tx *tx, struct talk *t)
{
	struct recovery_rows rows;
	int64_t id = t->r.candidate_address;
	int rc = recovery_read(tx, &t->r, &rows);

	if (rc == HO_OK && t->purpose == HO_CODE_CLAIM)
		id = rows.credential.claim_to;
	if (rc == HO_OK)
		rc = ho_store_get(tx->s, HO_ADDRESS, id, &t->address);
	if (rc == HO_OK && t->address.state != HO_ADDRESS_ON_FILE)
		rc = HO_E_NONE;
	return rc;
}

static int
send(struct tx *tx, void *arg)
{
	struct talk *t = arg;
	int rc = read_address(tx, t);

	if (rc != HO_OK)
		return rc;
	return code_send(tx, &t->r, t->purpose, t->address.row.id,
	    t->wants_anew, &t->sent, t->code_ref);
}

static void
sent(struct talk *t, int rc)
{
	if (rc != HO_OK) {
		talk_fault(t, rc);
		return;
	}
	if (t->sent == CODE_CLOSED) {
		talk_closed(t);
		return;
	}
	if (t->sent == CODE_TOO_MANY) {
		talk_tell(t, true,
		    "Many codes were sent within a few minutes. Please wait "
		    "for ten minutes, then sign in again.");
		talk_refuse(t, 0);
		return;
	}
	talk_mailed(t, codes[t->purpose].step, t->address.text);
}

/* For the purpose that it is about. */
static void
ask_code(struct talk *t, bool anew)
{
	t->wants_anew = anew;
	talk_write(t, send, sent);
}

void
talk_ask_claim(struct talk *t)
{
	t->purpose = HO_CODE_CLAIM;
	ask_code(t, false);
}

void
talk_ask_candidate_code(struct talk *t)
{
	t->purpose = HO_CODE_CANDIDATE;
	ask_code(t, false);
}

/* --- the answer -------------------------------------------------------------- */

static int
try(struct tx *tx, void *arg)
{
	struct talk *t = arg;

	return code_try(tx, &t->r, t->purpose, t->address.row.id, t->normal,
	    &t->judged, &t->code_row);
}

static void
right(struct talk *t)
{
	t->r.known |= codes[t->purpose].fact;
	if (t->purpose == HO_CODE_CLAIM)
		t->r.claim_code = t->code_row;
	else
		t->r.candidate_code = t->code_row;
	talk_next(t);
}

static void
tried(struct talk *t, int rc)
{
	ho_secret_clear(t->normal);
	if (rc != HO_OK) {
		talk_fault(t, rc);
		return;
	}
	switch (t->judged) {
	case CODE_RIGHT: right(t); break;
	case CODE_WRONG_CLOSED: talk_closed(t); break;
	case CODE_STALE:
	case CODE_WRONG: talk_mailed_wrong(t, ask_code); break;
	}
}

void
talk_claim(struct talk *t)
{
	talk_mailed_answer(t, ask_code, try, tried);
}

void
talk_candidate_code(struct talk *t)
{
	talk_mailed_answer(t, ask_code, try, tried);
}
