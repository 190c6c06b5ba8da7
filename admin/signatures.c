/* admin/signatures.c - a letter's signatures, for people. */
#include "admin/signatures.h"

#include <stdbool.h>
#include <string.h>

#include "lib/base/show.h"

#define COLUMNS 80
#define CUT     "..."

/* The widths add up to COLUMNS with a blank between. */
static const struct column {
	const char *title;
	size_t width;
} columns[] = {
	{ "signed by", 25 },
	{ "selector", 14 },
	{ "algorithm", 14 },
	{ "result", 16 },
	{ "aligned", 7 },
};

#define TITLES (sizeof(columns) / sizeof(*columns))

void
lines_wrap(struct ho_buf *out, const char *text, size_t indent)
{
	size_t at = 0;

	while (*text != '\0') {
		size_t n = strcspn(text, " ");

		if (at == 0 || at + 1 + n > COLUMNS) {
			ho_buf_fmt(
			    out, "%s%*s", at ? "\n" : "", (int)indent, "");
			at = indent + n;
		} else {
			ho_buf_chr(out, ' ');
			at += 1 + n;
		}
		ho_buf_add(out, text, n);
		text += n + (text[n] == ' ');
	}
	ho_buf_chr(out, '\n');
}

/*
 * One cell, padded unless it is the last.  What is too long loses its
 * beginning: who controls a name controls its end.
 */
static void
cell(struct ho_buf *out, size_t column, const char *text)
{
	struct ho_buf shown = HO_BUF_INIT;
	size_t width = columns[column].width, over;
	const char *p;

	ho_show(&shown, text, strlen(text));
	p = ho_buf_text(&shown);
	over = shown.len > width ? shown.len - width + strlen(CUT) : 0;
	/* not into the middle of a character */
	while (over != 0 && ((unsigned char)p[over] & 0xc0) == 0x80)
		over++;
	ho_buf_fmt(out, "%s%s", over ? CUT : "", p + over);
	if (column + 1 < TITLES)
		ho_buf_fmt(out, "%*s",
		    (int)(1 + (shown.len < width ? width - shown.len : 0)), "");
	else
		ho_buf_chr(out, '\n');
	ho_buf_free(&shown);
}

static const char *
text_of(const json_t *s, const char *key)
{
	const char *text = json_string_value(json_object_get(s, key));

	return text != NULL ? text : "";
}

static bool
is_set(const json_t *s, const char *key)
{
	return json_is_true(json_object_get(s, key));
}

static void
covered(struct ho_buf *out, const json_t *s)
{
	const json_t *covers = json_object_get(s, "covers"), *name;
	struct ho_buf names = HO_BUF_INIT;
	size_t i;

	ho_buf_str(&names,
	    json_array_size(covers) ? "covers" : "covers nothing of interest");
	json_array_foreach (covers, i, name)
		ho_buf_fmt(&names, " %s", json_string_value(name));
	if (is_set(s, "dnssec"))
		ho_buf_str(&names, "; key secured by DNSSEC");
	if (is_set(s, "unclear"))
		ho_buf_str(&names, "; DNS did not tell");
	lines_wrap(out, ho_buf_text(&names), 4);
	ho_buf_free(&names);
}

void
signatures_show(struct ho_buf *out, const json_t *signatures)
{
	const json_t *s;
	size_t n;

	if (json_array_size(signatures) == 0) {
		ho_buf_str(out, "no signature\n");
		return;
	}
	for (size_t i = 0; i < TITLES; i++)
		cell(out, i, columns[i].title);
	json_array_foreach (signatures, n, s) {
		cell(out, 0, text_of(s, "domain"));
		cell(out, 1, text_of(s, "selector"));
		cell(out, 2, text_of(s, "algorithm"));
		cell(out, 3, text_of(s, "result"));
		cell(out, 4, is_set(s, "aligned") ? "yes" : "no");
		covered(out, s);
	}
}
