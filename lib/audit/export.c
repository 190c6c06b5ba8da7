/* lib/audit/export.c - the log outside of its store: leaves and proofs. */
#include <string.h>

#include "lib/audit/inside.h"
#include "lib/audit/json.h"
#include "lib/base/b64.h"
#include "lib/base/err.h"

/* --- out -------------------------------------------------------------------- */

struct lines {
	int (*line)(void *ctx, const void *body, size_t len);
	void *ctx;
};

static int
on_event(void *ctx, int64_t seq, const uint8_t leaf[32], const void *body,
    size_t len)
{
	const struct lines *l = ctx;

	(void)seq;
	(void)leaf;
	/* without its body the numbers of all that follow would shift */
	return body ? l->line(l->ctx, body, len) : HO_E_FORGED;
}

int
ho_audit_export(struct ho_audit *a,
    int (*line)(void *ctx, const void *body, size_t len), void *ctx)
{
	struct lines l = { line, ctx };

	return ho_store_events(a->store, 1, 0, on_event, &l);
}

/* --- proofs ----------------------------------------------------------------- */

/* Leaf hashes are asked for in order within a range: one walk of the store
 * serves until the next range. */
#define AHEAD 256

struct ahead {
	struct ho_audit *a;
	uint64_t first;
	size_t n;
	uint8_t hash[AHEAD][HO_HASH_LEN];
};

static int
keep(void *ctx, int64_t seq, const uint8_t leaf[32], const void *body,
    size_t len)
{
	struct ahead *h = ctx;

	(void)body;
	(void)len;
	if ((uint64_t)seq != h->first + h->n + 1)
		return HO_E_FORGED; /* a gap */
	memcpy(h->hash[h->n++], leaf, HO_HASH_LEN);
	return HO_OK;
}

static int
leaf_at(void *ctx, uint64_t index, uint8_t out[HO_HASH_LEN])
{
	struct ahead *h = ctx;
	int rc;

	if (index < h->first || index >= h->first + h->n) {
		h->first = index;
		h->n = 0;
		if ((rc = ho_store_events(h->a->store, (int64_t)index + 1,
			 AHEAD, keep, h)) != HO_OK)
			return rc;
		if (h->n == 0)
			return HO_E_NONE;
	}
	memcpy(out, h->hash[index - h->first], HO_HASH_LEN);
	return HO_OK;
}

static int
newest(struct ho_audit *a, struct ho_checkpoint *c, struct ho_buf *note)
{
	int rc = ho_audit_checkpoint_last(a, note);

	return rc ? rc : ho_checkpoint_check(c, note->data, note->len, &a->key);
}

static void
add_path(struct ho_buf *out, const struct ho_path *path)
{
	for (size_t i = 0; i < path->n; i++) {
		ho_b64_encode(out, path->hash[i], HO_HASH_LEN);
		ho_buf_chr(out, '\n');
	}
}

int
ho_audit_prove(struct ho_audit *a, int64_t seq, struct ho_buf *proof)
{
	struct ho_buf note = HO_BUF_INIT;
	struct ahead ahead = { .a = a };
	struct ho_leaves d = { &ahead, leaf_at };
	struct ho_checkpoint c;
	struct ho_path path;
	int rc = newest(a, &c, &note);

	if (rc == HO_OK && (seq < 1 || (uint64_t)seq > c.size))
		rc = HO_E_NONE;
	if (rc == HO_OK)
		rc = ho_tree_inclusion(
		    a->hasher, &d, (uint64_t)seq - 1, c.size, &path);
	if (rc == HO_OK) {
		ho_buf_fmt(proof, "c2sp.org/tlog-proof@v1\nindex %lld\n",
		    (long long)seq - 1);
		add_path(proof, &path);
		ho_buf_chr(proof, '\n');
		ho_buf_add(proof, note.data, note.len);
		rc = ho_buf_error(proof);
	}
	ho_buf_free(&note);
	return rc;
}

int
ho_audit_prove_extends(struct ho_audit *a, int64_t from, struct ho_buf *proof)
{
	struct ho_buf note = HO_BUF_INIT;
	struct ahead ahead = { .a = a };
	struct ho_leaves d = { &ahead, leaf_at };
	struct ho_checkpoint c;
	struct ho_path path;
	int rc = newest(a, &c, &note);

	if (rc == HO_OK)
		rc = ho_tree_consistency(
		    a->hasher, &d, (uint64_t)from, c.size, &path);
	if (rc == HO_OK) {
		add_path(proof, &path);
		rc = ho_buf_error(proof);
	}
	ho_buf_free(&note);
	return rc;
}
