/* tests/unit/event_test.c - how an event is written, and which are read. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "lib/audit/json.h"
#include "lib/base/err.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static void
strings_are_escaped_minimally(void **state)
{
	static const struct row {
		const char *in, *out;
	} rows[] = {
		{ "", "\"\"" },
		{ "plain \xc3\xa9 \xf0\x9f\x98\x80 /",
		    "\"plain \xc3\xa9 \xf0\x9f\x98\x80 /\"" },
		{ "a\"b\\c", "\"a\\\"b\\\\c\"" },
		{ "\b\t\n\f\r", "\"\\b\\t\\n\\f\\r\"" },
		{ "\x01\x1f\x7f", "\"\\u0001\\u001f\x7f\"" },
		{ "\xff-\xc0\x80", "\"\\\\xFF-\\\\xC0\\\\x80\"" },
		{ "\xed\xa0\x80", "\"\\\\xED\\\\xA0\\\\x80\"" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct ho_buf b = HO_BUF_INIT;

		ho_json_string(&b, rows[i].in);
		assert_string_equal(ho_buf_text(&b), rows[i].out);
		ho_buf_free(&b);
	}
}

static void
only_our_events_are_read(void **state)
{
	static const char mac[] = "000102030405060708090a0b0c0d0e0f";
	static const struct row {
		const char *text;
		int rc, rows; /* rows < 0: one of them is not ours */
	} rows[] = {
		{ "{\"seq\":7}", HO_OK, 0 },
		{ "{\"seq\":7,\"a\":\"x\\\"}\",\"b\":-3,\"c\":{\"d\":\"e\"}}",
		    HO_OK, 0 },
		{ "{\"seq\":7,\"rows\":{\"user/5\":\"%s\"}}", HO_OK, 1 },
		{ "{\"seq\":7,\"rows\":{\"user/5\":\"%s\",\"seen/6\":"
		  "\"dropped\"}}",
		    HO_OK, 2 },
		{ "{\"seq\":7,\"rows\":{\"cat/5\":\"%s\"}}", HO_OK, -1 },
		{ "{\"seq\":7,\"rows\":{\"user/05\":\"%s\"}}", HO_OK, -1 },
		{ "{\"seq\":7,\"rows\":{\"user/5\":\"00\"}}", HO_OK, -1 },
		{ "{\"seq\":7,\"rows\":{\"user\":\"%s\"}}", HO_OK, -1 },
		{ "{\"seq\":7,\"rows\":{\"user/5\":\"%s\"},\"z\":1}",
		    HO_E_INPUT, 0 },
		{ "{\"seq\":7} ", HO_E_INPUT, 0 },
		{ "{\"seq\":7", HO_E_INPUT, 0 },
		{ "{\"seq\":07}", HO_E_INPUT, 0 },
		{ "{\"seq\":-7}", HO_E_INPUT, 0 },
		{ "{\"seq\":1234567890123456789}", HO_E_INPUT, 0 },
		{ "{\"seq\": 7}", HO_E_INPUT, 0 },
		{ "{\"seq\":7,\"a\":\"\\", HO_E_INPUT, 0 },
		{ "{\"seq\":7,\"a\":{\"b\":{}}}", HO_E_INPUT, 0 },
		{ "", HO_E_INPUT, 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct ho_event_view v;
		struct ho_event_row r;
		char text[256];
		const char *at = strstr(rows[i].text, "%s");
		int n = 0, rc;

		if (at)
			snprintf(text, sizeof(text), "%.*s%s%s",
			    (int)(at - rows[i].text), rows[i].text, mac,
			    at + 2);
		else
			snprintf(text, sizeof(text), "%s", rows[i].text);
		rc = ho_event_read(&v, text, strlen(text));
		if (rc != rows[i].rc)
			fail_msg("%s: %d", text, rc);
		if (rc != HO_OK)
			continue;
		assert_int_equal(v.seq, 7);
		while ((rc = ho_event_read_row(&v, &r)) == HO_OK)
			n++;
		assert_int_equal(rc, rows[i].rows < 0 ? HO_E_INPUT : HO_E_NONE);
		assert_true(rows[i].rows < 0 || n == rows[i].rows);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(strings_are_escaped_minimally),
		cmocka_unit_test(only_our_events_are_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
