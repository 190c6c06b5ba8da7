/*
 * pam_module/options.h - the words behind pam_handover.so in a service file.
 *
 * Read anew at every PAM call, for nothing is kept between calls.  A word that
 * is not known, a bad value or a word given twice is refused: an administrator
 * who mistypes daemon_uid= must find a closed door, not a default.
 */
#ifndef HO_PAM_OPTIONS_H
#define HO_PAM_OPTIONS_H

#include <stdbool.h>
#include <sys/types.h>

#define HO_DEFAULT_SOCKET  "/run/handover/login.sock"
#define HO_DEFAULT_TIMEOUT 5  /* seconds */
#define HO_MAX_TIMEOUT     60 /* seconds */

struct options {
	const char *socket; /* absolute; borrowed from argv */
	uid_t daemon_uid;   /* 0 where only root may answer */
	int timeout_ms;     /* for each answer that no person types */
	bool single_prompt;
	bool use_first_pass; /* PAM_AUTHTOK or nothing */
	bool try_first_pass; /* PAM_AUTHTOK where it is set */
	bool debug;
};

/*
 * Reads argv into *o.
 *
 * HO_E_INPUT: *bad is the word that is wrong, borrowed; *o is of no use.
 */
int options_read(
    struct options *o, int argc, const char *const *argv, const char **bad);

#endif
