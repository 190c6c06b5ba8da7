/*
 * handoverd/login/pauses.h - growing pauses after wrong tries.
 *
 * Until real throttling comes, this is what slows a guesser.  It counts by
 * (name, peer uid) and, where the peer is root and so can be believed, by
 * RHOST as well: the owner at a desk of their own is not stopped by somebody
 * who guesses from elsewhere.  After five wrong tries comes a pause of 1 s,
 * after each further one twice that, up to 30 s.  Within a pause every try is
 * refused, also a right password, without being counted (a guesser cannot
 * stretch it) and without a hash: the grid makes the answers alike.  A right
 * password outside a pause forgets the wrong ones; so do ten quiet minutes.
 *
 * A default password is 120 bits and beyond guessing, and whoever could stop
 * it by guessing (the departed owner) would end the recovery.  So a right one
 * is never held up by a pause; only the refusal of a wrong one leaves later,
 * by what is left of the pause and PAUSES_DELAY_MS at most.  Within a pause a
 * wrong one is neither counted nor told to the log, which would otherwise grow
 * as fast as a stranger can type.
 *
 * Known and unknown names are treated alike, and no name is kept: entries are
 * a keyed hash under a key of this process.  Memory is fixed: PAUSES_SETS sets
 * of PAUSES_WAYS entries; where a set is full, the entry with the fewest wrong
 * tries gives way, so a flood of invented names drives out other invented
 * names first.
 *
 * The loop's thread only.  Times are milliseconds of a monotonic clock.
 */
#ifndef HANDOVERD_PAUSES_H
#define HANDOVERD_PAUSES_H

#include <stdint.h>
#include <sys/types.h>

#define PAUSES_SETS     2048
#define PAUSES_WAYS     8
#define PAUSES_FREE     5      /* wrong tries before the first pause */
#define PAUSES_FIRST_MS 1000   /* the first one */
#define PAUSES_MOST_MS  30000  /* the longest one */
#define PAUSES_QUIET_MS 600000 /* then all is forgotten */
#define PAUSES_DELAY_MS 2000   /* most that a refusal is held back */

struct pauses;

struct pause_key {
	const char *name; /* folded where it can be; borrowed */
	uid_t peer;
	const char *rhost; /* "" where not known; borrowed */
};

int pauses_new(struct pauses **p); /* HO_E_NOMEM, HO_E_CRYPTO */
void pauses_free(struct pauses **p);

/* What is left of a pause; 0: there is none. */
int64_t pauses_left(
    struct pauses *p, const struct pause_key *key, int64_t now_ms);

void pauses_wrong(
    struct pauses *p, const struct pause_key *key, int64_t now_ms);
void pauses_right(struct pauses *p, const struct pause_key *key);

#endif
