/*
 * handoverd/login/codes.h - the short-lived codes of a recovery.
 *
 * Eight digits, kept as a keyed hash over purpose, user, challenge and digits,
 * sent to an address on file, good for CODE_LIFE.  A code that was sent and is
 * still good is asked again rather than replaced; a new one goes out every
 * CODE_EVERY at most, and in CODE_LIFE no more than that comes to, to whatever
 * addresses: who names one candidate after another floods no mailbox.
 *
 * Wrong answers count on the credential, ten in all (10 tries against 10^8
 * codes); after that the claim is closed and the case has to issue anew.  A
 * right answer does not spend the code: the transaction that completes the
 * case does, so a lost line can come back.
 *
 * All inside a transaction.
 */
#ifndef HANDOVERD_CODES_H
#define HANDOVERD_CODES_H

#include <stdbool.h>
#include <stdint.h>

#include "handoverd/login/code_row.h"
#include "handoverd/login/recovery.h"
#include "handoverd/writer.h"

struct ho_secret;

#define CODE_TRIES 10 /* wrong answers a credential */

enum code_sent {
	CODE_CLOSED = 0, /* too many wrong answers: none goes out any more */
	CODE_GOOD,       /* one is good already */
	CODE_TOO_SOON,   /* the same, though a new one was asked for */
	CODE_TOO_MANY,   /* none is good, and none goes out for now */
	CODE_SENT,
};

/*
 * Sees to it that a good code is in the mailbox.  purpose: enum
 * ho_code_purpose; anew: the person says that it did not come.  ref: what its
 * letter calls it, "" where there is none.
 */
int code_send(struct tx *t, const struct recovery *r, int64_t purpose,
    int64_t address, bool anew, enum code_sent *sent,
    char ref[static CODE_REF]);

enum code_answer {
	CODE_WRONG = 0,
	CODE_WRONG_CLOSED, /* and that was the last try */
	CODE_STALE,        /* there is none any more that it could be */
	CODE_RIGHT = 0x41c6,
};

/* code: CODE_DIGITS digits; what is no code at all is not tried, and so not
 * counted.  id: the row, set beside CODE_RIGHT only. */
int code_try(struct tx *t, const struct recovery *r, int64_t purpose,
    int64_t address, const struct ho_secret *code, enum code_answer *answer,
    int64_t *id);

/*
 * The same for a code of the user's own authenticator, in a reset: a right one
 * is taken at once, and wrong ones count on the credential.  CODE_STALE: it was
 * right once, or comes from far ahead; not counted.
 */
int code_try_factor(struct tx *t, const struct recovery *r,
    const struct ho_secret *code, enum code_answer *answer);

/* Spends it, inside the open event of the completion; HO_E_TAKEN: it was. */
int code_spend(struct tx *t, const struct recovery *r, int64_t id);

#endif
