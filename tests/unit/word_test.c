/* tests/unit/word_test.c - words, references and codes, as made and as typed. */
#include "lib/secret/mac.h"
#include "lib/secret/word.h"
#include "tests/unit/secrets.h"

static void
typing_is_forgiven(void **state)
{
	static const struct row {
		const char *typed, *word; /* NULL: refused */
	} rows[] = {
		{ "0123-4567-89AB-CDEF-GHJK-MNPQ", "0123456789ABCDEFGHJKMNPQ" },
		{ "0123 4567 89ab cdef ghjk mnpq", "0123456789ABCDEFGHJKMNPQ" },
		{ "0123456789abcdefghjkmnpq", "0123456789ABCDEFGHJKMNPQ" },
		{ " oIiL-lO23 4567 RSTV WXYZ zzzz\r\n",
		    "01111023"
		    "4567RSTVWXYZZZZZ" },
		{ "U123-4567-89AB-CDEF-GHJK-MNPQ", NULL },
		{ "0123-4567-89AB-CDEF-GHJK-MNP", NULL },
		{ "0123-4567-89AB-CDEF-GHJK-MNPQR", NULL },
		{ "0123-4567-89AB-CDEF-GHJK-MNP\xc3\xa9", NULL },
		{ "0123_4567_89AB_CDEF_GHJK_MNPQ", NULL },
		{ "", NULL },
		{ "------------------------", NULL },
	};
	struct ho_secret *word = ho_secret_new(HO_WORD_LEN);
	char longest[HO_TYPED_MAX + 2];

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		size_t len = strlen(rows[i].typed);
		bool is_one = rows[i].word != NULL;

		assert_int_equal(ho_word_read(rows[i].typed, len, word),
		    is_one ? HO_OK : HO_E_INPUT);
		assert_int_equal(ho_word_shape(rows[i].typed, len), is_one);
		assert_string_equal(
		    ho_secret_data(word), is_one ? rows[i].word : "");
	}
	memset(longest, ' ', sizeof(longest));
	memset(longest, '7', HO_WORD_LEN);
	assert_true(ho_word_shape(longest, HO_TYPED_MAX));
	assert_false(ho_word_shape(longest, HO_TYPED_MAX + 1));
	assert_int_equal(ho_word_read(longest, HO_TYPED_MAX, word), HO_OK);
	assert_int_equal(
	    ho_word_read(longest, HO_TYPED_MAX + 1, word), HO_E_INPUT);
	assert_false(ho_word_shape("0123456789ABCDEFGHJKMNP\0", 24));
	ho_secret_free(&word);
}

/* Five bits a character: each of 32, as often as the others. */
static void
words_are_random(void **state)
{
	struct ho_secret *word = ho_secret_new(HO_WORD_LEN);
	unsigned seen[128] = { 0 }, kinds = 0;

	(void)state;
	for (size_t i = 0; i < 400; i++) {
		assert_int_equal(ho_word_new(word), HO_OK);
		assert_int_equal(ho_secret_len(word), 24);
		for (size_t k = 0; k < 24; k++)
			seen[ho_secret_data(word)[k] & 127]++;
	}
	for (size_t c = 0; c < COUNT(seen); c++) {
		kinds += seen[c] != 0;
		if (seen[c] != 0) /* six standard deviations of 300 */
			assert_in_range(seen[c], 200, 400);
	}
	assert_int_equal(kinds, 32);
	ho_secret_free(&word);
}

static void
words_are_shown_in_groups(void **state)
{
	struct ho_secret *word = ho_secret_new(HO_WORD_LEN);
	struct ho_secret *again = ho_secret_new(HO_WORD_LEN);
	struct ho_secret *text = ho_secret_new(64);
	struct ho_secret *tiny = ho_secret_new(HO_WORD_TEXT - 1);
	struct ho_secret *key = secret_text("a key of sixteen octets and more");
	uint8_t a[HO_MAC_LEN], b[HO_MAC_LEN];

	(void)state;
	assert_int_equal(ho_word_new(tiny), HO_OK);
	assert_int_equal(ho_word_show(word, text), HO_E_INPUT); /* empty */
	assert_int_equal(ho_word_hash(key, word, a), HO_E_INPUT);
	assert_int_equal(ho_word_new(word), HO_OK);
	assert_int_equal(ho_word_show(word, tiny), HO_E_LIMIT);
	assert_int_equal(ho_secret_set(text, "word ", 5), HO_OK);
	assert_int_equal(ho_word_show(word, text), HO_OK);
	assert_int_equal(ho_secret_len(text), 5 + HO_WORD_TEXT);
	assert_int_equal(ho_secret_data(text)[5 + 4], '-');
	assert_int_equal(
	    ho_word_read(ho_secret_data(text) + 5, HO_WORD_TEXT, again), HO_OK);
	assert_true(ho_secret_equal(word, again));
	assert_int_equal(ho_word_hash(key, word, a), HO_OK);
	assert_int_equal(ho_word_new(again), HO_OK);
	assert_int_equal(ho_word_hash(key, again, b), HO_OK);
	assert_false(ho_mac_equal(a, b));
	ho_secret_free(&word);
	ho_secret_free(&again);
	ho_secret_free(&text);
	ho_secret_free(&tiny);
	ho_secret_free(&key);
}

static void
references_have_one_spelling(void **state)
{
	static const struct row {
		const char *typed, *ref;
	} rows[] = {
		{ "HO-7F3K2M", "HO-7F3K2M" },
		{ "ho-7f3k2m", "HO-7F3K2M" },
		{ "  ho 7f3 k2m ", "HO-7F3K2M" },
		{ "HO7F3K2M", "HO-7F3K2M" },
		{ "HO-OILoil", "HO-011011" },
		{ "H0-7F3K2M", NULL },
		{ "HO-7F3K2", NULL },
		{ "HO-7F3K2MM", NULL },
		{ "HO-7F3K2U", NULL },
		{ "7F3K2M", NULL },
		{ "HO", NULL },
		{ "", NULL },
	};
	char ref[HO_REF_SIZE], again[HO_REF_SIZE];

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		assert_int_equal(
		    ho_ref_read(rows[i].typed, strlen(rows[i].typed), ref),
		    rows[i].ref ? HO_OK : HO_E_INPUT);
		assert_string_equal(ref, rows[i].ref ? rows[i].ref : "");
	}
	assert_int_equal(ho_ref_new(ref), HO_OK);
	assert_int_equal(ho_ref_read(ref, strlen(ref), again), HO_OK);
	assert_string_equal(ref, again);
	assert_true(ho_ref_reserved("ho-anything"));
	assert_true(ho_ref_reserved("HO-"));
	assert_false(ho_ref_reserved("ho"));
	assert_false(ho_ref_reserved("home"));
}

/* What chance is to say next; -1: chance itself speaks. */
static int64_t next_draws[3] = { -1, -1, -1 };

int __real_ho_secret_random(struct ho_secret *s, size_t n);
int __wrap_ho_secret_random(struct ho_secret *s, size_t n);

int
__wrap_ho_secret_random(struct ho_secret *s, size_t n)
{
	uint32_t draw = (uint32_t)next_draws[0];

	if (next_draws[0] < 0)
		return __real_ho_secret_random(s, n);
	memmove(next_draws, next_draws + 1, 2 * sizeof(next_draws[0]));
	return ho_secret_set(s, &draw, sizeof(draw));
}

/* A draw behind the last whole hundred million is thrown away: its remainder
 * would make small codes likelier. */
static void
unfair_draws_are_thrown_away(void **state)
{
	struct ho_secret *code = ho_secret_new(8);

	(void)state;
	next_draws[0] = 4200000000;
	next_draws[1] = 4199999999;
	assert_int_equal(ho_code_new(8, code), HO_OK);
	assert_string_equal(ho_secret_data(code), "99999999");
	assert_true(next_draws[0] < 0);
	ho_secret_free(&code);
}

/* Every first digit as often as the others, within six deviations. */
static void
codes_are_fair(void **state)
{
	struct ho_secret *code = ho_secret_new(8);
	unsigned seen[10] = { 0 };

	(void)state;
	assert_int_equal(ho_code_new(5, code), HO_E_INPUT);
	assert_int_equal(ho_code_new(9, code), HO_E_INPUT);
	for (size_t i = 0; i < 10000; i++) {
		assert_int_equal(ho_code_new(6 + (unsigned)i % 3, code), HO_OK);
		assert_int_equal(ho_secret_len(code), 6 + i % 3);
		seen[ho_secret_data(code)[0] - '0']++;
	}
	for (size_t i = 0; i < 10; i++)
		assert_in_range(seen[i], 820, 1180);
	assert_int_equal(ho_code_read("1234 5678", 9, 8, code), HO_OK);
	assert_string_equal(ho_secret_data(code), "12345678");
	assert_int_equal(ho_code_read("1234-567", 8, 8, code), HO_E_INPUT);
	assert_int_equal(ho_code_read("123456789", 9, 8, code), HO_E_INPUT);
	assert_int_equal(ho_code_read("1234567x", 8, 8, code), HO_E_INPUT);
	assert_int_equal(ho_secret_len(code), 0);
	ho_secret_free(&code);
}

static void
a_code_is_good_for_one_thing(void **state)
{
	static const struct ho_code_use uses[] = {
		{ "claim", 1, 2 },
		{ "claim", 1, 3 },
		{ "claim", 2, 2 },
		{ "candidate", 1, 2 },
		{ "claim1", 1, 2 },
	};
	struct ho_secret *key = secret_text("a key of sixteen octets and more");
	struct ho_secret *code = secret_text("12345678");
	struct ho_secret *other = secret_text("12345679");
	uint8_t mac[COUNT(uses) + 1][HO_MAC_LEN];

	(void)state;
	for (size_t i = 0; i < COUNT(uses); i++)
		assert_int_equal(
		    ho_code_hash(key, &uses[i], code, mac[i]), HO_OK);
	assert_int_equal(
	    ho_code_hash(key, &uses[0], other, mac[COUNT(uses)]), HO_OK);
	for (size_t i = 0; i <= COUNT(uses); i++)
		for (size_t k = 0; k < i; k++)
			assert_false(ho_mac_equal(mac[i], mac[k]));
	ho_secret_free(&key);
	ho_secret_free(&code);
	ho_secret_free(&other);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(typing_is_forgiven),
		cmocka_unit_test(words_are_random),
		cmocka_unit_test(words_are_shown_in_groups),
		cmocka_unit_test(references_have_one_spelling),
		cmocka_unit_test(unfair_draws_are_thrown_away),
		cmocka_unit_test(codes_are_fair),
		cmocka_unit_test(a_code_is_good_for_one_thing),
	};

	return RUN_LOCKED(tests);
}
