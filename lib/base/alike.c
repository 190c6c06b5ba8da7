/* lib/base/alike.c - text from outside, with its look-alikes made visible. */
#include "lib/base/alike.h"

#include <stdbool.h>
#include <string.h>

#include "lib/base/show.h"

enum script {
	OTHER = 0, /* part of a word, taken for nothing else: digits too */
	BREAK,     /* ends a word */
	LATIN,
	DRESSED, /* shown always */
	CYRILLIC,
	GREEK,
	ARMENIAN,
	CHEROKEE,
	COPTIC,
	LISU,
	WIDE,
	SCRIPTS
};

/* In rising order; what is between is OTHER. */
static const struct range {
	uint32_t first, last;
	enum script script;
} ranges[] = {
	{ 0x0000, 0x002f, BREAK },
	{ 0x003a, 0x0040, BREAK },
	{ 0x0041, 0x005a, LATIN },
	{ 0x005b, 0x0060, BREAK },
	{ 0x0061, 0x007a, LATIN },
	{ 0x007b, 0x00a9, BREAK },
	{ 0x00aa, 0x00aa, LATIN },
	{ 0x00ab, 0x00b9, BREAK },
	{ 0x00ba, 0x00ba, LATIN },
	{ 0x00bb, 0x00bf, BREAK },
	{ 0x00c0, 0x00d6, LATIN },
	{ 0x00d8, 0x00f6, LATIN },
	{ 0x00f8, 0x024f, LATIN },
	{ 0x0250, 0x02af, DRESSED }, /* phonetic */
	{ 0x0334, 0x0338, DRESSED }, /* strike a letter through */
	{ 0x0370, 0x0373, GREEK },
	{ 0x0376, 0x037d, GREEK },
	{ 0x037f, 0x0386, GREEK },
	{ 0x0388, 0x03e1, GREEK },
	{ 0x03e2, 0x03ef, COPTIC },
	{ 0x03f0, 0x03ff, GREEK },
	{ 0x0400, 0x0481, CYRILLIC },
	{ 0x0488, 0x0489, DRESSED }, /* go round a letter */
	{ 0x048a, 0x052f, CYRILLIC },
	{ 0x0531, 0x0556, ARMENIAN },
	{ 0x0560, 0x0588, ARMENIAN },
	{ 0x13a0, 0x13fd, CHEROKEE },
	{ 0x1c80, 0x1c88, CYRILLIC },
	{ 0x1d00, 0x1dbf, DRESSED }, /* phonetic, small capitals */
	{ 0x1e00, 0x1eff, LATIN },
	{ 0x1f00, 0x1fff, GREEK },
	{ 0x2000, 0x2023, BREAK },
	{ 0x2024, 0x2024, DRESSED }, /* one dot leader */
	{ 0x2025, 0x2043, BREAK },
	{ 0x2044, 0x2044, DRESSED }, /* fraction slash */
	{ 0x2045, 0x2070, BREAK },
	{ 0x20a0, 0x20cf, BREAK },
	{ 0x20d2, 0x20d3, DRESSED }, /* over a letter, or round it; without */
	{ 0x20d8, 0x20da, DRESSED }, /* the keycap, which emoji have */
	{ 0x20dd, 0x20e0, DRESSED },
	{ 0x20e2, 0x20e2, DRESSED },
	{ 0x20e4, 0x20e6, DRESSED },
	{ 0x20ea, 0x20eb, DRESSED },
	{ 0x2102, 0x2102, DRESSED }, /* letterlike */
	{ 0x210a, 0x2113, DRESSED },
	{ 0x2115, 0x2115, DRESSED },
	{ 0x2119, 0x211d, DRESSED },
	{ 0x2124, 0x2124, DRESSED },
	{ 0x212a, 0x212a, DRESSED }, /* Kelvin */
	{ 0x212c, 0x212d, DRESSED },
	{ 0x212f, 0x2131, DRESSED },
	{ 0x2133, 0x2134, DRESSED },
	{ 0x2139, 0x2139, DRESSED },
	{ 0x2145, 0x2149, DRESSED },
	{ 0x2160, 0x217f, WIDE }, /* Roman numerals */
	{ 0x2190, 0x2214, BREAK },
	{ 0x2215, 0x2215, DRESSED }, /* division slash */
	{ 0x2216, 0x2235, BREAK },
	{ 0x2236, 0x2236, DRESSED }, /* ratio */
	{ 0x2237, 0x249b, BREAK },
	{ 0x249c, 0x24e9, WIDE }, /* in brackets, in circles */
	{ 0x2500, 0x29f7, BREAK },
	{ 0x29f8, 0x29f8, DRESSED }, /* big solidus */
	{ 0x29f9, 0x2bff, BREAK },
	{ 0x2c60, 0x2c7f, LATIN },
	{ 0x2c80, 0x2cff, COPTIC },
	{ 0x2de0, 0x2dff, CYRILLIC },
	{ 0x2e00, 0x2e7f, BREAK },
	{ 0x3000, 0x3004, BREAK },
	{ 0x3008, 0x3020, BREAK },
	{ 0xa4d0, 0xa4ff, LISU },
	{ 0xa640, 0xa66f, CYRILLIC },
	{ 0xa670, 0xa672, DRESSED }, /* go round a letter */
	{ 0xa673, 0xa69f, CYRILLIC },
	{ 0xa720, 0xa788, LATIN },
	{ 0xa789, 0xa789, DRESSED }, /* modifier colon */
	{ 0xa78a, 0xa7ff, LATIN },
	{ 0xab30, 0xab6f, DRESSED }, /* phonetic */
	{ 0xab70, 0xabbf, CHEROKEE },
	{ 0xfb00, 0xfb06, DRESSED }, /* ligatures */
	{ 0xfe50, 0xfe51, BREAK },
	{ 0xfe52, 0xfe52, DRESSED }, /* small full stop */
	{ 0xfe53, 0xfe54, BREAK },
	{ 0xfe55, 0xfe55, DRESSED }, /* small colon */
	{ 0xfe56, 0xfe6a, BREAK },
	{ 0xfe6b, 0xfe6b, DRESSED }, /* small @ */
	{ 0xff01, 0xff5e, WIDE },
	{ 0x1d400, 0x1d7ff, DRESSED }, /* mathematical */
	{ 0x1f000, 0x1f0ff, BREAK },
	{ 0x1f110, 0x1f149, WIDE },
	{ 0x1f150, 0x1f189, WIDE },
	{ 0x1f18a, 0x1faff, BREAK },
};

/* Those of each script that look like a letter of the Latin one; of what is
 * not here (Cherokee, Coptic, Lisu, full width) all do. */
static const uint32_t twins[] = {
	/* Greek */
	0x037f, 0x0391, 0x0392, 0x0395, 0x0396, 0x0397, 0x0399, 0x039a, 0x039c,
	0x039d, 0x039f, 0x03a1, 0x03a4, 0x03a5, 0x03a7, 0x03b1, 0x03b3, 0x03b9,
	0x03ba, 0x03bd, 0x03bf, 0x03c1, 0x03c3, 0x03c5, 0x03c7, 0x03f2, 0x03f3,
	/* Cyrillic */
	0x0405, 0x0406, 0x0408, 0x0410, 0x0412, 0x0415, 0x041a, 0x041c, 0x041d,
	0x041e, 0x0420, 0x0421, 0x0422, 0x0423, 0x0425, 0x0430, 0x0435, 0x043a,
	0x043e, 0x0440, 0x0441, 0x0443, 0x0445, 0x0455, 0x0456, 0x0458, 0x0461,
	0x0474, 0x0475, 0x04ae, 0x04af, 0x04ba, 0x04bb, 0x04c0, 0x04cf, 0x0501,
	0x050c, 0x050d, 0x051a, 0x051b, 0x051c, 0x051d,
	/* Armenian */
	0x053c, 0x054d, 0x054f, 0x0555, 0x0561, 0x0563, 0x0566, 0x0570, 0x0578,
	0x057a, 0x057d, 0x0581, 0x0584, 0x0585
};

#define COUNT(a) (sizeof(a) / sizeof(*(a)))

static enum script
script_of(uint32_t cp)
{
	size_t low = 0, high = COUNT(ranges);

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (cp > ranges[mid].last)
			low = mid + 1;
		else if (cp < ranges[mid].first)
			high = mid;
		else
			return ranges[mid].script;
	}
	return OTHER;
}

static bool
is_twin(enum script s, uint32_t cp)
{
	size_t low = 0, high = COUNT(twins);

	if (s != CYRILLIC && s != GREEK && s != ARMENIAN)
		return s > ARMENIAN;
	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (cp == twins[mid])
			return true;
		if (cp > twins[mid])
			low = mid + 1;
		else
			high = mid;
	}
	return false;
}

/* One code point; what is no UTF-8 is one octet that ends a word. */
static size_t
next(const uint8_t *p, size_t len, uint32_t *cp, enum script *s)
{
	size_t n = ho_utf8_next(p, len, cp);

	*s = n == 0 ? BREAK : script_of(*cp);
	return n == 0 ? 1 : n;
}

/* Scripts of which the line holds letters, and all of them twins.  Full width
 * alone is how it is written in the East. */
static unsigned
dressed_scripts(const uint8_t *p, size_t len)
{
	unsigned seen = 0, own = 1u << WIDE;
	enum script s;
	uint32_t cp;

	for (size_t n; len > 0; p += n, len -= n) {
		n = next(p, len, &cp, &s);
		seen |= 1u << s;
		if (!is_twin(s, cp))
			own |= 1u << s;
	}
	return seen & ~own & ~((1u << CYRILLIC) - 1);
}

/* Scripts to be shown in the word at p, of which *end gets the end. */
static unsigned
shown_in_word(const uint8_t *p, size_t len, size_t *end)
{
	size_t count[SCRIPTS] = { 0 }, others = 0, n;
	unsigned shown = 0;
	enum script s;
	uint32_t cp;

	for (*end = 0; *end < len; *end += n) {
		n = next(p + *end, len - *end, &cp, &s);
		if (s == BREAK && *end != 0)
			break;
		count[s]++;
	}
	for (int i = CYRILLIC; i < SCRIPTS; i++) {
		others += count[i];
		shown |= count[i] != 0 ? 1u << i : 0;
	}
	if (count[LATIN] == 0 || others == 0)
		return 0;
	return others > count[LATIN] ? 1u << LATIN : shown;
}

static void
add_word(struct ho_buf *out, const uint8_t *p, size_t len, unsigned shown)
{
	enum script s;
	uint32_t cp;

	for (size_t n; len > 0; p += n, len -= n) {
		n = next(p, len, &cp, &s);
		if (s != BREAK && (shown >> s & 1) != 0)
			ho_buf_fmt(out, "<U+%04X>", (unsigned)cp);
		else
			ho_show(out, p, n);
	}
}

static bool
is_plain(const uint8_t *p, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (p[i] >= 0x80)
			return false;
	return true;
}

void
ho_alike(struct ho_buf *out, const void *text, size_t len)
{
	const uint8_t *p = text;
	unsigned always;
	size_t n;

	if (is_plain(p, len)) {
		ho_show(out, p, len);
		return;
	}
	always = dressed_scripts(p, len) | 1u << DRESSED;
	for (; len > 0; p += n, len -= n) {
		unsigned shown = shown_in_word(p, len, &n) | always;

		add_word(out, p, n, shown);
	}
}

/* TAB stays, as in ho_show_lines(). */
static void
add_line(struct ho_buf *out, const char *p, size_t len)
{
	while (len > 0) {
		const char *tab = memchr(p, '\t', len);
		size_t n = tab != NULL ? (size_t)(tab - p) : len;

		ho_alike(out, p, n);
		if (tab != NULL)
			ho_buf_chr(out, '\t');
		n += tab != NULL;
		p += n;
		len -= n;
	}
}

void
ho_alike_lines(struct ho_buf *out, const void *text, size_t len)
{
	const char *p = text;

	while (len > 0) {
		const char *stop = memchr(p, '\n', len);
		size_t n = stop != NULL ? (size_t)(stop - p) : len;
		bool has_cr = stop != NULL && n > 0 && p[n - 1] == '\r';

		add_line(out, p, n - has_cr);
		if (stop != NULL)
			ho_buf_chr(out, '\n');
		n += stop != NULL;
		p += n;
		len -= n;
	}
}
