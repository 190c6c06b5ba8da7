/* lib/secret/shape.c - which crypt strings we take, letter by letter. */
#include <stdlib.h>
#include <string.h>

#include "lib/secret/argon.h"
#include "lib/secret/hash.h"
#include "lib/secret/shape.h"

/* crypt's own base64, in its order; not the one of RFC 4648. */
static const char b64[] =
    "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/* yescrypt takes 128 * N * r octets of memory; this is N = 2^16, r = 32. */
#define YESCRYPT_LOG_MAX 21

struct text {
	const char *p;
	size_t len;
};

static size_t
run_of_b64(const struct text *t)
{
	size_t n = 0;

	while (n < t->len && t->p[n] != '\0' && strchr(b64, t->p[n]) != NULL)
		n++;
	return n;
}

static void
skip(struct text *t, size_t n)
{
	t->p += n;
	t->len -= n;
}

/* Between least and most characters of the alphabet, then '$' or the end. */
static bool
take(struct text *t, size_t least, size_t most, bool at_end)
{
	size_t n = run_of_b64(t);

	if (n < least || n > most)
		return false;
	skip(t, n);
	if (at_end)
		return t->len == 0;
	if (t->len == 0 || t->p[0] != '$')
		return false;
	skip(t, 1);
	return true;
}

static unsigned
value(char c)
{
	return (unsigned)(strchr(b64, c) - b64);
}

/* log2(N * r) of the three characters j, log2(N) - 1, r - 1; 0: not so. */
static unsigned
yescrypt_log(const struct text *t)
{
	unsigned log_n, r, log = 0;

	if (t->len < 4 || t->p[0] != 'j' || run_of_b64(t) != 3)
		return 0;
	log_n = value(t->p[1]) + 1;
	r = value(t->p[2]) + 1;
	while (r >> log > 1)
		log++;
	return log_n < 10 ? 0 : log_n + log;
}

/*
 * What crypt_gensalt writes.  The general form has more fields, and no bound
 * on what one login would cost.
 */
static bool
yescrypt(struct text *t)
{
	unsigned log = yescrypt_log(t);

	return log != 0 && log <= YESCRYPT_LOG_MAX && take(t, 3, 3, false) &&
	    take(t, 1, 86, false) && take(t, 43, 43, true);
}

/* rounds=N$, optional; without leading zero, or it has two spellings. */
static bool
rounds(struct text *t)
{
	static const char label[] = "rounds=";
	size_t n = sizeof(label) - 1, digits = 0;
	unsigned long count = 0;

	if (t->len < n || memcmp(t->p, label, n) != 0)
		return true;
	skip(t, n);
	while (digits < t->len && t->p[digits] >= '0' && t->p[digits] <= '9' &&
	    digits < 7)
		count = count * 10 + (unsigned long)(t->p[digits++] - '0');
	if (digits == 0 || t->p[0] == '0' || count < 1000 ||
	    count > HO_HASH_ROUNDS || digits == t->len || t->p[digits] != '$')
		return false;
	skip(t, digits + 1);
	return true;
}

static bool
sha512(struct text *t)
{
	return rounds(t) && take(t, 1, 16, false) && take(t, 86, 86, true);
}

static bool
sha256(struct text *t)
{
	return rounds(t) && take(t, 1, 16, false) && take(t, 43, 43, true);
}

/* Two digits of cost, '$', 22 of salt and 31 of hash without a border. */
static bool
bcrypt(struct text *t)
{
	unsigned cost;

	if (t->len < 3 || t->p[0] < '0' || t->p[0] > '9' || t->p[1] < '0' ||
	    t->p[1] > '9' || t->p[2] != '$')
		return false;
	cost = (unsigned)(t->p[0] - '0') * 10 + (unsigned)(t->p[1] - '0');
	skip(t, 3);
	return cost >= 4 && cost <= HO_HASH_BCRYPT && take(t, 53, 53, true);
}

static bool
argon2(struct text *t)
{
	return ho_argon_valid(t->p, t->len);
}

static const struct shape {
	const char *prefix;
	enum ho_method method;
	bool (*rest)(struct text *);
} shapes[] = {
	{ "$y$", HO_METHOD_YESCRYPT, yescrypt },
	{ "$gy$", HO_METHOD_GOST, yescrypt },
	{ "$6$", HO_METHOD_SHA, sha512 },
	{ "$5$", HO_METHOD_SHA, sha256 },
	{ "$2a$", HO_METHOD_BCRYPT, bcrypt },
	{ "$2b$", HO_METHOD_BCRYPT, bcrypt },
	{ "$2y$", HO_METHOD_BCRYPT, bcrypt },
	{ HO_SHAPE_ARGON2, HO_METHOD_ARGON2, argon2 },
};

enum ho_method
ho_hash_method(const char *hash, size_t len)
{
	for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++) {
		size_t n = strlen(shapes[i].prefix);
		struct text t = { hash + n, len - n };

		if (len >= HO_HASH_SIZE || len < n ||
		    memcmp(hash, shapes[i].prefix, n) != 0)
			continue;
		return shapes[i].rest(&t) ? shapes[i].method : HO_METHOD_NONE;
	}
	return HO_METHOD_NONE;
}

bool
ho_hash_valid(const void *text, size_t len)
{
	return text != NULL && ho_hash_method(text, len) != HO_METHOD_NONE;
}

unsigned
ho_hash_yescrypt_log(const char *hash)
{
	struct text t = { hash, strlen(hash) };

	if (ho_hash_method(hash, t.len) != HO_METHOD_YESCRYPT)
		return 0;
	skip(&t, strlen("$y$"));
	return yescrypt_log(&t);
}
