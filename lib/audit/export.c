/* lib/audit/export.c - the log outside of its store: leaves and proofs. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/audit/inside.h"
#include "lib/audit/json.h"
#include "lib/base/b64.h"
#include "lib/base/err.h"

#define PROGRESS_EVERY 65536 /* events */

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

/* --- in again, without a store ---------------------------------------------- */

struct reading {
	const struct ho_audit_check *out;
	struct ho_hasher *hasher;
	struct ho_frontier tree;
	struct ho_checkpoint checkpoint;
	uint8_t root_then[HO_HASH_LEN];
	int64_t faults;
};

static void
fault(struct reading *r, const char *word, const char *sentence)
{
	r->faults++;
	if (r->out->fault)
		r->out->fault(r->out->ctx, word, sentence);
}

static int
read_checkpoint(struct reading *r, const char *path, const char *key)
{
	char note[HO_NOTE_MAX + 1];
	struct ho_note_key k;
	FILE *f;
	size_t n;
	int rc;

	if (ho_note_key_parse(&k, key) != HO_OK)
		return HO_E_INPUT;
	if ((f = fopen(path, "re")) == NULL)
		return HO_E_IO;
	n = fread(note, 1, sizeof(note), f);
	rc = ferror(f) ? HO_E_IO : HO_OK;
	fclose(f);
	if (rc == HO_OK)
		rc = ho_checkpoint_check(&r->checkpoint, note, n, &k);
	if (rc == HO_E_INPUT || rc == HO_E_FORGED) {
		fault(r, "checkpoint",
		    "the checkpoint is not a note signed by this key");
		rc = HO_E_FORGED;
	}
	return rc;
}

/* One line without its LF. */
static int
read_leaf(struct reading *r, const char *line, size_t len)
{
	uint64_t seq = r->tree.size + 1;
	uint8_t leaf[HO_HASH_LEN];
	struct ho_event_view v;
	char text[64];
	int rc;

	if (ho_event_read(&v, line, len) != HO_OK || (uint64_t)v.seq != seq) {
		snprintf(text, sizeof(text), "line %llu is not that event",
		    (unsigned long long)seq);
		fault(r, "event-changed", text);
	}
	if ((rc = ho_tree_leaf(r->hasher, line, len, leaf)) != HO_OK ||
	    (rc = ho_frontier_push(r->hasher, &r->tree, leaf)) != HO_OK)
		return rc;
	if (seq == r->checkpoint.size)
		rc = ho_frontier_root(r->hasher, &r->tree, r->root_then);
	if (r->out->progress && seq % PROGRESS_EVERY == 0)
		r->out->progress(
		    r->out->ctx, (int64_t)seq, (int64_t)r->checkpoint.size);
	return rc;
}

static int
read_leaves(struct reading *r, const char *path)
{
	FILE *f = fopen(path, "re");
	char *line = NULL;
	size_t cap = 0;
	ssize_t n;
	int rc = HO_OK;

	if (f == NULL)
		return HO_E_IO;
	while (rc == HO_OK && (n = getline(&line, &cap, f)) > 0) {
		if (line[n - 1] == '\n')
			n--;
		else
			fault(r, "event-changed", "the last line is cut off");
		rc = read_leaf(r, line, (size_t)n);
	}
	if (rc == HO_OK && ferror(f))
		rc = HO_E_IO;
	free(line);
	fclose(f);
	return rc;
}

int
ho_audit_verify_export(const char *leaves_path, const char *checkpoint_path,
    const char *key, const struct ho_audit_check *check, int64_t *events,
    int64_t *faults)
{
	struct reading r = { .out = check };
	int rc = ho_hasher_new(&r.hasher);

	if (rc == HO_OK)
		rc = ho_frontier_root(r.hasher, &r.tree, r.root_then);
	if (rc == HO_OK)
		rc = read_checkpoint(&r, checkpoint_path, key);
	if (rc == HO_OK && (rc = read_leaves(&r, leaves_path)) == HO_OK) {
		if (r.tree.size < r.checkpoint.size)
			fault(&r, "event-gone",
			    "there are fewer events than were signed");
		else if (memcmp(r.root_then, r.checkpoint.root, HO_HASH_LEN) !=
		    0)
			fault(&r, "checkpoint",
			    "the events are not those that were signed");
	}
	ho_hasher_free(&r.hasher);
	*events = (int64_t)r.tree.size;
	*faults = r.faults;
	return rc == HO_E_FORGED ? HO_OK : rc;
}
