/* lib/audit/whole.c - is the log what the last commit left? */
#include <string.h>

#include "lib/audit/inside.h"
#include "lib/base/err.h"

#define BATCH 256 /* entries of event_row at a time */

/* --- event_row, added up ---------------------------------------------------- */

struct scan {
	struct ho_audit *a;
	struct ho_places *all;
	struct ho_place some[BATCH];
	size_t n;
};

static int
flush(struct scan *x)
{
	int rc = ho_places_add(x->a->placer, x->all, x->some, x->n);

	x->n = 0;
	return rc;
}

static int
on_place(void *ctx, int64_t kind, int64_t id, int64_t seq, int64_t dropped)
{
	struct scan *x = ctx;

	x->some[x->n++] = (struct ho_place){ kind, id, seq, dropped };
	return x->n == BATCH ? flush(x) : HO_OK;
}

int
ho_audit_places(struct ho_audit *a, struct ho_places *all)
{
	struct scan x = { .a = a, .all = all };
	int rc;

	memset(all, 0, sizeof(*all));
	rc = ho_store_event_rows_each(a->store, on_place, &x);
	return rc == HO_OK ? flush(&x) : rc;
}

/* --- all of it -------------------------------------------------------------- */

/* One fault is enough to refuse; audit verify names them all. */
static int
on_schema(void *ctx, const char *what, const char *name)
{
	ho_buf_fmt(ctx, "the store's schema was changed: %s is %s", name, what);
	return HO_E_FORGED;
}

static int
check_places(
    struct ho_audit *a, const struct ho_places *kept, struct ho_buf *error)
{
	struct ho_places found;
	int rc = ho_audit_places(a, &found);

	if (rc == HO_OK &&
	    (found.n != kept->n ||
		memcmp(found.sum, kept->sum, sizeof(found.sum)) != 0))
		rc = HO_E_FORGED;
	if (rc == HO_E_FORGED)
		ho_buf_fmt(error,
		    "event_row was changed with other tools: the log wrote "
		    "%llu entries",
		    (unsigned long long)kept->n);
	return rc;
}

static int
check_size(struct ho_audit *a, const struct ho_log *log, struct ho_buf *error)
{
	int64_t last;
	int rc = ho_store_event_last(a->store, &last);

	if (rc != HO_OK || (uint64_t)last == log->frontier.size)
		return rc;
	ho_buf_fmt(error,
	    "the log has events up to %lld, its frontier says %llu",
	    (long long)last, (unsigned long long)log->frontier.size);
	return HO_E_FORGED;
}

static int
check_signed(struct ho_audit *a, const struct ho_log *log, struct ho_buf *error)
{
	struct ho_buf note = HO_BUF_INIT;
	struct ho_checkpoint c;
	int rc = ho_audit_signed(a, &c, &note);

	if (rc == HO_OK)
		rc = ho_audit_extends(a, &log->frontier, &c);
	ho_buf_free(&note);
	if (rc == HO_E_NONE)
		return HO_OK;
	if (rc == HO_E_FORGED)
		ho_buf_fmt(error,
		    "the newest checkpoint (%llu events) is not of this log",
		    (unsigned long long)c.size);
	return rc;
}

/* Inside a transaction: one moment.  The schema first, because all the rest
 * asks its tables. */
static int
look(struct ho_audit *a, struct ho_log *log, struct ho_buf *error)
{
	int rc = ho_store_schema_each(a->store, on_schema, error);

	if (rc == HO_OK && (rc = ho_audit_state(a, log)) == HO_E_FORGED)
		ho_buf_str(
		    error, "the log's frontier was changed with other tools");
	if (rc == HO_OK && (rc = check_size(a, log, error)) == HO_OK &&
	    (rc = check_signed(a, log, error)) == HO_OK)
		rc = check_places(a, &log->places, error);
	if (rc != HO_OK && rc != HO_E_FORGED)
		ho_buf_fmt(
		    error, "the log cannot be read: %s", ho_err_text(rc));
	return rc;
}

/* From now on the log in memory is this one. */
static void
take(struct ho_audit *a, const struct ho_log *log, int64_t version)
{
	a->log = *log;
	a->stored = a->watched = log->frontier.size;
	a->epoch = a->watched_epoch = ho_store_epoch(a->store);
	a->version = version;
}

/* --- at the start ----------------------------------------------------------- */

static int
first_look(struct ho_audit *a, struct ho_buf *error)
{
	bool is_own = !ho_store_alive(a->store);
	int rc = is_own ? ho_store_begin(a->store) : HO_OK;
	struct ho_log log = { 0 };
	int64_t version = 0;

	if (rc != HO_OK || (rc = ho_store_version(a->store, &version)) != HO_OK)
		ho_buf_fmt(
		    error, "the store cannot be read: %s", ho_err_text(rc));
	else
		rc = look(a, &log, error);
	if (is_own)
		ho_store_rollback(a->store);
	if (rc == HO_OK)
		take(a, &log, version);
	return rc;
}

int
ho_audit_open(struct ho_audit **out, struct ho_store *s,
    const struct ho_audit_signer *signer, struct ho_buf *error)
{
	int rc = ho_audit_make(out, s, signer);

	if (rc != HO_OK)
		ho_buf_fmt(error, "the log cannot be opened: %s",
		    rc == HO_E_INPUT ? "its origin is no name for a key"
				     : ho_err_text(rc));
	else if ((rc = first_look(*out, error)) != HO_OK)
		ho_audit_close(out);
	return rc;
}

/* --- from then on ----------------------------------------------------------- */

/*
 * Is it the log that we left, and not an older one put back whole?  What a
 * commit that failed has left in memory is void, then it only has to reach as
 * far as what was seen before that.
 */
static int
is_ours(struct ho_audit *a, const struct ho_log *log, struct ho_buf *error)
{
	uint8_t kept[HO_HASH_LEN], found[HO_HASH_LEN];
	bool is_kept = a->epoch == ho_store_epoch(a->store);
	int rc = HO_OK;

	if (log->frontier.size < (is_kept ? a->log.frontier.size : a->watched))
		rc = HO_E_FORGED;
	if (rc == HO_OK && is_kept &&
	    (rc = ho_frontier_root(a->hasher, &a->log.frontier, kept)) ==
		HO_OK &&
	    (rc = ho_frontier_root(a->hasher, &log->frontier, found)) ==
		HO_OK &&
	    memcmp(kept, found, sizeof(kept)) != 0)
		rc = HO_E_FORGED;
	if (rc == HO_E_FORGED)
		ho_buf_str(error, "another log was put in the place of ours");
	return rc;
}

int
ho_audit_watch(struct ho_audit *a, bool *was_written, struct ho_buf *error)
{
	bool was_lost = a->watched_epoch != ho_store_epoch(a->store);
	struct ho_log log;
	int64_t version;
	int rc;

	*was_written = false;
	if (a->is_reader || !ho_store_alive(a->store))
		return HO_E_ORDER;
	if ((rc = ho_store_version(a->store, &version)) != HO_OK)
		return rc;
	if (version == a->version && !was_lost) {
		a->watched = a->log.frontier.size;
		return HO_OK;
	}
	if (version == a->version) { /* ours alone: only read again */
		if ((rc = ho_audit_follow(a)) == HO_OK)
			a->watched_epoch = ho_store_epoch(a->store);
		return rc;
	}
	if ((rc = look(a, &log, error)) != HO_OK ||
	    (rc = is_ours(a, &log, error)) != HO_OK)
		return rc;
	/* a lost transaction changes the number too, and is no stranger */
	*was_written = !was_lost;
	take(a, &log, version);
	return HO_OK;
}
