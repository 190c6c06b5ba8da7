/*
 * judge/draw/style.h - what an element's own attributes do to its text: is it
 * to be seen, and does it look like somebody else's?
 *
 * By its name and the attributes "hidden" and "style" alone, as mail programs
 * write them: a style sheet is not read.
 */
#ifndef HO_DRAW_STYLE_H
#define HO_DRAW_STYLE_H

#include <stdbool.h>
#include <stddef.h>

/* As it holds for the text within; all false is text that everybody sees. */
struct style {
	bool is_gone;      /* nothing within undoes it */
	bool is_tiny;      /* a font of no size; another size undoes it */
	bool is_invisible; /* "visibility"; undone likewise */
	bool is_quote;     /* a line at its left, as quotes have it */
};

static inline bool
style_hides(const struct style *s)
{
	return s->is_gone || s->is_tiny || s->is_invisible;
}

#define STYLE_NAME  16 /* octets of a tag's name, with NUL */
#define STYLE_DEPTH 64 /* elements in each other that change how text looks */

/* Where one is in the tree, as far as text changes its looks there; starts
 * zeroed.  */
struct style_stack {
	struct style now;
	struct style_open {
		char name[STYLE_NAME];
		unsigned inner;       /* of its own name, open within it */
		struct style outside; /* comes back behind it */
	} open[STYLE_DEPTH];
	size_t opens;
};

/*
 * An element begins.
 *
 *   name    of the tag, lower case: a line at the left of a table's cell is
 *           no quote
 *   attr    what follows the name, lower case
 *   is_cut  there is more of it: in doubt it is a quote
 *
 * False: there are STYLE_DEPTH already, and nobody knows any more.
 */
bool style_open(
    struct style_stack *s, const char *name, const char *attr, bool is_cut);

/* It ends, and what was left open within it; any other end is passed over. */
void style_close(struct style_stack *s, const char *name);

#endif
