/*
 * handoverd/desk/import_ahead.h - items of a file, read ahead and freed behind.
 *
 * Of an import a third is parsing, checking what needs no store, and freeing
 * with a wipe: a thread of its own does that while the writer's puts rows.
 * Where no thread can be had the caller's does, to the same result.
 */
#ifndef HANDOVERD_IMPORT_AHEAD_H
#define HANDOVERD_IMPORT_AHEAD_H

#include <stddef.h>

struct ahead;

/* Called by one thread at a time, in the items' order. */
struct ahead_source {
	/* HO_OK: *item, and how many lines it is made of, which is its weight
	 * (at least 1).  HO_E_NONE: there are no more.  Any other rc ends the
	 * reading.  Not called again after the first that is not HO_OK. */
	int (*read)(void *ctx, void **item, size_t *lines);
	void (*free)(void *item);
	void *ctx;
};

/* src is borrowed until ahead_stop().  HO_E_NOMEM. */
int ahead_start(struct ahead **out, const struct ahead_source *src);

/* The next item, lent until the next call; HO_E_NONE, or what ended the
 * reading, again and again. */
int ahead_next(struct ahead *a, void **item);

/* Frees everything, what nobody took too. */
void ahead_stop(struct ahead **a);

#endif
