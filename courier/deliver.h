/*
 * courier/deliver.h - one thing out into the world.
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

/* A letter; a text message; a notice to the panel; a letter's copy. */
struct letter {
	char sender[321]; /* envelope */
	char to[321];     /* envelope, one recipient; a number; "" */
	char msgid[257];
	uint8_t *octets; /* a letter's have CRLF line ends; out.c has them */
	size_t len;
};

#define WHY_SIZE 257

struct tried {
	enum ho_outcome outcome; /* HO_OUTCOME_LATER before */
	int64_t after;           /* seconds to wait that were asked for */
	char why[WHY_SIZE];      /* a sentence for the operator */
};

struct driver {
	const char *name;
	/* Is there everything it needs?  why: a sentence for the operator. */
	int (*ready)(const struct ho_conf *c, char why[static WHY_SIZE]);
	void (*send)(const struct ho_conf *c, const struct letter *l,
	    struct tried *tried);
};

extern const struct driver maildir_driver; /* maildir.c */
extern const struct driver smtp_driver;    /* smtp.c */
extern const struct driver sms_driver;     /* sms.c */

#endif
