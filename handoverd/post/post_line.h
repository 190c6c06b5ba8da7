/*
 * handoverd/post/post_line.h - one of the courier's lines for what leaves.
 *
 * A line takes what goes one way: letters, text messages, notices to the
 * panel, copies.  It gets a thing's octets only when it is due, and no key.  A line
 * that is lost puts everything it had been handed back.  All in the loop's
 * thread; what it does to the store goes through the writer.
 */
#ifndef HANDOVERD_POST_LINE_H
#define HANDOVERD_POST_LINE_H

#include <stdbool.h>

#include "handoverd/conn.h"
#include "lib/store/rows.h"

struct post_line;

/* The word that the courier says for a way; NULL: no such way. */
const char *post_line_word(enum ho_way way);

int post_line_new(struct post_line **out, struct daemon *d, enum ho_way way);
void post_line_free(struct post_line **l);

/* The courier said the word; HO_E_TAKEN: it has such a line. */
int post_line_open(struct post_line *l, struct conn *c);
int post_line_message(struct post_line *l, const struct ho_view *v);
/* The connection is gone; it may be one that was turned away. */
void post_line_lost(struct post_line *l, struct conn *c);
bool post_line_is_here(const struct post_line *l);

/* There may be something due: hands it out, if there is a line and room. */
void post_line_wake(struct post_line *l);

#endif
