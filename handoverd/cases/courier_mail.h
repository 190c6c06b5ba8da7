/*
 * handoverd/cases/courier_mail.h - a line on which the courier brings mail.
 *
 * One mail at a time: its octets, the judges, the writer, the answer.  The
 * line can be lost at any point; what the writer has begun it ends, and the
 * mail that was not answered comes again.
 */
#ifndef HANDOVERD_COURIER_MAIL_H
#define HANDOVERD_COURIER_MAIL_H

#include "lib/wire/frame.h"

struct bringer;
struct conn;

int bringer_new(struct bringer **b, struct conn *line);
/* One message; anything but HO_OK ends the line. */
int bringer_message(struct bringer *b, const struct ho_view *v);
/* The line is gone.  What is under way frees it. */
void bringer_left(struct bringer *b);

#endif
