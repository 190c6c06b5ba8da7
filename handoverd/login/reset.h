/*
 * handoverd/login/reset.h - the transaction that gives a user a new password.
 *
 * Until it commits, the old password and its sessions hold; with it they end,
 * and the default password and its code are spent.
 */
#ifndef HANDOVERD_RESET_H
#define HANDOVERD_RESET_H

#include "handoverd/login/recovery.h"
#include "handoverd/writer.h"

/* hash: crypt string; errors as assign_complete().  r->login comes out. */
int reset_complete(struct tx *t, struct recovery *r, const char *hash);

#endif
