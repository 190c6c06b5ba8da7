/*
 * lib/store/store.h - remember; one interface, drivers behind it.
 *
 * The store says what is, not what should be: policy is elsewhere.  What is
 * here all the same are the laws that stand in the schema, and law 13: a row
 * of every kind but HO_OUTBOX, HO_JOB, HO_OCTETS and HO_BUDGET carries the number of the event
 * that last wrote it and a MAC under the guard's key over kind, id, seq and
 * every column.  A row whose MAC does not hold, or that is not the newest that
 * event_row knows, is not there for any caller; it is reported to the guard.
 *
 * One thread, one connection: handoverd's writer.  Nothing is written outside
 * ho_store_begin() .. ho_store_commit(), and no guarded row outside an event
 * (lib/audit/audit.h): ho_store_put() then gives HO_E_ORDER.
 *
 * Errors: HO_E_NONE no such row (or a dead one); HO_E_TAKEN a unique value is
 * in use, or the row was changed by somebody since it was read; HO_E_RULE a
 * constraint or trigger of schema/ refused it; HO_E_IO disk, lock, full.
 */
#ifndef HO_STORE_STORE_H
#define HO_STORE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/buf.h"
#include "lib/store/rows.h"

struct ho_store;

/* The store holds no key: whoever opens it brings the arithmetic. */
struct ho_store_guard {
	void *ctx;
	/* HMAC-SHA-256 under the row key; HO_OK or HO_E_CRYPTO */
	int (*mac)(void *ctx, const void *data, size_t len, uint8_t out[32]);
	/* a row that is dead; why is "mac", "old" or "event"; may be NULL;
	 * called amid a read, so it leaves the store alone */
	void (*dead)(void *ctx, enum ho_kind kind, int64_t id, const char *why);
};

/*
 * Makes a new store (schema applied, WAL, mode 0600); refuses an existing
 * file with HO_E_TAKEN.  error: a sentence on failure.
 */
int ho_store_create(const char *path, struct ho_buf *error);

/*
 * Opens an existing store for writing; refuses a second writer (HO_E_TAKEN),
 * a store of another version (HO_E_INPUT, sentence says newer or older), a
 * file that is none (HO_E_INPUT), one that is not there (HO_E_NONE), a
 * read-only one (HO_E_IO).  The lock is STORE.lock beside it, held until
 * close.  guard is borrowed until close.
 */
int ho_store_open(struct ho_store **s, const char *path,
    const struct ho_store_guard *guard, struct ho_buf *error);

/*
 * A second connection that only reads, for another thread of the same program
 * (audit verify, export) while the writer goes on.  Between ho_store_begin()
 * and ho_store_rollback() it sees one moment.  Whatever would write gives
 * HO_E_ORDER.  Any number of them; guard's mac is then called from that thread.
 */
int ho_store_open_reader(struct ho_store **s, const char *path,
    const struct ho_store_guard *guard, struct ho_buf *error);
void ho_store_close(struct ho_store **s);

/* One commit for many requests, each in a savepoint of its own. */
int ho_store_begin(struct ho_store *s);
int ho_store_commit(struct ho_store *s); /* failure: all of it is undone */
void ho_store_rollback(struct ho_store *s);
int ho_store_savepoint(struct ho_store *s);
int ho_store_release(struct ho_store *s); /* HO_E_RULE: a deferred law is
					      broken; already rolled back */
void ho_store_undo(struct ho_store *s);   /* back to the savepoint */
/* Is the transaction still there?  SQLite ends it on some errors. */
bool ho_store_alive(const struct ho_store *s);
/* A number that changes when another connection has committed: we are the only
 * writer, so somebody with other tools.  Inside a transaction it holds for all
 * of it.  A transaction that was lost may change it too: see the epoch. */
int ho_store_version(struct ho_store *s, int64_t *version);
/* Grows whenever a transaction was lost: what was remembered of it is void. */
uint64_t ho_store_epoch(const struct ho_store *s);

/*
 * Wiped octets are overwritten in the file at once; this takes them out of the
 * write-ahead log too.  Outside a transaction, on a clock, after letters went.
 * It waits for nobody: HO_E_TAKEN, and later again, where somebody reads an
 * older moment.
 */
int ho_store_sweep(struct ho_store *s);

/* --- rows ----------------------------------------------------------------- */

/* Reads one row by id.  *row is zeroed on failure. */
int ho_store_get(struct ho_store *s, enum ho_kind kind, int64_t id, void *row);

/*
 * Inserts (id 0: id is set) or updates where id and seq are still what was
 * read; row->seq becomes the open event's.  Of any number of racing writers
 * one changes the row, the others get HO_E_TAKEN (law 4).  Failure sticks to
 * the open event: it cannot be closed any more, so that no event tells of what
 * was not written.  After ho_store_undo() read the row again.
 */
int ho_store_put(struct ho_store *s, enum ho_kind kind, void *row);

/*
 * Inserts n new rows of a guarded kind at once: an array of its structs, each
 * with id and seq 0, which are set.  As ho_store_put() one after another, with
 * fewer statements.  On failure all of them have id and seq 0 again, and the
 * open event cannot be closed.  HO_E_INPUT: another kind, or a row is not new.
 */
int ho_store_put_many(
    struct ho_store *s, enum ho_kind kind, void *rows, size_t n);

/*
 * The id that the next insert of a guarded kind will get: two rows that point
 * at each other need one of them in advance.  Put that row with this id and
 * seq 0.  An account: its id, then its super-admin as a user of that id, then
 * the account (the schema looks for the user at once).
 */
int ho_store_next_id(struct ho_store *s, enum ho_kind kind, int64_t *id);

/* Deletes where id and seq are still what was read; only HO_SEEN, HO_OUTBOX,
 * HO_JOB, HO_OCTETS, HO_INBOX and HO_BUDGET may go, else HO_E_RULE. */
int ho_store_drop(struct ho_store *s, enum ho_kind kind, const void *row);

/* Frees what a row owns (HO_OCTETS); zeroes it. */
void ho_row_free(enum ho_kind kind, void *row);

/* The bytes of one row struct; 0 for no kind. */
size_t ho_row_size(enum ho_kind kind);
const char *ho_kind_name(enum ho_kind kind); /* "account", ... */

/*
 * Questions by name; arguments in this order.  Text arguments are compared as
 * the table says.  Lists come in id order unless said otherwise.
 */
enum ho_query {
	HO_Q_ACCOUNT_BY_CODE = 1, /* code (ASCII case folded) */
	HO_Q_ACCOUNTS,            /* after-id */
	HO_Q_ACCOUNTS_RULED,      /* - ; with a rule of their own */
	HO_Q_ACCOUNTS_LIKE,       /* text: part of code or name; text: part of
				      domain or an address; after-id */
	HO_Q_USER_BY_LOGIN,       /* folded login */
	HO_Q_USERS_OF,            /* account, after-id */
	HO_Q_PASSWORD_OF,         /* user */
	HO_Q_ADDRESSES_OF,        /* account: contacts and users', on file */
	HO_Q_CONTACTS_OF,         /* account: on file */
	HO_Q_ADDRESSES_OF_USER,   /* user: on file */
	HO_Q_ADDRESSES_BY_TEXT, /* address: exact octets, on file, any account */
	HO_Q_ADDRESSES_BY_FOLD,  /* address: ASCII case folded */
	HO_Q_ADDRESSES_EVER,     /* likewise, those that were removed too */
	HO_Q_STAFF_BY_UID,       /* uid + 1 */
	HO_Q_STAFF,              /* after-id */
	HO_Q_CASE_BY_REF,        /* ref */
	HO_Q_CASES,              /* after-id */
	HO_Q_CASES_OF,           /* account, after-id */
	HO_Q_CASES_OPEN_OF,      /* account: closed_at is NULL */
	HO_Q_CASES_OPEN,         /* after-id: closed_at is NULL */
	HO_Q_CASES_DUE,          /* now: next_at or wait_until has come */
	HO_Q_CASES_WAITING_FROM, /* address text: open, asked_from equals */
	HO_Q_CASE_BY_MESSAGE_ID, /* message-id */
	HO_Q_EVIDENCE_OF,        /* case */
	HO_Q_EVIDENCE_UNDRAWN,   /* requests, after id */
	HO_Q_EVIDENCE_JUDGED,    /* accept or confirm, after id */
	HO_Q_APPROVALS_OF,       /* case */
	HO_Q_SHOWN_TO,           /* case, staff */
	HO_Q_OWN_OF,             /* staff, account */
	HO_Q_OWNS_OF,            /* staff: those that are */
	HO_Q_CASES_BY,           /* staff, time: opened after it */
	HO_Q_OWNER_CASES_BY,     /* the same, owner cases alone */
	HO_Q_CREDENTIALS_OF,     /* case */
	HO_Q_CREDENTIAL_LIVE_OF_USER, /* user: live ones */
	HO_Q_CREDENTIALS_LIVE,        /* after-id: all live ones */
	HO_Q_PERMITS_OF,              /* case */
	HO_Q_PERMIT_LIVE_OF,          /* user */
	HO_Q_FORMERS_BY_LOGIN,        /* login, time: kept for longer */
	HO_Q_CODE_LIVE,               /* credential, purpose */
	HO_Q_CODES_SINCE,             /* the same, after when, until when */
	HO_Q_CODE_LIVE_OF_USER,       /* user, purpose */
	HO_Q_CODES_OF_USER_SINCE,     /* the same, after when, until when */
	HO_Q_WORDS_OF,                /* case */
	HO_Q_WORD_BY_HASH,            /* hash */
	HO_Q_SEEN_BY_HASH,            /* hash */
	HO_Q_SEEN_OF,                 /* case */
	HO_Q_TICKET_BY_KEY,           /* key */
	HO_Q_TICKET_BY_OUTSIDE,       /* key there, or as staff gave it */
	HO_Q_TICKET_BEFORE,           /* account, id: the newest outside one
					 before it */
	HO_Q_RECORDS_OF,              /* ticket, after id */
	HO_Q_OUTBOX,                  /* after-id */
	HO_Q_OUTBOX_DUE,              /* now; no copies */
	HO_Q_OUTBOX_DUE_BY,           /* way, now; of hooks the first open one
					 of each account */
	HO_Q_OUTBOX_HANDED,           /* -; no copies */
	HO_Q_OUTBOX_HANDED_BY,        /* way */
	HO_Q_OUTBOX_DEAD,             /* after-id: failed, unclear, lapsed */
	HO_Q_OUTBOX_SINCE,            /* account, way, time: written since */
	HO_Q_OUTBOX_OF,               /* case; no copies */
	HO_Q_OUTBOX_TO,               /* address, time: written since; no
					 copies */
	HO_Q_OUTBOX_BY_MESSAGE_ID,    /* message-id; no copies */
	HO_Q_OUTBOX_COPY_OF,          /* message-id: held, of that letter */
	HO_Q_JOBS_DUE,           /* now: the first open one of each ticket */
	HO_Q_JOBS_HANDED,        /* - */
	HO_Q_JOBS_OPEN_OF,       /* ticket: due or handed out */
	HO_Q_JOBS_OPEN_UNTIL,    /* time: open, made then or before */
	HO_Q_JOBS_FAILED,        /* after-id */
	HO_Q_JOBS_FAILED_OF,     /* ticket: given up */
	HO_Q_OCTETS_OF,          /* kind, id, part */
	HO_Q_INBOX,              /* after-id */
	HO_Q_INBOX_BY_SHA256,    /* hex */
	HO_Q_INBOX_AT,           /* state, after-id */
	HO_Q_INBOX_HELD,         /* after-id: quarantined and refused */
	HO_Q_INBOX_HELD_SINCE,   /* time: likewise, come after it */
	HO_Q_INBOX_WAITING_FROM, /* sender, ASCII case folded */
	HO_Q_INBOX_UNTIL,        /* time: came then or before */
	HO_Q_FACTORS_OF,         /* user, after-id */
	HO_Q_FACTORS_LIVE_OF,    /* user: not removed */
	HO_Q_RECOVERY_BY_HASH,   /* hash */
	HO_Q_RECOVERY_LIVE_OF,   /* user: not yet used */
	HO_Q_ORIGINS_OF,         /* user: the one longest not seen first */
	HO_Q_ORIGIN_BY_HASH,     /* hash */
	HO_Q_BUDGET,             /* enum ho_budget_kind, enum ho_tried, slot */
	HO_QUERIES
};

struct ho_arg {
	const char *text; /* NULL: the number counts */
	int64_t number;
};
#define HO_INT(n) ((struct ho_arg){ .number = (n) })
#define HO_STR(t) ((struct ho_arg){ .text = (t) })
#define HO_ASK(s, q, row, ...)                                           \
	ho_store_find((s), (q), (row), (struct ho_arg[]){ __VA_ARGS__ }, \
	    sizeof((struct ho_arg[]){ __VA_ARGS__ }) / sizeof(struct ho_arg))

/* The first living row that answers.  *row zeroed on failure. */
int ho_store_find(struct ho_store *s, enum ho_query q, void *row,
    const struct ho_arg *args, size_t n_args);

/*
 * Walks what answers; a row belongs to the walk and is freed behind the
 * visitor, who may put rows (the answer was read before the first visit: at
 * most 'limit' rows, 0 is 1,000).  The visitor ends the walk by any non-zero
 * return, which comes back.
 */
int ho_store_each(struct ho_store *s, enum ho_query q,
    const struct ho_arg *args, size_t n_args, size_t limit,
    int (*visit)(void *ctx, void *row), void *ctx);

/* How many rows answer (dead ones not counted), without a limit. */
int ho_store_count(struct ho_store *s, enum ho_query q,
    const struct ho_arg *args, size_t n_args, int64_t *n);

/* --- what lib/audit stands on ----------------------------------------------
 * Rows put or dropped while an event is open are noted, so that the event can
 * name them; event_row remembers them for ever. */

struct ho_written {
	enum ho_kind kind;
	int64_t id;
	bool dropped;
	uint8_t mac[32];
};

/* Opens event number seq; HO_E_ORDER: one is open. */
int ho_store_event_open(struct ho_store *s, int64_t seq);
/* What was written since; borrowed until the next call. */
size_t ho_store_event_rows(struct ho_store *s, const struct ho_written **rows);
/* Gives the open event up; what was put in it has to be undone: until then
 * neither release nor commit succeeds (HO_E_ORDER, rolled back). */
void ho_store_event_drop(struct ho_store *s);
/* Writes event, body, event_row; closes it.  On failure as event_drop. */
int ho_store_event_close(
    struct ho_store *s, const uint8_t leaf[32], const void *body, size_t len);

/* The newest event's number; 0: none. */
int ho_store_event_last(struct ho_store *s, int64_t *seq);
/* How many entries event_row has. */
int ho_store_event_rows_count(struct ho_store *s, int64_t *n);

/*
 * Events from .. in order, as they are read: the visitor writes nothing, and
 * what it is given is gone when it returns.  limit 0 is all.  body is NULL
 * where there is none.  Stops as ho_store_each() does.
 */
int ho_store_events(struct ho_store *s, int64_t from, size_t limit,
    int (*visit)(void *ctx, int64_t seq, const uint8_t leaf[32],
	const void *body, size_t len),
    void *ctx);

/* One named value of the meta table: the frontier, the newest checkpoint.
 * Guarded by a MAC over name and value: HO_E_FORGED where it does not hold. */
int ho_store_meta_get(struct ho_store *s, const char *name, struct ho_buf *out);
int ho_store_meta_put(
    struct ho_store *s, const char *name, const void *data, size_t len);

/* Every row of a kind, dead ones too, with its state: for audit verify.  The
 * visitor writes nothing.  Unguarded kinds: HO_E_INPUT. */
enum ho_row_health {
	HO_ROW_DEAD_MAC = 0, /* or a column that cannot have been ours */
	HO_ROW_DEAD_OLD,     /* event_row knows a newer one, or that it went */
	HO_ROW_DEAD_EVENT,   /* event_row does not know it */
	HO_ROW_WELL = 0x5a
};
int ho_store_inspect(struct ho_store *s, enum ho_kind kind,
    int (*visit)(void *ctx, int64_t id, int64_t seq, enum ho_row_health health,
	const uint8_t mac[32]),
    void *ctx);
/* Every entry of event_row as it stands there, in no order. */
int ho_store_event_rows_each(struct ho_store *s,
    int (*visit)(
	void *ctx, int64_t kind, int64_t id, int64_t seq, int64_t dropped),
    void *ctx);
/* A key of its own for another use of the guard's, by name. */
int ho_store_key(struct ho_store *s, const char *use, uint8_t key[32]);

/*
 * What event_row and the table say about one row that an event names.
 * HO_E_INPUT: no such kind, or an unguarded one.
 */
struct ho_trace {
	bool is_noted;   /* event_row has (kind, id, seq) */
	bool is_dropped; /* ... as dropped */
	int64_t newest; /* newest seq that event_row has for (kind, id), or 0 */
	bool is_there;  /* the table has this id */
	int64_t row_seq;
	uint8_t mac[32];
};
int ho_store_trace(struct ho_store *s, enum ho_kind kind, int64_t id,
    int64_t seq, struct ho_trace *trace);

/* The kind with this name ("user"), 0 for none. */
enum ho_kind ho_kind_named(const char *name, size_t len);

/*
 * Are the tables, triggers and indexes those of schema/?  One call for each
 * that is missing, changed or not ours ("missing", "changed", "strange").
 */
int ho_store_schema_each(struct ho_store *s,
    int (*visit)(void *ctx, const char *what, const char *name), void *ctx);

#endif
