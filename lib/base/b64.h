/*
 * lib/base/b64.h - strict base64 (RFC 4648 section 4).
 *
 * Decoding accepts the one canonical spelling and nothing else: padded, no
 * blanks, unused bits zero.  A lenient decoder gives a signature two
 * spellings.
 */
#ifndef HO_BASE_B64_H
#define HO_BASE_B64_H

#include <stddef.h>
#include <stdint.h>

#include "lib/base/buf.h"

#define HO_B64_LEN(n) (((n) + 2) / 3 * 4)

void ho_b64_encode(struct ho_buf *out, const void *data, size_t len);

/* Appends the octets; HO_E_INPUT: not canonical, nothing appended. */
int ho_b64_decode(struct ho_buf *out, const char *text, size_t len);

void ho_hex(struct ho_buf *out, const void *data, size_t len); /* lower case */

/* Exactly len octets from 2 * len digits; HO_E_INPUT otherwise. */
int ho_unhex(void *out, size_t len, const char *text);

#endif
