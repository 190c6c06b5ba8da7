/*
 * handoverd/login/talk_code.c - the claim code and the candidate's code.
 *
 * What cannot be a code (a program that answers every question with the same
 * password, a slip) is asked again and not counted; an empty answer says that
 * the letter did not come.
 */
#include <string.h>

#include "handoverd/login/talk.h"
#include "lib/base/err.h"
#include "lib/secret/word.h"

static const struct code {
	enum ho_step step;
	enum ho_known fact;
} codes[] = {
	[HO_CODE_CLAIM] = { HO_STEP_CLAIM, HO_KNOWN_CLAIM },
	[HO_CODE_CANDIDATE] = { HO_STEP_CANDIDATE_CODE, HO_KNOWN_MAILBOX },
};

static void ask(struct talk *t, int64_t purpose, bool anew);

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
	return code_send(
	    tx, &t->r, t->purpose, t->address.row.id, t->wants_anew, &t->sent);
}

/*
 * Whoever has only the default password (it stands in the ticket) need not
 * learn the whole address from us.
 */
static void
sent(struct talk *t, int rc)
{
	const char *text = t->address.text, *end = strrchr(text, '@');

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
	if (t->sent == CODE_TOO_SOON)
		talk_tell(t, false,
		    "The code was sent less than two minutes ago. Please look "
		    "again, among unwanted mail too.");
	if (end == NULL) /* a mobile: its last two digits */
		end = text + (strlen(text) > 2 ? strlen(text) - 2 : 0);
	talk_ask(t, codes[t->purpose].step,
	    "Code sent to %.1s***%s (empty: send it again): ", text, end);
}

static void
ask(struct talk *t, int64_t purpose, bool anew)
{
	t->purpose = purpose;
	t->wants_anew = anew;
	talk_write(t, send, sent);
}

void
talk_ask_claim(struct talk *t)
{
	ask(t, HO_CODE_CLAIM, false);
}

void
talk_ask_candidate_code(struct talk *t)
{
	ask(t, HO_CODE_CANDIDATE, false);
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
	case CODE_RIGHT: right(t); return;
	case CODE_WRONG_CLOSED: talk_closed(t); return;
	case CODE_STALE:
		talk_tell(t, true, "That code has expired. Here is a new one.");
		break;
	case CODE_WRONG:
		talk_tell(t, true, "That is not the code that was sent.");
		break;
	}
	ask(t, t->purpose, false);
}

static void
answered(struct talk *t)
{
	const uint8_t *typed = ho_secret_data(t->answer);
	size_t len = ho_secret_len(t->answer);

	if (len == 0) {
		ask(t, t->purpose, true);
	} else if (ho_code_read(typed, len, CODE_DIGITS, t->normal) != HO_OK) {
		talk_tell(t, true, "The code has %d digits.", CODE_DIGITS);
		ask(t, t->purpose, false);
	} else {
		ho_secret_clear(t->answer);
		talk_write(t, try, tried);
	}
}

void
talk_claim(struct talk *t)
{
	answered(t);
}

void
talk_candidate_code(struct talk *t)
{
	answered(t);
}
