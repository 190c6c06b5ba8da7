/* tests/unit/field_test.c - what stands in a letter's fields: addresses,
 * lists, dates, ids, subjects, tags; and whose a domain is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "lib/base/buf.h"
#include "lib/base/err.h"
#include "lib/mail/address.h"
#include "lib/mail/align.h"
#include "lib/mail/date.h"
#include "lib/mail/ids.h"
#include "lib/mail/tags.h"
#include "lib/mail/words.h"
#include "tests/mail/suffixes.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static struct lex
lex_of(const char *text)
{
	const uint8_t *p = (const uint8_t *)text;

	return (struct lex){ p, p + strlen(text) };
}

static void
one_mailbox_is_one_mailbox(void **state)
{
	static const struct row {
		const char *in, *out; /* NULL: refused */
	} rows[] = {
		{ " ops@northwind.example", "ops@northwind.example" },
		{ "o.p.s+tag@a.b", "o.p.s+tag@a.b" },
		{ "a@b", "a@b" },
		{ "!#$%&'*+-/=?^_`{|}~@a.b", "!#$%&'*+-/=?^_`{|}~@a.b" },
		{ "<a@b.c>", "a@b.c" },
		{ "x y z <a@b.c> (z)", "a@b.c" },
		{ "x<a@b.c>", "a@b.c" },
		{ "(a (nested \\) one)) <a@b.c>", "a@b.c" },
		{ "\"x, y <e@f.g>\" <a@b.c>", "a@b.c" },
		{ "\"a b\"@c.d", "\"a b\"@c.d" },
		{ "\"a\\\"b\"@c.d", "\"a\\\"b\"@c.d" },
		{ "J\xc3\xb6rg <j\xc3\xb6rg@b.c>", "j\xc3\xb6rg@b.c" },
		{ "a@B\xc3\x9c"
		  "CHER.example",
		    NULL }, /* not lower: a map */
		{ "a@b\xc3\xbc"
		  "cher.example",
		    "a@xn--bcher-kva.example" },
		{ "a@XN--BCHER-KVA.example", "a@xn--bcher-kva.example" },
		{ "a@xn--a.example", NULL },
		{ "a@-b.c", NULL },
		{ "a@b-.c", NULL },
		{ "a@b..c", NULL },
		{ "a@.b", NULL },
		{ ".a@b", NULL },
		{ "a.@b", NULL },
		{ "a@b.c d", NULL },
		{ "a@b.c <", NULL },
		{ "<a@b.c", NULL },
		{ "a@b.c>", NULL },
		{ "<a@b.c>>", NULL },
		{ "a b@c.d", NULL },
		{ "x:y <a@b.c>", NULL },
		{ "x, <a@b.c>", NULL },
		{ "a@b,c@d", NULL },
		{ "a@b\\.c", NULL },
		{ "a@\"b\"", NULL },
		{ "\"a\r\n b\"@c.d", NULL },
		{ "a\x7f@b.c", NULL },
		{ "a\x01@b.c", NULL },
		{ "", NULL },
		{ "@", NULL },
		{ "@b", NULL },
		{ "a@", NULL },
	};
	char out[HO_ADDR_MAX + 1];

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		int rc = address_one(lex_of(rows[i].in), out);

		if (rc != (rows[i].out ? HO_OK : HO_E_INPUT))
			fail_msg("%s", rows[i].in);
		assert_string_equal(out, rows[i].out ? rows[i].out : "");
	}
}

static void
an_address_has_an_end(void **state)
{
	char text[1024], out[HO_ADDR_MAX + 1];

	(void)state;
	memset(text, 'a', sizeof(text));
	strcpy(text + 316, "@b.c"); /* 320 octets */
	assert_int_equal(address_one(lex_of(text), out), HO_OK);
	memset(text, 'a', sizeof(text));
	strcpy(text + 317, "@b.c");
	assert_int_equal(address_one(lex_of(text), out), HO_E_INPUT);
	strcpy(text, "a@");
	memset(text + 2, 'b', 63);
	strcpy(text + 65, ".c");
	assert_int_equal(address_one(lex_of(text), out), HO_OK);
	memset(text + 2, 'b', 64);
	strcpy(text + 66, ".c");
	assert_int_equal(address_one(lex_of(text), out), HO_E_INPUT);
}

static void
lists_are_read_by_the_whole_grammar(void **state)
{
	static const struct row {
		const char *in, *out; /* "," between; NULL: nothing */
	} rows[] = {
		{ "a@b", "a@b" },
		{ "a@b, c@d", "a@b,c@d" },
		{ "J. Doe <a@b>, \"x, y\" <c@d> (e@f)", "a@b,c@d" },
		{ "a@b,, ,c@d,", "a@b,c@d" },
		{ "g: a@b, c@d;, e@f", "a@b,c@d,e@f" },
		{ "g:;", "" },
		{ "undisclosed-recipients:;", "" },
		{ "", "" },
		{ "< a@b >", "a@b" },
		{ "a @ b", "a@b" },
		{ "a@[192.0.2.1], c@d", "c@d" },
		{ "a..b@x, c@d", "c@d" },
		{ "<a.@x>, .b@x, c@d", "c@d" },
		{ "a..b@x c@d", NULL },
		{ "a..b, c@d", NULL },
		{ "a@b_c, c@d", "c@d" },
		{ "g: a@b", NULL },
		{ "a@b; c@d", NULL },
		{ "a@b c@d", NULL },
		{ "g: h: a@b;;", NULL },
		{ "<a@b", NULL },
		{ "\"a@b", NULL },
		{ "a@b (x", NULL },
		{ "<@x:a@b>", NULL },
		{ "desk", NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		static struct ho_addr_list list;
		struct ho_buf all = HO_BUF_INIT;
		const char *one;
		size_t at = 0;
		int rc;

		list.len = 0;
		rc = address_list(lex_of(rows[i].in), &list);
		if (rc != (rows[i].out ? HO_OK : HO_E_INPUT))
			fail_msg("%s", rows[i].in);
		while ((one = ho_addr_next(&list, &at)) != NULL)
			ho_buf_fmt(&all, "%s%s", all.len ? "," : "", one);
		assert_string_equal(
		    ho_buf_text(&all), rows[i].out ? rows[i].out : "");
		ho_buf_free(&all);
	}
}

static void
dates_mean_one_second(void **state)
{
	static const struct row {
		const char *in;
		int64_t at; /* -1: refused */
	} rows[] = {
		{ " Sat, 21 Nov 2026 09:30:00 +0000", 1795253400 },
		{ "21 Nov 2026 09:30:00 +0000", 1795253400 },
		{ "21 Nov 2026 09:30 +0000", 1795253400 },
		{ "Sat, 21 Nov 2026 10:30:00 +0100 (CET)", 1795253400 },
		{ "Sat, 21 Nov 2026 01:30:00 -0800", 1795253400 },
		{ "Sat, 21 Nov 2026 15:00:00 +0530", 1795253400 },
		{ "Sat, 21 Nov 2026 09:30:00 GMT", 1795253400 },
		{ "Sat, 21 Nov 2026 01:30:00 pst", 1795253400 },
		{ "sat,21 nov 2026\r\n 09:30:00 -0000", 1795253400 },
		{ "Tue, 1 Jan 2030 00:00:00 +0000", 1893456000 },
		{ "Sat, 29 Feb 2028 23:59:60 +0000", 1835481600 },
		{ "Sat, 29 Feb 2027 00:00:00 +0000", -1 },
		{ "Sat, 31 Apr 2026 00:00:00 +0000", -1 },
		{ "Sat, 0 Nov 2026 00:00:00 +0000", -1 },
		{ "Sat, 21 Nov 26 09:30:00 +0000", -1 },
		{ "Sat, 21 Nov 2026 24:00:00 +0000", -1 },
		{ "Sat, 21 Nov 2026 9:30:00 +0000", -1 },
		{ "Sat, 21 Nov 2026 09:60:00 +0000", -1 },
		{ "Sat, 21 Nov 2026 09:30:61 +0000", -1 },
		{ "Sat, 21 Nov 2026 09:30:00", -1 },
		{ "Sat, 21 Nov 2026 09:30:00 Z", -1 },
		{ "Sat, 21 Nov 2026 09:30:00 +000", -1 },
		{ "Sat, 21 Nov 2026 09:30:00 +2400", -1 },
		{ "Sat, 21 Nov 2026 09:30:00 +0000 x", -1 },
		{ "Xyz, 21 Nov 2026 09:30:00 +0000", -1 },
		{ "Sat 21 Nov 2026 09:30:00 +0000", -1 },
		{ "2026-11-21T09:30:00Z", -1 },
		{ "Sat, 21 Nov 1969 09:30:00 +0000", -1 },
		{ "", -1 },
	};
	int64_t at;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		int rc = date_parse(lex_of(rows[i].in), &at);

		if (rc != (rows[i].at < 0 ? HO_E_INPUT : HO_OK) ||
		    at != (rows[i].at < 0 ? 0 : rows[i].at))
			fail_msg("%s: %lld", rows[i].in, (long long)at);
	}
}

static void
ids_are_kept_by_the_first_and_the_newest(void **state)
{
	char out[HO_MSGID_MAX + 1], refs[HO_REFS_MAX + 1];
	struct ho_buf many = HO_BUF_INIT;

	(void)state;
	assert_int_equal(id_one(lex_of(" <a@b> (x)"), out), HO_OK);
	assert_string_equal(out, "<a@b>");
	assert_int_equal(id_one(lex_of("<a@b> x"), out), HO_E_INPUT);
	assert_int_equal(id_one(lex_of("<a b@c>"), out), HO_E_INPUT);
	assert_int_equal(id_one(lex_of("<>"), out), HO_E_INPUT);
	assert_int_equal(id_one(lex_of("<a\r\n b>"), out), HO_E_INPUT);
	assert_int_equal(id_one(lex_of("<a\xe2\x80\xae>"), out), HO_E_INPUT);
	assert_string_equal(out, "");
	id_first(lex_of("your mail of today <a@b> <c@d>"), out);
	assert_string_equal(out, "<a@b>");
	id_list(lex_of("<a@b>\r\n\t<c@d>x<e f><g@h"), refs);
	assert_string_equal(refs, "<a@b> <c@d>");
	for (int i = 0; i < 1000; i++)
		ho_buf_fmt(&many, "<%d@northwind.example> ", i);
	id_list(lex_of(ho_buf_text(&many)), refs);
	assert_true(strlen(refs) <= HO_REFS_MAX);
	assert_true(strlen(refs) > HO_REFS_MAX - 60);
	assert_memory_equal(refs, "<0@northwind.example> <9", 24);
	assert_string_equal(
	    refs + strlen(refs) - 23, "<999@northwind.example>");
	ho_buf_free(&many);
}

static void
subjects_are_read_and_lie_still(void **state)
{
	static const struct row {
		const char *in, *out;
	} rows[] = {
		{ " Please reset", "Please reset" },
		{ "=?utf-8?Q?Caf=C3=A9_closed?=", "Caf\xc3\xa9 closed" },
		{ "=?UTF-8?B?Q2Fmw6k=?= now", "Caf\xc3\xa9 now" },
		{ "=?utf-8?q?a?=\r\n =?utf-8?q?b?=", "ab" },
		{ "a =?utf-8?q?b?= c", "a b c" },
		{ "=?iso-8859-1?Q?Gr=FC=DFe?=",
		    "Gr\xc3\xbc\xc3\x9f"
		    "e" },
		{ "=?windows-1252?Q?=80?=", "\xe2\x82\xac" },
		{ "=?utf-8*en?Q?hi?=", "hi" },
		{ "=?koi8-r?B?xA==?=", "=?koi8-r?B?xA==?=" },
		{ "=?utf-8?Q?=zz?=", "=?utf-8?Q?=zz?=" },
		{ "=?utf-8?X?a?=", "=?utf-8?X?a?=" },
		{ "=?utf-8?Q?a", "=?utf-8?Q?a" },
		{ "=?utf-8?Q?=0D=0ABcc:_e=40x?=", "<U+000D><U+000A>Bcc: e@x" },
		{ "=?utf-8?Q?=E2=80=AEx=00=1B[2J?=",
		    "<U+202E>x<U+0000><U+001B>[2J" },
		{ "a\u202eb\u2066c\u200bd\u00ade\ufefff",
		    "a<U+202E>b<U+2066>c<U+200B>d<U+00AD>e<U+FEFF>f" },
		{ "\u2764\ufe0f \u0645\u06cc\u200c\u062e",
		    "\u2764 \u0645\u06cc\u062e" },
		{ "one\ttwo", "one two" },
		{ "=?utf-8?Q?=FFx?=", "\xef\xbf\xbdx" },
		{ "one\r\n\ttwo", "one two" },
		{ "", "" },
	};
	char out[HO_SUBJECT_MAX + 1];
	struct ho_buf big = HO_BUF_INIT;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		words_decode(lex_of(rows[i].in), out);
		assert_string_equal(out, rows[i].out);
	}
	for (int i = 0; i < 1000; i++)
		ho_buf_str(&big, "\xc3\xa9");
	words_decode(lex_of(ho_buf_text(&big)), out);
	assert_int_equal(strlen(out), HO_SUBJECT_MAX);
	ho_buf_clear(&big);
	/* no half of a mark */
	for (int i = 0; i < 1000; i++)
		ho_buf_str(&big, "\u202e");
	words_decode(lex_of(ho_buf_text(&big)), out);
	assert_int_equal(strlen(out), HO_SUBJECT_MAX / 8 * 8);
	ho_buf_free(&big);
}

static void
tags_are_strict(void **state)
{
	static const struct row {
		const char *in, *why; /* NULL: well formed */
	} rows[] = {
		{ "v=1; a=b", NULL },
		{ "v=1; a=b;", NULL },
		{ " v = 1 ;\r\n a = b c ", NULL },
		{ "v=1;a=", NULL },
		{ "v=1;a=b=c", NULL },
		{ "v=1;v=1", "tag-twice" },
		{ "v=1;V=1", NULL },
		{ "v", "tag-syntax" },
		{ "v=1;;a=b", "tag-syntax" },
		{ ";v=1", "tag-syntax" },
		{ "=1", "tag-syntax" },
		{ "1v=1", "tag-syntax" },
		{ "v w=1", "tag-syntax" },
		{ "v=1\x01", "tag-syntax" },
		{ "v=\x7f", "tag-syntax" },
		{ "", "tag-syntax" },
		{ " ", "tag-syntax" },
	};
	static struct tags t;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const char *why = tags_parse(&t, lex_of(rows[i].in));

		if (rows[i].why == NULL) {
			assert_null(why);
			continue;
		}
		assert_non_null(why);
		assert_string_equal(why, rows[i].why);
	}
}

static void
organisations_end_at_public_suffixes(void **state)
{
	static const struct row {
		const char *from, *d;
		enum relation is;
	} rows[] = {
		{ "a.example", "a.example", RELATION_SAME },
		{ "m.a.example", "a.example", RELATION_RELATED },
		{ "a.example", "m.a.example", RELATION_RELATED },
		{ "m.a.example", "n.a.example", RELATION_FOREIGN },
		{ "a.example", "example", RELATION_FOREIGN },
		{ "a.example", "ba.example", RELATION_FOREIGN },
		{ "a.co.uk", "co.uk", RELATION_FOREIGN },
		{ "m.a.co.uk", "a.co.uk", RELATION_RELATED },
		{ "a.github.io", "github.io", RELATION_FOREIGN },
		{ "github.io", "a.github.io", RELATION_FOREIGN },
		{ "a.xn--55qx5d.cn", "xn--55qx5d.cn", RELATION_FOREIGN },
		{ "a.b.ck", "b.ck", RELATION_FOREIGN },     /* *.ck */
		{ "a.www.ck", "www.ck", RELATION_RELATED }, /* !www.ck */
		/* a public suffix below an organisation */
		{ "victim.s3.amazonaws.com", "amazonaws.com",
		    RELATION_FOREIGN },
		{ "s3.amazonaws.com", "amazonaws.com", RELATION_FOREIGN },
		{ "amazonaws.com", "s3.amazonaws.com", RELATION_FOREIGN },
		{ "x.kawasaki.jp", "kawasaki.jp", RELATION_FOREIGN },
		{ "a.northwind.onmicrosoft.com", "northwind.onmicrosoft.com",
		    RELATION_RELATED },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		if (align_relation(suffixes, rows[i].from, rows[i].d) !=
		    rows[i].is)
			fail_msg("%s %s", rows[i].from, rows[i].d);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_mailbox_is_one_mailbox),
		cmocka_unit_test(an_address_has_an_end),
		cmocka_unit_test(lists_are_read_by_the_whole_grammar),
		cmocka_unit_test(dates_mean_one_second),
		cmocka_unit_test(ids_are_kept_by_the_first_and_the_newest),
		cmocka_unit_test(subjects_are_read_and_lie_still),
		cmocka_unit_test(tags_are_strict),
		cmocka_unit_test(organisations_end_at_public_suffixes),
	};

	return cmocka_run_group_tests(tests, open_suffixes, close_suffixes);
}
