/* lib/helper/heard.c - what a helper may say. */
#include <stdlib.h>

#include "lib/base/err.h"
#include "lib/base/show.h"
#include "lib/helper/inside.h"
#include "lib/wire/facts.h"
#include "lib/wire/proto.h"
#include "lib/wire/sock.h"

/* The judge has spoken: one message holds all that it may say. */
static int
on_facts(struct ho_helper *h, const struct ho_view *v)
{
	int rc;

	if ((h->facts = calloc(1, sizeof(*h->facts))) == NULL)
		return HO_E_NOMEM;
	if ((rc = ho_facts_get(v, h->facts)) == HO_OK)
		h->result = HO_OK;
	return rc;
}

static int
on_query(struct ho_helper *h, const struct ho_view *v)
{
	return ho_relay_ask(&h->relay, v);
}

static int
on_drawing(struct ho_helper *h, const struct ho_view *v)
{
	if (h->drawing != NULL)
		return HO_E_PEER;
	if ((h->drawing = calloc(1, sizeof(*h->drawing))) == NULL)
		return HO_E_NOMEM;
	return ho_drawing_decode(h->drawing, v);
}

/* What comes in pieces behind a drawing, in this order. */
struct due {
	struct ho_buf *to;
	uint64_t octets; /* announced; 0: it does not come, but for the text */
	bool is_text;
};

#define DUES 3

static struct due
due_of(struct ho_drawing *d)
{
	const struct due all[DUES] = { { &d->text, d->length, true },
		{ &d->aside, d->aside_length, true },
		{ &d->attached, d->attached_length, false } };

	return all[d->came];
}

static int
on_piece(struct ho_helper *h, const struct ho_view *v)
{
	struct ho_drawing *d = h->drawing;
	struct due due;
	int rc, last;

	if (d == NULL || d->came == DUES)
		return HO_E_PEER;
	due = due_of(d);
	if ((rc = ho_piece_add(v, due.to, (size_t)due.octets, &last)) != HO_OK)
		return rc == HO_E_NOMEM ? rc : HO_E_PEER;
	if (!last)
		return HO_OK;
	if (due.to->len != due.octets ||
	    (due.is_text && !ho_utf8_valid(due.to->data, due.to->len)))
		return HO_E_PEER;
	do
		d->came++;
	while (d->came < DUES && due_of(d).octets == 0);
	if (d->came == DUES)
		h->result = HO_OK;
	return HO_OK;
}

/* A picture, or a word why there is none: then nothing follows. */
static int
on_picture(struct ho_helper *h, const struct ho_view *v)
{
	int rc;

	if (h->picture != NULL)
		return HO_E_PEER;
	if ((h->picture = calloc(1, sizeof(*h->picture))) == NULL)
		return HO_E_NOMEM;
	rc = ho_picture_decode(h->picture, v);
	if (rc == HO_OK && h->picture->none[0] != '\0')
		h->result = HO_OK;
	return rc;
}

static int
on_pixels(struct ho_helper *h, const struct ho_view *v)
{
	struct ho_picture *p = h->picture;
	int rc, last;

	if (p == NULL)
		return HO_E_PEER;
	if ((rc = ho_piece_add(v, &p->png, (size_t)p->length, &last)) != HO_OK)
		return rc == HO_E_NOMEM ? rc : HO_E_PEER;
	if (!last)
		return HO_OK;
	if (!ho_picture_is_whole(p))
		return HO_E_PEER;
	h->result = HO_OK;
	return HO_OK;
}

/* What is not in this table ends the conversation. */
static const struct {
	enum ho_helper_job job;
	uint8_t type;
	int (*act)(struct ho_helper *, const struct ho_view *);
} heard[] = {
	{ HO_HELPER_JUDGE, HO_M_JUDGE_QUERY, on_query },
	{ HO_HELPER_JUDGE, HO_M_JUDGE_FACTS, on_facts },
	{ HO_HELPER_DRAW, HO_M_DRAW_TEXT, on_drawing },
	{ HO_HELPER_DRAW, HO_M_PIECE, on_piece },
	{ HO_HELPER_SNAPSHOT, HO_M_SNAPSHOT_PICTURE, on_picture },
	{ HO_HELPER_SNAPSHOT, HO_M_PIECE, on_pixels },
};

int
ho_helper_hear(struct ho_helper *h, const struct ho_view *v)
{
	for (size_t i = 0; i < sizeof(heard) / sizeof(*heard); i++)
		if (heard[i].job == h->job && heard[i].type == v->type)
			return heard[i].act(h, v);
	return HO_E_PEER;
}
