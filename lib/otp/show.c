/* lib/otp/show.c - the otpauth:// URI and its QR code in text. */
#include "lib/otp/show.h"

#include <stdio.h>
#include <string.h>

#include <qrencode.h>

#include "lib/base/err.h"
#include "lib/otp/base32.h"

#define QUIET 2 /* squares around; four is the norm, apps read two */

static const char *const hash_names[] = { [HO_OTP_SHA1] = "SHA1",
	[HO_OTP_SHA256] = "SHA256",
	[HO_OTP_SHA512] = "SHA512" };

/* --- the URI ------------------------------------------------------------------ */

/* RFC 3986 section 2.3: everything else is written as %XX. */
static int
escape(const char *text, char *out, size_t cap)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "abcdefghijklmnopqrstuvwxyz0123456789-._~";
	size_t n = 0;

	for (; *text != '\0'; text++) {
		if (n + 4 > cap)
			return HO_E_LIMIT;
		if (strchr(plain, *text) != NULL)
			out[n++] = *text;
		else
			n += (size_t)snprintf(
			    out + n, 4, "%%%02X", (unsigned char)*text);
	}
	out[n] = '\0';
	return HO_OK;
}

int
ho_otp_uri(const struct ho_otp *o, const char *issuer, const char *login,
    char *uri, size_t cap)
{
	char from[200], who[400], key[(HO_OTP_KEY_MAX * 8 + 4) / 5 + 1];
	bool is_totp = o->kind == HO_OTP_TOTP;
	int n, rc;

	uri[0] = '\0';
	if (!ho_otp_is_sound(o))
		return HO_E_INPUT;
	if ((rc = escape(issuer, from, sizeof(from))) != HO_OK ||
	    (rc = escape(login, who, sizeof(who))) != HO_OK ||
	    (rc = ho_base32_show(o->key, o->key_len, key, sizeof(key))) !=
		HO_OK)
		goto out;
	n = snprintf(uri, cap,
	    "otpauth://%s/%s:%s?secret=%s&issuer=%s&algorithm=%s&digits=%u"
	    "&%s=%lld",
	    is_totp ? "totp" : "hotp", from, who, key, from,
	    hash_names[o->hash], o->digits, is_totp ? "period" : "counter",
	    is_totp ? (long long)o->step : 0);
	if (n < 0 || (size_t)n >= cap)
		rc = HO_E_LIMIT;
out:
	explicit_bzero(key, sizeof(key));
	if (rc != HO_OK)
		explicit_bzero(uri, cap);
	return rc;
}

/* --- the QR code --------------------------------------------------------------- */

/* Is there a dark square?  Outside there is none. */
static bool
is_dark(const QRcode *q, int x, int y)
{
	if (x < 0 || y < 0 || x >= q->width || y >= q->width)
		return false;
	return (q->data[y * q->width + x] & 1) != 0;
}

/* Terminals are dark and write light: a light square is a block. */
static const char *
block(bool upper_dark, bool lower_dark)
{
	if (upper_dark)
		return lower_dark ? " " : "\xe2\x96\x84";
	return lower_dark ? "\xe2\x96\x80" : "\xe2\x96\x88";
}

int
ho_otp_qr(const char *uri, char *text, size_t cap, size_t *len)
{
	QRcode *q = QRcode_encodeString8bit(uri, 0, QR_ECLEVEL_L);
	size_t n = 0;
	int rc = HO_OK;

	*len = 0;
	if (q == NULL)
		return HO_E_NOMEM;
	for (int y = -QUIET; rc == HO_OK && y < q->width + QUIET; y += 2) {
		for (int x = -QUIET; x < q->width + QUIET && n + 5 < cap; x++) {
			const char *b =
			    block(is_dark(q, x, y), is_dark(q, x, y + 1));

			memcpy(text + n, b, strlen(b));
			n += strlen(b);
		}
		if (n + 5 >= cap)
			rc = HO_E_LIMIT;
		else
			text[n++] = '\n';
	}
	explicit_bzero(q->data, (size_t)(q->width * q->width));
	QRcode_free(q);
	if (rc == HO_OK)
		*len = n;
	else
		explicit_bzero(text, cap);
	text[rc == HO_OK ? n : 0] = '\0';
	return rc;
}
