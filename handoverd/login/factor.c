/* handoverd/login/factor.c - what a code is, and taking it. */
#include "handoverd/login/factor.h"

#include <string.h>

#include "handoverd/daemon.h"
#include "handoverd/login/limits.h"
#include "handoverd/login/sent.h"
#include "handoverd/sealed.h"
#include "lib/base/b64.h"
#include "lib/base/err.h"
#include "lib/secret/word.h"

static const struct kind {
	const char *name;
	int counts; /* enum ho_otp_counts */
} kinds_of[] = {
	[HO_FACTOR_TOTP] = { "totp", HO_COUNTS_TOTP },
	[HO_FACTOR_HOTP] = { "hotp", HO_COUNTS_HOTP },
};

static const char *const answer_names[] = {
	[FACTOR_WRONG] = "wrong",
	[FACTOR_NONE] = "none",
	[FACTOR_LOCKED] = "locked",
	[FACTOR_USED] = "used",
	[FACTOR_ONCE_MORE] = "once-more",
};

const char *
factor_answer_name(enum factor_answer answer)
{
	return answer == FACTOR_RIGHT ? "right" : answer_names[answer];
}

bool
factor_is_locked(const struct tx *t, const struct ho_factor *f)
{
	return f->wrong >= t->d->conf.tries_disable;
}

int
factor_counts(const struct ho_factor *f)
{
	return kinds_of[f->kind].counts;
}

/* --- has the user one? ---------------------------------------------------- */

int
factor_has(struct tx *t, int64_t user, bool *has)
{
	struct ho_arg key = HO_INT(user);
	struct ho_recovery r;
	int64_t n, bound;
	int rc;

	*has = true; /* also where we cannot tell: then nobody gets in */
	if ((rc = limits_bound(t, user, &bound)) != HO_OK ||
	    (rc = ho_store_count(t->s, HO_Q_FACTORS_LIVE_OF, &key, 1, &n)) !=
		HO_OK)
		return rc;
	if (n != bound)
		return HO_E_FORGED;
	if (n == 0)
		rc = HO_ASK(t->s, HO_Q_RECOVERY_LIVE_OF, &r, HO_INT(user));
	if (rc == HO_E_NONE) {
		*has = false;
		rc = HO_OK;
	}
	return rc;
}

bool
factor_made_up(const struct daemon *d, const char *login)
{
	static const char use[] = "factor profile ";
	char text[sizeof(use) + sizeof(((struct ho_user *)0)->login)];
	uint8_t mac[HO_MAC_LEN];
	size_t n = strlen(login);

	if (n >= sizeof(text) - sizeof(use))
		n = sizeof(text) - sizeof(use);
	memcpy(text, use, sizeof(use) - 1);
	memcpy(text + sizeof(use) - 1, login, n);
	return ho_mac(ho_keys_get(d->keys, HO_KEY_ACCOUNT_FOLD, 0), text,
		   sizeof(use) - 1 + n, mac) == HO_OK &&
	    (mac[0] & 1) != 0;
}

/* --- what is this code? --------------------------------------------------- */

struct search {
	struct tx *t;
	int kinds;
	char digits[HO_OTP_DIGITS_MAX];
	size_t n; /* of them; 0: it is not made of digits */
	struct factor_match *m;
};

/* As people type them: in groups, with what the app puts between. */
static size_t
read_digits(const uint8_t *typed, size_t len, char out[HO_OTP_DIGITS_MAX])
{
	size_t n = 0;

	for (size_t i = 0; i < len; i++) {
		if (typed[i] == ' ' || typed[i] == '-')
			continue;
		if (typed[i] < '0' || typed[i] > '9' || n == HO_OTP_DIGITS_MAX)
			return 0;
		out[n++] = (char)typed[i];
	}
	return n;
}

static struct sealed
seed_of(const struct ho_factor *f)
{
	return (struct sealed){ .kind = HO_FACTOR,
		.id = f->row.id,
		.part = HO_PART_SEED,
		.key = HO_KEY_FACTOR };
}

static struct ho_otp
otp_of(const struct ho_factor *f, const struct ho_secret *seed)
{
	return (struct ho_otp){ .kind = (enum ho_otp_kind)f->kind,
		.hash = (enum ho_otp_hash)f->hash,
		.digits = (unsigned)f->digits,
		.step = f->step,
		.key = ho_secret_data(seed),
		.key_len = ho_secret_len(seed) };
}

/* What one match is beside another: the better one stays. */
static int
rank(enum factor_answer a)
{
	return a == FACTOR_RIGHT ? 9 : (int)a;
}

static int
match_one(struct search *s, struct ho_factor *f)
{
	static const struct {
		enum ho_otp_match match;
		enum factor_answer answer;
	} means[] = {
		{ HO_OTP_USED, FACTOR_USED },
		{ HO_OTP_ONCE_MORE, FACTOR_ONCE_MORE },
		{ HO_OTP_RIGHT, FACTOR_RIGHT },
	};
	struct ho_otp_place at = { .floor = f->floor,
		.far = f->far,
		.drift = f->drift },
			    next;
	enum factor_answer answer = FACTOR_WRONG;
	enum ho_otp_match match;
	struct ho_secret *seed = NULL;
	struct sealed where = seed_of(f);
	struct ho_otp o;
	int rc;

	if (s->n != (size_t)f->digits)
		return HO_OK;
	s->m->fits = true;
	if ((rc = sealed_get_secret(s->t, &where, f->sha256, &seed)) != HO_OK)
		return rc;
	o = otp_of(f, seed);
	rc = ho_otp_check(&o, s->digits, s->n, s->t->now, &at, &match, &next);
	ho_secret_free(&seed);
	for (size_t i = 0; rc == HO_OK && i < 3; i++)
		if (means[i].match == match)
			answer = means[i].answer;
	if (factor_is_locked(s->t, f))
		answer = FACTOR_LOCKED;
	if (rc == HO_OK && rank(answer) > rank(s->m->answer)) {
		s->m->answer = answer;
		s->m->kind = kinds_of[f->kind].name;
		s->m->factor = *f;
		s->m->next = next;
	}
	return rc;
}

static int
visit(void *ctx, void *row)
{
	struct search *s = ctx;
	struct ho_factor *f = row;

	if ((factor_counts(f) & s->kinds) == 0)
		return HO_OK;
	if (s->m->answer == FACTOR_NONE)
		s->m->answer = FACTOR_WRONG;
	return match_one(s, f);
}

static int
match_spare(struct tx *t, int64_t user, const void *typed, size_t len,
    struct factor_match *m)
{
	const struct ho_secret *key =
	    ho_keys_get(t->d->keys, HO_KEY_RECOVERY, 0);
	struct ho_secret *word = ho_secret_new(HO_WORD_LEN);
	struct ho_buf hex = HO_BUF_INIT;
	struct ho_recovery r;
	uint8_t hash[HO_MAC_LEN];
	int rc = HO_E_NOMEM;

	if (word == NULL || (rc = ho_word_read(typed, len, word)) != HO_OK ||
	    (rc = ho_word_hash(key, word, hash)) != HO_OK)
		goto out;
	ho_hex(&hex, hash, sizeof(hash));
	if ((rc = ho_buf_error(&hex)) != HO_OK)
		goto out;
	rc = HO_ASK(t->s, HO_Q_RECOVERY_BY_HASH, &r, HO_STR(ho_buf_text(&hex)));
	if (rc == HO_OK && r.user == user) {
		m->answer = r.state == HO_LIVE ? FACTOR_RIGHT : FACTOR_USED;
		m->kind = "recovery";
		m->spare = r;
	}
	rc = rc == HO_E_NONE ? HO_OK : rc;
out:
	ho_buf_free(&hex);
	ho_secret_free(&word);
	return rc;
}

int
factor_match(struct tx *t, int64_t user, int kinds, const void *typed,
    size_t len, struct factor_match *m)
{
	struct search s = { .t = t, .kinds = kinds, .m = m };
	struct ho_arg key = HO_INT(user);
	int rc;

	*m = (struct factor_match){ .answer = FACTOR_NONE };
	s.n = read_digits(typed, len, s.digits);
	rc = ho_store_each(
	    t->s, HO_Q_FACTORS_LIVE_OF, &key, 1, FACTOR_MOST, visit, &s);
	if (rc == HO_OK && (kinds & HO_COUNTS_RECOVERY) != 0 &&
	    ho_word_shape(typed, len))
		rc = match_spare(t, user, typed, len, m);
	if (rc == HO_OK && (kinds & HO_COUNTS_SENT) != 0)
		rc = sent_match(t, user, kinds, s.digits, s.n, m);
	explicit_bzero(s.digits, sizeof(s.digits));
	if (rc != HO_OK)
		m->answer = FACTOR_WRONG;
	return rc;
}

/* --- a password and a code in one field ----------------------------------- */

/* The end could be one: digits, or a recovery code in groups. */
static bool
could_be_code(const uint8_t *end, size_t len)
{
	if (len > HO_OTP_DIGITS_MAX)
		return end[0] != '-' && end[0] != ' ' &&
		    ho_word_shape(end, len);
	for (size_t i = 0; i < len; i++)
		if (end[i] < '0' || end[i] > '9')
			return false;
	return true;
}

int
factor_split(struct tx *t, int64_t user, int kinds, const void *typed,
    size_t len, size_t *code_len)
{
	static const uint8_t lengths[] = { 6, 7, 8, 24, 25, 26, 27, 28, 29 };
	const uint8_t *text = typed;
	struct factor_match m;
	int best = -1, rc = HO_OK;

	*code_len = 0;
	for (size_t i = 0; rc == HO_OK && i < sizeof(lengths); i++) {
		size_t n = lengths[i];

		if (n > len || !could_be_code(text + len - n, n))
			continue;
		rc = factor_match(t, user, kinds, text + len - n, n, &m);
		if (rc == HO_OK && 2 * rank(m.answer) + m.fits > best) {
			best = 2 * rank(m.answer) + m.fits;
			*code_len = n;
		}
	}
	return rc;
}
