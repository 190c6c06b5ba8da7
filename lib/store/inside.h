/*
 * lib/store/inside.h - what the files of this room share, and nobody else sees.
 */
#ifndef HO_STORE_INSIDE_H
#define HO_STORE_INSIDE_H

#include "lib/store/driver.h"
#include "lib/store/kinds.h"
#include "lib/store/sql.h"
#include "lib/store/store.h"

/* Rows in one event: its body has to fit the 65,535 octets of a log entry. */
#define HO_EVENT_ROWS 1024

/* Statements that belong to no kind and no question. */
enum ho_fixed {
	HO_FIX_EVENT = 0,
	HO_FIX_BODY,
	HO_FIX_EVENT_ROW,
	HO_FIX_EVENT_ROWS, /* HO_SQL_TOGETHER of the same */
	HO_FIX_LAST,
	HO_FIX_EVENTS,
	HO_FIX_PLACES,
	HO_FIX_ROWS,
	HO_FIX_META_GET,
	HO_FIX_META_PUT,
	HO_FIXED
};

/* Prepared once: verbs of each kind, then questions, then the fixed ones. */
#define HO_SLOT_VERB(k, v) ((unsigned)(k)*HO_SQL_VERBS + (unsigned)(v))
#define HO_SLOT_QUERY(q)   (HO_SLOT_VERB(HO_KINDS, 0) + (unsigned)(q))
#define HO_SLOT_FIXED(f)   (HO_SLOT_QUERY(HO_QUERIES) + (unsigned)(f))
#define HO_SLOTS           HO_SLOT_FIXED(HO_FIXED)

struct ho_store {
	const struct ho_driver *driver;
	struct ho_db *db;
	const struct ho_store_guard *guard;
	bool is_reader;
	enum {
		HO_AT_REST = 0,
		HO_IN_TRANSACTION,
		HO_IN_SAVEPOINT
	} where;
	uint64_t epoch;
	bool is_spoiled; /* rows were put for an event that never came */
	int64_t event;   /* number of the open one; 0: none */
	int event_error; /* the first failure since it was opened */
	struct ho_written *written;
	size_t n_written;
	int64_t made[HO_KINDS]; /* the newest row of a kind it made, or 0 */
	struct ho_buf mac_input;
	struct ho_stmt *slot[HO_SLOTS];
};

/* The statement of a slot, ready to be bound. */
int ho_store_verb(struct ho_store *s, enum ho_kind kind, enum ho_sql_verb verb,
    struct ho_stmt **st);
int ho_store_query(struct ho_store *s, enum ho_query q, struct ho_stmt **st);
int ho_store_fixed(struct ho_store *s, enum ho_fixed f, struct ho_stmt **st);

void ho_bind_int(struct ho_store *s, struct ho_stmt *st, int at, int64_t n);
void ho_bind_text(
    struct ho_store *s, struct ho_stmt *st, int at, const char *text);
void ho_bind_blob(struct ho_store *s, struct ho_stmt *st, int at,
    const void *data, size_t len);
int64_t ho_cell_int(struct ho_store *s, struct ho_stmt *st, int at);
/* Runs a statement that answers nothing; resets it. */
int ho_store_run(struct ho_store *s, struct ho_stmt *st);

/* May something be written now? HO_E_ORDER: no. */
int ho_store_may_write(const struct ho_store *s);
/* Forgets the open event. */
void ho_store_event_forget(struct ho_store *s);
/* Notes that a row was written for the open event: a new one, or one that the
 * event may have written before. */
int ho_store_event_note_new(struct ho_store *s, enum ho_kind kind, int64_t id,
    const uint8_t mac[static 32]);
int ho_store_event_note(struct ho_store *s, enum ho_kind kind, int64_t id,
    bool dropped, const uint8_t mac[static 32]);
/* The first failure of the open event sticks to it; rc. */
int ho_store_event_fail(struct ho_store *s, int rc);

/* --- guard.c -------------------------------------------------------------- */

/* HMAC over kind, id, seq and every column of a row. */
int ho_row_mac(struct ho_store *s, enum ho_kind kind, const void *row,
    uint8_t mac[static 32]);
/* HMAC over a meta value. */
int ho_meta_mac(struct ho_store *s, const char *name, const void *data,
    size_t len, uint8_t mac[static 32]);
bool ho_same_mac(const uint8_t *a, const uint8_t *b); /* 32 octets each */
/* Binds the columns of a row from parameter at on; the next free one. */
int ho_row_bind(struct ho_store *s, enum ho_kind kind, const void *row,
    struct ho_stmt *st, int at);

/*
 * The row under the statement's cursor.
 *
 *   row      filled, zeroed where it is dead by HO_ROW_DEAD_MAC or on failure
 *   mac      as it stands in the table; may be NULL
 *   health   set on every return
 *
 * HO_E_CRYPTO, HO_E_NOMEM.
 */
int ho_row_load(struct ho_store *s, enum ho_kind kind, struct ho_stmt *st,
    void *row, uint8_t *mac, enum ho_row_health *health);
/* The same, and a dead one is told to the guard: HO_E_NONE. */
int ho_row_living(
    struct ho_store *s, enum ho_kind kind, struct ho_stmt *st, void *row);

#endif
