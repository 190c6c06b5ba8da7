/* tests/unit/template_test.c - pages, and templates that are filled in. */
#include "lib/letter/template.h"
#include "tests/unit/letters.h"

static char subject_memory[1024];

static void
a_page_keeps_its_size(void **state)
{
	char small[4];
	struct ho_page p = HO_PAGE(small, sizeof(small));

	(void)state;
	ho_page_str(&p, "1234");
	assert_int_equal(p.error, HO_OK);
	ho_page_chr(&p, '5');
	assert_int_equal(p.error, HO_E_LIMIT);
	ho_page_str(&p, "");
	assert_int_equal(p.error, HO_E_LIMIT);
	assert_int_equal(p.len, 4);
}

static void
a_page_shows_what_is_odd(void **state)
{
	struct ho_page p = fresh_page();
	static const char text[] = "a\x1b[2J\r\nb\tc\xe2\x80\xae";

	(void)state;
	ho_page_show(&p, text, strlen(text));
	assert_string_equal(
	    memory, "a<U+001B>[2J<U+000D><U+000A>b<U+0009>c<U+202E>");
	p = fresh_page();
	ho_page_show_lines(&p, text, strlen(text));
	assert_string_equal(memory, "a<U+001B>[2J\nb\tc<U+202E>");
}

/* --- templates ------------------------------------------------------------------ */

static void
templates_are_read_strictly(void **state)
{
	static const struct row {
		const char *text, *error; /* NULL: fine */
	} rows[] = {
		{ "Subject: x\n\nbody\n", NULL },
		{ "# hello\n# placeholders: a\nSubject: {a}\n\nbody\n", NULL },
		{ "# placeholders: a\nSubject: x\n\n{?a}\n{a}\n{/a}\n", NULL },
		{ "Subject: x\n\n{{ is a brace }\n", NULL },
		{ "Subject: x\n\n", NULL },
		{ "", "t:1: the last line has no end" },
		{ "Subject: x\n\nbody", "t:1: the last line has no end" },
		{ "Hello\n\nbody\n", "t:1: the subject should stand here" },
		{ "# a\n\nbody\n", "t:2: the subject should stand here" },
		{ "Subject: \n\nbody\n", "t:1: the subject should stand here" },
		{ "Subject: x\nbody\n",
		    "t:2: an empty line should stand here" },
		{ "Subject: x\n\n{a}\n", "t:3: placeholder not declared: a" },
		{ "Subject: {a}\n\nx\n", "t:1: placeholder not declared: a" },
		{ "# placeholders: a\nSubject: x\n\nb\n",
		    "t:5: declared but not used: a" },
		{ "# placeholders: a a\nSubject: {a}\n\nb\n",
		    "t:1: declared twice: a" },
		{ "# placeholders: A\nSubject: x\n\nb\n",
		    "t:1: not a name for a placeholder: A" },
		{ "Subject: x\n\na { b\n", "t:3: brace without a name: { b" },
		{ "Subject: x\n\na {}\n", "t:3: brace without a name: {}" },
		{ "Subject: x\n\na {\n", "t:3: brace without a name: {" },
		{ "# placeholders: a\nSubject: x\n\n{?a}\n{a}\n",
		    "t:6: section not closed: a" },
		{ "# placeholders: a b\nSubject: x\n\n{?a}{?b}{/b}{/a}\n",
		    "t:4: a section in a section: ?b" },
		{ "# placeholders: a b\nSubject: x\n\n{?a}{/b}\n",
		    "t:4: ends a section that is not open: /b" },
		{ "# placeholders: a\nSubject: x\n\n{/a}\n",
		    "t:4: ends a section that is not open: /a" },
		{ "# placeholders: a\nSubject: {?a}x{/a}\n\nb\n",
		    "t:2: no section in a subject: ?a" },
		{ "Subject: x\n\n\x1b\n", "t:1: not plain UTF-8 text" },
		{ "Subject: x\r\n\r\nb\r\n", "t:1: not plain UTF-8 text" },
		{ "Subject: x\n\n\xff\n", "t:1: not plain UTF-8 text" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct ho_buf error = HO_BUF_INIT;
		struct ho_template *t;
		int rc = ho_template_parse(
		    "t", rows[i].text, strlen(rows[i].text), &t, &error);

		assert_string_equal(
		    ho_buf_text(&error), rows[i].error ? rows[i].error : "");
		assert_int_equal(rc, rows[i].error ? HO_E_INPUT : HO_OK);
		assert_int_equal(t != NULL, rows[i].error == NULL);
		ho_template_free(&t);
		ho_buf_free(&error);
	}
}

static void
templates_have_limits(void **state)
{
	struct ho_buf text = HO_BUF_INIT;
	struct ho_template *t;

	(void)state;
	ho_buf_str(&text, "Subject: x\n\n");
	while (text.len < HO_TEMPLATE_MAX - 1)
		ho_buf_chr(&text, 'x');
	ho_buf_chr(&text, '\n');
	assert_int_equal(
	    ho_template_parse("t", ho_buf_text(&text), text.len, &t, NULL),
	    HO_OK);
	ho_template_free(&t);
	ho_buf_chr(&text, '\n');
	assert_int_equal(
	    ho_template_parse("t", ho_buf_text(&text), text.len, &t, NULL),
	    HO_E_INPUT);
	for (int n = HO_TEMPLATE_VALUES; n <= HO_TEMPLATE_VALUES + 1; n++) {
		ho_buf_clear(&text);
		ho_buf_str(&text, "# placeholders:");
		for (int i = 0; i < n; i++)
			ho_buf_fmt(&text, " v%c", 'a' + i);
		ho_buf_str(&text, "\nSubject: x\n\n");
		for (int i = 0; i < n; i++)
			ho_buf_fmt(&text, "{v%c}", 'a' + i);
		ho_buf_chr(&text, '\n');
		assert_int_equal(ho_template_parse("t", ho_buf_text(&text),
				     text.len, &t, NULL),
		    n <= HO_TEMPLATE_VALUES ? HO_OK : HO_E_INPUT);
		ho_template_free(&t);
	}
	ho_buf_clear(&text);
	ho_buf_str(&text, "# placeholders: a\nSubject: x\n\n");
	for (int i = 0; i < 500; i++)
		ho_buf_str(&text, "{a}");
	ho_buf_chr(&text, '\n');
	assert_int_equal(
	    ho_template_parse("t", ho_buf_text(&text), text.len, &t, NULL),
	    HO_E_INPUT);
	ho_buf_free(&text);
}

static void
values_are_filled_in_and_never_looked_into(void **state)
{
	static const char text[] = "# placeholders: name note\n"
				   "Subject: For {name}\n"
				   "\n"
				   "Hello {name}{{,\n"
				   "{?note}\n"
				   "note: {note}\n"
				   "{/note}\n"
				   "bye{?note}, {note}{/note}.\n";
	static const struct row {
		const char *name, *note, *subject, *body;
	} rows[] = {
		{ "Ann", "", "For Ann", "Hello Ann{,\nbye.\n" },
		{ "Ann", "x", "For Ann", "Hello Ann{,\nnote: x\nbye, x.\n" },
		{ "{note}", "{?name}{{", "For {note}",
		    "Hello {note}{,\nnote: {?name}{{\nbye, {?name}{{.\n" },
		{ "a\nBcc: b", "c\r\nd", "For a<U+000A>Bcc: b",
		    "Hello a\nBcc: b{,\nnote: c\nd\nbye, c\nd.\n" },
	};
	struct ho_template *t;

	(void)state;
	assert_int_equal(
	    ho_template_parse("t", text, strlen(text), &t, NULL), HO_OK);
	assert_string_equal(ho_template_asks(t, 1), "note");
	assert_null(ho_template_asks(t, 2));
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct ho_value v[] = { HO_VALUE("note", rows[i].note),
			HO_VALUE("name", rows[i].name) };
		struct ho_page body = fresh_page();
		struct ho_page subject =
		    HO_PAGE(subject_memory, sizeof(subject_memory));

		memset(subject_memory, 0, sizeof(subject_memory));
		assert_int_equal(
		    ho_template_fill(t, v, 2, &subject, &body, NULL), HO_OK);
		assert_string_equal(subject_memory, rows[i].subject);
		assert_string_equal(memory, rows[i].body);
		body.len = 0;
		body.cap = strlen(rows[i].body) - 1;
		assert_int_equal(
		    ho_template_fill(t, v, 2, &subject, &body, NULL),
		    HO_E_LIMIT);
	}
	ho_template_free(&t);
}

/* Only spaces give way, and no word changes. */
static void
lines_are_broken_where_a_value_makes_them_long(void **state)
{
	static const char text[] = "# placeholders: a\nSubject: {a}\n\n"
				   "    for: {a}\nend\n";
	static const char word[] = "0123456789ABCDEF"; /* 16 */
	char value[400] = "", body_memory[1024] = "";
	struct ho_page subject = fresh_page(),
		       body = HO_PAGE(body_memory, sizeof(body_memory) - 1);
	struct ho_template *t;

	(void)state;
	assert_int_equal(
	    ho_template_parse("t", text, strlen(text), &t, NULL), HO_OK);
	for (int i = 0; i < 9; i++)
		snprintf(value + strlen(value), sizeof(value) - strlen(value),
		    "%s%s", i > 0 ? " " : "", word);
	assert_int_equal(
	    ho_template_fill(t, (struct ho_value[]){ HO_VALUE("a", value) }, 1,
		&subject, &body, NULL),
	    HO_OK);
	assert_string_equal(body_memory,
	    "    for: 0123456789ABCDEF 0123456789ABCDEF 0123456789ABCDEF "
	    "0123456789ABCDEF\n"
	    "0123456789ABCDEF 0123456789ABCDEF 0123456789ABCDEF "
	    "0123456789ABCDEF\n0123456789ABCDEF\nend\n");
	assert_int_equal(subject.len, strlen(value));
	memset(body_memory, 0, sizeof(body_memory));
	memset(value, 'x', 300); /* a word too long stays in one piece */
	value[300] = '\0';
	body.len = subject.len = 0;
	assert_int_equal(
	    ho_template_fill(t, (struct ho_value[]){ HO_VALUE("a", value) }, 1,
		&subject, &body, NULL),
	    HO_OK);
	assert_int_equal(strncmp(body_memory, "    for:\nxxx", 12), 0);
	assert_non_null(strstr(body_memory, value));
	ho_template_free(&t);
}

static void
values_must_fit_the_placeholders(void **state)
{
	static const char text[] = "# placeholders: a b\nSubject: {a}\n\n{b}\n";
	static const struct row {
		struct ho_value v[3];
		size_t n;
		const char *error;
	} rows[] = {
		{ { { "a", "x", 1 } }, 1, "t: value missing: b" },
		{ { { "a", "x", 1 }, { "c", "x", 1 } }, 2,
		    "t: no such placeholder: c" },
		{ { { "a", "x", 1 }, { "b", "x", 1 }, { "a", "x", 1 } }, 3,
		    "t: given twice: a" },
		{ { { "a", NULL, 0 }, { "b", "", 0 } }, 2, "" },
	};
	struct ho_template *t;

	(void)state;
	assert_int_equal(
	    ho_template_parse("t", text, strlen(text), &t, NULL), HO_OK);
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct ho_page subject = fresh_page(), body = fresh_page();
		struct ho_buf error = HO_BUF_INIT;

		assert_int_equal(ho_template_fill(t, rows[i].v, rows[i].n,
				     &subject, &body, &error),
		    rows[i].error[0] ? HO_E_INPUT : HO_OK);
		assert_string_equal(ho_buf_text(&error), rows[i].error);
		ho_buf_free(&error);
	}
	ho_template_free(&t);
}

static void
check_lines(const char *name, const char *text, size_t most)
{
	size_t n;

	for (; *text != '\0'; text += n + (text[n] == '\n')) {
		n = strcspn(text, "\n");
		if (n > most || (n > 0 && text[n - 1] == ' '))
			fail_msg("%s: %.*s", name, (int)n, text);
	}
}

/* Every text in share/templates, filled with values of usual length: it can stay plain. */
static void
our_own_texts_are_whole(void **state)
{
	struct ho_buf error = HO_BUF_INIT;
	struct ho_templates *all;
	int rc = ho_templates_open("share/templates", &all, &error);

	(void)state;
	assert_string_equal(ho_buf_text(&error), "");
	assert_int_equal(rc, HO_OK);
	assert_null(ho_templates_find(all, "no-such-text"));
	for (int which = 0; which < HO_TEXTS; which++) {
		const char *name = ho_text_name((enum ho_text)which);
		const struct ho_template *t = ho_templates_find(all, name);
		struct ho_value v[HO_TEMPLATE_VALUES];
		struct ho_page body = fresh_page();
		struct ho_page subject =
		    HO_PAGE(subject_memory, sizeof(subject_memory));
		size_t n = 0;

		assert_ptr_equal(t, ho_templates_get(all, (enum ho_text)which));
		for (; ho_template_asks(t, n) != NULL; n++)
			v[n] = (struct ho_value){ ho_template_asks(t, n),
				"ops@north-wind.example", 22 };
		assert_int_equal(
		    ho_template_fill(t, v, n, &subject, &body, NULL), HO_OK);
		check_lines(name, memory, 76);
	}
	ho_templates_free(&all);
	assert_int_equal(
	    ho_templates_open("share/no-such-dir", &all, &error), HO_E_INPUT);
	assert_non_null(strstr(
	    ho_buf_text(&error), "share/no-such-dir/owner-credentials.txt: "));
	assert_null(all);
	ho_buf_free(&error);
}

/* What is no letter about somebody's access, or has no room for it. */
static bool
may_be_silent(const char *name)
{
	const char *end = strrchr(name, '-');

	return strncmp(name, "ticket-", 7) == 0 ||
	    (end != NULL && strcmp(end, "-sms") == 0) ||
	    strcmp(name, "confirm-address") == 0 || /* do nothing, it says */
	    strcmp(name, "refused-paste") == 0;
}

/* Whoever it was not hears where to say so (NIST SP 800-63B-4 section 4.6). */
static void
every_letter_says_whom_to_tell(void **state)
{
	struct ho_templates *all;

	(void)state;
	assert_int_equal(
	    ho_templates_open("share/templates", &all, NULL), HO_OK);
	for (int which = 0; which < HO_TEXTS; which++) {
		const char *name = ho_text_name((enum ho_text)which);
		const struct ho_template *t = ho_templates_find(all, name);
		struct ho_value v[HO_TEMPLATE_VALUES];
		struct ho_page body = fresh_page();
		struct ho_page subject =
		    HO_PAGE(subject_memory, sizeof(subject_memory));
		const char *asks;
		size_t n = 0;

		for (; (asks = ho_template_asks(t, n)) != NULL; n++)
			v[n] = strcmp(asks, "desk_address") == 0
			    ? (struct ho_value){ asks, "where@to.tell", 13 }
			    : (struct ho_value){ asks, "x", 1 };
		assert_int_equal(
		    ho_template_fill(t, v, n, &subject, &body, NULL), HO_OK);
		if (!may_be_silent(name) &&
		    strstr(memory, "where@to.tell") == NULL)
			fail_msg("%s does not say whom to tell", name);
	}
	ho_templates_free(&all);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_page_keeps_its_size),
		cmocka_unit_test(a_page_shows_what_is_odd),
		cmocka_unit_test(templates_are_read_strictly),
		cmocka_unit_test(templates_have_limits),
		cmocka_unit_test(values_are_filled_in_and_never_looked_into),
		cmocka_unit_test(
		    lines_are_broken_where_a_value_makes_them_long),
		cmocka_unit_test(values_must_fit_the_placeholders),
		cmocka_unit_test(our_own_texts_are_whole),
		cmocka_unit_test(every_letter_says_whom_to_tell),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
