/* lib/audit/places.c - all that event_row holds, as a count and a keyed sum. */
#include "lib/audit/places.h"

#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>
#include <openssl/rand.h>

#include "lib/base/err.h"

#define BLOCK 16
#define BATCH 256 /* blocks: the cipher is fast only in bulk */

struct ho_placer {
	EVP_CIPHER_CTX *aes;
	uint8_t block[BATCH * BLOCK];
};

int
ho_placer_new(struct ho_placer **out, const uint8_t key[static 32])
{
	struct ho_placer *p = calloc(1, sizeof(*p));
	int rc = HO_E_NOMEM;

	*out = NULL;
	if (p == NULL || (p->aes = EVP_CIPHER_CTX_new()) == NULL)
		goto out;
	rc = HO_E_CRYPTO;
	if (EVP_EncryptInit_ex2(p->aes, EVP_aes_256_ecb(), key, NULL, NULL) !=
		1 ||
	    EVP_CIPHER_CTX_set_padding(p->aes, 0) != 1)
		goto out;
	*out = p;
	p = NULL;
	rc = HO_OK;
out:
	ho_placer_free(&p);
	return rc;
}

void
ho_placer_free(struct ho_placer **p)
{
	if (*p == NULL)
		return;
	EVP_CIPHER_CTX_free((*p)->aes); /* wipes its key */
	free(*p);
	*p = NULL;
}

/* The first n blocks, in place. */
static int
encrypt(struct ho_placer *p, size_t n)
{
	int want = (int)(n * BLOCK), got = 0;

	return EVP_EncryptUpdate(p->aes, p->block, &got, p->block, want) == 1 &&
		got == want
	    ? HO_OK
	    : HO_E_CRYPTO;
}

static void
put_number(uint8_t out[static 8], uint64_t n)
{
	for (int i = 8; i-- > 0; n >>= 8)
		out[i] = (uint8_t)n;
}

/* Kind, id and dropped in one half, seq in the other: no two alike. */
static int
pack(uint8_t out[static BLOCK], const struct ho_place *e)
{
	if (e->kind < 1 || e->kind > 255 || e->id < 1 || e->id >> 55 != 0 ||
	    e->seq < 1 || e->dropped < 0 || e->dropped > 1)
		return HO_E_FORGED;
	put_number(out,
	    (uint64_t)e->kind << 56 | (uint64_t)e->id << 1 |
		(uint64_t)e->dropped);
	put_number(out + 8, (uint64_t)e->seq);
	return HO_OK;
}

static void
fold(uint8_t sum[static BLOCK], const uint8_t *block)
{
	for (int i = 0; i < BLOCK; i++)
		sum[i] ^= block[i];
}

int
ho_places_add(struct ho_placer *p, struct ho_places *all,
    const struct ho_place *some, size_t n)
{
	int rc = HO_OK;

	while (n > 0 && rc == HO_OK) {
		size_t now = n < BATCH ? n : BATCH;

		for (size_t i = 0; i < now && rc == HO_OK; i++)
			rc = pack(p->block + i * BLOCK, &some[i]);
		if (rc == HO_OK)
			rc = encrypt(p, now);
		for (size_t i = 0; i < now && rc == HO_OK; i++)
			fold(all->sum, p->block + i * BLOCK);
		all->n += now;
		some += now;
		n -= now;
	}
	return rc;
}

/* Puts the mask of this name on the sum, or takes it off.  No entry is of
 * kind 0, so no mask is an entry's share. */
static int
mask(struct ho_placer *p, const uint8_t *name, uint8_t sum[static BLOCK])
{
	int rc;

	p->block[0] = 0;
	memcpy(p->block + 1, name, BLOCK - 1);
	if ((rc = encrypt(p, 1)) == HO_OK)
		fold(sum, p->block);
	return rc;
}

int
ho_places_save(
    struct ho_placer *p, const struct ho_places *all, struct ho_buf *out)
{
	uint8_t name[BLOCK - 1], sum[BLOCK];
	int rc;

	memcpy(sum, all->sum, sizeof(sum));
	if (RAND_bytes(name, sizeof(name)) != 1)
		return HO_E_CRYPTO;
	if ((rc = mask(p, name, sum)) != HO_OK)
		return rc;
	ho_buf_u64(out, all->n);
	ho_buf_add(out, name, sizeof(name));
	ho_buf_add(out, sum, sizeof(sum));
	return ho_buf_error(out);
}

int
ho_places_load(
    struct ho_placer *p, struct ho_places *all, const void *data, size_t len)
{
	const uint8_t *at = data;
	int rc;

	memset(all, 0, sizeof(*all));
	if (len != HO_PLACES_LEN)
		return HO_E_INPUT;
	for (int i = 0; i < 8; i++)
		all->n = all->n << 8 | *at++;
	memcpy(all->sum, at + BLOCK - 1, BLOCK);
	if ((rc = mask(p, at, all->sum)) != HO_OK)
		memset(all, 0, sizeof(*all));
	return rc;
}
