/*
 * tests/pam/token.c - a module in front of ours: leaves a PAM_AUTHTOK behind
 * (token=TEXT) or changes PAM_USER (user=NAME).
 */
#include <string.h>

#include <security/pam_modules.h>

#define EXPORT __attribute__((visibility("default")))

static int
leave(pam_handle_t *pamh, int argc, const char **argv)
{
	for (int i = 0; i < argc; i++) {
		if (strncmp(argv[i], "token=", 6) == 0)
			pam_set_item(pamh, PAM_AUTHTOK, argv[i] + 6);
		if (strncmp(argv[i], "user=", 5) == 0)
			pam_set_item(pamh, PAM_USER, argv[i] + 5);
	}
	return PAM_SUCCESS;
}

EXPORT int
pam_sm_authenticate(pam_handle_t *pamh, int flags, int argc, const char **argv)
{
	(void)flags;
	return leave(pamh, argc, argv);
}

EXPORT int
pam_sm_setcred(pam_handle_t *pamh, int flags, int argc, const char **argv)
{
	(void)flags;
	return leave(pamh, argc, argv);
}

EXPORT int
pam_sm_acct_mgmt(pam_handle_t *pamh, int flags, int argc, const char **argv)
{
	(void)flags;
	return leave(pamh, argc, argv);
}

EXPORT int
pam_sm_chauthtok(pam_handle_t *pamh, int flags, int argc, const char **argv)
{
	(void)flags;
	return leave(pamh, argc, argv);
}
