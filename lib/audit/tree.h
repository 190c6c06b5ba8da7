/*
 * lib/audit/tree.h - the Merkle tree of RFC 6962 section 2.1 over SHA-256.
 *
 * Pure but for a digest context: no clock, no file, no store.  A log of n
 * leaves is remembered as its frontier: one hash for each bit of n, from which
 * the root follows and to which a leaf is added in O(log n).  Vectors in
 * doc/log-format.md, tested in tests/unit/tree_test.c.
 */
#ifndef HO_AUDIT_TREE_H
#define HO_AUDIT_TREE_H

#include <stddef.h>
#include <stdint.h>

#include "lib/base/buf.h"
#include "lib/base/err.h"

#define HO_HASH_LEN    32
#define HO_TREE_LEVELS 62 /* 2^62 leaves; a path is never longer */

/* Prepared contexts: finding a digest costs more than a short one.  One thread
 * at a time. */
struct ho_hasher;
int ho_hasher_new(struct ho_hasher **h); /* HO_E_NOMEM, HO_E_CRYPTO */
void ho_hasher_free(struct ho_hasher **h);

/* Plain SHA-256, SHA-256(0x00 || data) and SHA-256(0x01 || left || right).
 * out may be one of the inputs.  HO_E_CRYPTO. */
int ho_tree_sha256(struct ho_hasher *h, const void *data, size_t len,
    uint8_t out[static HO_HASH_LEN]);
int ho_tree_leaf(struct ho_hasher *h, const void *data, size_t len,
    uint8_t out[static HO_HASH_LEN]);
int ho_tree_node(struct ho_hasher *h, const uint8_t left[static HO_HASH_LEN],
    const uint8_t right[static HO_HASH_LEN], uint8_t out[static HO_HASH_LEN]);

/* hash[k] is the full subtree of 2^k leaves where bit k of size is set, and
 * means nothing elsewhere.  Zeroed: the empty log. */
struct ho_frontier {
	uint64_t size;
	uint8_t hash[HO_TREE_LEVELS][HO_HASH_LEN];
};

/* HO_E_LIMIT: full. */
int ho_frontier_push(struct ho_hasher *h, struct ho_frontier *f,
    const uint8_t leaf[static HO_HASH_LEN]);
int ho_frontier_root(struct ho_hasher *h, const struct ho_frontier *f,
    uint8_t root[static HO_HASH_LEN]);

/* As octets: size in 8, big-endian, then its hashes, largest subtree first.
 * Loading accepts exactly that; HO_E_INPUT otherwise, f then zeroed. */
void ho_frontier_save(const struct ho_frontier *f, struct ho_buf *out);
int ho_frontier_load(struct ho_frontier *f, const void *data, size_t len);

/* Leaf hash number index (from 0), for proofs: any order may be asked. */
struct ho_leaves {
	void *ctx;
	int (*leaf)(void *ctx, uint64_t index, uint8_t out[HO_HASH_LEN]);
};

/* A path, leaf side first, or the hashes of a consistency proof. */
struct ho_path {
	size_t n;
	uint8_t hash[HO_TREE_LEVELS + 2][HO_HASH_LEN];
};

/* MTH(D[from:to]). */
int ho_tree_range(struct ho_hasher *h, const struct ho_leaves *d, uint64_t from,
    uint64_t to, uint8_t out[static HO_HASH_LEN]);

/* Leaf index in a log of size; HO_E_INPUT: index >= size. */
int ho_tree_inclusion(struct ho_hasher *h, const struct ho_leaves *d,
    uint64_t index, uint64_t size, struct ho_path *path);
/* The log of size 'from' is a beginning of that of size 'to'; HO_E_INPUT: not
 * 0 < from <= to. */
int ho_tree_consistency(struct ho_hasher *h, const struct ho_leaves *d,
    uint64_t from, uint64_t to, struct ho_path *path);

/* verdict: set on every return, HO_REFUSE on failure and for a bad proof. */
int ho_tree_check_inclusion(struct ho_hasher *h, uint64_t index, uint64_t size,
    const uint8_t leaf[static HO_HASH_LEN], const struct ho_path *path,
    const uint8_t root[static HO_HASH_LEN], enum ho_verdict *verdict);
int ho_tree_check_consistency(struct ho_hasher *h, uint64_t from, uint64_t to,
    const uint8_t root_from[static HO_HASH_LEN],
    const uint8_t root_to[static HO_HASH_LEN], const struct ho_path *path,
    enum ho_verdict *verdict);

#endif
