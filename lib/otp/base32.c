/* lib/otp/base32.c - RFC 4648 base32. */
#include "lib/otp/base32.h"

#include <string.h>

#include "lib/base/err.h"

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/* 0 to 31; -1: no such character. */
static int
value_of(uint8_t c)
{
	const char *p;

	if (c >= 'a' && c <= 'z')
		c = (uint8_t)(c - 'a' + 'A');
	p = c != '\0' ? strchr(alphabet, c) : NULL;
	return p != NULL ? (int)(p - alphabet) : -1;
}

/* The length without what may stand behind: padding. */
static size_t
without_padding(const uint8_t *text, size_t len)
{
	while (len > 0 && text[len - 1] == '=')
		len--;
	return len;
}

int
ho_base32_read(
    const void *text, size_t text_len, uint8_t *out, size_t cap, size_t *len)
{
	const uint8_t *p = text;
	size_t n = without_padding(p, text_len);
	uint32_t bits = 0;
	unsigned have = 0;
	int rc = HO_OK, v;

	*len = 0;
	for (size_t i = 0; i < n && rc == HO_OK; i++) {
		if (p[i] == ' ' || p[i] == '-')
			continue;
		if ((v = value_of(p[i])) < 0) {
			rc = HO_E_INPUT;
			break;
		}
		bits = bits << 5 | (uint32_t)v;
		have += 5;
		if (have < 8)
			continue;
		have -= 8;
		if (*len == cap)
			rc = HO_E_LIMIT;
		else
			out[(*len)++] = (uint8_t)(bits >> have);
		bits &= (1u << have) - 1;
	}
	/* five bits or more that made no octet: a character is missing */
	if (rc == HO_OK && (have >= 5 || bits != 0))
		rc = HO_E_INPUT;
	if (rc != HO_OK) {
		explicit_bzero(out, cap);
		*len = 0;
	}
	return rc;
}

int
ho_base32_show(const uint8_t *data, size_t len, char *out, size_t cap)
{
	uint32_t bits = 0;
	unsigned have = 0;
	size_t n = 0;

	if (cap < (len * 8 + 4) / 5 + 1)
		return HO_E_LIMIT;
	for (size_t i = 0; i < len; i++) {
		bits = bits << 8 | data[i];
		for (have += 8; have >= 5;) {
			have -= 5;
			out[n++] = alphabet[bits >> have & 31];
		}
		bits &= (1u << have) - 1;
	}
	if (have > 0)
		out[n++] = alphabet[bits << (5 - have) & 31];
	out[n] = '\0';
	return HO_OK;
}
