/*
 * tests/unit/factor_file_test.c - authenticators out of other programs' files.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "handoverd/desk/factor_file.h"

#define N(a) (sizeof(a) / sizeof((a)[0]))
#define NOW  1700000010 /* a whole step of 30 s */
#define STEP (NOW / 30)
#define KEY  "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
#define HEX  "3132333435363738393031323334353637383930"

static void
test_google(void **state)
{
	static const struct {
		const char *text;
		const char *why; /* NULL: good, and then: */
		enum ho_otp_kind kind;
		int64_t step, floor;
	} rows[] = {
		{ KEY "\n\" TOTP_AUTH\n12345678\n", NULL, HO_OTP_TOTP, 30,
		    STEP + 1 },
		{ KEY "\r\n\" TOTP_AUTH\r\n", NULL, HO_OTP_TOTP, 30, STEP + 1 },
		{ KEY "\n\" STEP_SIZE 60\n\" TOTP_AUTH\n", NULL, HO_OTP_TOTP,
		    60, NOW / 60 + 1 },
		{ KEY "\n\" TOTP_AUTH\n\" DISALLOW_REUSE 7 56666700 3\n", NULL,
		    HO_OTP_TOTP, 30, 56666701 },
		{ KEY "\n\" HOTP_COUNTER 42\n\" RATE_LIMIT 3 30\n", NULL,
		    HO_OTP_HOTP, 0, 42 },
		{ KEY "\n\" HOTP_COUNTER x\n", "counter", HO_OTP_NONE, 0, 0 },
		{ KEY "\n\" HOTP_COUNTER -1\n", "counter", HO_OTP_NONE, 0, 0 },
		{ KEY "\n\" TOTP_AUTH\n\" STEP_SIZE 300\n", "steps",
		    HO_OTP_NONE, 0, 0 },
		{ KEY "\n\" STEP_SIZE 30\n", "neither", HO_OTP_NONE, 0, 0 },
		{ "GEZDGNBVGY3TQOJQ\n\" TOTP_AUTH\n", "128 bits", HO_OTP_NONE,
		    0, 0 },
		{ "not base32!\n\" TOTP_AUTH\n", "key", HO_OTP_NONE, 0, 0 },
		{ "\n\" TOTP_AUTH\n", "key", HO_OTP_NONE, 0, 0 },
	};
	struct factor_entry e;

	(void)state;
	for (size_t i = 0; i < N(rows); i++) {
		size_t len = strlen(rows[i].text);
		const char *why =
		    factor_file_google(rows[i].text, len, NOW, &e);

		assert_true(factor_file_is_google(rows[i].text, len));
		if (rows[i].why != NULL) {
			assert_non_null(why);
			assert_non_null(strstr(why, rows[i].why));
			continue;
		}
		assert_null(why);
		assert_int_equal(e.otp.kind, rows[i].kind);
		assert_int_equal(e.floor, rows[i].floor);
		assert_int_equal(e.otp.key_len, 20);
		assert_memory_equal(e.key, "12345678901234567890", 20);
		if (rows[i].step != 0)
			assert_int_equal(e.otp.step, rows[i].step);
	}
}

static void
test_usersfile(void **state)
{
	static const struct {
		const char *line, *why;
		enum ho_otp_kind kind;
		unsigned digits;
		int64_t floor;
	} rows[] = {
		{ "HOTP ann - " HEX, NULL, HO_OTP_HOTP, 6, 0 },
		{ "HOTP/E ann - " HEX " 7", NULL, HO_OTP_HOTP, 6, 7 },
		{ "HOTP/E/8\tann\t-\t" HEX "\t7\t123456 2006-12-07T00:00:00L",
		    NULL, HO_OTP_HOTP, 8, 8 },
		{ "HOTP/T30 ann - " HEX " 5", NULL, HO_OTP_TOTP, 6, STEP + 1 },
		{ "HOTP/T60/7 ann - " HEX, NULL, HO_OTP_TOTP, 7, NOW / 60 + 1 },
		{ "HOTP ann 1234 " HEX, "pin", HO_OTP_NONE, 0, 0 },
		{ "HOTP ann + " HEX, "pin", HO_OTP_NONE, 0, 0 },
		{ "HOTP ann -", "wanted", HO_OTP_NONE, 0, 0 },
		{ "OCRA ann - " HEX, "type", HO_OTP_NONE, 0, 0 },
		{ "HOTP/T30x ann - " HEX, "type", HO_OTP_NONE, 0, 0 },
		{ "HOTP/E/9 ann - " HEX, "digits", HO_OTP_NONE, 0, 0 },
		{ "HOTP/T5 ann - " HEX, "steps", HO_OTP_NONE, 0, 0 },
		{ "HOTP ann - 3132", "key", HO_OTP_NONE, 0, 0 },
		{ "HOTP ann - " HEX "3", "key", HO_OTP_NONE, 0, 0 },
		{ "HOTP ann - xyz132333435363738393031323334353637", "key",
		    HO_OTP_NONE, 0, 0 },
		{ "HOTP ann - " HEX " x", "counter", HO_OTP_NONE, 0, 0 },
	};
	struct factor_entry e;
	const char *why;
	char text[256];
	size_t at, line;

	(void)state;
	for (size_t i = 0; i < N(rows); i++) {
		at = line = 0;
		why = NULL;
		snprintf(
		    text, sizeof(text), "# a comment\n\n%s\n", rows[i].line);
		assert_false(factor_file_is_google(text, strlen(text)));
		assert_true(factor_file_next(
		    text, strlen(text), NOW, &at, &line, &e, &why));
		assert_int_equal(e.line, 3);
		if (rows[i].why != NULL) {
			assert_non_null(why);
			assert_non_null(strstr(why, rows[i].why));
		} else {
			assert_null(why);
			assert_string_equal(e.user, "ann");
			assert_int_equal(e.otp.kind, rows[i].kind);
			assert_int_equal(e.otp.digits, rows[i].digits);
			assert_int_equal(e.floor, rows[i].floor);
			assert_true(ho_otp_is_sound(&e.otp));
		}
		assert_false(factor_file_next(
		    text, strlen(text), NOW, &at, &line, &e, &why));
	}
}

/* Lines that are too long, octets that are none, no line end. */
static void
test_odd(void **state)
{
	static char text[2000];
	struct factor_entry e;
	const char *why = NULL;
	size_t at = 0, line = 0;

	(void)state;
	memset(text, 'A', 1500);
	strcpy(text + 1500, "\nHOTP ann - " HEX);
	assert_true(
	    factor_file_next(text, strlen(text), NOW, &at, &line, &e, &why));
	assert_null(why);
	assert_int_equal(e.line, 2);
	assert_non_null(factor_file_google(text, strlen(text), NOW, &e));
	assert_non_null(factor_file_google("", 0, NOW, &e));
	assert_false(factor_file_is_google("", 0));
	memset(text + 5, 0, 5);
	assert_non_null(factor_file_google(text, 100, NOW, &e));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_google),
		cmocka_unit_test(test_usersfile),
		cmocka_unit_test(test_odd),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
