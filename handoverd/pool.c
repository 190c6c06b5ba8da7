/* handoverd/pool.c - password hashing, one thread a core. */
#include "handoverd/pool.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

#include "handoverd/loop.h"
#include "lib/base/err.h"

struct task {
	struct task *next;
	void (*work)(void *arg);
	void (*done)(void *arg);
	void *arg;
	struct loop_post post;
};

struct pool {
	struct loop *loop;
	pthread_mutex_t lock;
	pthread_cond_t more;
	struct task *first, **last;
	size_t waiting, max_waiting;
	bool is_stopping;
	size_t n_threads;
	pthread_t threads[];
};

/* Back in the loop's thread. */
static void
finish(void *arg)
{
	struct task *t = arg;
	void (*done)(void *arg) = t->done;
	void *theirs = t->arg;

	free(t);
	done(theirs);
}

static void *
serve(void *arg)
{
	struct pool *p = arg;

	pthread_mutex_lock(&p->lock);
	for (;;) {
		struct task *t = p->first;

		if (t == NULL) {
			if (p->is_stopping)
				break;
			pthread_cond_wait(&p->more, &p->lock);
			continue;
		}
		if ((p->first = t->next) == NULL)
			p->last = &p->first;
		p->waiting--;
		pthread_mutex_unlock(&p->lock);
		t->work(t->arg);
		t->post.fn = finish;
		t->post.arg = t;
		loop_post(p->loop, &t->post);
		pthread_mutex_lock(&p->lock);
	}
	pthread_mutex_unlock(&p->lock);
	return NULL;
}

int
pool_start(
    struct pool **out, struct loop *l, size_t threads, size_t max_waiting)
{
	struct pool *p;

	if (threads == 0) {
		long cores = sysconf(_SC_NPROCESSORS_ONLN);

		threads = cores > 0 ? (size_t)cores : 1;
	}
	*out = NULL;
	p = calloc(1, sizeof(*p) + threads * sizeof(p->threads[0]));
	if (p == NULL)
		return HO_E_NOMEM;
	p->loop = l;
	p->max_waiting = max_waiting;
	p->last = &p->first;
	pthread_mutex_init(&p->lock, NULL);
	pthread_cond_init(&p->more, NULL);
	for (; p->n_threads < threads; p->n_threads++) {
		if (pthread_create(&p->threads[p->n_threads], NULL, serve, p) !=
		    0) {
			pool_stop(p);
			pool_free(&p);
			return HO_E_IO;
		}
	}
	*out = p;
	return HO_OK;
}

void
pool_stop(struct pool *p)
{
	pthread_mutex_lock(&p->lock);
	p->is_stopping = true;
	pthread_cond_broadcast(&p->more);
	pthread_mutex_unlock(&p->lock);
	for (size_t i = 0; i < p->n_threads; i++)
		pthread_join(p->threads[i], NULL);
	p->n_threads = 0;
}

void
pool_free(struct pool **p)
{
	if (*p == NULL)
		return;
	pthread_cond_destroy(&(*p)->more);
	pthread_mutex_destroy(&(*p)->lock);
	free(*p);
	*p = NULL;
}

int
pool_submit(
    struct pool *p, void (*work)(void *arg), void (*done)(void *arg), void *arg)
{
	struct task *t = calloc(1, sizeof(*t));
	int rc = HO_OK;

	if (t == NULL)
		return HO_E_NOMEM;
	*t = (struct task){ .work = work, .done = done, .arg = arg };
	pthread_mutex_lock(&p->lock);
	if (p->waiting >= p->max_waiting || p->is_stopping) {
		rc = HO_E_LIMIT;
	} else {
		*p->last = t;
		p->last = &t->next;
		p->waiting++;
		pthread_cond_signal(&p->more);
	}
	pthread_mutex_unlock(&p->lock);
	if (rc != HO_OK)
		free(t);
	return rc;
}
