/* handoverd/post/outbox.c - finished letters until they have left. */
#include "handoverd/post/outbox.h"

#include <stdio.h>
#include <string.h>

#include "handoverd/daemon.h"
#include "lib/base/err.h"
#include "lib/base/show.h"
#include "lib/secret/seal.h"

#define PAUSE_FIRST 60   /* seconds */
#define PAUSE_MOST  3600 /* seconds */

static void
identity(
    const struct ho_outbox *o, const struct ho_address *to, struct ho_buf *out)
{
	ho_buf_fmt(out, "outbox %lld address %lld %s", (long long)o->row.id,
	    (long long)to->row.id, to->text);
}

int
outbox_put(struct tx *t, struct ho_outbox *o, const struct ho_address *to,
    const struct ho_secret *letter)
{
	struct ho_octets sealed = { .of_kind = HO_OUTBOX,
		.part = HO_PART_TEXT };
	struct ho_buf ad = HO_BUF_INIT, out = HO_BUF_INIT;
	int rc;

	o->address = to->row.id;
	o->state = HO_OUT_DUE;
	o->created_at = o->due_at = t->now;
	if ((rc = ho_store_put(t->s, HO_OUTBOX, o)) != HO_OK)
		return rc;
	identity(o, to, &ad);
	rc = ho_seal(t->d->keys, HO_KEY_OUTBOX, ad.data, ad.len,
	    ho_secret_data(letter), ho_secret_len(letter), &out);
	if (rc == HO_OK) {
		sealed.of_id = o->row.id;
		sealed.sealed.data = out.data;
		sealed.sealed.len = out.len;
		rc = ho_store_put(t->s, HO_OCTETS, &sealed);
	}
	if (rc == HO_OK)
		t->wants_courier = true;
	ho_buf_free(&ad);
	ho_buf_free(&out);
	return rc;
}

static int
find_octets(struct tx *t, const struct ho_outbox *o, struct ho_octets *x)
{
	return HO_ASK(t->s, HO_Q_OCTETS_OF, x, HO_INT(HO_OUTBOX),
	    HO_INT(o->row.id), HO_INT(HO_PART_TEXT));
}

int
outbox_take(struct tx *t, struct ho_outbox *o, struct ho_address *to,
    struct ho_secret **letter)
{
	struct ho_octets x;
	struct ho_buf ad = HO_BUF_INIT;
	int rc;

	*letter = NULL;
	if ((rc = ho_store_get(t->s, HO_ADDRESS, o->address, to)) != HO_OK)
		return rc;
	if (to->state != HO_ADDRESS_ON_FILE)
		return HO_E_NONE;
	if ((rc = find_octets(t, o, &x)) != HO_OK)
		return rc;
	identity(o, to, &ad);
	rc = ho_unseal(t->d->keys, HO_KEY_OUTBOX, ad.data, ad.len,
	    x.sealed.data, x.sealed.len, letter);
	ho_buf_free(&ad);
	ho_row_free(HO_OCTETS, &x);
	if (rc == HO_OK) {
		o->state = HO_OUT_HANDED;
		rc = ho_store_put(t->s, HO_OUTBOX, o);
	}
	if (rc != HO_OK)
		ho_secret_free(letter);
	return rc;
}

static void
set_outcome(struct ho_outbox *o, const char *why)
{
	struct ho_buf text = HO_BUF_INIT;

	ho_show(&text, why, strnlen(why, 160));
	snprintf(o->outcome, sizeof(o->outcome), "%s", ho_buf_text(&text));
	ho_buf_free(&text);
}

/* The letter is wiped, the row says how it ended, the log too. */
static int
end(struct tx *t, struct ho_outbox *o, int64_t state, const char *event,
    const char *why)
{
	struct ho_event *ev;
	struct ho_octets x;
	struct ho_case c;
	int rc;

	if ((rc = find_octets(t, o, &x)) == HO_OK) {
		rc = ho_store_drop(t->s, HO_OCTETS, &x);
		t->wants_sweep = true;
		ho_row_free(HO_OCTETS, &x);
	}
	if (rc != HO_OK && rc != HO_E_NONE)
		return rc;
	o->state = state;
	o->done_at = t->now;
	set_outcome(o, why);
	if ((rc = ho_store_put(t->s, HO_OUTBOX, o)) != HO_OK ||
	    (rc = ho_event_begin(t->a, &ev, event, t->now)) != HO_OK)
		return rc;
	ho_event_self(ev);
	if (o->of_case && ho_store_get(t->s, HO_CASE, o->of_case, &c) == HO_OK)
		ho_event_str(ev, "ref", c.ref);
	ho_event_str(ev, "letter", o->kind);
	ho_event_int(ev, "address", o->address);
	if (state != HO_OUT_SENT)
		ho_event_str(ev, "why", o->outcome);
	return ho_event_end(&ev, NULL);
}

int
outbox_sent(struct tx *t, struct ho_outbox *o)
{
	return end(t, o, HO_OUT_SENT, "letter.sent", "sent");
}

int
outbox_failed(struct tx *t, struct ho_outbox *o, const char *why)
{
	return end(t, o, HO_OUT_FAILED, "letter.failed", why);
}

int
outbox_later(struct tx *t, struct ho_outbox *o, const char *why)
{
	int64_t pause = PAUSE_FIRST;

	if (t->now - o->created_at >= OUTBOX_GIVE_UP)
		return outbox_failed(t, o, why);
	for (int64_t i = 0; i < o->tries && pause < PAUSE_MOST; i++)
		pause *= 2;
	o->tries++;
	o->state = HO_OUT_DUE;
	o->due_at = t->now + (pause < PAUSE_MOST ? pause : PAUSE_MOST);
	set_outcome(o, why);
	return ho_store_put(t->s, HO_OUTBOX, o);
}
