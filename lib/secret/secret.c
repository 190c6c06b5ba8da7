/* lib/secret/secret.c - memory for what nobody else may read. */
#include "lib/secret/secret.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include <openssl/crypto.h>

#include "lib/base/err.h"
#include "lib/base/log.h"
#include "lib/secret/arena.h"

#define GUARD_LEN 15 /* and the NUL before it: 16 octets behind the data */

/* The book-keeping lies elsewhere, so that an overflow cannot reach it. */
struct ho_secret {
	uint8_t *data; /* cap octets, a NUL, the guard */
	size_t len, cap;
	struct ho_cell cell;
};

/* Chance octets would do as well; what counts is that no text looks so. */
static const uint8_t guard[GUARD_LEN] = { 0xc7, 0x1b, 0x9e, 0xf4, 0x83, 0xd2,
	0xaa, 0x95, 0xee, 0x8f, 0xb1, 0x99, 0xfd, 0xc0, 0x86 };

int
ho_secret_policy(enum ho_lock policy)
{
	struct ho_cell cell;
	int rc;

	ho_arena_policy(policy);
	if ((rc = ho_arena_take(1, &cell)) == HO_OK)
		ho_arena_give(&cell);
	return rc;
}

bool
ho_secret_all_locked(void)
{
	return ho_arena_all_locked();
}

struct ho_secret *
ho_secret_new(size_t cap)
{
	struct ho_secret *s;
	size_t slack;

	if (cap == 0 || cap > HO_SECRET_MAX ||
	    (s = calloc(1, sizeof(*s))) == NULL)
		return NULL;
	if (ho_arena_take(cap + 1 + GUARD_LEN, &s->cell) != HO_OK) {
		free(s);
		return NULL;
	}
	/* As near to the forbidden page behind as alignment allows. */
	slack = s->cell.size - (cap + 1 + GUARD_LEN);
	s->data = s->cell.data + slack / 16 * 16;
	s->cap = cap;
	memcpy(s->data + cap + 1, guard, GUARD_LEN);
	return s;
}

void
ho_secret_free(struct ho_secret **secret)
{
	struct ho_secret *s;

	if (secret == NULL || (s = *secret) == NULL)
		return;
	*secret = NULL;
	if (s->data[s->cap] != 0 ||
	    memcmp(s->data + s->cap + 1, guard, GUARD_LEN) != 0) {
		ho_error("a secret was written past its end: giving up");
		abort();
	}
	ho_arena_give(&s->cell);
	free(s);
}

const uint8_t *
ho_secret_data(const struct ho_secret *s)
{
	return s->data;
}

size_t
ho_secret_len(const struct ho_secret *s)
{
	return s->len;
}

size_t
ho_secret_cap(const struct ho_secret *s)
{
	return s->cap;
}

int
ho_secret_set(struct ho_secret *s, const void *data, size_t len)
{
	ho_secret_clear(s);
	return ho_secret_add(s, data, len);
}

int
ho_secret_add(struct ho_secret *s, const void *data, size_t len)
{
	if (len > s->cap - s->len)
		return HO_E_LIMIT;
	if (len > 0)
		memcpy(s->data + s->len, data, len);
	s->len += len;
	s->data[s->len] = 0;
	return HO_OK;
}

uint8_t *
ho_secret_room(struct ho_secret *s)
{
	return s->data;
}

int
ho_secret_fill(struct ho_secret *s, size_t len)
{
	if (len > s->cap)
		return HO_E_LIMIT;
	s->len = len;
	explicit_bzero(s->data + len, s->cap - len);
	return HO_OK;
}

void
ho_secret_clear(struct ho_secret *s)
{
	explicit_bzero(s->data, s->cap);
	s->len = 0;
}

bool
ho_secret_equal(const struct ho_secret *a, const struct ho_secret *b)
{
	return a->len == b->len && CRYPTO_memcmp(a->data, b->data, a->len) == 0;
}

int
ho_secret_random(struct ho_secret *s, size_t len)
{
	size_t got = 0;
	ssize_t n;

	ho_secret_clear(s);
	if (len > s->cap)
		return HO_E_LIMIT;
	while (got < len) {
		n = getrandom(s->data + got, len - got, 0);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			ho_secret_clear(s);
			return HO_E_IO;
		}
		got += (size_t)n;
	}
	s->len = len;
	return HO_OK;
}
