/*
 * lib/secret/argon.h - Argon2id hashes of an imported panel, over libargon2.
 *
 * They verify, and are made anew as yescrypt at the next login; none is ever
 * made here.  Source: RFC 9106, and the text form of its reference code:
 * $argon2id$v=19$m=KIB,t=PASSES,p=LANES$SALT$TAG, unpadded base64.
 *
 * Inside lib/secret only; hash.h is the face.  Whoever writes such a text
 * chooses what a login costs, so each number has a bound, and so has what they
 * cost together: 256 MiB, and as many passes as fill 1 GiB, which is what our
 * own dearest hash takes.  RFC 9106's first choice (2 GiB) is over it, its
 * second (64 MiB, 3 passes) and OWASP's are not.
 */
#ifndef HO_SECRET_ARGON_H
#define HO_SECRET_ARGON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/secret/secret.h"

#define HO_ARGON_MEMORY (256u << 10) /* KiB; at least 8 for each lane */
#define HO_ARGON_PASSES 64u
#define HO_ARGON_LANES  16u
#define HO_ARGON_WORK   (1u << 20) /* KiB times passes */
#define HO_ARGON_SALT   48u        /* octets; at least 8 */
#define HO_ARGON_TAG    64u        /* octets; at least 16 */

/* Is it one, from "v=19" to the end, within these bounds?  Each has one
 * spelling: no leading zero, no padding, unused bits zero. */
bool ho_argon_valid(const char *text, size_t len);

/*
 * Is password the one behind it?  is_same: set on every return, false on
 * failure and for what is not valid.  One thread, however many lanes.
 *
 * HO_E_NOMEM; HO_E_CRYPTO: libargon2 failed otherwise.
 */
int ho_argon_check(const char *text, size_t len,
    const struct ho_secret *password, bool *is_same);

#endif
