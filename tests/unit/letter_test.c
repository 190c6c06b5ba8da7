/* tests/unit/letter_test.c - pages, templates, letters. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/base/b64.h"
#include "lib/base/err.h"
#include "lib/letter/letter.h"
#include "lib/letter/template.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static char memory[HO_PAGE_MAX + 1], subject_memory[1024];

static struct ho_page
fresh_page(void)
{
	memset(memory, 0, sizeof(memory));
	return (struct ho_page)HO_PAGE(memory, HO_PAGE_MAX);
}

/* --- pages ------------------------------------------------------------------- */

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

/* --- letters ---------------------------------------------------------------------- */

static const struct ho_letter plain = {
	.from_name = "Support desk",
	.from = "help@desk.example",
	.to = "ops@northwind.example",
	.subject = "Hello",
	.subject_len = 5,
	.message_id = "0123abcd@desk.example",
	.date = 1795253400,
	.body = "One line.\n",
	.body_len = 10,
};

static const char *
written(const struct ho_letter *l)
{
	struct ho_page p = fresh_page();
	const char *field = "";

	if (ho_letter_write(l, &p, &field) != HO_OK)
		fail_msg("not written: %s", field);
	return memory;
}

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
		cmocka_unit_test(a_letter_is_these_octets),
		cmocka_unit_test(subjects_are_answered_once_and_encoded),
		cmocka_unit_test(long_subjects_come_back_whole),
		cmocka_unit_test(nothing_can_be_slipped_in),
		cmocka_unit_test(every_length_has_a_limit),
		cmocka_unit_test(fields_of_the_caller_are_checked),
		cmocka_unit_test(references_keep_the_first_and_the_newest),
		cmocka_unit_test(bodies_arrive_as_they_were),
		cmocka_unit_test(the_longest_letter_is_still_one),
		cmocka_unit_test(addresses_and_ids_have_a_grammar),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
