/*
 * handoverd/conn_inside.h - a door and a connection, for door.c and conn.c.
 */
#ifndef HANDOVERD_CONN_INSIDE_H
#define HANDOVERD_CONN_INSIDE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "handoverd/loop.h"

struct daemon;
struct door_ops;
struct packet;

struct conn {
	struct door *door;
	struct conn *next, **link;
	int fd;
	uid_t uid;
	void *session;
	struct watch *watch;
	struct timer *idle; /* idle time-out, or the end of conn_finish() */
	struct packet *first, **last;
	size_t unread;
	bool is_paused, is_finishing, is_closed;
	bool in_callback; /* freed by the caller once the callback returns */
};

struct door {
	struct daemon *d;
	const struct door_ops *ops;
	int fd;
	struct watch *watch;
	struct conn *conns;
	size_t n_conns;
	int64_t told_ms; /* when it was last said that it is full; 0 never */
};

/* A peer that may come in; takes fd where it returns HO_OK.  The connection
 * may be closed again by then. */
int conn_new(struct door *door, int fd, uid_t uid);

#endif
