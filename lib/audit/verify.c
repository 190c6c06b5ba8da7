/* lib/audit/verify.c - is the log whole, and does the store agree with it? */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "lib/audit/inside.h"
#include "lib/audit/json.h"
#include "lib/base/err.h"

#define PROGRESS_EVERY 65536 /* events */

struct check {
	struct ho_audit *a;
	const struct ho_audit_check *out;
	struct ho_frontier tree; /* as recomputed */
	struct ho_checkpoint checkpoint;
	bool has_checkpoint;
	uint8_t
	    root_then[HO_HASH_LEN]; /* recomputed at the checkpoint's size */
	int64_t all, faults, named; /* named: rows in the bodies */
	enum ho_kind kind;          /* of ho_store_inspect() */
};

static void fault(struct check *c, const char *word, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

static void
fault(struct check *c, const char *word, const char *fmt, ...)
{
	char sentence[512];
	va_list ap;

	c->faults++;
	if (c->out->fault == NULL)
		return;
	va_start(ap, fmt);
	vsnprintf(sentence, sizeof(sentence), fmt, ap);
	va_end(ap);
	c->out->fault(c->out->ctx, word, sentence);
}

/* --- events ----------------------------------------------------------------- */

/* One row that an event names, against event_row and the table. */
static int
check_named(struct check *c, int64_t seq, const struct ho_event_row *row)
{
	const char *kind = ho_kind_name(row->kind);
	long long id = row->id, at = seq;
	struct ho_trace t;
	int rc = ho_store_trace(c->a->store, row->kind, row->id, seq, &t);

	if (rc != HO_OK)
		return rc;
	c->named++;
	if (!t.is_noted)
		fault(c, "event-row",
		    "event %lld names %s/%lld, event_row does not", at, kind,
		    id);
	else if (t.is_dropped != row->is_dropped)
		fault(c, "event-row",
		    "event %lld and event_row disagree whether %s/%lld went",
		    at, kind, id);
	else if (t.newest != seq || row->is_dropped)
		return HO_OK; /* a later event, or nobody, vouches for it */
	else if (!t.is_there)
		fault(c, "row-gone", "%s/%lld of event %lld is gone", kind, id,
		    at);
	else if (t.row_seq == seq && memcmp(t.mac, row->mac, 16) != 0)
		fault(c, "row-changed", "%s/%lld is not as event %lld wrote it",
		    kind, id, at);
	return HO_OK;
}

static int
check_body(struct check *c, int64_t seq, const char *body, size_t len)
{
	struct ho_event_view v;
	struct ho_event_row row;
	int rc = ho_event_read(&v, body, len);

	if (rc == HO_OK && v.seq != seq)
		rc = HO_E_INPUT;
	while (rc == HO_OK && (rc = ho_event_read_row(&v, &row)) == HO_OK)
		rc = check_named(c, seq, &row);
	if (rc == HO_E_INPUT) {
		fault(c, "event-changed", "event %lld is none of ours",
		    (long long)seq);
		rc = HO_OK;
	}
	return rc == HO_E_NONE ? HO_OK : rc;
}

static int
on_event(void *ctx, int64_t seq, const uint8_t leaf[32], const void *body,
    size_t len)
{
	struct check *c = ctx;
	uint8_t ours[HO_HASH_LEN];
	int64_t done;
	int rc;

	if (seq != (int64_t)c->tree.size + 1) {
		fault(c, "event-gone", "events %lld to %lld are gone",
		    (long long)c->tree.size + 1, (long long)seq - 1);
		c->tree.size = (uint64_t)seq - 1; /* go on: name them all */
	}
	memcpy(ours, leaf, sizeof(ours));
	if (body == NULL) {
		fault(c, "event-gone", "event %lld has lost its body",
		    (long long)seq);
	} else {
		if ((rc = ho_tree_leaf(c->a->hasher, body, len, ours)) != HO_OK)
			return rc;
		if (memcmp(ours, leaf, sizeof(ours)) != 0)
			fault(c, "event-changed",
			    "event %lld is not what was hashed",
			    (long long)seq);
		if ((rc = check_body(c, seq, body, len)) != HO_OK)
			return rc;
	}
	if ((rc = ho_frontier_push(c->a->hasher, &c->tree, ours)) != HO_OK)
		return rc;
	if (c->has_checkpoint && c->checkpoint.size == c->tree.size &&
	    (rc = ho_frontier_root(c->a->hasher, &c->tree, c->root_then)) !=
		HO_OK)
		return rc;
	done = (int64_t)c->tree.size;
	if (c->out->progress && (done % PROGRESS_EVERY == 0 || done == c->all))
		c->out->progress(c->out->ctx, done, c->all);
	return HO_OK;
}

/* --- frontier and checkpoint ------------------------------------------------ */

static int
read_checkpoint(struct check *c)
{
	struct ho_buf note = HO_BUF_INIT;
	int rc = ho_audit_checkpoint_last(c->a, &note);

	if (rc == HO_OK)
		rc = ho_checkpoint_check(
		    &c->checkpoint, note.data, note.len, &c->a->key);
	ho_buf_free(&note);
	if (rc == HO_E_FORGED || rc == HO_E_INPUT) {
		fault(c, "checkpoint",
		    "the newest checkpoint is not signed by this log's key");
		return HO_OK;
	}
	c->has_checkpoint = rc == HO_OK;
	if (rc == HO_OK && c->checkpoint.size == 0)
		rc = ho_frontier_root(c->a->hasher, &c->tree, c->root_then);
	return rc == HO_E_NONE ? HO_OK : rc;
}

static int
check_tree(struct check *c)
{
	uint8_t root[HO_HASH_LEN], kept[HO_HASH_LEN];
	struct ho_frontier f;
	int rc = ho_audit_frontier(c->a, &f);

	if (rc == HO_E_FORGED) {
		fault(
		    c, "frontier", "the frontier was changed with other tools");
		rc = HO_OK;
	} else if (rc == HO_OK && f.size != c->tree.size) {
		fault(c, "frontier", "%llu events, the frontier says %llu",
		    (unsigned long long)c->tree.size,
		    (unsigned long long)f.size);
	} else if (rc == HO_OK) {
		rc = ho_frontier_root(c->a->hasher, &c->tree, root);
		if (rc == HO_OK)
			rc = ho_frontier_root(c->a->hasher, &f, kept);
		if (rc == HO_OK && memcmp(root, kept, sizeof(root)) != 0)
			fault(c, "frontier",
			    "the events do not give the frontier's root");
	}
	if (rc != HO_OK || !c->has_checkpoint)
		return rc;
	if (c->checkpoint.size > c->tree.size)
		fault(c, "checkpoint",
		    "a checkpoint was signed over %llu events, there are %llu",
		    (unsigned long long)c->checkpoint.size,
		    (unsigned long long)c->tree.size);
	else if (memcmp(c->root_then, c->checkpoint.root, HO_HASH_LEN) != 0)
		fault(c, "checkpoint",
		    "the first %llu events are not those that were signed",
		    (unsigned long long)c->checkpoint.size);
	return HO_OK;
}

/* --- rows ------------------------------------------------------------------- */

static int
on_row(void *ctx, int64_t id, int64_t seq, enum ho_row_health health,
    const uint8_t mac[32])
{
	static const struct {
		const char *word, *text;
	} says[] = {
		[HO_ROW_DEAD_MAC] = { "row-forged",
		    "was written with other tools" },
		[HO_ROW_DEAD_OLD] = { "row-old", "is an old one put back" },
		[HO_ROW_DEAD_EVENT] = { "row-unknown", "is named by no event" },
	};
	struct check *c = ctx;

	(void)mac;
	if (health != HO_ROW_WELL)
		fault(c, says[health].word, "%s/%lld (event %lld) %s",
		    ho_kind_name(c->kind), (long long)id, (long long)seq,
		    says[health].text);
	return HO_OK;
}

static int
check_rows(struct check *c)
{
	int64_t noted;
	int rc = ho_store_event_rows_count(c->a->store, &noted);

	if (rc == HO_OK && noted > c->named)
		fault(c, "event-row",
		    "event_row has %lld entries that no event names",
		    (long long)(noted - c->named));
	for (int k = 1; rc == HO_OK && k < HO_KINDS; k++) {
		if (k == HO_OUTBOX || k == HO_OCTETS)
			continue;
		c->kind = (enum ho_kind)k;
		rc = ho_store_inspect(c->a->store, c->kind, on_row, c);
	}
	return rc;
}

static int
on_schema(void *ctx, const char *what, const char *name)
{
	fault(ctx, "schema", "the store's schema: %s is %s", name, what);
	return HO_OK;
}

int
ho_audit_verify(struct ho_audit *a, const struct ho_audit_check *check,
    int64_t *events, int64_t *faults)
{
	struct check c = { .a = a, .out = check };
	bool is_own = !ho_store_alive(a->store);
	int rc = is_own ? ho_store_begin(a->store) : HO_OK;

	*events = *faults = 0;
	if (rc != HO_OK)
		return rc;
	if ((rc = ho_store_schema_each(a->store, on_schema, &c)) == HO_OK &&
	    (rc = ho_store_event_last(a->store, &c.all)) == HO_OK &&
	    (rc = read_checkpoint(&c)) == HO_OK &&
	    (rc = ho_store_events(a->store, 1, 0, on_event, &c)) == HO_OK &&
	    (rc = check_tree(&c)) == HO_OK)
		rc = check_rows(&c);
	if (is_own)
		ho_store_rollback(a->store);
	*events = (int64_t)c.tree.size;
	*faults = c.faults;
	return rc;
}
