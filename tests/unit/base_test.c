/* tests/unit/base_test.c - buffers, base64, visible text, time. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/base/b64.h"
#include "lib/base/buf.h"
#include "lib/base/err.h"
#include "lib/base/show.h"
#include "lib/base/when.h"

static void
buf_keeps_its_limit(void **state)
{
	struct ho_buf b = { .max = 8 };

	(void)state;
	ho_buf_str(&b, "12345678");
	assert_int_equal(ho_buf_error(&b), HO_OK);
	ho_buf_chr(&b, '9');
	assert_int_equal(ho_buf_error(&b), HO_E_LIMIT);
	ho_buf_str(&b, "");
	assert_int_equal(ho_buf_error(&b), HO_E_LIMIT); /* it sticks */
	assert_string_equal(ho_buf_text(&b), "12345678");
	ho_buf_clear(&b);
	ho_buf_u32(&b, 0x01020304);
	assert_memory_equal(b.data, "\1\2\3\4", 4);
	ho_buf_free(&b);
	assert_string_equal(ho_buf_text(&b), "");
}

static void
base64_has_one_spelling(void **state)
{
	static const struct row {
		const char *text, *plain; /* plain NULL: refused */
	} rows[] = {
		{ "", "" },
		{ "Zg==", "f" },
		{ "Zm8=", "fo" },
		{ "Zm9v", "foo" },
		{ "Zm9vYg==", "foob" },
		{ "Zh==", NULL },
		{ "Zm9=", NULL },
		{ "Zg=", NULL },
		{ "Zg", NULL },
		{ "Z===", NULL },
		{ "Zg==Zg==", NULL },
		{ "Zm 9", NULL },
		{ "Zm9v\n", NULL },
		{ "=m9v", NULL },
		{ "Zm-_", NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct ho_buf out = HO_BUF_INIT, back = HO_BUF_INIT;
		int rc =
		    ho_b64_decode(&out, rows[i].text, strlen(rows[i].text));

		assert_int_equal(rc, rows[i].plain ? HO_OK : HO_E_INPUT);
		if (rows[i].plain) {
			assert_string_equal(ho_buf_text(&out), rows[i].plain);
			ho_b64_encode(&back, out.data, out.len);
			assert_string_equal(ho_buf_text(&back), rows[i].text);
		} else {
			assert_int_equal(out.len, 0);
		}
		ho_buf_free(&out);
		ho_buf_free(&back);
	}
}

static void
outside_text_lies_still(void **state)
{
	static const struct row {
		const char *in, *out;
	} rows[] = {
		{ "plain", "plain" },
		{ "a\x1b[2Jb", "a<U+001B>[2Jb" },
		{ "a\r\nb", "a<U+000D><U+000A>b" },
		{ "\xc2\x9b", "<U+009B>" },
		{ "\xe2\x80\xae"
		  "gpj",
		    "<U+202E>gpj" },
		{ "\xe2\x80\x8b", "<U+200B>" },
		{ "\xff\xc0\x80", "\\xFF\\xC0\\x80" },
		{ "\xed\xa0\x80", "\\xED\\xA0\\x80" }, /* a surrogate */
		{ "\xe2\x82", "\\xE2\\x82" },
		{ "\xf0\x9f\x98\x80 \xe6\x97\xa5",
		    "\xf0\x9f\x98\x80 \xe6\x97\xa5" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct ho_buf out = HO_BUF_INIT;

		ho_show(&out, rows[i].in, strlen(rows[i].in));
		assert_string_equal(ho_buf_text(&out), rows[i].out);
		ho_buf_free(&out);
	}
}

static void
time_goes_both_ways(void **state)
{
	static const struct row {
		const char *text;
		int64_t at; /* -1: refused */
	} rows[] = {
		{ "1970-01-01T00:00:00Z", 0 },
		{ "2026-11-21T09:30:00Z", 1795253400 },
		{ "2024-02-29T23:59:59Z", 1709251199 },
		{ "9999-12-31T23:59:59Z", 253402300799 },
		{ "2023-02-29T00:00:00Z", -1 },
		{ "2026-13-01T00:00:00Z", -1 },
		{ "2026-01-01T24:00:00Z", -1 },
		{ "2026-01-01 00:00:00Z", -1 },
		{ "2026-01-01T00:00:00", -1 },
		{ "2026-01-01T00:00:00Zx", -1 },
		{ "+026-01-01T00:00:00Z", -1 },
		{ "", -1 },
	};
	char text[HO_WHEN_LEN];
	int64_t at;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		int rc = ho_when_parse(rows[i].text, &at);

		assert_int_equal(rc, rows[i].at < 0 ? HO_E_INPUT : HO_OK);
		if (rows[i].at < 0)
			continue;
		assert_int_equal(at, rows[i].at);
		ho_when_format(at, text);
		assert_string_equal(text, rows[i].text);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(buf_keeps_its_limit),
		cmocka_unit_test(base64_has_one_spelling),
		cmocka_unit_test(outside_text_lies_still),
		cmocka_unit_test(time_goes_both_ways),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
