/*
 * handoverd/cases/case_timed.c - what goes on by itself: rounds over the due cases.
 *
 * Everything is in the store: a tick asks which cases are due and gives each a
 * transaction of its own, so that one that fails holds up no other, and a
 * daemon that was killed goes on where it was.
 */
#include <stdlib.h>

#include "handoverd/cases/case_work.h"
#include "handoverd/cases/second.h"
#include "handoverd/cases/ticket.h"
#include "handoverd/daemon.h"
#include "handoverd/judges.h"
#include "lib/base/err.h"
#include "lib/base/facts.h"
#include "lib/base/log.h"

#define ROUND   32   /* cases taken in one tick */
#define DUE_MAX 5000 /* due ones looked at; so many strangers may wait */
#define LOG_GAP 60   /* seconds between two lines about cases that fail */

/* One case of a round. */
struct errand {
	struct round *round;
	int64_t id;
	struct ho_buf mail; /* it has to be judged again: its octets */
	struct ho_facts *facts;
};

struct round {
	struct daemon *d;
	size_t n, left;
	struct errand e[ROUND];
};

/* The loop's thread alone; a round ends before the next begins. */
static bool is_under_way;

static int
step(struct tx *t, void *arg)
{
	struct errand *e = arg;

	return case_step(t, e->id, &e->mail);
}

/* The letter was judged outside; the case may have moved meanwhile. */
static int
step_judged(struct tx *t, void *arg)
{
	struct errand *e = arg;

	return case_step_judged(t, e->id, e->facts);
}

/* --- rounds, in the loop's thread --------------------------------------------------- */

static void
errand_over(struct errand *e, int rc)
{
	struct round *r = e->round;
	static int64_t told_at;
	int64_t now = daemon_now(r->d);

	if (rc != HO_OK && (now < told_at || now - told_at >= LOG_GAP)) {
		told_at = now;
		ho_warn("case number %lld does not go on by itself: %s",
		    (long long)e->id, ho_err_text(rc));
	}
	ho_buf_free(&e->mail);
	free(e->facts);
	e->facts = NULL;
	if (--r->left == 0) {
		is_under_way = false;
		free(r);
	}
}

static void
judged_done(void *arg, int rc)
{
	errand_over(arg, rc);
}

static void
on_judged(void *arg, int rc, struct ho_facts *facts, struct ho_drawing *drawing)
{
	struct errand *e = arg;

	(void)drawing;
	e->facts = rc == HO_OK ? facts : NULL;
	rc = writer_submit(e->round->d->writer, step_judged, judged_done, e);
	if (rc != HO_OK)
		errand_over(e, rc);
}

static void
step_done(void *arg, int rc)
{
	struct errand *e = arg;

	if (rc == HO_OK && e->mail.len > 0) {
		rc = judges_ask(e->round->d, e->mail.data, e->mail.len,
		    JUDGES_FACTS, on_judged, e);
		if (rc == HO_OK)
			return;
	}
	errand_over(e, rc);
}

struct collecting {
	struct tx *t;
	struct round *r;
	struct circle *known;
};

/* For the sender to come on file, or for a second contact. */
static int
waits_for_address(struct collecting *c, struct work *w, bool *waits)
{
	struct ho_address a;
	int rc;

	if (w->c.state != HO_AT_PROOF && w->c.state != HO_AT_LEG)
		return HO_OK;
	if ((rc = work_load(w, w->c.row.id)) != HO_OK)
		return rc;
	if (w->c.state == HO_AT_PROOF) {
		rc = circle_from(w, w->c.asked_from, c->known);
		*waits = c->known->n == 0;
		return rc;
	}
	rc = leg_address(w, &a);
	*waits = rc == HO_E_NONE;
	return *waits ? HO_OK : rc;
}

/*
 * A case that waits for its ticket or for somebody to come on file is due with
 * every tick and mostly has nothing to do: it takes no place in the round until
 * that is there.
 */
static int
each_due(void *ctx, void *row)
{
	struct collecting *c = ctx;
	struct work w = { .t = c->t };
	bool waits = false;
	int rc;

	if (c->r->n == ROUND)
		return 1; /* the rest with the next tick */
	w.c = *(const struct ho_case *)row;
	if (w.c.state == HO_AT_TICKET && w.c.wait_until > c->t->now &&
	    ticket_is_owed(c->t, w.c.ticket) &&
	    !ticket_is_gone(c->t, w.c.ticket))
		return HO_OK;
	if (w.c.wait_until > c->t->now &&
	    (rc = waits_for_address(c, &w, &waits)) != HO_OK)
		return rc;
	if (waits)
		return HO_OK;
	c->r->e[c->r->n++] = (struct errand){ .round = c->r, .id = w.c.row.id };
	return HO_OK;
}

static int
collect(struct tx *t, void *arg)
{
	struct collecting c = {
		.t = t, .r = arg, .known = malloc(sizeof(*c.known))
	};
	int rc = HO_E_NOMEM;

	if (c.known != NULL && (rc = second_tick(t)) == HO_OK)
		rc = ho_store_each(t->s, HO_Q_CASES_DUE, &HO_INT(t->now), 1,
		    DUE_MAX, each_due, &c);
	free(c.known);
	return rc == 1 ? HO_OK : rc;
}

static void
collected(void *arg, int rc)
{
	struct round *r = arg;
	size_t n = r->n;

	if (rc != HO_OK || n == 0) {
		is_under_way = false;
		free(r);
		return;
	}
	r->left = n;
	for (size_t i = 0; i < n; i++) {
		rc = writer_submit(r->d->writer, step, step_done, &r->e[i]);
		if (rc != HO_OK)
			errand_over(&r->e[i], rc);
	}
}

void
cases_tick(struct daemon *d)
{
	struct round *r;

	if (is_under_way || (r = calloc(1, sizeof(*r))) == NULL)
		return;
	r->d = d;
	is_under_way = true;
	if (writer_submit(d->writer, collect, collected, r) != HO_OK) {
		is_under_way = false;
		free(r);
	}
}
