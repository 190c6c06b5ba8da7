/*
 * handoverd/post/courier_door.c - letters to the courier, its reports back.
 *
 * One courier at a time, known by its uid.  It gets a letter's octets only
 * when the letter is due, and no key.  A line that is lost puts everything it
 * had been handed back into the queue.  Lines on which it brings mail are told
 * in courier_mail.h, the one for tickets in ticket_line.h.
 */
#include <stdlib.h>
#include <string.h>

#include "handoverd/cases/courier_mail.h"
#include "handoverd/conn.h"
#include "handoverd/daemon.h"
#include "handoverd/post/outbox.h"
#include "handoverd/post/ticket_line.h"
#include "lib/base/err.h"
#include "lib/base/log.h"
#include "lib/secret/secret.h"
#include "lib/wire/proto.h"

#define WINDOW   4 /* letters that one courier holds at once */
#define BRINGERS 2 /* lines that bring mail */

struct courier_door {
	struct daemon *d;
	struct conn *line; /* that takes letters; NULL: no courier */
	size_t bringers;   /* lines that bring mail */
	bool is_looking;   /* a look at the outbox is under way */
	bool look_again;
	size_t handed;
	struct ticket_line *tickets;
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

	ticket_line_wake(o->tickets);
	if (o->line == NULL || o->handed >= WINDOW)
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

/*
 * What the store did not take would leave a letter with the courier for ever.
 * The line is cut: it knocks again, and all that it held is due again.
 */
static void
begin_anew(struct daemon *d, const char *what, int rc)
{
	ho_error("outbox: %s could not be written (%s); the courier begins "
		 "anew",
	    what, ho_err_text(rc));
	if (d->out->line)
		conn_close(d->out->line);
}

static void
put_back_done(void *arg, int rc)
{
	struct daemon *d = arg;

	if (rc != HO_OK)
		begin_anew(d, "what a courier held that left", rc);
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

	if (rc == HO_E_ORDER || rc == HO_E_NONE)
		ho_warn("courier's report on letter %lld: %s", (long long)r->id,
		    ho_err_text(rc));
	else if (rc != HO_OK)
		begin_anew(r->d, "a report on a letter", rc);
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

/* The session of every line, before and after its first word. */
struct line {
	enum {
		LINE_NEW = 0, /* nothing but HELLO may come */
		LINE_LETTERS,
		LINE_TICKETS,
		LINE_MAIL
	} kind;
	struct bringer *bringer; /* LINE_MAIL */
};

static bool
admit(struct daemon *d, uid_t uid)
{
	return uid == d->conf.courier_uid && uid != HO_UID_NONE && uid != 65534;
}

static int
opened(struct conn *c)
{
	struct line *l = calloc(1, sizeof(*l));

	conn_session_set(c, l);
	return l != NULL ? HO_OK : HO_E_NOMEM;
}

static int
take_letters(struct conn *c, struct line *l)
{
	struct courier_door *o = conn_daemon(c)->out;

	if (o->line != NULL)
		return HO_E_TAKEN;
	l->kind = LINE_LETTERS;
	o->line = c;
	o->handed = 0;
	ho_info("courier connected");
	put_back(o->d);
	return HO_OK;
}

static int
bring_mail(struct conn *c, struct line *l)
{
	struct courier_door *o = conn_daemon(c)->out;
	int rc;

	if (o->bringers >= BRINGERS)
		return HO_E_LIMIT;
	if ((rc = bringer_new(&l->bringer, c)) != HO_OK)
		return rc;
	l->kind = LINE_MAIL;
	o->bringers++;
	return HO_OK;
}

static int
on_hello(struct conn *c, struct line *l, const struct ho_view *v)
{
	char kind[16];

	if (v->type != HO_M_COURIER_HELLO ||
	    ho_view_str(v, HO_T_KIND, kind, sizeof(kind)) != HO_OK)
		return HO_E_PEER;
	if (strcmp(kind, "letters") == 0)
		return take_letters(c, l);
	if (strcmp(kind, "tickets") == 0) {
		l->kind = LINE_TICKETS;
		return ticket_line_open(conn_daemon(c)->out->tickets, c);
	}
	return strcmp(kind, "mail") == 0 ? bring_mail(c, l) : HO_E_PEER;
}

static int
message(struct conn *c, const struct ho_view *v)
{
	struct line *l = conn_session(c);

	switch (l->kind) {
	case LINE_NEW: return on_hello(c, l, v);
	case LINE_MAIL: return bringer_message(l->bringer, v);
	case LINE_TICKETS:
		return ticket_line_message(conn_daemon(c)->out->tickets, v);
	case LINE_LETTERS: break;
	}
	return v->type == HO_M_COURIER_REPORT ? on_report(c, v) : HO_E_PEER;
}

static void
closed(struct conn *c)
{
	struct courier_door *o = conn_daemon(c)->out;
	struct line *l = conn_session(c);

	if (l == NULL)
		return;
	if (l->kind == LINE_LETTERS) {
		ho_info("courier left");
		o->line = NULL;
		o->handed = 0;
	} else if (l->kind == LINE_MAIL) {
		o->bringers--;
		bringer_left(l->bringer);
	} else if (l->kind == LINE_TICKETS) {
		ticket_line_lost(o->tickets, c);
	}
	free(l);
}

const struct door_ops courier_door = {
	.name = "courier",
	.max_conns = 2 + BRINGERS + 1, /* one more may be on its way in */
	.max_per_uid = 2 + BRINGERS + 1,
	.first_ms = 10000,
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
	return ticket_line_new(&d->out->tickets, d);
}

void
courier_free(struct daemon *d)
{
	if (d->out != NULL)
		ticket_line_free(&d->out->tickets);
	free(d->out);
	d->out = NULL;
}

bool
courier_has_tickets(const struct daemon *d)
{
	return d->out && ticket_line_is_here(d->out->tickets);
}

bool
courier_is_here(const struct daemon *d)
{
	return d->out && d->out->line != NULL;
}
