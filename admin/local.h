/*
 * admin/local.h - what the command does by itself: verbs without the daemon,
 * and what some verbs need before and beside their request.
 */
#ifndef HO_ADMIN_LOCAL_H
#define HO_ADMIN_LOCAL_H

#include "admin/request.h"

/* An exit status. */
typedef int local_fn(struct request *r);

/* The function for a verb that needs no daemon, or asks it in a way of its
 * own; NULL: ask. */
local_fn *local_find(const struct request *r);

/* Looks up what only this side knows (staff add: the uid).  DONE or USAGE. */
int local_prepare(struct request *r);

#endif
