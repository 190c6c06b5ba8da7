/*
 * handoverd/login/candidate.h - who is meant to become the new super-admin.
 *
 * What is typed is a login or an address, in that order, for a login may look
 * like an address.  Only active users of the account whose address has
 * authority at this time can be named, or, in an owner case, the contact that
 * the credentials went to (law 12).  Nothing that is typed becomes an address:
 * it only finds one on file (law 10).
 */
#ifndef HANDOVERD_CANDIDATE_H
#define HANDOVERD_CANDIDATE_H

#include "handoverd/login/recovery.h"
#include "lib/flow/assign.h"

struct candidate {
	enum ho_candidate who;
	struct ho_user user;       /* beside HO_CANDIDATE_USER: they ... */
	struct ho_address address; /* ... and where they can be asked */
};

/* Who of the account's users is meant; no contact. */
int candidate_find(struct tx *t, const struct ho_account *account,
    const char *typed, struct candidate *found);

/* The address that an empty answer stands for: the choice of before the line
 * was lost, else the contact. */
int candidate_preset(
    struct tx *t, const struct recovery *r, struct ho_address *address);

/*
 * Where *who may: fills in r->candidate_*, r->login ("" for one who becomes a
 * user), adds to r->known, remembers the choice in the credential, and gives
 * the address.  Otherwise nothing changes.
 */
int candidate_choose(struct tx *t, struct recovery *r, const char *typed,
    enum ho_candidate *who, struct ho_address *address);

#endif
