/*
 * lib/base/alike.h - text from outside, with its look-alikes made visible.
 *
 * As lib/base/show.h, and more: a letter that is there to be taken for a Latin
 * one comes out as <U+XXXX> too.  A person reads "paypal"; the octets may say
 * something else.  Shown so are
 *
 *   in a word of letters and digits that mixes Latin with one of the scripts
 *   that look like it (Cyrillic, Greek, Armenian, Cherokee, Coptic, Lisu, full
 *   width): the letters of whichever has fewer there, Latin where it is less;
 *
 *   in a line where all letters of such a script look like Latin ones: all of
 *   them (a word alone of Cyrillic a, e, o, p is no Russian line);
 *
 *   everywhere: Latin in fancy dress (mathematical, phonetic, letterlike), signs
 *   that pass for . / : or @, and marks laid over a letter or round it.
 *
 * Other scripts stay as they are, also beside Latin: Chinese, Devanagari or
 * Arabic letters are taken for nothing else.  What is told apart by no code
 * point (l and I, rn and m) is beyond this; whoever compares addresses compares
 * octets.  Source: the idea of Unicode TR 39, much reduced.
 */
#ifndef HO_BASE_ALIKE_H
#define HO_BASE_ALIKE_H

#include <stddef.h>

#include "lib/base/buf.h"

/* Append text to out as one line: ho_show(), and look-alikes. */
void ho_alike(struct ho_buf *out, const void *text, size_t len);

/* The same, line by line: ho_show_lines(), and look-alikes. */
void ho_alike_lines(struct ho_buf *out, const void *text, size_t len);

#endif
