/* judge/draw/entity.c - "&...;" in HTML, as text. */
#include "judge/draw/entity.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NAME 12 /* octets of a name or number, with NUL */

static const struct entity {
	const char *name, *text;
} entities[] = {
	{ "amp", "&" },
	{ "lt", "<" },
	{ "gt", ">" },
	{ "quot", "\"" },
	{ "apos", "'" },
	{ "nbsp", " " },
	{ "ndash", "-" },
	{ "mdash", "-" },
	{ "hellip", "..." },
	{ "auml", "\xc3\xa4" },
	{ "ouml", "\xc3\xb6" },
	{ "uuml", "\xc3\xbc" },
	{ "szlig", "\xc3\x9f" },
	{ "eacute", "\xc3\xa9" },
	{ "egrave", "\xc3\xa8" },
	{ "agrave", "\xc3\xa0" },
	{ "ccedil", "\xc3\xa7" },
	{ "copy", "\xc2\xa9" },
	{ "euro", "\xe2\x82\xac" },
};

static void
put_code_point(unsigned long cp, char out[static ENTITY_TEXT])
{
	size_t n;

	if (cp == 0 || cp > 0x10ffff || (cp >= 0xd800 && cp <= 0xdfff))
		cp = 0xfffd;
	/* a line end is white space here, however it is written */
	if (cp == '\n' || cp == '\r' || cp == '\t')
		cp = ' ';
	if (cp < 0x80) {
		out[0] = (char)cp;
		n = 1;
	} else {
		n = cp < 0x800 ? 2 : cp < 0x10000 ? 3 : 4;
		for (size_t i = n - 1; i > 0; i--, cp >>= 6)
			out[i] = (char)(0x80 | (cp & 0x3f));
		out[0] = (char)(cp | (0xf00u >> n & 0xf0u));
	}
	out[n] = '\0';
}

/* "#228" or "#xe4". */
static bool
read_number(const char *word, char out[static ENTITY_TEXT])
{
	bool is_hex = word[1] == 'x' || word[1] == 'X';
	const char *digits = word + (is_hex ? 2 : 1);
	char *rest;
	unsigned long cp = strtoul(digits, &rest, is_hex ? 16 : 10);

	if (!isxdigit((unsigned char)*digits) || *rest != '\0')
		return false;
	put_code_point(cp, out);
	return true;
}

static bool
read_name(const char *word, char out[static ENTITY_TEXT])
{
	for (size_t i = 0; i < sizeof(entities) / sizeof(entities[0]); i++)
		if (strcmp(entities[i].name, word) == 0) {
			snprintf(out, ENTITY_TEXT, "%s", entities[i].text);
			return true;
		}
	return false;
}

size_t
entity_read(const char *p, size_t len, char out[static ENTITY_TEXT])
{
	const char *end = memchr(p, ';', len < NAME ? len : (size_t)NAME);
	char word[NAME];
	size_t n;

	if (end == NULL || end < p + 2)
		return 0;
	n = (size_t)(end - p - 1);
	memcpy(word, p + 1, n);
	word[n] = '\0';
	return (word[0] == '#' ? read_number : read_name)(word, out) ? n + 2
								     : 0;
}
