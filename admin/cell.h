/*
 * admin/cell.h - one value of an answer, as people see it.
 *
 * Text in an answer may come from outside and goes through ho_show(), or by
 * lines ho_show_lines(), here and only here.
 */
#ifndef HO_ADMIN_CELL_H
#define HO_ADMIN_CELL_H

#include <jansson.h>
#include <stdio.h>

#include "lib/base/buf.h"

/* Appends it as one line; nothing for null and "". */
void cell_show(struct ho_buf *out, const json_t *v);

/* Columns of the terminal behind a stream; 0: there is none, so that what
 * programs read stays on its lines. */
int cell_room(FILE *to);

/*
 * Writes text that was shown, from 'column' on, broken at spaces where it
 * would pass the room; later lines begin behind the indent.  Room 0: as it is.
 * No line end.
 */
void cell_fold(FILE *to, const char *text, int column, int indent, int room);

/* Writes a text of several lines, each as it is behind the indent. */
void cell_block(FILE *to, const json_t *v, int indent);

/* How many places text takes on a terminal; needs a UTF-8 LC_CTYPE. */
int cell_places(const char *text);

#endif
