/*
 * handoverd/post/courier_door.c - who comes in by the courier's door.
 *
 * The courier alone, known by its uid.  The first word on a line says what the
 * line is for: post_line.h, ticket_line.h, and courier_mail.h for lines on
 * which it brings mail.
 */
#include <stdlib.h>
#include <string.h>

#include "handoverd/cases/courier_mail.h"
#include "handoverd/conn.h"
#include "handoverd/daemon.h"
#include "handoverd/post/post_line.h"
#include "handoverd/post/ticket_line.h"
#include "lib/base/err.h"
#include "lib/wire/proto.h"

#define BRINGERS 2 /* lines that bring mail */
#define LINES    (HO_WAYS - 1 + 1 + BRINGERS)

struct courier_door {
	struct post_line *post[HO_WAYS]; /* by way */
	struct ticket_line *tickets;
	size_t bringers;
};

/* The session of every line, before and after its first word. */
struct line {
	enum {
		LINE_NEW = 0, /* nothing but HELLO may come */
		LINE_POST,
		LINE_TICKETS,
		LINE_MAIL
	} kind;
	enum ho_way way;         /* LINE_POST */
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
	struct courier_door *o = conn_daemon(c)->out;
	char kind[16];

	if (v->type != HO_M_COURIER_HELLO ||
	    ho_view_str(v, HO_T_KIND, kind, sizeof(kind)) != HO_OK)
		return HO_E_PEER;
	for (enum ho_way way = HO_WAY_MAIL; way < HO_WAYS; way++)
		if (strcmp(kind, post_line_word(way)) == 0) {
			l->kind = LINE_POST;
			l->way = way;
			return post_line_open(o->post[way], c);
		}
	if (strcmp(kind, "tickets") == 0) {
		l->kind = LINE_TICKETS;
		return ticket_line_open(o->tickets, c);
	}
	return strcmp(kind, "mail") == 0 ? bring_mail(c, l) : HO_E_PEER;
}

static int
message(struct conn *c, const struct ho_view *v)
{
	struct courier_door *o = conn_daemon(c)->out;
	struct line *l = conn_session(c);

	switch (l->kind) {
	case LINE_NEW: return on_hello(c, l, v);
	case LINE_MAIL: return bringer_message(l->bringer, v);
	case LINE_TICKETS: return ticket_line_message(o->tickets, v);
	case LINE_POST: return post_line_message(o->post[l->way], v);
	}
	return HO_E_PEER;
}

static void
closed(struct conn *c)
{
	struct courier_door *o = conn_daemon(c)->out;
	struct line *l = conn_session(c);

	if (l == NULL)
		return;
	if (l->kind == LINE_POST) {
		post_line_lost(o->post[l->way], c);
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
	.max_conns = LINES + 1, /* one more may be on its way in */
	.max_per_uid = LINES + 1,
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
	int rc = HO_OK;

	if ((d->out = calloc(1, sizeof(*d->out))) == NULL)
		return HO_E_NOMEM;
	for (enum ho_way way = HO_WAY_MAIL; rc == HO_OK && way < HO_WAYS; way++)
		rc = post_line_new(&d->out->post[way], d, way);
	return rc == HO_OK ? ticket_line_new(&d->out->tickets, d) : rc;
}

void
courier_free(struct daemon *d)
{
	if (d->out == NULL)
		return;
	for (enum ho_way way = HO_WAY_MAIL; way < HO_WAYS; way++)
		post_line_free(&d->out->post[way]);
	ticket_line_free(&d->out->tickets);
	free(d->out);
	d->out = NULL;
}

void
courier_wake(struct daemon *d)
{
	for (enum ho_way way = HO_WAY_MAIL; way < HO_WAYS; way++)
		post_line_wake(d->out->post[way]);
	ticket_line_wake(d->out->tickets);
}

bool
courier_has_tickets(const struct daemon *d)
{
	return d->out && ticket_line_is_here(d->out->tickets);
}

bool
courier_takes(const struct daemon *d, enum ho_way way)
{
	return d->out && post_line_is_here(d->out->post[way]);
}
