/*
 * lib/base/show.h - text from outside, made safe to look at.
 *
 * A mail subject must not move the cursor, set a title, reorder the line or
 * hide in it.  C0, DEL, C1, bidi controls, zero-width and other invisible
 * format characters, line and paragraph separators, private use and
 * non-characters come out as <U+XXXX>; octets that are not UTF-8 (RFC 3629:
 * no overlong forms, no surrogates) as \xHH.  The rest is unchanged.
 */
#ifndef HO_BASE_SHOW_H
#define HO_BASE_SHOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/buf.h"

/* Append text to out as one line: TAB and LF are controls too. */
void ho_show(struct ho_buf *out, const void *text, size_t len);

/* The same, but LF stays LF (CRLF becomes LF) and TAB stays TAB. */
void ho_show_lines(struct ho_buf *out, const void *text, size_t len);

/*
 * The code point at p (len > 0) and how many octets it takes, or 0 where the
 * octets are not UTF-8.
 */
size_t ho_utf8_next(const uint8_t *p, size_t len, uint32_t *cp);

/* Is the whole text UTF-8? */
bool ho_utf8_valid(const void *text, size_t len);

#endif
