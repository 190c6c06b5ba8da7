/*
 * handoverd/cases/case_notices.c - what everybody affected by a case is told.
 */
#include <stdlib.h>

#include "handoverd/cases/case_text.h"
#include "lib/base/err.h"
#include "lib/secret/secret.h"

#define DAY       (24 * 3600)              /* seconds */
#define STOP_LIFE (HO_CASE_LIFE + 2 * DAY) /* as long as it can work */

int
letter_send(struct work *w, const char *template, int64_t address,
    const struct values *v, bool is_answer)
{
	const struct notice n = { .template = template,
		.of_case = w->c.row.id,
		.address = address,
		.use_until = v->use_until,
		.thread = is_answer ? &w->c : NULL,
		.values = v->v,
		.n_values = v->n };

	return notify(w->t, &n, NULL);
}

static int
each_stop(void *ctx, void *row)
{
	int *n = ctx;

	*n += ((const struct ho_word *)row)->kind == HO_WORD_STOP;
	return HO_OK;
}

/* Each who is told that it started gets one. */
static int
count_stops(struct work *w, int *n)
{
	*n = 0;
	return ho_store_each(
	    w->t->s, HO_Q_WORDS_OF, &HO_INT(w->c.row.id), 1, 0, each_stop, n);
}

static int
started_for(struct work *w, const struct person *p)
{
	bool is_contact = w->c.kind == HO_CASE_CONTACT;
	struct ho_word row = { .kind = HO_WORD_STOP,
		.address = p->address,
		.expires_at = is_contact ? contact_stops_until(w)
					 : w->t->now + STOP_LIFE };
	struct ho_secret *word = NULL;
	struct values v;
	int rc = words_new(w, &row, &word);

	if (rc == HO_OK) {
		text_values(w, row.expires_at, &v);
		text_put_secret(&v, "word", word);
		rc = letter_send(w,
		    is_contact ? "contact-added" : "notice-started", p->address,
		    &v, false);
	}
	ho_secret_free(&word);
	return rc;
}

int
letter_started(struct work *w)
{
	struct circle *all = malloc(sizeof(*all));
	int rc = HO_E_NOMEM, stops;

	if (all == NULL || (rc = circle_mark_sole(w)) != HO_OK ||
	    (rc = circle_told(w, all)) != HO_OK)
		goto out;
	if ((rc = count_stops(w, &stops)) != HO_OK || stops > 0)
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
	text_values(w, w->t->now, &v);
	text_put(&v, "new_login", login);
	for (size_t i = 0; rc == HO_OK && i < all->n; i++)
		rc = letter_send(w, template, all->p[i].address, &v, false);
out:
	free(all);
	return rc;
}

int
letter_others(struct work *w, const struct notice *first)
{
	struct circle *all = malloc(sizeof(*all));
	struct notice n = *first;
	int rc = HO_E_NOMEM;

	if (all == NULL || (rc = circle_told(w, all)) != HO_OK)
		goto out;
	n.thread = NULL;
	for (size_t i = 0; rc == HO_OK && i < all->n; i++) {
		n.address = all->p[i].address;
		if (n.address != first->address)
			rc = notify(w->t, &n, NULL);
	}
out:
	free(all);
	return rc;
}

int
letter_lapsed(struct work *w)
{
	int stops, rc = count_stops(w, &stops);

	if (rc == HO_OK && stops > 0)
		return letter_over(w, "notice-lapsed", "");
	if (rc == HO_OK && w->c.state == HO_AT_CONFIRM)
		return letter_over(w, "notice-unconfirmed", "");
	return rc;
}
