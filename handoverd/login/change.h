/*
 * handoverd/login/change.h - a user changes the own password: what is written.
 *
 * Who they are was proven in this conversation by what the service asks: the
 * password itself (a change), or a code (a reset).  What was proven is looked
 * at again: a password that somebody else has changed meanwhile is not
 * overwritten, a user who was disabled gets none.  All inside a transaction.
 */
#ifndef HANDOVERD_CHANGE_H
#define HANDOVERD_CHANGE_H

#include <stdbool.h>
#include <stdint.h>

#include "handoverd/login/enrol.h"

struct change {
	struct peer peer;
	int64_t user;
	const char *login;    /* by which they proved who they are */
	int64_t password_seq; /* of the row that was on file; 0: none was */
	bool is_reset; /* sessions from before end: whoever lost a password
			  may have lost it to somebody */
};

/*
 * Puts the new hash, in one event; wrong tries of the password are forgotten.
 * The user is told by a letter, where there is an address.  HO_E_NONE: no
 * active user of that login any more.  HO_E_TAKEN: another password since.
 */
int change_complete(struct tx *t, const struct change *c, const char *hash);

#endif
