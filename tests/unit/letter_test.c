/* tests/unit/letter_test.c - whole letters, and what cannot be put into one. */
#include "lib/base/b64.h"
#include "tests/unit/letters.h"

static void
a_letter_is_these_octets(void **state)
{
	static const struct ho_letter_field extra[] = {
		{ "X-Handover-Case", "HO-7F3K2M" },
	};
	struct ho_letter l = plain;

	(void)state;
	l.extra = extra;
	l.n_extra = 1;
	l.is_reply = true;
	l.automatic = HO_AUTO_REPLIED;
	l.in_reply_to = "<b@northwind.example>";
	l.references = "<a@northwind.example>";
	assert_string_equal(written(&l),
	    "Date: Sat, 21 Nov 2026 09:30:00 +0000\r\n"
	    "From: \"Support desk\"\r\n"
	    " <help@desk.example>\r\n"
	    "To: ops@northwind.example\r\n"
	    "Subject: Re: Hello\r\n"
	    "Message-ID: <0123abcd@desk.example>\r\n"
	    "In-Reply-To: <b@northwind.example>\r\n"
	    "References: <a@northwind.example>\r\n"
	    " <b@northwind.example>\r\n"
	    "Auto-Submitted: auto-replied\r\n"
	    "X-Handover-Case: HO-7F3K2M\r\n"
	    "MIME-Version: 1.0\r\n"
	    "Content-Type: text/plain; charset=utf-8\r\n"
	    "Content-Transfer-Encoding: 7bit\r\n"
	    "\r\n"
	    "One line.\r\n");
}

/* One field wrong, everything else right: named, and nothing written. */
static void
nothing_can_be_slipped_in(void **state)
{
	static const struct row {
		size_t at; /* offset of a const char * */
		const char *value, *field;
	} rows[] = {
#define AT(m) offsetof(struct ho_letter, m)
		{ AT(from), "a@b.c\r\nBcc: x@y.z", "From" },
		{ AT(from), "a@b.c, d@e.f", "From" },
		{ AT(from), "", "From" },
		{ AT(from), NULL, "From" },
		{ AT(from_name), "x\r\nBcc: y", "From" },
		{ AT(from_name), "x\xe2\x80\xa8y", "From" },
		{ AT(from_name), "x\xff", "From" },
		{ AT(to), "a@b.c\nBcc: x@y.z", "To" },
		{ AT(to), "a@b.c,d@e.f", "To" },
		{ AT(to), "<a@b.c>", "To" },
		{ AT(to), "x <a@b.c>", "To" },
		{ AT(to), "a b@c.d", "To" },
		{ AT(to), "a@b..c", "To" },
		{ AT(to), "a@[1.2.3.4]", "To" },
		{ AT(to), "undisclosed:;", "To" },
		{ AT(to), "\"a\r\n\"@b.c", "To" },
		{ AT(to), NULL, "To" },
		{ AT(subject), "x\nBcc: y@z", "Subject" },
		{ AT(subject), "x\ry", "Subject" },
		{ AT(subject), "x\x01", "Subject" },
		{ AT(subject), "x\x7f", "Subject" },
		{ AT(subject), "x\xc2\x85y", "Subject" },
		{ AT(subject), "x\xe2\x80\xa9y", "Subject" },
		{ AT(subject), "x\xc0\x8ay", "Subject" }, /* overlong LF */
		{ AT(message_id), "a@b.c>\r\nBcc: x", "Message-ID" },
		{ AT(message_id), "<a@b.c>", "Message-ID" },
		{ AT(message_id), "nothing", "Message-ID" },
		{ AT(message_id), NULL, "Message-ID" },
		{ AT(in_reply_to), "<a@b>\r\nBcc: x", "In-Reply-To" },
		{ AT(in_reply_to), "<a@b> <c@d>", "In-Reply-To" },
		{ AT(in_reply_to), "a@b", "In-Reply-To" },
		{ AT(body), "x\x1b[2J\n", "body" },
		{ AT(body), "x\r\n", "body" },
		{ AT(body), "\xff\n", "body" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct ho_page p = fresh_page();
		struct ho_letter l = plain;
		const char *field = "";

		memcpy((char *)&l + rows[i].at, &rows[i].value,
		    sizeof(rows[i].value));
		if (rows[i].at == AT(subject))
			l.subject_len = strlen(rows[i].value);
		if (rows[i].at == AT(body))
			l.body_len = strlen(rows[i].value);
		assert_int_equal(ho_letter_write(&l, &p, &field), HO_E_INPUT);
		assert_string_equal(field, rows[i].field);
		assert_int_equal(p.len, 0);
	}
}

/* At the limit it is written, one octet above it is not. */
static void
every_length_has_a_limit(void **state)
{
	static const struct row {
		size_t most;
		const char *tail;
		size_t at; /* offset of the value */
	} rows[] = {
		{ HO_LETTER_NAME, "", AT(from_name) },
		{ HO_LETTER_ADDRESS, "@b.example", AT(from) },
		{ HO_LETTER_ADDRESS, "@b.example", AT(to) },
		{ HO_LETTER_SUBJECT, "", AT(subject) },
		{ HO_LETTER_ID - 2, "@b.example", AT(message_id) },
	};
	struct ho_letter_field f = { "X-A", NULL };
	char text[1024];
	const char *value = text;

	(void)state;
	for (size_t i = 0; i < COUNT(rows) * 2; i++) {
		const struct row *r = &rows[i / 2];
		size_t len = r->most + i % 2, tail = strlen(r->tail);
		struct ho_page p = fresh_page();
		struct ho_letter l = plain;

		memset(text, 'x', len - tail);
		memcpy(text + len - tail, r->tail, tail + 1);
		memcpy((char *)&l + r->at, &value, sizeof(value));
		if (r->at == AT(subject))
			l.subject_len = len;
		assert_int_equal(ho_letter_write(&l, &p, NULL),
		    i % 2 == 0 ? HO_OK : HO_E_INPUT);
	}
	for (size_t n = HO_LETTER_VALUE; n <= HO_LETTER_VALUE + 1; n++) {
		struct ho_page p = fresh_page();
		struct ho_letter l = plain;

		memset(text, 'x', n);
		text[n] = '\0';
		f.value = text;
		l.extra = &f;
		l.n_extra = 1;
		assert_int_equal(ho_letter_write(&l, &p, NULL),
		    n == HO_LETTER_VALUE ? HO_OK : HO_E_INPUT);
	}
}

static void
fields_of_the_caller_are_checked(void **state)
{
	static const struct row {
		struct ho_letter_field f;
		bool is_good;
	} rows[] = {
		{ { "X-A", "b" }, true },
		{ { "X-A", "" }, true },
		{ { "X-A", "b\r\nBcc: x" }, false },
		{ { "X-A", "\xc3\xa9" }, false },
		{ { "X-A: b\r\nBcc", "x" }, false },
		{ { "X-A B", "x" }, false },
		{ { "Bcc", "x@y.z" }, false },
		{ { "", "x" }, false },
		{ { NULL, NULL }, false },
	};
	struct ho_letter_field many[HO_LETTER_EXTRA + 1];
	struct ho_letter l = plain;
	struct ho_page p;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		p = fresh_page();
		l.extra = &rows[i].f;
		l.n_extra = 1;
		assert_int_equal(ho_letter_write(&l, &p, NULL),
		    rows[i].is_good ? HO_OK : HO_E_INPUT);
	}
	for (size_t i = 0; i < COUNT(many); i++)
		many[i] = rows[0].f;
	l.extra = many;
	l.n_extra = HO_LETTER_EXTRA;
	p = fresh_page();
	assert_int_equal(ho_letter_write(&l, &p, NULL), HO_OK);
	l.n_extra++;
	p = fresh_page();
	assert_int_equal(ho_letter_write(&l, &p, NULL), HO_E_INPUT);
}

static void
bodies_arrive_as_they_were(void **state)
{
	static const struct row {
		const char *body, *encoding, *octets;
	} rows[] = {
		{ "a\n\nb", "7bit", "a\r\n\r\nb\r\n" },
		{ "", "7bit", "" },
		{ "a=b\n", "7bit", "a=b\r\n" },
		{ "\xc3\xa9=\n", "quoted-printable", "=C3=A9=3D\r\n" },
		{ "From here\n", "quoted-printable", "=46rom here\r\n" },
		{ ".\n", "quoted-printable", "=2E\r\n" },
		{ "a \n", "quoted-printable", "a=20\r\n" },
		{ "a\tb\n", "quoted-printable", "a=09b\r\n" },
		{ "0123456789012345678901234567890123456789"
		  "012345678901234567890123456789012345\n",
		    "7bit",
		    "0123456789012345678901234567890123456789"
		    "012345678901234567890123456789012345\r\n" },
		{ "0123456789012345678901234567890123456789"
		  "0123456789012345678901234567890123456\n",
		    "quoted-printable",
		    "0123456789012345678901234567890123456789"
		    "01234567890123456789012345678901234=\r\n56\r\n" },
		{ "0123456789012345678901234567890123456789"
		  "01234567890123456789012345678901234.6789\n",
		    "quoted-printable",
		    "0123456789012345678901234567890123456789"
		    "01234567890123456789012345678901234=\r\n=2E6789\r\n" },
	};
	char want[64];

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct ho_letter l = plain;
		const char *body;

		l.body = rows[i].body;
		l.body_len = strlen(rows[i].body);
		body = strstr(written(&l), "\r\n\r\n");
		snprintf(want, sizeof(want), "Encoding: %s\r\n\r\n",
		    rows[i].encoding);
		assert_non_null(strstr(memory, want));
		assert_string_equal(body + 4, rows[i].octets);
	}
}

/* The longest of everything: ASCII, CRLF only, no line over the limit. */
static void
the_longest_letter_is_still_one(void **state)
{
	struct ho_buf body = HO_BUF_INIT, name = HO_BUF_INIT;
	struct ho_letter l = plain;
	struct ho_page p = fresh_page();
	size_t n;

	(void)state;
	while (name.len + 2 <= HO_LETTER_NAME)
		ho_buf_str(&name, "\xc3\xa9");
	for (int i = 0; i < 3000; i++)
		ho_buf_str(&body, "\xe6\x97\xa5. =\n" + (i % 7 != 0) * 6);
	ho_buf_fmt(&body, "%05000d\n", 7);
	l.from_name = ho_buf_text(&name);
	l.body = ho_buf_text(&body);
	l.body_len = body.len;
	assert_int_equal(ho_letter_write(&l, &p, NULL), HO_OK);
	for (size_t i = 0; i < p.len; i += n + 2) {
		for (n = 0; memory[i + n] != '\r'; n++)
			assert_in_range(memory[i + n], 0x20, 0x7e);
		assert_in_range(n, 0, 76);
		assert_int_equal(memory[i + n + 1], '\n');
	}
	n = p.len;
	p = (struct ho_page)HO_PAGE(memory, n - 1);
	assert_int_equal(ho_letter_write(&l, &p, NULL), HO_E_LIMIT);
	ho_buf_free(&body);
	ho_buf_free(&name);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_letter_is_these_octets),
		cmocka_unit_test(nothing_can_be_slipped_in),
		cmocka_unit_test(every_length_has_a_limit),
		cmocka_unit_test(fields_of_the_caller_are_checked),
		cmocka_unit_test(bodies_arrive_as_they_were),
		cmocka_unit_test(the_longest_letter_is_still_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
