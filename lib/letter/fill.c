/* lib/letter/fill.c - values into a template. */
#include <string.h>

#include "lib/base/err.h"
#include "lib/letter/parts.h"

#define WIDTH 78 /* characters of a line: RFC 5322 section 2.1.1 */

static int
wrong(struct ho_buf *error, const struct ho_template *t, const char *why,
    const char *name)
{
	if (error != NULL)
		ho_buf_fmt(error, "%s: %s: %s", t->name, why, name);
	return HO_E_INPUT;
}

/* Which value belongs to which placeholder: all of them, once. */
static int
match(const struct ho_template *t, const struct ho_value *values, size_t n,
    const struct ho_value *found[HO_TEMPLATE_VALUES], struct ho_buf *error)
{
	size_t k;

	for (size_t i = 0; i < n; i++) {
		for (k = 0; k < t->n_asks; k++)
			if (strcmp(t->ask[k].name, values[i].name) == 0)
				break;
		if (k == t->n_asks)
			return wrong(
			    error, t, "no such placeholder", values[i].name);
		if (found[k] != NULL)
			return wrong(error, t, "given twice", values[i].name);
		found[k] = &values[i];
	}
	for (k = 0; k < t->n_asks; k++)
		if (found[k] == NULL)
			return wrong(error, t, "value missing", t->ask[k].name);
	return HO_OK;
}

/* Parts from .. to into a page; a value is shown, never looked into. */
static void
write_parts(const struct ho_template *t, size_t from, size_t to,
    const struct ho_value *const *found, struct ho_page *page)
{
	void (*show)(struct ho_page *, const char *, size_t) =
	    from == 0 ? ho_page_show : ho_page_show_lines;
	bool skips = false;

	for (size_t i = from; i < to; i++) {
		const struct ho_part *part = &t->part[i];
		const struct ho_value *v = found[part->ask];

		if (part->kind == HO_PART_IF)
			skips = v->len == 0;
		else if (part->kind == HO_PART_END)
			skips = false;
		else if (!skips && part->kind == HO_PART_TEXT)
			ho_page_add(page, part->text, part->len);
		else if (!skips)
			show(page, v->text, v->len);
	}
}

/*
 * A value can make a line long.  It is broken where a space stands, in place,
 * for a default password may be in it; a word that is too long stays.
 */
static void
fold(struct ho_page *page)
{
	size_t column = 0;
	char *space = NULL;
	bool has_word = false; /* no line is broken in its indent */

	for (size_t i = 0; i < page->len; i++) {
		char *c = &page->data[i];

		if (*c == '\n') {
			column = 0;
			space = NULL;
			has_word = false;
			continue;
		}
		column += (*c & 0xc0) != 0x80;
		if (column > WIDTH && space != NULL) {
			*space = '\n';
			column = 0;
			for (char *p = space + 1; p <= c; p++)
				column += (*p & 0xc0) != 0x80;
			space = NULL;
		}
		if (*c == ' ' && has_word && c[-1] != ' ')
			space = c;
		has_word = has_word || *c != ' ';
	}
}

int
ho_template_fill(const struct ho_template *t, const struct ho_value *values,
    size_t n_values, struct ho_page *subject, struct ho_page *body,
    struct ho_buf *error)
{
	const struct ho_value *found[HO_TEMPLATE_VALUES] = { NULL };
	int rc;

	if ((rc = match(t, values, n_values, found, error)) != HO_OK)
		return rc;
	write_parts(t, 0, t->n_subject, found, subject);
	write_parts(t, t->n_subject, t->n_parts, found, body);
	fold(body);
	return subject->error ? subject->error : body->error;
}
