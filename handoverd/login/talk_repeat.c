/*
 * handoverd/login/talk_repeat.c - a program that gives one answer to every
 * question, at a service that says it can hold a conversation.
 *
 * The default password is right there, and comes again to each question after
 * it.  No session can come of that (law 3), but a letter with a claim code has
 * left, and nobody would know why the client is stuck: the case is told, as
 * where forced-step = no.  A person does the same by a slip, and may go on.
 */
#include "handoverd/cases/case.h"
#include "handoverd/login/talk.h"
#include "lib/base/err.h"
#include "lib/base/log.h"

#define SLIPS 2 /* of a person; a program does it a third time */

bool
talk_repeats(struct talk *t)
{
	if (t->r.credential == 0 || t->step == HO_STEP_DONE)
		return false;
	talk_read_word(t);
	return t->attempt.is_word && ho_mac_equal(t->attempt.word, t->r.hash) &&
	    t->repeats++ == SLIPS;
}

static int
note(struct tx *tx, void *arg)
{
	struct talk *t = arg;

	return case_tried_elsewhere(tx, t->r.credential, t->r.peer.service);
}

static void
noted(struct talk *t, int rc)
{
	if (rc != HO_OK) {
		talk_fault(t, rc);
		return;
	}
	ho_info("login door: %s gives one answer to every question; set "
		"forced-step = no there",
	    t->r.peer.service);
	talk_refuse(t, 0);
}

void
talk_unfit(struct talk *t)
{
	ho_secret_clear(t->answer);
	ho_secret_clear(t->normal);
	talk_write(t, note, noted);
}
