/*
 * handoverd/checkpoint.h - signed statements of the log's size, handed outside.
 *
 * Whoever holds the key can rewrite what nobody else has seen, so a checkpoint
 * leaves at once: appended to checkpoint-file (which an operator puts on
 * another host, or under another owner) and told to the operator's log.
 */
#ifndef HANDOVERD_CHECKPOINT_H
#define HANDOVERD_CHECKPOINT_H

struct daemon;
struct ho_buf;

/* Any thread; a failure is told and does not undo the commit. */
void checkpoint_hand_out(struct daemon *d, const struct ho_buf *note);

/* Signs on a clock (checkpoint-interval), if the log has grown. */
int checkpoint_start(struct daemon *d);
void checkpoint_stop(struct daemon *d);

#endif
