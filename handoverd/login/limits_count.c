/* handoverd/login/limits_count.c - wrong tries are counted, right ones clear. */
#include <string.h>

#include "handoverd/daemon.h"
#include "handoverd/login/limits_work.h"
#include "lib/base/err.h"

#define DAY 86400 /* seconds */

/* --- a wrong one ---------------------------------------------------------- */

/* It ends where nothing is tried any more: the counts never pass their limits. */
static int
count_user(struct tx *t, const struct limit_who *who, enum ho_tried what,
    bool is_seen, enum limit_end *end)
{
	int64_t most = t->d->conf.tries_disable;
	struct ho_tally n;
	int rc = limits_tally(t, who->user, what, &n);

	if (rc != HO_OK)
		return rc;
	if (n.wrong + n.strange < most) {
		*(is_seen ? &n.wrong : &n.strange) += 1;
		if (n.wrong + n.strange >= most)
			*end = LIMIT_DISABLED;
		else if (!is_seen && n.strange == limits_most(t, &limit_name))
			*end = LIMIT_STRANGERS;
	}
	*(is_seen ? &n.wrong_at : &n.strange_at) = t->now;
	n.row.id = HO_TALLY_ID(who->user, what);
	n.user = who->user;
	n.what = what;
	return ho_store_put(t->s, HO_TALLY, &n);
}

static int
count_row(struct tx *t, const struct limit_rule *rule,
    const struct limit_who *who, enum ho_tried what, int64_t quiet)
{
	struct ho_budget b;
	int rc = limits_budget(t, rule, who, what, &b);

	if (rc != HO_OK)
		return rc;
	if (quiet > 0 && t->now - b.since >= quiet)
		b.wrong = 0;
	if (b.wrong < limits_most(t, rule))
		b.wrong++;
	b.since = t->now;
	return ho_store_put(t->s, HO_BUDGET, &b);
}

static int
count_many(struct tx *t, const struct limit_who *who, enum ho_tried what)
{
	int64_t window = t->d->conf.tries_window_ms / 1000;
	int rc = HO_OK;

	for (const struct limit_rule *r = limit_rules;
	     r->kind != 0 && rc == HO_OK; r++) {
		struct ho_budget b;

		if (r->counts != NULL && !r->counts(who))
			continue;
		if ((rc = limits_budget(t, r, who, what, &b)) != HO_OK)
			return rc;
		ho_limit_count(&b.wrong, &b.since, window, t->now);
		rc = ho_store_put(t->s, HO_BUDGET, &b);
	}
	return rc;
}

int
limits_wrong(struct tx *t, const struct limit_who *who, enum ho_tried what,
    enum limit_end *end)
{
	struct ho_origin row;
	bool is_seen;
	int rc;

	*end = LIMIT_GOES_ON;
	if ((rc = limits_is_seen(t, who, &row, &is_seen)) != HO_OK)
		return rc;
	rc = who->user != 0 ? count_user(t, who, what, is_seen, end)
			    : count_row(t, &limit_name, who, what, 0);
	return rc == HO_OK ? count_many(t, who, what) : rc;
}

int
limits_codes(struct tx *t, const struct limit_who *who, int64_t *most)
{
	struct ho_origin row;
	bool is_seen;
	int rc = limits_is_seen(t, who, &row, &is_seen);

	*most =
	    is_seen ? t->d->conf.tries_disable : limits_most(t, &limit_name);
	return rc;
}

int
limits_default_wrong(struct tx *t, const struct limit_who *who)
{
	return count_row(
	    t, &limit_default, who, HO_TRIED_PASSWORD, LIMIT_QUIET);
}

int
limits_letter(
    struct tx *t, const struct limit_who *who, int64_t most, bool *may)
{
	struct ho_origin row;
	struct ho_budget b;
	bool is_seen;
	int rc = limits_is_seen(t, who, &row, &is_seen);

	*may = rc == HO_OK && is_seen;
	if (rc != HO_OK || is_seen ||
	    (rc = limits_budget(t, &limit_letters, who, HO_TRIED_CODE, &b)) !=
		HO_OK ||
	    ho_limit_is_spent(b.wrong, most / 2, b.since, DAY, t->now))
		return rc;
	*may = true;
	ho_limit_count(&b.wrong, &b.since, DAY, t->now);
	return ho_store_put(t->s, HO_BUDGET, &b);
}

/* --- a right one ---------------------------------------------------------- */

int
limits_clear(struct tx *t, int64_t user, enum ho_tried what)
{
	struct ho_tally n;
	int rc = limits_tally(t, user, what, &n);

	if (rc != HO_OK || n.wrong + n.strange == 0)
		return rc;
	n.wrong = n.strange = n.wrong_at = n.strange_at = 0;
	return ho_store_put(t->s, HO_TALLY, &n);
}

/* --- what was bound ------------------------------------------------------- */

int
limits_bound(struct tx *t, int64_t user, int64_t *n)
{
	struct ho_tally row;
	int rc = limits_tally(t, user, HO_TRIED_CODE, &row);

	*n = rc == HO_OK ? row.bound : 0;
	return rc;
}

static int
put_bound(struct tx *t, int64_t user, struct ho_tally *row, int64_t n)
{
	if (row->bound == n)
		return HO_OK;
	row->row.id = HO_TALLY_ID(user, HO_TRIED_CODE);
	row->user = user;
	row->what = HO_TRIED_CODE;
	row->bound = n;
	return ho_store_put(t->s, HO_TALLY, row);
}

int
limits_count_bound(struct tx *t, int64_t user, int64_t more)
{
	struct ho_tally row;
	int rc = limits_tally(t, user, HO_TRIED_CODE, &row);

	return rc == HO_OK ? put_bound(t, user, &row, row.bound + more) : rc;
}

int
limits_none_bound(struct tx *t, int64_t user)
{
	struct ho_tally row;
	int rc = limits_tally(t, user, HO_TRIED_CODE, &row);

	return rc == HO_OK ? put_bound(t, user, &row, 0) : rc;
}

/* --- from where ----------------------------------------------------------- */

/* The place longest not seen gives way to a new one. */
static int
put_place(struct tx *t, struct ho_origin *row)
{
	struct ho_arg key = HO_INT(row->user);
	struct ho_origin oldest;
	int64_t n;
	int rc = ho_store_count(t->s, HO_Q_ORIGINS_OF, &key, 1, &n);

	if (rc == HO_OK && n >= LIMIT_PLACES &&
	    (rc = ho_store_find(t->s, HO_Q_ORIGINS_OF, &oldest, &key, 1)) ==
		HO_OK)
		row->row = oldest.row;
	return rc == HO_OK ? ho_store_put(t->s, HO_ORIGIN, row) : rc;
}

int
limits_seen(struct tx *t, const struct limit_who *who)
{
	struct ho_origin row;
	bool is_seen;
	int rc = limits_is_seen(t, who, &row, &is_seen);

	if (rc != HO_OK || (is_seen && t->now - row.seen_at < LIMIT_SEEN))
		return rc;
	row.seen_at = t->now;
	return is_seen ? ho_store_put(t->s, HO_ORIGIN, &row)
		       : put_place(t, &row);
}
