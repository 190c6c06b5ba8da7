/*
 * handoverd/login/rename.h - a user who is signing in takes another login name,
 * by the permission of a case (handoverd/cases/rename.c).
 *
 * All inside a transaction.  What was found when the credentials were proven is
 * read again when the answer is there: a case that was stopped meanwhile, or a
 * permission that has expired, changes nothing, and the sign-in goes on.
 */
#ifndef HANDOVERD_RENAME_H
#define HANDOVERD_RENAME_H

#include <stdint.h>

#include "handoverd/login/recovery.h"

enum rename_end {
	RENAME_OVER = 0, /* the permission is worth nothing any more */
	RENAME_KEPT,     /* the user keeps the name; it stays good */
	RENAME_TAKEN,    /* that name cannot be had: to be asked again */
	RENAME_DONE
};

struct rename {
	struct peer peer;
	int64_t permit; /* 0: none */
	int64_t user;
	char ref[sizeof(((struct ho_case *)0)->ref)];
	int64_t until;
	char login[sizeof(((struct ho_user *)0)->login)]; /* chosen; "" to keep
							      the old one;
							      then: in force */
	enum rename_end end;
};

/* Fills permit, user, ref and until; permit stays 0 where there is none. */
int rename_find(struct tx *t, int64_t user, struct rename *r);

/*
 * Sets r->end, and r->login to what the user signs in by now.  But for
 * RENAME_TAKEN the sign-in is in the log (login.ok).  One transaction: of any
 * number of racing sign-ins one spends the permission; the others were proven
 * by a name that is nobody's now, and the caller refuses them.  HO_E_NONE: the
 * user is not active any more.
 */
int rename_answer(struct tx *t, struct rename *r);

#endif
