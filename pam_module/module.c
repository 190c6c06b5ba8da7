/*
 * pam_module/module.c - pam_handover.so: the four doors that libpam knows.
 *
 * The module carries PAM's questions to handoverd and its answers back, and
 * decides nothing.  See pam_sm_authenticate(3) and its neighbours.
 */
#include <security/pam_modules.h>

#include "pam_module/call.h"

/* Everything else is hidden: this runs in somebody else's address space. */
#define EXPORT __attribute__((visibility("default")))

EXPORT int
pam_sm_authenticate(pam_handle_t *pamh, int flags, int argc, const char **argv)
{
	return call_run(pamh, HO_PHASE_AUTH, flags, argc, argv);
}

EXPORT int
pam_sm_acct_mgmt(pam_handle_t *pamh, int flags, int argc, const char **argv)
{
	return call_run(pamh, HO_PHASE_ACCT, flags, argc, argv);
}

/*
 * libpam comes twice: first to see whether the change could be made, then for
 * the change.  Only the second asks anybody anything.
 */
EXPORT int
pam_sm_chauthtok(pam_handle_t *pamh, int flags, int argc, const char **argv)
{
	if (flags & PAM_UPDATE_AUTHTOK)
		return call_run(pamh, HO_PHASE_CHAUTHTOK, flags, argc, argv);
	if (flags & PAM_PRELIM_CHECK)
		return call_probe(pamh, argc, argv);
	return PAM_AUTHTOK_ERR;
}

/* There are no credentials to set; success here means nothing. */
EXPORT int
pam_sm_setcred(pam_handle_t *pamh, int flags, int argc, const char **argv)
{
	(void)pamh;
	(void)flags;
	(void)argc;
	(void)argv;
	return PAM_SUCCESS;
}
