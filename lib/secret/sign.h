/*
 * lib/secret/sign.h - the log's key: Ed25519.
 *
 * The key file is a raw seed of 32 octets, made and read as keys.h says
 * (ho_key_make() makes it).  The seed stays in locked memory; OpenSSL has a
 * copy only while one signature is made.
 * Source: RFC 8032 (vectors in tests/unit/key_test.c); C2SP signed-note.
 */
#ifndef HO_SECRET_SIGN_H
#define HO_SECRET_SIGN_H

#include <stddef.h>
#include <stdint.h>

#include "lib/base/buf.h"
#include "lib/base/err.h"
#include "lib/secret/secret.h"

#define HO_SIGN_KEY 32 /* octets of a seed, and of a public key */
#define HO_SIGN_LEN 64 /* octets of a signature */

struct ho_signer;

/* Errors and 'why' as ho_key_read(). */
int ho_signer_open(
    const char *path, struct ho_signer **signer, struct ho_buf *why);

/* From a seed in hand (borrowed, copied): for tests. */
int ho_signer_from(const struct ho_secret *seed, struct ho_signer **signer);

/* Wipes, *signer = NULL; NULL is fine. */
void ho_signer_free(struct ho_signer **signer);

/* The raw public key; borrowed, HO_SIGN_KEY octets. */
const uint8_t *ho_signer_public(const struct ho_signer *signer);

/*
 * Signs text.  signer is void so that it fits lib/audit's callback as it is.
 * HO_E_CRYPTO: sig is zeroes.
 */
int ho_signer_sign(void *signer, const void *text, size_t len,
    uint8_t sig[static HO_SIGN_LEN]);

/* verdict is set on every return; HO_REFUSE on failure. */
int ho_sign_verify(const uint8_t public_key[static HO_SIGN_KEY],
    const void *text, size_t len, const uint8_t sig[static HO_SIGN_LEN],
    enum ho_verdict *verdict);

#endif
