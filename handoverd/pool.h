/*
 * handoverd/pool.h - password hashing, one thread a core.
 *
 * A hash takes 17 ms; neither the loop nor the writer may wait for one.  The
 * queue is bounded: beyond it a login is answered "unavailable", not kept.
 */
#ifndef HANDOVERD_POOL_H
#define HANDOVERD_POOL_H

#include <stddef.h>

struct pool;
struct loop;

int pool_start(
    struct pool **p, struct loop *l, size_t threads, size_t max_waiting);
/* Runs what was submitted and joins the threads; after that pool_submit()
 * gives HO_E_LIMIT until pool_free(). */
void pool_stop(struct pool *p);
void pool_free(struct pool **p);

/* work(arg) in a thread of the pool, then done(arg) in the loop's.
 * HO_E_LIMIT: the queue is full. */
int pool_submit(struct pool *p, void (*work)(void *arg),
    void (*done)(void *arg), void *arg);

#endif
