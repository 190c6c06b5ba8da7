/*
 * judge/draw/attached.h - attachments: what they are called, how long they
 * are, and the SHA-256 of what is behind their transfer encoding, which is the
 * file that a mail program would save.
 */
#ifndef HO_DRAW_ATTACHED_H
#define HO_DRAW_ATTACHED_H

#include "lib/helper/drawing.h"

struct _GMimeObject; /* gmime's own name for its GMimeObject */

/*
 * Adds o to the drawing's attachments, made visible.  NULL: there are
 * HO_DRAWING_PARTS already.  Of a letter within the letter there is a name but
 * no hash: gmime has its fields, not its octets.
 */
struct ho_part *attached_add(struct ho_drawing *d, struct _GMimeObject *o);

/* It was not read to its end: what is known of its length is wrong. */
void attached_cut(struct ho_part *part);

#endif
