/* lib/secret/arena.c - locked pages, cut into cells for small secrets. */
#include "lib/secret/arena.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lib/base/err.h"

#define RUN_SIZE  ((size_t)64 << 10) /* bytes of one shared run */
#define MAP_WORDS (RUN_SIZE / 64 / 64)

/* Cells of one size, cut from shared runs; what is larger has its own. */
struct run {
	struct run *next;
	uint8_t *pages;
	struct shelf *shelf;
	size_t used;
	uint64_t map[MAP_WORDS]; /* one bit a cell: taken */
};

static struct shelf {
	size_t cell; /* bytes */
	struct run *runs;
} shelves[] = {
	{ 64, NULL },  /* keys, words, codes */
	{ 192, NULL }, /* short answers */
	{ 576, NULL }, /* the longest answer of a PAM conversation, 511 */
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static enum ho_lock policy_now = HO_LOCK_REQUIRE;
static atomic_bool some_unlocked;

void
ho_arena_policy(enum ho_lock policy)
{
	policy_now = policy;
}

bool
ho_arena_all_locked(void)
{
	return !atomic_load(&some_unlocked);
}

static size_t
page_size(void)
{
	return (size_t)sysconf(_SC_PAGESIZE);
}

static size_t
whole_pages(size_t size)
{
	return (size + page_size() - 1) / page_size() * page_size();
}

/* size is whole pages; a page that nobody may touch lies on either side. */
static void
unmap(uint8_t *pages, size_t size)
{
	munmap(pages - page_size(), size + 2 * page_size());
}

static int
map(size_t size, uint8_t **pages)
{
	size_t guard = page_size();
	uint8_t *all;

	all = mmap(NULL, size + 2 * guard, PROT_NONE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (all == MAP_FAILED)
		return HO_E_NOMEM;
	*pages = all + guard;
	if (mprotect(*pages, size, PROT_READ | PROT_WRITE) != 0 ||
	    madvise(*pages, size, MADV_DONTDUMP) != 0 ||
	    madvise(*pages, size, MADV_WIPEONFORK) != 0) {
		unmap(*pages, size);
		return HO_E_NOMEM;
	}
	if (mlock(*pages, size) == 0)
		return HO_OK;
	if (policy_now == HO_LOCK_REQUIRE) {
		unmap(*pages, size);
		return HO_E_LIMIT;
	}
	atomic_store(&some_unlocked, true);
	return HO_OK;
}

static struct shelf *
shelf_for(size_t size)
{
	for (size_t i = 0; i < sizeof(shelves) / sizeof(shelves[0]); i++)
		if (size <= shelves[i].cell)
			return &shelves[i];
	return NULL;
}

/* A run with a free cell; runs are kept for ever, the peak is what stays. */
static int
run_with_room(struct shelf *s, struct run **found)
{
	struct run *r;
	int rc;

	for (r = s->runs; r != NULL; r = r->next)
		if (r->used < RUN_SIZE / s->cell) {
			*found = r;
			return HO_OK;
		}
	if ((r = calloc(1, sizeof(*r))) == NULL)
		return HO_E_NOMEM;
	if ((rc = map(RUN_SIZE, &r->pages)) != HO_OK) {
		free(r);
		return rc;
	}
	r->shelf = s;
	r->next = s->runs;
	*found = s->runs = r;
	return HO_OK;
}

static void
take_cell(struct run *r, struct ho_cell *cell)
{
	size_t i = 0;

	while (r->map[i / 64] >> i % 64 & 1)
		i++;
	r->map[i / 64] |= (uint64_t)1 << i % 64;
	r->used++;
	*cell = (struct ho_cell){
		.data = r->pages + i * r->shelf->cell,
		.size = r->shelf->cell,
		.owner = r,
	};
}

int
ho_arena_take(size_t size, struct ho_cell *cell)
{
	struct shelf *s = shelf_for(size);
	struct run *r;
	uint8_t *pages;
	int rc;

	if (s == NULL) {
		if ((rc = map(whole_pages(size), &pages)) == HO_OK)
			*cell =
			    (struct ho_cell){ pages, whole_pages(size), NULL };
		return rc;
	}
	pthread_mutex_lock(&lock);
	if ((rc = run_with_room(s, &r)) == HO_OK)
		take_cell(r, cell);
	pthread_mutex_unlock(&lock);
	return rc;
}

void
ho_arena_give(struct ho_cell *cell)
{
	struct run *r = cell->owner;
	size_t i;

	explicit_bzero(cell->data, cell->size);
	if (r == NULL) {
		unmap(cell->data, cell->size);
	} else {
		pthread_mutex_lock(&lock);
		i = (size_t)(cell->data - r->pages) / r->shelf->cell;
		r->map[i / 64] &= ~((uint64_t)1 << i % 64);
		r->used--;
		pthread_mutex_unlock(&lock);
	}
	*cell = (struct ho_cell){ 0 };
}
