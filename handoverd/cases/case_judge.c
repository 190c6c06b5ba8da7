/*
 * handoverd/cases/case_judge.c - the verdict on a letter about a case, and the
 * ledger of letters seen.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "handoverd/cases/case_work.h"
#include "handoverd/daemon.h"
#include "lib/base/b64.h"
#include "lib/base/err.h"
#include "lib/base/facts.h"
#include "lib/secret/mac.h"

void
work_judge_by(struct work *w, const struct ho_facts *facts, int64_t first_seen,
    const struct circle *from, struct opinion *o)
{
	const struct ho_conf *conf = &w->t->d->conf;
	const char *who[CIRCLE_MAX];
	const struct person *person[CIRCLE_MAX];
	struct ho_verdict_query q = { .addresses = who,
		.desks = (const char *const *)conf->desk_address.text,
		.n_desks = conf->desk_address.n,
		.seen_at = first_seen,
		.is_unsigned_refused =
		    conf->unsigned_mail == HO_UNSIGNED_REFUSE };
	struct ho_judgement j;

	*o = (struct opinion){ .verdict = HO_MAIL_REFUSE };
	for (size_t i = 0; i < from->n; i++) {
		if (!from->p[i].may_ask)
			continue;
		person[q.n_addresses] = &from->p[i];
		who[q.n_addresses++] = from->p[i].text;
	}
	j = ho_flow_verdict(facts, &q);
	o->verdict = j.verdict;
	snprintf(o->reason, sizeof(o->reason), "%s", j.reason->word);
	if (j.address >= 0)
		o->asker = *person[j.address];
	if (j.verdict != HO_MAIL_REFUSE ||
	    strcmp(o->reason, "from-not-registered") != 0)
		return;
	/* Known to the account, and not entitled: proof would change nothing. */
	if (from->n > 0)
		snprintf(o->reason, sizeof(o->reason), "may-not-ask");
	else
		o->is_stranger = true;
}

int
work_judge(struct work *w, const struct ho_facts *facts, int64_t first_seen,
    struct opinion *o)
{
	struct circle *from = malloc(sizeof(*from));
	int rc = HO_E_NOMEM;

	*o = (struct opinion){ .verdict = HO_MAIL_REFUSE };
	if (from != NULL && w->c.kind == HO_CASE_CONTACT) {
		circle_of_contact(w, from);
		rc = HO_OK;
	} else if (from != NULL) {
		rc = circle_from(w, facts->from, from);
	}
	if (rc == HO_OK)
		work_judge_by(w, facts, first_seen, from, o);
	free(from);
	return rc;
}

/* --- rule 11 ------------------------------------------------------------------- */

#define SEEN_SIGNATURE  1
#define SEEN_MESSAGE_ID 2

static int
seen_hash(struct tx *t, int64_t kind, const void *data, size_t len,
    char out[static 65])
{
	const struct ho_secret *key = ho_keys_get(t->d->keys, HO_KEY_SEEN, 0);
	struct ho_buf text = HO_BUF_INIT, hex = HO_BUF_INIT;
	uint8_t mac[HO_MAC_LEN];
	int rc;

	ho_buf_chr(&text, kind == SEEN_SIGNATURE ? 's' : 'm');
	ho_buf_add(&text, data, len);
	if ((rc = ho_buf_error(&text)) == HO_OK &&
	    (rc = ho_mac(key, text.data, text.len, mac)) == HO_OK) {
		ho_hex(&hex, mac, sizeof(mac));
		rc = ho_buf_error(&hex);
	}
	snprintf(out, 65, "%s", rc == HO_OK ? ho_buf_text(&hex) : "");
	ho_buf_free(&text);
	ho_buf_free(&hex);
	return rc;
}

typedef int entry_fn(struct work *w, int64_t kind, const char *hash, void *arg);

/* Beside its sender: or whoever learns of a Message-ID could use it up with a
 * good mail of their own. */
static int
each_id(struct work *w, const struct ho_facts *facts, entry_fn *act, void *arg)
{
	struct ho_buf text = HO_BUF_INIT;
	char hash[65];
	int rc;

	if (facts->message_id[0] == '\0')
		return HO_OK;
	for (const char *p = facts->from; *p != '\0'; p++)
		ho_buf_chr(&text, *p >= 'A' && *p <= 'Z' ? *p - 'A' + 'a' : *p);
	ho_buf_fmt(&text, "\n%s", facts->message_id);
	if ((rc = ho_buf_error(&text)) == HO_OK)
		rc =
		    seen_hash(w->t, SEEN_MESSAGE_ID, text.data, text.len, hash);
	ho_buf_free(&text);
	return rc != HO_OK ? rc : act(w, SEEN_MESSAGE_ID, hash, arg);
}

/* Calls act with every entry that a letter makes in the ledger. */
static int
each_entry(
    struct work *w, const struct ho_facts *facts, entry_fn *act, void *arg)
{
	char hash[65];
	int rc;

	for (size_t i = 0; i < facts->signatures; i++) {
		if (!ho_flow_is_ledger_entry(facts, i))
			continue;
		if ((rc = seen_hash(w->t, SEEN_SIGNATURE,
			 facts->signature[i].ledger,
			 sizeof(facts->signature[i].ledger), hash)) != HO_OK ||
		    (rc = act(w, SEEN_SIGNATURE, hash, arg)) != HO_OK)
			return rc;
	}
	return each_id(w, facts, act, arg);
}

struct looking {
	struct rivals *rivals;
	int64_t older;
};

/*
 * Anybody can write sender and Message-ID of a letter that is still on its way
 * to the desk.  A forgery that waits for its word holds them no longer than
 * until the letter itself comes, which stands more firmly.
 */
static int
look_up(struct work *w, int64_t kind, const char *hash, void *arg)
{
	struct looking *l = arg;
	struct ho_seen seen;
	struct ho_case c;
	int rc;

	rc = HO_ASK(w->t->s, HO_Q_SEEN_BY_HASH, &seen, HO_STR(hash));
	if (rc != HO_OK || seen.of_case == w->c.row.id)
		return rc == HO_E_NONE ? HO_OK : rc;
	if (kind != SEEN_MESSAGE_ID ||
	    ho_store_get(w->t->s, HO_CASE, seen.of_case, &c) != HO_OK ||
	    !rivals_add(l->rivals, &c))
		l->older = seen.of_case;
	return HO_OK;
}

int
seen_before(struct work *w, const struct ho_facts *facts, struct rivals *r,
    int64_t *older)
{
	struct looking l = { .rivals = r };
	int rc = each_entry(w, facts, look_up, &l);

	*older = l.older;
	return rc;
}

/* One letter may carry one signature twice. */
static int
reserve(struct work *w, int64_t kind, const char *hash, void *arg)
{
	struct ho_seen row = { .of_case = w->c.row.id, .kind = kind };
	struct ho_seen mine;

	(void)arg;
	if (HO_ASK(w->t->s, HO_Q_SEEN_BY_HASH, &mine, HO_STR(hash)) == HO_OK &&
	    mine.of_case == w->c.row.id)
		return HO_OK;
	snprintf(row.hash, sizeof(row.hash), "%s", hash);
	return ho_store_put(w->t->s, HO_SEEN, &row);
}

int
seen_reserve(struct work *w, const struct ho_facts *facts)
{
	return each_entry(w, facts, reserve, NULL);
}

static int
release(void *ctx, void *row)
{
	struct work *w = ctx;

	return ho_store_drop(w->t->s, HO_SEEN, row);
}

int
seen_release(struct work *w)
{
	return ho_store_each(
	    w->t->s, HO_Q_SEEN_OF, &HO_INT(w->c.row.id), 1, 0, release, w);
}
