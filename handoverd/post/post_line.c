/* handoverd/post/post_line.c - one of the courier's lines for what leaves. */
#include "handoverd/post/post_line.h"

#include <stdlib.h>
#include <string.h>

#include "handoverd/daemon.h"
#include "handoverd/post/outbox.h"
#include "lib/base/err.h"
#include "lib/base/log.h"
#include "lib/secret/secret.h"
#include "lib/wire/proto.h"

#define WINDOW     4     /* things that one line holds at once, at most */
#define LOOK_MOST  64    /* given up in one look, besides */
#define AFTER_MOST 86400 /* seconds that a report may ask for */

struct post_line {
	struct daemon *d;
	enum ho_way way;
	struct conn *conn; /* NULL: no courier */
	bool is_looking;   /* a look at the outbox is under way */
	bool look_again;
	size_t handed;
};

/* What the courier says for a way, what we call a job of it, and how many it
 * holds: what is lost with a text message is not sent again. */
static const struct words {
	const char *line, *job;
	size_t window;
} words[HO_WAYS] = {
	[HO_WAY_MAIL] = { "letters", "mail", WINDOW },
	[HO_WAY_SMS] = { "messages", "sms", 1 },
	[HO_WAY_HOOK] = { "hooks", "hook", WINDOW },
	[HO_WAY_COPY] = { "copies", "copy", WINDOW },
};

const char *
post_line_word(enum ho_way way)
{
	return (unsigned)way < HO_WAYS ? words[way].line : NULL;
}

/* --- handing out ------------------------------------------------------------ */

struct parcel {
	int64_t id;
	char msgid[sizeof(((struct ho_outbox *)0)->message_id)];
	char to[OUTBOX_TO];
	struct ho_secret *octets;
};

struct look {
	struct post_line *l;
	struct conn *conn; /* for whom; may be gone at the end */
	size_t room, n;
	struct parcel parcel[WINDOW];
	struct tx *t;
};

static int
pack(void *ctx, void *row)
{
	struct look *k = ctx;
	struct ho_outbox *o = row;
	struct parcel *p = &k->parcel[k->n];
	int rc = outbox_take(k->t, o, p->to, &p->octets);

	if (rc == HO_E_NONE)
		return HO_OK; /* given up; the next one */
	if (rc != HO_OK)
		return rc;
	p->id = o->row.id;
	strcpy(p->msgid, o->message_id);
	return ++k->n == k->room ? 1 : HO_OK;
}

static int
look_run(struct tx *t, void *arg)
{
	struct look *k = arg;
	int rc;

	k->t = t;
	rc = ho_store_each(t->s, HO_Q_OUTBOX_DUE_BY,
	    (struct ho_arg[]){ HO_INT(k->l->way), HO_INT(t->now) }, 2,
	    LOOK_MOST, pack, k);
	return rc == 1 ? HO_OK : rc;
}

static int
send_parcel(struct post_line *l, const struct parcel *p)
{
	uint8_t mem[2048];
	struct ho_frame f;

	ho_frame_start(&f, mem, sizeof(mem), HO_M_COURIER_JOB);
	ho_frame_u64(&f, HO_T_JOB, (uint64_t)p->id);
	ho_frame_str(&f, HO_T_KIND, words[l->way].job);
	ho_frame_str(&f, HO_T_SENDER, l->d->conf.desk_address.text[0]);
	ho_frame_str(&f, HO_T_TO, p->to);
	ho_frame_str(&f, HO_T_MSGID, p->msgid);
	ho_frame_u64(&f, HO_T_LENGTH, ho_secret_len(p->octets));
	ho_frame_end(&f);
	if (conn_send(l->conn, &f) != HO_OK)
		return HO_E_IO;
	return conn_send_pieces(
	    l->conn, ho_secret_data(p->octets), ho_secret_len(p->octets));
}

static void put_back(struct post_line *l);

static void
look_done(void *arg, int rc)
{
	struct look *k = arg;
	struct post_line *l = k->l;
	bool is_same = l->conn && l->conn == k->conn;

	l->is_looking = false;
	if (rc != HO_OK) {
		ho_error("outbox: %s", ho_err_text(rc));
		k->n = 0;
	}
	for (size_t i = 0; is_same && i < k->n; i++)
		if (send_parcel(l, &k->parcel[i]) == HO_OK)
			l->handed++;
	if (!is_same && k->n)
		put_back(l); /* it hung up meanwhile */
	for (size_t i = 0; i < WINDOW; i++)
		ho_secret_free(&k->parcel[i].octets);
	if (l->look_again)
		post_line_wake(l);
	free(k);
}

void
post_line_wake(struct post_line *l)
{
	struct look *k;

	if (l->conn == NULL || l->handed >= words[l->way].window)
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
	k->room = words[l->way].window - l->handed;
	if (writer_submit(l->d->writer, look_run, look_done, k) == HO_OK)
		l->is_looking = true;
	else
		free(k);
}

/* --- a line lost: what was handed out comes back --------------------------- */

static int
back(void *ctx, void *row)
{
	return outbox_put_back(ctx, row);
}

static int
put_back_run(struct tx *t, void *arg)
{
	const struct post_line *l = arg;

	return ho_store_each(
	    t->s, HO_Q_OUTBOX_HANDED_BY, &HO_INT(l->way), 1, 0, back, t);
}

/*
 * What the store did not take would leave a letter with the courier for ever.
 * The line is cut: it knocks again, and all that it held is due again.
 */
static void
begin_anew(struct post_line *l, const char *what, int rc)
{
	ho_error("outbox: %s could not be written (%s); the courier begins "
		 "anew",
	    what, ho_err_text(rc));
	if (l->conn)
		conn_close(l->conn);
}

static void
put_back_done(void *arg, int rc)
{
	struct post_line *l = arg;

	if (rc != HO_OK)
		begin_anew(l, "what a courier held that left", rc);
	else
		post_line_wake(l);
}

static void
put_back(struct post_line *l)
{
	writer_submit(l->d->writer, put_back_run, put_back_done, l);
}

/* --- reports ----------------------------------------------------------------- */

struct report {
	struct post_line *l;
	int64_t id;
	struct outbox_report r;
};

static int
report_run(struct tx *t, void *arg)
{
	struct report *r = arg;
	struct ho_outbox o;
	int rc = ho_store_get(t->s, HO_OUTBOX, r->id, &o);

	if (rc != HO_OK)
		return rc;
	if (o.state != HO_OUT_HANDED || o.way != (int64_t)r->l->way)
		return HO_E_ORDER; /* a report about what it does not hold */
	return outbox_report(t, &o, &r->r);
}

static void
report_done(void *arg, int rc)
{
	struct report *r = arg;

	if (rc == HO_E_ORDER || rc == HO_E_NONE)
		ho_warn("courier's report on letter %lld: %s", (long long)r->id,
		    ho_err_text(rc));
	else if (rc != HO_OK)
		begin_anew(r->l, "a report on a letter", rc);
	else if (r->r.outcome == HO_OUTCOME_NEVER)
		ho_warn("letter %lld will not be delivered: %s",
		    (long long)r->id, r->r.why);
	post_line_wake(r->l);
	free(r);
}

static int
read_report(const struct ho_view *v, struct report *r)
{
	uint64_t id, outcome, after;

	if (v->type != HO_M_COURIER_REPORT ||
	    ho_view_u64(v, HO_T_JOB, &id) != HO_OK || id > INT64_MAX ||
	    ho_view_u64(v, HO_T_OUTCOME, &outcome) != HO_OK ||
	    outcome > HO_OUTCOME_UNCLEAR ||
	    ho_view_u64(v, HO_T_AFTER, &after) != HO_OK || after > AFTER_MOST ||
	    ho_view_str(v, HO_T_TEXT, r->r.why, sizeof(r->r.why)) != HO_OK)
		return HO_E_PEER;
	r->id = (int64_t)id;
	r->r.outcome = (enum ho_outcome)outcome;
	r->r.after = (int64_t)after;
	return HO_OK;
}

int
post_line_message(struct post_line *l, const struct ho_view *v)
{
	struct report *r = calloc(1, sizeof(*r));

	if (r == NULL)
		return HO_E_NOMEM;
	r->l = l;
	if (read_report(v, r) != HO_OK || l->handed == 0) {
		free(r);
		return HO_E_PEER;
	}
	l->handed--;
	if (writer_submit(l->d->writer, report_run, report_done, r) != HO_OK) {
		free(r);
		return HO_E_IO;
	}
	return HO_OK;
}

/* --- the line --------------------------------------------------------------- */

int
post_line_open(struct post_line *l, struct conn *c)
{
	if (l->conn != NULL)
		return HO_E_TAKEN;
	l->conn = c;
	l->handed = 0;
	ho_info("courier connected for %s", words[l->way].line);
	put_back(l);
	return HO_OK;
}

void
post_line_lost(struct post_line *l, struct conn *c)
{
	if (l->conn != c)
		return;
	ho_info("courier left its %s", words[l->way].line);
	l->conn = NULL;
	l->handed = 0;
}

bool
post_line_is_here(const struct post_line *l)
{
	return l->conn != NULL;
}

int
post_line_new(struct post_line **out, struct daemon *d, enum ho_way way)
{
	if ((*out = calloc(1, sizeof(**out))) == NULL)
		return HO_E_NOMEM;
	(*out)->d = d;
	(*out)->way = way;
	return HO_OK;
}

void
post_line_free(struct post_line **l)
{
	free(*l);
	*l = NULL;
}
