/* judge/draw/charset.c - octets in some charset, to UTF-8. */
#include "judge/draw/charset.h"

#include <errno.h>
#include <iconv.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "lib/base/show.h"

#define UTF8 "UTF-8"

/* Names as mails have them, and the converter; NULL as the name above. */
static struct charset {
	const char *name, *converter;
	iconv_t cd; /* (iconv_t)-1: not to be had */
} charsets[] = {
	{ "us-ascii", UTF8, 0 },
	{ "ascii", UTF8, 0 },
	{ "utf-8", UTF8, 0 },
	{ "utf8", UTF8, 0 },
	{ "utf-16", NULL, 0 },
	{ "utf-16le", NULL, 0 },
	{ "utf-16be", NULL, 0 },
	/* whoever says Latin 1 and uses 0x80 to 0x9f means this */
	{ "iso-8859-1", "WINDOWS-1252", 0 },
	{ "iso8859-1", "WINDOWS-1252", 0 },
	{ "latin1", "WINDOWS-1252", 0 },
	{ "iso_8859-1", "ISO-8859-1", 0 }, /* what gmime asks for itself */
	{ "windows-1252", NULL, 0 },
	{ "cp1252", "WINDOWS-1252", 0 },
	{ "iso-8859-2", NULL, 0 },
	{ "iso-8859-3", NULL, 0 },
	{ "iso-8859-4", NULL, 0 },
	{ "iso-8859-5", NULL, 0 },
	{ "iso-8859-6", NULL, 0 },
	{ "iso-8859-7", NULL, 0 },
	{ "iso-8859-8", NULL, 0 },
	{ "iso-8859-8-i", "ISO-8859-8", 0 },
	{ "iso-8859-9", NULL, 0 },
	{ "iso-8859-10", NULL, 0 },
	{ "iso-8859-11", NULL, 0 },
	{ "iso-8859-13", NULL, 0 },
	{ "iso-8859-14", NULL, 0 },
	{ "iso-8859-15", NULL, 0 },
	{ "iso-8859-16", NULL, 0 },
	{ "windows-1250", NULL, 0 },
	{ "windows-1251", NULL, 0 },
	{ "windows-1253", NULL, 0 },
	{ "windows-1254", NULL, 0 },
	{ "windows-1255", NULL, 0 },
	{ "windows-1256", NULL, 0 },
	{ "windows-1257", NULL, 0 },
	{ "windows-1258", NULL, 0 },
	{ "windows-874", "CP874", 0 },
	{ "tis-620", NULL, 0 },
	{ "koi8-r", NULL, 0 },
	{ "koi8-u", NULL, 0 },
	{ "iso-2022-jp", NULL, 0 },
	{ "euc-jp", NULL, 0 },
	{ "shift_jis", "CP932", 0 },
	{ "x-sjis", "CP932", 0 },
	{ "windows-31j", "CP932", 0 },
	{ "gb18030", NULL, 0 },
	{ "gbk", "GB18030", 0 },
	{ "gb2312", "GB18030", 0 },
	{ "big5", NULL, 0 },
	{ "big5-hkscs", NULL, 0 },
	{ "euc-kr", NULL, 0 },
	{ "ks_c_5601-1987", "CP949", 0 },
	{ "macintosh", NULL, 0 },
};

#define CHARSETS (sizeof(charsets) / sizeof(*charsets))

void
charset_load(void)
{
	for (size_t i = 0; i < CHARSETS; i++) {
		struct charset *c = &charsets[i];

		c->cd = iconv_open(UTF8, c->converter ? c->converter : c->name);
	}
}

static iconv_t
find(const char *name)
{
	for (size_t i = 0; i < CHARSETS; i++)
		if (strcasecmp(charsets[i].name, name) == 0)
			return charsets[i].cd;
	return (iconv_t)-1;
}

static void
plain(struct ho_buf *out, const uint8_t *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (text[i] < 0x80)
			ho_buf_chr(out, (char)text[i]);
		else
			ho_buf_fmt(out, "\\x%02x", text[i]);
}

/* As UTF-8 ends at U+10FFFF; the C library's own converter takes more. */
static void
add_utf8(struct ho_buf *out, const uint8_t *text, size_t len)
{
	uint32_t cp;
	size_t n;

	for (; len > 0; text += n, len -= n) {
		if ((n = ho_utf8_next(text, len, &cp)) > 0) {
			ho_buf_add(out, text, n);
		} else {
			plain(out, text, 1);
			n = 1;
		}
	}
}

static void
convert(struct ho_buf *out, const char *text, size_t len, iconv_t cd)
{
	char *in = (char *)(uintptr_t)text; /* iconv(3) only reads it */
	char some[4096];
	size_t left = 1;

	iconv(cd, NULL, NULL, NULL, NULL);
	while (left != 0 && out->error == 0) {
		char *p = some;
		size_t room = sizeof(some), rc;

		/* the last turn is for what a converter still holds back */
		left = len;
		rc = iconv(cd, len ? &in : NULL, &len, &p, &room);
		add_utf8(out, (uint8_t *)some, (size_t)(p - some));
		if (rc == (size_t)-1 && errno != E2BIG && len != 0) {
			ho_buf_fmt(out, "\\x%02x", (unsigned char)*in++);
			len--;
		}
	}
}

void
charset_add(
    struct ho_buf *out, const void *text, size_t len, const char *charset)
{
	iconv_t cd =
	    find(charset == NULL || *charset == '\0' ? "utf-8" : charset);

	if (cd == (iconv_t)-1)
		plain(out, text, len);
	else
		convert(out, text, len, cd);
}
