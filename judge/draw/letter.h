/*
 * judge/draw/letter.h - a letter's text, as gmime decodes it.
 *
 * What people wrote: text/plain, where there is none text/html reduced to
 * lines.  Of alternatives one is taken, attachments are only named, letters
 * within the letter are quoted.  Everything has its bound, and what is beyond
 * it is left out with a line that says so.
 */
#ifndef HO_DRAW_LETTER_H
#define HO_DRAW_LETTER_H

#include <stddef.h>

#include "lib/base/buf.h"
#include "lib/helper/drawing.h"

#define LETTER_DEPTH 32  /* parts within parts */
#define LETTER_PARTS 200 /* looked at in all */

/* gmime and the converters; once, before the sandbox. */
void letter_load(void);

/*
 * Draws the letter of len octets: header, attachments and text, which is
 * UTF-8, at most HO_DRAWING_TEXT octets and as it came: to be made visible.  The octets are only read.
 */
void letter_draw(struct ho_drawing *d, const void *octets, size_t len);

#endif
