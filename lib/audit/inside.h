/*
 * lib/audit/inside.h - what the files of this room share, and nobody else sees.
 */
#ifndef HO_AUDIT_INSIDE_H
#define HO_AUDIT_INSIDE_H

#include <stdbool.h>

#include "lib/audit/audit.h"
#include "lib/audit/note.h"
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

struct ho_audit {
	struct ho_store *store;
	struct ho_audit_signer signer;
	struct ho_note_key key;
	struct ho_hasher *hasher;
	bool is_reader;
	struct ho_frontier frontier, saved; /* saved: at the savepoint */
	uint64_t stored;                    /* size of the frontier in meta */
	uint64_t epoch;                     /* of the store, when read */
	struct ho_event event;              /* there is one at a time */
};

/* The frontier as the store has it; HO_E_FORGED: it was tampered with. */
int ho_audit_frontier(struct ho_audit *a, struct ho_frontier *f);
/* Reads it again where a transaction was lost since. */
int ho_audit_follow(struct ho_audit *a);

#endif
