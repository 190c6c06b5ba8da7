/*
 * lib/audit/check.h - one verification under way: verify.c reads the events
 * and the tree, reconcile.c holds the tables against them.
 */
#ifndef HO_AUDIT_CHECK_H
#define HO_AUDIT_CHECK_H

#include "lib/audit/inside.h"
#include "lib/audit/json.h"
#include "lib/audit/latest.h"

#define HO_CHECK_BATCH 256 /* names of rows at a time */

struct check {
	struct ho_audit *a;
	const struct ho_audit_check *out;
	struct ho_frontier tree; /* as recomputed */
	struct ho_checkpoint checkpoint;
	bool has_checkpoint;
	uint8_t
	    root_then[HO_HASH_LEN]; /* recomputed at the checkpoint's size */
	int64_t all, faults;
	struct ho_place
	    some[HO_CHECK_BATCH]; /* named by bodies, not yet added */
	size_t n_some;
	struct ho_places named; /* all that they name, as event_row has it */
	struct ho_places kept;  /* what was written with the frontier */
	bool has_kept;
	struct ho_latest latest;
	enum ho_kind kind; /* of ho_store_inspect() */
	size_t met;        /* rows that the log knows, in the tables */
};

/* Counts it and tells the caller. */
void ho_check_fault(struct check *c, const char *word, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* One row that an event names: counted, and remembered until the tables are
 * read.  HO_E_INPUT: an id that was never ours. */
int ho_check_named(
    struct check *c, int64_t seq, const struct ho_event_row *row);
/* event_row against what the bodies name; after the last event. */
int ho_check_places(struct check *c);
/* Every guarded row; after that. */
int ho_check_rows(struct check *c);

#endif
