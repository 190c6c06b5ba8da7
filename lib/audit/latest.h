/*
 * lib/audit/latest.h - what the log says last about every row it ever named.
 *
 * A hash table, so that verifying asks the database nothing for a row that an
 * event names.  32 octets a row, the table at most three quarters full: 1 M
 * rows take 64 MiB, as long as the verifying lasts.
 */
#ifndef HO_AUDIT_LATEST_H
#define HO_AUDIT_LATEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ho_last {
	uint64_t name; /* kind << 56 | id << 1 | dropped; 0: free */
	int64_t seq;   /* the event */
	uint8_t mac[16];
};

/* Zeroed: empty. */
struct ho_latest {
	struct ho_last *slot;
	size_t size; /* 0 or a power of two */
	size_t n;
};

/* 1 <= kind <= 255, 1 <= id < 2^55.  The later call counts.  HO_E_NOMEM. */
int ho_latest_put(struct ho_latest *l, int64_t kind, int64_t id, int64_t seq,
    bool is_dropped, const uint8_t mac[static 16]);
/* NULL: the log never named it.  Borrowed until the next put. */
const struct ho_last *ho_latest_find(
    const struct ho_latest *l, int64_t kind, int64_t id);
void ho_latest_free(struct ho_latest *l);

static inline bool
ho_last_is_dropped(const struct ho_last *x)
{
	return x->name & 1;
}

#endif
