/* lib/secret/argon.c - Argon2id hashes of an imported panel. */
#include "lib/secret/argon.h"

#include <argon2.h>
#include <string.h>

#include <openssl/crypto.h>

#include "lib/base/b64.h"
#include "lib/base/err.h"

struct argon {
	uint32_t memory, passes, lanes;
	struct ho_buf salt, tag;
};

static void
clear(struct argon *a)
{
	ho_buf_free(&a->salt);
	ho_buf_free(&a->tag);
}

/* --- its text ------------------------------------------------------------- */

struct text {
	const char *p;
	size_t len;
};

static bool
skip(struct text *t, const char *word)
{
	size_t n = strlen(word);

	if (t->len < n || memcmp(t->p, word, n) != 0)
		return false;
	t->p += n;
	t->len -= n;
	return true;
}

/* "m=65536" and the like, of at most seven digits. */
static bool
number(struct text *t, const char *label, uint32_t most, uint32_t *out)
{
	size_t n = 0;

	*out = 0;
	if (!skip(t, label) || t->len == 0 || t->p[0] == '0')
		return false;
	for (; n < t->len && n < 7 && t->p[n] >= '0' && t->p[n] <= '9'; n++)
		*out = *out * 10 + (uint32_t)(t->p[n] - '0');
	t->p += n;
	t->len -= n;
	return n > 0 && *out <= most;
}

/* Base64 up to '$' or the end; what is missing to fours is padding. */
static bool
octets(struct text *t, size_t least, size_t most, struct ho_buf *out)
{
	char padded[HO_B64_LEN(HO_ARGON_TAG) + 1];
	const char *end = memchr(t->p, '$', t->len);
	size_t n = end != NULL ? (size_t)(end - t->p) : t->len;
	size_t all = (n + 3) / 4 * 4;

	if (all >= sizeof(padded) || memchr(t->p, '=', n) != NULL)
		return false;
	memcpy(padded, t->p, n);
	memset(padded + n, '=', all - n);
	t->p += n;
	t->len -= n;
	return ho_b64_decode(out, padded, all) == HO_OK && out->len >= least &&
	    out->len <= most;
}

/* clear() it in either case. */
static bool
read_text(const char *text, size_t len, struct argon *a)
{
	struct text t = { text, len };

	*a = (struct argon){ 0 };
	return skip(&t, "v=19$") &&
	    number(&t, "m=", HO_ARGON_MEMORY, &a->memory) &&
	    number(&t, ",t=", HO_ARGON_PASSES, &a->passes) &&
	    number(&t, ",p=", HO_ARGON_LANES, &a->lanes) &&
	    a->memory >= 8 * a->lanes &&
	    a->memory * a->passes <= HO_ARGON_WORK && skip(&t, "$") &&
	    octets(&t, 8, HO_ARGON_SALT, &a->salt) && skip(&t, "$") &&
	    octets(&t, 16, HO_ARGON_TAG, &a->tag) && t.len == 0;
}

bool
ho_argon_valid(const char *text, size_t len)
{
	struct argon a;
	bool is_valid = read_text(text, len, &a);

	clear(&a);
	return is_valid;
}

/* --- its work ------------------------------------------------------------- */

static int
compute(const struct argon *a, const struct ho_secret *password,
    uint8_t tag[static HO_ARGON_TAG])
{
	/* the casts: without a flag to clear them it only reads */
	argon2_context c = { .out = tag,
		.outlen = (uint32_t)a->tag.len,
		.pwd = (uint8_t *)ho_secret_data(password),
		.pwdlen = (uint32_t)ho_secret_len(password),
		.salt = a->salt.data,
		.saltlen = (uint32_t)a->salt.len,
		.t_cost = a->passes,
		.m_cost = a->memory,
		.lanes = a->lanes,
		.threads = 1,
		.version = ARGON2_VERSION_13,
		.flags = ARGON2_DEFAULT_FLAGS };

	switch (argon2id_ctx(&c)) {
	case ARGON2_OK: return HO_OK;
	case ARGON2_MEMORY_ALLOCATION_ERROR: return HO_E_NOMEM;
	default: return HO_E_CRYPTO;
	}
}

int
ho_argon_check(const char *text, size_t len, const struct ho_secret *password,
    bool *is_same)
{
	uint8_t tag[HO_ARGON_TAG];
	struct argon a;
	int rc = HO_OK;

	*is_same = false;
	if (read_text(text, len, &a) &&
	    (rc = compute(&a, password, tag)) == HO_OK)
		*is_same = CRYPTO_memcmp(tag, a.tag.data, a.tag.len) == 0;
	explicit_bzero(tag, sizeof(tag));
	clear(&a);
	return rc;
}
