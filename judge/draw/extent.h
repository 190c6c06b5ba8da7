/*
 * judge/draw/extent.h - how much of a letter is given to gmime.
 *
 * Of nothing but fields or parts gmime makes some 500 octets of each, so a
 * letter of 25 MiB can want more memory than there is; and of a long field of
 * half encoded words it reads the rest again and again.  An attachment as
 * large costs next to nothing.  What makes the difference are lines that may
 * be a field, its continuation or a boundary: they are counted, wherever they
 * stand, for where a header is only gmime knows.
 */
#ifndef HO_DRAW_EXTENT_H
#define HO_DRAW_EXTENT_H

#include <stddef.h>

#define EXTENT_LINES 40000              /* such lines, of 80 octets each */
#define EXTENT_FIELD ((size_t)16 << 10) /* octets of a field with its folds */

/* Octets of the letter that are read: len, or a lower number. */
size_t extent_of(const char *octets, size_t len);

#endif
