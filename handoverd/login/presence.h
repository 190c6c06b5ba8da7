/*
 * handoverd/login/presence.h - who signed in of late, for the account phase.
 *
 * A peer that is not root may ask about a user's account only where that user
 * has authenticated through the same peer uid and service within
 * PRESENCE_MS: otherwise the account phase, which asks nobody anything, would
 * be a list of who exists.  Kept in memory and gone with the process: then
 * such a peer is refused until the next login.  Memory is fixed; where a set
 * is full the oldest gives way.
 *
 * The loop's thread only.  Times are milliseconds of a monotonic clock.
 */
#ifndef HANDOVERD_PRESENCE_H
#define HANDOVERD_PRESENCE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#define PRESENCE_SETS 2048
#define PRESENCE_WAYS 8
#define PRESENCE_MS   300000

struct presence;

struct presence_key {
	uid_t peer;
	const char *service; /* borrowed */
	const char *login;   /* folded; borrowed */
};

int presence_new(struct presence **p); /* HO_E_NOMEM */
void presence_free(struct presence **p);

/* The sign-in is committed. HO_E_CRYPTO: it is not remembered. */
int presence_note(
    struct presence *p, const struct presence_key *key, int64_t now_ms);

bool presence_has(
    struct presence *p, const struct presence_key *key, int64_t now_ms);

#endif
