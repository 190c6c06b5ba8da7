/* lib/base/b64.c - strict base64, and hex. */
#include "lib/base/b64.h"

#include <string.h>

#include "lib/base/err.h"

static const char alphabet[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void
ho_b64_encode(struct ho_buf *out, const void *data, size_t len)
{
	const uint8_t *p = data;

	for (; len > 0; p += 3, len -= len < 3 ? len : 3) {
		uint32_t v = (uint32_t)p[0] << 16 |
		    (len > 1 ? (uint32_t)p[1] << 8 : 0) |
		    (len > 2 ? (uint32_t)p[2] : 0);
		char four[4] = { alphabet[v >> 18], alphabet[v >> 12 & 63],
			len > 1 ? alphabet[v >> 6 & 63] : '=',
			len > 2 ? alphabet[v & 63] : '=' };

		ho_buf_add(out, four, sizeof(four));
	}
}

static int
value(char c)
{
	const char *at = c ? strchr(alphabet, c) : NULL;

	return at ? (int)(at - alphabet) : -1;
}

int
ho_b64_decode(struct ho_buf *out, const char *text, size_t len)
{
	size_t start = out->len, i, k;

	if (len % 4 != 0)
		return HO_E_INPUT;
	for (i = 0; i < len; i += 4) {
		size_t pad = 0;
		uint32_t v = 0;
		uint8_t o[3];

		if (i + 4 == len)
			pad = (text[i + 3] == '=') +
			    (size_t)(text[i + 3] == '=' && text[i + 2] == '=');
		for (k = 0; k < 4; k++) {
			int d = k >= 4 - pad ? 0 : value(text[i + k]);

			if (d < 0)
				goto bad;
			v = v << 6 | (uint32_t)d;
		}
		if ((pad == 1 && (v & 0xff)) || (pad == 2 && (v & 0xffff)))
			goto bad;
		o[0] = (uint8_t)(v >> 16);
		o[1] = (uint8_t)(v >> 8);
		o[2] = (uint8_t)v;
		ho_buf_add(out, o, 3 - pad);
	}
	return ho_buf_error(out);
bad:
	out->len = start;
	if (out->data)
		out->data[start] = 0;
	return HO_E_INPUT;
}

void
ho_hex(struct ho_buf *out, const void *data, size_t len)
{
	static const char digits[] = "0123456789abcdef";
	const uint8_t *p = data;

	for (; len > 0; p++, len--)
		ho_buf_add(
		    out, (char[]){ digits[*p >> 4], digits[*p & 15] }, 2);
}

/* Capitals are none of ours: one spelling. */
static int
digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

int
ho_unhex(void *out, size_t len, const char *text)
{
	uint8_t *o = out;

	if (strlen(text) != 2 * len)
		return HO_E_INPUT;
	for (size_t i = 0; i < len; i++) {
		int hi = digit(text[2 * i]), lo = digit(text[2 * i + 1]);

		if (hi < 0 || lo < 0)
			return HO_E_INPUT;
		o[i] = (uint8_t)(hi << 4 | lo);
	}
	return HO_OK;
}
