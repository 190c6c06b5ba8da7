/*
 * pam_module/call.h - one PAM call, from its arguments to its code.
 *
 * Connect, converse, close; nothing outlives the call.  PAM_SUCCESS comes out
 * only where handoverd said HO_LOGIN_OK in this very call, with no question
 * left open, and everything that belongs to it was done.  PAM_IGNORE never.
 */
#ifndef HO_PAM_CALL_H
#define HO_PAM_CALL_H

#include <security/pam_modules.h>

#include "lib/wire/proto.h"

/* The whole conversation of one phase; the PAM code. */
int call_run(pam_handle_t *pamh, enum ho_phase phase, int flags, int argc,
    const char **argv);

/* Is the right daemon there?  PAM_SUCCESS, or PAM_AUTHINFO_UNAVAIL. */
int call_probe(pam_handle_t *pamh, int argc, const char **argv);

#endif
