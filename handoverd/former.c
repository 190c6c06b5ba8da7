/* handoverd/former.c - login names that can be had. */
#include "handoverd/former.h"

#include "lib/base/err.h"

struct search {
	int64_t user;
	bool is_kept;
};

static int
each_former(void *ctx, void *row)
{
	const struct ho_former *f = row;
	struct search *s = ctx;

	s->is_kept = s->is_kept || f->user != s->user;
	return HO_OK;
}

int
former_is_free(struct tx *t, const char *login, int64_t user, bool *is_free)
{
	struct search s = { .user = user };
	struct ho_user holder;
	int rc = HO_ASK(t->s, HO_Q_USER_BY_LOGIN, &holder, HO_STR(login));

	*is_free = false;
	if (rc != HO_E_NONE)
		return rc;
	rc = ho_store_each(t->s, HO_Q_FORMERS_BY_LOGIN,
	    (struct ho_arg[]){ HO_STR(login), HO_INT(t->now) }, 2, 0,
	    each_former, &s);
	*is_free = rc == HO_OK && !s.is_kept;
	return rc;
}
