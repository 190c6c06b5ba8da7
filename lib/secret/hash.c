/* lib/secret/hash.c - passwords that people choose: crypt(3), Argon2id. */
#include "lib/secret/hash.h"

#include <crypt.h>
#include <string.h>

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include "lib/secret/argon.h"
#include "lib/secret/shape.h"

#define CRYPT_TAKES  (CRYPT_MAX_PASSPHRASE_SIZE - 1) /* octets */
#define BCRYPT_TAKES 72
#define HASH_TAIL    43 /* characters of a yescrypt hash behind its salt */
#define SHA512_LEN   64
#define SHA512_B64   88

/*
 * Too long for crypt: the base64 of its SHA-512 stands for it.  Whoever knows
 * that text knows as much as the password; nobody has it stored.
 */
static int
fold_long(const struct ho_secret *password, struct ho_secret *phrase)
{
	uint8_t digest[SHA512_LEN];
	unsigned char text[SHA512_B64 + 1];
	int rc = HO_E_CRYPTO;

	if (EVP_Digest(ho_secret_data(password), ho_secret_len(password),
		digest, NULL, EVP_sha512(), NULL) == 1 &&
	    EVP_EncodeBlock(text, digest, SHA512_LEN) == SHA512_B64)
		rc = ho_secret_set(phrase, text, SHA512_B64);
	explicit_bzero(digest, sizeof(digest));
	explicit_bzero(text, sizeof(text));
	return rc;
}

/*
 * What crypt is given, and whether all of the password counts in it.  Where
 * it does not, crypt is run all the same, and the answer is no.
 */
static int
phrase_for(const struct ho_secret *password, enum ho_method method,
    struct ho_secret *phrase, bool *is_whole)
{
	size_t len = ho_secret_len(password);
	size_t most = method == HO_METHOD_BCRYPT ? BCRYPT_TAKES : CRYPT_TAKES;

	*is_whole = memchr(ho_secret_data(password), 0, len) == NULL;
	if (len <= most)
		return ho_secret_set(phrase, ho_secret_data(password), len);
	if (method == HO_METHOD_YESCRYPT)
		return fold_long(password, phrase);
	*is_whole = false;
	return ho_secret_set(phrase, ho_secret_data(password), most);
}

/* crypt's work area holds the password and the hash: it is a secret too. */
static int
run_crypt(const struct ho_secret *phrase, const char *setting,
    char out[static HO_HASH_SIZE])
{
	struct ho_secret *area = ho_secret_new(sizeof(struct crypt_data));
	const char *got;
	int rc = HO_E_CRYPTO;

	if (area == NULL)
		return HO_E_NOMEM;
	got = crypt_r((const char *)ho_secret_data(phrase), setting,
	    (struct crypt_data *)(void *)ho_secret_room(area));
	/* "*0" and "*1" are how it says that it failed */
	if (got != NULL && got[0] == '$' && strlen(got) < HO_HASH_SIZE) {
		memcpy(out, got, strlen(got) + 1);
		rc = HO_OK;
	}
	ho_secret_free(&area);
	return rc;
}

static int
check_crypt(const char *hash, enum ho_method method,
    const struct ho_secret *password, enum ho_verdict *verdict)
{
	struct ho_secret *phrase = ho_secret_new(CRYPT_TAKES);
	char got[HO_HASH_SIZE];
	size_t len = strlen(hash);
	bool is_whole;
	int rc;

	if (phrase == NULL)
		return HO_E_NOMEM;
	if ((rc = phrase_for(password, method, phrase, &is_whole)) == HO_OK &&
	    (rc = run_crypt(phrase, hash, got)) == HO_OK &&
	    strlen(got) == len && CRYPTO_memcmp(got, hash, len) == 0 &&
	    is_whole)
		*verdict = HO_ALLOW;
	explicit_bzero(got, sizeof(got));
	ho_secret_free(&phrase);
	return rc;
}

/* Of any length; a NUL refuses here as with the others. */
static int
check_argon(const char *hash, const struct ho_secret *password,
    enum ho_verdict *verdict)
{
	const char *rest = hash + strlen(HO_SHAPE_ARGON2);
	bool is_same;
	int rc = ho_argon_check(rest, strlen(rest), password, &is_same);

	if (rc == HO_OK && is_same &&
	    memchr(ho_secret_data(password), 0, ho_secret_len(password)) ==
		NULL)
		*verdict = HO_ALLOW;
	return rc;
}

int
ho_hash_check(const char *hash, const struct ho_secret *password,
    enum ho_verdict *verdict)
{
	size_t len = hash == NULL ? 0 : strlen(hash);
	enum ho_method method;

	*verdict = HO_REFUSE;
	if (len == 0 || (method = ho_hash_method(hash, len)) == HO_METHOD_NONE)
		return HO_OK;
	return method == HO_METHOD_ARGON2
	    ? check_argon(hash, password, verdict)
	    : check_crypt(hash, method, password, verdict);
}

static int
new_setting(unsigned cost, char out[static CRYPT_GENSALT_OUTPUT_SIZE])
{
	if (cost < HO_HASH_COST_MIN || cost > HO_HASH_COST_MAX)
		return HO_E_INPUT;
	/* no octets given: it asks the system's generator itself */
	return crypt_gensalt_rn(
		   "$y$", cost, NULL, 0, out, CRYPT_GENSALT_OUTPUT_SIZE) == NULL
	    ? HO_E_CRYPTO
	    : HO_OK;
}

int
ho_hash_make(const struct ho_secret *password, unsigned cost,
    char out[static HO_HASH_SIZE])
{
	char setting[CRYPT_GENSALT_OUTPUT_SIZE];
	struct ho_secret *phrase = NULL;
	bool is_whole = false;
	int rc;

	out[0] = '\0';
	if ((rc = new_setting(cost, setting)) != HO_OK)
		return rc;
	if ((phrase = ho_secret_new(CRYPT_TAKES)) == NULL)
		return HO_E_NOMEM;
	rc = phrase_for(password, HO_METHOD_YESCRYPT, phrase, &is_whole);
	if (rc == HO_OK && !is_whole)
		rc = HO_E_INPUT;
	if (rc == HO_OK)
		rc = run_crypt(phrase, setting, out);
	/* What we store must be what we would take again. */
	if (rc == HO_OK && !ho_hash_valid(out, strlen(out)))
		rc = HO_E_CRYPTO;
	if (rc != HO_OK)
		out[0] = '\0';
	ho_secret_free(&phrase);
	return rc;
}

bool
ho_hash_is_old(const char *hash, unsigned cost)
{
	/* crypt(5): N = 2^(cost + 7), r = 32; below 3, four times N, r = 8 */
	return ho_hash_yescrypt_log(hash) < cost + 12;
}

int
ho_hash_dummy(unsigned cost, char out[static HO_HASH_SIZE])
{
	static const char b64[] = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				  "abcdefghijklmnopqrstuvwxyz";
	struct ho_secret *noise;
	size_t n;
	int rc;

	if ((rc = new_setting(cost, out)) != HO_OK) {
		out[0] = '\0';
		return rc;
	}
	if ((noise = ho_secret_new(HASH_TAIL)) == NULL)
		return HO_E_NOMEM;
	rc = ho_secret_random(noise, HASH_TAIL);
	n = strlen(out);
	out[n++] = '$';
	for (size_t i = 0; i < HASH_TAIL; i++)
		out[n++] = b64[ho_secret_data(noise)[i] & 63];
	out[n] = '\0';
	ho_secret_free(&noise);
	return rc;
}
