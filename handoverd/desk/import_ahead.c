/* handoverd/desk/import_ahead.c - items of a file, read ahead, freed behind. */
#include "handoverd/desk/import_ahead.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

#include "lib/base/err.h"

/* In lines.  A line is read in less time than a thread needs to be woken, so
 * nobody is woken for less than some. */
#define SOME 64
#define MOST 4096 /* that wait to be taken, but for the last item */
#define USED 256  /* that wait to be freed */

struct item {
	struct item *next;
	void *what;
	size_t lines;
};

/* First in, first out. */
struct queue {
	struct item *first, **last;
	size_t lines;
};

struct ahead {
	const struct ahead_source *src;
	pthread_t thread;
	bool is_threaded;
	pthread_mutex_t lock; /* of all below but taken */
	pthread_cond_t may_take, may_work;
	struct queue ready, used;
	int end; /* of the reading; HO_OK: not yet */
	bool is_stopped;
	struct item *taken; /* lent to the taker */
};

static void
push(struct queue *q, struct item *i)
{
	i->next = NULL;
	*q->last = i;
	q->last = &i->next;
	q->lines += i->lines;
}

static struct item *
pop(struct queue *q)
{
	struct item *i = q->first;

	if (i == NULL)
		return NULL;
	if ((q->first = i->next) == NULL)
		q->last = &q->first;
	q->lines -= i->lines;
	return i;
}

static void
free_item(struct ahead *a, struct item *i)
{
	if (i == NULL)
		return;
	a->src->free(i->what);
	free(i);
}

static int
read_item(struct ahead *a, struct item **i)
{
	int rc;

	if ((*i = calloc(1, sizeof(**i))) == NULL)
		return HO_E_NOMEM;
	rc = a->src->read(a->src->ctx, &(*i)->what, &(*i)->lines);
	if (rc != HO_OK) {
		free(*i);
		*i = NULL;
	}
	return rc;
}

/* --- the thread ----------------------------------------------------------- */

/* With the lock. */
static bool
may_read(const struct ahead *a)
{
	return a->end == HO_OK && a->ready.lines < MOST;
}

/* Something to free (*old), to read (*reads), or both; false: to go. */
static bool
wait_work(struct ahead *a, struct item **old, bool *reads)
{
	bool goes_on;

	pthread_mutex_lock(&a->lock);
	while (!a->is_stopped && !may_read(a) && a->used.lines < USED)
		pthread_cond_wait(&a->may_work, &a->lock);
	*old = pop(&a->used);
	*reads = may_read(a);
	goes_on = !a->is_stopped;
	pthread_mutex_unlock(&a->lock);
	return goes_on;
}

static void
hand_over(struct ahead *a, struct item *i, int rc)
{
	pthread_mutex_lock(&a->lock);
	if (i != NULL)
		push(&a->ready, i);
	a->end = rc;
	if (rc != HO_OK || a->ready.lines >= SOME)
		pthread_cond_signal(&a->may_take);
	pthread_mutex_unlock(&a->lock);
}

static void *
work(void *arg)
{
	struct ahead *a = arg;
	bool goes_on = true, reads;
	struct item *i;
	int rc;

	while (goes_on) {
		goes_on = wait_work(a, &i, &reads);
		free_item(a, i);
		if (goes_on && reads) {
			rc = read_item(a, &i);
			hand_over(a, i, rc);
		}
	}
	return NULL;
}

/* --- the taker ------------------------------------------------------------ */

static int
take(struct ahead *a)
{
	int rc = HO_OK;

	pthread_mutex_lock(&a->lock);
	if (a->taken != NULL)
		push(&a->used, a->taken);
	while (a->ready.first == NULL && a->end == HO_OK)
		do
			pthread_cond_wait(&a->may_take, &a->lock);
		while (a->ready.lines < SOME && a->end == HO_OK);
	if ((a->taken = pop(&a->ready)) == NULL)
		rc = a->end;
	if (a->used.lines >= USED ||
	    (a->end == HO_OK && a->ready.lines <= MOST / 2))
		pthread_cond_signal(&a->may_work);
	pthread_mutex_unlock(&a->lock);
	return rc;
}

/* Without a thread. */
static int
take_here(struct ahead *a)
{
	free_item(a, a->taken);
	a->taken = NULL;
	if (a->end == HO_OK)
		a->end = read_item(a, &a->taken);
	return a->end;
}

int
ahead_next(struct ahead *a, void **item)
{
	int rc = a->is_threaded ? take(a) : take_here(a);

	*item = rc == HO_OK ? a->taken->what : NULL;
	return rc;
}

int
ahead_start(struct ahead **out, const struct ahead_source *src)
{
	struct ahead *a = calloc(1, sizeof(*a));

	if ((*out = a) == NULL)
		return HO_E_NOMEM;
	a->src = src;
	a->ready.last = &a->ready.first;
	a->used.last = &a->used.first;
	pthread_mutex_init(&a->lock, NULL);
	pthread_cond_init(&a->may_take, NULL);
	pthread_cond_init(&a->may_work, NULL);
	a->is_threaded = pthread_create(&a->thread, NULL, work, a) == 0;
	return HO_OK;
}

static void
join(struct ahead *a)
{
	pthread_mutex_lock(&a->lock);
	a->is_stopped = true;
	pthread_cond_signal(&a->may_work);
	pthread_mutex_unlock(&a->lock);
	pthread_join(a->thread, NULL);
}

void
ahead_stop(struct ahead **p)
{
	struct ahead *a = *p;
	struct item *i;

	if (a == NULL)
		return;
	if (a->is_threaded)
		join(a);
	free_item(a, a->taken);
	while ((i = pop(&a->used)) != NULL || (i = pop(&a->ready)) != NULL)
		free_item(a, i);
	pthread_cond_destroy(&a->may_work);
	pthread_cond_destroy(&a->may_take);
	pthread_mutex_destroy(&a->lock);
	free(a);
	*p = NULL;
}
