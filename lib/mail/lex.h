/*
 * lib/mail/lex.h - the words of RFC 5322 section 3.2, without obsolete forms.
 *
 * Works on a field's raw octets, folds and all: header.c let no CR or LF pass
 * that is not a fold, so both are blanks here.  Octets of 0x80 and above are
 * letters (RFC 6532); header.c has seen that they are UTF-8.
 */
#ifndef HO_MAIL_LEX_H
#define HO_MAIL_LEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct span {
	const uint8_t *p;
	size_t len;
};

/* What is left to read. */
struct lex {
	const uint8_t *p, *end;
};

static inline bool
lex_at_end(const struct lex *l)
{
	return l->p == l->end;
}

/* Is c next? */
static inline bool
lex_is(const struct lex *l, char c)
{
	return l->p < l->end && *l->p == (uint8_t)c;
}

bool is_blank(uint8_t c);    /* SP TAB CR LF */
bool is_printing(uint8_t c); /* ASCII that leaves a mark; no blank */
bool is_atext(uint8_t c);
bool is_digit(uint8_t c);
uint8_t lower(uint8_t c); /* ASCII only, whatever the locale */
bool span_equals(struct span s, const char *text); /* without ASCII case */

/* Takes c if it is next. */
bool lex_take(struct lex *l, char c);

void lex_blanks(struct lex *l);

/* Skips blanks and (nested (comments)); false: a comment has no end or
 * holds a control character. */
bool lex_cfws(struct lex *l);

/* 1*atext; with dots also a single "." between two of them. */
bool lex_atom(struct lex *l, bool dots, struct span *out);

/* A quoted string, quotes included in out; no blanks but SP and TAB where
 * unfolded is set. */
bool lex_quoted(struct lex *l, bool unfolded, struct span *out);

/* The token of RFC 2045 (media type, encoding, Auto-Submitted's word). */
bool lex_token(struct lex *l, struct span *out);

/* From least to most digits, none following. */
bool lex_number(struct lex *l, int least, int most, unsigned *out);

#endif
