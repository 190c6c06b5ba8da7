/* lib/audit/latest.c - what the log says last about every row. */
#include "lib/audit/latest.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/err.h"

#define FIRST_SIZE 1024

static uint64_t
name_of(int64_t kind, int64_t id)
{
	return (uint64_t)kind << 56 | (uint64_t)id << 1;
}

/* Where it is, or the free slot where it would be.  Ids follow each other;
 * multiplying by 2^64 over the golden ratio spreads them. */
static struct ho_last *
look(const struct ho_latest *l, uint64_t name)
{
	uint64_t mixed = (name ^ name >> 32) * UINT64_C(0x9e3779b97f4a7c15);
	size_t at = (size_t)(mixed >> 20) & (l->size - 1);

	while (l->slot[at].name != 0 && (l->slot[at].name | 1) != (name | 1))
		at = (at + 1) & (l->size - 1);
	return &l->slot[at];
}

static int
grow(struct ho_latest *l)
{
	struct ho_latest more = { .n = l->n };

	more.size = l->size ? l->size * 2 : FIRST_SIZE;
	if ((more.slot = calloc(more.size, sizeof(*more.slot))) == NULL)
		return HO_E_NOMEM;
	for (size_t i = 0; i < l->size; i++)
		if (l->slot[i].name != 0)
			*look(&more, l->slot[i].name) = l->slot[i];
	free(l->slot);
	*l = more;
	return HO_OK;
}

int
ho_latest_put(struct ho_latest *l, int64_t kind, int64_t id, int64_t seq,
    bool is_dropped, const uint8_t mac[static 16])
{
	struct ho_last *x;
	int rc;

	if (l->n >= l->size / 4 * 3 && (rc = grow(l)) != HO_OK)
		return rc;
	x = look(l, name_of(kind, id));
	if (x->name == 0)
		l->n++;
	x->name = name_of(kind, id) | (is_dropped ? 1 : 0);
	x->seq = seq;
	memcpy(x->mac, mac, sizeof(x->mac));
	return HO_OK;
}

const struct ho_last *
ho_latest_find(const struct ho_latest *l, int64_t kind, int64_t id)
{
	const struct ho_last *x;

	if (l->size == 0 || kind < 1 || kind > 255 || id < 1 || id >> 55 != 0)
		return NULL;
	x = look(l, name_of(kind, id));
	return x->name != 0 ? x : NULL;
}

void
ho_latest_free(struct ho_latest *l)
{
	free(l->slot);
	memset(l, 0, sizeof(*l));
}
