/* handoverd/cases/inbox_rows.c - mail that came in, in the store: kept, bounded,
 * gone when its time is over. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "handoverd/cases/inbox_work.h"
#include "handoverd/cases/word_mask.h"
#include "handoverd/daemon.h"
#include "lib/base/err.h"
#include "lib/base/log.h"
#include "lib/helper/drawing.h"

#define HOUR  3600 /* seconds */
#define PAUSE 600  /* seconds between two looks for what is too old */
#define ROUND 200  /* that go in one event */

static const enum ho_octets_part parts[] = { HO_PART_MAIL, HO_PART_FACTS,
	HO_PART_TEXT };

struct sealed
inbox_part(const struct ho_inbox *row, enum ho_octets_part part)
{
	return (struct sealed){ .kind = HO_INBOX,
		.id = row->row.id,
		.part = part,
		.key = HO_KEY_EVIDENCE };
}

static bool
is_held(const struct ho_inbox *row)
{
	return row->state == HO_IN_QUARANTINED || row->state == HO_IN_REFUSED;
}

int
inbox_may_hold(struct tx *t, bool *may)
{
	int64_t n = 0;
	int rc = ho_store_count(
	    t->s, HO_Q_INBOX_HELD_SINCE, &HO_INT(t->now - HOUR), 1, &n);

	*may = rc == HO_OK && n < INBOX_AN_HOUR;
	return rc;
}

/* --- what gives way ------------------------------------------------------------ */

struct held {
	struct tx *t;
	int64_t n, octets, room; /* room: octets wanted for the new one */
};

static int
each_counted(void *ctx, void *row)
{
	struct held *h = ctx;

	h->n++;
	h->octets += ((const struct ho_inbox *)row)->size;
	return HO_OK;
}

/* The oldest come first. */
static int
each_too_many(void *ctx, void *row)
{
	const struct ho_inbox *old = row;
	struct held *h = ctx;

	if (h->n < INBOX_HELD && h->octets + h->room <= INBOX_OCTETS)
		return 1;
	h->n--;
	h->octets -= old->size;
	return inbox_forget(h->t, old);
}

static int
make_room(struct tx *t, int64_t size)
{
	struct held h = { .t = t, .room = size };
	int rc;

	rc = ho_store_each(t->s, HO_Q_INBOX_HELD, &HO_INT(0), 1, INBOX_HELD + 1,
	    each_counted, &h);
	if (rc == HO_OK)
		rc = ho_store_each(t->s, HO_Q_INBOX_HELD, &HO_INT(0), 1,
		    INBOX_HELD + 1, each_too_many, &h);
	return rc == 1 ? HO_OK : rc;
}

/* --- in --------------------------------------------------------------------------- */

int
inbox_has_word(struct tx *t, const struct ho_inbox *row, bool *found)
{
	return word_mask_open(t, row->holds, found);
}

/* Texts of it: the one that staff read, and what is only looked through. */
static int
mask_all(struct tx *t, struct ho_inbox *row, const struct arrival *a)
{
	struct word_mask m = { .t = t };
	struct ho_drawing *d = a->drawing;
	int rc = word_mask(&m, (uint8_t *)row->subject, strlen(row->subject));

	if (rc == HO_OK && d != NULL)
		rc = word_mask(&m, d->text.data, d->text.len);
	if (rc == HO_OK && d != NULL)
		rc = word_mask(&m, d->aside.data, d->aside.len);
	snprintf(row->holds, sizeof(row->holds), "%s", m.holds);
	return rc;
}

static int
put_text(struct tx *t, const struct ho_inbox *row, const struct ho_drawing *d)
{
	struct sealed where = inbox_part(row, HO_PART_TEXT);

	return sealed_put(t, &where, d->text.data, d->text.len, NULL);
}

int
inbox_put(struct tx *t, struct ho_inbox *row, const struct arrival *a)
{
	struct sealed mail, facts;
	int rc;

	if (is_held(row) && (rc = make_room(t, row->size)) != HO_OK)
		return rc;
	if ((rc = mask_all(t, row, a)) != HO_OK ||
	    (rc = ho_store_put(t->s, HO_INBOX, row)) != HO_OK)
		return rc;
	mail = inbox_part(row, HO_PART_MAIL);
	facts = inbox_part(row, HO_PART_FACTS);
	rc = sealed_put(t, &mail, a->octets.data, a->octets.len, NULL);
	if (rc == HO_OK && a->facts != NULL)
		rc = sealed_put_facts(t, &facts, a->facts);
	if (rc == HO_OK && a->drawing != NULL && a->drawing->text.len > 0)
		rc = put_text(t, row, a->drawing);
	return rc;
}

/* --- and out ------------------------------------------------------------------------ */

int
inbox_wipe(struct tx *t, const struct ho_inbox *row)
{
	struct sealed where;
	int rc = HO_OK;

	for (size_t i = 0; rc == HO_OK && i < sizeof(parts) / sizeof(parts[0]);
	     i++) {
		where = inbox_part(row, parts[i]);
		rc = sealed_drop(t, &where);
	}
	return rc;
}

int
inbox_forget(struct tx *t, const struct ho_inbox *row)
{
	int rc = inbox_wipe(t, row);

	return rc != HO_OK ? rc : ho_store_drop(t->s, HO_INBOX, row);
}

static int
each_old(void *ctx, void *row)
{
	return inbox_forget(ctx, row);
}

static int
forget_old(struct tx *t, void *arg)
{
	struct ho_arg until = HO_INT(t->now - INBOX_KEPT);
	struct ho_event *ev;
	int64_t n;
	int rc;

	(void)arg;
	if ((rc = ho_store_count(t->s, HO_Q_INBOX_UNTIL, &until, 1, &n)) !=
		HO_OK ||
	    n == 0)
		return rc;
	if ((rc = ho_event_begin(t->a, &ev, "inbox.expired", t->now)) != HO_OK)
		return rc;
	ho_event_self(ev);
	ho_event_int(ev, "count", n < ROUND ? n : ROUND);
	if ((rc = ho_store_each(t->s, HO_Q_INBOX_UNTIL, &until, 1, ROUND,
		 each_old, t)) != HO_OK) {
		ho_event_drop(&ev);
		return rc;
	}
	return ho_event_end(&ev, NULL);
}

/* The loop's thread alone. */
static bool is_under_way;

static void
forgotten(void *arg, int rc)
{
	(void)arg;
	is_under_way = false;
	if (rc != HO_OK)
		ho_warn("mail that is too old stays in the inbox: %s",
		    ho_err_text(rc));
}

void
inbox_tick(struct daemon *d)
{
	static int64_t looked_at;
	int64_t now = daemon_now(d);

	if (is_under_way || (now >= looked_at && now - looked_at < PAUSE))
		return;
	if (writer_submit(d->writer, forget_old, forgotten, NULL) != HO_OK)
		return;
	is_under_way = true;
	looked_at = now;
}
