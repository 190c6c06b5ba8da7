/* lib/secret/code.c - short-lived codes of a few digits. */
#include <stdio.h>
#include <string.h>

#include "lib/base/buf.h"
#include "lib/base/err.h"
#include "lib/secret/word.h"

#define DIGITS_MIN 6
#define DIGITS_MAX 8

static uint32_t
power_of_ten(unsigned digits)
{
	uint32_t n = 1;

	while (digits-- > 0)
		n *= 10;
	return n;
}

/*
 * A number below limit, each equally likely: draws at or above the largest
 * multiple of limit are thrown away (the remainder alone would favour the
 * small ones).  Fewer than one draw in twenty goes.
 */
static int
draw_below(uint32_t limit, uint32_t *n)
{
	struct ho_secret *s = ho_secret_new(sizeof(*n));
	uint32_t fair = UINT32_MAX - UINT32_MAX % limit;
	int rc = s == NULL ? HO_E_NOMEM : HO_OK;

	while (rc == HO_OK && (rc = ho_secret_random(s, sizeof(*n))) == HO_OK) {
		memcpy(n, ho_secret_data(s), sizeof(*n));
		if (*n < fair)
			break;
	}
	*n = rc == HO_OK ? *n % limit : 0;
	ho_secret_free(&s);
	return rc;
}

int
ho_code_new(unsigned digits, struct ho_secret *code)
{
	char text[DIGITS_MAX + 1];
	uint32_t n;
	int rc;

	ho_secret_clear(code);
	if (digits < DIGITS_MIN || digits > DIGITS_MAX)
		return HO_E_INPUT;
	if ((rc = draw_below(power_of_ten(digits), &n)) != HO_OK)
		return rc;
	for (unsigned i = digits; i-- > 0; n /= 10)
		text[i] = (char)('0' + n % 10);
	rc = ho_secret_set(code, text, digits);
	explicit_bzero(text, sizeof(text));
	return rc;
}

int
ho_code_read(
    const void *typed, size_t len, unsigned digits, struct ho_secret *code)
{
	const uint8_t *p = typed;
	int rc = len > HO_TYPED_MAX ? HO_E_INPUT : HO_OK;

	ho_secret_clear(code);
	if (ho_secret_cap(code) < digits)
		return HO_E_LIMIT;
	for (size_t i = 0; rc == HO_OK && i < len; i++) {
		if (p[i] == ' ' || p[i] == '-' || p[i] == '\t')
			continue;
		if (p[i] < '0' || p[i] > '9' || ho_secret_len(code) == digits)
			rc = HO_E_INPUT;
		else
			rc = ho_secret_add(code, &p[i], 1);
	}
	if (rc == HO_OK && ho_secret_len(code) != digits)
		rc = HO_E_INPUT;
	if (rc != HO_OK)
		ho_secret_clear(code);
	return rc;
}

/* Lengths in front, so that no two uses and codes make the same octets. */
int
ho_code_hash(const struct ho_secret *key, const struct ho_code_use *use,
    const struct ho_secret *code, uint8_t out[static HO_MAC_LEN])
{
	size_t purpose_len = strlen(use->purpose);
	uint8_t head[64 + 3 * 8];
	size_t n = 0;
	struct ho_secret *all;
	uint64_t numbers[3] = { purpose_len, (uint64_t)use->user,
		(uint64_t)use->challenge };
	int rc;

	memset(out, 0, HO_MAC_LEN);
	if (purpose_len == 0 || purpose_len > 64 || ho_secret_len(code) == 0)
		return HO_E_INPUT;
	for (size_t i = 0; i < 3; i++)
		for (unsigned shift = 64; shift > 0;)
			head[n++] = (uint8_t)(numbers[i] >> (shift -= 8));
	memcpy(head + n, use->purpose, purpose_len);
	n += purpose_len;
	if ((all = ho_secret_new(n + ho_secret_len(code))) == NULL)
		return HO_E_NOMEM;
	if ((rc = ho_secret_add(all, head, n)) == HO_OK &&
	    (rc = ho_secret_add(
		 all, ho_secret_data(code), ho_secret_len(code))) == HO_OK)
		rc = ho_mac(key, ho_secret_data(all), ho_secret_len(all), out);
	ho_secret_free(&all);
	return rc;
}
