/* tests/unit/mail_test.c - whole letters: how they are cut, and their limits. */
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
#include "lib/mail/align.h"
#include "lib/mail/header.h"
#include "lib/wire/facts.h"
#include "tests/mail/suffixes.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

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

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_letter_is_built_like_one),
		cmocka_unit_test(every_limit_holds_and_one_less_passes),
		cmocka_unit_test(hostile_headers_are_done_with_soon),
		cmocka_unit_test(hostile_signatures_are_done_with_soon),
	};

	return cmocka_run_group_tests(tests, open_suffixes, close_suffixes);
}
