/* tests/mail/sign.c - a DKIM signer for tests. */
#include "tests/mail/sign.h"

#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "lib/base/b64.h"

EVP_PKEY *
test_rsa(unsigned bits)
{
	return EVP_RSA_gen(bits);
}

EVP_PKEY *
test_ed25519(void)
{
	return EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
}

char *
test_record(EVP_PKEY *key, const char *tags)
{
	struct ho_buf text = HO_BUF_INIT;
	uint8_t raw[32], *der = NULL;
	size_t len = sizeof(raw);
	char *out;

	ho_buf_fmt(&text, "%sp=", tags);
	if (EVP_PKEY_get_base_id(key) == EVP_PKEY_ED25519) {
		EVP_PKEY_get_raw_public_key(key, raw, &len);
		ho_b64_encode(&text, raw, len);
	} else {
		int n = i2d_PUBKEY(key, &der);

		ho_b64_encode(&text, der, (size_t)n);
		OPENSSL_free(der);
	}
	out = strdup(ho_buf_text(&text));
	ho_buf_free(&text);
	return out;
}

/* One field in canonical form, without its CRLF. */
static void
field(struct ho_buf *out, const char *p, size_t len, int relaxed)
{
	const char *colon = memchr(p, ':', len);
	struct ho_buf value = HO_BUF_INIT;
	size_t n = (size_t)(colon - p);

	if (!relaxed) {
		ho_buf_add(out, p, len);
		return;
	}
	for (size_t i = 0; i < n; i++)
		ho_buf_chr(
		    out, (char)(p[i] >= 'A' && p[i] <= 'Z' ? p[i] + 32 : p[i]));
	ho_buf_chr(out, ':');
	for (size_t i = n + 1; i < len; i++) {
		if (p[i] == '\r' || p[i] == '\n')
			continue;
		if (p[i] == ' ' || p[i] == '\t') {
			if (value.len > 0 && value.data[value.len - 1] != ' ')
				ho_buf_chr(&value, ' ');
		} else {
			ho_buf_chr(&value, p[i]);
		}
	}
	while (value.len > 0 && value.data[value.len - 1] == ' ')
		value.len--;
	ho_buf_add(out, value.data, value.len);
	ho_buf_free(&value);
}

static void
body(struct ho_buf *out, const char *p, int relaxed, int max)
{
	struct ho_buf all = HO_BUF_INIT;

	for (; *p != '\0'; p++) {
		if (relaxed && (*p == ' ' || *p == '\t')) {
			size_t run = strspn(p, " \t");

			if (p[run] != '\r' && p[run] != '\0')
				ho_buf_chr(&all, ' ');
			p += run - 1;
		} else {
			ho_buf_chr(&all, *p);
		}
	}
	if (all.len > 0 && all.data[all.len - 1] != '\n')
		ho_buf_str(&all, "\r\n");
	while (
	    all.len >= 4 && memcmp(all.data + all.len - 4, "\r\n\r\n", 4) == 0)
		all.len -= 2;
	if (all.len == 2 && memcmp(all.data, "\r\n", 2) == 0)
		all.len = 0;
	if (all.len == 0 && !relaxed)
		ho_buf_str(&all, "\r\n");
	if (max >= 0 && (size_t)max < all.len)
		all.len = (size_t)max;
	ho_buf_add(out, all.data, all.len);
	ho_buf_free(&all);
}

/* The n-th field of that name from the bottom (n from 0), or NULL. */
static const char *
find(const char *letter, const char *name, size_t n, size_t *len)
{
	const char *found[64], *p = letter;
	size_t lens[64], count = 0, want = strcspn(name, ": ");

	while (strncmp(p, "\r\n", 2) != 0) {
		const char *end = p;

		do {
			end = strstr(end, "\r\n") + 2;
		} while (*end == ' ' || *end == '\t');
		if (strncasecmp(p, name, want) == 0 && p[want] == ':' &&
		    count < 64) {
			found[count] = p;
			lens[count++] = (size_t)(end - 2 - p);
		}
		p = end;
	}
	if (n >= count)
		return NULL;
	*len = lens[count - 1 - n];
	return found[count - 1 - n];
}

static void
header(struct ho_buf *out, const struct sign *s, const char *letter)
{
	const char *name = s->names;

	while (*name != '\0') {
		size_t n = 0, len, width = strcspn(name, ": ");
		const char *f;

		for (const char *q = s->names; q < name;
		     q += strcspn(q, ":") + 1)
			n += strcspn(q, ": ") == width &&
			    strncasecmp(q, name, width) == 0;
		if ((f = find(letter, name, n, &len)) != NULL) {
			field(out, f, len, s->relaxed_header);
			ho_buf_str(out, "\r\n");
		}
		name += strcspn(name, ":");
		name += strspn(name, ": ");
	}
}

/* b= over octets: both kinds sign their SHA-256. */
static void
signature(struct ho_buf *out, EVP_PKEY *key, const struct ho_buf *octets)
{
	EVP_MD_CTX *md = EVP_MD_CTX_new();
	uint8_t digest[32], sig[1024];
	size_t len = sizeof(sig);

	if (EVP_PKEY_get_base_id(key) == EVP_PKEY_ED25519) {
		EVP_Digest(octets->data, octets->len, digest, NULL,
		    EVP_sha256(), NULL);
		EVP_DigestSignInit(md, NULL, NULL, NULL, key);
		EVP_DigestSign(md, sig, &len, digest, sizeof(digest));
	} else {
		EVP_DigestSignInit(md, NULL, EVP_sha256(), NULL, key);
		EVP_DigestSign(md, sig, &len, octets->data, octets->len);
	}
	ho_b64_encode(out, sig, len);
	EVP_MD_CTX_free(md);
}

void
test_sign(struct ho_buf *out, const struct sign *s, const char *letter)
{
	struct ho_buf plain = HO_BUF_INIT, octets = HO_BUF_INIT;
	struct ho_buf b = HO_BUF_INIT, own = HO_BUF_INIT;
	uint8_t digest[32];

	body(&plain, strstr(letter, "\r\n\r\n") + 4, s->relaxed_body,
	    s->body_len);
	EVP_Digest(plain.len ? plain.data : (const uint8_t *)"", plain.len,
	    digest, NULL, EVP_sha256(), NULL);
	ho_buf_fmt(&own, "DKIM-Signature: %s bh=", s->tags);
	ho_b64_encode(&own, digest, sizeof(digest));
	ho_buf_str(&own, "; b=");
	ho_buf_add(out, own.data, own.len);
	if (s->after != NULL)
		ho_buf_str(&own, s->after);
	header(&octets, s, letter);
	field(&octets, (char *)own.data, own.len, s->relaxed_header);
	signature(&b, s->key, &octets);
	ho_buf_fmt(out, "%s%s\r\n%s", ho_buf_text(&b),
	    s->after != NULL ? s->after : "", letter);
	ho_buf_free(&plain);
	ho_buf_free(&octets);
	ho_buf_free(&b);
	ho_buf_free(&own);
}
