/* lib/audit/verify.c - is the log whole, and does the store agree with it? */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "lib/audit/check.h"
#include "lib/base/err.h"

#define PROGRESS_EVERY 65536 /* events */

void
ho_check_fault(struct check *c, const char *word, const char *fmt, ...)
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

static int
check_body(struct check *c, int64_t seq, const char *body, size_t len)
{
	struct ho_event_view v;
	struct ho_event_row row;
	int rc = ho_event_read(&v, body, len);

	if (rc == HO_OK && v.seq != seq)
		rc = HO_E_INPUT;
	while (rc == HO_OK && (rc = ho_event_read_row(&v, &row)) == HO_OK)
		rc = ho_check_named(c, seq, &row);
	if (rc == HO_E_INPUT) {
		ho_check_fault(c, "event-changed", "event %lld is none of ours",
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
		ho_check_fault(c, "event-gone", "events %lld to %lld are gone",
		    (long long)c->tree.size + 1, (long long)seq - 1);
		c->tree.size = (uint64_t)seq - 1; /* go on: name them all */
	}
	memcpy(ours, leaf, sizeof(ours));
	if (body == NULL) {
		ho_check_fault(c, "event-gone", "event %lld has lost its body",
		    (long long)seq);
	} else {
		if ((rc = ho_tree_leaf(c->a->hasher, body, len, ours)) != HO_OK)
			return rc;
		if (memcmp(ours, leaf, sizeof(ours)) != 0)
			ho_check_fault(c, "event-changed",
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
		ho_check_fault(c, "checkpoint",
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
	struct ho_log log;
	const struct ho_frontier *f = &log.frontier;
	int rc = ho_audit_state(c->a, &log);

	if (rc == HO_E_FORGED) {
		ho_check_fault(
		    c, "frontier", "the frontier was changed with other tools");
		rc = HO_OK;
	} else if (rc == HO_OK && f->size != c->tree.size) {
		ho_check_fault(c, "frontier",
		    "%llu events, the frontier says %llu",
		    (unsigned long long)c->tree.size,
		    (unsigned long long)f->size);
	} else if (rc == HO_OK) {
		c->kept = log.places;
		c->has_kept = true;
		rc = ho_frontier_root(c->a->hasher, &c->tree, root);
		if (rc == HO_OK)
			rc = ho_frontier_root(c->a->hasher, f, kept);
		if (rc == HO_OK && memcmp(root, kept, sizeof(root)) != 0)
			ho_check_fault(c, "frontier",
			    "the events do not give the frontier's root");
	}
	if (rc != HO_OK || !c->has_checkpoint)
		return rc;
	if (c->checkpoint.size > c->tree.size)
		ho_check_fault(c, "checkpoint",
		    "a checkpoint was signed over %llu events, there are %llu",
		    (unsigned long long)c->checkpoint.size,
		    (unsigned long long)c->tree.size);
	else if (memcmp(c->root_then, c->checkpoint.root, HO_HASH_LEN) != 0)
		ho_check_fault(c, "checkpoint",
		    "the first %llu events are not those that were signed",
		    (unsigned long long)c->checkpoint.size);
	return HO_OK;
}

static int
on_schema(void *ctx, const char *what, const char *name)
{
	ho_check_fault(
	    ctx, "schema", "the store's schema: %s is %s", name, what);
	return HO_OK;
}

static int
check_all(struct check *c)
{
	struct ho_store *s = c->a->store;
	int rc = ho_store_schema_each(s, on_schema, c);

	if (rc == HO_OK && (rc = ho_store_event_last(s, &c->all)) == HO_OK &&
	    (rc = read_checkpoint(c)) == HO_OK &&
	    (rc = ho_store_events(s, 1, 0, on_event, c)) == HO_OK &&
	    (rc = check_tree(c)) == HO_OK && (rc = ho_check_places(c)) == HO_OK)
		rc = ho_check_rows(c);
	/* what cannot be asked for because it is not there has been named */
	return rc == HO_E_ORDER && c->faults > 0 ? HO_OK : rc;
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
	rc = check_all(&c);
	if (is_own)
		ho_store_rollback(a->store);
	ho_latest_free(&c.latest);
	*events = (int64_t)c.tree.size;
	*faults = c.faults;
	return rc;
}
