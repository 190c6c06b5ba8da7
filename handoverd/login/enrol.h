/*
 * handoverd/login/enrol.h - a user binds an authenticator: what is written.
 *
 * A password alone must not yield a second factor (NIST SP 800-63B-4 section
 * 6.3), so a code goes to the user's own address on file first.  It is spent in
 * the transaction that binds.  Its limits: user_code.h.  All inside a
 * transaction.
 */
#ifndef HANDOVERD_ENROL_H
#define HANDOVERD_ENROL_H

#include <stdbool.h>
#include <stdint.h>

#include "handoverd/login/codes.h"
#include "handoverd/login/factor.h"

struct enrol {
	struct peer peer;
	int64_t user;
	int64_t code; /* row that was answered right; 0: none */
	struct ho_user row;
	struct ho_account account;
	struct ho_address address; /* their own, with authority */
};

/* Reads all anew.  HO_E_NONE: no active user any more, or no address that a
 * code could go to. */
int enrol_read(struct tx *t, struct enrol *e);

/* A letter to that address, with what a letter about the own login says;
 * until: the time in it. */
int enrol_tell(
    struct tx *t, const struct enrol *e, const char *template, int64_t until);
/* ... with a code, whose row this is, good as long as the code. */
int enrol_tell_code(struct tx *t, const struct enrol *e,
    const struct ho_secret *code, const struct ho_code *row);

/* Sees to it that a good code is in the mailbox; CODE_TOO_MANY: not
 * today, or not for now. */
int enrol_send(struct tx *t, struct enrol *e, bool anew, enum code_sent *sent,
    char ref[static CODE_REF]);

/* e->code is set beside CODE_RIGHT. */
int enrol_try(struct tx *t, struct enrol *e, const struct ho_secret *code,
    enum code_answer *answer);

/*
 * Spends the code, binds f with its seed and makes new recovery codes (their
 * text into shown), in one event; the user is told by a letter.
 */
int enrol_complete(struct tx *t, struct enrol *e, struct ho_factor *f,
    const struct ho_secret *seed, struct ho_secret *shown);

/* The same without an authenticator: new recovery codes alone, and what is
 * bound stays as it is. */
int enrol_renew(struct tx *t, struct enrol *e, struct ho_secret *shown);

#endif
