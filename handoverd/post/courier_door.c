/*
 * handoverd/post/courier_door.c - who comes in by the courier's door.
 *
 * The courier alone, known by its uid.  The first word on a line says what the
 * line is for: line.h has those that take things out, courier_mail.h those on
 * which it brings mail.
 */
#include <stdlib.h>
#include <string.h>

#include "handoverd/cases/courier_mail.h"
#include "handoverd/conn.h"
#include "handoverd/daemon.h"
#include "handoverd/post/line.h"
#include "lib/base/err.h"
#include "lib/wire/proto.h"

#define BRINGERS 2 /* lines that bring mail */
#define CALLERS  (LINES + BRINGERS)

struct courier_door {
	struct line *line[LINES];
	size_t bringers;
};

/* The session of every caller, before and after the first word; both NULL:
 * nothing but HELLO may come. */
struct caller {
	struct line *line;
	struct bringer *bringer;
};

static bool
admit(struct daemon *d, uid_t uid)
{
	return uid == d->conf.courier_uid && uid != HO_UID_NONE && uid != 65534;
}

static int
opened(struct conn *c)
{
	struct caller *w = calloc(1, sizeof(*w));

	conn_session_set(c, w);
	return w != NULL ? HO_OK : HO_E_NOMEM;
}

static int
bring_mail(struct conn *c, struct caller *w)
{
	struct courier_door *o = conn_daemon(c)->out;
	int rc;

	if (o->bringers >= BRINGERS)
		return HO_E_LIMIT;
	if ((rc = bringer_new(&w->bringer, c)) == HO_OK)
		o->bringers++;
	return rc;
}

static int
on_hello(struct conn *c, struct caller *w, const struct ho_view *v)
{
	struct courier_door *o = conn_daemon(c)->out;
	char word[16];

	if (v->type != HO_M_COURIER_HELLO ||
	    ho_view_str(v, HO_T_KIND, word, sizeof(word)) != HO_OK)
		return HO_E_PEER;
	for (size_t i = 0; i < LINES; i++)
		if (strcmp(word, line_kinds[i].word) == 0) {
			w->line = o->line[i];
			return line_open(w->line, c);
		}
	return strcmp(word, "mail") == 0 ? bring_mail(c, w) : HO_E_PEER;
}

static int
message(struct conn *c, const struct ho_view *v)
{
	struct caller *w = conn_session(c);

	if (w->line != NULL)
		return line_message(w->line, v);
	if (w->bringer != NULL)
		return bringer_message(w->bringer, v);
	return on_hello(c, w, v);
}

static void
closed(struct conn *c)
{
	struct courier_door *o = conn_daemon(c)->out;
	struct caller *w = conn_session(c);

	if (w == NULL)
		return;
	if (w->line != NULL)
		line_lost(w->line, c);
	if (w->bringer != NULL) {
		o->bringers--;
		bringer_left(w->bringer);
	}
	free(w);
}

const struct door_ops courier_door = {
	.name = "courier",
	.max_conns = CALLERS + 1, /* one more may be on its way in */
	.max_per_uid = CALLERS + 1,
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
	for (size_t i = 0; rc == HO_OK && i < LINES; i++)
		rc = line_new(&d->out->line[i], d, &line_kinds[i]);
	return rc;
}

void
courier_free(struct daemon *d)
{
	if (d->out == NULL)
		return;
	for (size_t i = 0; i < LINES; i++)
		line_free(&d->out->line[i]);
	free(d->out);
	d->out = NULL;
}

void
courier_wake(struct daemon *d)
{
	for (size_t i = 0; i < LINES; i++)
		line_wake(d->out->line[i]);
}

bool
courier_has_tickets(const struct daemon *d)
{
	return d->out != NULL && line_is_here(d->out->line[LINE_TICKETS]);
}

bool
courier_takes(const struct daemon *d, enum ho_way way)
{
	for (size_t i = 0; d->out != NULL && i < LINES; i++)
		if (line_kinds[i].way == (int64_t)way)
			return line_is_here(d->out->line[i]);
	return false;
}
