/*
 * handoverd/desk/procedure.h - the lines of the written procedure.
 *
 * Each with the setting that shapes it: a line is told where the setting has
 * the value that it is about.
 */
#ifndef HANDOVERD_PROCEDURE_H
#define HANDOVERD_PROCEDURE_H

#include <stddef.h>

/* For a verb: case show, where it shows those. */
#define PROCEDURE_CREDENTIALS ""

/*
 * when: "SETTING=VALUE", or "SETTING!VALUE" where it must not be; NULL: always.
 * {SETTING} in a rule is its value.  verb: whose roles may; or the name of
 * somebody who is no staff; or NULL: nobody does it, it is so.
 */
struct procedure_line {
	const char *step, *when, *rule, *command, *verb;
};

extern const struct procedure_line procedure[]; /* in the order of steps */
extern const size_t procedure_lines;

#endif
