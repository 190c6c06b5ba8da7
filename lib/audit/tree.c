/* lib/audit/tree.c - leaves, nodes, the frontier (RFC 6962 section 2.1). */
#include "lib/audit/tree.h"

#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>

struct ho_hasher {
	EVP_MD *sha256;
	EVP_MD_CTX *ctx;
};

int
ho_hasher_new(struct ho_hasher **out)
{
	struct ho_hasher *h = calloc(1, sizeof(*h));

	*out = NULL;
	if (h == NULL)
		return HO_E_NOMEM;
	/* fetched once: a look-up by name costs more than a short digest */
	h->sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
	h->ctx = EVP_MD_CTX_new();
	if (h->sha256 == NULL || h->ctx == NULL ||
	    EVP_DigestInit_ex2(h->ctx, h->sha256, NULL) != 1) {
		ho_hasher_free(&h);
		return HO_E_CRYPTO;
	}
	*out = h;
	return HO_OK;
}

void
ho_hasher_free(struct ho_hasher **h)
{
	if (*h) {
		EVP_MD_CTX_free((*h)->ctx);
		EVP_MD_free((*h)->sha256);
		free(*h);
	}
	*h = NULL;
}

/* SHA-256 of up to two pieces. */
static int
digest(struct ho_hasher *h, const void *a, size_t a_len, const void *b,
    size_t b_len, uint8_t out[static HO_HASH_LEN])
{
	unsigned len = 0;

	if (EVP_DigestInit_ex2(h->ctx, NULL, NULL) != 1 ||
	    EVP_DigestUpdate(h->ctx, a, a_len) != 1 ||
	    (b_len && EVP_DigestUpdate(h->ctx, b, b_len) != 1) ||
	    EVP_DigestFinal_ex(h->ctx, out, &len) != 1 || len != HO_HASH_LEN) {
		memset(out, 0, HO_HASH_LEN);
		return HO_E_CRYPTO;
	}
	return HO_OK;
}

int
ho_tree_sha256(struct ho_hasher *h, const void *data, size_t len,
    uint8_t out[static HO_HASH_LEN])
{
	return digest(h, data, len, NULL, 0, out);
}

int
ho_tree_leaf(struct ho_hasher *h, const void *data, size_t len,
    uint8_t out[static HO_HASH_LEN])
{
	return digest(h, "\x00", 1, data, len, out);
}

int
ho_tree_node(struct ho_hasher *h, const uint8_t left[static HO_HASH_LEN],
    const uint8_t right[static HO_HASH_LEN], uint8_t out[static HO_HASH_LEN])
{
	uint8_t both[1 + 2 * HO_HASH_LEN] = { 1 };

	memcpy(both + 1, left, HO_HASH_LEN);
	memcpy(both + 1 + HO_HASH_LEN, right, HO_HASH_LEN);
	return digest(h, both, sizeof(both), NULL, 0, out);
}

/* --- the frontier ----------------------------------------------------------- */

/* Adding one to a binary number: each carry joins two equal subtrees. */
int
ho_frontier_push(struct ho_hasher *h, struct ho_frontier *f,
    const uint8_t leaf[static HO_HASH_LEN])
{
	uint8_t up[HO_HASH_LEN];
	int k, rc = HO_OK;

	if (f->size >= ((uint64_t)1 << HO_TREE_LEVELS) - 1)
		return HO_E_LIMIT;
	memcpy(up, leaf, sizeof(up));
	for (k = 0; rc == HO_OK && (f->size >> k & 1); k++)
		rc = ho_tree_node(h, f->hash[k], up, up);
	if (rc == HO_OK) {
		memcpy(f->hash[k], up, sizeof(up));
		f->size++;
	}
	return rc;
}

int
ho_frontier_root(struct ho_hasher *h, const struct ho_frontier *f,
    uint8_t root[static HO_HASH_LEN])
{
	int k = 0, rc = HO_OK;

	if (f->size == 0)
		return ho_tree_sha256(h, "", 0, root);
	while (!(f->size >> k & 1))
		k++;
	memcpy(root, f->hash[k++], HO_HASH_LEN);
	for (; rc == HO_OK && k < HO_TREE_LEVELS; k++)
		if (f->size >> k & 1)
			rc = ho_tree_node(h, f->hash[k], root, root);
	return rc;
}

void
ho_frontier_save(const struct ho_frontier *f, struct ho_buf *out)
{
	ho_buf_u64(out, f->size);
	for (int k = HO_TREE_LEVELS; k-- > 0;)
		if (f->size >> k & 1)
			ho_buf_add(out, f->hash[k], HO_HASH_LEN);
}

int
ho_frontier_load(struct ho_frontier *f, const void *data, size_t len)
{
	const uint8_t *p = data;
	size_t need = 8;

	memset(f, 0, sizeof(*f));
	if (len < need)
		return HO_E_INPUT;
	for (int i = 0; i < 8; i++)
		f->size = f->size << 8 | *p++;
	for (int k = 0; k < HO_TREE_LEVELS; k++)
		need += (f->size >> k & 1) ? HO_HASH_LEN : 0;
	if (len != need || f->size >> HO_TREE_LEVELS) {
		memset(f, 0, sizeof(*f));
		return HO_E_INPUT;
	}
	for (int k = HO_TREE_LEVELS; k-- > 0;)
		if (f->size >> k & 1) {
			memcpy(f->hash[k], p, HO_HASH_LEN);
			p += HO_HASH_LEN;
		}
	return HO_OK;
}
