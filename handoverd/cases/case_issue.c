/*
 * handoverd/cases/case_issue.c - a default password, once it may be.
 *
 * One transaction: the password's hash, its record in the ticket, the answer,
 * the notices.  In plain it exists in locked memory, in the sealed letter and
 * in the sealed record, nowhere else.
 */
#include <stdio.h>

#include "handoverd/cases/case_work.h"
#include "handoverd/cases/ticket.h"
#include "handoverd/daemon.h"
#include "lib/base/b64.h"
#include "lib/base/err.h"
#include "lib/secret/secret.h"
#include "lib/secret/word.h"

static int
hash_of(struct tx *t, const struct ho_secret *word, char out[static 65])
{
	struct ho_buf hex = HO_BUF_INIT;
	uint8_t hash[HO_MAC_LEN];
	int rc = ho_word_hash(
	    ho_keys_get(t->d->keys, HO_KEY_DEFAULT_PASSWORD, 0), word, hash);

	if (rc == HO_OK) {
		ho_hex(&hex, hash, sizeof(hash));
		rc = ho_buf_error(&hex);
	}
	snprintf(out, 65, "%s", rc == HO_OK ? ho_buf_text(&hex) : "");
	ho_buf_free(&hex);
	return rc;
}

static int
put_credential(
    struct work *w, struct ho_credential *cred, const struct ho_secret *word)
{
	struct ho_address claim;
	int rc;

	if ((rc = leg_address(w, &claim)) != HO_OK)
		return rc;
	*cred = (struct ho_credential){ .of_case = w->c.row.id,
		.user = w->c.kind == HO_CASE_OWNER ? 0 : w->c.user,
		.state = HO_LIVE,
		.issued_at = w->t->now,
		.expires_at =
		    w->t->now + w->t->d->conf.default_password_life_ms / 1000,
		.issued_by = w->call != NULL ? w->call->me.row.id : 0,
		.claim_to = claim.row.id,
		.no_claim = leg_claim(w) == HO_CLAIM_NONE };
	if ((rc = hash_of(w->t, word, cred->hash)) != HO_OK)
		return rc;
	return ho_store_put(w->t->s, HO_CREDENTIAL, cred);
}

int
work_thaw(struct work *w)
{
	if (w->account.frozen_until <= w->t->now)
		return HO_OK;
	w->account.frozen_until = 0;
	return ho_store_put(w->t->s, HO_ACCOUNT, &w->account);
}

static int
issue(struct work *w, const struct ho_secret *word)
{
	struct ho_credential cred;
	char ticket[65];
	int rc;

	if ((rc = work_end_credentials(w, HO_REVOKED, "replaced")) != HO_OK ||
	    (rc = put_credential(w, &cred, word)) != HO_OK ||
	    (rc = letter_started(w)) != HO_OK ||
	    (rc = letter_credentials(w, &cred, word)) != HO_OK ||
	    (rc = work_thaw(w)) != HO_OK ||
	    (rc = work_settle(w, HO_AT_ISSUED, "")) != HO_OK)
		return rc;
	w->c.wait_until = cred.expires_at;
	ho_event_int(w->ev, "expires_at", cred.expires_at);
	ho_event_str(w->ev, "ticket", ticket_shown(w->t, w->c.ticket, ticket));
	ho_event_str(w->ev, "evidence", w->request.sha256);
	ho_event_str(w->ev, "claim", leg_claim_word(w));
	ho_event_int(w->ev, "sole_address", w->c.sole_address);
	return HO_OK;
}

int
work_issue(struct work *w)
{
	const struct case_kind *kind = case_kind(w->c.kind);
	struct ho_secret *word;
	int rc = HO_E_NOMEM;

	if (kind->issue != NULL)
		return kind->issue(w);
	word = ho_secret_new(HO_WORD_LEN);
	if (word == NULL || (rc = ho_word_new(word)) != HO_OK ||
	    (rc = work_event(w, "case.issue")) != HO_OK)
		goto out;
	if ((rc = issue(w, word)) == HO_OK) {
		rc = work_end(w);
		w->t->wants_checkpoint = true;
	} else {
		work_drop(w);
	}
out:
	ho_secret_free(&word);
	return rc;
}
