/* tests/laws/sample_keys.c - the sample's guard, and who signs its log. */
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "lib/base/err.h"
#include "tests/laws/sample.h"

int
sample_mac(void *ctx, const void *data, size_t len, uint8_t out[32])
{
	static const char key[32] = "a key that only the tests know..";

	(void)ctx;
	return HMAC(EVP_sha256(), key, sizeof(key), data, len, out, NULL)
	    ? HO_OK
	    : HO_E_CRYPTO;
}

void
sample_dead(void *ctx, enum ho_kind kind, int64_t id, const char *why)
{
	struct sample_deaths *d = ctx;

	if (d == NULL)
		return;
	d->n++;
	snprintf(d->last, sizeof(d->last), "%s/%lld %s", ho_kind_name(kind),
	    (long long)id, why);
}

static EVP_PKEY *
sample_key(void)
{
	uint8_t seed[32];

	for (int i = 0; i < 32; i++)
		seed[i] = (uint8_t)i;
	return EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, seed, 32);
}

int
sample_sign(void *ctx, const void *text, size_t len, uint8_t sig[64])
{
	EVP_PKEY *key = sample_key();
	EVP_MD_CTX *c = EVP_MD_CTX_new();
	size_t n = 64;
	int ok = EVP_DigestSignInit(c, NULL, NULL, NULL, key) == 1 &&
	    EVP_DigestSign(c, sig, &n, text, len) == 1;

	(void)ctx;
	EVP_MD_CTX_free(c);
	EVP_PKEY_free(key);
	return ok ? HO_OK : HO_E_CRYPTO;
}

struct ho_audit_signer
sample_signer(void)
{
	struct ho_audit_signer s = { .origin = SAMPLE_ORIGIN,
		.sign = sample_sign };
	EVP_PKEY *key = sample_key();
	size_t n = 32;

	EVP_PKEY_get_raw_public_key(key, s.public_key, &n);
	EVP_PKEY_free(key);
	return s;
}
