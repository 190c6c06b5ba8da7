/* Lines that a thread parses ahead: each once, in order, whoever is faster. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <unistd.h>

#include "handoverd/desk/import_ahead.h"
#include "lib/base/buf.h"
#include "lib/base/err.h"

/* {"n":0}, blank, {"n":1}, what is no JSON, and so on; the last without its
 * line end. */
static void
write_lines(struct ho_buf *b, size_t n)
{
	for (size_t i = 0; i < n; i++)
		ho_buf_fmt(b, i % 7 == 3 ? "{\"n\":%zu%s" : "{\"n\":%zu}%s", i,
		    i + 1 == n       ? ""
			: i % 5 == 2 ? "\n \t\r\n"
				     : "\n");
}

static void
is_line(const struct ahead_line *l, size_t i, size_t number)
{
	assert_int_equal(l->number, number);
	if (i % 7 == 3)
		assert_null(l->json);
	else
		assert_int_equal(
		    json_integer_value(json_object_get(l->json, "n")), i);
	json_decref(l->json);
}

static void
take(size_t n, size_t most, unsigned pause_us)
{
	struct ho_buf b = HO_BUF_INIT;
	struct ahead_line l;
	struct ahead *a;
	size_t number = 0, i;

	write_lines(&b, n);
	assert_int_equal(ahead_start(&a, (const char *)b.data, b.len), HO_OK);
	for (i = 0; i < n && i < most; i++) {
		assert_true(ahead_next(a, &l));
		is_line(&l, i, ++number);
		number += i % 5 == 2;
		if (pause_us != 0 && i % 64 == 0)
			usleep(pause_us);
	}
	if (most >= n) {
		assert_false(ahead_next(a, &l));
		assert_false(ahead_next(a, &l));
	}
	ahead_stop(&a);
	assert_null(a);
	ho_buf_free(&b);
}

static void
each_line_once(void **state)
{
	static const size_t sizes[] = { 0, 1, 63, 64, 65, 128, 1023, 1024, 1025,
		5000 };

	(void)state;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		take(sizes[i], SIZE_MAX, 0);
		take(sizes[i], SIZE_MAX, 200);
	}
}

/* Somebody who has had enough; what was parsed for them is freed. */
static void
the_rest_is_freed(void **state)
{
	(void)state;
	for (size_t most = 0; most < 200; most += 33) {
		take(150, most, 0);
		take(5000, most, 200);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_line_once),
		cmocka_unit_test(the_rest_is_freed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
