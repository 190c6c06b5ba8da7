/*
 * judge/draw/aside.h - text of a letter that is not drawn.
 *
 * Of alternatives one is drawn, and files are only named; but a word of ours
 * that is quoted there can be read by whoever gets the letter's octets.  So
 * that text is handed out too, to be looked through and not to be shown: texts
 * of any kind, also those of a letter that is attached as a file (.eml).  What
 * is packed or no text (a PDF, an archive) is not looked into.
 */
#ifndef HO_DRAW_ASIDE_H
#define HO_DRAW_ASIDE_H

#include "lib/helper/drawing.h"

struct _GMimeObject; /* gmime's own name for its GMimeObject */

#define ASIDE_PARTS 200 /* looked at in all */

/* Adds the text of o, and of all within it, up to HO_DRAWING_TEXT octets.
 * depth: parts that o is in; *parts: looked at until now. */
void aside_add(struct ho_drawing *d, struct _GMimeObject *o, unsigned depth,
    unsigned *parts);

#endif
