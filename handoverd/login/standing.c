/* handoverd/login/standing.c - what a panel is told of who has signed in. */
#include "handoverd/login/standing.h"

#include <stdio.h>
#include <string.h>

#include "handoverd/login/factor.h"
#include "lib/base/err.h"
#include "lib/wire/proto.h"

static void
add_word(char *list, size_t size, const char *word)
{
	size_t len = strlen(list);

	snprintf(list + len, size - len, "%s%s", len > 0 ? "," : "", word);
}

struct seen {
	struct tx *t;
	bool has[HO_FACTOR_HOTP + 1];
};

static int
see_factor(void *ctx, void *row)
{
	const struct ho_factor *f = row;
	struct seen *s = ctx;

	s->has[f->kind] = s->has[f->kind] || !factor_is_locked(s->t, f);
	return HO_OK;
}

static int
read_factors(struct tx *t, int64_t user, struct standing *s)
{
	struct ho_arg key = HO_INT(user);
	struct seen seen = { .t = t };
	int64_t spares;
	int rc = ho_store_each(t->s, HO_Q_FACTORS_LIVE_OF, &key, 1, FACTOR_MOST,
	    see_factor, &seen);

	if (rc != HO_OK || (rc = factor_left(t, user, &spares)) != HO_OK)
		return rc;
	if (seen.has[HO_FACTOR_TOTP])
		add_word(s->factors, sizeof(s->factors), "totp");
	if (seen.has[HO_FACTOR_HOTP])
		add_word(s->factors, sizeof(s->factors), "hotp");
	if (spares > 0)
		add_word(s->factors, sizeof(s->factors), "recovery");
	return HO_OK;
}

int
standing_read(struct tx *t, int64_t user, struct standing *s)
{
	struct ho_account a;
	struct ho_user u;
	int rc;

	*s = (struct standing){ 0 };
	if ((rc = ho_store_get(t->s, HO_USER, user, &u)) != HO_OK ||
	    (rc = ho_store_get(t->s, HO_ACCOUNT, u.account, &a)) != HO_OK ||
	    (rc = read_factors(t, user, s)) != HO_OK)
		return rc;
	memcpy(s->account, a.code, sizeof(s->account));
	if (u.valid_from < a.valid_from)
		u.valid_from = a.valid_from;
	if (u.valid_from != 0)
		ho_when_format(u.valid_from, s->valid_from);
	strcpy(s->role,
	    a.super_admin == user         ? "super-admin"
		: u.role == HO_ROLE_ADMIN ? "admin"
					  : "user");
	return HO_OK;
}

void
standing_put(const struct standing *s, struct ho_frame *f)
{
	if (s->role[0] == '\0')
		return;
	ho_frame_str(f, HO_T_ROLE, s->role);
	ho_frame_str(f, HO_T_ACCOUNT, s->account);
	ho_frame_str(f, HO_T_FACTORS, s->factors);
	ho_frame_str(f, HO_T_VALID_FROM, s->valid_from);
	if (s->grace_until[0] == '\0')
		return;
	ho_frame_str(f, HO_T_STEP, "grace");
	ho_frame_str(f, HO_T_UNTIL, s->grace_until);
}
