/*
 * lib/helper/child.h - a program of ours, started with a socket as its
 * descriptor 0.
 *
 * It inherits standard error and an empty environment, so nothing that the
 * caller's environment says (LD_PRELOAD, GCONV_PATH, OPENSSL_CONF) steers it.
 * Known by its pidfd: no SIGCHLD, no number that somebody else may get.
 */
#ifndef HO_HELPER_CHILD_H
#define HO_HELPER_CHILD_H

#include <stdbool.h>
#include <sys/types.h>

struct ho_child {
	int fd;     /* our end of the socket, non-blocking; -1 closed */
	int pidfd;  /* readable once the child has ended; -1 reaped */
	int status; /* exit status, 128 + signal; set by the reaping */
};

#define HO_CHILD_INIT                              \
	{                                          \
		.fd = -1, .pidfd = -1, .status = 0 \
	}

/*
 * argv[0] is the path of the program; argv ends with NULL.
 * HO_E_NONE: no such program.  HO_E_IO: could not start.
 */
int ho_child_start(struct ho_child *c, char *const argv[]);

/* Has it ended?  Reaps it, sets status; does not wait. */
bool ho_child_is_over(struct ho_child *c);

/* Waits until it has; for one that is known to be ending. */
void ho_child_wait(struct ho_child *c);

/* Closes our end of the socket; a well-behaved child then ends. */
void ho_child_hang_up(struct ho_child *c);

/* The same, and kills it; it is over a moment later. */
void ho_child_kill(struct ho_child *c);

/* The same, and waits for that moment. */
void ho_child_end(struct ho_child *c);

#endif
