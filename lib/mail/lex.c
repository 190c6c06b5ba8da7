/* lib/mail/lex.c - the words of RFC 5322. */
#include "lib/mail/lex.h"

#include <string.h>

bool
is_blank(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

bool
is_printing(uint8_t c)
{
	return c > 0x20 && c < 0x7f;
}

static bool
is_control(uint8_t c)
{
	return c < 0x20 || c == 0x7f;
}

bool
is_digit(uint8_t c)
{
	return c >= '0' && c <= '9';
}

uint8_t
lower(uint8_t c)
{
	return c >= 'A' && c <= 'Z' ? (uint8_t)(c | 0x20) : c;
}

static bool
is_letter(uint8_t c)
{
	return lower(c) >= 'a' && lower(c) <= 'z';
}

bool
is_atext(uint8_t c)
{
	return is_letter(c) || is_digit(c) || c >= 0x80 ||
	    (c != 0 && strchr("!#$%&'*+-/=?^_`{|}~", c) != NULL);
}

bool
span_equals(struct span s, const char *text)
{
	size_t i;

	for (i = 0; i < s.len && text[i] != '\0'; i++)
		if (lower(s.p[i]) != lower((uint8_t)text[i]))
			return false;
	return i == s.len && text[i] == '\0';
}

bool
lex_take(struct lex *l, char c)
{
	if (!lex_is(l, c))
		return false;
	l->p++;
	return true;
}

void
lex_blanks(struct lex *l)
{
	while (l->p < l->end && is_blank(*l->p))
		l->p++;
}

/* A backslash and what it protects. */
static bool
take_pair(struct lex *l)
{
	if (l->end - l->p < 2 || (is_control(l->p[1]) && l->p[1] != '\t'))
		return false;
	l->p += 2;
	return true;
}

bool
lex_cfws(struct lex *l)
{
	size_t depth = 0; /* counted, not recursed: it may be anything */

	for (; l->p < l->end; l->p++) {
		if (is_blank(*l->p))
			continue;
		if (*l->p == '(') {
			depth++;
		} else if (depth == 0) {
			return true;
		} else if (*l->p == ')') {
			depth--;
		} else if (*l->p == '\\') {
			if (!take_pair(l))
				return false;
			l->p--;
		} else if (is_control(*l->p)) {
			return false;
		}
	}
	return depth == 0;
}

bool
lex_atom(struct lex *l, bool dots, struct span *out)
{
	const uint8_t *start = l->p;

	while (l->p < l->end) {
		if (is_atext(*l->p))
			l->p++;
		else if (dots && *l->p == '.' && l->p > start &&
		    l->end - l->p > 1 && is_atext(l->p[1]))
			l->p++;
		else
			break;
	}
	*out = (struct span){ start, (size_t)(l->p - start) };
	return out->len > 0;
}

bool
lex_quoted(struct lex *l, bool unfolded, struct span *out)
{
	const uint8_t *start = l->p;

	if (!lex_take(l, '"'))
		return false;
	while (l->p < l->end && *l->p != '"') {
		if (*l->p == '\\') {
			if (!take_pair(l))
				return false;
		} else if (!is_control(*l->p) || *l->p == '\t' ||
		    (!unfolded && is_blank(*l->p))) {
			l->p++;
		} else {
			return false;
		}
	}
	if (!lex_take(l, '"'))
		return false;
	*out = (struct span){ start, (size_t)(l->p - start) };
	return true;
}

bool
lex_token(struct lex *l, struct span *out)
{
	const uint8_t *start = l->p;

	while (!lex_at_end(l) && is_printing(*l->p) &&
	    strchr("()<>@,;:\\\"/[]?=", *l->p) == NULL)
		l->p++;
	*out = (struct span){ start, (size_t)(l->p - start) };
	return out->len > 0;
}

bool
lex_number(struct lex *l, int least, int most, unsigned *out)
{
	int n = 0;

	for (*out = 0; l->p < l->end && is_digit(*l->p) && n < most; n++)
		*out = *out * 10 + (unsigned)(*l->p++ - '0');
	return n >= least && (lex_at_end(l) || !is_digit(*l->p));
}
