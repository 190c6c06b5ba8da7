/*
 * admin/cell.h - one value of an answer, as people see it.
 *
 * Text in an answer may come from outside and goes through ho_show() here, and
 * only here.
 */
#ifndef HO_ADMIN_CELL_H
#define HO_ADMIN_CELL_H

#include <jansson.h>

#include "lib/base/buf.h"

/* Appends it as one line; nothing for null and "". */
void cell_show(struct ho_buf *out, const json_t *v);

/* How many places text takes on a terminal; needs a UTF-8 LC_CTYPE. */
int cell_places(const char *text);

#endif
