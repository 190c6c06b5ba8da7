/*
 * handoverd/login/standing.h - what a panel is told of who has signed in.
 *
 * Read in the transaction that says yes, and told beside that yes only: before
 * a credential is proven none of it leaves the daemon (law 9).
 */
#ifndef HANDOVERD_STANDING_H
#define HANDOVERD_STANDING_H

#include "handoverd/writer.h"
#include "lib/base/when.h"
#include "lib/wire/frame.h"

struct standing {
	char role[12];    /* "super-admin", "admin", "user"; "": not read */
	char account[65]; /* its code */
	char factors[32]; /* what they could answer a question for a code with:
			     "totp,recovery"; "" nothing */
	char valid_from[HO_WHEN_LEN];  /* sessions from before are void */
	char grace_until[HO_WHEN_LEN]; /* without a second factor; "": no
					  such grace */
};

/* HO_E_NONE: no such user. */
int standing_read(struct tx *t, int64_t user, struct standing *s);

/* Its fields, into the result; none where it was not read. */
void standing_put(const struct standing *s, struct ho_frame *f);

#endif
