/*
 * courier/line.h - the courier's lines to handoverd.
 */
#ifndef COURIER_LINE_H
#define COURIER_LINE_H

#include <stddef.h>

#include "lib/conf/conf.h"
#include "lib/wire/proto.h"

/* Knocks once and says what the line is for, a word of PROTOCOL.  A
 * descriptor, or HO_E_*; errno tells the rest. */
int line_open(const struct ho_conf *conf, const char *kind);

/*
 * Hands one mail in, 1 to HO_LETTER_MAX octets, and waits for the answer:
 * LATER, also where handoverd is away, or SENT: it is in the store.
 *
 *   line  the descriptor of a line for "mail", or -1: it is opened; -1 again
 *         where it was lost
 *   door  "inbox" or "receive"
 */
enum ho_outcome line_bring(int *line, const struct ho_conf *conf,
    const char *door, const void *mail, size_t len);

#endif
