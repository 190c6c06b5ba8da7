/*
 * handoverd/desk/desk_note.c - a refusal that the log hears of.
 *
 * A verb that refuses is undone whole, an event of its own too; so what it
 * wanted to be noted is written behind that, in a transaction of its own, and
 * the answer goes once it stands.
 */
#include "handoverd/desk/desk.h"
#include "lib/base/err.h"

static int
note_in_writer(struct tx *t, void *arg)
{
	struct desk *s = arg;
	char verb[HO_VERB_NAME];
	struct ho_event *ev;
	int rc = ho_event_begin(t->a, &ev, s->call.note, t->now);

	if (rc != HO_OK)
		return rc;
	ho_verb_name(s->call.verb, verb);
	ho_event_staff(ev, &s->call.me);
	ho_event_str(ev, "verb", verb);
	ho_event_str(ev, "reason", s->call.reason);
	if (s->call.note_account[0] != '\0')
		ho_event_str(ev, "account", s->call.note_account);
	return ho_event_end(&ev, NULL);
}

/* What cannot be written down is refused all the same. */
static void
noted_in_writer(void *arg, int rc)
{
	struct desk *s = arg;

	if (!desk_back(s))
		return;
	if (rc != HO_OK)
		call_fault(&s->call, rc);
	desk_send_reply(s);
}

void
desk_note(struct desk *s)
{
	desk_submit(s, note_in_writer, noted_in_writer);
}
