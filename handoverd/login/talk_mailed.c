/*
 * handoverd/login/talk_mailed.c - the question for a code that was sent to an
 * address on file: of a case, of whoever binds an authenticator or hands over.
 *
 * What cannot be a code (a program that answers every question with the same
 * password, a slip) is asked again and not counted; an empty answer says that
 * the letter did not come.
 */
#include <string.h>

#include "handoverd/login/talk.h"
#include "lib/base/err.h"
#include "lib/secret/word.h"

/* Whoever has only the default password (it stands in the ticket) need not
 * learn the whole address from us; of a mobile its last two digits. */
void
talk_mailed(struct talk *t, enum ho_step step, const char *to)
{
	const char *end = strrchr(to, '@');

	if (t->sent == CODE_TOO_SOON)
		talk_tell(t, false,
		    "The code was sent less than two minutes ago. Please look "
		    "again, among unwanted mail too.");
	if (end == NULL)
		end = to + (strlen(to) > 2 ? strlen(to) - 2 : 0);
	talk_ask(t, step,
	    "Code %s sent to %.1s***%s (empty: send it again): ", t->code_ref,
	    to, end);
}

void
talk_mailed_wrong(struct talk *t, talk_mailed_fn *ask)
{
	talk_tell(t, true,
	    t->judged == CODE_STALE
		? "That code has expired. Here is a new one."
		: "That is not the code that was sent.");
	ask(t, false);
}

void
talk_mailed_answer(struct talk *t, talk_mailed_fn *ask, writer_run_fn *try,
    void (*tried)(struct talk *t, int rc))
{
	const uint8_t *typed = ho_secret_data(t->answer);
	size_t len = ho_secret_len(t->answer);

	if (len == 0) {
		ask(t, true);
	} else if (ho_code_read(typed, len, CODE_DIGITS, t->normal) != HO_OK) {
		talk_tell(t, true, "The code has %d digits.", CODE_DIGITS);
		ask(t, false);
	} else {
		ho_secret_clear(t->answer);
		talk_write(t, try, tried);
	}
}
