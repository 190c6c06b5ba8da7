/* handoverd/post/line.c - one of the courier's lines for what leaves. */
#include "handoverd/post/line.h"

#include <stdlib.h>

#include "handoverd/daemon.h"
#include "lib/base/err.h"
#include "lib/base/log.h"
#include "lib/secret/secret.h"

#define LOOK_MOST  64    /* given up in one look, besides */
#define AFTER_MOST 86400 /* seconds that a report may ask for */

struct line {
	struct daemon *d;
	const struct line_kind *kind;
	struct conn *conn; /* NULL: no courier */
	bool is_looking;   /* a look for what is due is under way */
	bool look_again;
	int64_t held[LINE_WINDOW]; /* jobs that it has; 0: none */
};

/* Where a job stands among those that it holds; 0: where one could. */
static int64_t *
place_of(struct line *l, int64_t id)
{
	for (size_t i = 0; i < l->kind->window; i++)
		if (l->held[i] == id)
			return &l->held[i];
	return NULL;
}

static size_t
room(const struct line *l)
{
	size_t n = 0;

	for (size_t i = 0; i < l->kind->window; i++)
		n += l->held[i] == 0;
	return n;
}

/* --- handing out ---------------------------------------------------------- */

struct look {
	struct line *l;
	struct conn *conn; /* for whom; may be gone at the end */
	size_t room, n;
	struct parcel parcel[LINE_WINDOW];
	struct tx *t;
};

static int
pack(void *ctx, void *row)
{
	struct look *k = ctx;
	int rc = k->l->kind->take(k->t, row, &k->parcel[k->n]);

	if (rc == HO_E_NONE)
		return HO_OK; /* given up; the next one */
	if (rc != HO_OK)
		return rc;
	return ++k->n == k->room ? 1 : HO_OK;
}

static int
look_run(struct tx *t, void *arg)
{
	struct look *k = arg;
	const struct line_kind *kind = k->l->kind;
	const struct ho_arg by_way[] = { HO_INT(kind->way), HO_INT(t->now) };
	size_t n = kind->way != 0 ? 2 : 1;
	int rc;

	k->t = t;
	rc = ho_store_each(
	    t->s, kind->due, by_way + (2 - n), n, LOOK_MOST, pack, k);
	return rc == 1 ? HO_OK : rc;
}

static int
send_parcel(struct conn *c, const struct parcel *p)
{
	const void *data = p->secret != NULL ? ho_secret_data(p->secret)
	    : p->plain.len > 0               ? p->plain.data
					     : (const void *)"";
	size_t len =
	    p->secret != NULL ? ho_secret_len(p->secret) : p->plain.len;

	if (conn_send(c, &p->head) != HO_OK)
		return HO_E_IO;
	return conn_send_pieces(c, data, len);
}

static void
look_free(struct look *k)
{
	for (size_t i = 0; i < LINE_WINDOW; i++) {
		ho_secret_free(&k->parcel[i].secret);
		ho_buf_free(&k->parcel[i].plain);
	}
	free(k);
}

static void put_back(struct line *l);

static void
look_done(void *arg, int rc)
{
	struct look *k = arg;
	struct line *l = k->l;
	bool is_same = l->conn != NULL && l->conn == k->conn;

	l->is_looking = false;
	if (rc != HO_OK) {
		ho_error("%s: %s", l->kind->word, ho_err_text(rc));
		k->n = 0;
	}
	for (size_t i = 0; is_same && i < k->n; i++)
		if (send_parcel(l->conn, &k->parcel[i]) == HO_OK)
			*place_of(l, 0) = k->parcel[i].id;
	if (!is_same && k->n > 0)
		put_back(l); /* it hung up meanwhile */
	look_free(k);
	if (l->look_again)
		line_wake(l);
}

void
line_wake(struct line *l)
{
	struct look *k;

	if (l->conn == NULL || room(l) == 0)
		return;
	if (l->is_looking) {
		l->look_again = true;
		return;
	}
	l->look_again = false;
	if ((k = calloc(1, sizeof(*k))) == NULL)
		return; /* the next tick tries again */
	k->l = l;
	k->conn = l->conn;
	k->room = room(l);
	if (writer_submit(l->d->writer, look_run, look_done, k) == HO_OK)
		l->is_looking = true;
	else
		free(k);
}

/* --- a line lost: what was handed out comes back -------------------------- */

struct going_back {
	const struct line_kind *kind;
	struct tx *t;
};

static int
back(void *ctx, void *row)
{
	const struct going_back *b = ctx;

	return b->kind->put_back(b->t, row);
}

static int
put_back_run(struct tx *t, void *arg)
{
	const struct line *l = arg;
	struct going_back b = { l->kind, t };

	return ho_store_each(t->s, l->kind->handed, &HO_INT(l->kind->way),
	    l->kind->way != 0, 0, back, &b);
}

/*
 * What the store did not take would leave a job with the courier for ever.
 * The line is cut: it knocks again, and all that it held is due again.
 */
static void
begin_anew(struct line *l, const char *what, int rc)
{
	ho_error("%s: %s could not be written (%s); the courier begins anew",
	    l->kind->word, what, ho_err_text(rc));
	if (l->conn != NULL)
		conn_close(l->conn);
}

static void
put_back_done(void *arg, int rc)
{
	struct line *l = arg;

	if (rc != HO_OK)
		begin_anew(l, "what a courier held that left", rc);
	else
		line_wake(l);
}

static void
put_back(struct line *l)
{
	writer_submit(l->d->writer, put_back_run, put_back_done, l);
}

/* --- reports -------------------------------------------------------------- */

struct heard {
	struct line *l;
	int64_t id;
	struct report r;
};

static int
report_run(struct tx *t, void *arg)
{
	struct heard *h = arg;
	const struct line_kind *kind = h->l->kind;

	return kind->report(t, kind->way, h->id, &h->r);
}

static void
report_done(void *arg, int rc)
{
	struct heard *h = arg;
	struct line *l = h->l;

	if (rc == HO_E_ORDER || rc == HO_E_NONE)
		ho_warn("courier's report on %s %lld: %s", l->kind->job,
		    (long long)h->id, ho_err_text(rc));
	else if (rc != HO_OK)
		begin_anew(l, "a report", rc);
	else if (h->r.outcome == HO_OUTCOME_NEVER)
		ho_warn("%s %lld is given up: %s", l->kind->job,
		    (long long)h->id, h->r.why);
	if (rc == HO_OK && l->kind->reported != NULL)
		l->kind->reported(l->d, &h->r);
	line_wake(l);
	free(h);
}

static int
read_report(
    const struct line_kind *kind, const struct ho_view *v, struct heard *h)
{
	struct report *r = &h->r;
	uint64_t id, outcome, after;

	if (v->type != kind->report_type ||
	    ho_view_u64(v, HO_T_JOB, &id) != HO_OK || id == 0 ||
	    id > INT64_MAX || ho_view_u64(v, HO_T_OUTCOME, &outcome) != HO_OK ||
	    outcome > HO_OUTCOME_UNCLEAR ||
	    ho_view_u64(v, HO_T_AFTER, &after) != HO_OK || after > AFTER_MOST ||
	    ho_view_str(v, HO_T_TEXT, r->why, sizeof(r->why)) != HO_OK)
		return HO_E_PEER;
	if (kind->way == 0 &&
	    ho_view_str(v, HO_T_KEY, r->key, sizeof(r->key)) != HO_OK)
		return HO_E_PEER;
	h->id = (int64_t)id;
	r->outcome = (enum ho_outcome)outcome;
	r->after = (int64_t)after;
	return HO_OK;
}

int
line_message(struct line *l, const struct ho_view *v)
{
	struct heard *h = calloc(1, sizeof(*h));
	int64_t *place;

	if (h == NULL)
		return HO_E_NOMEM;
	h->l = l;
	if (read_report(l->kind, v, h) != HO_OK ||
	    (place = place_of(l, h->id)) == NULL) {
		free(h);
		return HO_E_PEER;
	}
	*place = 0;
	if (writer_submit(l->d->writer, report_run, report_done, h) != HO_OK) {
		free(h);
		return HO_E_IO;
	}
	return HO_OK;
}

/* --- the line ------------------------------------------------------------- */

static void
hold_nothing(struct line *l)
{
	for (size_t i = 0; i < LINE_WINDOW; i++)
		l->held[i] = 0;
}

int
line_open(struct line *l, struct conn *c)
{
	if (l->conn != NULL)
		return HO_E_TAKEN;
	l->conn = c;
	hold_nothing(l);
	ho_info("courier connected for %s", l->kind->word);
	put_back(l);
	return HO_OK;
}

void
line_lost(struct line *l, struct conn *c)
{
	if (l->conn != c)
		return;
	ho_info("courier left its %s", l->kind->word);
	l->conn = NULL;
	hold_nothing(l);
}

bool
line_is_here(const struct line *l)
{
	return l->conn != NULL;
}

int
line_new(struct line **out, struct daemon *d, const struct line_kind *kind)
{
	if ((*out = calloc(1, sizeof(**out))) == NULL)
		return HO_E_NOMEM;
	(*out)->d = d;
	(*out)->kind = kind;
	return HO_OK;
}

void
line_free(struct line **l)
{
	free(*l);
	*l = NULL;
}
