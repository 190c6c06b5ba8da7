/*
 * lib/secret/keys.h - the store key, and one derived key for each purpose.
 *
 * A key file is 32 random octets and nothing else: a file that init makes, or
 * a systemd credential.  No purpose uses the store key itself; each has its
 * own key, HKDF-SHA-256 over the store key with info "handover/1 " and the
 * purpose's label, so that a MAC made for one thing means nothing for another.
 *
 * Keys have ids from 1 to 255, and what is sealed says under which: a new key
 * is added beside the old one, which then only opens.  The ring is read-only
 * once made and may be used by any thread.  Source: RFC 5869; DESIGN section 7.
 */
#ifndef HO_SECRET_KEYS_H
#define HO_SECRET_KEYS_H

#include <stdint.h>

#include "lib/base/buf.h"
#include "lib/secret/secret.h"

#define HO_KEY_LEN  32
#define HO_KEYS_MAX 8 /* store keys at once: one in use, others retiring */

enum ho_purpose {
	HO_KEY_ROW_MAC = 0,      /* law 13: rows that confer authority */
	HO_KEY_CODE,             /* codes of 6 to 8 digits */
	HO_KEY_DEFAULT_PASSWORD, /* default passwords */
	HO_KEY_WORD,             /* confirm words and stop words */
	HO_KEY_RECOVERY,         /* recovery codes */
	HO_KEY_EVIDENCE,         /* raw mails and proofs, sealed */
	HO_KEY_OUTBOX,           /* letters until they are sent, sealed */
	HO_KEY_TICKET,       /* records of the local ticket system, sealed */
	HO_KEY_FACTOR,       /* seeds of TOTP and HOTP, sealed */
	HO_KEY_ACCOUNT_FOLD, /* look-ups that must not show the name */
	HO_KEY_SEEN,         /* the ledger of mails seen */
	HO_KEY_PURPOSES
};

struct ho_keys;

/*
 * Makes a key file: 32 octets of the system's generator, mode 0400, file and
 * directory synced.  HO_E_TAKEN: something has that name already.
 * HO_E_IO: errno tells.  Nothing is left behind on failure.
 */
int ho_key_make(const char *path);

/*
 * Reads a key file into a new secret; the caller frees it.
 * It must be a regular file of exactly 32 octets, owned by root or by us, and
 * nobody else's to read: mode 0400 or 0600, or 0440 where owner and group are
 * root (what systemd makes of a credential).
 * HO_E_NONE: no such file.  HO_E_INPUT: size, owner or mode.  HO_E_IO.
 * why gets a sentence that names the file; may be NULL.
 */
int ho_key_read(const char *path, struct ho_secret **key, struct ho_buf *why);

/* Reads the store key as key 1 and derives all purposes. */
int ho_keys_open(const char *path, struct ho_keys **keys, struct ho_buf *why);

/* The same from a key in hand (borrowed): for tests and a future escrow. */
int ho_keys_from(const struct ho_secret *store_key, struct ho_keys **keys);

/*
 * Adds a store key under a new id; the highest id seals from now on.  At start,
 * before other threads use the ring.  HO_E_TAKEN: id in use; HO_E_LIMIT: over
 * HO_KEYS_MAX; HO_E_INPUT: id 0 or no key of 32 octets.
 */
int ho_keys_add(
    struct ho_keys *keys, uint8_t id, const struct ho_secret *store_key);

/* Wipes all, *keys = NULL; NULL is fine. */
void ho_keys_free(struct ho_keys **keys);

/* The id that seals now. */
uint8_t ho_keys_current(const struct ho_keys *keys);

/*
 * The key of a purpose; id 0 is the current one.  NULL: no such id.  Borrowed,
 * lives as long as the ring.
 */
const struct ho_secret *ho_keys_get(
    const struct ho_keys *keys, enum ho_purpose purpose, uint8_t id);

#endif
