/*
 * tests/fault/fault.h - the n-th call fails.
 *
 * The program that links fault.c brings its own malloc, calloc, realloc, free,
 * socket, connect, send, recv, poll, setsockopt and getsockopt; the dynamic
 * linker gives these to libpam and the module too.  While armed, they count,
 * and fail where told.  After SQLite's out-of-memory loops: n grows until a
 * run passes without having been hit.
 */
#ifndef HO_TESTS_FAULT_FAULT_H
#define HO_TESTS_FAULT_FAULT_H

#include <stdbool.h>

enum fault_mode {
	FAULT_ONCE,   /* the n-th call fails */
	FAULT_FROM,   /* the n-th and all after it */
	FAULT_SIGNAL, /* the n-th is interrupted, if it can be: EINTR */
	FAULT_AGAIN,  /* the n-th would block, if it can: EAGAIN */
	FAULT_RESET,  /* the n-th finds the peer gone, if it can */
};

void fault_arm(enum fault_mode mode, int n);

/* Disarms; was any call hit? */
bool fault_disarm(void);

/* Pieces of memory taken and not given back, by the whole process. */
long fault_live(void);

/* Were the len octets at every address that held text wiped before free()? */
void fault_watch(const char *text); /* NULL: no more */
int fault_unwiped(void);

/* Calls without MSG_NOSIGNAL or SOCK_CLOEXEC since the start. */
int fault_careless(void);

#endif
