/* handoverd/desk/verbs_outbox.c - outbox list, show, retry, drop: how letters
 * fare, never what is in them. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "handoverd/desk/page.h"
#include "handoverd/desk/people.h"
#include "handoverd/desk/verbs.h"
#include "handoverd/sealed.h"
#include "lib/base/err.h"

static const char *
state_word(int64_t state)
{
	static const char *const words[] = { "unknown", "due", "handed", "sent",
		"failed", "dropped", "unclear", "lapsed" };

	return state >= HO_OUT_DUE && state <= HO_OUT_LAPSED ? words[state]
							     : words[0];
}

static const char *
way_word(int64_t way)
{
	static const char *const words[] = { "unknown", "mail", "sms", "hook" };

	return way >= HO_WAY_MAIL && way < HO_WAYS ? words[way] : words[0];
}

static json_t *
outbox_json(struct tx *t, const struct ho_outbox *o)
{
	struct ho_address to = { 0 };
	struct ho_case of_case = { 0 };

	(void)ho_store_get(t->s, HO_ADDRESS, o->address, &to);
	if (o->of_case != 0)
		(void)ho_store_get(t->s, HO_CASE, o->of_case, &of_case);
	return json_pack(
	    "{s:I, s:s, s:s, s:s, s:s, s:s, s:s, s:o, s:I, s:o, s:o, s:o, s:s}",
	    "id", (json_int_t)o->row.id, "way", way_word(o->way), "state",
	    state_word(o->state), "kind", o->kind, "case", of_case.ref, "to",
	    to.text, "message_id", o->message_id, "due_at",
	    people_when(o->due_at), "tries", (json_int_t)o->tries, "created_at",
	    people_when(o->created_at), "use_until", people_when(o->use_until),
	    "done_at", people_when(o->done_at), "outcome", o->outcome);
}

static int
make_row(struct tx *t, struct call *c, void *ctx, const void *row, json_t **out)
{
	const struct ho_outbox *o = row;

	(void)ctx;
	if (!call_flag(c, "all") &&
	    (o->state == HO_OUT_SENT || o->state == HO_OUT_DROPPED))
		return HO_OK;
	*out = outbox_json(t, o);
	return *out != NULL ? HO_OK : HO_E_NOMEM;
}

int
verb_outbox_list(struct tx *t, struct call *c)
{
	return page_rows(t, c, HO_Q_OUTBOX, NULL, 0, make_row, NULL);
}

/* The letter that the command names; refuses where there is none. */
static int
find(struct tx *t, struct call *c, struct ho_outbox *o)
{
	const char *text = call_str(c, "subject");
	char *end;
	long long id;
	int rc;

	errno = 0;
	id = strtoll(text, &end, 10);
	if (errno != 0 || *end != '\0' || id < 1)
		return call_refuse(
		    c, EXIT_USAGE, "usage", "ID is a letter's number");
	rc = ho_store_get(t->s, HO_OUTBOX, id, o);
	if (rc == HO_E_NONE)
		return call_refuse(c, EXIT_REFUSED, "no-letter",
		    "there is no letter %lld in the outbox", id);
	return rc;
}

static int
answer(struct tx *t, struct call *c, const struct ho_outbox *o)
{
	json_t *own = outbox_json(t, o);
	int rc = own != NULL && json_object_update(c->result, own) == 0
	    ? HO_OK
	    : HO_E_NOMEM;

	json_decref(own);
	return rc;
}

int
verb_outbox_show(struct tx *t, struct call *c)
{
	struct ho_outbox o;
	int rc = find(t, c, &o);

	return rc != HO_OK ? rc : answer(t, c, &o);
}

/* --- by hand ------------------------------------------------------------------- */

/* The row as it is now, with an event of who did it. */
static int
put(struct tx *t, struct call *c, struct ho_outbox *o, const char *event)
{
	struct ho_event *ev;
	struct ho_case of_case;
	int rc = ho_event_begin(t->a, &ev, event, t->now);

	if (rc != HO_OK)
		return rc;
	ho_event_staff(ev, &c->me);
	if (o->of_case != 0 &&
	    ho_store_get(t->s, HO_CASE, o->of_case, &of_case) == HO_OK)
		ho_event_str(ev, "ref", of_case.ref);
	ho_event_str(ev, "letter", o->kind);
	ho_event_int(ev, "address", o->address);
	if ((rc = ho_store_put(t->s, HO_OUTBOX, o)) != HO_OK) {
		ho_event_drop(&ev);
		return rc;
	}
	if ((rc = ho_event_end(&ev, NULL)) != HO_OK)
		return rc;
	return answer(t, c, o);
}

int
verb_outbox_retry(struct tx *t, struct call *c)
{
	struct ho_outbox o;
	int rc = find(t, c, &o);

	if (rc != HO_OK)
		return rc;
	if (o.state != HO_OUT_DUE)
		return call_refuse(c, EXIT_REFUSED, "not-now",
		    "the letter is %s; what was given up was wiped, and case "
		    "issue writes a new one",
		    state_word(o.state));
	o.due_at = t->now;
	t->wants_courier = true;
	return put(t, c, &o, "letter.retry");
}

/* What the courier holds may be on its way: it comes back, or is sent. */
int
verb_outbox_drop(struct tx *t, struct call *c)
{
	struct sealed text = { .kind = HO_OUTBOX, .part = HO_PART_TEXT };
	struct ho_outbox o;
	int rc = find(t, c, &o);

	if (rc != HO_OK)
		return rc;
	if (o.state != HO_OUT_DUE && o.state != HO_OUT_FAILED)
		return call_refuse(c, EXIT_REFUSED, "not-now",
		    "the letter is %s", state_word(o.state));
	text.id = o.row.id;
	if ((rc = sealed_drop(t, &text)) != HO_OK)
		return rc;
	t->wants_sweep = true;
	o.state = HO_OUT_DROPPED;
	o.done_at = t->now;
	snprintf(o.outcome, sizeof(o.outcome), "dropped by %s", c->me.name);
	return put(t, c, &o, "letter.dropped");
}
