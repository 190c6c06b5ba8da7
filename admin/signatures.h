/*
 * admin/signatures.h - a letter's signatures, for people.
 */
#ifndef HO_ADMIN_SIGNATURES_H
#define HO_ADMIN_SIGNATURES_H

#include <jansson.h>

#include "lib/base/buf.h"

/* A table of at most 80 columns, of what ho_told_signatures() made. */
void signatures_show(struct ho_buf *out, const json_t *signatures);

/* Words of text, broken into lines of 80 that begin with indent blanks. */
void lines_wrap(struct ho_buf *out, const char *text, size_t indent);

#endif
