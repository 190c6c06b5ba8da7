/*
 * lib/audit/places.h - all that event_row holds, as a count and a keyed sum.
 *
 * A row lives if it is the newest that event_row knows, so who could take an
 * entry away, or add one, would choose which old row lives again.  The sum is
 * the XOR of AES-256 over every entry: it does not depend on the order, so an
 * event adds its own entries to it, and one scan in any order gives it again.
 * Without the key no entry's share is known, and the count forbids taking
 * some away.  It is kept masked, by a block of its own each time: what one
 * state shows is worth nothing beside another.  The set hash is MSet-XOR-Hash
 * of Clarke, Devadas, van Dijk, Gassend, Suh (ASIACRYPT 2003).
 *
 * Pure but for the cipher's context; one thread at a time.
 */
#ifndef HO_AUDIT_PLACES_H
#define HO_AUDIT_PLACES_H

#include <stddef.h>
#include <stdint.h>

#include "lib/base/buf.h"

#define HO_PLACES_LEN 39 /* octets, saved */

/* An entry as the table has it: 1 <= kind <= 255, 1 <= id < 2^55, 1 <= seq,
 * dropped 0 or 1; anything else was never ours. */
struct ho_place {
	int64_t kind, id, seq, dropped;
};

/* Zeroed: no entry. */
struct ho_places {
	uint64_t n;
	uint8_t sum[16];
};

struct ho_placer; /* the cipher with its key */
int ho_placer_new(struct ho_placer **p, const uint8_t key[static 32]);
void ho_placer_free(struct ho_placer **p);

/* Adds entries.  HO_E_FORGED: one was never ours; HO_E_CRYPTO.  all is then
 * worth nothing. */
int ho_places_add(struct ho_placer *p, struct ho_places *all,
    const struct ho_place *some, size_t n);

/* As HO_PLACES_LEN octets: count (8, big-endian), mask's name (15), sum under
 * the mask (16).  HO_E_CRYPTO; loading: HO_E_INPUT, all then zeroed. */
int ho_places_save(
    struct ho_placer *p, const struct ho_places *all, struct ho_buf *out);
int ho_places_load(
    struct ho_placer *p, struct ho_places *all, const void *data, size_t len);

#endif
