/* handoverd/desk/verbs_outbox.c - outbox list, show: how letters fare, never what
 * is in them. */
#include <errno.h>
#include <stdlib.h>

#include "handoverd/desk/page.h"
#include "handoverd/desk/people.h"
#include "handoverd/desk/verbs.h"
#include "lib/base/err.h"

static const char *
state_word(int64_t state)
{
	static const char *const words[] = { "unknown", "due", "handed", "sent",
		"failed", "dropped" };

	return state >= HO_OUT_DUE && state <= HO_OUT_DROPPED ? words[state]
							      : words[0];
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
	    "{s:I, s:s, s:s, s:s, s:s, s:s, s:o, s:I, s:o, s:o, s:s}", "id",
	    (json_int_t)o->row.id, "state", state_word(o->state), "kind",
	    o->kind, "case", of_case.ref, "to", to.text, "message_id",
	    o->message_id, "due_at", people_when(o->due_at), "tries",
	    (json_int_t)o->tries, "created_at", people_when(o->created_at),
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

int
verb_outbox_show(struct tx *t, struct call *c)
{
	const char *text = call_str(c, "subject");
	struct ho_outbox o;
	json_t *own;
	char *end;
	long long id;
	int rc;

	errno = 0;
	id = strtoll(text, &end, 10);
	if (errno != 0 || *end != '\0' || id < 1)
		return call_refuse(
		    c, EXIT_USAGE, "usage", "ID is a letter's number");
	rc = ho_store_get(t->s, HO_OUTBOX, id, &o);
	if (rc == HO_E_NONE)
		return call_refuse(c, EXIT_REFUSED, "no-letter",
		    "there is no letter %lld in the outbox", id);
	if (rc != HO_OK)
		return rc;
	own = outbox_json(t, &o);
	rc = own != NULL && json_object_update(c->result, own) == 0
	    ? HO_OK
	    : HO_E_NOMEM;
	json_decref(own);
	return rc;
}
