/* lib/mail/header.c - the letter cut into its fields and its body. */
#include "lib/mail/header.h"

#include <string.h>

#include "lib/base/show.h"

struct fault
fault_make(const char *word, const char *what)
{
	return (struct fault){ word, { (const uint8_t *)what, strlen(what) } };
}

static const struct fault none;

struct span
field_name(const struct field *f)
{
	return (struct span){ f->raw, f->name_len };
}

struct span
field_value(const struct field *f)
{
	return (
	    struct span){ f->raw + f->name_len + 1, f->len - f->name_len - 1 };
}

struct lex
field_lex(const struct field *f)
{
	struct span v = field_value(f);

	return (struct lex){ v.p, v.p + v.len };
}

/*
 * No NUL, and one kind of line end: CRLF, or LF where there is no CR at all.
 * The body too: a lone CR or LF there is a line to one program and none to
 * the next, and the signature is checked by only one of them.
 */
static struct fault
check_octets(const uint8_t *p, size_t len, bool *is_lf)
{
	const uint8_t *end = p + len, *nl;

	if (len == 0)
		return fault_make("letter-empty", "");
	if (len > HO_MAIL_MAX)
		return fault_make("letter-too-large", "more than 25 MiB");
	if (memchr(p, 0, len) != NULL)
		return fault_make("line-ends", "a NUL octet");
	nl = memchr(p, '\n', len);
	*is_lf = nl != NULL && (nl == p || nl[-1] != '\r');
	if (*is_lf)
		return memchr(p, '\r', len) == NULL
		    ? none
		    : fault_make("line-ends", "LF and CR");
	while (p < end) {
		const uint8_t *cr = memchr(p, '\r', (size_t)(end - p));

		nl = memchr(p, '\n', (size_t)(end - p));
		if (cr == NULL && nl == NULL)
			break;
		if (cr == NULL || nl != cr + 1)
			return fault_make("line-ends", "CR or LF alone");
		p = nl + 1;
	}
	return none;
}

/* The line at p, without its end; *next is after the end, NULL: no end. */
static struct span
line_at(const uint8_t *p, const uint8_t *end, bool is_lf, const uint8_t **next)
{
	const uint8_t *nl = memchr(p, '\n', (size_t)(end - p));
	struct span line = { p, (size_t)((nl != NULL ? nl : end) - p) };

	*next = nl != NULL ? nl + 1 : NULL;
	if (nl != NULL && !is_lf)
		line.len--;
	return line;
}

/* A blank alone makes no continuation (RFC 5322 section 3.2.2): some programs
 * see the end of the header there. */
static bool
is_all_blank(struct span line)
{
	for (size_t i = 0; i < line.len; i++)
		if (!is_blank(line.p[i]))
			return false;
	return true;
}

static struct fault
add_line(struct header *h, struct span line)
{
	size_t n = 0;

	if (line.len > HO_MAIL_LINE_MAX)
		return fault_make("header-too-large", "a line over 998 octets");
	if (is_all_blank(line))
		return fault_make("header-line", "a line of blanks");
	if (is_blank(line.p[0])) {
		struct field *last;

		if (h->fields == 0)
			return (struct fault){ "header-line", line };
		last = &h->field[h->fields - 1];
		last->len = (size_t)(line.p + line.len - last->raw);
		return none;
	}
	while (n < line.len && is_printing(line.p[n]) && line.p[n] != ':')
		n++;
	if (n == 0 || n == line.len || line.p[n] != ':')
		return (struct fault){ "header-line", line };
	if (h->fields == HO_MAIL_FIELDS)
		return fault_make("header-too-large", "more than 500 fields");
	h->field[h->fields++] = (struct field){ line.p, line.len, n };
	return none;
}

/* Rule 2: at most one each, and the three that must be there. */
static struct fault
index_fields(struct header *h)
{
	static const enum ho_field_id needed[] = { HO_FIELD_FROM, HO_FIELD_DATE,
		HO_FIELD_MESSAGE_ID };

	for (size_t i = 0; i < h->fields; i++) {
		for (enum ho_field_id id = 0; id < HO_FIELDS; id++) {
			if (!span_equals(
				field_name(&h->field[i]), ho_field_name(id)))
				continue;
			if (h->one[id] != NULL)
				return fault_make(
				    "field-repeated", ho_field_name(id));
			h->one[id] = &h->field[i];
		}
	}
	for (size_t i = 0; i < sizeof(needed) / sizeof(needed[0]); i++)
		if (h->one[needed[i]] == NULL)
			return fault_make(
			    "field-missing", ho_field_name(needed[i]));
	return none;
}

struct fault
header_parse(struct header *h, const uint8_t *octets, size_t len)
{
	const uint8_t *end = octets + len, *p = octets, *next;
	bool is_lf = false;
	struct fault f = check_octets(octets, len, &is_lf);

	memset(h, 0, sizeof(*h));
	for (; f.word == NULL; p = next) {
		struct span line = line_at(p, end, is_lf, &next);

		if ((size_t)(p - octets) > HO_MAIL_HEADER_MAX)
			return fault_make(
			    "header-too-large", "more than 1 MiB");
		if (next == NULL)
			return fault_make("header-unended", "no blank line");
		if (line.len == 0)
			break;
		f = add_line(h, line);
	}
	if (f.word != NULL)
		return f;
	if (!ho_utf8_valid(octets, (size_t)(p - octets)))
		return fault_make("header-not-utf8", "");
	h->body = (struct span){ next, (size_t)(end - next) };
	return index_fields(h);
}
