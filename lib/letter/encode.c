/* lib/letter/encode.c - text as header and body octets. */
#include "lib/letter/encode.h"

#include <stdint.h>
#include <string.h>

#include "lib/base/show.h"
#include "lib/letter/grammar.h"

#define WORD_HEAD "=?utf-8?B?"
#define WORD_TAIL "?="
#define WORD_MAX  75 /* octets of an encoded word; RFC 2047 section 2 */

static void
add_b64(struct ho_page *p, const uint8_t *data, size_t len)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				     "abcdefghijklmnopqrstuvwxyz0123456789+/";

	for (size_t i = 0; i < len; i += 3) {
		size_t n = len - i < 3 ? len - i : 3;
		uint32_t v = (uint32_t)data[i] << 16;

		if (n > 1)
			v |= (uint32_t)data[i + 1] << 8;
		if (n > 2)
			v |= data[i + 2];
		for (size_t k = 0; k < 4; k++)
			ho_page_chr(
			    p, k <= n ? digits[v >> (18 - 6 * k) & 63] : '=');
	}
}

/* How many octets of whole characters fit into room octets of a line. */
static size_t
fits_word(const uint8_t *p, size_t len, size_t room)
{
	size_t most, n = 0, step;
	uint32_t cp;

	if (room > WORD_MAX)
		room = WORD_MAX;
	most = (room - strlen(WORD_HEAD) - strlen(WORD_TAIL)) / 4 * 3;
	while (n < len && (step = ho_utf8_next(p + n, len - n, &cp)) != 0 &&
	    n + step <= most)
		n += step;
	return n;
}

/* A character is never split between two words (RFC 2047 section 5). */
static void
encoded_words(struct ho_page *p, size_t used, const char *text, size_t len)
{
	const uint8_t *from = (const uint8_t *)text;
	size_t n;

	for (; len > 0; from += n, len -= n) {
		n = fits_word(from, len, HO_LETTER_LINE - used);
		if (n == 0)
			return; /* no UTF-8: the check before was skipped */
		ho_page_str(p, WORD_HEAD);
		add_b64(p, from, n);
		ho_page_str(p, WORD_TAIL);
		if (n < len)
			ho_page_str(p, "\r\n ");
		used = 1;
	}
}

/* The length of the next run of blanks and the word behind it. */
static size_t
next_word(const char *text, size_t len)
{
	size_t n = 0;

	while (n < len && text[n] == ' ')
		n++;
	while (n < len && text[n] != ' ')
		n++;
	return n;
}

/*
 * Can it stand as it is?  Not with "=?" in it, which a reader would decode,
 * nor with blanks at an end or a word too long for a line.
 */
static bool
stands_as_it_is(const char *text, size_t len)
{
	size_t n;

	if (len == 0)
		return true;
	if (!ho_is_ascii_line(text, len) || text[0] == ' ' ||
	    text[len - 1] == ' ' || memmem(text, len, "=?", 2) != NULL)
		return false;
	for (; len > 0; text += n, len -= n)
		if ((n = next_word(text, len)) > HO_LETTER_LINE - 20)
			return false;
	return true;
}

void
ho_encode_text(struct ho_page *p, size_t used, const char *text, size_t len)
{
	size_t n;

	if (!stands_as_it_is(text, len)) {
		encoded_words(p, used, text, len);
		return;
	}
	for (; len > 0; text += n, len -= n) {
		n = next_word(text, len);
		if (used + n > HO_LETTER_LINE) {
			ho_page_str(p, "\r\n"); /* the blank begins the line */
			used = 0;
		}
		ho_page_add(p, text, n);
		used += n;
	}
}

void
ho_encode_name(struct ho_page *p, size_t used, const char *text, size_t len)
{
	if (!ho_is_ascii_line(text, len) || len + used > HO_LETTER_LINE - 4 ||
	    memmem(text, len, "=?", 2) != NULL) {
		encoded_words(p, used, text, len);
		return;
	}
	ho_page_chr(p, '"');
	for (size_t i = 0; i < len; i++) {
		if (text[i] == '"' || text[i] == '\\')
			ho_page_chr(p, '\\');
		ho_page_chr(p, text[i]);
	}
	ho_page_chr(p, '"');
}

static size_t
line_len(const char *text, size_t len)
{
	const char *lf = memchr(text, '\n', len);

	return lf == NULL ? len : (size_t)(lf - text);
}

/* Mailboxes quote "From ", SMTP doubles a dot, somebody drops blanks. */
static bool
line_is_plain(const char *text, size_t len)
{
	return len <= HO_LETTER_LINE && ho_is_ascii_line(text, len) &&
	    (len == 0 ||
		(text[0] != '.' && text[len - 1] != ' ' &&
		    (len < 5 || memcmp(text, "From ", 5) != 0)));
}

bool
ho_encode_is_plain(const char *text, size_t len)
{
	size_t n;

	while (len > 0) {
		n = line_len(text, len);
		if (!line_is_plain(text, n))
			return false;
		n += n < len;
		text += n;
		len -= n;
	}
	return true;
}

/* One line; what is not plain, or would be touched on the way, as =XX. */
static void
quoted_line(struct ho_page *p, const char *text, size_t len)
{
	static const char hex[] = "0123456789ABCDEF";
	bool is_from = len >= 5 && memcmp(text, "From ", 5) == 0;
	size_t used = 0;

	for (size_t i = 0; i < len; i++) {
		uint8_t c = (uint8_t)text[i];
		bool quote = c < 0x20 || c > 0x7e || c == '=' ||
		    (c == ' ' && i == len - 1) ||
		    (i == 0 && (c == '.' || is_from));
		size_t need = quote ? 3 : 1;

		/* room for the soft break, unless this ends the line */
		if (used + need > HO_LETTER_LINE - (i < len - 1)) {
			ho_page_str(p, "=\r\n");
			used = 0;
			if (c == '.') /* must not begin the new line either */
				quote = true, need = 3;
		}
		if (quote) {
			ho_page_chr(p, '=');
			ho_page_chr(p, hex[c >> 4]);
			ho_page_chr(p, hex[c & 15]);
		} else {
			ho_page_chr(p, (char)c);
		}
		used += need;
	}
}

void
ho_encode_body(struct ho_page *p, const char *text, size_t len)
{
	bool plain = ho_encode_is_plain(text, len);
	size_t n;

	while (len > 0) {
		n = line_len(text, len);
		if (plain)
			ho_page_add(p, text, n);
		else
			quoted_line(p, text, n);
		ho_page_str(p, "\r\n");
		n += n < len;
		text += n;
		len -= n;
	}
}
