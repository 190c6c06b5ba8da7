/* tests/unit/note_test.c - signed notes, their keys, and checkpoints. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/audit/note.h"
#include "lib/base/b64.h"
#include "tests/laws/sample.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

#define DASH     "\xe2\x80\x94 "
#define C2SP     "example.com/foo"
#define C2SP_KEY C2SP "+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
#define C2SP_SIG                                          \
	"Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAl" \
	"TgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM="
#define C2SP_TEXT "This is an example message.\n"
#define C2SP_LINE DASH C2SP " " C2SP_SIG "\n"
#define OWN_KEY                   \
	SAMPLE_ORIGIN "+4cd77e6a" \
		      "+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4"
#define OWN_TEXT              \
	SAMPLE_ORIGIN "\n8\n" \
		      "XcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n"
#define OWN_NOTE                                                     \
	OWN_TEXT "\n" DASH SAMPLE_ORIGIN                             \
		 " TNd+aqqEbYjkCasmeF9yCAqhuh6KOtZ/BrSuPsQdBYmRROEr" \
		 "v0aDrEcvu7QNJoBEtKUTHuLNUq4uMSjLL3p/xBFlMQw=\n"
#define EMPTY_NOTE                                                             \
	SAMPLE_ORIGIN "\n0\n"                                                  \
		      "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n" DASH  \
			  SAMPLE_ORIGIN                                        \
		      " TNd+aqupjVVgpba7iKpme/JhDoj77gM3HRi/SWIbpP83CJuMnKXUn" \
		      "6LIu+jhyr0XPCkOzPJT7Fm+VR9/almPKGfguwI=\n"

static void
same_hash(const uint8_t *is, const char *want)
{
	struct ho_buf b = HO_BUF_INIT;

	ho_hex(&b, is, 32);
	assert_string_equal(ho_buf_text(&b), want);
	ho_buf_free(&b);
}

static void
keys_have_one_spelling(void **state)
{
	static const char *const bad[] = { "", "a", "a+b", "a+530d903a",
		C2SP "+530D903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
		C2SP "+530d903b+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
		C2SP "+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2l",
		C2SP "+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k=",
		C2SP "+530d903a+AukyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
		"bar+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k" };
	static const char *const good[] = { C2SP_KEY, OWN_KEY };
	static const char *const names[] = { "", "a b", "a+b", "a\nb",
		"a\xc2\xa0"
		"b",
		"\xff" };
	struct ho_note_key k;
	uint8_t key[32] = { 0 };

	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++)
		if (ho_note_key_parse(&k, bad[i]) != HO_E_INPUT)
			fail_msg("taken: %s", bad[i]);
	for (size_t i = 0; i < COUNT(good); i++) {
		struct ho_buf b = HO_BUF_INIT;

		assert_int_equal(ho_note_key_parse(&k, good[i]), HO_OK);
		ho_note_key_text(&k, &b);
		assert_string_equal(ho_buf_text(&b), good[i]);
		ho_buf_free(&b);
	}
	for (size_t i = 0; i < COUNT(names); i++)
		assert_int_equal(
		    ho_note_key_make(&k, names[i], key), HO_E_INPUT);
}

static void
notes_are_good_or_not(void **state)
{
	static const char other[] = DASH "other AAAAAAA=\n";
	static const struct row {
		const char *note;
		int rc;
		enum ho_verdict verdict;
	} rows[] = {
		{ C2SP_TEXT "\n" C2SP_LINE, HO_OK, HO_ALLOW },
		{ C2SP_TEXT "\n" DASH "other AAAAAAA=\n" C2SP_LINE, HO_OK,
		    HO_ALLOW },
		{ C2SP_TEXT "\n" C2SP_LINE C2SP_LINE, HO_OK, HO_ALLOW },
		/* signed by others only, by nobody */
		{ C2SP_TEXT "\n" DASH "other AAAAAAA=\n", HO_OK, HO_REFUSE },
		{ C2SP_TEXT "\n", HO_E_INPUT, HO_REFUSE },
		{ C2SP_TEXT, HO_E_INPUT, HO_REFUSE },
		{ "", HO_E_INPUT, HO_REFUSE },
		/* ours, and it does not hold; beside a good one too */
		{ "This is an example messagE.\n\n" C2SP_LINE, HO_OK,
		    HO_REFUSE },
		{ C2SP_TEXT "\n" C2SP_LINE DASH C2SP " Uw2QOgA=\n", HO_OK,
		    HO_REFUSE },
		{ C2SP_TEXT "\n" DASH C2SP " Uw2QOgA=\n" C2SP_LINE, HO_OK,
		    HO_REFUSE },
		/* one empty line more belongs to the text, and it was not
		 * signed */
		{ C2SP_TEXT "\n\n" C2SP_LINE, HO_OK, HO_REFUSE },
		{ C2SP_TEXT "\n" C2SP_LINE "\n", HO_E_INPUT, HO_REFUSE },
		{ C2SP_TEXT C2SP_LINE, HO_E_INPUT, HO_REFUSE },
		{ C2SP_TEXT "\n" DASH C2SP "  " C2SP_SIG "\n", HO_E_INPUT,
		    HO_REFUSE },
		{ C2SP_TEXT "\n- " C2SP " " C2SP_SIG "\n", HO_E_INPUT,
		    HO_REFUSE },
		{ C2SP_TEXT "\n" DASH C2SP " " C2SP_SIG, HO_E_INPUT,
		    HO_REFUSE },
		{ C2SP_TEXT "\r\n" C2SP_LINE, HO_E_INPUT, HO_REFUSE },
		{ C2SP_TEXT "\xff\n\n" C2SP_LINE, HO_E_INPUT, HO_REFUSE },
		{ C2SP_TEXT "\n" DASH "other AAAAAAB=\n" C2SP_LINE, HO_E_INPUT,
		    HO_REFUSE },
	};
	struct ho_note_key k;
	struct ho_buf many = HO_BUF_INIT;
	enum ho_verdict v;
	size_t len;

	(void)state;
	assert_int_equal(ho_note_key_parse(&k, C2SP_KEY), HO_OK);
	for (size_t i = 0; i < COUNT(rows); i++) {
		int rc = ho_note_check(
		    rows[i].note, strlen(rows[i].note), &k, &v, &len);

		if (rc != rows[i].rc || v != rows[i].verdict)
			fail_msg("row %zu: %d %d", i, rc, (int)v);
		assert_int_equal(
		    len, v == HO_ALLOW ? sizeof(C2SP_TEXT) - 1 : 0);
	}
	ho_buf_str(&many, C2SP_TEXT "\n" C2SP_LINE);
	for (int i = 1; i < HO_NOTE_SIGS; i++)
		ho_buf_str(&many, other);
	assert_int_equal(
	    ho_note_check(many.data, many.len, &k, &v, &len), HO_OK);
	assert_int_equal(v, HO_ALLOW);
	ho_buf_str(&many, other);
	assert_int_equal(
	    ho_note_check(many.data, many.len, &k, &v, &len), HO_E_INPUT);
	assert_int_equal(v, HO_REFUSE);
	ho_buf_free(&many);
}

/* Roots of that log's first 0 and 8 leaves; tree_test.c computes them. */
#define ROOT_0 \
	"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
#define ROOT_8 \
	"5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"

static void
our_notes_are_the_vectors(void **state)
{
	struct ho_audit_signer signer = sample_signer();
	struct ho_buf b = HO_BUF_INIT;
	struct ho_checkpoint c = { .origin = SAMPLE_ORIGIN, .size = 8 };
	struct ho_note_key k;

	(void)state;
	assert_int_equal(ho_unhex(c.root, 32, ROOT_8), HO_OK);
	ho_checkpoint_write(&c, &b);
	assert_string_equal(ho_buf_text(&b), OWN_TEXT);
	ho_buf_clear(&b);
	assert_int_equal(
	    ho_note_key_make(&k, signer.origin, signer.public_key), HO_OK);
	assert_int_equal(
	    ho_note_sign(&b, OWN_TEXT, strlen(OWN_TEXT), &k, sample_sign, NULL),
	    HO_OK);
	assert_string_equal(ho_buf_text(&b), OWN_NOTE);
	assert_int_equal(
	    ho_checkpoint_check(&c, OWN_NOTE, strlen(OWN_NOTE), &k), HO_OK);
	assert_int_equal(c.size, 8);
	same_hash(c.root, ROOT_8);
	assert_int_equal(
	    ho_checkpoint_check(&c, EMPTY_NOTE, strlen(EMPTY_NOTE), &k), HO_OK);
	same_hash(c.root, ROOT_0);
	ho_buf_clear(&b);
	assert_int_equal(ho_audit_key(&signer, &b), HO_OK);
	assert_string_equal(ho_buf_text(&b), OWN_KEY);
	assert_int_equal(
	    ho_note_sign(&b, "no end", 6, &k, sample_sign, NULL), HO_E_INPUT);
	ho_buf_free(&b);
}

static void
checkpoints_are_strict(void **state)
{
	static const char root[] =
	    "XcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n";
	static const struct row {
		const char *head, *tail;
		int rc;
	} rows[] = {
		{ "o\n8\n", "", HO_OK },
		{ "o\n8\n", "extension\n", HO_OK },
		{ "o\n0\n", "", HO_OK },
		{ "o\n9223372036854775807\n", "", HO_OK },
		{ "o\n08\n", "", HO_E_INPUT },
		{ "o\n+8\n", "", HO_E_INPUT },
		{ "o\n8 \n", "", HO_E_INPUT },
		{ "o\n\n", "", HO_E_INPUT },
		{ "o\n99999999999999999999\n", "", HO_E_INPUT },
		{ "\n8\n", "", HO_E_INPUT },
		{ "a b\n8\n", "", HO_E_INPUT },
		{ "o\n8\n", "\n", HO_E_INPUT },
		{ "o\n8\n", "cut", HO_E_INPUT },
		{ "8\n", "", HO_E_INPUT },
		{ "o\n8\nAAAA", "", HO_E_INPUT },
	};
	struct ho_checkpoint c;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		char text[256];

		snprintf(text, sizeof(text), "%s%s%s", rows[i].head, root,
		    rows[i].tail);
		if (ho_checkpoint_parse(&c, text, strlen(text)) != rows[i].rc)
			fail_msg("row %zu", i);
	}
	assert_int_equal(ho_checkpoint_parse(&c, "", 0), HO_E_INPUT);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_have_one_spelling),
		cmocka_unit_test(notes_are_good_or_not),
		cmocka_unit_test(our_notes_are_the_vectors),
		cmocka_unit_test(checkpoints_are_strict),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
