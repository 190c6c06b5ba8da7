/*
 * handoverd/login/factor.h - a user's authenticators and recovery codes.
 *
 * A code is looked at, then taken: factor_match() reads and says what the code
 * is, factor_take() writes inside the open event of the login that it opens.
 * Both in one transaction of the one writer, which commits before anybody is
 * told, so of any number of presenters one finds the floor still below its
 * code (law 4).  A code is taken only beside a right password (where one is
 * asked): a stranger spends nobody's code, and a slip in the password costs
 * none.
 *
 * Wrong codes (beside a right password, where one is asked) count on every live
 * authenticator of the user; a right one of its own forgets them.  One from far
 * off counts too: it opens nothing, whoever typed it.  At
 * tries-disable in a row one is taken no more until it is bound again (NIST SP
 * 800-63B-4 section 3.2.2).  How many of them a stranger can cause: limits.h.
 *
 * All inside a transaction.
 */
#ifndef HANDOVERD_FACTOR_H
#define HANDOVERD_FACTOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "handoverd/writer.h"
#include "lib/otp/otp.h"
#include "lib/store/rows.h"

struct daemon;
struct ho_secret;

#define FACTOR_FEW   3  /* recovery codes left: the person is told */
#define FACTOR_CODES 10 /* recovery codes made at once */
#define FACTOR_MOST  8  /* live authenticators of one user */

enum factor_answer {
	FACTOR_WRONG = 0,
	FACTOR_NONE,      /* the user has nothing that could be right */
	FACTOR_LOCKED,    /* too many wrong ones in a row */
	FACTOR_USED,      /* it was right once: somebody may have been first */
	FACTOR_ONCE_MORE, /* from far off: the next one is wanted too */
	FACTOR_RIGHT = 0x41c6
};

/* The word in the log. */
const char *factor_answer_name(enum factor_answer answer);

bool factor_is_locked(const struct tx *t, const struct ho_factor *f);

/* As what it counts: one bit of enum ho_otp_counts. */
int factor_counts(const struct ho_factor *f);

struct factor_match {
	enum factor_answer answer;
	bool fits;               /* it has as many digits as one of them */
	const char *kind;        /* "totp", "hotp", "recovery", "mail", "sms" */
	struct ho_factor factor; /* row id 0: none */
	struct ho_otp_place next; /* where its device is then */
	struct ho_recovery spare; /* row id 0: none */
	struct ho_code sent;      /* row id 0: none */
};

/*
 * Has this user anything that is asked for?  user 0: nobody, for the time.
 * HO_E_FORGED: not as many authenticators as were bound: somebody with other
 * tools took one away, and would have a sign-in by the password alone.
 */
int factor_has(struct tx *t, int64_t user, bool *has);

/*
 * Whether a name that is nobody's would have one: half of all names, each
 * always the same, by a key that no stranger has (law 9).
 */
bool factor_made_up(const struct daemon *d, const char *login);

/*
 * What is this code to the user?  typed: as it was typed, blanks and dashes
 * forgiven.  kinds: bits of enum ho_otp_counts.
 */
int factor_match(struct tx *t, int64_t user, int kinds, const void *typed,
    size_t len, struct factor_match *m);

/*
 * Of a password and a code in one field: how many octets at the end are the
 * code.  Every end that could be one of the user's codes is matched; where
 * none is right, it is the end that looks like one.  0: none does.
 */
int factor_split(struct tx *t, int64_t user, int kinds, const void *typed,
    size_t len, size_t *code_len);

/*
 * Inside an open event: the row of what matched, FACTOR_RIGHT or
 * FACTOR_ONCE_MORE, as it is from now on.  HO_E_TAKEN: somebody was first.
 */
int factor_take(struct tx *t, struct factor_match *m);

/*
 * Is what a code came from, that was taken in this conversation, the user's
 * still?  HO_E_TAKEN: the device was removed meanwhile, the recovery codes were
 * made anew, the address is not on file any more.
 */
int factor_holds(struct tx *t, int64_t user, const struct factor_match *m);

/*
 * Inside an open event: a wrong code, counted on each authenticator up to 'most'
 * (limits_codes()).  is_locked: that was the last one.
 */
int factor_wrong(struct tx *t, int64_t user, int64_t most, bool *is_locked);

/* Inside an open event: the user's authenticators are taken again, as if no
 * code had been wrong.  Beside limits_clear(): what a case unlocks. */
int factor_unlock(struct tx *t, int64_t user);

/* How many recovery codes are left. */
int factor_left(struct tx *t, int64_t user, int64_t *n);

/* Inside an open event: a new authenticator; f without its seed, which has to
 * be sound with it (HO_E_INPUT).  HO_E_LIMIT: FACTOR_MOST are there. */
int factor_bind(
    struct tx *t, struct ho_factor *f, const struct ho_secret *seed);

/*
 * Inside an open event: FACTOR_CODES new recovery codes in place of all that
 * were left; their text, one a line, is added to 'shown'.
 */
int factor_renew(struct tx *t, int64_t user, struct ho_secret *shown);

/* Inside an open event: one authenticator, and with the last of them the
 * recovery codes, which stood in for it; or all that the user has. */
int factor_end(struct tx *t, struct ho_factor *f);
int factor_end_all(struct tx *t, int64_t user);

#endif
