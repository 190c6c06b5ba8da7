/* handoverd/login/talk_read.c - from a message of the login door to the talk. */
#include "handoverd/login/talk_read.h"

#include <string.h>

#include "handoverd/login/talk.h"
#include "lib/base/err.h"

/* A text that may be missing. */
static int
optional(const struct ho_view *v, uint16_t tag, char *out, size_t cap)
{
	int rc = ho_view_str(v, tag, out, cap);

	return rc == HO_E_NONE ? HO_OK : rc;
}

int
talk_read_start(struct talk *t, const struct ho_view *v)
{
	if (ho_view_u64(v, HO_T_PHASE, &t->phase) != HO_OK ||
	    ho_view_u64(v, HO_T_FLAGS, &t->flags) != HO_OK ||
	    ho_view_str(v, HO_T_USER, t->name, sizeof(t->name)) != HO_OK ||
	    ho_view_str(v, HO_T_SERVICE, t->service, sizeof(t->service)) !=
		HO_OK ||
	    optional(v, HO_T_RHOST, t->rhost, sizeof(t->rhost)) != HO_OK)
		return HO_E_PEER;
	return HO_OK;
}

int
talk_read_answer(struct talk *t, const struct ho_view *v)
{
	struct ho_field f;

	if (ho_view_get(v, HO_T_DATA, &f) != HO_OK)
		return HO_E_PEER;
	return ho_secret_set(t->answer, f.data, f.len) == HO_OK ? HO_OK
								: HO_E_PEER;
}

int
talk_read_nothing(struct talk *t, const struct ho_view *v)
{
	(void)v;
	ho_secret_clear(t->answer);
	return HO_OK;
}
