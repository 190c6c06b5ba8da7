/* What a thread reads ahead: each item once, in order, whoever is faster, and
 * each is freed once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#include "handoverd/desk/import_ahead.h"
#include "lib/base/err.h"

struct count {
	size_t next, items;
	size_t lines; /* of an item; every third has three times as many */
	int end;      /* after the last */
	size_t calls_after_end;
};

static atomic_size_t living;

static int
read_number(void *ctx, void **item, size_t *lines)
{
	struct count *c = ctx;
	size_t *n;

	if (c->next == c->items) {
		c->calls_after_end++;
		return c->end;
	}
	n = malloc(sizeof(*n));
	assert_non_null(n);
	*n = c->next++;
	*item = n;
	*lines = *n % 3 == 0 ? c->lines * 3 : c->lines;
	living++;
	return HO_OK;
}

static void
free_number(void *item)
{
	free(item);
	living--;
}

/* Takes at most so many, with a pause before every 64th. */
static void
take(struct count c, size_t most, unsigned pause_us)
{
	const struct ahead_source source = { read_number, free_number, &c };
	struct ahead *a;
	void *item;

	assert_int_equal(ahead_start(&a, &source), HO_OK);
	for (size_t i = 0; i < c.items && i < most; i++) {
		if (pause_us != 0 && i % 64 == 0)
			usleep(pause_us);
		assert_int_equal(ahead_next(a, &item), HO_OK);
		assert_int_equal(*(size_t *)item, i);
	}
	for (int twice = 0; twice < 2 && most >= c.items; twice++) {
		assert_int_equal(ahead_next(a, &item), c.end);
		assert_null(item);
	}
	ahead_stop(&a);
	assert_null(a);
	assert_int_equal(living, 0);
	assert_true(c.calls_after_end <= 1);
}

static void
each_item_once(void **state)
{
	static const size_t items[] = { 0, 1, 2, 63, 64, 65, 1000, 20000 };
	static const size_t lines[] = { 1, 63, 64, 300, 5000, 100000 };

	(void)state;
	for (size_t i = 0; i < sizeof(items) / sizeof(items[0]); i++)
		for (size_t l = 0; l < sizeof(lines) / sizeof(lines[0]); l++) {
			struct count c = { .items = items[i],
				.lines = lines[l],
				.end = HO_E_NONE };

			take(c, SIZE_MAX, 0);
			take(c, SIZE_MAX, 100);
		}
}

/* Somebody who has had enough. */
static void
the_rest_is_freed(void **state)
{
	const struct count few = { .items = 150, .lines = 1, .end = HO_E_NONE };
	const struct count many = {
		.items = 9000, .lines = 1, .end = HO_E_NONE
	};
	const struct count large = {
		.items = 9000, .lines = 700, .end = HO_E_NONE
	};

	(void)state;
	for (size_t most = 0; most < 200; most += 33) {
		take(few, most, 0);
		take(many, most, 200);
		take(large, most, 200);
	}
}

/* What was read before it is handed over first. */
static void
a_failure_comes_last(void **state)
{
	(void)state;
	take((struct count){ .items = 100, .lines = 1, .end = HO_E_NOMEM },
	    SIZE_MAX, 0);
	take((struct count){ .items = 0, .lines = 1, .end = HO_E_NOMEM },
	    SIZE_MAX, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_item_once),
		cmocka_unit_test(the_rest_is_freed),
		cmocka_unit_test(a_failure_comes_last),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
