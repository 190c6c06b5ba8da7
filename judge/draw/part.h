/*
 * judge/draw/part.h - one part of a letter: its octets, its text.
 */
#ifndef HO_DRAW_PART_H
#define HO_DRAW_PART_H

#include <stdbool.h>

#include "lib/base/buf.h"

struct _GMimeObject; /* gmime's own name for its GMimeObject */

#define PART_MAX ((size_t)1 << 20) /* octets decoded of one part's text */

/* Is it text of that subtype? ("*": of any) */
bool part_is_text(struct _GMimeObject *o, const char *subtype);

/* Its file's name, for knowing what it is; NULL: it has none. */
const char *part_name(struct _GMimeObject *o);

/* The same for showing, with all of its encoded words; out is empty without. */
void part_title(struct ho_buf *out, struct _GMimeObject *o);

/* The octets behind the transfer encoding, all of them. */
void part_octets(struct ho_buf *out, struct _GMimeObject *o);

/* A text's lines as UTF-8, HTML reduced to them. */
void part_text(struct ho_buf *out, struct _GMimeObject *o);

#endif
