/*
 * judge/draw/marks.h - lines that say CONFIRM or STOP, outside of quotes.
 *
 *	CONFIRM HO-7F3K2M 0123-4567-89AB-CDEF-GHJK-MNPQ
 *
 * People paste, phones capitalise, programs wrap a line into stars: case,
 * blanks, dashes, punctuation around it and "Re:" before it are forgiven.
 * Where the line stands is not: an answer "this was not me" carries our own
 * letter below it, word and all.  So a line counts only where it cannot be
 * taken for quoted: not after > or |, and not below what opens a quoted
 * letter (a dashed or underscored rule, a block of header fields, an
 * attribution).  In doubt it is a quote, and the person is asked again.  What
 * programs write above a quote has no end; so each letter of ours that holds a
 * word opens with a dashed rule of its own, and brings it along when quoted.
 */
#ifndef HO_DRAW_MARKS_H
#define HO_DRAW_MARKS_H

#include <stddef.h>

#include "lib/helper/drawing.h"

/*
 * The marks in text (UTF-8, lines ended by LF), each once, in their order, at
 * most HO_DRAWING_MARKS; returns how many.  Whether a word is right is not
 * known here, only that it has 24 symbols of Crockford's base32.
 */
size_t marks_find(
    const char *text, size_t len, struct ho_mark mark[static HO_DRAWING_MARKS]);

/*
 * The number of a line "Users to add: 5" that counts as the words do; at most
 * HO_DRAWING_USERS.  0: there is none, or there are two that differ.
 */
uint64_t marks_users(const char *text, size_t len);

#endif
