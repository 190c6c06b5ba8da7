/*
 * lib/secret/mac.h - SHA-256, HMAC and HKDF over OpenSSL's EVP.
 *
 * Source: FIPS 180-4, RFC 2104, RFC 5869; vectors of RFC 4231 and RFC 5869 in
 * tests/unit/key_test.c.  Safe from any thread.
 * HO_E_CRYPTO: the library failed; out is then zeroes, which no caller takes
 * for an answer because no function here says yes by itself.
 */
#ifndef HO_SECRET_MAC_H
#define HO_SECRET_MAC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/secret/secret.h"

#define HO_MAC_LEN    32
#define HO_SHA256_LEN 32

int ho_sha256(const void *data, size_t len, uint8_t out[static HO_SHA256_LEN]);

/* HMAC-SHA-256; key: at least 16 octets, HO_E_INPUT otherwise. */
int ho_mac(const struct ho_secret *key, const void *data, size_t len,
    uint8_t out[static HO_MAC_LEN]);

/* In constant time. */
bool ho_mac_equal(
    const uint8_t a[static HO_MAC_LEN], const uint8_t b[static HO_MAC_LEN]);

/*
 * HKDF-SHA-256: len octets (to 8160) of key material into out, whose capacity
 * is at least len.  salt may be NULL with salt_len 0.
 */
int ho_hkdf(const struct ho_secret *key, const void *salt, size_t salt_len,
    const void *info, size_t info_len, struct ho_secret *out, size_t len);

#endif
