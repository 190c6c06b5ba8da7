/*
 * judge/draw/extent.h - how much of a letter is given to gmime.
 *
 * Of nothing but fields or parts gmime makes a hundred octets of each, so a
 * letter of 25 MiB can want more memory than there is.  An attachment as large
 * costs next to nothing.  What makes the difference are lines that may be a
 * field, its continuation or a boundary: they are counted.
 */
#ifndef HO_DRAW_EXTENT_H
#define HO_DRAW_EXTENT_H

#include <stddef.h>

#define EXTENT_SURE  ((size_t)2 << 20) /* octets that are read in any case */
#define EXTENT_LINES 20000             /* such lines behind these */

/* Octets of the letter that are read: len, or a lower number. */
size_t extent_of(const char *octets, size_t len);

#endif
