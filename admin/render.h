/*
 * admin/render.h - answers as text for people.
 *
 * All text in an answer may come from outside and goes through ho_show().
 * Lists become columns; the first RENDER_AHEAD rows decide how wide, so that a
 * list of a million rows is neither kept nor waited for.
 */
#ifndef HO_ADMIN_RENDER_H
#define HO_ADMIN_RENDER_H

#include <jansson.h>
#include <stdio.h>

#define RENDER_AHEAD   200
#define RENDER_COLUMNS 8

struct render;

/* columns: names of members with blanks between; NULL: those of the first row.
 * Borrowed.  NULL: no memory. */
struct render *render_new(FILE *to, const char *columns);
int render_row(struct render *r, json_t *row); /* borrows; non-zero: memory */
/* Writes what is kept and frees; returns how many rows there were. */
size_t render_end(struct render **r);

/* One object: a line a member, arrays of objects as tables below. */
void render_object(FILE *to, json_t *object);

#endif
