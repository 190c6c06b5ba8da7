/*
 * handoverd/login/talk_read.h - from a message of the login door to the talk.
 *
 * What the peer says is a claim and is only ever measured here: lengths, and
 * that what must be there is.  HO_E_PEER: hang up.
 */
#ifndef HANDOVERD_TALK_READ_H
#define HANDOVERD_TALK_READ_H

#include "lib/wire/frame.h"

struct talk;

int talk_read_start(struct talk *t, const struct ho_view *v);
int talk_read_answer(struct talk *t, const struct ho_view *v);
int talk_read_nothing(struct talk *t, const struct ho_view *v);

#endif
