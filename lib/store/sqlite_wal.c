/* lib/store/sqlite_wal.c - the write-ahead log goes back into the file. */
#include "lib/store/sqlite_wal.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

#include "lib/base/err.h"

struct ho_wal {
	sqlite3 *writer; /* its thread's */
	sqlite3 *conn;   /* the copying thread's; NULL: there is none yet */
	bool has_failed; /* and there will be none */
	pthread_t thread;
	pthread_mutex_t copying; /* held while somebody does */
	pthread_mutex_t lock;    /* of what is below */
	pthread_cond_t more;
	bool is_wanted, is_stopping;
};

/* What stands there by now.  Whatever goes wrong: the next commit asks again,
 * and nothing is lost as long as the log is there. */
static void
copy(struct ho_wal *w, sqlite3 *conn)
{
	ho_wal_hold(w);
	sqlite3_wal_checkpoint_v2(
	    conn, "main", SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
	ho_wal_release(w);
}

static bool
wait_for_work(struct ho_wal *w)
{
	bool goes_on;

	pthread_mutex_lock(&w->lock);
	while (!w->is_wanted && !w->is_stopping)
		pthread_cond_wait(&w->more, &w->lock);
	w->is_wanted = false;
	goes_on = !w->is_stopping;
	pthread_mutex_unlock(&w->lock);
	return goes_on;
}

static void *
work(void *arg)
{
	struct ho_wal *w = arg;

	while (wait_for_work(w))
		copy(w, w->conn);
	return NULL;
}

/* A checkpoint of a connection that has not read yet does nothing, hence the
 * question which journal there is. */
static int
connect(struct ho_wal *w)
{
	int code = sqlite3_open_v2(sqlite3_db_filename(w->writer, "main"),
	    &w->conn, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);

	if (code == SQLITE_OK)
		code = sqlite3_exec(w->conn,
		    "PRAGMA synchronous = FULL; PRAGMA journal_mode = WAL",
		    NULL, NULL, NULL);
	return code;
}

static void
ask_for(struct ho_wal *w, bool *what)
{
	pthread_mutex_lock(&w->lock);
	*what = true;
	pthread_cond_signal(&w->more);
	pthread_mutex_unlock(&w->lock);
}

static bool
has_thread(struct ho_wal *w)
{
	if (w->conn != NULL || w->has_failed)
		return !w->has_failed;
	if (connect(w) != SQLITE_OK ||
	    pthread_create(&w->thread, NULL, work, w) != 0) {
		sqlite3_close(w->conn);
		w->conn = NULL;
		w->has_failed = true;
		return false;
	}
	pthread_setname_np(w->thread, HO_WAL_THREAD);
	return true;
}

/* After a commit of the writer's. */
static int
on_commit(void *ctx, sqlite3 *conn, const char *name, int pages)
{
	struct ho_wal *w = ctx;

	(void)name;
	if (pages < HO_WAL_SOME)
		return SQLITE_OK;
	if (has_thread(w) && pages < HO_WAL_MOST)
		ask_for(w, &w->is_wanted);
	else
		copy(w, conn);
	return SQLITE_OK;
}

int
ho_wal_start(struct ho_wal **out, sqlite3 *writer)
{
	struct ho_wal *w = calloc(1, sizeof(*w));

	if ((*out = w) == NULL)
		return HO_E_NOMEM;
	w->writer = writer;
	pthread_mutex_init(&w->copying, NULL);
	pthread_mutex_init(&w->lock, NULL);
	pthread_cond_init(&w->more, NULL);
	sqlite3_wal_hook(writer, on_commit, w);
	return HO_OK;
}

void
ho_wal_stop(struct ho_wal **wal)
{
	struct ho_wal *w = *wal;

	if (w == NULL)
		return;
	sqlite3_wal_hook(w->writer, NULL, NULL);
	if (w->conn != NULL) {
		ask_for(w, &w->is_stopping);
		pthread_join(w->thread, NULL);
		sqlite3_close(w->conn);
	}
	pthread_cond_destroy(&w->more);
	pthread_mutex_destroy(&w->lock);
	pthread_mutex_destroy(&w->copying);
	free(w);
	*wal = NULL;
}

void
ho_wal_hold(struct ho_wal *w)
{
	pthread_mutex_lock(&w->copying);
}

void
ho_wal_release(struct ho_wal *w)
{
	pthread_mutex_unlock(&w->copying);
}
