/*
 * judge/draw/entity.h - "&...;" in HTML, as text.
 *
 * Numbers, and the names that mail programs write; any other is left as it
 * stands.
 */
#ifndef HO_DRAW_ENTITY_H
#define HO_DRAW_ENTITY_H

#include <stddef.h>

#define ENTITY_TEXT 8 /* octets of its text, with NUL */

/*
 * The entity at p, which has len > 0 octets and begins with "&": its text goes
 * into out, a blank for whatever is white space.  Returns the octets it takes;
 * 0: it is only an ampersand.
 */
size_t entity_read(const char *p, size_t len, char out[static ENTITY_TEXT]);

#endif
