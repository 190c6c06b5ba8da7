/* tests/unit/alike_test.c - what looks like something else is shown. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "lib/base/alike.h"
#include "lib/base/err.h"
#include "lib/base/show.h"

static const struct row {
	const char *what, *text, *shown;
} rows[] = {
	{ "nothing", "", "" },
	{ "ASCII", "Please reset: ops@northwind.example", NULL },
	{ "a control", "a\033b", "a<U+001B>b" },
	{ "an override", "a\u202eb", "a<U+202E>b" },
	{ "no UTF-8", "p\xff\xfe", "p\\xFF\\xFE" },
	{ "accents", "Jörg Müller, Łódź, España, İstanbul ı", NULL },
	/* mixed words */
	{ "Cyrillic a in a Latin word", "p\u0430ypal", "p<U+0430>ypal" },
	{ "all that is not Latin there", "pa\u0443\u0440al",
	    "pa<U+0443><U+0440>al" },
	{ "also what has no twin", "pa\u0436pal", "pa<U+0436>pal" },
	{ "Latin M in a Cyrillic word", "M\u043e\u0441\u043a\u0432\u0430",
	    "<U+004D>\u043e\u0441\u043a\u0432\u0430" },
	{ "Greek omicron", "g\u03bfogle", "g<U+03BF>ogle" },
	{ "Armenian", "\u0585ffice", "<U+0585>ffice" },
	{ "Cherokee", "\u13aaindows", "<U+13AA>indows" },
	{ "full width", "pay\uff50al", "pay<U+FF50>al" },
	{ "a digit parts nothing", "b2\u0430", "b2<U+0430>" },
	{ "a dot parts words", "\u043f\u043e\u0447\u0442\u0430.com", NULL },
	{ "a dash parts words", "IT-\u043e\u0442\u0434\u0435\u043b", NULL },
	{ "a mark belongs to its letter", "pa\u0301\u0440al",
	    "pa\u0301<U+0440>al" },
	/* whole words */
	{ "all twins, beside Latin",
	    "pay to \u0440\u0430\u0443\u0440\u0430\u04cf",
	    "pay to <U+0440><U+0430><U+0443><U+0440><U+0430><U+04CF>" },
	{ "one letter", "I paid \u0430 lot", "I paid <U+0430> lot" },
	{ "all twins, alone", "\u0440\u0430\u0443.com",
	    "<U+0440><U+0430><U+0443>.com" },
	{ "Greek twins", "\u0391\u0392\u0395", "<U+0391><U+0392><U+0395>" },
	{ "Cherokee, Lisu and Coptic", "\u13aa\u13a1, \ua4d0\ua4ea \u2c9f",
	    "<U+13AA><U+13A1>, <U+A4D0><U+A4EA> <U+2C9F>" },
	{ "a Russian line", "\u0441\u043e \u0432\u0441\u0435\u043c\u0438",
	    NULL },
	{ "a Greek line", "\u039a\u03b1\u03bb\u03b7\u03bc\u03ad\u03c1\u03b1",
	    NULL },
	/* fancy dress */
	{ "mathematical", "\U0001d429ay", "<U+1D429>ay" },
	{ "small capitals", "\u1d18ay", "<U+1D18>ay" },
	{ "Kelvin", "\u212aey", "<U+212A>ey" },
	{ "a dot that is none", "bank\u2024example", "bank<U+2024>example" },
	{ "a slash that is none", "a\u2215b", "a<U+2215>b" },
	{ "an @ that is none", "a\ufe6bb", "a<U+FE6B>b" },
	{ "a stroke through a letter", "o\u0338ps =\u0338",
	    "o<U+0338>ps =<U+0338>" },
	{ "all that lie over a letter", "l\u0334\u0335\u0336\u0337\u20d2\u20e5",
	    "l<U+0334><U+0335><U+0336><U+0337><U+20D2><U+20E5>" },
	{ "a ring round it", "a\u20dd \u0430\u0488 \u043a\ua670",
	    "a<U+20DD> <U+0430><U+0488> <U+043A><U+A670>" },
	{ "a keycap, an accent", "1\u20e3 e\u0301", NULL },
	/* what is taken for nothing else */
	{ "Devanagari", "\u0928\u092e\u0938\u094d\u0924\u0947 Raj", NULL },
	{ "Chinese beside Latin", "\u8bf7\u91cd\u7f6eABC\u5bc6\u7801", NULL },
	{ "full width alone", "\uff21\uff22\uff23", NULL },
	{ "Arabic, Hebrew, Thai", "\u0627\u0644 \u05e9\u05dc \u0e2a\u0e27",
	    NULL },
	{ "emoji", "ok \U0001f44d\u2764", NULL },
	{ "money and marks",
	    "5 \u20ac \u2013 \u201cok\u201d \u2122 \u2116 \u00b5", NULL },
};

static void
each_row(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct ho_buf out = HO_BUF_INIT;

		ho_alike(&out, rows[i].text, strlen(rows[i].text));
		if (strcmp(ho_buf_text(&out),
			rows[i].shown ? rows[i].shown : rows[i].text) != 0)
			fail_msg("%s: %s", rows[i].what, ho_buf_text(&out));
		ho_buf_free(&out);
	}
}

/* A line is judged by itself: a Russian letter hides no Latin twin in it. */
static void
line_by_line(void **state)
{
	static const char text[] = "\u0434\u0430\r\n\u0440\u0430\u0443\tx\n\rz",
			  want[] = "\u0434\u0430\n<U+0440><U+0430><U+0443>\tx\n"
				   "<U+000D>z";
	struct ho_buf out = HO_BUF_INIT;

	(void)state;
	ho_alike_lines(&out, text, sizeof(text) - 1);
	assert_string_equal(ho_buf_text(&out), want);
	ho_buf_free(&out);
}

/* Never less than ho_show() does, whatever comes. */
static void
any_octets(void **state)
{
	(void)state;
	srandom(39);
	for (int i = 0; i < 20000; i++) {
		struct ho_buf out = HO_BUF_INIT, again = HO_BUF_INIT;
		uint8_t text[24];
		size_t len = (size_t)random() % sizeof(text);

		for (size_t k = 0; k < len; k++)
			text[k] = (uint8_t)(random() % 3 ? random() % 256
							 : 0xd0 + random() % 2);
		ho_alike(&out, text, len);
		assert_true(ho_utf8_valid(out.data, out.len));
		ho_show(&again, out.data, out.len);
		assert_int_equal(out.len, again.len);
		ho_buf_free(&out);
		ho_buf_free(&again);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_row),
		cmocka_unit_test(line_by_line),
		cmocka_unit_test(any_octets),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
