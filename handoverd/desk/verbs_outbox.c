/* handoverd/desk/verbs_outbox.c - outbox list, show, retry, drop: how letters
 * and messages fare, never what is in them. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "handoverd/cases/person.h"
#include "handoverd/desk/page.h"
#include "handoverd/desk/people.h"
#include "handoverd/desk/verbs.h"
#include "handoverd/post/outbox.h"
#include "handoverd/post/outbox_words.h"
#include "handoverd/sealed.h"
#include "lib/base/err.h"

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
	    "id", (json_int_t)o->row.id, "way", outbox_way_word(o->way),
	    "state", outbox_state_word(o->state), "kind", o->kind, "case",
	    of_case.ref, "to", to.text, "message_id", o->message_id, "due_at",
	    people_when(o->due_at), "tries", (json_int_t)o->tries, "created_at",
	    people_when(o->created_at), "use_until", people_when(o->use_until),
	    "done_at", people_when(o->done_at), "outcome", o->outcome);
}

static int
make_row(struct tx *t, struct call *c, void *ctx, const void *row, json_t **out)
{
	const struct ho_outbox *o = row;

	(void)ctx;
	if (!call_flag(c, "all") && !call_flag(c, "dead") &&
	    (o->state == HO_OUT_SENT || o->state == HO_OUT_DROPPED))
		return HO_OK;
	*out = outbox_json(t, o);
	return *out != NULL ? HO_OK : HO_E_NOMEM;
}

int
verb_outbox_list(struct tx *t, struct call *c)
{
	return page_rows(t, c,
	    call_flag(c, "dead") ? HO_Q_OUTBOX_DEAD : HO_Q_OUTBOX, NULL, 0,
	    make_row, NULL);
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

/* Where it goes: "" where nobody knows any more. */
static int
add_words(struct tx *t, struct call *c, const struct ho_outbox *o)
{
	struct ho_address to = { 0 };
	struct ho_buf says = HO_BUF_INIT;
	int rc;

	if (o->address != 0)
		(void)ho_store_get(t->s, HO_ADDRESS, o->address, &to);
	outbox_says(o, to.text, &says);
	rc = json_object_set_new(
		 c->result, "says", json_string(ho_buf_text(&says))) == 0
	    ? HO_OK
	    : HO_E_NOMEM;
	ho_buf_free(&says);
	return rc;
}

int
verb_outbox_show(struct tx *t, struct call *c)
{
	struct ho_outbox o;
	int rc = find(t, c, &o);

	if (rc != HO_OK || (rc = answer(t, c, &o)) != HO_OK)
		return rc;
	return add_words(t, c, &o);
}

/* --- by hand -------------------------------------------------------------- */

/* The row as it is now, with an event of who did it. */
static int
put(struct tx *t, struct call *c, struct ho_outbox *o, const char *event)
{
	struct ho_account account = { 0 };
	struct ho_case of_case = { 0 };
	struct ho_event *ev;
	int rc;

	if (o->of_case != 0)
		(void)ho_store_get(t->s, HO_CASE, o->of_case, &of_case);
	/* a code, or a notice to the panel, is an account's without a case */
	(void)ho_store_get(t->s, HO_ACCOUNT, o->account, &account);
	if ((rc = person_owns(t, c, &account)) != HO_OK ||
	    (rc = ho_event_begin(t->a, &ev, event, t->now)) != HO_OK)
		return rc;
	ho_event_staff(ev, &c->me);
	if (of_case.row.id != 0)
		ho_event_str(ev, "ref", of_case.ref);
	ho_event_str(ev, "letter", o->kind);
	if (o->address != 0)
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
		    outbox_state_word(o.state));
	o.due_at = t->now;
	t->wants_courier = true;
	return put(t, c, &o, "letter.retry");
}

/* What the courier holds may be on its way: it comes back, or is sent.  What
 * is dead already only leaves the list of the dead. */
int
verb_outbox_drop(struct tx *t, struct call *c)
{
	struct sealed text = { .kind = HO_OUTBOX, .part = HO_PART_TEXT };
	struct ho_outbox o;
	int rc = find(t, c, &o);

	if (rc != HO_OK)
		return rc;
	if (o.state == HO_OUT_HANDED || o.state == HO_OUT_SENT ||
	    o.state == HO_OUT_DROPPED)
		return call_refuse(c, EXIT_REFUSED, "not-now",
		    "the letter is %s", outbox_state_word(o.state));
	text.id = o.row.id;
	if ((rc = sealed_drop(t, &text)) != HO_OK)
		return rc;
	t->wants_sweep = true;
	o.state = HO_OUT_DROPPED;
	o.done_at = t->now;
	snprintf(o.outcome, sizeof(o.outcome), "dropped by %s", c->me.name);
	if ((rc = outbox_settle_copy(t, &o)) != HO_OK)
		return rc;
	return put(t, c, &o, "letter.dropped");
}
