/* handoverd/login/factor_put.c - taking a code, binding and ending factors. */
#include <string.h>

#include "handoverd/daemon.h"
#include "handoverd/login/factor.h"
#include "handoverd/login/limits.h"
#include "handoverd/login/sent.h"
#include "handoverd/sealed.h"
#include "lib/base/b64.h"
#include "lib/base/err.h"
#include "lib/secret/word.h"

/* --- codes ---------------------------------------------------------------- */

int
factor_take(struct tx *t, struct factor_match *m)
{
	if (m->spare.row.id != 0) {
		if (m->answer != FACTOR_RIGHT || m->spare.state != HO_LIVE)
			return HO_E_TAKEN;
		m->spare.state = HO_SPENT;
		return ho_store_put(t->s, HO_RECOVERY, &m->spare);
	}
	if (m->sent.row.id != 0)
		return sent_take(t, m);
	if (m->factor.row.id == 0 ||
	    (m->answer != FACTOR_RIGHT && m->answer != FACTOR_ONCE_MORE))
		return HO_E_ORDER;
	m->factor.floor = m->next.floor;
	m->factor.far = m->next.far;
	m->factor.drift = m->next.drift;
	if (m->answer == FACTOR_RIGHT) {
		m->factor.wrong = 0;
		m->factor.used_at = t->now;
	}
	return ho_store_put(t->s, HO_FACTOR, &m->factor);
}

/* The last device takes the recovery codes with it, and no code of a list opens
 * anything once there is another list. */
static int
spare_holds(struct tx *t, int64_t user, const struct ho_recovery *spare)
{
	struct ho_recovery next;
	bool has = false;
	int rc = factor_has(t, user, &has);

	if (rc != HO_OK || !has)
		return rc == HO_OK ? HO_E_TAKEN : rc;
	rc = HO_ASK(t->s, HO_Q_RECOVERY_LIVE_OF, &next, HO_INT(user));
	if (rc != HO_OK) /* it was the last of them */
		return rc == HO_E_NONE ? HO_OK : rc;
	return next.made_at == spare->made_at ? HO_OK : HO_E_TAKEN;
}

int
factor_holds(struct tx *t, int64_t user, const struct factor_match *m)
{
	struct ho_factor f;
	int rc;

	if (m->spare.row.id != 0)
		return spare_holds(t, user, &m->spare);
	if (m->sent.row.id != 0)
		return sent_holds(t, m);
	rc = ho_store_get(t->s, HO_FACTOR, m->factor.row.id, &f);
	return rc == HO_OK && f.state != HO_LIVE ? HO_E_TAKEN : rc;
}

struct counting {
	struct tx *t;
	int64_t most;
	bool *is_locked;
};

static int
count_one(void *ctx, void *row)
{
	struct counting *c = ctx;
	struct ho_factor *f = row;

	if (f->wrong >= c->most || factor_is_locked(c->t, f))
		return HO_OK;
	f->wrong++;
	*c->is_locked = *c->is_locked || factor_is_locked(c->t, f);
	return ho_store_put(c->t->s, HO_FACTOR, f);
}

int
factor_wrong(struct tx *t, int64_t user, int64_t most, bool *is_locked)
{
	struct counting c = { .t = t, .most = most, .is_locked = is_locked };
	struct ho_arg key = HO_INT(user);

	int rc;

	*is_locked = false;
	rc = ho_store_each(
	    t->s, HO_Q_FACTORS_LIVE_OF, &key, 1, FACTOR_MOST, count_one, &c);
	return rc == HO_OK ? sent_wrong(t, user) : rc;
}

static int
forgive_one(void *ctx, void *row)
{
	struct tx *t = ctx;
	struct ho_factor *f = row;

	if (f->wrong == 0)
		return HO_OK;
	f->wrong = 0;
	return ho_store_put(t->s, HO_FACTOR, f);
}

int
factor_unlock(struct tx *t, int64_t user)
{
	struct ho_arg key = HO_INT(user);

	return ho_store_each(
	    t->s, HO_Q_FACTORS_LIVE_OF, &key, 1, FACTOR_MOST, forgive_one, t);
}

int
factor_left(struct tx *t, int64_t user, int64_t *n)
{
	struct ho_arg key = HO_INT(user);

	return ho_store_count(t->s, HO_Q_RECOVERY_LIVE_OF, &key, 1, n);
}

/* --- binding -------------------------------------------------------------- */

int
factor_bind(struct tx *t, struct ho_factor *f, const struct ho_secret *seed)
{
	const struct ho_otp o = { .kind = (enum ho_otp_kind)f->kind,
		.hash = (enum ho_otp_hash)f->hash,
		.digits = (unsigned)f->digits,
		.step = f->step,
		.key = ho_secret_data(seed),
		.key_len = ho_secret_len(seed) };
	struct sealed where = {
		.kind = HO_FACTOR, .part = HO_PART_SEED, .key = HO_KEY_FACTOR
	};
	struct ho_arg key = HO_INT(f->user);
	int64_t n;
	int rc;

	if (!ho_otp_is_sound(&o))
		return HO_E_INPUT;
	if ((rc = ho_store_count(t->s, HO_Q_FACTORS_LIVE_OF, &key, 1, &n)) !=
		HO_OK ||
	    (rc = n < FACTOR_MOST ? HO_OK : HO_E_LIMIT) != HO_OK ||
	    (rc = ho_store_next_id(t->s, HO_FACTOR, &f->row.id)) != HO_OK)
		return rc;
	where.id = f->row.id;
	f->state = HO_LIVE;
	f->bound_at = t->now;
	if ((rc = sealed_put(t, &where, ho_secret_data(seed),
		 ho_secret_len(seed), f->sha256)) != HO_OK ||
	    (rc = ho_store_put(t->s, HO_FACTOR, f)) != HO_OK)
		return rc;
	if ((rc = limits_clear(t, f->user, HO_TRIED_CODE)) != HO_OK)
		return rc;
	return limits_count_bound(t, f->user, 1);
}

static int
void_spare(void *ctx, void *row)
{
	struct tx *t = ctx;
	struct ho_recovery *r = row;

	r->state = HO_REVOKED;
	return ho_store_put(t->s, HO_RECOVERY, r);
}

static int
void_spares(struct tx *t, int64_t user)
{
	struct ho_arg key = HO_INT(user);

	return ho_store_each(
	    t->s, HO_Q_RECOVERY_LIVE_OF, &key, 1, 0, void_spare, t);
}

static int
put_spare(struct tx *t, int64_t user, struct ho_secret *shown)
{
	struct ho_recovery r = {
		.user = user, .state = HO_LIVE, .made_at = t->now
	};
	struct ho_secret *word = ho_secret_new(HO_WORD_LEN);
	struct ho_buf hex = HO_BUF_INIT;
	uint8_t hash[HO_MAC_LEN];
	int rc = HO_E_NOMEM;

	if (word == NULL || (rc = ho_word_new(word)) != HO_OK ||
	    (rc = ho_word_hash(ho_keys_get(t->d->keys, HO_KEY_RECOVERY, 0),
		 word, hash)) != HO_OK ||
	    (rc = ho_word_show(word, shown)) != HO_OK ||
	    (rc = ho_secret_add(shown, "\n", 1)) != HO_OK)
		goto out;
	ho_hex(&hex, hash, sizeof(hash));
	if ((rc = ho_buf_error(&hex)) == HO_OK) {
		memcpy(r.hash, ho_buf_text(&hex), sizeof(r.hash));
		rc = ho_store_put(t->s, HO_RECOVERY, &r);
	}
out:
	ho_buf_free(&hex);
	ho_secret_free(&word);
	return rc;
}

int
factor_renew(struct tx *t, int64_t user, struct ho_secret *shown)
{
	int rc = void_spares(t, user);

	for (int i = 0; rc == HO_OK && i < FACTOR_CODES; i++)
		rc = put_spare(t, user, shown);
	return rc;
}

/* --- ending --------------------------------------------------------------- */

static int
end_one(void *ctx, void *row)
{
	struct ho_factor *f = row;
	struct tx *t = ctx;
	struct sealed where = { .kind = HO_FACTOR,
		.id = f->row.id,
		.part = HO_PART_SEED,
		.key = HO_KEY_FACTOR };
	int rc;

	f->state = HO_REVOKED;
	if ((rc = ho_store_put(t->s, HO_FACTOR, f)) != HO_OK)
		return rc;
	return sealed_drop(t, &where);
}

int
factor_end(struct tx *t, struct ho_factor *f)
{
	struct ho_arg key = HO_INT(f->user);
	int64_t left = 0;
	int rc;

	if ((rc = end_one(t, f)) != HO_OK ||
	    (rc = ho_store_count(t->s, HO_Q_FACTORS_LIVE_OF, &key, 1, &left)) !=
		HO_OK ||
	    (rc = limits_count_bound(t, f->user, -1)) != HO_OK)
		return rc;
	return left == 0 ? void_spares(t, f->user) : HO_OK;
}

int
factor_end_all(struct tx *t, int64_t user)
{
	struct ho_arg key = HO_INT(user);
	int rc =
	    ho_store_each(t->s, HO_Q_FACTORS_LIVE_OF, &key, 1, 0, end_one, t);

	if (rc == HO_OK)
		rc = limits_none_bound(t, user);
	return rc == HO_OK ? void_spares(t, user) : rc;
}
