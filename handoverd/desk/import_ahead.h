/*
 * handoverd/desk/import_ahead.h - the lines of a file, parsed ahead.
 *
 * Of an import a quarter is the parsing of JSON, and none of that needs the
 * store: a thread of its own does it while the writer's puts rows.  Where no
 * thread can be had the caller's parses, to the same result.
 */
#ifndef HANDOVERD_IMPORT_AHEAD_H
#define HANDOVERD_IMPORT_AHEAD_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

struct ahead;

struct ahead_line {
	json_t *json;  /* the taker's; NULL: it is no JSON */
	size_t number; /* in the file, from 1 */
};

/* text is borrowed until ahead_stop().  HO_E_NOMEM. */
int ahead_start(struct ahead **out, const char *text, size_t len);

/* The next line that is not blank; false: there is none. */
bool ahead_next(struct ahead *a, struct ahead_line *line);

/* Frees what nobody took. */
void ahead_stop(struct ahead **a);

#endif
