/* handoverd/writer.c - the one thread that touches the store. */
#include "handoverd/writer.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "handoverd/checkpoint.h"
#include "handoverd/daemon.h"
#include "handoverd/foreign.h"
#include "lib/base/err.h"
#include "lib/base/log.h"

#define MAX_WAITING 8192 /* requests */
#define MAX_BATCH   256  /* requests in one commit */
#define SWEEP_MS    60000

struct job {
	struct job *next;
	writer_run_fn *run;
	writer_done_fn *done;
	void *arg;
	bool is_alone;
	int rc;
	struct loop_post post;
};

struct writer {
	struct daemon *d;
	struct ho_store *store;
	struct ho_audit *audit;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t more;
	struct job *first, **last;
	size_t waiting;
	bool is_stopping;
	bool is_foreign;       /* somebody else wrote: not yet in the log */
	bool is_dirty;         /* wiped octets may lie in the write-ahead log */
	int64_t sweep_at;      /* loop_now() */
	atomic_bool is_broken; /* nothing is decided on this store any more */
	struct loop_post courier;
	atomic_bool courier_is_posted; /* one on its way is enough */
};

/* Back in the loop's thread. */
static void
finish(void *arg)
{
	struct job *j = arg;
	writer_done_fn *done = j->done;
	void *theirs = j->arg;
	int rc = j->rc;

	free(j);
	done(theirs, rc);
}

/* One request in a savepoint of its own. */
static int
run_one(struct writer *w, struct job *j, struct tx *t)
{
	int rc = ho_store_savepoint(w->store);

	if (rc != HO_OK)
		return rc;
	ho_audit_savepoint(w->audit);
	t->now = daemon_now(w->d);
	rc = j->run(t, j->arg);
	if (rc == HO_OK && ho_store_alive(w->store)) {
		/* RELEASE checks the deferred laws, and undoes by itself */
		if ((rc = ho_store_release(w->store)) != HO_OK)
			ho_audit_undo(w->audit);
		return rc;
	}
	if (ho_store_alive(w->store))
		ho_store_undo(w->store);
	ho_audit_undo(w->audit);
	return rc == HO_OK ? HO_E_IO : rc;
}

/* One request that is a commit of its own: without HO_OK there is none. */
static int
run_alone(struct writer *w, struct job *j, struct tx *t)
{
	ho_audit_savepoint(w->audit);
	t->now = daemon_now(w->d);
	j->rc = j->run(t, j->arg);
	if (j->rc != HO_OK)
		ho_audit_undo(w->audit);
	return j->rc;
}

/*
 * The store is no longer what this program left: who goes on deciding by it
 * decides for whoever wrote there.
 */
static int
give_up(struct writer *w, const char *why)
{
	ho_error("cannot go on: the store was changed with other tools: %s. "
		 "See 'handoverd --verify'",
	    why);
	w->is_broken = true;
	loop_stop(w->d->loop);
	return HO_E_FORGED;
}

/* Before anything of a batch is decided: has somebody else been here? */
static int
watch(struct writer *w, struct tx *t)
{
	struct job note = { .run = foreign_note };
	struct ho_buf why = HO_BUF_INIT;
	bool was_written;
	int rc = ho_audit_watch(w->audit, &was_written, &why);

	if (rc == HO_E_FORGED)
		rc = give_up(w, ho_buf_text(&why));
	ho_buf_free(&why);
	if (was_written)
		ho_error("somebody wrote to the store with other tools. The "
			 "log is whole; rows that were changed count for "
			 "nothing: see 'handover audit verify'");
	w->is_foreign = w->is_foreign || was_written;
	return rc == HO_OK && w->is_foreign ? run_one(w, &note, t) : rc;
}

/* What the batch does, up to the commit. */
static int
decide(struct writer *w, struct job *batch, struct tx *t, struct ho_buf *note)
{
	int rc;

	if (w->is_broken)
		return HO_E_FORGED;
	if ((rc = ho_store_begin(w->store)) == HO_OK)
		rc = watch(w, t);
	if (rc == HO_OK && batch && batch->is_alone)
		rc = run_alone(w, batch, t);
	for (struct job *j = batch; j && !j->is_alone && rc == HO_OK;
	     j = j->next) {
		j->rc = run_one(w, j, t);
		if (!ho_store_alive(w->store))
			rc = HO_E_IO; /* SQLite gave the transaction up */
	}
	if (rc == HO_OK && t->wants_checkpoint)
		rc = ho_audit_checkpoint(w->audit, note);
	if (rc == HO_OK && (rc = ho_audit_before_commit(w->audit)) == HO_OK)
		rc = ho_store_commit(w->store);
	return rc;
}

/* Nothing of the batch has happened.  The log in memory notices by itself that
 * its transaction is gone. */
static void
undo_all(struct writer *w, struct job *batch, int rc)
{
	ho_store_rollback(w->store);
	/* a refusal of one that is alone is nothing to be told */
	if (!w->is_broken && (!batch->is_alone || batch->rc == HO_OK))
		ho_error("the store did not take a commit (%s); all of it is "
			 "undone",
		    ho_err_text(rc));
	for (; batch; batch = batch->next)
		batch->rc = rc;
}

/* Runs a batch and commits it; every job's rc is set behind the commit. */
static void
run_batch(struct writer *w, struct job *batch)
{
	struct tx t = { .d = w->d, .s = w->store, .a = w->audit };
	struct ho_buf note = HO_BUF_INIT;
	int rc = decide(w, batch, &t, &note);

	if (rc != HO_OK) {
		undo_all(w, batch, rc);
	} else {
		w->is_foreign = false;
		w->is_dirty = w->is_dirty || t.wants_sweep;
		if (note.len)
			checkpoint_hand_out(w->d, &note);
		if (t.wants_courier &&
		    !atomic_exchange(&w->courier_is_posted, true))
			loop_post(w->d->loop, &w->courier);
	}
	ho_buf_free(&note);
}

/* Letters that were wiped leave the write-ahead log too. */
static void
sweep(struct writer *w, bool is_last)
{
	int rc;

	if (!w->is_dirty || (loop_now() < w->sweep_at && !is_last))
		return;
	rc = ho_store_sweep(w->store);
	w->is_dirty = rc != HO_OK;
	w->sweep_at = loop_now() + SWEEP_MS;
	if (rc != HO_OK && (rc != HO_E_TAKEN || is_last))
		ho_warn("letters that were wiped lie on in the store's "
			"write-ahead log: %s",
		    ho_err_text(rc));
}

/* Until there is work, or the time to sweep has come. */
static void
wait_for_work(struct writer *w)
{
	struct timespec until = { .tv_sec = w->sweep_at / 1000,
		.tv_nsec = w->sweep_at % 1000 * 1000000 };
	int rc = 0;

	while (w->first == NULL && !w->is_stopping && rc != ETIMEDOUT)
		rc = w->is_dirty
		    ? pthread_cond_timedwait(&w->more, &w->lock, &until)
		    : pthread_cond_wait(&w->more, &w->lock);
}

/* The next batch off the queue; may be none.  false: stopping, and nothing is
 * left. */
static bool
next_batch(struct writer *w, struct job **batch)
{
	struct job *end;
	bool goes_on;
	size_t n = 1;

	pthread_mutex_lock(&w->lock);
	wait_for_work(w);
	*batch = end = w->first;
	goes_on = end != NULL || !w->is_stopping;
	if (end) {
		for (; end->next && n < MAX_BATCH && !end->is_alone &&
		     !end->next->is_alone;
		     n++)
			end = end->next;
		if ((w->first = end->next) == NULL)
			w->last = &w->first;
		end->next = NULL;
		w->waiting -= n;
	}
	pthread_mutex_unlock(&w->lock);
	return goes_on;
}

static void *
serve(void *arg)
{
	struct writer *w = arg;
	struct job *batch, *next;

	while (next_batch(w, &batch)) {
		if (batch)
			run_batch(w, batch);
		for (; batch; batch = next) {
			next = batch->next;
			batch->post.fn = finish;
			batch->post.arg = batch;
			loop_post(w->d->loop, &batch->post);
		}
		sweep(w, false);
	}
	sweep(w, true);
	return NULL;
}

static void
wake_courier(void *arg)
{
	struct writer *w = arg;

	w->courier_is_posted = false;
	courier_wake(w->d);
}

int
writer_start(struct writer **out, struct daemon *d, struct ho_buf *why)
{
	struct writer *w = calloc(1, sizeof(*w));
	struct ho_audit_signer signer;
	pthread_condattr_t clock;
	int rc;

	*out = NULL;
	if (w == NULL)
		return HO_E_NOMEM;
	w->d = d;
	w->last = &w->first;
	w->courier.fn = wake_courier;
	w->courier.arg = w;
	pthread_mutex_init(&w->lock, NULL);
	pthread_condattr_init(&clock);
	pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
	pthread_cond_init(&w->more, &clock);
	pthread_condattr_destroy(&clock);
	rc = daemon_open_store(d, &signer, &w->store, &w->audit, why);
	/* whoever was here before may have been killed */
	w->is_dirty = rc == HO_OK && ho_store_sweep(w->store) != HO_OK;
	if (rc == HO_OK && pthread_create(&w->thread, NULL, serve, w) != 0)
		rc = HO_E_IO;
	if (rc != HO_OK) {
		ho_audit_close(&w->audit);
		ho_store_close(&w->store);
		free(w);
		return rc;
	}
	*out = w;
	return HO_OK;
}

void
writer_stop(struct writer *w)
{
	pthread_mutex_lock(&w->lock);
	w->is_stopping = true;
	pthread_cond_signal(&w->more);
	pthread_mutex_unlock(&w->lock);
	pthread_join(w->thread, NULL);
}

bool
writer_is_broken(const struct writer *w)
{
	return w->is_broken;
}

void
writer_free(struct writer **w)
{
	if (*w == NULL)
		return;
	ho_audit_close(&(*w)->audit);
	ho_store_close(&(*w)->store);
	pthread_cond_destroy(&(*w)->more);
	pthread_mutex_destroy(&(*w)->lock);
	free(*w);
	*w = NULL;
}

static int
submit(struct writer *w, const struct job *what)
{
	struct job *j = malloc(sizeof(*j));
	int rc = HO_OK;

	if (j == NULL)
		return HO_E_NOMEM;
	*j = *what;
	pthread_mutex_lock(&w->lock);
	if (w->waiting >= MAX_WAITING || w->is_stopping) {
		rc = HO_E_LIMIT;
	} else {
		*w->last = j;
		w->last = &j->next;
		w->waiting++;
		pthread_cond_signal(&w->more);
	}
	pthread_mutex_unlock(&w->lock);
	if (rc != HO_OK)
		free(j);
	return rc;
}

int
writer_submit(
    struct writer *w, writer_run_fn *run, writer_done_fn *done, void *arg)
{
	return submit(w, &(struct job){ .run = run, .done = done, .arg = arg });
}

int
writer_submit_alone(
    struct writer *w, writer_run_fn *run, writer_done_fn *done, void *arg)
{
	return submit(w,
	    &(struct job){
		.run = run, .done = done, .arg = arg, .is_alone = true });
}
