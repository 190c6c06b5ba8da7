/*
 * tests/unit/secrets.h - secrets and keys of known octets, for tests.
 */
#ifndef TESTS_UNIT_SECRETS_H
#define TESTS_UNIT_SECRETS_H

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
#include "lib/secret/keys.h"
#include "lib/secret/secret.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static inline struct ho_secret *
secret_of(const void *data, size_t len)
{
	struct ho_secret *s = ho_secret_new(len > 0 ? len : 1);

	assert_non_null(s);
	assert_int_equal(ho_secret_set(s, data, len), HO_OK);
	return s;
}

static inline struct ho_secret *
secret_text(const char *text)
{
	return secret_of(text, strlen(text));
}

static inline struct ho_secret *
secret_hex(const char *hex)
{
	uint8_t raw[256];
	size_t len = strlen(hex) / 2;

	assert_int_equal(ho_unhex(raw, len, hex), HO_OK);
	return secret_of(raw, len);
}

static inline void
assert_hex(const void *data, size_t len, const char *hex)
{
	struct ho_buf b = HO_BUF_INIT;

	ho_hex(&b, data, len);
	assert_string_equal(ho_buf_text(&b), hex);
	ho_buf_free(&b);
}

/* A store key of 32 times one octet. */
static inline struct ho_keys *
test_keys(char fill)
{
	struct ho_secret *key = ho_secret_new(HO_KEY_LEN);
	struct ho_keys *keys;

	memset(ho_secret_room(key), fill, HO_KEY_LEN);
	ho_secret_fill(key, HO_KEY_LEN);
	assert_int_equal(ho_keys_from(key, &keys), HO_OK);
	ho_secret_free(&key);
	return keys;
}

/* All tests of a program whose secrets must be locked. */
#define RUN_LOCKED(tests)                              \
	(ho_secret_policy(HO_LOCK_REQUIRE) != HO_OK || \
	    cmocka_run_group_tests(tests, NULL, NULL) != 0)

#endif
