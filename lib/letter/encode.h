/*
 * lib/letter/encode.h - text as header and body octets.
 *
 * Inside lib/letter only.  Pure; writes into a page; values were checked
 * before.  Source: RFC 2047 (headers), RFC 2045 section 6.7 (quoted-printable).
 */
#ifndef HO_LETTER_ENCODE_H
#define HO_LETTER_ENCODE_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/letter/page.h"

#define HO_LETTER_LINE 76 /* octets of a line without its CRLF */

/*
 * The value of an unstructured field that began with 'used' octets on its
 * line: as it is where that is possible, else encoded words; folded.
 */
void ho_encode_text(
    struct ho_page *p, size_t used, const char *text, size_t len);

/* A display name: a quoted string or encoded words. */
void ho_encode_name(
    struct ho_page *p, size_t used, const char *text, size_t len);

/* Is the body short plain ASCII lines that no relay would touch? */
bool ho_encode_is_plain(const char *text, size_t len);

/* The body with CRLF: as it is, or quoted-printable. */
void ho_encode_body(struct ho_page *p, const char *text, size_t len);

#endif
