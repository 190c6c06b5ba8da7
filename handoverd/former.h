/*
 * handoverd/former.h - login names that can be had.
 *
 * A name that its user gave up is nobody else's for login-kept: letters, and
 * whoever is used to it, still mean the one who had it.  The schema says the
 * same to everybody (schema/sqlite/002_laws.sql); here it is asked first, so
 * that it can be told.
 */
#ifndef HANDOVERD_FORMER_H
#define HANDOVERD_FORMER_H

#include <stdbool.h>
#include <stdint.h>

#include "handoverd/writer.h"

/*
 * Can this user (0: one who is new) have this folded login now?  Not where it
 * is somebody's, theirs too, or kept for somebody else; their own old ones
 * they can have back.
 */
int former_is_free(
    struct tx *t, const char *login, int64_t user, bool *is_free);

#endif
