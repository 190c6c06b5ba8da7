/*
 * lib/otp/show.h - a key on its way into an authenticator app.
 *
 * The otpauth:// URI that apps read, and its QR code in text, two rows of
 * squares to a line.  Both hold the key: what they are written into is a
 * secret of the caller's.
 * Source: the "Key Uri Format" of google-authenticator's wiki; libqrencode.
 */
#ifndef HO_OTP_SHOW_H
#define HO_OTP_SHOW_H

#include <stddef.h>

#include "lib/otp/otp.h"

#define HO_OTP_URI  600   /* octets of the longest one that is made */
#define HO_OTP_TEXT 16384 /* octets of its QR code in text */

/*
 * "otpauth://totp/Issuer:login?secret=...", into uri (cap octets, NUL
 * included).  HO_E_INPUT: not sound.  HO_E_LIMIT: does not fit.
 */
int ho_otp_uri(const struct ho_otp *o, const char *issuer, const char *login,
    char *uri, size_t cap);

/*
 * Its QR code: lines of half blocks, light on dark, with the quiet zone, each
 * ended by a newline.  HO_E_LIMIT: does not fit.  HO_E_NOMEM.
 */
int ho_otp_qr(const char *uri, char *text, size_t cap, size_t *len);

#endif
