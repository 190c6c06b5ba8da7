/* handoverd/desk/import_ahead.c - the lines of a file, parsed ahead. */
#include "handoverd/desk/import_ahead.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/err.h"

/* Handed over by the batch: a line is parsed in less time than a thread needs
 * to be woken. */
#define BATCH   64 /* lines */
#define BATCHES 16

struct batch {
	struct ahead_line line[BATCH];
	size_t n; /* 0: the file is over */
};

struct ahead {
	const char *text;
	size_t len, number; /* what is not read yet, lines read */
	pthread_t thread;
	bool is_threaded;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	bool is_stopped;        /* nobody wants the rest */
	size_t filled, emptied; /* batches, ever; with lock */
	struct batch batch[BATCHES];
	size_t at; /* the taker's, in its batch */
};

/* --- parsing -------------------------------------------------------------- */

static bool
parse_next(struct ahead *a, struct ahead_line *line)
{
	while (a->len > 0) {
		const char *text = a->text, *end = memchr(text, '\n', a->len);
		size_t n = end != NULL ? (size_t)(end - text) + 1 : a->len;

		a->text += n;
		a->len -= n;
		a->number++;
		if (strspn(text, " \t\r\n") >= n)
			continue;
		line->json = json_loadb(text, n, JSON_REJECT_DUPLICATES, NULL);
		line->number = a->number;
		return true;
	}
	return false;
}

static void
fill(struct ahead *a, struct batch *b)
{
	for (b->n = 0; b->n < BATCH; b->n++)
		if (!parse_next(a, &b->line[b->n]))
			return;
}

/* Is there room for one more batch?  Waits for it. */
static bool
has_room(struct ahead *a)
{
	bool is_wanted;

	pthread_mutex_lock(&a->lock);
	while (!a->is_stopped && a->filled - a->emptied == BATCHES)
		pthread_cond_wait(&a->changed, &a->lock);
	is_wanted = !a->is_stopped;
	pthread_mutex_unlock(&a->lock);
	return is_wanted;
}

static void
count(struct ahead *a, size_t *what)
{
	pthread_mutex_lock(&a->lock);
	++*what;
	pthread_cond_signal(&a->changed);
	pthread_mutex_unlock(&a->lock);
}

static void *
work(void *arg)
{
	struct ahead *a = arg;
	bool is_over = false;

	while (!is_over && has_room(a)) {
		struct batch *b = &a->batch[a->filled % BATCHES];

		fill(a, b);
		is_over = b->n == 0;
		count(a, &a->filled);
	}
	return NULL;
}

/* --- taking --------------------------------------------------------------- */

static struct batch *
wait_batch(struct ahead *a)
{
	pthread_mutex_lock(&a->lock);
	while (a->filled == a->emptied)
		pthread_cond_wait(&a->changed, &a->lock);
	pthread_mutex_unlock(&a->lock);
	return &a->batch[a->emptied % BATCHES];
}

bool
ahead_next(struct ahead *a, struct ahead_line *line)
{
	struct batch *b;

	if (!a->is_threaded)
		return parse_next(a, line);
	b = wait_batch(a);
	if (a->at == b->n && b->n == BATCH) {
		a->at = 0;
		count(a, &a->emptied);
		b = wait_batch(a);
	}
	if (a->at == b->n)
		return false;
	*line = b->line[a->at++];
	return true;
}

int
ahead_start(struct ahead **out, const char *text, size_t len)
{
	struct ahead *a = calloc(1, sizeof(*a));

	if ((*out = a) == NULL)
		return HO_E_NOMEM;
	a->text = text;
	a->len = len;
	pthread_mutex_init(&a->lock, NULL);
	pthread_cond_init(&a->changed, NULL);
	a->is_threaded = pthread_create(&a->thread, NULL, work, a) == 0;
	return HO_OK;
}

static void
join(struct ahead *a)
{
	pthread_mutex_lock(&a->lock);
	a->is_stopped = true;
	pthread_cond_signal(&a->changed);
	pthread_mutex_unlock(&a->lock);
	pthread_join(a->thread, NULL);
}

void
ahead_stop(struct ahead **p)
{
	struct ahead *a = *p;

	if (a == NULL)
		return;
	if (a->is_threaded)
		join(a);
	for (; a->emptied < a->filled; a->emptied++, a->at = 0)
		for (size_t i = a->at; i < a->batch[a->emptied % BATCHES].n;
		     i++)
			json_decref(
			    a->batch[a->emptied % BATCHES].line[i].json);
	pthread_cond_destroy(&a->changed);
	pthread_mutex_destroy(&a->lock);
	free(a);
	*p = NULL;
}
