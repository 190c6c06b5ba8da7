/* lib/audit/proof.c - inclusion and consistency (RFC 6962 section 2.1). */
#include <string.h>

#include "lib/audit/tree.h"

/* The largest power of two strictly below n, n > 1. */
static uint64_t
split(uint64_t n)
{
	uint64_t k = 1;

	while (k < n - k)
		k *= 2;
	return k;
}

int
ho_tree_range(struct ho_hasher *h, const struct ho_leaves *d, uint64_t from,
    uint64_t to, uint8_t out[static HO_HASH_LEN])
{
	struct ho_frontier f = { 0 };
	uint8_t leaf[HO_HASH_LEN];
	int rc = HO_OK;

	for (; rc == HO_OK && from < to; from++)
		if ((rc = d->leaf(d->ctx, from, leaf)) == HO_OK)
			rc = ho_frontier_push(h, &f, leaf);
	return rc == HO_OK ? ho_frontier_root(h, &f, out) : rc;
}

static int
add(struct ho_hasher *h, const struct ho_leaves *d, uint64_t from, uint64_t to,
    struct ho_path *path)
{
	if (path->n == sizeof(path->hash) / sizeof(path->hash[0]))
		return HO_E_LIMIT;
	return ho_tree_range(h, d, from, to, path->hash[path->n++]);
}

/* PATH(m, D[from:to]), leaf side first; as deep as the tree is high. */
static int
path_of(struct ho_hasher *h, const struct ho_leaves *d, uint64_t m,
    uint64_t from, uint64_t to, struct ho_path *path)
{
	uint64_t k;
	int rc;

	if (to - from == 1)
		return HO_OK;
	k = split(to - from);
	if (m < k) {
		rc = path_of(h, d, m, from, from + k, path);
		return rc ? rc : add(h, d, from + k, to, path);
	}
	rc = path_of(h, d, m - k, from + k, to, path);
	return rc ? rc : add(h, d, from, from + k, path);
}

int
ho_tree_inclusion(struct ho_hasher *h, const struct ho_leaves *d,
    uint64_t index, uint64_t size, struct ho_path *path)
{
	path->n = 0;
	if (index >= size)
		return HO_E_INPUT;
	return path_of(h, d, index, 0, size, path);
}

/* SUB(m, D[from:to], is_whole): is the old root known to the reader? */
static int
sub(struct ho_hasher *h, const struct ho_leaves *d, uint64_t m, uint64_t from,
    uint64_t to, int is_whole, struct ho_path *path)
{
	uint64_t k;
	int rc;

	if (m == to - from)
		return is_whole ? HO_OK : add(h, d, from, to, path);
	k = split(to - from);
	if (m <= k) {
		rc = sub(h, d, m, from, from + k, is_whole, path);
		return rc ? rc : add(h, d, from + k, to, path);
	}
	rc = sub(h, d, m - k, from + k, to, 0, path);
	return rc ? rc : add(h, d, from, from + k, path);
}

int
ho_tree_consistency(struct ho_hasher *h, const struct ho_leaves *d,
    uint64_t from, uint64_t to, struct ho_path *path)
{
	path->n = 0;
	if (from == 0 || from > to)
		return HO_E_INPUT;
	return sub(h, d, from, 0, to, 1, path);
}

/* --- verifying -------------------------------------------------------------- */

/* Where in the tree a walk upwards stands: node fn of sn + 1 on its level. */
struct climb {
	uint64_t fn, sn;
};

static int
is_right(const struct climb *c)
{
	return (c->fn & 1) || c->fn == c->sn;
}

/* After a step from the left: levels where the last node has no sibling are
 * passed over. */
static void
rise(struct climb *c, int was_right)
{
	if (was_right && !(c->fn & 1))
		while (!(c->fn & 1) && c->fn != 0) {
			c->fn >>= 1;
			c->sn >>= 1;
		}
	c->fn >>= 1;
	c->sn >>= 1;
}

int
ho_tree_check_inclusion(struct ho_hasher *h, uint64_t index, uint64_t size,
    const uint8_t leaf[static HO_HASH_LEN], const struct ho_path *path,
    const uint8_t root[static HO_HASH_LEN], enum ho_verdict *verdict)
{
	struct climb c = { index, size - 1 };
	uint8_t r[HO_HASH_LEN];
	int rc, right;

	*verdict = HO_REFUSE;
	if (index >= size)
		return HO_OK;
	memcpy(r, leaf, sizeof(r));
	for (size_t i = 0; i < path->n; i++) {
		if (c.sn == 0)
			return HO_OK;
		right = is_right(&c);
		rc = right ? ho_tree_node(h, path->hash[i], r, r)
			   : ho_tree_node(h, r, path->hash[i], r);
		if (rc != HO_OK)
			return rc;
		rise(&c, right);
	}
	if (c.sn == 0 && memcmp(r, root, sizeof(r)) == 0)
		*verdict = HO_ALLOW;
	return HO_OK;
}

int
ho_tree_check_consistency(struct ho_hasher *h, uint64_t from, uint64_t to,
    const uint8_t root_from[static HO_HASH_LEN],
    const uint8_t root_to[static HO_HASH_LEN], const struct ho_path *path,
    enum ho_verdict *verdict)
{
	struct climb c = { from - 1, to - 1 };
	uint8_t fr[HO_HASH_LEN], sr[HO_HASH_LEN];
	size_t i = 0;
	int rc, right;

	*verdict = HO_REFUSE;
	if (from == to && from != 0) {
		if (path->n == 0 && memcmp(root_from, root_to, 32) == 0)
			*verdict = HO_ALLOW;
		return HO_OK;
	}
	if (from == 0 || from > to || path->n == 0)
		return HO_OK;
	/* a full old tree is a subtree of the new one: its root is not sent */
	memcpy(
	    fr, (from & (from - 1)) ? path->hash[i++] : root_from, sizeof(fr));
	memcpy(sr, fr, sizeof(sr));
	for (; c.fn & 1; c.sn >>= 1)
		c.fn >>= 1;
	for (; i < path->n; i++) {
		if (c.sn == 0)
			return HO_OK;
		right = is_right(&c);
		if (right &&
		    (rc = ho_tree_node(h, path->hash[i], fr, fr)) != HO_OK)
			return rc;
		rc = right ? ho_tree_node(h, path->hash[i], sr, sr)
			   : ho_tree_node(h, sr, path->hash[i], sr);
		if (rc != HO_OK)
			return rc;
		rise(&c, right);
	}
	if (c.sn == 0 && memcmp(fr, root_from, sizeof(fr)) == 0 &&
	    memcmp(sr, root_to, sizeof(sr)) == 0)
		*verdict = HO_ALLOW;
	return HO_OK;
}
