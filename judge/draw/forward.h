/*
 * judge/draw/forward.h - does somebody pass on what somebody else wrote?
 *
 * Staff and clients forward a request in three ways.  Attached as a letter it
 * is what was sent, octet for octet where the program that attached it left it
 * alone: it is handed out to be judged as itself.  Retold in the text, or as
 * Outlook's own file, it proves nothing; it is only named for what it is.
 */
#ifndef HO_DRAW_FORWARD_H
#define HO_DRAW_FORWARD_H

#include "lib/helper/drawing.h"

struct _GMimeObject; /* gmime's own name */

/*
 * Letters that are parts of the letter's outermost multipart: of 'top' gmime
 * says which parts they are, their octets are cut out of the letter's, for
 * what gmime writes back is not what it read.
 */
void forward_letters(struct ho_drawing *d, struct _GMimeObject *top,
    const void *octets, size_t len);

/* An attached file; a part.  By its name and type it may be a letter. */
void forward_file(struct ho_drawing *d, struct _GMimeObject *o);

/* Once the text is drawn: where nothing was attached, is it retold there? */
void forward_look(struct ho_drawing *d);

#endif
