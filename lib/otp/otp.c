/* lib/otp/otp.c - HOTP and TOTP. */
#include "lib/otp/otp.h"

#include <string.h>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "lib/base/err.h"

static const struct hash {
	const EVP_MD *(*md)(void);
} hashes[] = {
	[HO_OTP_SHA1] = { EVP_sha1 },
	[HO_OTP_SHA256] = { EVP_sha256 },
	[HO_OTP_SHA512] = { EVP_sha512 },
};

bool
ho_otp_is_sound(const struct ho_otp *o)
{
	if (o->hash < HO_OTP_SHA1 || o->hash > HO_OTP_SHA512 ||
	    o->digits < HO_OTP_DIGITS_MIN || o->digits > HO_OTP_DIGITS_MAX ||
	    o->key == NULL || o->key_len < HO_OTP_KEY_MIN ||
	    o->key_len > HO_OTP_KEY_MAX)
		return false;
	if (o->kind == HO_OTP_TOTP)
		return o->step >= HO_OTP_STEP_MIN && o->step <= HO_OTP_STEP_MAX;
	return o->kind == HO_OTP_HOTP;
}

/* RFC 4226 section 5.3: 31 bits from where the last four point to. */
static uint32_t
truncate_mac(const uint8_t *mac, unsigned len)
{
	const uint8_t *p = mac + (mac[len - 1] & 0x0f);

	return (uint32_t)(p[0] & 0x7f) << 24 | (uint32_t)p[1] << 16 |
	    (uint32_t)p[2] << 8 | p[3];
}

int
ho_otp_code(const struct ho_otp *o, int64_t counter,
    char out[static HO_OTP_DIGITS_MAX + 1])
{
	uint8_t mac[EVP_MAX_MD_SIZE], moving[8];
	unsigned len = 0;
	uint32_t n;

	memset(out, 0, HO_OTP_DIGITS_MAX + 1);
	if (!ho_otp_is_sound(o) || counter < 0)
		return HO_E_INPUT;
	for (unsigned i = 0; i < 8; i++)
		moving[i] = (uint8_t)((uint64_t)counter >> (56 - 8 * i));
	if (HMAC(hashes[o->hash].md(), o->key, (int)o->key_len, moving,
		sizeof(moving), mac, &len) == NULL)
		return HO_E_CRYPTO;
	n = truncate_mac(mac, len);
	for (unsigned i = o->digits; i-- > 0; n /= 10)
		out[i] = (char)('0' + n % 10);
	explicit_bzero(mac, sizeof(mac));
	return HO_OK;
}

/* A stretch of counters, and the highest of them that the text belongs to. */
static int
search(const struct ho_otp *o, const void *text, int64_t from, int64_t to,
    int64_t *found)
{
	char code[HO_OTP_DIGITS_MAX + 1];
	int rc = HO_OK;

	*found = -1;
	for (int64_t n = from < 0 ? 0 : from; rc == HO_OK && n <= to; n++)
		if ((rc = ho_otp_code(o, n, code)) == HO_OK &&
		    CRYPTO_memcmp(code, text, o->digits) == 0)
			*found = n;
	explicit_bzero(code, sizeof(code));
	return rc;
}

/* Two codes in a row say how far off a clock is: one could be a guess. */
static int
check_lost(const struct ho_otp *o, const void *text, int64_t here,
    const struct ho_otp_place *at, enum ho_otp_match *match,
    struct ho_otp_place *next)
{
	int64_t lost = HO_OTP_LOST / o->step, from = here - lost, found;
	int rc = search(
	    o, text, from < at->floor ? at->floor : from, here + lost, &found);

	if (rc != HO_OK || found < 0)
		return rc;
	*next = *at;
	if (at->far != 0 && found == at->far) {
		*match = HO_OTP_RIGHT;
		*next = (struct ho_otp_place){ .floor = found + 1,
			.drift = found - here };
	} else {
		*match = HO_OTP_ONCE_MORE;
		next->far = found + 1;
	}
	return HO_OK;
}

static int
check_totp(const struct ho_otp *o, const void *text, int64_t now,
    const struct ho_otp_place *at, enum ho_otp_match *match,
    struct ho_otp_place *next)
{
	int64_t here = now / o->step, device = here + at->drift, found;
	int rc;

	if (at->drift < -(HO_OTP_LOST / o->step) ||
	    at->drift > HO_OTP_LOST / o->step)
		return HO_E_INPUT;
	if ((rc = search(o, text, device - HO_OTP_DRIFT, device + HO_OTP_DRIFT,
		 &found)) != HO_OK)
		return rc;
	if (found < 0)
		return check_lost(o, text, here, at, match, next);
	if (found < at->floor) {
		*match = HO_OTP_USED;
		return HO_OK;
	}
	*match = HO_OTP_RIGHT;
	*next = (struct ho_otp_place){ .floor = found + 1, .drift = at->drift };
	return HO_OK;
}

/* What follows the far one is told from it by the place alone, so a person
 * who types the same code twice does not get in. */
static int
check_hotp(const struct ho_otp *o, const void *text,
    const struct ho_otp_place *at, enum ho_otp_match *match,
    struct ho_otp_place *next)
{
	int64_t near, far, used;
	int rc;

	if ((rc = search(o, text, at->floor, at->floor + HO_OTP_AHEAD - 1,
		 &near)) != HO_OK ||
	    (rc = search(o, text, at->floor + HO_OTP_AHEAD,
		 at->floor + HO_OTP_FAR, &far)) != HO_OK ||
	    (rc = search(o, text, at->floor - HO_OTP_AHEAD, at->floor - 1,
		 &used)) != HO_OK)
		return rc;
	if (near < 0 && far >= 0 && far == at->far)
		near = far;
	if (near >= 0) {
		*match = HO_OTP_RIGHT;
		*next = (struct ho_otp_place){ .floor = near + 1 };
	} else if (far >= 0) {
		*match = HO_OTP_ONCE_MORE;
		*next =
		    (struct ho_otp_place){ .floor = at->floor, .far = far + 1 };
	} else if (used >= 0) {
		*match = HO_OTP_USED;
	}
	return HO_OK;
}

int
ho_otp_check(const struct ho_otp *o, const void *text, size_t len, int64_t now,
    const struct ho_otp_place *at, enum ho_otp_match *match,
    struct ho_otp_place *next)
{
	int rc;

	*match = HO_OTP_WRONG;
	*next = *at;
	if (!ho_otp_is_sound(o) || now < 0 || at->floor < 0)
		return HO_E_INPUT;
	if (len != o->digits)
		return HO_OK;
	if (o->kind == HO_OTP_TOTP)
		rc = check_totp(o, text, now, at, match, next);
	else
		rc = check_hotp(o, text, at, match, next);
	if (rc != HO_OK) {
		*match = HO_OTP_WRONG;
		*next = *at;
	}
	return rc;
}
