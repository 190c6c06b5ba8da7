/*
 * handoverd/cases/seats.c - a request for more users (S5): the number, and nothing
 * else.
 */
#include <stdio.h>

#include "handoverd/cases/case_text.h"
#include "handoverd/cases/case_work.h"
#include "handoverd/desk/verbs.h"
#include "lib/base/err.h"
#include "lib/helper/drawing.h"

/* --- how many ------------------------------------------------------------- */

/* What the desk typed and what the mail says are the same number, or none. */
void
seats_read(struct work *w)
{
	const struct ho_drawing *d = w->call->drawn;
	int64_t said = d != NULL ? (int64_t)d->users : w->call->users;
	int64_t typed = call_int(w->call, "count");

	w->c.seats = typed == 0 || typed == said ? said : said == 0 ? typed : 0;
}

int
seats_unfit(struct work *w, const char **why)
{
	if (w->c.seats == 0)
		*why = call_int(w->call, "count") != 0 ? "number-differs"
						       : "no-number";
	else
		*why = w->account.seats + w->c.seats > SEATS_MAX
		    ? "too-many-seats"
		    : NULL;
	return HO_OK;
}

/* --- they rise ------------------------------------------------------------ */

/* On the thread to who asked; to the others as a letter of its own. */
static int
tell(struct work *w)
{
	char seats[24];
	struct values v;
	struct notice n = { .template = "seats-added",
		.of_case = w->c.row.id,
		.address = w->c.answer_to,
		.thread = &w->c };
	int rc;

	snprintf(seats, sizeof(seats), "%lld", (long long)w->account.seats);
	text_values(w, w->t->now, &v);
	text_put(&v, "seats", seats);
	n.values = v.v;
	n.n_values = v.n;
	if ((rc = notify(w->t, &n, NULL)) != HO_OK)
		return rc;
	return letter_others(w, &n);
}

static int
raise_seats(struct work *w)
{
	int rc;

	/* another request may have come first */
	if (w->account.seats + w->c.seats > SEATS_MAX)
		return work_settle(w, HO_AT_REFUSED, "too-many-seats");
	w->account.seats += w->c.seats;
	ho_event_int(w->ev, "added", w->c.seats);
	ho_event_int(w->ev, "seats", w->account.seats);
	ho_event_str(w->ev, "ticket", w->c.ticket);
	ho_event_str(w->ev, "evidence", w->request.sha256);
	if ((rc = ho_store_put(w->t->s, HO_ACCOUNT, &w->account)) != HO_OK ||
	    (rc = tell(w)) != HO_OK ||
	    (rc = work_record(w, "done", "%s has %lld seats now, %lld more.",
		 w->account.code, (long long)w->account.seats,
		 (long long)w->c.seats)) != HO_OK)
		return rc;
	return work_settle(w, HO_AT_DONE, "");
}

int
seats_issue(struct work *w)
{
	return work_act(w, "account.seats", raise_seats);
}

int
verb_account_seats(struct tx *t, struct call *c)
{
	return case_open_for(t, c, HO_CASE_SEATS);
}
