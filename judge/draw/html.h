/*
 * judge/draw/html.h - HTML, reduced to the lines that a reader would see.
 *
 * Crude on purpose: tags go, blocks become lines, the usual entities become
 * characters, script and style are left out.  Nothing is fetched, nested or
 * laid out, so the time is linear and the memory one line.  What stands in a
 * blockquote, or below the marks by which mail programs fence off the letter
 * that they answer, gets "> " before each line, as in plain text; so does what
 * has a line at its left, and what nobody would see ("> [hidden] "), as far as
 * an element says so itself (judge/draw/style.h).
 */
#ifndef HO_DRAW_HTML_H
#define HO_DRAW_HTML_H

#include <stddef.h>

#include "lib/base/buf.h"

/* Appends html (UTF-8, len octets) as lines to out. */
void html_add(struct ho_buf *out, const char *html, size_t len);

#endif
