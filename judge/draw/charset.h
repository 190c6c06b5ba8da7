/*
 * judge/draw/charset.h - octets in some charset, to UTF-8.
 *
 * A converter is a file that the C library loads; in the box there are no
 * files.  So all that are ever used are opened before, and kept.
 */
#ifndef HO_DRAW_CHARSET_H
#define HO_DRAW_CHARSET_H

#include <stddef.h>

#include "lib/base/buf.h"

/* Opens the converters; once, before the sandbox. */
void charset_load(void);

/*
 * Appends len octets of text as UTF-8.  NULL or "" is taken for UTF-8, of
 * which ASCII is a part.  What cannot be converted, and every octet above
 * 0x7f of a charset that is not known, becomes \xHH.
 */
void charset_add(
    struct ho_buf *out, const void *text, size_t len, const char *charset);

#endif
