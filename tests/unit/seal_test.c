/* tests/unit/seal_test.c - what is sealed, and for which row it opens. */
#include "lib/secret/seal.h"
#include "tests/unit/secrets.h"

/*
 * A sealed value made by another implementation (python3-cryptography, over
 * OpenSSL too but with code of its own around it), store key "kkkk...".
 */
static void
seals_open_as_written_elsewhere(void **state)
{
	static const char sealed_hex[] =
	    "0101000102030405060708090a0b8b236f104d33c0f80ca7"
	    "76420bf6826e4169e9621af9311605ed589b34c47e0f9fb9fc9c";
	struct ho_keys *keys = test_keys('k');
	struct ho_secret *sealed = secret_hex(sealed_hex), *plain;

	(void)state;
	assert_int_equal(
	    ho_unseal(keys, HO_KEY_TICKET, "ticket_record 17", 16,
		ho_secret_data(sealed), ho_secret_len(sealed), &plain),
	    HO_OK);
	assert_string_equal(ho_secret_data(plain), "the default password");
	ho_secret_free(&plain);
	ho_secret_free(&sealed);
	ho_keys_free(&keys);
}

static void
a_seal_opens_for_its_own_row_only(void **state)
{
	struct ho_keys *keys = test_keys('k'), *others = test_keys('o');
	struct ho_buf a = HO_BUF_INIT, b = HO_BUF_INIT, out = HO_BUF_INIT;
	struct ho_secret *plain;
	size_t len;

	(void)state;
	assert_int_equal(
	    ho_seal(keys, HO_KEY_OUTBOX, "row 1", 5, "text", 4, &a), HO_OK);
	assert_int_equal(
	    ho_seal(keys, HO_KEY_OUTBOX, "row 1", 5, "text", 4, &b), HO_OK);
	assert_int_equal(a.len, 4 + HO_SEAL_OVERHEAD);
	assert_memory_not_equal(a.data, b.data, a.len); /* nonces differ */
	len = a.len;
#define TRY(k, p, ad, ad_len, n) \
	ho_unseal((k), (p), (ad), (ad_len), a.data, (n), &plain)
	assert_int_equal(
	    TRY(keys, HO_KEY_TICKET, "row 1", 5, len), HO_E_FORGED);
	assert_int_equal(
	    TRY(keys, HO_KEY_OUTBOX, "row 2", 5, len), HO_E_FORGED);
	assert_int_equal(
	    TRY(keys, HO_KEY_OUTBOX, "row 1", 4, len), HO_E_FORGED);
	assert_int_equal(
	    TRY(others, HO_KEY_OUTBOX, "row 1", 5, len), HO_E_FORGED);
	for (size_t n = 0; n < len; n++) {
		assert_int_equal(
		    TRY(keys, HO_KEY_OUTBOX, "row 1", 5, n), HO_E_FORGED);
		for (unsigned bit = 0; bit < 8; bit++) {
			a.data[n] ^= (uint8_t)(1 << bit);
			assert_int_equal(
			    TRY(keys, HO_KEY_OUTBOX, "row 1", 5, len),
			    HO_E_FORGED);
			assert_null(plain);
			a.data[n] ^= (uint8_t)(1 << bit);
		}
	}
	assert_int_equal(TRY(keys, HO_KEY_OUTBOX, "row 1", 5, len), HO_OK);
	assert_string_equal(ho_secret_data(plain), "text");
#undef TRY
	ho_secret_free(&plain);
	assert_int_equal(ho_unseal_plain(keys, HO_KEY_OUTBOX, "row 1", 5,
			     b.data, b.len, &out),
	    HO_OK);
	assert_string_equal(ho_buf_text(&out), "text");
	ho_buf_free(&a);
	ho_buf_free(&b);
	ho_buf_free(&out);
	ho_keys_free(&keys);
	ho_keys_free(&others);
}

static void
seals_have_limits(void **state)
{
	struct ho_keys *keys = test_keys('k');
	struct ho_buf out = HO_BUF_INIT, back = HO_BUF_INIT;
	uint8_t *large = calloc(1, HO_SEAL_MAX + 1);
	struct ho_secret *plain;

	(void)state;
	assert_non_null(large);
	assert_int_equal(ho_seal(keys, HO_KEY_EVIDENCE, "r", 1, large,
			     HO_SEAL_MAX + 1, &out),
	    HO_E_LIMIT);
	assert_int_equal(
	    ho_seal(keys, HO_KEY_EVIDENCE, large, 65536, "x", 1, &out),
	    HO_E_INPUT);
	assert_int_equal(out.len, 0);
	assert_int_equal(
	    ho_seal(keys, HO_KEY_EVIDENCE, "r", 1, large, HO_SEAL_MAX, &out),
	    HO_OK);
	assert_int_equal(
	    ho_unseal(keys, HO_KEY_EVIDENCE, "r", 1, out.data, out.len, &plain),
	    HO_E_LIMIT); /* more than one secret holds */
	assert_null(plain);
	assert_int_equal(ho_unseal_plain(keys, HO_KEY_EVIDENCE, "r", 1,
			     out.data, out.len, &back),
	    HO_OK);
	assert_int_equal(back.len, HO_SEAL_MAX);
	ho_buf_free(&out);
	ho_buf_free(&back);
	free(large);
	ho_keys_free(&keys);
}

static void
an_old_key_still_opens(void **state)
{
	struct ho_keys *keys = test_keys('k');
	struct ho_secret *newer = ho_secret_new(HO_KEY_LEN), *plain;
	struct ho_buf old = HO_BUF_INIT, now = HO_BUF_INIT;

	(void)state;
	assert_int_equal(ho_secret_random(newer, HO_KEY_LEN), HO_OK);
	assert_int_equal(
	    ho_seal(keys, HO_KEY_OUTBOX, NULL, 0, NULL, 0, &old), HO_OK);
	assert_int_equal(ho_keys_add(keys, 7, newer), HO_OK);
	assert_int_equal(
	    ho_seal(keys, HO_KEY_OUTBOX, NULL, 0, NULL, 0, &now), HO_OK);
	assert_int_equal(old.data[1], 1);
	assert_int_equal(now.data[1], 7);
	assert_int_equal(
	    ho_unseal(keys, HO_KEY_OUTBOX, NULL, 0, old.data, old.len, &plain),
	    HO_OK);
	assert_int_equal(ho_secret_len(plain), 0);
	ho_secret_free(&plain);
	assert_int_equal(
	    ho_unseal(keys, HO_KEY_OUTBOX, NULL, 0, now.data, now.len, &plain),
	    HO_OK);
	ho_secret_free(&plain);
	ho_buf_free(&old);
	ho_buf_free(&now);
	ho_secret_free(&newer);
	ho_keys_free(&keys);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(seals_open_as_written_elsewhere),
		cmocka_unit_test(a_seal_opens_for_its_own_row_only),
		cmocka_unit_test(seals_have_limits),
		cmocka_unit_test(an_old_key_still_opens),
	};

	return RUN_LOCKED(tests);
}
