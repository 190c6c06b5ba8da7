/* tests/unit/password_test.c - what a password may be. */
#include "lib/secret/password.h"
#include "lib/secret/word.h"
#include "tests/unit/secrets.h"

/* n copies of a character of any octets. */
static struct ho_secret *
many(const char *what, size_t n)
{
	struct ho_secret *s = ho_secret_new(n * strlen(what));

	while (n-- > 0)
		assert_int_equal(ho_secret_add(s, what, strlen(what)), HO_OK);
	return s;
}

static void
passwords_become_nfc(void **state)
{
	static const struct row {
		const char *typed, *normal; /* NULL: refused */
	} rows[] = {
		{ "e\xcc\x81", "\xc3\xa9" },
		{ "\xc3\xa9", "\xc3\xa9" },
		{ "\xef\xac\x81", "\xef\xac\x81" }, /* NFKC would make "fi" */
		{ "a b", "a b" },
		{ "a\tb", NULL },
		{ "a\x7f", NULL },
		{ "a\xc2\x85", NULL },
		{ "a\xff", NULL },
		{ "", NULL },
	};
	struct ho_secret *normal = ho_secret_new(HO_PASSWORD_OCTETS);
	struct ho_secret *s;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		s = secret_text(rows[i].typed);
		assert_int_equal(ho_password_normal(s, normal),
		    rows[i].normal ? HO_OK : HO_E_INPUT);
		assert_string_equal(ho_secret_data(normal),
		    rows[i].normal ? rows[i].normal : "");
		ho_secret_free(&s);
	}
	s = many("\xf0\x9f\x98\x80", 256);
	assert_int_equal(ho_password_normal(s, normal), HO_OK);
	ho_secret_free(&s);
	s = many("x", 257);
	assert_int_equal(ho_password_normal(s, normal), HO_E_LIMIT);
	ho_secret_free(&s);
	/* U+0958 is two characters in NFC, so this is 260 of them */
	s = many("\xe0\xa5\x98", 130);
	assert_int_equal(ho_password_normal(s, normal), HO_E_LIMIT);
	assert_int_equal(ho_secret_len(normal), 0);
	ho_secret_free(&s);
	ho_secret_free(&normal);
}

static void
passwords_are_judged(void **state)
{
	static const char *const words[] = { "anna.ek@north-wind.example",
		"Northwind Traders", NULL, "" };
	static const struct row {
		bool has_factor;
		const char *typed, *reason; /* NULL: fine */
	} rows[] = {
		{ false, "plough velvet orbit gale", NULL },
		{ false, "vK2#qP9zLmR4wX7t", NULL },
		{ false,
		    "gr\xc3\xbc\xc3\x9f"
		    "e b\xc3\xa4rin zw\xc3\xb6lf",
		    NULL },
		{ false, "vK2#qP9zLmR4wX", "too-short" }, /* 14 */
		{ true, "vK2#qP9z", NULL },
		{ true, "vK2#qP9", "too-short" },
		{ false, "", "too-short" },
		{ false, "aaaaaaaaaaaaaaaaaaaa", "too-easy" },
		{ false, "passwordpassword1", "too-easy" },
		{ false, "qwertyuiopasdfgh", "too-easy" },
		{ false, "hello hello hello", "too-easy" },
		{ false, "Zebra-zebra zebra_zebra", "too-easy" },
		{ false, "k7 k7 k7 k7 k7 k7 k7", "too-easy" },
		{ false, "north wind north wind north wind", "names-you" },
		{ false, "four herons read four novels", NULL },
		{ true, "password", "too-easy" },
		{ false, "north-wind.example", "names-you" },
		{ false, "Anna.Ek@North-Wind.example", "names-you" },
		{ true, "northwind9", "names-you" },
		{ false, "with a \x1b key in it", "not-text" },
		{ false, "0123-4567-89AB-CDEF-GHJK-MNPQ", "default-password" },
		{ false, "0123456789abcdefghjkmnpq", "default-password" },
		{ false, "Z7XQ-4567-W9AB-CDEF-GHJK-MNPQ", NULL },
	};
	struct ho_secret *key = secret_text("a key of sixteen octets and more");
	struct ho_secret *word = secret_text("0123456789ABCDEFGHJKMNPQ");
	struct ho_secret *normal = ho_secret_new(HO_PASSWORD_OCTETS);
	uint8_t hash[HO_MAC_LEN];
	struct ho_password_rules rules = { .words = words,
		.n_words = COUNT(words),
		.word_key = key,
		.word_hash = hash };
	const struct ho_password_fault *fault;
	struct ho_secret *s;

	(void)state;
	assert_int_equal(ho_word_hash(key, word, hash), HO_OK);
	for (size_t i = 0; i < COUNT(rows); i++) {
		s = secret_text(rows[i].typed);
		rules.has_factor = rows[i].has_factor;
		assert_int_equal(
		    ho_password_judge(s, &rules, normal, &fault), HO_OK);
		if (rows[i].reason == NULL) {
			if (fault != NULL)
				print_error("%s\n", rows[i].typed);
			assert_null(fault);
			assert_true(ho_secret_len(normal) > 0);
		} else {
			if (fault == NULL)
				print_error("%s\n", rows[i].typed);
			assert_non_null(fault);
			assert_string_equal(fault->reason, rows[i].reason);
			assert_int_equal(ho_secret_len(normal), 0);
		}
		ho_secret_free(&s);
	}
	s = many("z", HO_PASSWORD_MAX + 1);
	assert_int_equal(ho_password_judge(s, &rules, normal, &fault), HO_OK);
	assert_string_equal(fault->reason, "too-long");
	ho_secret_free(&s);
	ho_secret_free(&key);
	ho_secret_free(&word);
	ho_secret_free(&normal);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(passwords_become_nfc),
		cmocka_unit_test(passwords_are_judged),
	};

	return RUN_LOCKED(tests);
}
