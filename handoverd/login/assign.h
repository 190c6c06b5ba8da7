/*
 * handoverd/login/assign.h - the transaction that makes a new super-admin.
 *
 * All of it or nothing (law 3), once (law 4): the new user where one is
 * needed, the account's super-admin, the departed owner disabled with their
 * password void, sessions from before ended, the default password and its
 * codes spent, the case closed, everyone told.
 */
#ifndef HANDOVERD_ASSIGN_H
#define HANDOVERD_ASSIGN_H

#include "handoverd/login/recovery.h"
#include "handoverd/writer.h"

/*
 * hash: crypt string of a password chosen now; "" where the candidate keeps
 * theirs.  r->login comes out as the login to sign in with.
 *
 * HO_E_NONE, HO_E_TAKEN: something that it rests on is not so any more, or
 * somebody else was first: refused, and nothing has happened.
 */
int assign_complete(struct tx *t, struct recovery *r, const char *hash);

#endif
