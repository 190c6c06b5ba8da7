/*
 * handoverd/login/talk_default.c - "Default password:", asked of any name that
 * begins with HO-, known or not.
 */
#include <string.h>

#include "handoverd/login/talk.h"
#include "lib/base/err.h"
#include "lib/secret/word.h"

/* No name: a stranger typed it. */
static int
note_refusal(struct tx *tx, struct talk *t, const struct limit_who *who)
{
	struct ho_event *ev = NULL;
	int rc = ho_event_begin(tx->a, &ev, "login.refused", tx->now);

	if (rc != HO_OK)
		return rc;
	ho_event_peer(ev, t->r.peer.uid, t->r.peer.service);
	ho_event_str(ev, "asked", "default-password");
	if ((rc = limits_default_wrong(tx, who)) != HO_OK) {
		ho_event_drop(&ev);
		return rc;
	}
	return ho_event_end(&ev, NULL);
}

/*
 * All references of one place share one count: who tries them in turn is slowed
 * like who tries one.  The right one is not held up; see limits.h.
 */
static int
look_up(struct tx *tx, void *arg)
{
	struct talk *t = arg;
	struct attempt *a = &t->attempt;
	struct limit_who who = talk_who(t);
	char ref[HO_REF_SIZE];
	int rc = HO_E_NONE;

	a->found = (struct recovery){ .peer = t->r.peer };
	if (a->is_word && ho_ref_read(t->name, strlen(t->name), ref) == HO_OK)
		rc = recovery_find(tx, 0, ref, a->word, &a->found);
	if (rc != HO_E_NONE ||
	    (rc = limits_default(tx, &who, &a->held)) != HO_OK || a->held > 0)
		return rc;
	if ((rc = note_refusal(tx, t, &who)) == HO_OK)
		rc = limits_default(tx, &who, &a->held);
	return rc;
}

static void
looked_up(struct talk *t, int rc)
{
	if (rc != HO_OK) {
		talk_fault(t, rc);
	} else if (t->attempt.found.credential != 0) {
		t->r = t->attempt.found;
		talk_next(t);
	} else {
		talk_refuse(t, t->attempt.held * 1000);
	}
}

void
talk_default(struct talk *t)
{
	talk_read_word(t);
	ho_secret_clear(t->answer);
	talk_write(t, look_up, looked_up);
}
