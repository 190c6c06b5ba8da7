/*
 * courier/deliver.h - one letter out into the world.
 *
 * A driver tries once and says what became of it; trying again is handoverd's
 * business.  "Unclear" is an answer of its own: after the last octet of DATA
 * went out and no reply came, nobody knows.
 */
#ifndef COURIER_DELIVER_H
#define COURIER_DELIVER_H

#include <stddef.h>
#include <stdint.h>

#include "lib/conf/conf.h"
#include "lib/wire/proto.h"

struct letter {
	char sender[321]; /* envelope */
	char to[321];     /* envelope, one recipient */
	char msgid[257];
	uint8_t *octets; /* CRLF line ends; owned by main.c */
	size_t len;
};

#define WHY_SIZE 257

struct driver {
	const char *name;
	/* Is there everything it needs?  why: a sentence for the operator. */
	int (*ready)(const struct ho_conf *c, char why[static WHY_SIZE]);
	enum ho_outcome (*send)(const struct ho_conf *c, const struct letter *l,
	    char why[static WHY_SIZE]);
};

extern const struct driver maildir_driver; /* maildir.c */
extern const struct driver smtp_driver;    /* smtp.c */

#endif
