/* lib/base/show.c - text from outside, made safe to look at. */
#include "lib/base/show.h"

size_t
ho_utf8_next(const uint8_t *p, size_t len, uint32_t *cp)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t n, i;
	uint32_t c;

	if (p[0] < 0x80) {
		*cp = p[0];
		return 1;
	}
	n = p[0] >= 0xf0 ? 4 : p[0] >= 0xe0 ? 3 : p[0] >= 0xc2 ? 2 : 0;
	if (n == 0 || n > len || p[0] > 0xf4)
		return 0;
	c = p[0] & (0x7fU >> n);
	for (i = 1; i < n; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | (p[i] & 0x3f);
	}
	if (c < least[n] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
		return 0;
	*cp = c;
	return n;
}

bool
ho_utf8_valid(const void *text, size_t len)
{
	const uint8_t *p = text;
	uint32_t cp;
	size_t n;

	for (; len > 0; p += n, len -= n)
		if ((n = ho_utf8_next(p, len, &cp)) == 0)
			return false;
	return true;
}

/* Code points that a reader cannot see or that move what he sees. */
static const struct range {
	uint32_t first, last;
} hidden[] = {
	{ 0x0000, 0x001f },
	{ 0x007f, 0x009f },
	{ 0x00ad, 0x00ad },   /* soft hyphen */
	{ 0x034f, 0x034f },   /* grapheme joiner */
	{ 0x061c, 0x061c },   /* arabic letter mark */
	{ 0x115f, 0x1160 },   /* hangul fillers */
	{ 0x17b4, 0x17b5 },   /* khmer inherent vowels */
	{ 0x180b, 0x180f },   /* mongolian selectors */
	{ 0x200b, 0x200f },   /* zero width, LRM, RLM */
	{ 0x2028, 0x202e },   /* separators, embeddings, overrides */
	{ 0x2060, 0x206f },   /* word joiner, isolates, deprecated */
	{ 0x3164, 0x3164 },   /* hangul filler */
	{ 0xe000, 0xf8ff },   /* private use */
	{ 0xfe00, 0xfe0f },   /* variation selectors */
	{ 0xfeff, 0xfeff },   /* byte order mark */
	{ 0xffa0, 0xffa0 },   /* halfwidth hangul filler */
	{ 0xfff0, 0xfffb },   /* specials */
	{ 0x1d173, 0x1d17a }, /* musical controls */
	{ 0xe0000, 0xe0fff }, /* tags */
	{ 0xf0000, 0x10ffff },
};

static bool
is_hidden(uint32_t cp)
{
	if ((cp & 0xfffe) == 0xfffe)
		return true; /* non-character */
	for (size_t i = 0; i < sizeof(hidden) / sizeof(hidden[0]); i++)
		if (cp >= hidden[i].first && cp <= hidden[i].last)
			return true;
	return false;
}

static void
show(struct ho_buf *out, const uint8_t *p, size_t len, bool lines)
{
	uint32_t cp;
	size_t n;

	for (; len > 0; p += n, len -= n) {
		n = ho_utf8_next(p, len, &cp);
		if (n == 0) {
			ho_buf_fmt(out, "\\x%02X", p[0]);
			n = 1;
		} else if (lines && cp == '\r' && len > 1 && p[1] == '\n') {
			continue;
		} else if ((lines && (cp == '\n' || cp == '\t')) ||
		    !is_hidden(cp)) {
			ho_buf_add(out, p, n);
		} else {
			ho_buf_fmt(out, "<U+%04X>", (unsigned)cp);
		}
	}
}

void
ho_show(struct ho_buf *out, const void *text, size_t len)
{
	show(out, text, len, false);
}

void
ho_show_lines(struct ho_buf *out, const void *text, size_t len)
{
	show(out, text, len, true);
}
