/* lib/mail/words.c - a Subject as text. */
#include "lib/mail/words.h"

#include <string.h>

#include "lib/base/b64.h"
#include "lib/base/err.h"
#include "lib/base/show.h"

#define WORD_MAX 1000 /* octets of one encoded word; RFC 2047 says 75 */

static void
add_cp(struct ho_buf *out, uint32_t cp)
{
	if (cp < 0x80) {
		ho_buf_chr(out, (char)cp);
	} else if (cp < 0x800) {
		ho_buf_chr(out, (char)(0xc0 | cp >> 6));
		ho_buf_chr(out, (char)(0x80 | (cp & 0x3f)));
	} else {
		ho_buf_chr(out, (char)(0xe0 | cp >> 12));
		ho_buf_chr(out, (char)(0x80 | (cp >> 6 & 0x3f)));
		ho_buf_chr(out, (char)(0x80 | (cp & 0x3f)));
	}
}

static void
from_utf8(struct ho_buf *out, const uint8_t *p, size_t len)
{
	ho_buf_add(out, p, len);
}

static void
from_latin1(struct ho_buf *out, const uint8_t *p, size_t len)
{
	for (; len > 0; p++, len--)
		add_cp(out, *p);
}

static void
from_cp1252(struct ho_buf *out, const uint8_t *p, size_t len)
{
	static const uint16_t high[32] = { 0x20ac, 0xfffd, 0x201a, 0x0192,
		0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039,
		0x0152, 0xfffd, 0x017d, 0xfffd, 0xfffd, 0x2018, 0x2019, 0x201c,
		0x201d, 0x2022, 0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a,
		0x0153, 0xfffd, 0x017e, 0x0178 };

	for (; len > 0; p++, len--)
		add_cp(out, *p >= 0x80 && *p < 0xa0 ? high[*p - 0x80] : *p);
}

static const struct charset {
	const char *name;
	void (*decode)(struct ho_buf *, const uint8_t *, size_t);
} charsets[] = {
	{ "utf-8", from_utf8 },
	{ "us-ascii", from_utf8 },
	{ "iso-8859-1", from_latin1 },
	{ "windows-1252", from_cp1252 },
};

static int
hex(uint8_t c)
{
	c = lower(c);
	return is_digit(c) ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool
decode_q(struct ho_buf *out, struct span t)
{
	for (size_t i = 0; i < t.len; i++) {
		uint8_t c = t.p[i] == '_' ? ' ' : t.p[i];

		if (c == '=') {
			int hi = i + 2 < t.len ? hex(t.p[i + 1]) : -1;
			int lo = i + 2 < t.len ? hex(t.p[i + 2]) : -1;

			if (hi < 0 || lo < 0)
				return false;
			c = (uint8_t)(hi << 4 | lo);
			i += 2;
		}
		ho_buf_add(out, &c, 1);
	}
	return true;
}

/* Up to the next "?" of the word. */
static bool
part(struct lex *l, struct span *out)
{
	const uint8_t *start = l->p;

	while (!lex_at_end(l) && is_printing(*l->p) && *l->p != '?')
		l->p++;
	*out = (struct span){ start, (size_t)(l->p - start) };
	return lex_take(l, '?');
}

static bool
decode(struct ho_buf *out, struct span how, struct span text)
{
	if (span_equals(how, "q"))
		return decode_q(out, text);
	return span_equals(how, "b") &&
	    ho_b64_decode(out, (const char *)text.p, text.len) == HO_OK;
}

/* "=?charset?Q?text?=" at l; takes it only where it could be decoded. */
static bool
encoded_word(struct lex *l, struct ho_buf *out)
{
	struct lex at = *l;
	struct span name, how, text;
	struct ho_buf plain = { .max = WORD_MAX };
	bool done = false;

	if (!lex_take(&at, '=') || !lex_take(&at, '?') || !part(&at, &name) ||
	    !part(&at, &how) || !part(&at, &text) || !lex_take(&at, '=') ||
	    text.len > WORD_MAX)
		return false;
	for (size_t i = 0; i < name.len; i++)
		if (name.p[i] == '*') /* RFC 2231: a language follows */
			name.len = i;
	for (size_t i = 0; i < sizeof(charsets) / sizeof(charsets[0]); i++) {
		if (!span_equals(name, charsets[i].name))
			continue;
		done = decode(&plain, how, text);
		if (done)
			charsets[i].decode(out, plain.data, plain.len);
	}
	ho_buf_free(&plain);
	if (done)
		*l = at;
	return done;
}

/* Nobody sees these in what is no lie either: how a letter of Hindi or Persian
 * joins the next, whether a sign is painted as a picture. */
static bool
is_manner(uint32_t cp)
{
	return cp == 0x200c || cp == 0x200d || cp == 0xfe0e || cp == 0xfe0f;
}

/* One character as it may be seen; returns the octets that it took. */
static size_t
see(struct ho_buf *shown, const uint8_t *p, size_t len)
{
	uint32_t cp;
	size_t n = ho_utf8_next(p, len, &cp);

	if (n == 0) {
		ho_buf_str(shown, "\xef\xbf\xbd");
		return 1;
	}
	if (cp == '\t')
		ho_buf_chr(shown, ' ');
	else if (!is_manner(cp))
		ho_show(shown, p, n);
	return n;
}

/* As much of text as fits, whole characters and marks. */
static void
keep_visible(const struct ho_buf *text, char *out)
{
	struct ho_buf shown = { .max = 64 };
	size_t at = 0, len = 0;

	while (at < text->len && ho_buf_error(&shown) == HO_OK) {
		ho_buf_clear(&shown);
		at += see(&shown, text->data + at, text->len - at);
		if (len + shown.len > HO_SUBJECT_MAX)
			break;
		if (shown.len != 0)
			memcpy(out + len, shown.data, shown.len);
		len += shown.len;
	}
	out[len] = '\0';
	ho_buf_free(&shown);
}

/* Blanks as they are; a fold's line end is none of the text. */
static void
add_gap(struct ho_buf *text, const uint8_t *gap, size_t len)
{
	for (; len > 0; gap++, len--)
		if (*gap != '\r' && *gap != '\n')
			ho_buf_add(text, gap, 1);
}

void
words_decode(struct lex l, char out[static HO_SUBJECT_MAX + 1])
{
	struct ho_buf text = { .max = 16 * HO_SUBJECT_MAX };
	bool after_word = false;

	lex_blanks(&l);
	while (!lex_at_end(&l) && text.len < 8 * HO_SUBJECT_MAX) {
		const uint8_t *gap = l.p;
		size_t gap_len;

		lex_blanks(&l);
		gap_len = (size_t)(l.p - gap);
		/* blanks between two encoded words are none (section 6.2) */
		if (!after_word)
			add_gap(&text, gap, gap_len);
		if (encoded_word(&l, &text)) {
			after_word = true;
			continue;
		}
		if (after_word)
			add_gap(&text, gap, gap_len);
		after_word = false;
		while (l.p < l.end && !is_blank(*l.p))
			ho_buf_add(&text, l.p++, 1);
	}
	keep_visible(&text, out);
	ho_buf_free(&text);
}
