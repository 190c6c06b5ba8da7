/* lib/base/err.c - the codes in words. */
#include "lib/base/err.h"

const char *
ho_err_text(int err)
{
	switch (err) {
	case HO_OK: return "done";
	case HO_E_NOMEM: return "out of memory";
	case HO_E_INPUT: return "invalid input";
	case HO_E_IO: return "input/output error";
	case HO_E_PEER: return "the other side broke the protocol";
	case HO_E_ORDER: return "called out of turn";
	case HO_E_NONE: return "not found";
	case HO_E_TAKEN: return "already taken";
	case HO_E_FORGED: return "authenticity check failed";
	case HO_E_LIMIT: return "over a limit";
	case HO_E_TIMEOUT: return "timed out";
	case HO_E_RULE: return "refused by a law of the store";
	case HO_E_CRYPTO: return "the crypto library failed";
	}
	return "unknown error";
}
