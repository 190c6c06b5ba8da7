/* tests/unit/letter_head_test.c - a letter's head: its subject, its thread, its addresses. */
#include "lib/base/b64.h"
#include "tests/unit/letters.h"

static void
subjects_are_answered_once_and_encoded(void **state)
{
	static const struct row {
		bool is_reply;
		const char *subject, *field;
	} rows[] = {
		{ false, "Re: x", "Subject: Re: x\r\n" },
		{ true, "x", "Subject: Re: x\r\n" },
		{ true, "Re: x", "Subject: Re: x\r\n" },
		{ true, "RE:re:  Re:x", "Subject: Re: x\r\n" },
		{ true, "Regarding x", "Subject: Re: Regarding x\r\n" },
		{ true, "", "Subject: Re:\r\n" },
		{ true, "Re: ", "Subject: Re:\r\n" },
		{ false, "", "Subject: \r\n" },
		{ false, "Caf\xc3\xa9", "Subject: =?utf-8?B?Q2Fmw6k=?=\r\n" },
		{ false, "=?utf-8?B?QQ==?=",
		    "Subject: =?utf-8?B?PT91dGYtOD9CP1FRPT0/PQ==?=\r\n" },
		{ false, " x ", "Subject: =?utf-8?B?IHgg?=\r\n" },
		{ false,
		    "one two three four five six seven eight nine ten eleven "
		    "twelve thirteen fourteen",
		    "Subject: one two three four five six seven eight nine ten "
		    "eleven twelve\r\n thirteen fourteen\r\n" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct ho_letter l = plain;

		l.subject = rows[i].subject;
		l.subject_len = strlen(rows[i].subject);
		l.is_reply = rows[i].is_reply;
		assert_non_null(strstr(written(&l), rows[i].field));
	}
}

/* What the encoded words of a header say, put together again. */
static void
decode_words(const char *from, struct ho_buf *out)
{
	const char *end;

	while ((from = strstr(from, "=?utf-8?B?")) != NULL) {
		from += 10;
		assert_non_null(end = strstr(from, "?="));
		assert_int_equal(
		    ho_b64_decode(out, from, (size_t)(end - from)), HO_OK);
		from = end;
	}
}

static void
long_subjects_come_back_whole(void **state)
{
	static const char *const chars[] = { "x", "\xc3\xa9", "\xe6\x97\xa5",
		"\xf0\x9f\x98\x80" };

	(void)state;
	for (size_t i = 0; i < COUNT(chars); i++) {
		struct ho_buf text = HO_BUF_INIT, back = HO_BUF_INIT;
		struct ho_letter l = plain;

		while (text.len + 4 <= HO_LETTER_SUBJECT)
			ho_buf_str(&text, chars[i]);
		l.subject = ho_buf_text(&text);
		l.subject_len = text.len;
		written(&l);
		decode_words(strstr(memory, "Subject: "), &back);
		assert_string_equal(ho_buf_text(&back), ho_buf_text(&text));
		ho_buf_free(&text);
		ho_buf_free(&back);
	}
}

static void
references_keep_the_first_and_the_newest(void **state)
{
	struct ho_buf list = HO_BUF_INIT, want = HO_BUF_INIT;
	struct ho_letter l = plain;
	const char *from, *end;

	(void)state;
	for (int i = 0; i < 200; i++)
		ho_buf_fmt(&list, "%s<%04d@north.example>\r\n\t",
		    i == 100 ? "garbage <a b@c> <no-at> " : "", i);
	l.references = ho_buf_text(&list);
	l.in_reply_to = "<last@north.example>";
	from = strstr(written(&l), "References: ");
	assert_non_null(from);
	end = strstr(from, "\r\nAuto-Submitted");
	assert_non_null(end);
	assert_in_range(end - from, 960, 998);
	assert_memory_equal(
	    from, "References: <0000@north.example>\r\n <0", 37);
	ho_buf_str(&want,
	    " <0198@north.example>\r\n <0199@north.example>"
	    "\r\n <last@north.example>");
	assert_memory_equal(end - want.len, want.data, want.len);
	assert_null(strstr(from, "garbage"));
	assert_null(strstr(from, "no-at"));
	/* the id answered stands once, even where it was in the list */
	l.references = "<a@b> <last@north.example>";
	assert_non_null(strstr(written(&l),
	    "\r\nReferences: <a@b>\r\n <last@north.example>\r\nAuto"));
	l.references = NULL;
	l.in_reply_to = NULL;
	assert_null(strstr(written(&l), "References"));
	ho_buf_free(&list);
	ho_buf_free(&want);
}

static void
addresses_and_ids_have_a_grammar(void **state)
{
	static const struct row {
		const char *text;
		bool address, id;
	} rows[] = {
		{ "a@b", true, false },
		{ "\"a b\"@c.d", true, false },
		{ "\"a\\\"b\"@c.d", true, false },
		{ "\"a\"b\"@c.d", false, false },
		{ "\"a\\\"@c.d", false, false },
		{ "j\xc3\xb6rg@b.c", true, false },
		{ "a@b\xc3\xb6.c", false, false },
		{ "a@b.c.", false, false },
		{ "a.@b", false, false },
		{ "<a@b>", false, true },
		{ "<a:b/c$1@d>", false, true },
		{ "<a@[1.2.3.4]>", false, true },
		{ "<a@b@c>", false, false },
		{ "<@b>", false, false },
		{ "<a@>", false, false },
		{ "<a b@c>", false, false },
		{ "<a,b@c>", false, false },
		{ "<a@b", false, false },
		{ "", false, false },
	};
	char id[HO_LETTER_ID + 2];

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		assert_int_equal(
		    ho_letter_is_address(rows[i].text), rows[i].address);
		assert_int_equal(
		    ho_letter_is_id(rows[i].text, strlen(rows[i].text)),
		    rows[i].id);
	}
	memset(id, 'x', sizeof(id));
	id[0] = '<';
	id[5] = '@';
	id[HO_LETTER_ID - 1] = '>';
	assert_true(ho_letter_is_id(id, HO_LETTER_ID));
	id[HO_LETTER_ID - 1] = 'x';
	id[HO_LETTER_ID] = '>';
	assert_false(ho_letter_is_id(id, HO_LETTER_ID + 1));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(subjects_are_answered_once_and_encoded),
		cmocka_unit_test(long_subjects_come_back_whole),
		cmocka_unit_test(references_keep_the_first_and_the_newest),
		cmocka_unit_test(addresses_and_ids_have_a_grammar),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
