/*
 * lib/secret/seal.h - what lies in the store and must not be read there.
 *
 * AES-256-GCM with a random 96-bit nonce and associated data, which is the
 * identity of the row ("ticket_record 17"): a sealed value moved to another
 * row does not open.  In front stand a version octet and the id of the key:
 *
 *	version (1)  key id (1)  nonce (12)  ciphertext  tag (16)
 *
 * both authenticated too.  A random nonce is safe for 2^32 values under one
 * key (NIST SP 800-38D section 8.3); a store does not come near.
 */
#ifndef HO_SECRET_SEAL_H
#define HO_SECRET_SEAL_H

#include <stddef.h>
#include <stdint.h>

#include "lib/base/buf.h"
#include "lib/secret/keys.h"

#define HO_SEAL_OVERHEAD 30                 /* bytes */
#define HO_SEAL_MAX      ((size_t)32 << 20) /* bytes of plain text */

/*
 * Seals len octets under the current key of a purpose and appends them to out.
 * HO_E_LIMIT: over HO_SEAL_MAX, or out's own limit.  HO_E_CRYPTO, HO_E_NOMEM.
 */
int ho_seal(const struct ho_keys *keys, enum ho_purpose purpose, const void *ad,
    size_t ad_len, const void *plain, size_t len, struct ho_buf *out);

/*
 * Opens into a new secret (up to HO_SECRET_MAX octets); the caller frees it.
 * HO_E_FORGED: not sealed so, by a key we have, for this row.
 */
int ho_unseal(const struct ho_keys *keys, enum ho_purpose purpose,
    const void *ad, size_t ad_len, const void *sealed, size_t len,
    struct ho_secret **plain);

/*
 * The same for what is large and no secret to the daemon itself, such as a
 * mail kept as evidence: appended to a plain buffer, wiped on failure.
 */
int ho_unseal_plain(const struct ho_keys *keys, enum ho_purpose purpose,
    const void *ad, size_t ad_len, const void *sealed, size_t len,
    struct ho_buf *out);

#endif
