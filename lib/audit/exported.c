/*
 * lib/audit/exported.c - the log read from a file, without a store.
 *
 * Nothing here may need the store: an auditor verifies with the public key and
 * a copy, on a machine that has never seen either.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/audit/audit.h"
#include "lib/audit/json.h"
#include "lib/audit/note.h"
#include "lib/audit/tree.h"
#include "lib/base/err.h"

#define PROGRESS_EVERY 65536 /* events */

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
