/*
 * lib/secret/arena.h - locked pages, cut into cells for small secrets.
 *
 * Inside lib/secret only; secret.h is the face.  Every run of pages lies
 * between two that nobody may touch, is kept out of core files and out of
 * children, and is locked as far as the policy asks.
 */
#ifndef HO_SECRET_ARENA_H
#define HO_SECRET_ARENA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/secret/secret.h"

/* Octets; the rest of the cell is the caller's own to arrange. */
struct ho_cell {
	uint8_t *data;
	size_t size;
	void *owner; /* the shared run it was cut from, NULL: its own */
};

void ho_arena_policy(enum ho_lock policy);
bool ho_arena_all_locked(void);

/* At least size octets, all zero.  HO_E_NOMEM, HO_E_LIMIT (not locked). */
int ho_arena_take(size_t size, struct ho_cell *cell);

/* Wipes and gives back. */
void ho_arena_give(struct ho_cell *cell);

#endif
