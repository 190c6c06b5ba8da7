/*
 * tests/helper/puppets.h - children of the helper that lie.
 *
 * They are the test program itself under another name: what a link to it is
 * called decides what it does, on its descriptor 0.
 */
#ifndef TESTS_HELPER_PUPPETS_H
#define TESTS_HELPER_PUPPETS_H

#include <stddef.h>
#include <stdint.h>

#include "lib/helper/helper.h"
#include "lib/wire/frame.h"

#define PUPPET_KEY "s._domainkey.x.example" /* what they ask for */
#define PUPPET_PNG "\x89PNG\r\n\x1a\nx"     /* 9 octets */

struct puppet {
	const char *name;
	void (*act)(void);
	enum ho_helper_job job;
	int want; /* with a resolver that answers */
};

/* The i-th of all; NULL behind the last. */
const struct puppet *puppet_at(size_t i);

/* Every letter begins as this one does, or the child exits with 9. */
extern char puppet_letter[300000]; /* more than one piece */

/* --- between puppets.c and puppets_draw.c --------------------------------- */

extern const struct puppet puppets_draw[]; /* ends with a name of NULL */
extern uint8_t puppet_mem[HO_FRAME_MAX];

int take_letter(void); /* the type of the message before it */
void p_facts_torn(void);
void p_draws(void);
void p_piece_first(void);
void p_dies(void);
void p_silent(void);

#endif
