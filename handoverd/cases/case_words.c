/*
 * handoverd/cases/case_words.c - confirm and stop words: made, sent, found again.
 */
#include <stdio.h>
#include <string.h>

#include "handoverd/cases/case_work.h"
#include "handoverd/cases/evidence.h"
#include "handoverd/daemon.h"
#include "lib/base/b64.h"
#include "lib/base/err.h"
#include "lib/base/facts.h"
#include "lib/helper/drawing.h"
#include "lib/secret/secret.h"
#include "lib/secret/word.h"

/* Kept as a keyed hash only, in hex. */
static int
hash_of(struct tx *t, const struct ho_secret *word, char out[static 65])
{
	const struct ho_secret *key = ho_keys_get(t->d->keys, HO_KEY_WORD, 0);
	struct ho_buf hex = HO_BUF_INIT;
	uint8_t hash[HO_MAC_LEN];
	int rc = ho_word_hash(key, word, hash);

	if (rc == HO_OK) {
		ho_hex(&hex, hash, sizeof(hash));
		rc = ho_buf_error(&hex);
	}
	snprintf(out, 65, "%s", rc == HO_OK ? ho_buf_text(&hex) : "");
	ho_buf_free(&hex);
	return rc;
}

int
words_new(struct work *w, struct ho_word *row, struct ho_secret **shown)
{
	struct ho_secret *word = ho_secret_new(HO_WORD_LEN);
	int rc = HO_E_NOMEM;

	if (shown != NULL)
		*shown = ho_secret_new(HO_WORD_TEXT);
	if (word == NULL || (shown != NULL && *shown == NULL))
		goto out;
	row->of_case = w->c.row.id;
	if (row->state != HO_SPENT)
		row->state = HO_LIVE;
	if ((rc = ho_word_new(word)) != HO_OK ||
	    (rc = hash_of(w->t, word, row->hash)) != HO_OK ||
	    (rc = ho_store_put(w->t->s, HO_WORD, row)) != HO_OK)
		goto out;
	if (shown != NULL)
		rc = ho_word_show(word, *shown);
out:
	ho_secret_free(&word);
	if (rc != HO_OK && shown != NULL)
		ho_secret_free(shown);
	return rc;
}

int
words_live(struct tx *t, const char *typed, size_t len, struct ho_word *row)
{
	struct ho_secret *word = ho_secret_new(HO_WORD_LEN);
	char hash[65];
	int rc = HO_E_NOMEM;

	if (word == NULL)
		return rc;
	rc = HO_E_NONE;
	if (ho_word_read(typed, len, word) == HO_OK &&
	    (rc = hash_of(t, word, hash)) == HO_OK)
		rc = HO_ASK(t->s, HO_Q_WORD_BY_HASH, row, HO_STR(hash));
	if (rc == HO_OK && (row->state != HO_LIVE || row->expires_at <= t->now))
		rc = HO_E_NONE;
	ho_secret_free(&word);
	return rc;
}

int
words_find(struct work *w, int kind, const char *ref, struct ho_word *row)
{
	const struct ho_drawing *d = w->call->drawn;
	struct ho_case c;
	int rc;

	for (size_t i = 0; i < d->marks; i++) {
		if ((int)d->mark[i].kind != kind)
			continue;
		rc = words_live(
		    w->t, d->mark[i].word, strlen(d->mark[i].word), row);
		if (rc == HO_OK && row->kind == kind &&
		    (rc = ho_store_get(w->t->s, HO_CASE, row->of_case, &c)) ==
			HO_OK &&
		    strcmp(c.ref, d->mark[i].ref) == 0 &&
		    (ref == NULL || strcmp(c.ref, ref) == 0))
			return HO_OK;
		if (rc != HO_OK && rc != HO_E_NONE)
			return rc;
	}
	return HO_E_NONE;
}

const char *
words_unfit(const struct ho_facts *f)
{
	if (f->fault[0] != '\0')
		return ho_reason_find(f->fault) ? f->fault : "malformed";
	if (f->automatic_mark[0] != '\0')
		return "automatic-mail";
	return f->list_mark[0] != '\0' ? "mailing-list" : NULL;
}

int
words_keep(struct work *w, int64_t kind, int64_t of_word)
{
	const struct ho_buf *mail = call_octets(w->call, "mail");
	struct ho_evidence e = { .of_case = w->c.row.id,
		.kind = kind,
		.of_word = of_word,
		.first_seen = w->t->now,
		.judged_at = w->t->now,
		.added_by = w->call->me.row.id };
	struct opinion o;
	int rc;

	if ((rc = work_judge(w, w->call->facts, w->t->now, &o)) != HO_OK)
		return rc;
	e.verdict = o.verdict;
	snprintf(e.reason, sizeof(e.reason), "%s", o.reason);
	return evidence_add(w->t, &e, mail->data, mail->len, w->call->facts);
}
