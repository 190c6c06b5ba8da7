/* lib/letter/grammar.c - is this value fit for its field? */
#include "lib/letter/grammar.h"

#include <stdint.h>
#include <string.h>

#include "lib/base/show.h"
#include "lib/letter/letter.h"

bool
ho_is_ascii_line(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (text[i] < 0x20 || text[i] > 0x7e)
			return false;
	return true;
}

/* U+2028 and U+2029 end lines for some readers. */
static bool
is_text(const char *text, size_t len, bool lines)
{
	const uint8_t *p = (const uint8_t *)text;
	uint32_t cp;
	size_t n;

	for (; len > 0; p += n, len -= n) {
		if ((n = ho_utf8_next(p, len, &cp)) == 0)
			return false;
		if (lines && (cp == '\n' || cp == '\t'))
			continue;
		if (cp < 0x20 || (cp >= 0x7f && cp < 0xa0) || cp == 0x2028 ||
		    cp == 0x2029)
			return false;
	}
	return true;
}

bool
ho_is_text_line(const char *text, size_t len)
{
	return is_text(text, len, false);
}

bool
ho_is_text(const char *text, size_t len)
{
	return is_text(text, len, true);
}

static bool
is_alnum(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9');
}

/* RFC 5322 atext; octets of UTF-8 by RFC 6532, valid as a whole or not. */
static bool
is_atext(char c)
{
	return is_alnum(c) || (c & 0x80) != 0 ||
	    (c != '\0' && strchr("!#$%&'*+-/=?^_`{|}~", c) != NULL);
}

/* Atoms with single dots between them. */
static bool
is_dot_atom(const char *text, size_t len)
{
	bool after_dot = true;

	for (size_t i = 0; i < len; i++) {
		if (text[i] == '.' ? after_dot : !is_atext(text[i]))
			return false;
		after_dot = text[i] == '.';
	}
	return !after_dot;
}

/* "john doe": printable ASCII, quote and backslash escaped. */
static bool
is_quoted(const char *text, size_t len)
{
	if (len < 3 || text[0] != '"' || text[len - 1] != '"')
		return false;
	for (size_t i = 1; i < len - 1; i++) {
		if (text[i] == '"')
			return false;
		if (text[i] == '\\' && ++i == len - 1)
			return false;
	}
	return ho_is_ascii_line(text, len);
}

/* A domain in A-label form: no literal, no UTF-8, no trailing dot. */
static bool
is_domain(const char *text, size_t len)
{
	bool after_dot = true;

	for (size_t i = 0; i < len; i++) {
		if (text[i] == '.' ? after_dot
				   : !is_alnum(text[i]) && text[i] != '-')
			return false;
		after_dot = text[i] == '.';
	}
	return !after_dot;
}

bool
ho_letter_is_address(const char *text)
{
	size_t len = strlen(text), left;
	const char *at = strrchr(text, '@');

	if (at == NULL || len > HO_LETTER_ADDRESS ||
	    !ho_is_text_line(text, len))
		return false;
	left = (size_t)(at - text);
	return (is_dot_atom(text, left) || is_quoted(text, left)) &&
	    is_domain(at + 1, len - left - 1);
}

/*
 * An id as we would repeat it.  Wider than RFC 5322 in its characters, for
 * real programs write colons and slashes, and a thread that is lost helps
 * nobody; but nothing that could end the id or the line.
 */
bool
ho_letter_is_id(const char *text, size_t len)
{
	size_t at = 0;

	if (len < 5 || len > HO_LETTER_ID || text[0] != '<' ||
	    text[len - 1] != '>')
		return false;
	for (size_t i = 1; i < len - 1; i++) {
		if (text[i] <= 0x20 || text[i] > 0x7e ||
		    strchr("<>(),;\\\"", text[i]) != NULL)
			return false;
		if (text[i] == '@' && at++ > 0)
			return false;
		if (text[i] == '@' && (i == 1 || i == len - 2))
			return false;
	}
	return at == 1;
}

bool
ho_is_token_id(const char *text, size_t len)
{
	const char *at = memchr(text, '@', len);
	size_t left;

	if (at == NULL || len + 2 > HO_LETTER_ID ||
	    !ho_is_ascii_line(text, len))
		return false;
	left = (size_t)(at - text);
	return is_dot_atom(text, left) && is_domain(at + 1, len - left - 1);
}

bool
ho_is_field_name(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (!is_alnum(text[i]) && text[i] != '-')
			return false;
	return len > 0 && len <= 40;
}
