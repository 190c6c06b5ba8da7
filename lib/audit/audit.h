/*
 * lib/audit/audit.h - the log: append, prove, verify.
 *
 * An event is one line of canonical JSON; its octets are the leaf.  RFC 6962
 * hashing (tree.h), C2SP signed notes and checkpoints (note.h), formats and
 * test vectors in doc/log-format.md.  Sequence numbers start at 1; the leaf
 * index of RFC 6962 is seq - 1.
 *
 * How a caller writes:
 *
 *	ho_event_begin(a, &ev, "case.issue", now);
 *	ho_event_staff(ev, &staff);
 *	ho_event_str(ev, "ref", c.ref);
 *	ho_store_put(s, HO_CREDENTIAL, &cred);	 (any number of rows)
 *	ho_event_end(&ev);
 *
 * all inside the savepoint of its request; HO_E_ORDER where one is open.  Errors
 * stick to the event and come out of ho_event_end().  No secret ever enters.
 */
#ifndef HO_AUDIT_AUDIT_H
#define HO_AUDIT_AUDIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/buf.h"
#include "lib/store/store.h"

struct ho_audit;
struct ho_event;

/* Ed25519 over text; the key stays with the caller. */
struct ho_audit_signer {
	void *ctx;
	const char *origin; /* log and key name, borrowed */
	uint8_t public_key[32];
	int (*sign)(void *ctx, const void *text, size_t len, uint8_t sig[64]);
};

/*
 * Reads what the last commit left, and looks whether the log's own tables are
 * still that: the schema ours, as many events as the frontier has, exactly the
 * entries of event_row that were written with it (one scan), the newest
 * checkpoint of this log.  HO_E_FORGED: no; error says how.
 */
int ho_audit_open(struct ho_audit **a, struct ho_store *s,
    const struct ho_audit_signer *signer, struct ho_buf *error);

/*
 * For ho_audit_verify(), export and proofs over a store that may be damaged,
 * or over a reader: looks at nothing yet.  Appending gives HO_E_ORDER.
 * signer->sign may be NULL.
 */
int ho_audit_open_reader(struct ho_audit **a, struct ho_store *s,
    const struct ho_audit_signer *signer);
void ho_audit_close(struct ho_audit **a);

/* Beside the store's own: keep, drop and write the frontier.  A transaction
 * that was lost or rolled back is noticed at the next savepoint or event. */
void ho_audit_savepoint(struct ho_audit *a);
void ho_audit_undo(struct ho_audit *a);
int ho_audit_before_commit(struct ho_audit *a); /* writes the frontier */

/*
 * First in every transaction: has somebody else written to the store since?
 * Costs next to nothing where nobody has.  Else all that ho_audit_open() looks
 * at is looked at again.
 *
 *   was_written  set on every return; beside HO_OK the log is whole all the
 *                same: rows may be dead, none lives that should not
 *
 * HO_E_FORGED: the log is not what this program left; error says how.  Nothing
 * may be decided on this store any more.
 */
int ho_audit_watch(struct ho_audit *a, bool *was_written, struct ho_buf *error);

int ho_event_begin(
    struct ho_audit *a, struct ho_event **ev, const char *name, int64_t now);
void ho_event_str(struct ho_event *ev, const char *key, const char *text);
void ho_event_int(struct ho_event *ev, const char *key, int64_t n);
/* actor: {"staff":"ann","uid":1000} / {"peer":0,"service":"panel"} / {"self":
 * "handoverd"} */
void ho_event_staff(struct ho_event *ev, const struct ho_staff *staff);
void ho_event_peer(struct ho_event *ev, int64_t uid, const char *service);
void ho_event_self(struct ho_event *ev);
/* Appends it; *ev = NULL in any case.  seq may be NULL. */
int ho_event_end(struct ho_event **ev, int64_t *seq);
/* Instead of ho_event_end(), where the request is given up. */
void ho_event_drop(struct ho_event **ev);

int64_t ho_audit_size(const struct ho_audit *a);
void ho_audit_root(const struct ho_audit *a, uint8_t root[32]);

/*
 * Signs the present size and root, unless a checkpoint of this size was
 * signed already; keeps it in the store.  note: the whole signed note.
 * Call it inside a transaction, after the events it shall cover; hand the note
 * out only after the commit: a signed size may lag, never lead.  HO_E_FORGED:
 * it would not extend the newest one kept.
 */
int ho_audit_checkpoint(struct ho_audit *a, struct ho_buf *note);
/* The newest one kept; HO_E_NONE: none yet. */
int ho_audit_checkpoint_last(struct ho_audit *a, struct ho_buf *note);

/* "origin+hex+base64", the verifier key string of a signed note. */
int ho_audit_key(const struct ho_audit_signer *signer, struct ho_buf *out);

/*
 * Is the log whole, and does the store agree with it?  Recomputes every leaf
 * and the root, compares with the frontier and the newest checkpoint, parses
 * no event but for its seq and rows; then every guarded row's MAC and place in
 * event_row, and that no row the log knows is gone.  Each fault is one call of
 * 'fault' with a stable word and a sentence; progress every 'step' events.
 * Stored evidence is re-judged by the caller, not here.  Outside a transaction
 * it looks at one moment of its own.  Words: doc/log-format.md.
 */
struct ho_audit_check {
	void *ctx;
	void (*fault)(void *ctx, const char *word, const char *sentence);
	void (*progress)(void *ctx, int64_t done, int64_t all);
};
int ho_audit_verify(struct ho_audit *a, const struct ho_audit_check *check,
    int64_t *events, int64_t *faults);

/* Every event's exact octets in order, for `audit export --leaves`. */
int ho_audit_export(struct ho_audit *a,
    int (*line)(void *ctx, const void *body, size_t len), void *ctx);

/*
 * A C2SP tlog-proof that event seq is in the log of the newest checkpoint.
 * HO_E_NONE: no checkpoint covers it yet.
 */
int ho_audit_prove(struct ho_audit *a, int64_t seq, struct ho_buf *proof);
/* That the log of checkpoint size 'from' is a beginning of the newest one:
 * hashes of the proof in base64, one a line. */
int ho_audit_prove_extends(
    struct ho_audit *a, int64_t from, struct ho_buf *proof);

/*
 * The same without a store: leaves one a line (audit export --leaves), a
 * checkpoint and a verifier key.  Used by the command alone.  More leaves than
 * the checkpoint covers are counted and no fault: nothing vouches for them.
 */
int ho_audit_verify_export(const char *leaves_path, const char *checkpoint_path,
    const char *key, const struct ho_audit_check *check, int64_t *events,
    int64_t *faults);

#endif
