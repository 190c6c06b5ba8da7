/*
 * handoverd/cases/inbox.h - mail that came in by itself, and waits for staff.
 *
 * The courier brings octets; here is decided what becomes of them, in this
 * order:
 *
 *	a word that lives, outside of a quote	the case takes it, at any door
 *	a fault, a program's, a list's		refused
 *	from nobody on file			quarantined: no ticket, no answer
 *	signed, of an address that comes	confirms it; its case takes what names
 *	on file, in that very case		it, the rest goes on as below
 *	on the thread of an open case		the case takes it as a reply
 *	what rules 5 and 6 of a verdict refuse	refused
 *	anything else from a sender on file	waits for staff to open it
 *
 * A letter that is attached to one that passes the second line is taken in as
 * itself, without its words: all of it is a quote.  Other forms of forwards are
 * named for what they are.
 *
 * All of it is kept, sealed as evidence is, and gone 30 days after it came.
 * What came and what became of it are events; what is brought twice is one.
 * What is put off is not kept, and judged again in its time: put_off.h.
 */
#ifndef HANDOVERD_INBOX_H
#define HANDOVERD_INBOX_H

#include <stdbool.h>

#include "handoverd/writer.h"
#include "lib/base/buf.h"

struct ho_facts;
struct ho_drawing;

#define INBOX_KEPT    (30 * 24 * 3600) /* seconds */
#define INBOX_HELD    1000 /* quarantined and refused; the oldest give way */
#define INBOX_OCTETS  ((int64_t)256 << 20) /* of those together, likewise */
#define INBOX_AN_HOUR 600 /* of those; what comes then has to come again */
#define INBOX_OF_SENDER \
	20               /* waiting, of one sender, signed ones apart from
			       the others; more is quarantined */
#define INBOX_REPLIES 20 /* that one case takes; more waits for staff */

#define INBOX_ATTACHED "attached" /* the door of a letter within a letter */

/* A mail on its way in.  Who makes it frees it: arrival_clear(). */
struct arrival {
	char door[17];   /* "inbox", "receive", INBOX_ATTACHED */
	int64_t of_mail; /* the forward it was attached to, or 0 */
	struct ho_buf octets;
	struct ho_facts *facts;     /* NULL: the judge could not read it */
	struct ho_drawing *drawing; /* likewise */
	const char *put_off; /* why nothing was kept, and it has to be brought
				again; or NULL */
	int64_t id;          /* of its row, once it is kept */
	bool has_letter;     /* one is attached, to be taken in as itself */
};

void arrival_clear(struct arrival *a); /* wipes the octets */

/* Takes it in: decides, acts, keeps. */
int inbox_take(struct tx *t, struct arrival *a);

struct daemon;
/* Now and then: what is older than INBOX_KEPT goes.  Loop's thread. */
void inbox_tick(struct daemon *d);

#endif
