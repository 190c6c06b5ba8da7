/* tests/unit/facts_test.c - what the judge found, on the wire: lies and limits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "lib/base/err.h"
#include "lib/flow/verdict.h"
#include "lib/wire/facts.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

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

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lies_on_the_wire_are_refused),
		cmocka_unit_test(the_largest_facts_fit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
