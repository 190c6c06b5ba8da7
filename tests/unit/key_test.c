/* tests/unit/key_test.c - keyed arithmetic, keys, and the files they come from. */
#include <sys/stat.h>
#include <unistd.h>

#include "lib/secret/mac.h"
#include "lib/secret/sign.h"
#include "tests/unit/secrets.h"

static void
mac_agrees_with_rfc_4231(void **state)
{
	static const struct row {
		const char *key, *data, *mac;
	} rows[] = {
		{ "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b",
		    "4869205468657265",
		    "b0344c61d8db38535ca8afceaf0bf12b"
		    "881dc200c9833da726e9376c2e32cff7" },
		{ "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
		    "dddddddddddddddddddddddddddddddddddddddddddddddddd"
		    "dddddddddddddddddddddddddddddddddddddddddddddddddd",
		    "773ea91e36800e46854db8ebd09181a7"
		    "2959098b3ef8c122d9635514ced565fe" },
	};
	uint8_t out[HO_MAC_LEN];
	struct ho_secret *weak = secret_text("15 octets, few.");

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct ho_secret *key = secret_hex(rows[i].key);
		struct ho_secret *data = secret_hex(rows[i].data);

		assert_int_equal(
		    ho_mac(key, ho_secret_data(data), ho_secret_len(data), out),
		    HO_OK);
		assert_hex(out, sizeof(out), rows[i].mac);
		ho_secret_free(&key);
		ho_secret_free(&data);
	}
	assert_int_equal(ho_mac(weak, "x", 1, out), HO_E_INPUT);
	ho_secret_free(&weak);
	assert_int_equal(ho_sha256("abc", 3, out), HO_OK);
	assert_hex(out, sizeof(out),
	    "ba7816bf8f01cfea414140de5dae2223"
	    "b00361a396177a9cb410ff61f20015ad");
}

static void
hkdf_agrees_with_rfc_5869(void **state)
{
	static const struct row {
		const char *ikm, *salt, *info;
		size_t len;
		const char *okm;
	} rows[] = {
		{ "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b",
		    "000102030405060708090a0b0c", "f0f1f2f3f4f5f6f7f8f9", 42,
		    "3cb25f25faacd57a90434f64d0362f2a"
		    "2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865" },
		{ "000102030405060708090a0b0c0d0e0f101112131415161718191a1b"
		  "1c1d1e1f202122232425262728292a2b2c2d2e2f3031323334353637"
		  "38393a3b3c3d3e3f404142434445464748494a4b4c4d4e4f",
		    "606162636465666768696a6b6c6d6e6f707172737475767778797a7b"
		    "7c7d7e7f808182838485868788898a8b8c8d8e8f9091929394959697"
		    "98999a9b9c9d9e9fa0a1a2a3a4a5a6a7a8a9aaabacadaeaf",
		    "b0b1b2b3b4b5b6b7b8b9babbbcbdbebfc0c1c2c3c4c5c6c7c8c9cacb"
		    "cccdcecfd0d1d2d3d4d5d6d7d8d9dadbdcdddedfe0e1e2e3e4e5e6e7"
		    "e8e9eaebecedeeeff0f1f2f3f4f5f6f7f8f9fafbfcfdfeff",
		    82,
		    "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c"
		    "19afa97c59045a99cac7827271cb41c65e590e09da3275600c2f09b8"
		    "367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87" },
		{ "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "", "", 42,
		    "8da4e775a563c18f715f802a063c5a31"
		    "b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct ho_secret *ikm = secret_hex(rows[i].ikm);
		struct ho_secret *salt = secret_hex(rows[i].salt);
		struct ho_secret *info = secret_hex(rows[i].info);
		struct ho_secret *okm = ho_secret_new(128);

		assert_int_equal(ho_hkdf(ikm, ho_secret_data(salt),
				     ho_secret_len(salt), ho_secret_data(info),
				     ho_secret_len(info), okm, rows[i].len),
		    HO_OK);
		assert_hex(
		    ho_secret_data(okm), ho_secret_len(okm), rows[i].okm);
		assert_int_equal(
		    ho_hkdf(ikm, NULL, 0, NULL, 0, okm, 129), HO_E_INPUT);
		assert_int_equal(ho_secret_len(okm), 0);
		ho_secret_free(&ikm);
		ho_secret_free(&salt);
		ho_secret_free(&info);
		ho_secret_free(&okm);
	}
}

static void
each_purpose_has_its_own_key(void **state)
{
	struct ho_keys *keys = test_keys('k');
	struct ho_secret *other = secret_text("0123456789abcdef"
					      "0123456789abcdef");
	struct ho_secret *brief = secret_text("too short");

	(void)state;
	for (int a = 0; a < HO_KEY_PURPOSES; a++)
		for (int b = 0; b < a; b++)
			assert_false(ho_secret_equal(
			    ho_keys_get(keys, (enum ho_purpose)a, 0),
			    ho_keys_get(keys, (enum ho_purpose)b, 0)));
	/* for ever: a changed label would orphan every store there is */
	assert_hex(ho_secret_data(ho_keys_get(keys, HO_KEY_ROW_MAC, 1)), 32,
	    "e43bf2c315654cd5dc1a2a4b74c2b36c"
	    "ec427a6fc0d3b64fd2c731f7d458e913");
	assert_null(ho_keys_get(keys, HO_KEY_PURPOSES, 0));
	assert_null(ho_keys_get(keys, HO_KEY_ROW_MAC, 2));
	assert_int_equal(ho_keys_add(keys, 0, other), HO_E_INPUT);
	assert_int_equal(ho_keys_add(keys, 1, other), HO_E_TAKEN);
	assert_int_equal(ho_keys_add(keys, 2, brief), HO_E_INPUT);
	for (uint8_t id = 2; id <= HO_KEYS_MAX; id++)
		assert_int_equal(ho_keys_add(keys, id, other), HO_OK);
	assert_int_equal(ho_keys_add(keys, 200, other), HO_E_LIMIT);
	assert_int_equal(ho_keys_current(keys), HO_KEYS_MAX);
	assert_ptr_equal(ho_keys_get(keys, HO_KEY_CODE, 0),
	    ho_keys_get(keys, HO_KEY_CODE, HO_KEYS_MAX));
	ho_secret_free(&other);
	ho_secret_free(&brief);
	ho_keys_free(&keys);
	ho_keys_free(&keys);
}

static void
key_files_are_read_with_suspicion(void **state)
{
	static const struct row {
		size_t len;
		mode_t mode;
		int rc;
	} rows[] = {
		{ 32, 0400, HO_OK },
		{ 32, 0600, HO_OK },
		{ 32, 0640, HO_E_INPUT },
		{ 32, 0604, HO_E_INPUT },
		{ 32, 0620, HO_E_INPUT },
		{ 32, 0700, HO_E_INPUT },
		{ 32, 04400, HO_E_INPUT },
		{ 31, 0400, HO_E_INPUT },
		{ 33, 0400, HO_E_INPUT },
		{ 0, 0400, HO_E_INPUT },
	};
	char dir[] = "/tmp/ho-secret-XXXXXX", path[64];
	struct ho_buf why = HO_BUF_INIT;
	struct ho_secret *key;
	struct ho_keys *keys;
	struct stat st;

	(void)state;
	assert_non_null(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/key", dir);
	assert_int_equal(ho_key_read(path, &key, &why), HO_E_NONE);
	assert_non_null(strstr(ho_buf_text(&why), path));
	for (size_t i = 0; i < COUNT(rows); i++) {
		FILE *f = fopen(path, "w");

		assert_non_null(f);
		for (size_t n = 0; n < rows[i].len; n++)
			fputc('x', f);
		fclose(f);
		assert_int_equal(chmod(path, rows[i].mode), 0);
		assert_int_equal(ho_key_read(path, &key, &why), rows[i].rc);
		assert_int_equal(key != NULL, rows[i].rc == HO_OK);
		ho_secret_free(&key);
		unlink(path);
	}
	if (geteuid() == 0) { /* somebody else's key is not ours to use */
		assert_int_equal(ho_key_make(path), HO_OK);
		assert_int_equal(chown(path, 65534, 65534), 0);
		assert_int_equal(ho_key_read(path, &key, &why), HO_E_INPUT);
		unlink(path);
	}
	assert_int_equal(mkfifo(path, 0600), 0);
	alarm(10); /* it must not hold us */
	assert_int_equal(ho_key_read(path, &key, NULL), HO_E_INPUT);
	alarm(0);
	unlink(path);

	assert_int_equal(ho_key_make(path), HO_OK);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0400);
	assert_int_equal(ho_key_make(path), HO_E_TAKEN);
	ho_buf_clear(&why);
	assert_int_equal(ho_keys_open(path, &keys, &why), HO_OK);
	assert_string_equal(ho_buf_text(&why), "");
	ho_keys_free(&keys);
	unlink(path);
	snprintf(path, sizeof(path), "%s/none/key", dir);
	assert_int_equal(ho_key_make(path), HO_E_IO);
	rmdir(dir);
	ho_buf_free(&why);
}

static void
signatures_agree_with_rfc_8032(void **state)
{
	static const struct row {
		const char *seed, *public_key, *text, *sig;
	} rows[] = {
		{ "9d61b19deffd5a60ba844af492ec2cc4"
		  "4449c5697b326919703bac031cae7f60",
		    "d75a980182b10ab7d54bfed3c964073a"
		    "0ee172f3daa62325af021a68f707511a",
		    "",
		    "e5564300c360ac729086e2cc806e828a"
		    "84877f1eb8e5d974d873e06522490155"
		    "5fb8821590a33bacc61e39701cf9b46b"
		    "d25bf5f0595bbe24655141438e7a100b" },
		{ "c5aa8df43f9f837bedb7442f31dcb7b1"
		  "66d38535076f094b85ce3a2e0b4458f7",
		    "fc51cd8e6218a1a38da47ed00230f058"
		    "0816ed13ba3303ac5deb911548908025",
		    "af82",
		    "6291d657deec24024827e69c3abe01a3"
		    "0ce548a284743a445e3680d7db5ac3ac"
		    "18ff9b538d16f290ae67f760984dc659"
		    "4a7c15e9716ed28dc027beceea1ec40a" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct ho_secret *seed = secret_hex(rows[i].seed);
		struct ho_secret *text = secret_hex(rows[i].text);
		size_t len = ho_secret_len(text);
		struct ho_signer *signer;
		enum ho_verdict verdict;
		uint8_t sig[HO_SIGN_LEN];

		assert_int_equal(ho_signer_from(seed, &signer), HO_OK);
		assert_hex(ho_signer_public(signer), 32, rows[i].public_key);
		assert_int_equal(
		    ho_signer_sign(signer, ho_secret_data(text), len, sig),
		    HO_OK);
		assert_hex(sig, sizeof(sig), rows[i].sig);
		assert_int_equal(ho_sign_verify(ho_signer_public(signer),
				     ho_secret_data(text), len, sig, &verdict),
		    HO_OK);
		assert_int_equal(verdict, HO_ALLOW);
		sig[i * 40] ^= 1; /* once in R, once in S */
		ho_sign_verify(ho_signer_public(signer), ho_secret_data(text),
		    len, sig, &verdict);
		assert_int_equal(verdict, HO_REFUSE);
		ho_signer_free(&signer);
		ho_secret_free(&seed);
		ho_secret_free(&text);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(mac_agrees_with_rfc_4231),
		cmocka_unit_test(hkdf_agrees_with_rfc_5869),
		cmocka_unit_test(each_purpose_has_its_own_key),
		cmocka_unit_test(key_files_are_read_with_suspicion),
		cmocka_unit_test(signatures_agree_with_rfc_8032),
	};

	return RUN_LOCKED(tests);
}
