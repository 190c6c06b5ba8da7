/*
 * handoverd/parts.h - what else lives in the daemon, and how it comes and goes.
 *
 * One table: started in order, stopped (no new work, children ended) and freed
 * (no thread can come back with something) in the opposite order.  stop and
 * free may be NULL, and may find that start never ran.
 */
#ifndef HANDOVERD_PARTS_H
#define HANDOVERD_PARTS_H

#include <stddef.h>

struct daemon;

struct daemon_part {
	int (*start)(struct daemon *d);
	void (*stop)(struct daemon *d);
	void (*free)(struct daemon *d);
};

extern const struct daemon_part daemon_parts[];
extern const size_t n_daemon_parts;

#endif
