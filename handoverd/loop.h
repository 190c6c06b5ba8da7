/*
 * handoverd/loop.h - one thread waits for everything: descriptors, points in
 * time, and what other threads have finished.
 *
 * All callbacks run in the thread of loop_run().  A watch or timer that is
 * removed inside a callback is never called again, also not in the same round.
 * Times of timers are milliseconds of CLOCK_MONOTONIC (loop_now()): the
 * settable clock of the daemon (clock.h) never moves them.
 */
#ifndef HANDOVERD_LOOP_H
#define HANDOVERD_LOOP_H

#include <stdbool.h>
#include <stdint.h>

struct loop;
struct watch;
struct timer;

int loop_new(struct loop **l);
void loop_free(struct loop **l);

/* events: EPOLLIN, EPOLLOUT.  NULL: no memory or epoll refused. */
struct watch *loop_watch(struct loop *l, int fd, uint32_t events,
    void (*fn)(void *arg, uint32_t events), void *arg);
int watch_events(struct watch *w, uint32_t events); /* change them */
void watch_free(struct watch **w);                  /* fd stays open */

/* Calls fn once, in_ms from now (at least one round later). */
struct timer *loop_timer(
    struct loop *l, int64_t in_ms, void (*fn)(void *arg), void *arg);
void timer_free(struct timer **t); /* also after it has fired: *t is NULLed by
				      the owner's callback itself */

int64_t loop_now(void);

/*
 * From any thread: fn(arg) will be called in the loop's thread, in order.
 * item is memory that the caller keeps until then (no allocation here, so it
 * cannot fail).
 */
struct loop_post {
	struct loop_post *next;
	void (*fn)(void *arg);
	void *arg;
};
void loop_post(struct loop *l, struct loop_post *item);

/* Until loop_stop(). */
int loop_run(struct loop *l);
void loop_stop(struct loop *l); /* from any thread */
/* Runs what other threads have posted; for the time after loop_run(). */
void loop_drain(struct loop *l);

#endif
