/* tests/unit/secret_test.c - locked memory, keys, seals, words, hashes. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "lib/base/b64.h"
#include "lib/base/err.h"
#include "lib/secret/hash.h"
#include "lib/secret/keys.h"
#include "lib/secret/mac.h"
#include "lib/secret/password.h"
#include "lib/secret/seal.h"
#include "lib/secret/secret.h"
#include "lib/secret/sign.h"
#include "lib/secret/word.h"

/* The sanitizers turn mlock() into nothing. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define LOCKED ""
#else
#define LOCKED " lo"
#endif

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static struct ho_secret *
secret_of(const void *data, size_t len)
{
	struct ho_secret *s = ho_secret_new(len > 0 ? len : 1);

	assert_non_null(s);
	assert_int_equal(ho_secret_set(s, data, len), HO_OK);
	return s;
}

static struct ho_secret *
secret_text(const char *text)
{
	return secret_of(text, strlen(text));
}

static struct ho_secret *
secret_hex(const char *hex)
{
	uint8_t raw[256];
	size_t len = strlen(hex) / 2;

	assert_int_equal(ho_unhex(raw, len, hex), HO_OK);
	return secret_of(raw, len);
}

static void
assert_hex(const void *data, size_t len, const char *hex)
{
	struct ho_buf b = HO_BUF_INIT;

	ho_hex(&b, data, len);
	assert_string_equal(ho_buf_text(&b), hex);
	ho_buf_free(&b);
}

/* --- memory --------------------------------------------------------------- */

/* The VmFlags of the mapping that an address lies in. */
static void
flags_of(const void *at, char *flags, size_t size)
{
	char line[512];
	unsigned long from, to;
	bool is_here = false;
	FILE *f = fopen("/proc/self/smaps", "r");

	assert_non_null(f);
	flags[0] = '\0';
	while (fgets(line, sizeof(line), f) != NULL) {
		if (sscanf(line, "%lx-%lx ", &from, &to) == 2)
			is_here = (uintptr_t)at >= from && (uintptr_t)at < to;
		else if (is_here && strncmp(line, "VmFlags:", 8) == 0)
			snprintf(flags, size, "%.200s", line + 8);
	}
	fclose(f);
}

static void
secrets_stay_out_of_core_files_and_swap(void **state)
{
	static const size_t caps[] = { 1, 48, 49, 176, 560, 561, 65536,
		HO_SECRET_MAX };

	(void)state;
	for (size_t i = 0; i < COUNT(caps); i++) {
		struct ho_secret *s = ho_secret_new(caps[i]);
		char flags[256];

		assert_non_null(s);
		flags_of(ho_secret_data(s), flags, sizeof(flags));
		assert_non_null(strstr(flags, LOCKED)); /* locked */
		assert_non_null(strstr(flags, " dd"));  /* not dumped */
		assert_non_null(strstr(flags, " wf"));  /* not inherited */
		flags_of(ho_secret_data(s) + caps[i] - 1, flags, sizeof(flags));
		assert_non_null(strstr(flags, LOCKED));
		ho_secret_free(&s);
		assert_null(s);
	}
	assert_true(ho_secret_all_locked());
}

static void
a_secret_keeps_its_capacity(void **state)
{
	struct ho_secret *s;

	(void)state;
	assert_null(ho_secret_new(0));
	assert_null(ho_secret_new(HO_SECRET_MAX + 1));
	s = ho_secret_new(4);
	assert_int_equal(ho_secret_set(s, "12345", 5), HO_E_LIMIT);
	assert_int_equal(ho_secret_len(s), 0);
	assert_int_equal(ho_secret_set(s, "1234", 4), HO_OK);
	assert_int_equal(ho_secret_add(s, "5", 1), HO_E_LIMIT);
	assert_int_equal(ho_secret_len(s), 4);
	assert_int_equal(ho_secret_data(s)[4], 0);
	assert_int_equal(ho_secret_fill(s, 5), HO_E_LIMIT);
	assert_int_equal(ho_secret_fill(s, 2), HO_OK);
	assert_memory_equal(ho_secret_data(s), "12\0\0", 5);
	assert_int_equal(ho_secret_random(s, 5), HO_E_LIMIT);
	assert_int_equal(ho_secret_random(s, 4), HO_OK);
	assert_int_equal(ho_secret_len(s), 4);
	ho_secret_free(&s);
	ho_secret_free(&s);
	ho_secret_free(NULL);
}

static void
a_secret_is_wiped_when_freed(void **state)
{
	struct ho_secret *s = secret_text("correct horse"), *again;
	const uint8_t *at = ho_secret_data(s);

	(void)state;
	ho_secret_free(&s);
	/* the pages are still ours: the shelf keeps them */
	assert_memory_equal(at, "\0\0\0\0\0\0\0\0\0\0\0\0\0", 13);
	again = ho_secret_new(48);
	assert_memory_equal(
	    ho_secret_data(again), "\0\0\0\0\0\0\0\0\0\0\0\0\0", 13);
	ho_secret_free(&again);
}

static void
equal_means_the_same_octets(void **state)
{
	struct ho_secret *a = secret_text("abc"), *b = secret_text("abc"),
			 *c = secret_text("abd"), *d = secret_text("ab");

	(void)state;
	assert_true(ho_secret_equal(a, b));
	assert_false(ho_secret_equal(a, c));
	assert_false(ho_secret_equal(a, d));
	assert_false(ho_secret_equal(d, a));
	ho_secret_free(&a);
	ho_secret_free(&b);
	ho_secret_free(&c);
	ho_secret_free(&d);
}

/* What a child ends with that writes one octet past the end and frees. */
static void
an_overflow_is_found(void **state)
{
	int status;
	pid_t pid = fork();

	(void)state;
	assert_true(pid >= 0);
	if (pid == 0) {
		struct ho_secret *s = ho_secret_new(20);

		if (s == NULL || freopen("/dev/null", "w", stderr) == NULL)
			_exit(1);
		ho_secret_room(s)[20] = 'x';
		ho_secret_free(&s);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status));
}

static void
a_child_sees_nothing(void **state)
{
	struct ho_secret *s = secret_text("secret");
	int status;
	pid_t pid = fork();

	(void)state;
	if (pid == 0)
		_exit(memcmp(ho_secret_data(s), "\0\0\0\0\0\0", 6) == 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(WEXITSTATUS(status), 1);
	assert_memory_equal(ho_secret_data(s), "secret", 6);
	ho_secret_free(&s);
}

/* In a child that may lock nothing: refused, or handed out and admitted. */
static int
without_locks(void)
{
	struct rlimit none = { 0, 0 };
	struct ho_secret *s;

	if (setrlimit(RLIMIT_MEMLOCK, &none) != 0 ||
	    (geteuid() == 0 && setresuid(1, 1, 1) != 0))
		return 1;
	if ((s = ho_secret_new(70000)) != NULL || !ho_secret_all_locked())
		return 2;
	if (ho_secret_policy(HO_LOCK_TRY) != HO_OK ||
	    (s = ho_secret_new(70000)) == NULL || ho_secret_all_locked())
		return 3;
	ho_secret_free(&s);
	return 0;
}

static void
memory_that_cannot_be_locked_is_policy(void **state)
{
	int status;
	pid_t pid;

	(void)state;
	if (LOCKED[0] == '\0') /* a sanitizer says that it locked */
		skip();
	if ((pid = fork()) == 0)
		_exit(without_locks());
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

/* More than one run of each shelf, freed in another order than made. */
static void
hundreds_of_conversations_fit(void **state)
{
	static struct ho_secret *s[4000];
	static const size_t caps[] = { 32, 48, 170, 511 };

	(void)state;
	for (size_t i = 0; i < COUNT(s); i++) {
		s[i] = ho_secret_new(caps[i % COUNT(caps)]);
		assert_non_null(s[i]);
		assert_int_equal(ho_secret_set(s[i], &i, sizeof(i)), HO_OK);
	}
	for (size_t i = 0; i < COUNT(s); i++) {
		size_t k = i * 1237 % COUNT(s);

		assert_memory_equal(ho_secret_data(s[k]), &k, sizeof(k));
		ho_secret_free(&s[k]);
	}
	assert_true(ho_secret_all_locked());
}

/* What a pool of threads does all day; SAN=thread looks at it. */
static void *
work(void *arg)
{
	struct ho_secret *key = secret_text("a key of sixteen octets and more");
	uint8_t mac[HO_MAC_LEN], *bad = arg;

	for (size_t i = 0; i < 2000; i++) {
		struct ho_secret *s = ho_secret_new(1 + i % 600);

		if (s == NULL || ho_secret_random(s, 1) != HO_OK ||
		    ho_mac(key, ho_secret_data(s), 1, mac) != HO_OK)
			*bad = 1;
		ho_secret_free(&s);
	}
	ho_secret_free(&key);
	return NULL;
}

static void
threads_share_the_pages(void **state)
{
	pthread_t thread[4];
	uint8_t bad[4] = { 0 };

	(void)state;
	for (size_t i = 0; i < COUNT(thread); i++)
		assert_int_equal(
		    pthread_create(&thread[i], NULL, work, &bad[i]), 0);
	for (size_t i = 0; i < COUNT(thread); i++) {
		pthread_join(thread[i], NULL);
		assert_int_equal(bad[i], 0);
	}
}

/* --- keyed arithmetic ----------------------------------------------------- */

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

/* --- keys and files ------------------------------------------------------- */

static struct ho_keys *
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

/* --- seals ---------------------------------------------------------------- */

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

/* --- words, references, codes --------------------------------------------- */

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

/* Every first digit as often as the others, within six deviations. */
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

/* --- passwords ------------------------------------------------------------ */

/* Drepper's and Openwall's published vectors, the rest by the system's crypt. */
#define SHA512_KNOWN                                        \
	"$6$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjl" \
	"/O817G3uBnIFNjnQJuesI68u4OTLiBFdcbYEdFCoEOfaS35inz1"
#define BCRYPT_KNOWN \
	"$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"
#define ARGON2_KNOWN "$argon2id$v=19$m=256,t=2,p=2$c29tZXNhbHQ$" ARGON2_TAG
#define ARGON2_TAG   "bQk8UB/VmZZF4Oo79iDXuL5/0ttZwg2f/5U52iv1cDc"
#define BCRYPT_72    /* 72 times U */ \
	"$2b$05$CCCCCCCCCCCCCCCCCCCCC.SLCdS4XHMsOtK9qWx3PoF/Gb21U28cm"

static void
known_hashes_verify(void **state)
{
	static const struct row {
		const char *hash, *password;
	} rows[] = {
		{ SHA512_KNOWN, "Hello world!" },
		{ "$5$saltstring$"
		  "5B8vYYiY.CVt1RlTTf8KbXBH3hsxY/GNooZaBBGWEc5",
		    "Hello world!" },
		{ "$6$rounds=10000$saltstringsaltst$OW1/O6BYHV6BcXZu8QVeXbDWra3"
		  "Oeqh0sbHbbMCVNSnCM/UrjmM0Dp8vOuZeHBy/YTBmSK6H9qs/y3RnOaw5v.",
		    "Hello world!" },
		{ BCRYPT_KNOWN, "U*U" },
		{ "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
		    "U*U" },
		{ "$2y$05$abcdefghijklmnopqrstuu7nFISH/8YdwlXD3lw69A4iBUf6fvWAW",
		    "Hello world!" },
		{ "$y$j9T$AAt9R641xPvCI9nXw1HHW/$"
		  "4NKeDc1EyB8wC5/452x0d1LGw9fgyV44uLaeVKk4zHB",
		    "Hello world!" },
		{ "$gy$j9T$AAt9R641xPvCI9nXw1HHW/$"
		  "HTYWVwzbX3yWXNIFxn1ewbTPmXRTHTxvRN9LMTj18m8",
		    "Hello world!" },
		/* the reference code's test.c */
		{ "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$"
		  "CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
		    "password" },
		{ ARGON2_KNOWN, "password" },
	};
	enum ho_verdict verdict;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct ho_secret *right = secret_text(rows[i].password);
		struct ho_secret *wrong = secret_text("Hello world?");

		assert_true(ho_hash_valid(rows[i].hash, strlen(rows[i].hash)));
		assert_int_equal(
		    ho_hash_check(rows[i].hash, right, &verdict), HO_OK);
		assert_int_equal(verdict, HO_ALLOW);
		assert_int_equal(
		    ho_hash_check(rows[i].hash, wrong, &verdict), HO_OK);
		assert_int_equal(verdict, HO_REFUSE);
		ho_secret_free(&right);
		ho_secret_free(&wrong);
	}
}

static void
what_is_no_hash_refuses(void **state)
{
	static const char *const rows[] = { "", "*", "!", "x", "*0", "!!",
		"plain", "ab1Qz8FcJ1wHk", "$1$salt$qJH7.N4xYta3aEG/dfqo/0",
		"$y$", "$y$j9T$", "$y$j9T$salt$",
		"$y$j9T$salt$012345678901234567890123456789012345678901",
		"$y$j9T$salt$01234567890123456789012345678901234567890123",
		"$y$j9T$sa:t$0123456789012345678901234567890123456789012",
		"$y$j9T$sa\nt$0123456789012345678901234567890123456789012",
		"$y$jHT$salt$0123456789012345678901234567890123456789012",
		"$y$k9T$salt$0123456789012345678901234567890123456789012",
		"$y$j9T1$salt$0123456789012345678901234567890123456789012",
		"$6$rounds=1000001$salt$" /* costs too much */
		"0123456789012345678901234567890123456789012345678901234567890"
		"1234567890123456789012345",
		"$6$rounds=0500000$salt$" /* a second spelling */
		"0123456789012345678901234567890123456789012345678901234567890"
		"1234567890123456789012345",
		"$6$saltsaltsaltsalt1$"
		"0123456789012345678901234567890123456789012345678901234567890"
		"1234567890123456789012345",
		"$2b$16$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
		"$2b$03$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
		"$2x$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
		"$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOe",
		"$7$CU..../....salt$hash", "$sha1$1$salt$hash" };
	enum ho_verdict verdict = HO_ALLOW;
	struct ho_secret *p = secret_text("plain");

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		assert_false(ho_hash_valid(rows[i], strlen(rows[i])));
		assert_int_equal(ho_hash_check(rows[i], p, &verdict), HO_OK);
		assert_int_equal(verdict, HO_REFUSE);
	}
	assert_int_equal(ho_hash_check(NULL, p, &verdict), HO_OK);
	assert_int_equal(verdict, HO_REFUSE);
	/* a NUL or a line end behind a good one */
	assert_false(
	    ho_hash_valid(BCRYPT_KNOWN "\n", strlen(BCRYPT_KNOWN) + 1));
	assert_false(ho_hash_valid(BCRYPT_KNOWN, strlen(BCRYPT_KNOWN) + 1));
	ho_secret_free(&p);
}

#define ARGON2_WITH_NUL /* behind "password" */ \
	"$argon2id$v=19$m=256,t=2,p=2$c29tZXNhbHQ$l+Bk6SEHzBESmDghMfEi5ixaBJ6rmN5lXCIAAibzCb4"
#define ARGON2(cost) "$argon2id$v=19$" cost "$c29tZXNhbHQ$" ARGON2_TAG

/* Whoever writes the text chooses what a login costs: within bounds. */
static void
argon2_costs_no_more_than_this(void **state)
{
	static const char *const taken[] = { ARGON2("m=262144,t=4,p=16"),
		ARGON2("m=65536,t=3,p=4"), ARGON2("m=16384,t=64,p=1"),
		ARGON2("m=8,t=1,p=1") };
	static const char *const refused[] = { ARGON2("m=262145,t=1,p=1"),
		ARGON2("m=262144,t=5,p=1"), ARGON2("m=8,t=65,p=1"),
		ARGON2("m=1024,t=1,p=17"), ARGON2("m=15,t=1,p=2"),
		ARGON2("m=4294967297,t=1,p=1"), ARGON2("m=0,t=1,p=1"),
		ARGON2("m=256,t=0,p=1"), ARGON2("m=256,t=1,p=0"),
		ARGON2("m=0256,t=1,p=1"), ARGON2("m=256,t=1"),
		ARGON2("m=256,t=1,p=1,keyid=AA"), ARGON2("t=1,m=256,p=1"),
		ARGON2("m=256,t=1,p="), ARGON2("m=-256,t=1,p=1"),
		"$argon2id$m=256,t=2,p=2$c29tZXNhbHQ$" ARGON2_TAG,
		"$argon2id$v=16$m=256,t=2,p=2$c29tZXNhbHQ$" ARGON2_TAG,
		"$argon2i$v=19$m=256,t=2,p=2$c29tZXNhbHQ$" ARGON2_TAG,
		"$argon2id$v=19$m=256,t=2,p=2$c29tZXM$" ARGON2_TAG,
		"$argon2id$v=19$m=256,t=2,p=2$c29tZXNhbHQ=$" ARGON2_TAG,
		"$argon2id$v=19$m=256,t=2,p=2$c29tZXNhbHR$" ARGON2_TAG,
		"$argon2id$v=19$m=256,t=2,p=2$c29tZXNhbHQ$AAAAAAAAAAAAAAAAAAAA",
		"$argon2id$v=19$m=256,t=2,p=2$c29tZXNhbHQ$",
		"$argon2id$v=19$m=256,t=2,p=2$c29tZXNhbHQ",
		"$argon2id$v=19$m=256,t=2,p=2$c29tZXNhbHQ$" ARGON2_TAG
		    ARGON2_TAG ARGON2_TAG,
		ARGON2_KNOWN "$", ARGON2_KNOWN "\n", "$argon2id$",
		"$argon2id" };
	struct ho_secret *p = secret_text("password");
	enum ho_verdict verdict;

	(void)state;
	for (size_t i = 0; i < COUNT(taken); i++)
		assert_true(ho_hash_valid(taken[i], strlen(taken[i])));
	for (size_t i = 0; i < COUNT(refused); i++) {
		if (ho_hash_valid(refused[i], strlen(refused[i])))
			fail_msg("taken: %s", refused[i]);
		assert_int_equal(ho_hash_check(refused[i], p, &verdict), HO_OK);
		assert_int_equal(verdict, HO_REFUSE);
	}
	assert_false(ho_hash_valid(ARGON2_KNOWN, strlen(ARGON2_KNOWN) + 1));
	/* a NUL refuses, whatever was hashed once */
	ho_secret_free(&p);
	assert_non_null(p = ho_secret_new(9));
	assert_int_equal(ho_secret_set(p, "password", 9), HO_OK);
	assert_int_equal(ho_hash_check(ARGON2_WITH_NUL, p, &verdict), HO_OK);
	assert_int_equal(verdict, HO_REFUSE);
	assert_true(ho_hash_is_old(ARGON2_KNOWN, 1));
	ho_secret_free(&p);
}

/* Octet 73, 512 and 1024 matter, or the password is refused (N-09). */
static void
nothing_is_cut_off(void **state)
{
	static const size_t lens[] = { 1, 72, 73, 511, 512, 513, 1024 };
	struct ho_secret *p = ho_secret_new(1024), *q = ho_secret_new(1024);
	char hash[HO_HASH_SIZE];
	enum ho_verdict verdict;

	(void)state;
	for (size_t i = 0; i < COUNT(lens); i++) {
		memset(ho_secret_room(p), 'p', lens[i]);
		ho_secret_fill(p, lens[i]);
		ho_secret_set(q, ho_secret_data(p), lens[i]);
		ho_secret_room(q)[lens[i] - 1] = 'q';
		assert_int_equal(ho_hash_make(p, 1, hash), HO_OK);
		assert_int_equal(ho_hash_check(hash, p, &verdict), HO_OK);
		assert_int_equal(verdict, HO_ALLOW);
		assert_int_equal(ho_hash_check(hash, q, &verdict), HO_OK);
		assert_int_equal(verdict, HO_REFUSE);
	}
	memset(ho_secret_room(p), 'U', 73);
	ho_secret_fill(p, 72);
	assert_int_equal(ho_hash_check(BCRYPT_72, p, &verdict), HO_OK);
	assert_int_equal(verdict, HO_ALLOW);
	memset(ho_secret_room(p), 'U', 73);
	ho_secret_fill(p, 73);
	assert_int_equal(ho_hash_check(BCRYPT_72, p, &verdict), HO_OK);
	assert_int_equal(verdict, HO_REFUSE);
	/* a NUL ends what crypt sees: "a\0b" is not "a" */
	ho_secret_set(p, "a", 1);
	assert_int_equal(ho_hash_make(p, 1, hash), HO_OK);
	ho_secret_set(p, "a\0b", 3);
	assert_int_equal(ho_hash_check(hash, p, &verdict), HO_OK);
	assert_int_equal(verdict, HO_REFUSE);
	assert_int_equal(ho_hash_make(p, 1, hash), HO_E_INPUT);
	assert_string_equal(hash, "");
	ho_secret_free(&p);
	ho_secret_free(&q);
}

static void
old_hashes_are_known(void **state)
{
	struct ho_secret *p = secret_text("p");
	char hash[HO_HASH_SIZE], dummy[HO_HASH_SIZE];
	enum ho_verdict verdict;

	(void)state;
	assert_int_equal(ho_hash_make(p, 0, hash), HO_E_INPUT);
	assert_int_equal(
	    ho_hash_make(p, HO_HASH_COST_MAX + 1, hash), HO_E_INPUT);
	for (unsigned cost = 1; cost < 5; cost++) {
		assert_int_equal(ho_hash_make(p, cost, hash), HO_OK);
		assert_false(ho_hash_is_old(hash, cost));
		assert_true(ho_hash_is_old(hash, cost + 1));
		assert_int_equal(ho_hash_dummy(cost, dummy), HO_OK);
		assert_int_equal(strlen(dummy), strlen(hash));
		assert_memory_equal(dummy, hash, 7); /* $y$jXY$ */
		assert_true(ho_hash_valid(dummy, strlen(dummy)));
		assert_int_equal(ho_hash_check(dummy, p, &verdict), HO_OK);
		assert_int_equal(verdict, HO_REFUSE);
	}
	for (unsigned cost = 5; cost <= HO_HASH_COST_MAX; cost++) {
		assert_int_equal(ho_hash_dummy(cost, dummy), HO_OK);
		assert_true(ho_hash_valid(dummy, strlen(dummy)));
	}
	assert_true(ho_hash_is_old(SHA512_KNOWN, 1));
	assert_true(ho_hash_is_old("*", 1));
	ho_secret_free(&p);
}

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
		cmocka_unit_test(secrets_stay_out_of_core_files_and_swap),
		cmocka_unit_test(a_secret_keeps_its_capacity),
		cmocka_unit_test(a_secret_is_wiped_when_freed),
		cmocka_unit_test(equal_means_the_same_octets),
		cmocka_unit_test(an_overflow_is_found),
		cmocka_unit_test(a_child_sees_nothing),
		cmocka_unit_test(memory_that_cannot_be_locked_is_policy),
		cmocka_unit_test(hundreds_of_conversations_fit),
		cmocka_unit_test(threads_share_the_pages),
		cmocka_unit_test(mac_agrees_with_rfc_4231),
		cmocka_unit_test(hkdf_agrees_with_rfc_5869),
		cmocka_unit_test(each_purpose_has_its_own_key),
		cmocka_unit_test(key_files_are_read_with_suspicion),
		cmocka_unit_test(signatures_agree_with_rfc_8032),
		cmocka_unit_test(seals_open_as_written_elsewhere),
		cmocka_unit_test(a_seal_opens_for_its_own_row_only),
		cmocka_unit_test(seals_have_limits),
		cmocka_unit_test(an_old_key_still_opens),
		cmocka_unit_test(typing_is_forgiven),
		cmocka_unit_test(words_are_random),
		cmocka_unit_test(words_are_shown_in_groups),
		cmocka_unit_test(references_have_one_spelling),
		cmocka_unit_test(codes_are_fair),
		cmocka_unit_test(unfair_draws_are_thrown_away),
		cmocka_unit_test(a_code_is_good_for_one_thing),
		cmocka_unit_test(known_hashes_verify),
		cmocka_unit_test(what_is_no_hash_refuses),
		cmocka_unit_test(argon2_costs_no_more_than_this),
		cmocka_unit_test(nothing_is_cut_off),
		cmocka_unit_test(old_hashes_are_known),
		cmocka_unit_test(passwords_become_nfc),
		cmocka_unit_test(passwords_are_judged),
	};

	return ho_secret_policy(HO_LOCK_REQUIRE) != HO_OK ||
	    cmocka_run_group_tests(tests, NULL, NULL) != 0;
}
