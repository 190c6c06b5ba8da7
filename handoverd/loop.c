/* handoverd/loop.c - one thread waits for everything. */
#include "handoverd/loop.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include "lib/base/err.h"

#define EVENTS_A_ROUND 64

struct watch {
	struct loop *loop;
	struct watch *next; /* among the dead of this round */
	int fd;
	bool is_dead;
	void (*fn)(void *arg, uint32_t events);
	void *arg;
};

struct timer {
	struct loop *loop;
	struct timer *next, **link; /* sorted list; NULL link: not in it */
	int64_t at;
	void (*fn)(void *arg);
	void *arg;
};

struct loop {
	int epoll, wake;
	atomic_bool is_stopped;
	struct timer *timers;
	struct watch *dead;
	pthread_mutex_t lock; /* of posted */
	struct loop_post *posted, **posted_end;
};

int64_t
loop_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

int
loop_new(struct loop **out)
{
	struct loop *l = calloc(1, sizeof(*l));
	struct epoll_event ev = { .events = EPOLLIN };

	*out = NULL;
	if (l == NULL)
		return HO_E_NOMEM;
	l->posted_end = &l->posted;
	pthread_mutex_init(&l->lock, NULL);
	l->epoll = epoll_create1(EPOLL_CLOEXEC);
	l->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (l->epoll < 0 || l->wake < 0 ||
	    epoll_ctl(l->epoll, EPOLL_CTL_ADD, l->wake, &ev) != 0) {
		loop_free(&l);
		return HO_E_IO;
	}
	*out = l;
	return HO_OK;
}

static void
bury(struct loop *l)
{
	while (l->dead) {
		struct watch *w = l->dead;

		l->dead = w->next;
		free(w);
	}
}

void
loop_free(struct loop **l)
{
	if (*l == NULL)
		return;
	bury(*l);
	while ((*l)->timers) {
		struct timer *t = (*l)->timers;

		timer_free(&t);
	}
	if ((*l)->epoll >= 0)
		close((*l)->epoll);
	if ((*l)->wake >= 0)
		close((*l)->wake);
	pthread_mutex_destroy(&(*l)->lock);
	free(*l);
	*l = NULL;
}

struct watch *
loop_watch(struct loop *l, int fd, uint32_t events,
    void (*fn)(void *arg, uint32_t events), void *arg)
{
	struct watch *w = calloc(1, sizeof(*w));
	struct epoll_event ev = { .events = events, .data.ptr = w };

	if (w == NULL)
		return NULL;
	*w = (struct watch){ .loop = l, .fd = fd, .fn = fn, .arg = arg };
	if (epoll_ctl(l->epoll, EPOLL_CTL_ADD, fd, &ev) != 0) {
		free(w);
		return NULL;
	}
	return w;
}

int
watch_events(struct watch *w, uint32_t events)
{
	struct epoll_event ev = { .events = events, .data.ptr = w };

	return epoll_ctl(w->loop->epoll, EPOLL_CTL_MOD, w->fd, &ev) == 0
	    ? HO_OK
	    : HO_E_IO;
}

void
watch_free(struct watch **w)
{
	struct watch *dead = *w;

	*w = NULL;
	if (dead == NULL)
		return;
	epoll_ctl(dead->loop->epoll, EPOLL_CTL_DEL, dead->fd, NULL);
	/* its event may lie in this round's array still */
	dead->is_dead = true;
	dead->next = dead->loop->dead;
	dead->loop->dead = dead;
}

struct timer *
loop_timer(struct loop *l, int64_t in_ms, void (*fn)(void *arg), void *arg)
{
	struct timer *t = calloc(1, sizeof(*t)), **at = &l->timers;

	if (t == NULL)
		return NULL;
	*t = (struct timer){
		.loop = l, .at = loop_now() + in_ms, .fn = fn, .arg = arg
	};
	while (*at && (*at)->at <= t->at)
		at = &(*at)->next;
	t->next = *at;
	t->link = at;
	if (t->next)
		t->next->link = &t->next;
	*at = t;
	return t;
}

static void
take_out(struct timer *t)
{
	if (t->link == NULL)
		return;
	*t->link = t->next;
	if (t->next)
		t->next->link = t->link;
	t->link = NULL;
}

void
timer_free(struct timer **t)
{
	if (*t == NULL)
		return;
	take_out(*t);
	free(*t);
	*t = NULL;
}

void
loop_post(struct loop *l, struct loop_post *item)
{
	uint64_t one = 1;

	item->next = NULL;
	pthread_mutex_lock(&l->lock);
	*l->posted_end = item;
	l->posted_end = &item->next;
	pthread_mutex_unlock(&l->lock);
	while (write(l->wake, &one, sizeof(one)) < 0 && errno == EINTR)
		;
}

static void
run_posted(struct loop *l)
{
	struct loop_post *item, *next;
	uint64_t n;

	while (read(l->wake, &n, sizeof(n)) < 0 && errno == EINTR)
		;
	pthread_mutex_lock(&l->lock);
	item = l->posted;
	l->posted = NULL;
	l->posted_end = &l->posted;
	pthread_mutex_unlock(&l->lock);
	for (; item; item = next) {
		next = item->next; /* fn may free the item */
		item->fn(item->arg);
	}
}

/* Fires what was due when the round began; new ones wait for the next. */
static void
run_timers(struct loop *l)
{
	int64_t now = loop_now();

	while (l->timers && l->timers->at <= now) {
		struct timer *t = l->timers;

		take_out(t);
		t->fn(t->arg);
	}
}

static int
until_next_timer(const struct loop *l)
{
	int64_t ms;

	if (l->timers == NULL)
		return -1;
	ms = l->timers->at - loop_now();
	return ms < 0 ? 0 : ms > 60000 ? 60000 : (int)ms;
}

int
loop_run(struct loop *l)
{
	struct epoll_event ev[EVENTS_A_ROUND];

	while (!l->is_stopped) {
		int n = epoll_wait(
		    l->epoll, ev, EVENTS_A_ROUND, until_next_timer(l));

		if (n < 0 && errno != EINTR)
			return HO_E_IO;
		run_timers(l);
		for (int i = 0; i < n; i++) {
			struct watch *w = ev[i].data.ptr;

			if (w == NULL)
				run_posted(l);
			else if (!w->is_dead)
				w->fn(w->arg, ev[i].events);
		}
		bury(l);
	}
	return HO_OK;
}

void
loop_stop(struct loop *l)
{
	uint64_t one = 1;

	l->is_stopped = true;
	if (write(l->wake, &one, sizeof(one)) < 0)
		return; /* it was going to wake anyway: the counter is full */
}

void
loop_drain(struct loop *l)
{
	run_posted(l);
	bury(l);
}
