/*
 * pam_module/converse.h - one message to the person, one answer back.
 *
 * The application's conversation function is foreign code: it may answer with
 * nothing at all, with NULL, with a megabyte, or with the same password to
 * every question.  One message a call, because many answer only one.  Every
 * answer is wiped before libpam's memory is released.  Source: pam_conv(3).
 */
#ifndef HO_PAM_CONVERSE_H
#define HO_PAM_CONVERSE_H

#include <stdbool.h>
#include <stddef.h>

#include <security/pam_modules.h>

/*
 * Asks, and copies the answer into out (cap octets, NUL-terminated).
 *
 * HO_E_NONE: no answer; the application failed or has nothing to say.
 * HO_E_INPUT: one that nobody types: longer than cap - 1, or with a control
 * character (sshd makes those up for users it does not know).
 * out is all zero on every failure.
 */
int converse_ask(
    pam_handle_t *pamh, bool echo, const char *prompt, char *out, size_t cap);

/*
 * The PAM_AUTHTOK that an earlier module left, under the same rules.
 */
int converse_first_pass(pam_handle_t *pamh, char *out, size_t cap);

/* Shows text; whether anybody saw it is not known and does not matter. */
void converse_tell(pam_handle_t *pamh, bool is_error, const char *text);

#endif
