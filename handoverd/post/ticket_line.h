/*
 * handoverd/post/ticket_line.h - the courier's line for tickets.
 *
 * One line, one job out at a time.  All in the loop's thread; what it does to
 * the store goes through the writer.
 */
#ifndef HANDOVERD_TICKET_LINE_H
#define HANDOVERD_TICKET_LINE_H

#include <stdbool.h>

#include "handoverd/conn.h"

struct ticket_line;

int ticket_line_new(struct ticket_line **out, struct daemon *d);
void ticket_line_free(struct ticket_line **l);

/* The courier said "tickets"; HO_E_TAKEN: it has such a line. */
int ticket_line_open(struct ticket_line *l, struct conn *c);
int ticket_line_message(struct ticket_line *l, const struct ho_view *v);
/* The connection is gone; it may be one that was turned away. */
void ticket_line_lost(struct ticket_line *l, struct conn *c);
bool ticket_line_is_here(const struct ticket_line *l);

/* There may be a job: hands it out, if there is a line and none is out. */
void ticket_line_wake(struct ticket_line *l);

#endif
