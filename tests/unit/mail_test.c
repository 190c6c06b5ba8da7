/*
 * tests/unit/mail_test.c - addresses, dates, ids, subjects, tags, the cutting
 * of a header, the limits, and the vectors of RFC 6376 and RFC 8463.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include <cmocka.h>

#include "lib/base/buf.h"
#include "lib/base/err.h"
#include "lib/flow/verdict.h"
#include "lib/mail/address.h"
#include "lib/mail/align.h"
#include "lib/mail/date.h"
#include "lib/mail/header.h"
#include "lib/mail/ids.h"
#include "lib/mail/key.h"
#include "lib/mail/tags.h"
#include "lib/mail/words.h"
#include "lib/wire/facts.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static struct ho_suffixes *suffixes;

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

/* --- whole letters -------------------------------------------------------- */

#define HEAD                                \
	"From: a@b.c\r\n"                   \
	"Date: 21 Nov 2026 09:30 +0000\r\n" \
	"Message-ID: <a@b>\r\n"

static void
open_letter(const struct ho_buf *b, struct ho_facts *facts)
{
	struct ho_mail *m = NULL;

	assert_int_equal(
	    ho_mail_open(&m, b->data, b->len, suffixes, facts), HO_OK);
	assert_int_equal(ho_mail_verify(m, facts), HO_OK);
	ho_mail_free(&m);
}

static void
assert_fault(const struct ho_buf *b, const char *word)
{
	static struct ho_facts facts;

	open_letter(b, &facts);
	assert_string_equal(facts.fault, word);
	if (word[0] != '\0') /* the verdict knows every word of ours */
		assert_int_equal(ho_reason_find(word)->verdict, HO_MAIL_REFUSE);
}

static void
a_letter_is_built_like_one(void **state)
{
	static const struct row {
		const char *text, *word;
	} rows[] = {
		{ "", "letter-empty" },
		{ HEAD "\r\n", "" },
		{ HEAD "\r\nbody without an end", "" },
		{ HEAD, "header-unended" },
		{ HEAD "X: y", "header-unended" },
		{ "\r\n", "field-missing" },
		{ "\r\n" HEAD "\r\n", "field-missing" },
		{ " " HEAD "\r\n", "header-line" },
		{ HEAD "X\r\n\r\n", "header-line" },
		{ HEAD ": y\r\n\r\n", "header-line" },
		{ HEAD "X y: z\r\n\r\n", "header-line" },
		{ HEAD "X\xc3\xa9: z\r\n\r\n", "header-line" },
		{ HEAD "X:\r\n\r\n", "" },
		{ HEAD "X: \x1b\r\n\r\n", "" },
		{ HEAD "\r\na\rb", "line-ends" },
		{ HEAD "\r\na\nb", "line-ends" },
		{ HEAD "\r\na\r", "line-ends" },
		{ "From: a@b.c\n" HEAD "\r\n", "line-ends" },
		{ HEAD "CC: a@b\r\ncc: c@d\r\n\r\n", "field-repeated" },
	};
	struct ho_buf nul = HO_BUF_INIT;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct ho_buf b = HO_BUF_INIT;

		ho_buf_str(&b, rows[i].text);
		assert_fault(&b, rows[i].word);
		ho_buf_free(&b);
	}
	ho_buf_str(&nul, HEAD "\r\n");
	ho_buf_add(&nul, "a\0b", 3);
	assert_fault(&nul, "line-ends");
	ho_buf_free(&nul);
}

/* n times text between the head and an empty body. */
static void
stuffed(struct ho_buf *b, const char *text, size_t n)
{
	ho_buf_clear(b);
	ho_buf_str(b, HEAD);
	while (n-- > 0)
		ho_buf_str(b, text);
	ho_buf_str(b, "\r\n");
}

static void
every_limit_holds_and_one_less_passes(void **state)
{
	static struct ho_facts facts;
	struct ho_buf b = HO_BUF_INIT;
	char line[1024] = "X: ";

	(void)state;
	stuffed(&b, "X: y\r\n", HO_MAIL_FIELDS - 3);
	assert_fault(&b, "");
	stuffed(&b, "X: y\r\n", HO_MAIL_FIELDS - 2);
	assert_fault(&b, "header-too-large");
	memset(line + 3, 'y', HO_MAIL_LINE_MAX - 3);
	strcpy(line + HO_MAIL_LINE_MAX, "\r\n");
	stuffed(&b, line, 1);
	assert_fault(&b, "");
	strcpy(line + HO_MAIL_LINE_MAX, "y\r\n");
	stuffed(&b, line, 1);
	assert_fault(&b, "header-too-large");
	stuffed(&b, "DKIM-Signature: v=1\r\n", HO_FACTS_SIGNATURES);
	open_letter(&b, &facts);
	assert_string_equal(facts.fault, "");
	assert_int_equal(facts.signatures, HO_FACTS_SIGNATURES);
	stuffed(&b, "DKIM-Signature: v=1\r\n", HO_FACTS_SIGNATURES + 1);
	assert_fault(&b, "header-too-large");
	ho_buf_clear(&b);
	ho_buf_str(&b, HEAD "To: ");
	for (int i = 0; i < 400; i++)
		ho_buf_fmt(&b, "user%d@northwind.example,\r\n ", i);
	ho_buf_str(&b, "x@y\r\n\r\n");
	assert_fault(&b, "too-many-recipients");
	stuffed(&b, "", 0);
	while (b.len < HO_MAIL_MAX)
		ho_buf_chr(&b, 'x');
	assert_fault(&b, "");
	ho_buf_chr(&b, 'x');
	assert_fault(&b, "letter-too-large");
	ho_buf_free(&b);
}

static double
seconds_for(const struct ho_buf *b, struct ho_facts *facts)
{
	struct timespec from, to;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
	open_letter(b, facts);
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
	return (double)(to.tv_sec - from.tv_sec) +
	    (double)(to.tv_nsec - from.tv_nsec) / 1e9;
}

/* 10 MiB of header, and 1 MiB of the worst that is read to its end. */
static void
hostile_headers_are_done_with_soon(void **state)
{
	static const char *const stuff[] = {
		"X: y\r\n",
		" folded folded folded folded folded folded folded folded\r\n",
		" <<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<\r\n",
		" (((((((((((((((((((((((((((((((((((((((((((((((((((((((\r\n",
		" a@b,c@d,e@f,g:h@i;,,,,,\"x\" <a@b>,(c)d@e(f),<a@b>,a@[b]\r\n",
		" =?utf-8?Q?a?= =?utf-8?B?YQ==?= =?x?y?z?= =?=?=?=?=?=?=?\r\n",
		" <a@b> <c> <d> <e> <f> <g> <h> <i> <j> <k> <l> <m> <n> x\r\n",
		" v=1; a=rsa-sha256; h=a:b:c:d:e:f:g:h:i:j:k:l:m:n:o; b==\r\n",
	};
	static const char *const fields[] = { "From:", "To:", "Subject:",
		"References:", "In-Reply-To:", "DKIM-Signature:", "Date:",
		"Sender:", "Content-Type:" };
	static struct ho_facts facts;
	struct ho_buf b = HO_BUF_INIT;
	double worst = 0;

	(void)state;
	for (size_t i = 0; i < COUNT(stuff) * COUNT(fields) * 2; i++) {
		const char *text = stuff[i / 2 % COUNT(stuff)];
		size_t size = (size_t)(i % 2 ? 10 << 20 : (1 << 20) - 200);
		double took;

		ho_buf_clear(&b);
		ho_buf_str(&b, "Message-ID: <a@b>\r\nX: y\r\n");
		ho_buf_fmt(&b, "%s\r\n", fields[i / 2 / COUNT(stuff)]);
		while (b.len + 60 < size)
			ho_buf_str(&b, text);
		ho_buf_str(&b, "\r\n");
		took = seconds_for(&b, &facts);
		worst = took > worst ? took : worst;
	}
	assert_true(worst < 1.0);
	ho_buf_free(&b);
}

/* A letter of twenty signatures, each over 1 MiB of header and 20 MiB of
 * body, which differs, so that no key is needed. */
static void
hostile_signatures_are_done_with_soon(void **state)
{
	static struct ho_facts facts;
	struct ho_buf b = HO_BUF_INIT;
	double took;

	(void)state;
	ho_buf_str(&b, HEAD);
	for (int i = 0; i < HO_FACTS_SIGNATURES; i++) {
		ho_buf_fmt(&b,
		    "DKIM-Signature: v=1; a=rsa-sha256; c=%s; d=b.c; s=s%d;\r\n"
		    " bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=; "
		    "b=AAAA;\r\n h=From",
		    i % 2 ? "relaxed/relaxed" : "simple/simple", i);
		for (int k = 1; k < 200; k++)
			ho_buf_fmt(&b, ":X%s", k % 10 ? "" : "\r\n ");
		ho_buf_str(&b, "\r\n");
	}
	ho_buf_str(&b, "X: y\r\n");
	while (b.len < HO_MAIL_HEADER_MAX - 100)
		ho_buf_str(&b, " \t  \t  \t x y  z\r\n");
	ho_buf_str(&b, "\r\n");
	while (b.len < (20 << 20))
		ho_buf_str(&b, " \t \r\n\r\nx \t  y\r\n");
	took = seconds_for(&b, &facts);
	assert_int_equal(facts.signatures, HO_FACTS_SIGNATURES);
	assert_string_equal(facts.signature[3].result, "body-differs");
	assert_true(took < 3.0);
	ho_buf_free(&b);
}

/* --- the vectors of the RFCs ---------------------------------------------- */

static const struct vector {
	const char *path, *name, *record;
} vectors[] = {
	/* RFC 6376 appendix A and C */
	{ "tests/mail/rfc6376.eml", "brisbane._domainkey.example.com",
	    "v=DKIM1; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDwIRP/UC3SBsEmGqZ"
	    "9ZJW3/DkMoGeLnQg1fWn7/zYtIxN2SnFCjxOCKG9v3b4jYfcTNh5ijSsq631uBItLa"
	    "7od+v/RtdC2UzJ1lWT947qR+Rcac2gbto/NMqJ0fzfVjH4OuKhitdY9tf6mcwGjaNBc"
	    "WToIMmPSPDdQPNUYckcQ2QIDAQAB" },
	/* RFC 8463 appendix A */
	{ "tests/mail/rfc8463.eml", "brisbane._domainkey.football.example.com",
	    "v=DKIM1; k=ed25519; "
	    "p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=" },
	{ "tests/mail/rfc8463.eml", "test._domainkey.football.example.com",
	    "v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDkHlOQoBTz"
	    "WRiGs5V6NpP3idY6Wk08a5qhdR6wy5bdOKb2jLQiY/J16JYi0Qvx/byYzCNb3W91y3F"
	    "utACDfzwQ/BC/e/8uBsCR+yz1Lxj+PL6lHvqMKrM3rG4hstT5QjvHO9PzoxZyVYLzBf"
	    "O2EeC3Ip3G+2kryOTIKT+l/K4w3QIDAQAB" },
};

static void
load(const char *path, struct ho_buf *b)
{
	FILE *f = fopen(path, "rb");
	int c;

	assert_non_null(f);
	while ((c = getc(f)) != EOF)
		ho_buf_chr(b, (char)c);
	fclose(f);
}

static void
the_rfcs_letters_verify(void **state)
{
	static struct ho_facts facts;

	(void)state;
	for (size_t i = 0; i < COUNT(vectors); i++) {
		const struct vector *v = &vectors[i];
		struct ho_buf b = HO_BUF_INIT;
		struct ho_mail *m;
		int passed = 0;

		load(v->path, &b);
		assert_int_equal(
		    ho_mail_open(&m, b.data, b.len, suffixes, &facts), HO_OK);
		for (size_t k = 0; k < facts.questions; k++) {
			if (strcmp(facts.dns[k].name, v->name) != 0)
				continue;
			facts.dns[k].status = HO_TXT_FOUND;
			facts.dns[k].secure = true;
			ho_txt_add(&facts.dns[k], v->record, strlen(v->record));
		}
		assert_int_equal(ho_mail_verify(m, &facts), HO_OK);
		for (size_t k = 0; k < facts.signatures; k++) {
			const struct ho_signature *s = &facts.signature[k];

			passed += s->is_verified && s->is_dnssec;
			assert_true(s->is_verified || s->is_unclear);
		}
		assert_int_equal(passed, 1);
		ho_mail_free(&m);
		ho_buf_free(&b);
	}
}

/* --- facts on the wire ---------------------------------------------------- */

static void
lies_on_the_wire_are_refused(void **state)
{
	static const struct row {
		uint16_t tag;
		const char *text;
		size_t len;
	} rows[] = {
		{ HO_T_FACT_FROM, "a@b.c\r\nBcc: x@y", 0 },
		{ HO_T_FACT_FROM, "a b@c", 0 },
		{ HO_T_FACT_FROM, "a@B", 0 },
		{ HO_T_FACT_FROM, "a", 0 },
		{ HO_T_FACT_FROM, "a,b@c", 0 },
		{ HO_T_FACT_FROM, "a@b\0c", 5 },
		{ HO_T_FACT_MESSAGE_ID, "<a>\n", 0 },
		{ HO_T_FACT_MESSAGE_ID, "a", 0 },
		{ HO_T_FACT_MESSAGE_ID, "<a b>", 0 },
		{ HO_T_FACT_REFERENCES, "<a>  <b>", 0 },
		{ HO_T_FACT_REFERENCES, "<a> ", 0 },
		{ HO_T_FACT_REFERENCES, "<>", 0 },
		{ HO_T_FACT_SUBJECT, "a\x1b[2J", 0 },
		{ HO_T_FACT_SUBJECT, "\xff", 0 },
		{ HO_T_FACT_SUBJECT, "\xe2\x80\xae", 0 },
		{ HO_T_FACT_FAULT, "a b", 0 },
		{ HO_T_FACT_TO, "a@b", 3 },
		{ HO_T_FACT_TO, "\0", 1 },
		{ HO_T_FACT_SHA256, "short", 0 },
		{ HO_T_FACT_SIZE, "\0\0\0\0", 4 },
		{ HO_T_FACT_PRESENT, "\0\0\0\1\0\0\0\0", 8 },
		{ HO_T_FACT_UNREAD, "\0\0\0\0\0\0\0\1", 8 },
		{ HO_T_SIG_RESULT, "pass", 0 }, /* of no signature */
		{ HO_T_DNS_TEXT, "x", 0 },
		{ 200, "x", 0 },
	};
	static uint8_t mem[HO_FRAME_MAX], lie[HO_FRAME_MAX];
	static struct ho_facts facts;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct ho_frame f, g;
		struct ho_field one;
		struct ho_view v;
		size_t at = 0;
		size_t len = rows[i].len ? rows[i].len : strlen(rows[i].text);

		memset(&facts, 0, sizeof(facts));
		strcpy(facts.from, "a@b");
		assert_int_equal(ho_facts_put(&f, mem, &facts), HO_OK);
		assert_int_equal(ho_view_open(&v, mem, f.len), HO_OK);
		assert_int_equal(ho_facts_get(&v, &facts), HO_OK);
		ho_frame_start(&g, lie, sizeof(lie), HO_M_JUDGE_FACTS);
		while (ho_view_next(&v, &at, &one) == HO_OK)
			if (one.tag != rows[i].tag)
				ho_frame_put(&g, one.tag, one.data, one.len);
		/* without the field it is no message either */
		if (rows[i].tag < HO_T_SIG_DOMAIN) {
			assert_int_equal(ho_frame_end(&g), HO_OK);
			assert_int_equal(ho_view_open(&v, lie, g.len), HO_OK);
			assert_int_equal(ho_facts_get(&v, &facts), HO_E_PEER);
		}
		ho_frame_put(&g, rows[i].tag, rows[i].text, len);
		assert_int_equal(ho_frame_end(&g), HO_OK);
		assert_int_equal(ho_view_open(&v, lie, g.len), HO_OK);
		if (ho_facts_get(&v, &facts) != HO_E_PEER)
			fail_msg("row %zu", i);
		assert_string_equal(facts.from, "");
	}
}

/* The largest facts there can be fit one message and come back. */
static void
the_largest_facts_fit(void **state)
{
	static uint8_t mem[HO_FRAME_MAX];
	static struct ho_facts facts;
	struct ho_frame f;
	struct ho_view v;

	(void)state;
	memset(&facts, 0, sizeof(facts));
	memset(facts.detail, 'x', HO_DETAIL_MAX);
	memset(facts.from, 'x', HO_ADDR_MAX);
	memcpy(facts.from + 100, "@", 1);
	memset(facts.subject, 'x', HO_SUBJECT_MAX);
	while (ho_addr_add(&facts.to, facts.from))
		ho_addr_add(&facts.cc, facts.from);
	facts.signatures = HO_FACTS_SIGNATURES;
	for (size_t i = 0; i < facts.signatures; i++) {
		memset(facts.signature[i].domain, 'd', HO_NAME_MAX);
		memset(facts.signature[i].selector, 's', HO_NAME_MAX);
		memset(facts.signature[i].result, 'r', HO_WORD_MAX);
	}
	facts.questions = HO_FACTS_DNS;
	for (size_t i = 0; i < facts.questions; i++) {
		memset(facts.dns[i].name, 'n', HO_NAME_MAX);
		facts.dns[i].status = HO_TXT_FOUND;
		for (int k = 0; k < HO_DNS_RECORDS; k++)
			ho_txt_add(
			    &facts.dns[i], mem, HO_DNS_TEXT / HO_DNS_RECORDS);
		assert_false(facts.dns[i].is_cut);
	}
	assert_int_equal(ho_facts_put(&f, mem, &facts), HO_OK);
	assert_int_equal(ho_view_open(&v, mem, f.len), HO_OK);
	assert_int_equal(ho_facts_get(&v, &facts), HO_OK);
	assert_int_equal(facts.questions, HO_FACTS_DNS);
	ho_txt_add(&facts.dns[0], "x", 1);
	assert_true(facts.dns[0].is_cut);
}

static int
open_suffixes(void **state)
{
	(void)state;
	return ho_suffixes_load(&suffixes);
}

static int
close_suffixes(void **state)
{
	(void)state;
	ho_suffixes_free(&suffixes);
	return 0;
}

/* Keys under which anybody can sign, and their honest neighbours. */
static void
weak_keys_are_no_keys(void **state)
{
	static const struct row {
		const char *what;
		enum key_type type;
		const char *p, *why; /* why NULL: a key */
	} rows[] = {
		{ "an RSA exponent of 1", KEY_RSA,
		    "MIGHAoGBALx8KVzhFpROFUK9LtuBgfejU9gy147LYutBx6DFt11zYVN/D0Yi"
		    "+MfZgvvk5I3dt3BjVY0838wAGZEihW7rEp2JTnNLFTdnCyTu9VCp4rhbeWPJ"
		    "hkeAnTu5uKgBhyj1lPCzmr66CbTXIJTv7ba4cgbukgSsOIkfD79ZxGKzGdr3"
		    "AgEB",
		    "key-malformed" },
		{ "an even one", KEY_RSA,
		    "MIGHAoGBALx8KVzhFpROFUK9LtuBgfejU9gy147LYutBx6DFt11zYVN/D0Yi"
		    "+MfZgvvk5I3dt3BjVY0838wAGZEihW7rEp2JTnNLFTdnCyTu9VCp4rhbeWPJ"
		    "hkeAnTu5uKgBhyj1lPCzmr66CbTXIJTv7ba4cgbukgSsOIkfD79ZxGKzGdr3"
		    "AgEC",
		    "key-malformed" },
		{ "of 3", KEY_RSA,
		    "MIGHAoGBALx8KVzhFpROFUK9LtuBgfejU9gy147LYutBx6DFt11zYVN/D0Yi"
		    "+MfZgvvk5I3dt3BjVY0838wAGZEihW7rEp2JTnNLFTdnCyTu9VCp4rhbeWPJ"
		    "hkeAnTu5uKgBhyj1lPCzmr66CbTXIJTv7ba4cgbukgSsOIkfD79ZxGKzGdr3"
		    "AgED",
		    NULL },
		{ "the neutral point", KEY_ED25519,
		    "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
		    "key-malformed" },
		{ "its other spelling", KEY_ED25519,
		    "7v///////////////////////////////////////38=",
		    "key-malformed" },
		{ "the same with a sign", KEY_ED25519,
		    "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAIA=",
		    "key-malformed" },
		{ "order 8", KEY_ED25519,
		    "JuiVj8KyJ7BFw/SJ8u+Y8NXfrAXTxjM5sTgCiG1T/AU=",
		    "key-malformed" },
		{ "RFC 8032's first key", KEY_ED25519,
		    "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=", NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct ho_txt_answer a = { .status = HO_TXT_FOUND };
		struct key key;
		char text[1024];
		const char *why;

		snprintf(text, sizeof(text), "v=DKIM1; k=%s; p=%s",
		    rows[i].type == KEY_RSA ? "rsa" : "ed25519", rows[i].p);
		ho_txt_add(&a, text, strlen(text));
		why = key_parse(&a, rows[i].type, &key);
		if (why == NULL
			? rows[i].why != NULL
			: rows[i].why == NULL || strcmp(why, rows[i].why) != 0)
			fail_msg("%s: %s", rows[i].what, why ? why : "a key");
		EVP_PKEY_free(key.pkey);
	}
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
		cmocka_unit_test(a_letter_is_built_like_one),
		cmocka_unit_test(every_limit_holds_and_one_less_passes),
		cmocka_unit_test(hostile_headers_are_done_with_soon),
		cmocka_unit_test(hostile_signatures_are_done_with_soon),
		cmocka_unit_test(the_rfcs_letters_verify),
		cmocka_unit_test(lies_on_the_wire_are_refused),
		cmocka_unit_test(the_largest_facts_fit),
		cmocka_unit_test(weak_keys_are_no_keys),
	};

	return cmocka_run_group_tests(tests, open_suffixes, close_suffixes);
}
