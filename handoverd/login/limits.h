/*
 * handoverd/login/limits.h - what stops a guesser, and never the owner.
 *
 * Kept in the store: a restart or kill -9 gives nobody a fresh start.
 * Passwords and codes are counted apart:
 *
 *	of one user   tries in a row: pauses grow (lib/flow/limit.h), and at
 *	              tries-disable the password, or each authenticator, is
 *	              taken no more until it is bound again.  Tries from where
 *	              this user signed in before and from anywhere else are
 *	              counted apart, each with pauses of its own, and the latter
 *	              end at tries-strange: a stranger uses up half of it
 *	of an address so many in a window; then it waits, whoever is named
 *	of an account, a peer's uid, the whole store
 *	              so many in a window; then nobody is let in from where they
 *	              never signed in, and everybody from where they did
 *
 * A right password clears the count of passwords alone, a right code that of
 * codes; a code sent anew clears nothing.  Names that are nobody's are counted
 * like a user who never signed in, by LIMIT_SLOTS keyed slots: a flood of them
 * costs no row.
 *
 * A default password is 120 bits and beyond guessing, and whoever could stop
 * it by guessing (the departed owner) would end the recovery.  So a right one
 * is never held up; only the refusal of a wrong one leaves later, by what is
 * left of the pause of its place, LIMIT_DELAY at most.
 *
 * In a pause nothing is hashed, counted or told to the log, which would grow as
 * fast as a stranger can type; a right password is refused too, and the grid
 * makes the answers alike.  It is asked before anything is hashed, and once
 * more in the transaction that decides: of a thousand tries under way at once,
 * those beyond the limit come to nothing.
 *
 * All inside a transaction; what writes, inside an open event.
 */
#ifndef HANDOVERD_LIMITS_H
#define HANDOVERD_LIMITS_H

#include <stdbool.h>
#include <stdint.h>

#include "handoverd/login/place.h"
#include "handoverd/writer.h"
#include "lib/store/rows.h"

#define LIMIT_SLOTS  8192  /* of names, of addresses, of places */
#define LIMIT_PLACES 16    /* places kept of one user, the newest */
#define LIMIT_SEEN   86400 /* seconds: a place is not noted more often */
#define LIMIT_DELAY  2     /* seconds a wrong default password waits at most */
#define LIMIT_QUIET  600   /* seconds, then these pauses are forgotten */

/* Who tries. */
struct limit_who {
	int64_t user, account; /* 0: nobody has that name */
	const char *name;      /* folded where it can be; borrowed */
	uid_t peer;
	const struct place *place; /* borrowed */
};

/*
 * May this be tried now?  what: enum ho_tried.  false too where it is disabled.
 * HO_E_FORGED: a tally that the log knows is not there, or is not ours.
 */
int limits_may(
    struct tx *t, const struct limit_who *who, enum ho_tried what, bool *may);

enum limit_end {
	LIMIT_GOES_ON = 0,
	LIMIT_STRANGERS, /* that was the last of those from elsewhere */
	LIMIT_DISABLED   /* that was the last */
};

/* One wrong try.  end: what it came to, said once. */
int limits_wrong(struct tx *t, const struct limit_who *who, enum ho_tried what,
    enum limit_end *end);

/* How many wrong codes one authenticator counts from there.  Another one that is
 * right clears the count of codes and not that of the first: without an end of
 * their own, strangers would use up the device that is not in daily use. */
int limits_codes(struct tx *t, const struct limit_who *who, int64_t *most);

/* A letter to the user's own address, where there is one: what was tried, and
 * what has come to its end.  In or out of an event. */
int limits_tell(
    struct tx *t, int64_t user, enum ho_tried what, enum limit_end end);

/* The sign-in is complete: this user is known to come from here. */
int limits_seen(struct tx *t, const struct limit_who *who);

/* A right one; or another password, or a new authenticator.  Writes only where
 * there is something to clear.  With factor_unlock() it is what unlocks. */
int limits_clear(struct tx *t, int64_t user, enum ho_tried what);

/*
 * How many authenticators this user has bound, beside the count of wrong codes:
 * a row that can be missed tells that another one was taken away.
 * HO_E_FORGED: see limits_may().
 */
int limits_bound(struct tx *t, int64_t user, int64_t *n);
/* One more or less, and never what is there: what somebody took away would not
 * be missed any more. */
int limits_count_bound(struct tx *t, int64_t user, int64_t more);
/* The user has none now, whatever became of them. */
int limits_none_bound(struct tx *t, int64_t user);

/* --- default passwords of references -------------------------------------- */

/* Seconds that a wrong one is held now; 0: it is counted and told. */
int limits_default(struct tx *t, const struct limit_who *who, int64_t *held);
int limits_default_wrong(struct tx *t, const struct limit_who *who);

/* --- codes that are sent where no password is asked ----------------------- */

/* May one be sent, of 'most' a day?  From where this user never signed in half
 * of them may be asked for, and are counted here. */
int limits_letter(
    struct tx *t, const struct limit_who *who, int64_t most, bool *may);

/* --- for people to read --------------------------------------------------- */

struct limit_state {
	struct ho_tally tally; /* row id 0: none yet */
	bool is_disabled;
	bool is_shut;                 /* to whom it does not know */
	int64_t wait, stranger_waits; /* seconds */
};
int limits_look(
    struct tx *t, int64_t user, enum ho_tried what, struct limit_state *state);

/* How many of all wrong tries of the window there were. */
int limits_pressure(struct tx *t, enum ho_tried what, int64_t *wrong);

#endif
