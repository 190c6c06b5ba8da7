/* tests/unit/told_test.c - what is told of a letter, and how much of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "lib/base/err.h"
#include "lib/base/show.h"
#include "lib/told/told.h"
#include "lib/wire/proto.h"

static struct ho_drawing *
drawing(const char *text)
{
	struct ho_drawing *d = calloc(1, sizeof(*d));

	assert_non_null(d);
	strcpy(d->head[HO_HEAD_FROM], "Carla <ops@b.example>");
	strcpy(d->head[HO_HEAD_REPLY_TO], "c@d.example");
	strcpy(d->head[HO_HEAD_TO], "desk@host.example");
	strcpy(d->head[HO_HEAD_SUBJECT], "reset");
	strcpy(d->part[0].type, "application/pdf");
	strcpy(d->part[0].name, "id.pdf");
	d->part[0].size = 7;
	d->part[0].is_read = true;
	memset(d->part[0].sha256, 0xab, 32);
	strcpy(d->part[1].type, "message/rfc822");
	d->parts = 2;
	ho_buf_str(&d->text, text);
	return d;
}

static json_t *
letter(const char *text)
{
	struct ho_drawing *d = drawing(text);
	json_t *o = ho_told_letter(d);

	ho_drawing_free(&d);
	assert_non_null(o);
	return o;
}

static void
as_lines(void **state)
{
	json_t *o = letter("hello\n");
	struct ho_buf out = HO_BUF_INIT;

	(void)state;
	ho_told_lines(&out, o);
	assert_string_equal(ho_buf_text(&out),
	    "From: Carla <ops@b.example>\nReply-To: c@d.example\n"
	    "To: desk@host.example\nSubject: reset\n"
	    "Attached: id.pdf (application/pdf, 7 octets)\n  SHA-256 "
	    "abababababababababababababababababababababababababababababababab"
	    "\nAttached: no name (message/rfc822, not read to its end)\n"
	    "\nhello\n");
	ho_buf_free(&out);
	json_decref(o);
}

/* Each key is there, also where the letter has no such field. */
static void
stable_keys(void **state)
{
	static const char *const keys[] = { "from", "sender", "reply_to", "to",
		"cc", "subject", "date", "forward", "attachments", "text" };
	json_t *o = letter("hello\n");

	(void)state;
	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
		assert_non_null(json_object_get(o, keys[i]));
	assert_int_equal(json_object_size(o), sizeof(keys) / sizeof(*keys));
	assert_string_equal(
	    json_string_value(json_object_get(o, "sender")), "");
	json_decref(o);
}

static void
cut_to_whole_lines(void **state)
{
	static const struct {
		const char *text;
		size_t max;
		const char *left;
	} rows[] = {
		{ "one\ntwo\n", 8, "one\ntwo\n" },
		{ "one\ntwo\n", 7, "one\n" },
		{ "one\ntwo\n", 4, "one\n" },
		{ "one\ntwo\n", 3, "one" },
		{ "one\ntwo\n", 0, "" },
		/* within a character: none of it */
		{ "a\u00e4", 2, "a" },
		{ "\U0001f600", 3, "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		json_t *o = letter(rows[i].text);
		bool is_cut = strcmp(rows[i].text, rows[i].left) != 0;

		assert_int_equal(ho_told_cut(o, rows[i].max), HO_OK);
		assert_string_equal(
		    json_string_value(json_object_get(o, "text")),
		    rows[i].left);
		assert_int_equal(
		    json_is_true(json_object_get(o, "cut")), is_cut);
		json_decref(o);
	}
}

static void
fewer_attachments(void **state)
{
	json_t *o = letter("hello\n");
	struct ho_buf out = HO_BUF_INIT;

	(void)state;
	assert_true(ho_told_fewer(o));
	assert_int_equal(json_array_size(json_object_get(o, "attachments")), 1);
	assert_true(ho_told_fewer(o));
	assert_false(ho_told_fewer(o));
	/* said also where no text is left */
	assert_int_equal(ho_told_cut(o, 0), HO_OK);
	ho_told_lines(&out, o);
	assert_non_null(strstr(
	    ho_buf_text(&out), "reset\n[cut here: the letter goes on]\n"));
	ho_buf_free(&out);
	json_decref(o);
}

/* However long the letter is, and whatever is in it. */
static void
a_page_fits(void **state)
{
	static char text[300000];

	(void)state;
	for (size_t len = 0; len < sizeof(text); len += 99991) {
		struct ho_buf page = HO_BUF_INIT, head = HO_BUF_INIT;
		json_t *o;

		memset(text, 0, sizeof(text));
		for (size_t i = 0; i + 3 < len; i += 3)
			memcpy(text + i, i % 5 ? "\u20ac" : "x\fy", 3);
		o = letter(text);
		ho_buf_str(&head, "ours\fours\n");
		assert_int_equal(ho_told_page(&page, &head, o), HO_OK);
		assert_true(page.len <= HO_SNAPSHOT_TEXT);
		assert_true(ho_utf8_valid(page.data, page.len));
		/* one part of ours, one of theirs */
		assert_memory_equal(page.data, "ours ours\n\fFrom: ", 17);
		assert_null(memchr(page.data + 11, '\f', page.len - 11));
		assert_int_equal(
		    strstr(ho_buf_text(&page), "[cut here") != NULL,
		    len > HO_SNAPSHOT_TEXT);
		ho_buf_free(&page);
		ho_buf_free(&head);
		json_decref(o);
	}
}

static void
signatures(void **state)
{
	static struct ho_facts f = { .signatures = 2 };
	json_t *all, *one;

	(void)state;
	strcpy(f.signature[0].domain, "b.example");
	strcpy(f.signature[0].result, "pass");
	f.signature[0].is_verified = f.signature[0].is_aligned = true;
	f.signature[0].expires_at = 100;
	f.signature[0].signed_at = HO_FACTS_NEVER;
	f.signature[0].covers = HO_FIELD_BIT(HO_FIELD_FROM);
	strcpy(f.signature[1].result, "key-missing");
	all = ho_told_signatures(&f, 101);
	assert_int_equal(json_array_size(all), 2);
	one = json_array_get(all, 0);
	assert_string_equal(
	    json_string_value(json_object_get(one, "result")), "expired");
	assert_true(json_is_true(json_object_get(one, "aligned")));
	assert_string_equal(json_string_value(json_array_get(
				json_object_get(one, "covers"), 0)),
	    "From");
	assert_string_equal(json_string_value(json_object_get(
				json_array_get(all, 1), "result")),
	    "key-missing");
	json_decref(all);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(as_lines),
		cmocka_unit_test(stable_keys),
		cmocka_unit_test(cut_to_whole_lines),
		cmocka_unit_test(fewer_attachments),
		cmocka_unit_test(a_page_fits),
		cmocka_unit_test(signatures),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
