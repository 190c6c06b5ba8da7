/*
 * handoverd/case_letters.c - what a case has to say, and to whom.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "handoverd/case_work.h"
#include "handoverd/daemon.h"
#include "handoverd/notify.h"
#include "handoverd/ticket.h"
#include "lib/base/err.h"
#include "lib/base/when.h"
#include "lib/letter/page.h"
#include "lib/secret/secret.h"
#include "lib/secret/word.h"

#define DAY       (24 * 3600)
#define STOP_LIFE (HO_CASE_LIFE + 2 * DAY) /* seconds: as long as it can work */

/* --- values: what the texts of a case may ask for ------------------------------ */

struct values {
	char until[HO_WHEN_LEN], asked_at[HO_WHEN_LEN], what[256];
	struct notice_value v[24];
	size_t n;
};

static void
put(struct values *v, const char *name, const char *text)
{
	v->v[v->n++] = (struct notice_value){ .name = name, .text = text };
}

static void
put_secret(struct values *v, const char *name, const struct ho_secret *s)
{
	v->v[v->n++] = (struct notice_value){ .name = name, .secret = s };
}

/* The recovery login of an owner case is its reference, no panel user. */
static const char *
login_of(const struct work *w)
{
	return w->c.kind == HO_CASE_OWNER ? w->c.ref : w->user.login;
}

static void
values_of(const struct work *w, int64_t until, struct values *v)
{
	v->n = 0;
	ho_when_format(until, v->until);
	ho_when_format(w->c.opened_at, v->asked_at);
	if (w->c.kind == HO_CASE_OWNER)
		snprintf(v->what, sizeof(v->what), "a new super-admin");
	else
		snprintf(v->what, sizeof(v->what),
		    "a new password for the user %s", w->user.login);
	put(v, "ref", w->c.ref);
	put(v, "account", w->account.name);
	put(v, "account_code", w->account.code);
	put(v, "what", v->what);
	put(v, "login", login_of(w));
	put(v, "asked_from", w->c.asked_from);
	put(v, "asked_at", v->asked_at);
	put(v, "subject", w->c.subject);
	put(v, "ticket", w->c.ticket);
	put(v, "until", v->until);
}

static int
send(struct work *w, const char *template, int64_t address,
    const struct values *v, bool is_answer)
{
	const struct notice n = { .template = template,
		.of_case = w->c.row.id,
		.address = address,
		.thread = is_answer ? &w->c : NULL,
		.values = v->v,
		.n_values = v->n };

	return notify(w->t, &n, NULL);
}

/* --- the confirm word ----------------------------------------------------------- */

struct counting {
	struct work *w;
	int64_t address; /* 0: any */
	enum ho_word_kind kind;
	int64_t since; /* expires_at of those that count is later */
	int n;
};

static int
each_word(void *ctx, void *row)
{
	const struct ho_word *word = row;
	struct counting *c = ctx;

	if (word->kind == c->kind && word->expires_at > c->since &&
	    (c->address == 0 || word->address == c->address))
		c->n++;
	return HO_OK;
}

static int
each_case(void *ctx, void *row)
{
	struct counting *c = ctx;
	const struct ho_case *other = row;

	return ho_store_each(c->w->t->s, HO_Q_WORDS_OF, &HO_INT(other->row.id),
	    1, 0, each_word, c);
}

/*
 * Whoever writes in the asker's name without a signature must not be able to
 * fill that mailbox.  A word sent a day ago expires a day before one sent now.
 */
static int
too_many_confirms(struct work *w, int64_t expires_at, bool *is_too_many)
{
	struct counting c = { .w = w,
		.address = w->c.asker,
		.kind = HO_WORD_CONFIRM,
		.since = expires_at - DAY };
	int64_t first = w->c.row.id > 1000 ? w->c.row.id - 1000 : 0;
	int rc = ho_store_each(w->t->s, HO_Q_CASES_OF,
	    (struct ho_arg[]){ HO_INT(w->c.account), HO_INT(first) }, 2, 0,
	    each_case, &c);

	*is_too_many = c.n >= HO_CONFIRMS_A_DAY;
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
	bool is_too_many;
	int rc;

	if ((rc = too_many_confirms(w, until, &is_too_many)) != HO_OK)
		return rc;
	if (is_too_many)
		return HO_E_LIMIT;
	if ((rc = words_new(w, &row, &word)) == HO_OK) {
		values_of(w, until, &v);
		put_secret(&v, "word", word);
		rc = send(w, "confirm", w->c.asker, &v, true);
	}
	ho_secret_free(&word);
	return rc;
}

/* --- notices --------------------------------------------------------------------- */

static int
started_for(struct work *w, const struct person *p)
{
	struct ho_secret *word = NULL;
	struct values v;
	int rc =
	    new_word(w, HO_WORD_STOP, p->address, w->t->now + STOP_LIFE, &word);

	if (rc == HO_OK) {
		values_of(w, w->t->now + STOP_LIFE, &v);
		put_secret(&v, "word", word);
		rc = send(w, "notice-started", p->address, &v, false);
	}
	ho_secret_free(&word);
	return rc;
}

int
letter_started(struct work *w)
{
	struct counting told = { .w = w, .kind = HO_WORD_STOP };
	struct circle *all = malloc(sizeof(*all));
	size_t others = 0;
	int rc = HO_E_NOMEM;

	if (all == NULL || (rc = circle_told(w, all)) != HO_OK)
		goto out;
	for (size_t i = 0; i < all->n; i++)
		others += all->p[i].address != w->c.answer_to;
	w->c.sole_address = others == 0;
	rc = ho_store_each(w->t->s, HO_Q_WORDS_OF, &HO_INT(w->c.row.id), 1, 0,
	    each_word, &told);
	if (told.n > 0)
		goto out;
	for (size_t i = 0; rc == HO_OK && i < all->n; i++)
		rc = started_for(w, &all->p[i]);
out:
	free(all);
	return rc;
}

int
letter_over(struct work *w, const char *template, const char *login)
{
	struct circle *all = malloc(sizeof(*all));
	struct values v;
	int rc = HO_E_NOMEM;

	if (all == NULL || (rc = circle_told(w, all)) != HO_OK)
		goto out;
	values_of(w, w->t->now, &v);
	put(&v, "new_login", login);
	for (size_t i = 0; rc == HO_OK && i < all->n; i++)
		rc = send(w, template, all->p[i].address, &v, false);
out:
	free(all);
	return rc;
}

/* --- the default password ---------------------------------------------------------- */

/* What the ticket keeps, sealed: read by case show --credentials alone. */
static int
into_ticket(struct work *w, const struct values *v)
{
	struct ho_secret *text = ho_secret_new(HO_PAGE_MAX);
	const struct notice n = { .template = "ticket-credentials",
		.values = v->v,
		.n_values = v->n };
	int rc = HO_E_NOMEM;

	if (text != NULL && (rc = notify_text(w->t, &n, text)) == HO_OK)
		rc = ticket_record_secret(
		    w->t, w->c.ticket, TICKET_CREDENTIALS, text);
	ho_secret_free(&text);
	return rc;
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
	values_of(w, cred->expires_at, &v);
	put_secret(&v, "default_password", shown);
	if ((rc = into_ticket(w, &v)) != HO_OK ||
	    (rc = send(w,
		 w->c.kind == HO_CASE_OWNER ? "owner-credentials"
					    : "user-credentials",
		 w->c.answer_to, &v, is_asker)) != HO_OK)
		goto out;
	v.n--; /* the asker for another is told that it is done, no more */
	if (!is_asker)
		rc = send(w, "done-for-asker", w->c.asker, &v, true);
out:
	ho_secret_free(&shown);
	return rc;
}
