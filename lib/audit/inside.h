/*
 * lib/audit/inside.h - what the files of this room share, and nobody else sees.
 */
#ifndef HO_AUDIT_INSIDE_H
#define HO_AUDIT_INSIDE_H

#include <stdbool.h>

#include "lib/audit/audit.h"
#include "lib/audit/note.h"
#include "lib/audit/places.h"
#include "lib/audit/tree.h"

/* An entry bundle of C2SP tlog-tiles gives an entry two octets of length. */
#define HO_EVENT_MAX  65535
#define HO_EVENT_KEYS 64

#define HO_META_FRONTIER   "frontier"
#define HO_META_CHECKPOINT "checkpoint"

struct ho_event {
	struct ho_audit *audit;
	bool is_open;
	int error; /* the first; comes out of ho_event_end() */
	int64_t seq, now;
	const char *name;
	const char *keys[HO_EVENT_KEYS];
	size_t n_keys;
	struct ho_buf actor, fields, body; /* kept from event to event */
};

/* What a commit leaves, in one value of meta: neither half goes with an older
 * other one. */
struct ho_log {
	struct ho_frontier frontier;
	struct ho_places places;
};

struct ho_audit {
	struct ho_store *store;
	struct ho_audit_signer signer;
	struct ho_note_key key;
	struct ho_hasher *hasher;
	bool is_reader;
	struct ho_placer *placer;
	struct ho_log log, saved; /* saved: at the savepoint */
	uint64_t stored;          /* size of the frontier in meta */
	uint64_t epoch;           /* of the store, when read */
	int64_t version;          /* of the store, when last looked at */
	uint64_t watched;         /* size of the log then */
	uint64_t watched_epoch;   /* and the epoch */
	struct ho_event event;    /* there is one at a time */
};

/* Everything but a look at the store. */
int ho_audit_make(struct ho_audit **a, struct ho_store *s,
    const struct ho_audit_signer *signer);
/* The log's state as the store has it; HO_E_FORGED: it was tampered with. */
int ho_audit_state(struct ho_audit *a, struct ho_log *log);
/* Reads it again where a transaction was lost since. */
int ho_audit_follow(struct ho_audit *a);
/* All of event_row, added up; HO_E_FORGED: there is what was never ours. */
int ho_audit_places(struct ho_audit *a, struct ho_places *all);
/* The newest checkpoint kept; HO_E_NONE: none, HO_E_FORGED: this log's key did
 * not sign it. */
int ho_audit_signed(
    struct ho_audit *a, struct ho_checkpoint *c, struct ho_buf *note);
/* Does the log go on from what was signed?  HO_E_FORGED: no. */
int ho_audit_extends(struct ho_audit *a, const struct ho_frontier *f,
    const struct ho_checkpoint *c);

#endif
