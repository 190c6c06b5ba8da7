/*
 * lib/otp/base32.h - the keys of authenticator apps as people and files write
 * them: RFC 4648 base32 (not Crockford's), and hexadecimal.
 *
 * Both are for secrets: the octets are wiped on failure.
 */
#ifndef HO_OTP_BASE32_H
#define HO_OTP_BASE32_H

#include <stddef.h>
#include <stdint.h>

/*
 * Any case, blanks and dashes between, padding or none, into out; *len octets
 * in all.  HO_E_INPUT: not base32.  HO_E_LIMIT: more than cap.
 */
int ho_base32_read(
    const void *text, size_t text_len, uint8_t *out, size_t cap, size_t *len);

/* Upper case, without padding, and a NUL.  HO_E_LIMIT: cap is too small. */
int ho_base32_show(const uint8_t *data, size_t len, char *out, size_t cap);

#endif
