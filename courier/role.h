/*
 * courier/role.h - what the courier does, a process each.
 *
 * Each job has its own secrets and its own strangers to talk to: the one that
 * takes letters out knows no mailbox's password, the one that hears the host's
 * MTA knows none at all.  Each has a line of its own to handoverd.
 */
#ifndef COURIER_ROLE_H
#define COURIER_ROLE_H

#include <stdbool.h>

#include "courier/deliver.h"
#include "lib/conf/conf.h"

struct role {
	const char *name;
	bool (*is_wanted)(const struct ho_conf *c);
	/* Is there everything it needs?  why: a sentence for the operator. */
	int (*ready)(const struct ho_conf *c, char why[static WHY_SIZE]);
	/* Works until it is killed; a return is a failure, and it begins
	 * anew. */
	void (*run)(const struct ho_conf *c);
};

extern const struct role letters_role;  /* letters.c */
extern const struct role messages_role; /* sms.c */
extern const struct role hooks_role;    /* hooks.c */
extern const struct role copies_role;   /* copies.c */
extern const struct role tickets_role;  /* tickets.c */
extern const struct role inbox_role;    /* inbox.c */
extern const struct role receive_role;  /* receive.c */

#endif
