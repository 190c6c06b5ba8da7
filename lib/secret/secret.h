/*
 * lib/secret/secret.h - memory for what nobody else may read.
 *
 * A secret has a fixed capacity (growing would leave a copy behind), lies in
 * locked pages that stay out of core files and out of children (a fork sees
 * zeroes), between pages that nobody may touch, and is wiped when it is freed.
 * Small ones share locked pages: RLIMIT_MEMLOCK is 8 MiB, and hundreds of
 * conversations hold several each.  An octet written past the end is found
 * when the secret is freed and ends the program.
 *
 * Nothing here yields a printable string, so none slips into a log.  The
 * octets are always followed by a NUL, for the C libraries that need one.
 * Any thread may make and free secrets; one secret belongs to one thread at a
 * time.  A child that is forked must exec: its secrets are gone.
 *
 *	struct ho_secret *s = ho_secret_new(64);
 *
 *	if (s == NULL)
 *		return HO_E_NOMEM;
 *	...
 *	ho_secret_free(&s);
 */
#ifndef HO_SECRET_SECRET_H
#define HO_SECRET_SECRET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ho_secret;

#define HO_SECRET_MAX ((size_t)1 << 20) /* bytes; capacity of one secret */

enum ho_lock {
	HO_LOCK_REQUIRE =
	    0,      /* memory that cannot be locked is not handed out */
	HO_LOCK_TRY /* it is handed out all the same */
};

/*
 * Chooses the policy and tries it on the first page; call once at start,
 * before there are threads.  Until then the policy is HO_LOCK_REQUIRE.
 *
 * HO_E_LIMIT: this process may lock no memory (RLIMIT_MEMLOCK).
 */
int ho_secret_policy(enum ho_lock policy);

/* Is every page handed out so far locked?  For doctor; true at the start. */
bool ho_secret_all_locked(void);

/*
 * Room for cap octets, none in it yet.  NULL: no memory, none that can be
 * locked, cap 0 or over HO_SECRET_MAX.
 */
struct ho_secret *ho_secret_new(size_t cap);

/* Wipes, gives back, *s = NULL.  NULL and a pointer to NULL are fine. */
void ho_secret_free(struct ho_secret **s);

/* What is in it.  The pointer is good until ho_secret_free(). */
const uint8_t *ho_secret_data(const struct ho_secret *s);
size_t ho_secret_len(const struct ho_secret *s);
size_t ho_secret_cap(const struct ho_secret *s);

/* Replaces what is in it.  HO_E_LIMIT: longer than cap; then it is empty. */
int ho_secret_set(struct ho_secret *s, const void *data, size_t len);

/* Adds at the end.  HO_E_LIMIT: does not fit; then nothing is added. */
int ho_secret_add(struct ho_secret *s, const void *data, size_t len);

/*
 * For code that writes in place: cap octets at the returned pointer, then
 * ho_secret_fill() says how many of them count.  HO_E_LIMIT: more than cap.
 */
uint8_t *ho_secret_room(struct ho_secret *s);
int ho_secret_fill(struct ho_secret *s, size_t len);

/* Wipes what is in it; the capacity stays. */
void ho_secret_clear(struct ho_secret *s);

/* Same length and octets?  Time depends on the lengths only. */
bool ho_secret_equal(const struct ho_secret *a, const struct ho_secret *b);

/* len octets of the system's generator become what is in it. */
int ho_secret_random(struct ho_secret *s, size_t len);

#endif
