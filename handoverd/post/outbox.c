/* handoverd/post/outbox.c - what is finished, until it has left. */
#include "handoverd/post/outbox.h"

#include <stdio.h>
#include <string.h>

#include "handoverd/daemon.h"
#include "handoverd/post/pause.h"
#include "lib/base/err.h"
#include "lib/base/show.h"
#include "lib/secret/seal.h"

/* Seconds.  A code that is asked for at a sign-in is good for ten minutes. */
static const struct pauses_of {
	int64_t first, most;
} pauses[HO_WAYS] = {
	[HO_WAY_MAIL] = { 60, 3600 },
	[HO_WAY_SMS] = { 5, 300 },
	[HO_WAY_HOOK] = { 5, 900 },
	[HO_WAY_COPY] = { 60, 3600 },
};

static void
identity(
    const struct ho_outbox *o, const struct ho_address *to, struct ho_buf *out)
{
	ho_buf_fmt(out, "outbox %lld way %lld account %lld address %lld %s",
	    (long long)o->row.id, (long long)o->way, (long long)o->account,
	    (long long)to->row.id, to->text);
}

int
outbox_put(struct tx *t, struct ho_outbox *o, const struct ho_address *to,
    const struct ho_secret *octets)
{
	static const struct ho_address panel;
	struct ho_octets sealed = { .of_kind = HO_OUTBOX,
		.part = HO_PART_TEXT };
	struct ho_buf ad = HO_BUF_INIT, out = HO_BUF_INIT;
	int rc;

	if (to == NULL)
		to = &panel;
	o->address = to->row.id;
	o->state = o->way == HO_WAY_COPY ? HO_OUT_HELD : HO_OUT_DUE;
	o->created_at = o->due_at = t->now;
	if ((rc = ho_store_put(t->s, HO_OUTBOX, o)) != HO_OK)
		return rc;
	identity(o, to, &ad);
	rc = ho_seal(t->d->keys, HO_KEY_OUTBOX, ad.data, ad.len,
	    ho_secret_data(octets), ho_secret_len(octets), &out);
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

/* --- how it ends ---------------------------------------------------------- */

static void
set_outcome(struct ho_outbox *o, const char *how, const char *why)
{
	struct ho_buf text = HO_BUF_INIT;

	ho_buf_str(&text, how);
	ho_show(&text, why, strnlen(why, 160));
	snprintf(o->outcome, sizeof(o->outcome), "%s", ho_buf_text(&text));
	ho_buf_free(&text);
}

/* The event of each end; what is dropped has one of its own. */
static const char *const events[] = {
	[HO_OUT_SENT] = "letter.sent",
	[HO_OUT_FAILED] = "letter.failed",
	[HO_OUT_UNCLEAR] = "letter.unclear",
	[HO_OUT_LAPSED] = "letter.lapsed",
};

/* Of a copy the log hears only that the desk does not have it. */
static const char *
event_of(const struct ho_outbox *o)
{
	if (o->way != HO_WAY_COPY)
		return events[o->state];
	return o->state == HO_OUT_FAILED ? "copy.failed" : NULL;
}

static int
tell(struct tx *t, const struct ho_outbox *o)
{
	const char *event = event_of(o);
	struct ho_event *ev;
	struct ho_case c;
	int rc;

	if (event == NULL)
		return HO_OK;
	if ((rc = ho_event_begin(t->a, &ev, event, t->now)) != HO_OK)
		return rc;
	ho_event_self(ev);
	if (o->of_case && ho_store_get(t->s, HO_CASE, o->of_case, &c) == HO_OK)
		ho_event_str(ev, "ref", c.ref);
	ho_event_str(ev, "letter", o->kind);
	if (o->address != 0)
		ho_event_int(ev, "address", o->address);
	if (o->state != HO_OUT_SENT)
		ho_event_str(ev, "why", o->outcome);
	return ho_event_end(&ev, NULL);
}

/* The letter is wiped, the row says how it ended, the log too. */
static int
end(struct tx *t, struct ho_outbox *o, enum ho_outbox_state state,
    const char *how, const char *why)
{
	struct ho_octets x;
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
	set_outcome(o, how, why);
	t->wants_courier = true; /* the next one of its account may go */
	if ((rc = ho_store_put(t->s, HO_OUTBOX, o)) != HO_OK ||
	    (rc = outbox_settle_copy(t, o)) != HO_OK)
		return rc;
	return tell(t, o);
}

/* Or its last try may have arrived. */
static bool
has_left(const struct ho_outbox *o)
{
	return o->state == HO_OUT_SENT ||
	    (o->state != HO_OUT_DROPPED && o->unclear_at == o->done_at);
}

int
outbox_settle_copy(struct tx *t, const struct ho_outbox *o)
{
	struct ho_outbox copy;
	int rc;

	if (o->way != HO_WAY_MAIL)
		return HO_OK;
	rc = HO_ASK(t->s, HO_Q_OUTBOX_COPY_OF, &copy, HO_STR(o->message_id));
	if (rc != HO_OK)
		return rc == HO_E_NONE ? HO_OK : rc;
	if (!has_left(o))
		return end(
		    t, &copy, HO_OUT_DROPPED, "", "its letter did not leave");
	copy.state = HO_OUT_DUE;
	copy.created_at = copy.due_at = t->now; /* its days begin here */
	t->wants_courier = true;
	return ho_store_put(t->s, HO_OUTBOX, &copy);
}

/* --- handing out ---------------------------------------------------------- */

static int
find_address(struct tx *t, const struct ho_outbox *o, struct ho_address *to)
{
	int rc;

	*to = (struct ho_address){ 0 };
	if (o->way == HO_WAY_HOOK)
		return HO_OK;
	rc = ho_store_get(t->s, HO_ADDRESS, o->address, to);
	if (rc != HO_OK || o->way == HO_WAY_COPY)
		return rc; /* what was sent was sent, who is gone by now */
	return to->state == HO_ADDRESS_ON_FILE ? HO_OK : HO_E_NONE;
}

static int
open_octets(struct tx *t, const struct ho_outbox *o,
    const struct ho_address *to, struct ho_secret **octets)
{
	struct ho_octets x;
	struct ho_buf ad = HO_BUF_INIT;
	int rc;

	if ((rc = find_octets(t, o, &x)) != HO_OK)
		return rc;
	identity(o, to, &ad);
	rc = ho_unseal(t->d->keys, HO_KEY_OUTBOX, ad.data, ad.len,
	    x.sealed.data, x.sealed.len, octets);
	ho_buf_free(&ad);
	ho_row_free(HO_OCTETS, &x);
	return rc;
}

static int
give_up(struct tx *t, struct ho_outbox *o, enum ho_outbox_state state,
    const char *why)
{
	int rc = end(t, o, state, "", why);

	return rc == HO_OK ? HO_E_NONE : rc;
}

int
outbox_take(struct tx *t, struct ho_outbox *o, char to[static OUTBOX_TO],
    struct ho_secret **octets)
{
	struct ho_address address;
	int rc;

	*octets = NULL;
	if (o->use_until != 0 && t->now >= o->use_until)
		return give_up(t, o, HO_OUT_LAPSED,
		    "its use was over before it could leave");
	rc = find_address(t, o, &address);
	if (rc == HO_OK)
		rc = open_octets(t, o, &address, octets);
	if (rc == HO_OK) {
		snprintf(to, OUTBOX_TO, "%s", address.text);
		o->state = HO_OUT_HANDED;
		rc = ho_store_put(t->s, HO_OUTBOX, o);
	}
	if (rc != HO_OK)
		ho_secret_free(octets);
	if (rc == HO_E_NONE)
		return give_up(
		    t, o, HO_OUT_FAILED, "the address is no longer on file");
	if (rc == HO_E_FORGED)
		return give_up(t, o, HO_OUT_FAILED,
		    "it does not belong to this address; somebody wrote to "
		    "the store");
	return rc;
}

/* --- what became of it ---------------------------------------------------- */

static int
later(
    struct tx *t, struct ho_outbox *o, const char *how, const struct report *r)
{
	int64_t pause =
	    pause_after(o->tries, pauses[o->way].first, pauses[o->way].most);

	if (t->now - o->created_at >= OUTBOX_GIVE_UP)
		return end(t, o, HO_OUT_FAILED, how, r->why);
	o->tries++;
	o->state = HO_OUT_DUE;
	o->due_at = t->now + (pause < r->after ? r->after : pause);
	/* it is to be said in time that it never left */
	if (o->use_until != 0 && o->due_at > o->use_until)
		o->due_at = o->use_until;
	set_outcome(o, how, r->why);
	return ho_store_put(t->s, HO_OUTBOX, o);
}

/* Nobody knows whether it arrived. */
static int
unclear(struct tx *t, struct ho_outbox *o, const struct report *r)
{
	o->unclear_at = t->now;
	if (o->way == HO_WAY_SMS)
		return end(t, o, HO_OUT_UNCLEAR, "", r->why);
	return later(t, o, "it may have arrived: ", r);
}

int
outbox_report(struct tx *t, struct ho_outbox *o, const struct report *r)
{
	switch (r->outcome) {
	case HO_OUTCOME_SENT:
		return end(t, o, HO_OUT_SENT,
		    o->unclear_at != 0 ? "sent again, under the same id: "
				       : "sent: ",
		    r->why);
	case HO_OUTCOME_NEVER: return end(t, o, HO_OUT_FAILED, "", r->why);
	case HO_OUTCOME_UNCLEAR: return unclear(t, o, r);
	case HO_OUTCOME_LATER: break;
	}
	return later(t, o, "", r);
}

int
outbox_put_back(struct tx *t, struct ho_outbox *o)
{
	static const struct report lost = {
		.why = "the courier was lost while it had it"
	};

	if (o->way == HO_WAY_SMS)
		return unclear(t, o, &lost);
	o->state = HO_OUT_DUE;
	o->due_at = t->now;
	if (o->way == HO_WAY_COPY) /* the server may be putting it away yet */
		o->due_at += pauses[o->way].first;
	o->unclear_at = t->now;
	set_outcome(o, "it may have arrived: ", lost.why);
	return ho_store_put(t->s, HO_OUTBOX, o);
}
