/* lib/secret/mac.c - SHA-256, HMAC and HKDF over OpenSSL's EVP. */
#include "lib/secret/mac.h"

#include <pthread.h>
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include "lib/base/err.h"

/* Finding an algorithm by name costs more than using it: once for all. */
static pthread_once_t once = PTHREAD_ONCE_INIT;
static EVP_MD *sha256;
static EVP_MAC_CTX *hmac; /* digest chosen, no key; only ever copied */

static void
find_algorithms(void)
{
	char digest[] = "SHA256";
	const OSSL_PARAM params[] = {
		OSSL_PARAM_construct_utf8_string(
		    OSSL_MAC_PARAM_DIGEST, digest, 0),
		OSSL_PARAM_construct_end(),
	};
	EVP_MAC *mac = EVP_MAC_fetch(NULL, "HMAC", NULL);

	sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
	hmac = mac == NULL ? NULL : EVP_MAC_CTX_new(mac);
	EVP_MAC_free(mac);
	if (hmac != NULL && EVP_MAC_CTX_set_params(hmac, params) != 1) {
		EVP_MAC_CTX_free(hmac);
		hmac = NULL;
	}
}

int
ho_sha256(const void *data, size_t len, uint8_t out[static HO_SHA256_LEN])
{
	pthread_once(&once, find_algorithms);
	if (sha256 != NULL &&
	    EVP_Digest(data, len, out, NULL, sha256, NULL) == 1)
		return HO_OK;
	memset(out, 0, HO_SHA256_LEN);
	return HO_E_CRYPTO;
}

int
ho_mac(const struct ho_secret *key, const void *data, size_t len,
    uint8_t out[static HO_MAC_LEN])
{
	EVP_MAC_CTX *ctx = NULL;
	size_t got = 0;
	int rc = HO_E_CRYPTO;

	memset(out, 0, HO_MAC_LEN);
	if (ho_secret_len(key) < 16)
		return HO_E_INPUT;
	pthread_once(&once, find_algorithms);
	if (hmac != NULL && (ctx = EVP_MAC_CTX_dup(hmac)) != NULL &&
	    EVP_MAC_init(ctx, ho_secret_data(key), ho_secret_len(key), NULL) ==
		1 &&
	    EVP_MAC_update(ctx, data, len) == 1 &&
	    EVP_MAC_final(ctx, out, &got, HO_MAC_LEN) == 1 && got == HO_MAC_LEN)
		rc = HO_OK;
	else
		memset(out, 0, HO_MAC_LEN);
	EVP_MAC_CTX_free(ctx);
	return rc;
}

bool
ho_mac_equal(
    const uint8_t a[static HO_MAC_LEN], const uint8_t b[static HO_MAC_LEN])
{
	return CRYPTO_memcmp(a, b, HO_MAC_LEN) == 0;
}

/* RFC 5869 section 2.2: the key is the salt, 32 zeroes where there is none. */
static int
extract(const struct ho_secret *key, const void *salt, size_t salt_len,
    struct ho_secret *prk)
{
	static const uint8_t zeroes[HO_MAC_LEN];
	struct ho_secret *s = ho_secret_new(salt_len + HO_MAC_LEN);
	uint8_t out[HO_MAC_LEN];
	int rc = HO_E_NOMEM;

	if (s == NULL)
		return rc;
	/* HMAC pads short keys with zeroes, so padding changes nothing; longer
	 * than a block it would be hashed first, so no more than that. */
	if ((rc = ho_secret_add(s, salt, salt_len)) == HO_OK &&
	    salt_len < HO_MAC_LEN)
		rc = ho_secret_add(s, zeroes, HO_MAC_LEN - salt_len);
	if (rc == HO_OK &&
	    (rc = ho_mac(s, ho_secret_data(key), ho_secret_len(key), out)) ==
		HO_OK)
		rc = ho_secret_set(prk, out, sizeof(out));
	explicit_bzero(out, sizeof(out));
	ho_secret_free(&s);
	return rc;
}

/* Section 2.3: T(i) = HMAC(PRK, T(i-1) | info | i). */
static int
expand(const struct ho_secret *prk, const void *info, size_t info_len,
    struct ho_secret *out, size_t len)
{
	struct ho_secret *block = ho_secret_new(HO_MAC_LEN + info_len + 1);
	uint8_t t[HO_MAC_LEN];
	size_t n;
	int rc = block == NULL ? HO_E_NOMEM : HO_OK;

	for (uint8_t i = 1; rc == HO_OK && len > 0; i++, len -= n) {
		ho_secret_clear(block);
		if (i > 1)
			rc = ho_secret_add(block, t, sizeof(t));
		if (rc == HO_OK &&
		    (rc = ho_secret_add(block, info, info_len)) == HO_OK &&
		    (rc = ho_secret_add(block, &i, 1)) == HO_OK)
			rc = ho_mac(prk, ho_secret_data(block),
			    ho_secret_len(block), t);
		n = len < sizeof(t) ? len : sizeof(t);
		if (rc == HO_OK)
			rc = ho_secret_add(out, t, n);
	}
	explicit_bzero(t, sizeof(t));
	ho_secret_free(&block);
	return rc;
}

int
ho_hkdf(const struct ho_secret *key, const void *salt, size_t salt_len,
    const void *info, size_t info_len, struct ho_secret *out, size_t len)
{
	struct ho_secret *prk;
	int rc;

	ho_secret_clear(out);
	if (len == 0 || len > 255 * HO_MAC_LEN || len > ho_secret_cap(out) ||
	    salt_len > 4096 || info_len > 4096)
		return HO_E_INPUT;
	if ((prk = ho_secret_new(HO_MAC_LEN)) == NULL)
		return HO_E_NOMEM;
	if ((rc = extract(key, salt, salt_len, prk)) == HO_OK)
		rc = expand(prk, info, info_len, out, len);
	if (rc != HO_OK)
		ho_secret_clear(out);
	ho_secret_free(&prk);
	return rc;
}
