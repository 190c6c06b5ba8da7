/* handoverd/writer.c - the one thread that touches the store. */
#include "handoverd/writer.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "handoverd/checkpoint.h"
#include "handoverd/daemon.h"
#include "lib/base/err.h"
#include "lib/base/log.h"
#include "lib/secret/mac.h"

#define MAX_WAITING 8192 /* requests */
#define MAX_BATCH   256  /* requests in one commit */

struct job {
	struct job *next;
	writer_run_fn *run;
	writer_done_fn *done;
	void *arg;
	int rc;
	struct loop_post post;
};

struct writer {
	struct daemon *d;
	struct ho_store *store;
	struct ho_audit *audit;
	struct ho_audit_signer signer;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t more;
	struct job *first, **last;
	size_t waiting;
	bool is_stopping;
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

/*
 * After a commit that failed nothing of the batch has happened; the log's
 * frontier in memory is read again, so that it is what the disk says.
 */
static void
start_over(struct writer *w)
{
	struct ho_buf why = HO_BUF_INIT;
	int rc;

	ho_store_rollback(w->store);
	ho_audit_close(&w->audit);
	rc = ho_audit_open(&w->audit, w->store, &w->signer, &why);
	if (rc != HO_OK) {
		/* without a log nothing may be done at all */
		ho_error("cannot go on: the log: %s", ho_buf_text(&why));
		exit(4);
	}
	ho_buf_free(&why);
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

/* Runs a batch and commits it; every job's rc is set behind the commit. */
static void
run_batch(struct writer *w, struct job *batch)
{
	struct tx t = { .d = w->d, .s = w->store, .a = w->audit };
	struct ho_buf note = HO_BUF_INIT;
	struct job *j;
	int rc = ho_store_begin(w->store);

	for (j = batch; j && rc == HO_OK; j = j->next) {
		j->rc = run_one(w, j, &t);
		if (!ho_store_alive(w->store))
			rc = HO_E_IO; /* SQLite gave the transaction up */
	}
	if (rc == HO_OK && t.wants_checkpoint)
		rc = ho_audit_checkpoint(w->audit, &note);
	if (rc == HO_OK && (rc = ho_audit_before_commit(w->audit)) == HO_OK)
		rc = ho_store_commit(w->store);
	if (rc != HO_OK) {
		ho_error("the store did not take a commit (%s); all of it is "
			 "undone",
		    ho_err_text(rc));
		for (j = batch; j; j = j->next)
			j->rc = rc;
		start_over(w);
	} else {
		if (note.len)
			checkpoint_hand_out(w->d, &note);
		if (t.wants_courier &&
		    !atomic_exchange(&w->courier_is_posted, true))
			loop_post(w->d->loop, &w->courier);
	}
	ho_buf_free(&note);
}

/* The next batch off the queue; NULL: stopping, and nothing is left. */
static struct job *
next_batch(struct writer *w)
{
	struct job *batch, *end;
	size_t n = 1;

	pthread_mutex_lock(&w->lock);
	while (w->first == NULL && !w->is_stopping)
		pthread_cond_wait(&w->more, &w->lock);
	batch = end = w->first;
	if (batch) {
		for (; end->next && n < MAX_BATCH; n++)
			end = end->next;
		if ((w->first = end->next) == NULL)
			w->last = &w->first;
		end->next = NULL;
		w->waiting -= n;
	}
	pthread_mutex_unlock(&w->lock);
	return batch;
}

static void *
serve(void *arg)
{
	struct writer *w = arg;
	struct job *batch, *next;

	while ((batch = next_batch(w)) != NULL) {
		run_batch(w, batch);
		for (; batch; batch = next) {
			next = batch->next;
			batch->post.fn = finish;
			batch->post.arg = batch;
			loop_post(w->d->loop, &batch->post);
		}
	}
	return NULL;
}

static void
wake_courier(void *arg)
{
	struct writer *w = arg;

	w->courier_is_posted = false;
	courier_wake(w->d);
}

static int
guard_mac(void *ctx, const void *data, size_t len, uint8_t out[32])
{
	const struct daemon *d = ctx;

	return ho_mac(ho_keys_get(d->keys, HO_KEY_ROW_MAC, 0), data, len, out);
}

static void
guard_dead(void *ctx, enum ho_kind kind, int64_t id, const char *why)
{
	(void)ctx;
	ho_warn("%s/%lld is dead (%s): somebody wrote to the store with other "
		"tools; it counts for nothing. See 'handover audit verify'",
	    ho_kind_name(kind), (long long)id, why);
}

void
daemon_guard(struct daemon *d)
{
	d->guard = (struct ho_store_guard){ d, guard_mac, guard_dead };
}

int
daemon_open_store(struct daemon *d, struct ho_audit_signer *signer,
    struct ho_store **store, struct ho_audit **audit, struct ho_buf *why)
{
	int rc;

	*signer = (struct ho_audit_signer){ .ctx = d->signer,
		.origin = d->conf.log_origin,
		.sign = ho_signer_sign };
	memcpy(signer->public_key, ho_signer_public(d->signer),
	    sizeof(signer->public_key));
	daemon_guard(d);
	rc = ho_store_open(store, d->conf.store, &d->guard, why);
	if (rc == HO_OK &&
	    (rc = ho_audit_open(audit, *store, signer, why)) != HO_OK)
		ho_store_close(store);
	return rc;
}

int
writer_start(struct writer **out, struct daemon *d, struct ho_buf *why)
{
	struct writer *w = calloc(1, sizeof(*w));
	int rc;

	*out = NULL;
	if (w == NULL)
		return HO_E_NOMEM;
	w->d = d;
	w->last = &w->first;
	w->courier.fn = wake_courier;
	w->courier.arg = w;
	pthread_mutex_init(&w->lock, NULL);
	pthread_cond_init(&w->more, NULL);
	rc = daemon_open_store(d, &w->signer, &w->store, &w->audit, why);
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

int
writer_submit(
    struct writer *w, writer_run_fn *run, writer_done_fn *done, void *arg)
{
	struct job *j = calloc(1, sizeof(*j));
	int rc = HO_OK;

	if (j == NULL)
		return HO_E_NOMEM;
	*j = (struct job){ .run = run, .done = done, .arg = arg };
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
