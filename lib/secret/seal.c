/* lib/secret/seal.c - AES-256-GCM for what lies in the store. */
#include "lib/secret/seal.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include <openssl/evp.h>

#include "lib/base/err.h"

#define VERSION   1
#define HEAD_LEN  2
#define NONCE_LEN 12
#define TAG_LEN   16

_Static_assert(HEAD_LEN + NONCE_LEN + TAG_LEN == HO_SEAL_OVERHEAD,
    "the overhead in seal.h is what is written here");

/* The two octets in front and the row's identity are authenticated both. */
static int
add_ad(EVP_CIPHER_CTX *ctx,
    int (*update)(
	EVP_CIPHER_CTX *, unsigned char *, int *, const unsigned char *, int),
    const uint8_t head[HEAD_LEN], const void *ad, size_t ad_len)
{
	int n;

	return ad_len < 65536 && update(ctx, NULL, &n, head, HEAD_LEN) == 1 &&
	    (ad_len == 0 || update(ctx, NULL, &n, ad, (int)ad_len) == 1);
}

/* sealed has room for HO_SEAL_OVERHEAD and len octets. */
static int
seal_into(const struct ho_secret *key, uint8_t id, const void *ad,
    size_t ad_len, const void *plain, size_t len, uint8_t *sealed)
{
	uint8_t *nonce = sealed + HEAD_LEN, *text = nonce + NONCE_LEN;
	EVP_CIPHER_CTX *ctx;
	int n = 0, rc = HO_E_CRYPTO;

	sealed[0] = VERSION;
	sealed[1] = id;
	if (getrandom(nonce, NONCE_LEN, 0) != NONCE_LEN)
		return HO_E_IO;
	if ((ctx = EVP_CIPHER_CTX_new()) == NULL)
		return HO_E_NOMEM;
	if (EVP_EncryptInit_ex2(ctx, EVP_aes_256_gcm(), ho_secret_data(key),
		nonce, NULL) == 1 &&
	    add_ad(ctx, EVP_EncryptUpdate, sealed, ad, ad_len) &&
	    (len == 0 ||
		EVP_EncryptUpdate(ctx, text, &n, plain, (int)len) == 1) &&
	    (size_t)n == len && EVP_EncryptFinal_ex(ctx, text + len, &n) == 1 &&
	    EVP_CIPHER_CTX_ctrl(
		ctx, EVP_CTRL_AEAD_GET_TAG, TAG_LEN, text + len) == 1)
		rc = HO_OK;
	EVP_CIPHER_CTX_free(ctx);
	return rc;
}

int
ho_seal(const struct ho_keys *keys, enum ho_purpose purpose, const void *ad,
    size_t ad_len, const void *plain, size_t len, struct ho_buf *out)
{
	uint8_t id = ho_keys_current(keys), *sealed;
	const struct ho_secret *key = ho_keys_get(keys, purpose, id);
	int rc;

	if (key == NULL || ad_len >= 65536)
		return HO_E_INPUT;
	if (len > HO_SEAL_MAX)
		return HO_E_LIMIT;
	if ((sealed = malloc(len + HO_SEAL_OVERHEAD)) == NULL)
		return HO_E_NOMEM;
	rc = seal_into(key, id, ad, ad_len, plain, len, sealed);
	if (rc == HO_OK) {
		ho_buf_add(out, sealed, len + HO_SEAL_OVERHEAD);
		rc = ho_buf_error(out);
	}
	free(sealed);
	return rc;
}

/* The key that a sealed value names; NULL: no value of ours. */
static const struct ho_secret *
key_of(const struct ho_keys *keys, enum ho_purpose purpose,
    const uint8_t *sealed, size_t len)
{
	if (len < HO_SEAL_OVERHEAD || len > HO_SEAL_MAX + HO_SEAL_OVERHEAD ||
	    sealed[0] != VERSION || sealed[1] == 0)
		return NULL;
	return ho_keys_get(keys, purpose, sealed[1]);
}

/* plain has room for len - HO_SEAL_OVERHEAD octets; wiped on failure. */
static int
unseal_into(const struct ho_secret *key, const void *ad, size_t ad_len,
    const uint8_t *sealed, size_t len, uint8_t *plain)
{
	const uint8_t *nonce = sealed + HEAD_LEN, *text = nonce + NONCE_LEN;
	size_t want = len - HO_SEAL_OVERHEAD;
	uint8_t tag[TAG_LEN], end[TAG_LEN];
	EVP_CIPHER_CTX *ctx;
	int n = 0, rc = HO_E_FORGED;

	if ((ctx = EVP_CIPHER_CTX_new()) == NULL)
		return HO_E_NOMEM;
	memcpy(tag, text + want, TAG_LEN);
	if (EVP_DecryptInit_ex2(
		ctx, EVP_aes_256_gcm(), ho_secret_data(key), nonce, NULL) != 1)
		rc = HO_E_CRYPTO;
	else if (add_ad(ctx, EVP_DecryptUpdate, sealed, ad, ad_len) &&
	    (want == 0 ||
		EVP_DecryptUpdate(ctx, plain, &n, text, (int)want) == 1) &&
	    (size_t)n == want &&
	    EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_SET_TAG, TAG_LEN, tag) ==
		1 &&
	    EVP_DecryptFinal_ex(ctx, end, &n) == 1)
		rc = HO_OK;
	if (rc != HO_OK)
		explicit_bzero(plain, want);
	EVP_CIPHER_CTX_free(ctx);
	return rc;
}

int
ho_unseal(const struct ho_keys *keys, enum ho_purpose purpose, const void *ad,
    size_t ad_len, const void *sealed, size_t len, struct ho_secret **plain)
{
	const struct ho_secret *key = key_of(keys, purpose, sealed, len);
	struct ho_secret *s;
	size_t want;
	int rc;

	*plain = NULL;
	if (key == NULL)
		return HO_E_FORGED;
	want = len - HO_SEAL_OVERHEAD;
	if (want > HO_SECRET_MAX)
		return HO_E_LIMIT;
	if ((s = ho_secret_new(want > 0 ? want : 1)) == NULL)
		return HO_E_NOMEM;
	rc = unseal_into(key, ad, ad_len, sealed, len, ho_secret_room(s));
	if (rc == HO_OK && (rc = ho_secret_fill(s, want)) == HO_OK) {
		*plain = s;
		s = NULL;
	}
	ho_secret_free(&s);
	return rc;
}

int
ho_unseal_plain(const struct ho_keys *keys, enum ho_purpose purpose,
    const void *ad, size_t ad_len, const void *sealed, size_t len,
    struct ho_buf *out)
{
	const struct ho_secret *key = key_of(keys, purpose, sealed, len);
	size_t want;
	uint8_t *plain;
	int rc;

	if (key == NULL)
		return HO_E_FORGED;
	want = len - HO_SEAL_OVERHEAD;
	if ((plain = malloc(want + 1)) == NULL)
		return HO_E_NOMEM;
	rc = unseal_into(key, ad, ad_len, sealed, len, plain);
	if (rc == HO_OK) {
		ho_buf_add(out, plain, want);
		rc = ho_buf_error(out);
	}
	explicit_bzero(plain, want);
	free(plain);
	return rc;
}
