/* handoverd/post/ticket_line.c - jobs to the courier, and what became of them. */
#include "handoverd/post/ticket_line.h"

#include <stdlib.h>

#include "handoverd/daemon.h"
#include "handoverd/post/jobs.h"
#include "lib/base/err.h"
#include "lib/base/log.h"
#include "lib/secret/secret.h"

#define LOOK_MOST 64 /* jobs of which nothing was left, in one look */

struct ticket_line {
	struct daemon *d;
	struct conn *line; /* NULL: no courier */
	int64_t out;       /* the job that it has; 0: none */
	bool is_looking, look_again;
};

/* --- handing out --------------------------------------------------------------------- */

struct ticket_look {
	struct ticket_line *l;
	struct conn *line; /* for whom; may be gone at the end */
	struct tx *t;
	bool is_found;
	struct errand_out errand;
};

static int
take(void *ctx, void *row)
{
	struct ticket_look *k = ctx;
	int rc = jobs_take(k->t, row, &k->errand);

	if (rc == HO_E_NONE)
		return HO_OK; /* done with; the next one */
	if (rc != HO_OK)
		return rc;
	k->is_found = true;
	return 1;
}

static int
look_run(struct tx *t, void *arg)
{
	struct ticket_look *k = arg;
	int rc;

	k->t = t;
	rc = ho_store_each(
	    t->s, HO_Q_JOBS_DUE, &HO_INT(t->now), 1, LOOK_MOST, take, k);
	return rc == 1 ? HO_OK : rc;
}

static int
send_job(struct conn *c, const struct errand_out *e)
{
	const void *data = e->secret != NULL ? ho_secret_data(e->secret)
	    : e->plain.len > 0               ? e->plain.data
					     : (const void *)"";
	size_t len =
	    e->secret != NULL ? ho_secret_len(e->secret) : e->plain.len;
	uint8_t mem[2048];
	struct ho_frame f;

	ho_frame_start(&f, mem, sizeof(mem), HO_M_COURIER_TICKET);
	ho_frame_u64(&f, HO_T_JOB, (uint64_t)e->id);
	ho_frame_str(&f, HO_T_KIND, e->act);
	ho_frame_u64(&f, HO_T_AGAIN, e->is_again);
	ho_frame_str(&f, HO_T_KEY, e->key);
	ho_frame_str(&f, HO_T_MARK, e->mark);
	ho_frame_str(&f, HO_T_SUBJECT, e->subject);
	ho_frame_str(&f, HO_T_STATUS, e->status);
	ho_frame_str(&f, HO_T_NAME, e->name);
	ho_frame_str(&f, HO_T_PART_TYPE, e->type);
	ho_frame_u64(&f, HO_T_LENGTH, len);
	ho_frame_end(&f);
	if (conn_send(c, &f) != HO_OK)
		return HO_E_IO;
	return conn_send_pieces(c, data, len);
}

static void put_back(struct ticket_line *l);

static void
look_done(void *arg, int rc)
{
	struct ticket_look *k = arg;
	struct ticket_line *l = k->l;

	l->is_looking = false;
	if (rc != HO_OK)
		ho_error("tickets: %s", ho_err_text(rc));
	else if (k->is_found && (l->line == NULL || l->line != k->line))
		put_back(l); /* it hung up meanwhile */
	else if (k->is_found && send_job(l->line, &k->errand) == HO_OK)
		l->out = k->errand.id;
	errand_out_free(&k->errand);
	free(k);
	if (l->look_again)
		ticket_line_wake(l);
}

void
ticket_line_wake(struct ticket_line *l)
{
	struct ticket_look *k;

	if (l->line == NULL || l->out != 0)
		return;
	if (l->is_looking) {
		l->look_again = true;
		return;
	}
	l->look_again = false;
	if ((k = calloc(1, sizeof(*k))) == NULL)
		return; /* the next tick tries again */
	k->l = l;
	k->line = l->line;
	if (writer_submit(l->d->writer, look_run, look_done, k) == HO_OK)
		l->is_looking = true;
	else
		free(k);
}

/* --- a line lost ---------------------------------------------------------------------- */

static int
back(void *ctx, void *row)
{
	return jobs_put_back(ctx, row);
}

static int
put_back_run(struct tx *t, void *arg)
{
	(void)arg;
	return ho_store_each(t->s, HO_Q_JOBS_HANDED, NULL, 0, 0, back, t);
}

/* What the store did not take would leave a job with the courier for ever: the
 * line is cut, it knocks again, and all that it had is due again. */
static void
begin_anew(struct ticket_line *l, int rc)
{
	ho_error("tickets: a report could not be written (%s); the courier "
		 "begins anew",
	    ho_err_text(rc));
	if (l->line != NULL)
		conn_close(l->line);
}

static void
put_back_done(void *arg, int rc)
{
	struct ticket_line *l = arg;

	if (rc != HO_OK)
		begin_anew(l, rc);
	else
		ticket_line_wake(l);
}

static void
put_back(struct ticket_line *l)
{
	writer_submit(l->d->writer, put_back_run, put_back_done, l);
}

/* --- reports ------------------------------------------------------------------------------ */

struct ticket_report {
	struct ticket_line *l;
	int64_t id;
	struct verdict_in v;
};

static int
report_run(struct tx *t, void *arg)
{
	struct ticket_report *r = arg;
	struct ho_job job;
	int rc = ho_store_get(t->s, HO_JOB, r->id, &job);

	if (rc != HO_OK)
		return rc;
	if (job.state != HO_OUT_HANDED)
		return HO_E_ORDER; /* a report about what it does not hold */
	return jobs_report(t, &job, &r->v);
}

static void
report_done(void *arg, int rc)
{
	struct ticket_report *r = arg;
	struct ticket_line *l = r->l;

	if (rc == HO_E_ORDER || rc == HO_E_NONE)
		ho_warn("courier's report on ticket job %lld: %s",
		    (long long)r->id, ho_err_text(rc));
	else if (rc != HO_OK)
		begin_anew(l, rc);
	else if (r->v.outcome == HO_OUTCOME_SENT && r->v.key[0] != '\0')
		cases_tick(l->d); /* a case may wait for this very key */
	ticket_line_wake(l);
	free(r);
}

static int
read_report(const struct ho_view *v, struct ticket_report *r)
{
	uint64_t id, outcome, after;

	if (v->type != HO_M_COURIER_TOLD ||
	    ho_view_u64(v, HO_T_JOB, &id) != HO_OK || id > INT64_MAX ||
	    ho_view_u64(v, HO_T_OUTCOME, &outcome) != HO_OK ||
	    outcome > HO_OUTCOME_UNCLEAR ||
	    ho_view_u64(v, HO_T_AFTER, &after) != HO_OK || after > 86400 ||
	    ho_view_str(v, HO_T_KEY, r->v.key, sizeof(r->v.key)) != HO_OK ||
	    ho_view_str(v, HO_T_TEXT, r->v.why, sizeof(r->v.why)) != HO_OK)
		return HO_E_PEER;
	r->id = (int64_t)id;
	r->v.outcome = (enum ho_outcome)outcome;
	r->v.after = (int64_t)after;
	return HO_OK;
}

int
ticket_line_message(struct ticket_line *l, const struct ho_view *v)
{
	struct ticket_report *r = calloc(1, sizeof(*r));
	int rc;

	if (r == NULL)
		return HO_E_NOMEM;
	r->l = l;
	if ((rc = read_report(v, r)) != HO_OK || r->id != l->out) {
		free(r);
		return rc != HO_OK ? rc : HO_E_PEER;
	}
	l->out = 0;
	if (writer_submit(l->d->writer, report_run, report_done, r) != HO_OK) {
		free(r);
		return HO_E_IO;
	}
	return HO_OK;
}

/* --- the line ------------------------------------------------------------------------------ */

int
ticket_line_open(struct ticket_line *l, struct conn *c)
{
	if (l->line != NULL)
		return HO_E_TAKEN;
	l->line = c;
	l->out = 0;
	ho_info("courier connected for tickets");
	put_back(l);
	return HO_OK;
}

void
ticket_line_lost(struct ticket_line *l, struct conn *c)
{
	if (l->line != c)
		return;
	ho_info("courier left its tickets");
	l->line = NULL;
	l->out = 0;
}

bool
ticket_line_is_here(const struct ticket_line *l)
{
	return l->line != NULL;
}

int
ticket_line_new(struct ticket_line **out, struct daemon *d)
{
	if ((*out = calloc(1, sizeof(**out))) == NULL)
		return HO_E_NOMEM;
	(*out)->d = d;
	return HO_OK;
}

void
ticket_line_free(struct ticket_line **l)
{
	free(*l);
	*l = NULL;
}
