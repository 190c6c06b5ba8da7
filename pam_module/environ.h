/*
 * pam_module/environ.h - the PAM environment, so that a panel parses no text.
 *
 * Before every prompt HANDOVER_ASK, _REF, _STEP and _UNTIL; after every phase
 * HANDOVER_RESULT and, beside assigned, HANDOVER_LOGIN.  What is not said is
 * empty, never left over from the prompt before.
 */
#ifndef HO_PAM_ENVIRON_H
#define HO_PAM_ENVIRON_H

#include <stdbool.h>

#include <security/pam_modules.h>

#include "lib/wire/frame.h"

/* All of them are empty.  HO_E_NOMEM: HANDOVER_RESULT and _LOGIN are gone. */
int environ_clear(pam_handle_t *pamh);

/*
 * ASK, REF, STEP and UNTIL of an HO_M_LOGIN_ASK.
 *
 * HO_E_PEER: ASK is missing, or one is too long or not printable ASCII.
 */
int environ_ask(pam_handle_t *pamh, const struct ho_view *v);

/*
 * ROLE, ACCOUNT, FACTORS and SESSIONS_VALID_FROM, and where a grace runs STEP
 * and UNTIL, of an HO_M_LOGIN_RESULT that says yes.  HO_E_PEER as above.  Whoever
 * makes a "no" of it afterwards calls environ_forget_proven().
 */
int environ_proven(pam_handle_t *pamh, const struct ho_view *v);
/* Has it any of these? */
bool environ_has_proven(const struct ho_view *v);

/*
 * HANDOVER_RESULT and HANDOVER_LOGIN; both printable already.  On HO_E_NOMEM
 * they are gone rather than stale.
 */
int environ_result(pam_handle_t *pamh, const char *result, const char *login);

/* Takes HANDOVER_RESULT and _LOGIN away again, and these; needs no memory. */
void environ_forget(pam_handle_t *pamh);
void environ_forget_proven(pam_handle_t *pamh); /* these alone */

/* The field as printable ASCII into out; "" where it is not there. */
int environ_word(const struct ho_view *v, uint16_t tag, char *out, size_t cap);

#endif
