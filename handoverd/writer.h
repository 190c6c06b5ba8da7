/*
 * handoverd/writer.h - the one thread that touches the store.
 *
 * All that waits goes into the next commit, each request in a savepoint of its
 * own.  'run' is called in the writer's thread with the transaction open: it
 * reads, decides and writes.  HO_OK keeps what it did, anything else undoes
 * it.  'done' is called in the loop's thread after the commit, never before;
 * rc is then run's, or what RELEASE or COMMIT said: on any rc but HO_OK
 * nothing has happened.  A refusal by a rule that must be recorded is HO_OK
 * with the answer in arg.
 *
 * run must not wait for anything, and hash no password (pool.h does).
 *
 * Before each batch it is noticed where somebody else has written to the store
 * (foreign.h).  Where that touched the log, every rc from then on is
 * HO_E_FORGED, and the daemon stops.
 */
#ifndef HANDOVERD_WRITER_H
#define HANDOVERD_WRITER_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/audit/audit.h"
#include "lib/store/store.h"

struct daemon;
struct writer;

/* What 'run' works with; valid only inside it. */
struct tx {
	struct daemon *d; /* its constant parts: configuration, keys */
	struct ho_store *s;
	struct ho_audit *a;
	int64_t now;           /* one time for the whole request */
	bool wants_checkpoint; /* set it: signed in this very commit */
	bool wants_courier;    /* set it: letters were put into the outbox */
	bool wants_sweep;      /* set it: letters were wiped */
};

typedef int writer_run_fn(struct tx *t, void *arg);
typedef void writer_done_fn(void *arg, int rc);

/* why: a sentence, where the store or its log is refused. */
int writer_start(struct writer **w, struct daemon *d, struct ho_buf *why);
/* Finishes what was submitted and joins the thread; after that
 * writer_submit() gives HO_E_LIMIT until writer_free(). */
void writer_stop(struct writer *w);
/* Has the log been touched?  Any thread. */
bool writer_is_broken(const struct writer *w);
void writer_free(struct writer **w);

/* HO_E_LIMIT: too much waits already (the caller answers "unavailable"). */
int writer_submit(
    struct writer *w, writer_run_fn *run, writer_done_fn *done, void *arg);
/*
 * The same as a commit of its own, for what writes thousands of rows: SQLite
 * keeps a copy of each page that a savepoint might want back, and walks the
 * copies at every statement.
 */
int writer_submit_alone(
    struct writer *w, writer_run_fn *run, writer_done_fn *done, void *arg);

#endif
