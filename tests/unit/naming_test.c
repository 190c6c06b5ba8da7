/* tests/unit/naming_test.c - what people type, and what is kept of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "handoverd/naming.h"
#include "lib/base/err.h"

struct row {
	const char *typed, *kept; /* NULL: refused */
};

static const struct row mobiles[] = {
	{ "+4915112345678", "+4915112345678" },
	{ "+1234567", "+1234567" },
	{ "+123456", NULL },
	{ "+123456789012345", "+123456789012345" },
	{ "+1234567890123456", NULL },
	{ "+0151123456", NULL },
	{ "004915112345678", NULL },
	{ "4915112345678", NULL },
	{ "+49 151 1234567", NULL },
	{ "+49-1511234567", NULL },
	{ "+49151123456x", NULL },
	{ "+", NULL },
	{ "", NULL },
	{ "+4915112345678\n", NULL },
	{ "+\xd9\xa1\xd9\xa2\xd9\xa3\xd9\xa4\xd9\xa5\xd9\xa6\xd9\xa7", NULL },
};

#define L63 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define L64 L63 "a"

static const struct row addresses[] = {
	{ "jane@client.example", "jane@client.example" },
	{ "Jane.Doe+x@Client.EXAMPLE", "Jane.Doe+x@client.example" },
	{ "ops@B\xc3\xbc"
	  "cher.example",
	    "ops@xn--bcher-kva.example" },
	{ "ops@xn--bcher-kva.example", "ops@xn--bcher-kva.example" },
	{ "ops@XN--BCHER-KVA.example", "ops@xn--bcher-kva.example" },
	{ "ops@stra\xc3\x9f"
	  "e.example",
	    "ops@xn--strae-oqa.example" },
	{ "ops@a\xe3\x80\x82"
	  "example",
	    "ops@a.example" },                           /* U+3002 */
	{ "ops@\xef\xbd\x81.example", "ops@a.example" }, /* full-width a */
	{ L64 "@a.example", L64 "@a.example" },
	{ L64 "a@a.example", NULL },
	{ "a@" L63 ".example", "a@" L63 ".example" },
	{ "a@" L64 ".example", NULL },
	{ L64 "@" L63 "." L63 "." L63 ".example", NULL }, /* over 254 */
	{ "", NULL },
	{ "@", NULL },
	{ "jane", NULL },
	{ "@a.example", NULL },
	{ "jane@", NULL },
	{ "jane@localhost", NULL },
	{ "jane@a..example", NULL },
	{ "jane@.a.example", NULL },
	{ "jane@a.example.", NULL },
	{ "jane@-a.example", NULL },
	{ "jane@a-.example", NULL },
	{ "jane@a_b.example", NULL },
	{ "jane@a/b.example", NULL },
	{ "jane@a.\xc2\xad"
	  "example",
	    NULL }, /* soft hyphen */
	{ "jane@a.\xe2\x80\x8b"
	  "example",
	    NULL }, /* zero width */
	{ "jane@[192.0.2.1]", NULL },
	{ "a b@a.example", NULL },
	{ "\"a b\"@a.example", NULL },
	{ "jane@evil.example@a.example", NULL },
	{ ".jane@a.example", NULL },
	{ "jane.@a.example", NULL },
	{ "ja..ne@a.example", NULL },
	{ "jane <jane@a.example>", NULL },
	{ "j\xc3\xa4ne@a.example", NULL },
	{ "jane@a.example\n", NULL },
	{ "jane@a.example\nBcc: x@y.example", NULL },
	{ "jane@a.\xe2\x80\xae"
	  "example",
	    NULL }, /* bidi override */
	{ "jane@a.\xff", NULL },
};

static void
check(const struct row *r, size_t n,
    int (*naming)(const char *, char *, struct ho_buf *))
{
	char out[NAMING_ADDRESS];
	struct ho_buf why = HO_BUF_INIT;

	for (; n > 0; n--, r++) {
		int rc = naming(r->typed, out, &why);

		if (r->kept == NULL) {
			assert_int_equal(rc, HO_E_INPUT);
			assert_string_equal(out, "");
			assert_true(why.len > 0);
			assert_null(strchr(ho_buf_text(&why), '\n'));
		} else {
			assert_int_equal(rc, HO_OK);
			assert_string_equal(out, r->kept);
			/* what is kept is kept as it is */
			assert_int_equal(naming(r->kept, out, NULL), HO_OK);
			assert_string_equal(out, r->kept);
		}
		ho_buf_clear(&why);
	}
	ho_buf_free(&why);
}

static void
address(void **state)
{
	(void)state;
	check(addresses, sizeof(addresses) / sizeof(addresses[0]),
	    naming_address);
}

static void
mobile(void **state)
{
	char out[NAMING_ADDRESS];

	(void)state;
	check(mobiles, sizeof(mobiles) / sizeof(mobiles[0]), naming_mobile);
	assert_int_equal(naming_reach("+4915112345678", out, NULL), HO_OK);
	assert_int_equal(naming_reach("+x@a.example", out, NULL), HO_OK);
	assert_int_equal(naming_reach("+x", out, NULL), HO_E_INPUT);
}

static void
domain(void **state)
{
	char out[NAMING_DOMAIN];

	(void)state;
	assert_int_equal(naming_domain("B\xc3\x9c"
				       "CHER.Example",
			     out, NULL),
	    HO_OK);
	assert_string_equal(out, "xn--bcher-kva.example");
	assert_int_equal(naming_domain("example", out, NULL), HO_E_INPUT);
	assert_int_equal(naming_domain("", out, NULL), HO_E_INPUT);
	assert_string_equal(out, "");
}

static void
login(void **state)
{
	static const struct row rows[] = {
		{ "Jane", "jane" },
		{ "j.doe+a_b-c@x.example", "j.doe+a_b-c@x.example" },
		{ "HO-7F3K2M", NULL },
		{ "ho-x", NULL },
		{ "", NULL },
		{ "a b", NULL },
		{ "j\xc3\xa4ne", NULL },
		{ "a/b", NULL },
	};
	char out[NAMING_LOGIN];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		int rc = naming_login(rows[i].typed, out, NULL);

		assert_int_equal(rc, rows[i].kept != NULL ? HO_OK : HO_E_INPUT);
		assert_string_equal(
		    out, rows[i].kept != NULL ? rows[i].kept : "");
	}
}

static void
code(void **state)
{
	(void)state;
	assert_int_equal(naming_code("North-1.a_B", NULL), HO_OK);
	assert_int_equal(naming_code(L64, NULL), HO_OK);
	assert_int_equal(naming_code(L64 "a", NULL), HO_E_INPUT);
	assert_int_equal(naming_code("", NULL), HO_E_INPUT);
	assert_int_equal(naming_code("-rf", NULL), HO_E_INPUT);
	assert_int_equal(naming_code("..", NULL), HO_E_INPUT);
	assert_int_equal(naming_code("ho-7F3K2M", NULL), HO_E_INPUT);
	assert_int_equal(naming_code("a b", NULL), HO_E_INPUT);
	assert_int_equal(naming_code("a/b", NULL), HO_E_INPUT);
	assert_int_equal(naming_code("\xc3\xa4", NULL), HO_E_INPUT);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(address),
		cmocka_unit_test(mobile),
		cmocka_unit_test(domain),
		cmocka_unit_test(login),
		cmocka_unit_test(code),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
