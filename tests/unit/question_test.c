/* tests/unit/question_test.c - names that may be asked, addresses to compare with. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "lib/base/err.h"
#include "lib/helper/address.h"
#include "lib/helper/question.h"

#define COUNT(a) (sizeof(a) / sizeof(*(a)))

static void
names_that_may_be_asked(void **state)
{
	static const struct {
		const char *name;
		bool want;
	} rows[] = {
		{ "s._domainkey.x.example", true },
		{ "S-1._DomainKey.x", true },
		{ "a.b._domainkey.x.example", true },
		{ "20_26._domainkey.x.example", true },
		{ "_dmarc.x.example", true },
		{ "_DMARC.example", true },
		{ "", false },
		{ ".", false },
		{ "x.example", false },
		{ "_dmarc", false },
		{ "_dmarc.", false },
		{ "_domainkey.x.example", false },
		{ "s._domainkey", false },
		{ "s._domainkey.x.example.", false },
		{ "s._domainkey..example", false },
		{ ".s._domainkey.example", false },
		{ "x._dmarc.example", false },
		{ "_dmarc._domainkey.x", false },
		{ "s._domainkey._dmarc.x", false },
		{ "s._domainkey._domainkey.x", false },
		{ "s._domainkeys.x", false },
		{ "s x._domainkey.x", false },
		{ "s\\046._domainkey.x", false },
		{ "\xc3\xa4._domainkey.x", false },
		{ "_dmarc.\xc3\xa4.example", false },
	};
	char name[300];

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		if (ho_question_allowed(rows[i].name) != rows[i].want)
			fail_msg("%s", rows[i].name);
	/* at the limits: labels of 63, a name of 253 */
	memset(name, 'a', sizeof(name));
	strcpy(name + 63, "._domainkey.x");
	assert_true(ho_question_allowed(name));
	memset(name, 'a', sizeof(name));
	strcpy(name + 64, "._domainkey.x");
	assert_false(ho_question_allowed(name));
	for (size_t n = 253; n <= 254; n++) {
		memset(name, 'a', sizeof(name));
		memcpy(name, "_dmarc", 6);
		for (size_t i = 6; i < n; i += 60)
			name[i] = '.';
		name[n] = '\0';
		assert_int_equal(ho_question_allowed(name), n == 253);
	}
}

static void
addresses_to_compare_with(void **state)
{
	static const struct {
		const char *typed, *want; /* NULL: refused */
	} rows[] = {
		{ "ops@northwind.example", "ops@northwind.example" },
		{ "Ops@NorthWind.EXAMPLE", "Ops@northwind.example" },
		{ "a.b+c@x.example", "a.b+c@x.example" },
		{ "a@b\xc3\xbc"
		  "cher.example",
		    "a@xn--bcher-kva.example" },
		{ "a@fa\xc3\x9f.example", "a@xn--fa-hia.example" },
		{ "a@xn--fa-hia.example", "a@xn--fa-hia.example" },
		{ "j\xc3\xb6rg@x.example", "j\xc3\xb6rg@x.example" },
		{ "", NULL },
		{ "ops", NULL },
		{ "@x.example", NULL },
		{ "ops@", NULL },
		{ "ops@x.example.", NULL },
		{ "ops@x..example", NULL },
		{ "ops@[127.0.0.1]", NULL },
		{ "o ps@x.example", NULL },
		{ "<ops@x.example>", NULL },
		{ "ops@x_y.example", NULL },
		{ "ops\n@x.example", NULL },
		{ "\xff@x.example", NULL },
		{ "ops@\xef\xbd\x98.example", NULL }, /* full-width x */
		{ "ops@x\xe3\x80\x82"
		  "example",
		    NULL },                            /* U+3002 as a dot */
		{ "ops@x\xe2\x80\x8b.example", NULL }, /* zero width */
		{ "ops@xn--zzzzzz.example", NULL },
	};
	char out[HO_ADDR_MAX + 1], local[80];

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		int rc = ho_address_normalise(rows[i].typed, out);

		if ((rc == HO_OK) != (rows[i].want != NULL))
			fail_msg("%s: %d", rows[i].typed, rc);
		assert_string_equal(out, rows[i].want ? rows[i].want : "");
	}
	memset(local, 'a', sizeof(local));
	strcpy(local + 64, "@x.example");
	assert_int_equal(ho_address_normalise(local, out), HO_OK);
	memset(local, 'a', sizeof(local));
	strcpy(local + 65, "@x.example");
	assert_int_equal(ho_address_normalise(local, out), HO_E_INPUT);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_that_may_be_asked),
		cmocka_unit_test(addresses_to_compare_with),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
