/*
 * judge/draw/words.h - encoded words of a header field (RFC 2047), as text.
 *
 * Ours, not gmime's: gmime 3.2 loses what follows a word of base64 that ends
 * with "=", and leaves out of a list what it takes for no address.  Here
 * everything that stands in the field comes out.
 */
#ifndef HO_DRAW_WORDS_H
#define HO_DRAW_WORDS_H

#include <stdbool.h>

#include "lib/base/buf.h"

/*
 * Appends a field's value, unfolded and decoded, as UTF-8: to be made visible.
 *
 *   is_list  of addresses: decoded text that holds an @, a comma or the like is
 *            put into quotes, so that none of it looks like an address
 */
void words_add(struct ho_buf *out, const char *value, bool is_list);

#endif
