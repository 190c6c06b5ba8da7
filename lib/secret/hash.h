/*
 * lib/secret/hash.h - passwords that people choose: crypt(3) of libxcrypt.
 *
 * New hashes are yescrypt ($y$).  An imported panel's $y$, $gy$, $6$, $5$,
 * $2a$, $2b$ and $2y$ verify too, in exactly the shapes below, and $argon2id$
 * by libargon2 within the bounds of argon.h; anything else, among them "*",
 * "!", "x", an empty string and DES, refuses whoever types what.
 *
 * Nothing is cut off.  crypt takes 511 octets; a longer password, which only
 * we accept, goes in as the base64 of its SHA-512 (yescrypt only).  bcrypt
 * looks at 72 octets: a longer password is refused under an imported bcrypt
 * hash, since its tail would mean nothing.  A NUL in a password refuses.
 * Either way one hash is computed, so the time is the same.
 *
 * These calls take milliseconds of processor and, for yescrypt, megabytes that
 * libxcrypt allocates itself (it wipes them; they are not locked): call them
 * from the hash pool.  Safe from any thread.  Source: crypt(5).
 */
#ifndef HO_SECRET_HASH_H
#define HO_SECRET_HASH_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/base/err.h"
#include "lib/secret/secret.h"

#define HO_HASH_SIZE     385 /* a crypt string and a NUL */
#define HO_HASH_COST_MIN 1
#define HO_HASH_COST_MAX 9       /* 256 MiB and 0.3 s a try */
#define HO_HASH_ROUNDS   1000000 /* most rounds of an imported $5$, $6$ */
#define HO_HASH_BCRYPT   15      /* highest cost of an imported $2b$ */

/*
 * Is password the one behind hash?  verdict is set on every return, HO_REFUSE
 * on failure.  A hash that ho_hash_valid() would not take is HO_REFUSE, at
 * once and without an error.
 * For a user who does not exist or has no password, pass a ho_hash_dummy()
 * and refuse whatever comes back.
 *
 * HO_E_NOMEM: no (locked) memory.  HO_E_CRYPTO: crypt gave no answer.
 */
int ho_hash_check(const char *hash, const struct ho_secret *password,
    enum ho_verdict *verdict);

/*
 * A new yescrypt hash.  cost: HO_HASH_COST_MIN to _MAX; 5 is libxcrypt's
 * default, 16 MiB.  HO_E_INPUT: cost, or a NUL in the password.
 */
int ho_hash_make(const struct ho_secret *password, unsigned cost,
    char out[static HO_HASH_SIZE]);

/* Should it be made anew at the next login: other method, or cheaper? */
bool ho_hash_is_old(const char *hash, unsigned cost);

/*
 * A hash of that cost with no password behind it: its last 43 characters are
 * random.
 */
int ho_hash_dummy(unsigned cost, char out[static HO_HASH_SIZE]);

/*
 * May this text (--hash -) become a stored hash?  Method by method the exact
 * alphabet, lengths and cost limits; so no control character, no colon.
 */
bool ho_hash_valid(const void *text, size_t len);

#endif
