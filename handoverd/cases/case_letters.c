/*
 * handoverd/cases/case_letters.c - what a case has to say to whoever asked, and
 * what of it is taken back: the confirm word, the default password.
 */
#include <stdio.h>
#include <string.h>

#include "handoverd/cases/case_text.h"
#include "handoverd/cases/ticket.h"
#include "handoverd/daemon.h"
#include "handoverd/post/notify.h"
#include "handoverd/post/outbox.h"
#include "handoverd/sealed.h"
#include "lib/base/err.h"
#include "lib/secret/secret.h"
#include "lib/secret/word.h"

#define DAY (24 * 3600)

/* --- the confirm word ----------------------------------------------------- */

/* A letter is of these while its case waits for the word. */
static const char *const confirms[] = { "confirm", "confirm-address", NULL };

static bool
is_of(const struct ho_outbox *o, const char *const *kinds)
{
	while (*kinds != NULL && strcmp(*kinds, o->kind) != 0)
		kinds++;
	return *kinds != NULL;
}

struct counting {
	struct tx *t;
	int all, not_refused;
};

static int
each_letter(void *ctx, void *row)
{
	const struct ho_outbox *o = row;
	struct counting *n = ctx;
	struct ho_case c = { 0 };

	if (!is_of(o, confirms) || o->state == HO_OUT_DROPPED)
		return HO_OK;
	(void)ho_store_get(n->t->s, HO_CASE, o->of_case, &c);
	n->all++;
	n->not_refused += c.row.id == 0 || c.state != HO_AT_REFUSED;
	return HO_OK;
}

static int
each_row(void *ctx, void *row)
{
	const struct ho_address *a = row;
	struct counting *n = ctx;

	return ho_store_each(n->t->s, HO_Q_OUTBOX_TO,
	    (struct ho_arg[]){ HO_INT(a->row.id), HO_INT(n->t->now - DAY) }, 2,
	    0, each_letter, n);
}

/*
 * Whoever writes in somebody's name without a signature must not be able to
 * fill that mailbox, nor may staff who put it on file again and again.  A case
 * that was refused counts less: or three forgeries, seen through at once, would
 * keep the true owner of the name from being asked until the next day.
 */
int
letter_may_confirm(struct tx *t, const char *address, bool *may)
{
	struct counting n = { .t = t };
	int rc = ho_store_each(
	    t->s, HO_Q_ADDRESSES_EVER, &HO_STR(address), 1, 0, each_row, &n);

	*may = rc == HO_OK && n.not_refused < HO_CONFIRMS_A_DAY &&
	    n.all < HO_CONFIRMS_AT_MOST;
	return rc;
}

int
letter_confirm(struct work *w)
{
	int64_t until = w->t->now + w->t->d->conf.confirm_wait_ms / 1000;
	struct ho_word row = { .kind = HO_WORD_CONFIRM,
		.address = w->c.asker,
		.expires_at = until };
	struct ho_secret *word = NULL;
	struct values v;
	struct ho_address to;
	bool may;
	int rc;

	rc = ho_store_get(w->t->s, HO_ADDRESS, w->c.asker, &to);
	if (rc != HO_OK ||
	    (rc = letter_may_confirm(w->t, to.text, &may)) != HO_OK)
		return rc;
	if (!may)
		return HO_E_LIMIT;
	if ((rc = words_new(w, &row, &word)) == HO_OK) {
		text_values(w, until, &v);
		text_put_secret(&v, "word", word);
		v.use_until = until;
		rc = w->c.kind == HO_CASE_CONTACT
		    ? letter_send(w, "confirm-address", w->c.asker, &v, false)
		    : letter_send(w, "confirm", w->c.asker, &v, true);
	}
	ho_secret_free(&word);
	return rc;
}

/* --- letters overtaken ---------------------------------------------------- */

struct overtaken {
	struct work *w;
	const char *const *kinds; /* ends with NULL */
};

/* Its text is wiped, the row says why; what the courier holds goes out. */
static int
drop_due(void *ctx, void *row)
{
	struct overtaken *all = ctx;
	struct ho_outbox *o = row;
	struct sealed text = {
		.kind = HO_OUTBOX, .id = o->row.id, .part = HO_PART_TEXT
	};
	int rc;

	if (!is_of(o, all->kinds) || o->state != HO_OUT_DUE)
		return HO_OK;
	if ((rc = sealed_drop(all->w->t, &text)) != HO_OK)
		return rc;
	o->state = HO_OUT_DROPPED;
	o->done_at = all->w->t->now;
	snprintf(o->outcome, sizeof(o->outcome),
	    "the case went on before it could be sent");
	rc = ho_store_put(all->w->t->s, HO_OUTBOX, o);
	return rc == HO_OK ? outbox_settle_copy(all->w->t, o) : rc;
}

static int
unsend(struct work *w, const char *const *kinds)
{
	struct overtaken all = { w, kinds };

	return ho_store_each(w->t->s, HO_Q_OUTBOX_OF, &HO_INT(w->c.row.id), 1,
	    0, drop_due, &all);
}

int
letter_unsend_confirm(struct work *w)
{
	return unsend(w, confirms);
}

int
letter_unsend_credentials(struct work *w)
{
	static const char *const kinds[] = { "owner-credentials",
		"user-credentials", "user-credentials-asker",
		"rename-permitted", NULL };

	return unsend(w, kinds);
}

/* --- the default password ------------------------------------------------- */

/* A user who has no address of their own is spoken of, not to. */
static const char *
credentials_text(struct work *w)
{
	struct ho_address to;

	if (w->c.kind == HO_CASE_OWNER)
		return "owner-credentials";
	if (ho_store_get(w->t->s, HO_ADDRESS, w->c.answer_to, &to) == HO_OK &&
	    to.user != w->c.user)
		return "user-credentials-asker";
	return "user-credentials";
}

/* record = masked: what tells two passwords apart, and opens nothing. */
static int
mask(const struct ho_secret *shown, struct ho_secret *out)
{
	const char *text = (const char *)ho_secret_data(shown);
	uint8_t *room = ho_secret_room(out);
	size_t len = ho_secret_len(shown), last = len;

	while (last > 0 && text[last - 1] != '-')
		last--;
	for (size_t i = 0; i < len; i++)
		room[i] = (uint8_t)(i < last && text[i] != '-' ? '*' : text[i]);
	return ho_secret_fill(out, len);
}

/* What the ticket keeps, sealed: read by case show --credentials, and by who
 * may read the ticket where it is an outside one. */
static int
into_ticket(
    struct work *w, const struct values *given, const struct ho_secret *shown)
{
	struct ho_secret *text = NULL, *masked = ho_secret_new(HO_WORD_TEXT);
	struct values v = *given;
	char kind[TICKET_KIND];
	int rc = HO_E_NOMEM;

	if (masked == NULL || (rc = mask(shown, masked)) != HO_OK)
		goto out;
	text_put_secret(&v, "default_password",
	    w->t->d->conf.record == HO_RECORD_MASKED ? masked : shown);
	ticket_credentials_kind(w->c.ref, kind);
	if ((rc = text_fill(w, "ticket-credentials", &v, &text)) == HO_OK)
		rc = ticket_record_secret(w->t, w->c.ticket, kind, text);
out:
	ho_secret_free(&text);
	ho_secret_free(&masked);
	return rc;
}

/* One of four is not empty: what the text says of the claim code. */
static void
put_claim(struct work *w, struct values *v)
{
	enum ho_claim claim = leg_claim(w);

	text_put(v, "claim_here", claim == HO_CLAIM_CONTACT ? "yes" : "");
	text_put(v, "claim_other", claim == HO_CLAIM_OTHER ? "yes" : "");
	text_put(v, "claim_sms", claim == HO_CLAIM_SMS ? "yes" : "");
	text_put(v, "claim_none", claim == HO_CLAIM_NONE ? "yes" : "");
}

int
letter_credentials(struct work *w, const struct ho_credential *cred,
    const struct ho_secret *word)
{
	struct ho_secret *shown = ho_secret_new(HO_WORD_TEXT);
	bool is_asker = w->c.answer_to == w->c.asker;
	struct values v;
	int rc = HO_E_NOMEM;

	if (shown == NULL || (rc = ho_word_show(word, shown)) != HO_OK)
		goto out;
	text_values(w, cred->expires_at, &v);
	put_claim(w, &v);
	if ((rc = into_ticket(w, &v, shown)) != HO_OK)
		goto out;
	text_put_secret(&v, "default_password", shown);
	v.use_until = cred->expires_at;
	if ((rc = letter_send(w, credentials_text(w), w->c.answer_to, &v,
		 is_asker)) != HO_OK)
		goto out;
	v.n--; /* the asker for another is told that it is done, no more */
	v.use_until = 0;
	if (!is_asker)
		rc = letter_send(w, "done-for-asker", w->c.asker, &v, true);
out:
	ho_secret_free(&shown);
	return rc;
}
