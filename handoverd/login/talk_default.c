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
note_refusal(struct tx *tx, struct talk *t)
{
	struct ho_event *ev = NULL;
	int rc = ho_event_begin(tx->a, &ev, "login.refused", tx->now);

	if (rc != HO_OK)
		return rc;
	ho_event_peer(ev, t->r.peer.uid, t->r.peer.service);
	ho_event_str(ev, "asked", "default-password");
	return ho_event_end(&ev, NULL);
}

static int
look_up(struct tx *tx, void *arg)
{
	struct talk *t = arg;
	struct attempt *a = &t->attempt;
	char ref[HO_REF_SIZE];
	int rc = HO_E_NONE;

	a->found = (struct recovery){ .peer = t->r.peer };
	if (a->is_word && ho_ref_read(t->name, strlen(t->name), ref) == HO_OK)
		rc = recovery_find(tx, 0, ref, a->word, &a->found);
	if (rc != HO_E_NONE)
		return rc;
	return a->is_paused ? HO_OK : note_refusal(tx, t);
}

/*
 * All references of one peer (and host) share one count: who tries them in
 * turn is slowed like who tries one.
 */
static struct pause_key
pause_key(const struct talk *t)
{
	struct pause_key key = talk_pause_key(t);

	key.name = "ho-";
	return key;
}

/* The right one is not held up; see pauses.h. */
static void
looked_up(struct talk *t, int rc)
{
	struct pause_key key = pause_key(t);
	int64_t now = loop_now(), held;

	if (rc != HO_OK) {
		talk_fault(t, rc);
		return;
	}
	if (t->attempt.found.credential != 0) {
		t->r = t->attempt.found;
		talk_next(t);
		return;
	}
	if (!t->attempt.is_paused)
		pauses_wrong(t->d->pauses, &key, now);
	held = pauses_left(t->d->pauses, &key, now);
	talk_refuse(t, held < PAUSES_DELAY_MS ? held : PAUSES_DELAY_MS);
}

void
talk_default(struct talk *t)
{
	struct pause_key key = pause_key(t);

	t->attempt.is_paused = pauses_left(t->d->pauses, &key, loop_now()) > 0;
	talk_read_word(t);
	ho_secret_clear(t->answer);
	talk_write(t, look_up, looked_up);
}
