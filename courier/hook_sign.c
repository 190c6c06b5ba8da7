/* courier/hook_sign.c - the signature of a notice to the panel. */
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <string.h>

#include "courier/hook.h"
#include "lib/base/b64.h"
#include "lib/base/err.h"

static const char prefix[] = "whsec_";

static int
read_key(const char *secret, struct ho_buf *key)
{
	size_t n = sizeof(prefix) - 1;
	int rc;

	if (strncmp(secret, prefix, n) != 0)
		return HO_E_INPUT;
	rc = ho_b64_decode(key, secret + n, strlen(secret + n));
	if (rc == HO_OK &&
	    (key->len < HOOK_KEY_LEAST || key->len > HOOK_KEY_MOST))
		rc = HO_E_INPUT;
	return rc;
}

int
hook_sign(const char *secret, const char *id, int64_t at, const void *body,
    size_t len, struct ho_buf *out)
{
	struct ho_buf key = HO_BUF_INIT, text = HO_BUF_INIT;
	unsigned char mac[EVP_MAX_MD_SIZE];
	unsigned mac_len = 0;
	int rc = read_key(secret, &key);

	ho_buf_fmt(&text, "%s.%lld.", id, (long long)at);
	ho_buf_add(&text, body, len);
	if (rc == HO_OK && (rc = ho_buf_error(&text)) == HO_OK &&
	    HMAC(EVP_sha256(), key.data, (int)key.len, text.data, text.len, mac,
		&mac_len) == NULL)
		rc = HO_E_NOMEM;
	if (rc == HO_OK) {
		ho_buf_str(out, "v1,");
		ho_b64_encode(out, mac, mac_len);
		rc = ho_buf_error(out);
	}
	if (key.data != NULL)
		explicit_bzero(key.data, key.cap);
	ho_buf_free(&key);
	ho_buf_free(&text);
	return rc;
}
