/*
 * handoverd/foreign.h - that somebody wrote to the store with other tools.
 *
 * handoverd is the only writer, so it is never meant to happen.  What was
 * written confers nothing (law 13); that it was done is an event, and counted
 * for status and doctor.  A log that was touched ends the daemon: writer.c.
 */
#ifndef HANDOVERD_FOREIGN_H
#define HANDOVERD_FOREIGN_H

#include <stdint.h>

#include "handoverd/writer.h"

struct foreign {
	int64_t times; /* 0: never */
	int64_t last;  /* seconds since 1970 */
};

/* Event "store.foreign-write"; a writer_run_fn. */
int foreign_note(struct tx *t, void *arg);

/* Zeroed on failure.  HO_E_FORGED: that count was changed too. */
int foreign_read(struct ho_store *s, struct foreign *f);

#endif
