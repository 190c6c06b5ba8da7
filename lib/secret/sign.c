/* lib/secret/sign.c - Ed25519 over OpenSSL's one-shot calls. */
#include "lib/secret/sign.h"

#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>

#include "lib/secret/keys.h"

_Static_assert(HO_SIGN_KEY == HO_KEY_LEN, "a seed is kept as a key file");

struct ho_signer {
	struct ho_secret *seed;
	uint8_t public_key[HO_SIGN_KEY];
};

static EVP_PKEY *
key_of(const struct ho_signer *s)
{
	return EVP_PKEY_new_raw_private_key(
	    EVP_PKEY_ED25519, NULL, ho_secret_data(s->seed), HO_SIGN_KEY);
}

static int
find_public(struct ho_signer *s)
{
	EVP_PKEY *pkey = key_of(s);
	size_t n = HO_SIGN_KEY;
	int ok;

	ok = pkey != NULL &&
	    EVP_PKEY_get_raw_public_key(pkey, s->public_key, &n) == 1 &&
	    n == HO_SIGN_KEY;
	EVP_PKEY_free(pkey);
	return ok ? HO_OK : HO_E_CRYPTO;
}

int
ho_signer_from(const struct ho_secret *seed, struct ho_signer **signer)
{
	struct ho_signer *s;
	int rc = HO_E_NOMEM;

	*signer = NULL;
	if (ho_secret_len(seed) != HO_SIGN_KEY)
		return HO_E_INPUT;
	if ((s = calloc(1, sizeof(*s))) == NULL)
		return rc;
	if ((s->seed = ho_secret_new(HO_SIGN_KEY)) != NULL &&
	    (rc = ho_secret_set(s->seed, ho_secret_data(seed), HO_SIGN_KEY)) ==
		HO_OK)
		rc = find_public(s);
	if (rc == HO_OK)
		*signer = s;
	else
		ho_signer_free(&s);
	return rc;
}

int
ho_signer_open(const char *path, struct ho_signer **signer, struct ho_buf *why)
{
	struct ho_secret *seed;
	int rc;

	*signer = NULL;
	if ((rc = ho_key_read(path, &seed, why)) != HO_OK)
		return rc;
	rc = ho_signer_from(seed, signer);
	if (rc != HO_OK && why != NULL)
		ho_buf_fmt(why, "%s: %s", path, ho_err_text(rc));
	ho_secret_free(&seed);
	return rc;
}

void
ho_signer_free(struct ho_signer **signer)
{
	if (signer == NULL || *signer == NULL)
		return;
	ho_secret_free(&(*signer)->seed);
	free(*signer);
	*signer = NULL;
}

const uint8_t *
ho_signer_public(const struct ho_signer *signer)
{
	return signer->public_key;
}

int
ho_signer_sign(
    void *signer, const void *text, size_t len, uint8_t sig[static HO_SIGN_LEN])
{
	EVP_PKEY *pkey = key_of(signer);
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	size_t n = HO_SIGN_LEN;
	int rc = HO_OK;

	memset(sig, 0, HO_SIGN_LEN);
	if (pkey == NULL || ctx == NULL ||
	    EVP_DigestSignInit(ctx, NULL, NULL, NULL, pkey) != 1 ||
	    EVP_DigestSign(ctx, sig, &n, text, len) != 1 || n != HO_SIGN_LEN) {
		memset(sig, 0, HO_SIGN_LEN);
		rc = HO_E_CRYPTO;
	}
	EVP_MD_CTX_free(ctx);
	EVP_PKEY_free(pkey);
	return rc;
}

int
ho_sign_verify(const uint8_t public_key[static HO_SIGN_KEY], const void *text,
    size_t len, const uint8_t sig[static HO_SIGN_LEN], enum ho_verdict *verdict)
{
	EVP_PKEY *pkey = EVP_PKEY_new_raw_public_key(
	    EVP_PKEY_ED25519, NULL, public_key, HO_SIGN_KEY);
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	int rc = HO_E_CRYPTO;

	*verdict = HO_REFUSE;
	if (pkey != NULL && ctx != NULL &&
	    EVP_DigestVerifyInit(ctx, NULL, NULL, NULL, pkey) == 1) {
		rc = HO_OK;
		/* 1 alone means yes: zero and negative are both "no" */
		if (EVP_DigestVerify(ctx, sig, HO_SIGN_LEN, text, len) == 1)
			*verdict = HO_ALLOW;
	}
	EVP_MD_CTX_free(ctx);
	EVP_PKEY_free(pkey);
	return rc;
}
