/* handoverd/login/rule.c - the facts of a second factor's rule. */
#include "handoverd/login/rule.h"

#include "handoverd/daemon.h"
#include "handoverd/login/enrol.h"
#include "handoverd/login/factor.h"
#include "handoverd/login/sent.h"
#include "lib/base/err.h"

/* --- is there any? -------------------------------------------------------- */

bool
rule_in_force(const struct daemon *d)
{
	return d->conf.second_factor != 0 || atomic_load(&d->has_own_rules);
}

/* It is never unset: that would only change which questions nobody is asked. */
void
rule_set(struct tx *t)
{
	atomic_store(&t->d->has_own_rules, true);
}

int
rule_start(struct tx *t)
{
	int64_t n;
	int rc = ho_store_count(t->s, HO_Q_ACCOUNTS_RULED, NULL, 0, &n);

	if (rc == HO_OK && n > 0)
		rule_set(t);
	return rc;
}

/* --- whom it binds -------------------------------------------------------- */

static int
role_of(const struct ho_account *a, const struct ho_user *u)
{
	if (a->super_admin == u->row.id)
		return HO_FACTOR_OF_SUPER;
	return u->role == HO_ROLE_ADMIN ? HO_FACTOR_OF_ADMIN
					: HO_FACTOR_OF_USER;
}

struct looking {
	int kinds; /* that count */
	struct ho_rule *r;
};

static int
look_at(void *ctx, void *row)
{
	const struct ho_factor *f = row;
	struct looking *l = ctx;

	if (f->state != HO_LIVE)
		l->r->had_factor = true;
	else if ((factor_counts(f) & l->kinds) != 0)
		l->r->has_counted = true;
	return HO_OK;
}

static int
read_factors(struct tx *t, int64_t user, int kinds, struct ho_rule *r)
{
	const struct ho_arg all[] = { HO_INT(user), HO_INT(0) };
	struct looking l = { .kinds = kinds, .r = r };
	int64_t spares;
	int rc;

	if ((rc = factor_has(t, user, &r->has_factor)) != HO_OK ||
	    (rc = ho_store_each(
		 t->s, HO_Q_FACTORS_OF, all, 2, 0, look_at, &l)) != HO_OK ||
	    (rc = factor_left(t, user, &spares)) != HO_OK)
		return rc;
	if (spares > 0 && (kinds & HO_COUNTS_RECOVERY) != 0)
		r->has_counted = true;
	r->can_count = (kinds & HO_COUNTS_TOTP) != 0;
	return HO_OK;
}

int
rule_read(struct tx *t, int64_t user, int kinds, int sent, struct ho_rule *r)
{
	const struct ho_conf *conf = &t->d->conf;
	struct enrol e = { .user = user };
	int counts = ho_rule_kinds(kinds, conf->second_factor_by);
	const char *way;
	int rc, found;

	*r = (struct ho_rule){ 0 };
	found = enrol_read(t, &e);
	if (found != HO_OK && found != HO_E_NONE)
		return found;
	if ((rc = read_factors(t, user, counts, r)) != HO_OK ||
	    (rc = sent_way(t, user, kinds & sent & conf->second_factor_by,
		 &way)) != HO_OK ||
	    e.account.row.id == 0)
		return rc;
	r->by_role = (conf->second_factor & role_of(&e.account, &e.row)) != 0;
	r->by_account = e.account.factor_rule != 0;
	r->has_sent = way != NULL;
	r->has_address = found == HO_OK;
	r->since = e.row.grace_from;
	r->role_grace = conf->second_factor_grace_ms / 1000;
	r->account_grace = e.account.factor_grace;
	return HO_OK;
}

/* --- the grace ------------------------------------------------------------ */

int
rule_begin(struct tx *t, int64_t user, bool *is_new)
{
	struct ho_user u;
	int rc = ho_store_get(t->s, HO_USER, user, &u);

	*is_new = rc == HO_OK && u.grace_from == 0;
	if (!*is_new)
		return rc;
	u.grace_from = t->now;
	return ho_store_put(t->s, HO_USER, &u);
}

int
rule_tell(struct tx *t, int64_t user, int64_t until)
{
	struct enrol e = { .user = user };
	int rc = enrol_read(t, &e);

	if (rc == HO_OK)
		return enrol_tell(t, &e, "factor-wanted", until);
	return rc == HO_E_NONE ? HO_OK : rc;
}
