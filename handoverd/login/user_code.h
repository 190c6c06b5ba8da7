/*
 * handoverd/login/user_code.h - a code to a mailbox, asked for by a user who
 * has proven a credential, and by no case.
 *
 * The same limits as of a claim code: one letter in CODE_EVERY, CODE_MOST in
 * CODE_LIFE, USER_CODE_DAY a day, to whatever addresses: who names one after
 * another floods no mailbox.  USER_CODE_TRIES wrong answers end a code.  A new
 * one voids the one before.  A right answer does not spend it: what it is for
 * does, in its own transaction.
 *
 * All inside a transaction.
 */
#ifndef HANDOVERD_USER_CODE_H
#define HANDOVERD_USER_CODE_H

#include <stdbool.h>
#include <stdint.h>

#include "handoverd/login/codes.h"
#include "handoverd/login/limits.h"

#define USER_CODE_DAY   10 /* letters a day, user and purpose */
#define USER_CODE_TRIES 5  /* wrong answers a code */

struct user_code {
	struct peer peer;
	int64_t purpose;   /* enum ho_code_purpose */
	int64_t user;      /* who has proven a credential: the code's owner */
	const char *login; /* theirs; borrowed */
	int64_t reader;    /* the user whose mailbox it is */
	int64_t address;   /* ... and which */
	/* whose wrong tries of codes it counts among; NULL: the code's alone */
	const struct limit_who *who;
};

/* Writes the letter; row: the code's. */
typedef int user_code_letter_fn(struct tx *t, const void *ctx,
    const struct ho_secret *code, const struct ho_code *row);

/* Sees to it that a good code is in the mailbox; CODE_TOO_MANY: not today, or
 * not for now.  anew: the person says that it did not come.  ref: what its letter
 * calls it, "" where there is none. */
int user_code_send(struct tx *t, const struct user_code *c, bool anew,
    user_code_letter_fn *letter, const void *ctx, enum code_sent *sent,
    char ref[static CODE_REF]);

/* id: the row, set beside CODE_RIGHT only.  CODE_WRONG_CLOSED too where codes
 * of this user are not taken for now (limits.h). */
int user_code_try(struct tx *t, const struct user_code *c,
    const struct ho_secret *code, enum code_answer *answer, int64_t *id);

/* Inside an open event.  HO_E_TAKEN: somebody was first, or it is no such code
 * any more. */
int user_code_spend(struct tx *t, const struct user_code *c, int64_t id);

#endif
