/*
 * handoverd/cases/pictures.h - what a request says, and a picture of it, for its
 * ticket.
 *
 * Goes on by itself behind the case, which waits for neither: the text is kept
 * with the evidence, the picture with verdict, hash and case on it is a record
 * of the ticket ("snapshot").  Where there can be none the ticket says why
 * ("no-snapshot"), and where the verdict changes there is another.  Which
 * letters are still to be drawn is in the store (evidence.drawn), so that a
 * daemon that was killed goes on where it was.
 */
#ifndef HANDOVERD_PICTURES_H
#define HANDOVERD_PICTURES_H

struct daemon;

/* Looks whether there is anything to draw.  Loop's thread, every few seconds;
 * one letter at a time. */
void pictures_tick(struct daemon *d);

#endif
