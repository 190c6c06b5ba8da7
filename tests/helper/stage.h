/*
 * tests/helper/stage.h - where puppets play: links, a clock, a resolver.
 *
 * The resolver is played by the test itself; the clock jumps on where nobody
 * says anything.  To be linked with -Wl,--wrap=ho_sock_now.
 */
#ifndef TESTS_HELPER_STAGE_H
#define TESTS_HELPER_STAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/helper/helper.h"

/* A link to this program for each puppet, in a folder; and away again. */
int make_links(void **state);
int remove_links(void **state);
/* The link of that name, until the next call. */
const char *path_of(const char *name);

/* What the resolver is asked, and how it answers. */
extern struct resolver {
	int fd, theirs;
	unsigned seen;      /* questions */
	bool asked_foreign; /* a name that must never leave */
	uint64_t status, is_secure, id_lie;
	unsigned records, copies;
	size_t record_len;
	bool hangs_up;
} dns;

void resolver_open(void);
void resolver_close(void);

/* Until the helper has ended, or its time is over. */
void run(struct ho_helper *h);
/* Runs a puppet with the resolver as it is set; the sender in its facts. */
int judged(const char *name, char *from);

#endif
