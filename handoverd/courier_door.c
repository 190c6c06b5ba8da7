/*
 * handoverd/courier_door.c - letters to the courier, its reports back.
 *
 * One courier at a time, known by its uid.  It gets a letter's octets only
 * when the letter is due, and no key.  A line that is lost puts everything it
 * had been handed back into the queue.
 */
#include <stdlib.h>
#include <string.h>

#include "handoverd/conn.h"
#include "handoverd/daemon.h"
#include "handoverd/outbox.h"
#include "lib/base/err.h"
#include "lib/base/log.h"
#include "lib/secret/secret.h"
#include "lib/wire/proto.h"

#define WINDOW 4 /* letters that one courier holds at once */

struct courier_door {
	struct daemon *d;
	struct conn *line; /* NULL: no courier */
	bool said_hello;
	bool is_looking; /* a look at the outbox is under way */
	bool look_again;
	size_t handed;
};

/* --- handing out ------------------------------------------------------------ */

struct parcel {
	int64_t id;
	char msgid[sizeof(((struct ho_outbox *)0)->message_id)];
	char to[sizeof(((struct ho_address *)0)->text)];
	struct ho_secret *letter;
};

struct look {
	struct courier_door *o;
	struct conn *line; /* for whom; may be gone at the end */
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
	struct ho_address to;
	int rc = outbox_take(k->t, o, &to, &p->letter);

	if (rc == HO_E_FORGED || rc == HO_E_NONE)
		return outbox_failed(k->t, o,
		    rc == HO_E_NONE ? "the address is no longer on file"
				    : "the letter does not belong to this "
				      "address; somebody wrote to the store");
	if (rc != HO_OK)
		return rc;
	p->id = o->row.id;
	strcpy(p->msgid, o->message_id);
	strcpy(p->to, to.text);
	k->n++;
	return HO_OK;
}

static int
look_run(struct tx *t, void *arg)
{
	struct look *k = arg;

	k->t = t;
	return ho_store_each(t->s, HO_Q_OUTBOX_DUE,
	    (struct ho_arg[]){ HO_INT(t->now) }, 1, k->room, pack, k);
}

static int
send_parcel(struct conn *c, const struct parcel *p)
{
	uint8_t mem[2048];
	struct ho_frame f;

	ho_frame_start(&f, mem, sizeof(mem), HO_M_COURIER_JOB);
	ho_frame_u64(&f, HO_T_JOB, (uint64_t)p->id);
	ho_frame_str(&f, HO_T_KIND, "mail");
	ho_frame_str(
	    &f, HO_T_SENDER, conn_daemon(c)->conf.desk_address.text[0]);
	ho_frame_str(&f, HO_T_TO, p->to);
	ho_frame_str(&f, HO_T_MSGID, p->msgid);
	ho_frame_u64(&f, HO_T_LENGTH, ho_secret_len(p->letter));
	ho_frame_end(&f);
	if (conn_send(c, &f) != HO_OK)
		return HO_E_IO;
	return conn_send_pieces(
	    c, ho_secret_data(p->letter), ho_secret_len(p->letter));
}

static void put_back(struct daemon *d);

static void
look_done(void *arg, int rc)
{
	struct look *k = arg;
	struct courier_door *o = k->o;
	bool is_same = o->line && o->line == k->line;

	o->is_looking = false;
	if (rc != HO_OK) {
		ho_error("outbox: %s", ho_err_text(rc));
		k->n = 0;
	}
	for (size_t i = 0; is_same && i < k->n; i++)
		if (send_parcel(o->line, &k->parcel[i]) == HO_OK)
			o->handed++;
	if (!is_same && k->n)
		put_back(o->d); /* it hung up meanwhile */
	for (size_t i = 0; i < WINDOW; i++)
		ho_secret_free(&k->parcel[i].letter);
	if (o->look_again)
		courier_wake(o->d);
	free(k);
}

void
courier_wake(struct daemon *d)
{
	struct courier_door *o = d->out;
	struct look *k;

	if (o->line == NULL || !o->said_hello || o->handed >= WINDOW)
		return;
	if (o->is_looking) {
		o->look_again = true;
		return;
	}
	o->look_again = false;
	if ((k = calloc(1, sizeof(*k))) == NULL)
		return; /* the next tick tries again */
	k->o = o;
	k->line = o->line;
	k->room = WINDOW - o->handed;
	if (writer_submit(d->writer, look_run, look_done, k) == HO_OK)
		o->is_looking = true;
	else
		free(k);
}

/* --- a line lost: what was handed out is due again ------------------------- */

static int
due_again(void *ctx, void *row)
{
	struct tx *t = ctx;
	struct ho_outbox *o = row;

	o->state = HO_OUT_DUE;
	return ho_store_put(t->s, HO_OUTBOX, o);
}

static int
put_back_run(struct tx *t, void *arg)
{
	(void)arg;
	return ho_store_each(
	    t->s, HO_Q_OUTBOX_HANDED, NULL, 0, 0, due_again, t);
}

static void
put_back_done(void *arg, int rc)
{
	struct daemon *d = arg;

	if (rc != HO_OK)
		ho_error("outbox: letters handed to a courier that left stay "
			 "with it until the next start: %s",
		    ho_err_text(rc));
	else
		courier_wake(d);
}

static void
put_back(struct daemon *d)
{
	writer_submit(d->writer, put_back_run, put_back_done, d);
}

/* --- reports ----------------------------------------------------------------- */

struct report {
	struct daemon *d;
	int64_t id;
	uint64_t outcome;
	char text[257];
};

static int
report_run(struct tx *t, void *arg)
{
	struct report *r = arg;
	struct ho_outbox o;
	int rc = ho_store_get(t->s, HO_OUTBOX, r->id, &o);

	if (rc != HO_OK)
		return rc;
	if (o.state != HO_OUT_HANDED)
		return HO_E_ORDER; /* a report about what it does not hold */
	switch (r->outcome) {
	case HO_OUTCOME_SENT: return outbox_sent(t, &o);
	case HO_OUTCOME_NEVER: return outbox_failed(t, &o, r->text);
	default:
		/* unclear: the same Message-ID goes out again, so that a
		 * program that has it already shows it once */
		return outbox_later(t, &o, r->text);
	}
}

static void
report_done(void *arg, int rc)
{
	struct report *r = arg;

	if (rc != HO_OK)
		ho_warn("courier's report on letter %lld: %s", (long long)r->id,
		    ho_err_text(rc));
	else if (r->outcome == HO_OUTCOME_NEVER)
		ho_warn("letter %lld will not be delivered: %s",
		    (long long)r->id, r->text);
	courier_wake(r->d);
	free(r);
}

static int
on_report(struct conn *c, const struct ho_view *v)
{
	struct courier_door *o = conn_daemon(c)->out;
	struct report *r = calloc(1, sizeof(*r));
	uint64_t id;

	if (r == NULL)
		return HO_E_NOMEM;
	r->d = o->d;
	if (ho_view_u64(v, HO_T_JOB, &id) != HO_OK || id > INT64_MAX ||
	    ho_view_u64(v, HO_T_OUTCOME, &r->outcome) != HO_OK ||
	    r->outcome > HO_OUTCOME_UNCLEAR ||
	    ho_view_str(v, HO_T_TEXT, r->text, sizeof(r->text)) != HO_OK ||
	    o->handed == 0) {
		free(r);
		return HO_E_PEER;
	}
	r->id = (int64_t)id;
	o->handed--;
	if (writer_submit(o->d->writer, report_run, report_done, r) != HO_OK) {
		free(r);
		return HO_E_IO;
	}
	return HO_OK;
}

/* --- the door --------------------------------------------------------------- */

static bool
admit(struct daemon *d, uid_t uid)
{
	return uid == d->conf.courier_uid && uid != HO_UID_NONE &&
	    uid != 65534 && d->out->line == NULL;
}

static int
opened(struct conn *c)
{
	conn_daemon(c)->out->line = c;
	return HO_OK;
}

static int
message(struct conn *c, const struct ho_view *v)
{
	struct courier_door *o = conn_daemon(c)->out;

	if (v->type == HO_M_COURIER_REPORT && o->said_hello)
		return on_report(c, v);
	if (v->type != HO_M_COURIER_HELLO || o->said_hello)
		return HO_E_PEER;
	o->said_hello = true;
	ho_info("courier connected");
	put_back(o->d);
	return HO_OK;
}

static void
closed(struct conn *c)
{
	struct courier_door *o = conn_daemon(c)->out;

	if (o->said_hello)
		ho_info("courier left");
	o->line = NULL;
	o->said_hello = false;
	o->handed = 0;
}

const struct door_ops courier_door = {
	.name = "courier",
	.max_conns = 1,
	.max_per_uid = 1,
	.idle_ms = 0,
	.admit = admit,
	.opened = opened,
	.message = message,
	.closed = closed,
};

int
courier_start(struct daemon *d)
{
	if ((d->out = calloc(1, sizeof(*d->out))) == NULL)
		return HO_E_NOMEM;
	d->out->d = d;
	return HO_OK;
}

void
courier_free(struct daemon *d)
{
	free(d->out);
	d->out = NULL;
}

bool
courier_is_here(const struct daemon *d)
{
	return d->out && d->out->said_hello;
}
