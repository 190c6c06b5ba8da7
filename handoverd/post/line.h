/*
 * handoverd/post/line.h - one of the courier's lines for what leaves.
 *
 * A line takes jobs of one kind: letters, text messages, notices to the panel,
 * copies, what a ticket system is to be told.  It gets a job's octets only when
 * it is due, and no key.  A line that is lost puts everything it had been
 * handed back.  All in the loop's thread; what it does to the store goes
 * through the writer.
 */
#ifndef HANDOVERD_LINE_H
#define HANDOVERD_LINE_H

#include <stdbool.h>

#include "handoverd/conn.h"
#include "handoverd/post/report.h"
#include "handoverd/writer.h"
#include "lib/base/buf.h"
#include "lib/store/store.h"

struct ho_secret;

#define LINE_WINDOW 4 /* jobs that one line holds at once, at most */

/* One job as it goes over the wire: its announcement, then its octets. */
struct parcel {
	int64_t id;
	uint8_t mem[2048];
	struct ho_frame head;
	struct ho_secret *secret; /* one of the two, or neither: no octets */
	struct ho_buf plain;
};

struct line_kind {
	const char *word;    /* of HELLO: "letters" */
	const char *job;     /* one of them, for people */
	int64_t way;         /* of the outbox's rows (enum ho_way); else 0 */
	size_t window;       /* held at once, LINE_WINDOW at most */
	uint8_t report_type; /* of the message that reports */
	enum ho_query due, handed; /* by way, if there is one; due: and now */
	/* Marks a row handed out and writes the parcel.  HO_E_NONE: there is
	 * nothing to hand out any more. */
	int (*take)(struct tx *t, void *row, struct parcel *p);
	int (*put_back)(struct tx *t, void *row);
	/* HO_E_ORDER, HO_E_NONE: no such job is out on a line of this kind. */
	int (*report)(
	    struct tx *t, int64_t way, int64_t id, const struct report *r);
	/* It is in the store now; NULL: nobody waits for that. */
	void (*reported)(struct daemon *d, const struct report *r);
};

/* Every kind there is. */
enum line_id {
	LINE_LETTERS,
	LINE_MESSAGES,
	LINE_HOOKS,
	LINE_COPIES,
	LINE_TICKETS,
	LINES
};
extern const struct line_kind line_kinds[LINES]; /* line_kinds.c */

/* The kind that takes rows of the outbox this way; NULL: none. */
const struct line_kind *line_of_way(int64_t way);

struct line;

int line_new(struct line **out, struct daemon *d, const struct line_kind *kind);
void line_free(struct line **l);

/* The courier said the word; HO_E_TAKEN: it has such a line. */
int line_open(struct line *l, struct conn *c);
int line_message(struct line *l, const struct ho_view *v);
/* The connection is gone; it may be one that was turned away. */
void line_lost(struct line *l, struct conn *c);
bool line_is_here(const struct line *l);

/* There may be something due: hands it out, if there is a line and room. */
void line_wake(struct line *l);

#endif
