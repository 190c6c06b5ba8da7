/* lib/mail/dkim_check.c - does a signature hold? */
#include <openssl/err.h>
#include <openssl/rsa.h>
#include <string.h>

#include "lib/base/err.h"
#include "lib/mail/canon.h"
#include "lib/mail/dkim.h"

/*
 * The fields that h= names, each name taking the lowest one not yet taken; a
 * name that finds none stands for nothing (section 5.4.2), which is how a
 * signer forbids that one be added.
 */
static void
hash_fields(struct sink *to, const struct dkim *d, const struct header *h)
{
	static const struct span no_hole;
	struct lex rest = { d->names.p, d->names.p + d->names.len };
	bool taken[HO_MAIL_FIELDS] = { false };
	bool more = true;
	struct span name;

	while (tags_item(&rest, &more, &name)) {
		for (size_t i = h->fields; i-- > 0;) {
			const struct field *f = &h->field[i];
			struct lex n = { name.p, name.p + name.len };

			if (taken[i] || f == d->field ||
			    f->name_len != name.len)
				continue;
			while (n.p < n.end &&
			    lower(*n.p) == lower(f->raw[n.p - name.p]))
				n.p++;
			if (!lex_at_end(&n))
				continue;
			taken[i] = true;
			canon_field(
			    to, f, d->is_header_relaxed, no_hole, false);
			break;
		}
	}
	canon_field(to, d->field, d->is_header_relaxed, d->hole, true);
}

/* The header's hash, and the ledger's: the same octets and then b= decoded. */
static bool
hash_header(const struct dkim *d, const struct header *h,
    uint8_t digest[static 32], uint8_t ledger[static 32])
{
	EVP_MD_CTX *more = EVP_MD_CTX_new();
	struct sink to;
	bool done = false;

	if (sink_open(&to) && more != NULL) {
		hash_fields(&to, d, h);
		done = sink_flush(&to) &&
		    EVP_MD_CTX_copy_ex(more, to.md) == 1 &&
		    EVP_DigestUpdate(more, d->b, d->b_len) == 1 &&
		    EVP_DigestFinal_ex(more, ledger, NULL) == 1 &&
		    sink_close(&to, digest);
	}
	sink_free(&to);
	EVP_MD_CTX_free(more);
	return done;
}

/* 1 it holds, 0 it does not, negative: the crypto library failed. */
static int
check_rsa(EVP_PKEY *key, const struct dkim *d, const uint8_t digest[static 32])
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(key, NULL);
	int rc = -1;

	if (ctx != NULL && EVP_PKEY_verify_init(ctx) == 1 &&
	    EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_PADDING) == 1 &&
	    EVP_PKEY_CTX_set_signature_md(ctx, EVP_sha256()) == 1)
		rc = EVP_PKEY_verify(ctx, d->b, d->b_len, digest, 32) == 1;
	EVP_PKEY_CTX_free(ctx);
	return rc;
}

/* RFC 8463 section 3: Ed25519 over the SHA-256 of the header. */
static int
check_ed25519(
    EVP_PKEY *key, const struct dkim *d, const uint8_t digest[static 32])
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	int rc = -1;

	if (ctx != NULL &&
	    EVP_DigestVerifyInit(ctx, NULL, NULL, NULL, key) == 1)
		rc = EVP_DigestVerify(ctx, d->b, d->b_len, digest, 32) == 1;
	EVP_MD_CTX_free(ctx);
	return rc;
}

static const char *
check_key(const struct dkim *d, const struct ho_txt_answer *answer,
    const uint8_t digest[static 32], struct ho_signature *s, int *rc)
{
	struct key key;
	const char *why = key_parse(answer, d->type, &key);
	int holds = 0;

	s->key_bits = key.bits;
	s->is_dnssec = answer->status == HO_TXT_FOUND && answer->secure;
	if (why == NULL && key.is_exact && d->is_identity_below)
		why = "identity";
	if (why == NULL) {
		holds = d->type == KEY_RSA ? check_rsa(key.pkey, d, digest)
					   : check_ed25519(key.pkey, d, digest);
		why = holds == 1 ? "pass" : "signature-differs";
		if (holds < 0)
			*rc = HO_E_CRYPTO;
	}
	EVP_PKEY_free(key.pkey);
	ERR_clear_error();
	return why;
}

int
dkim_check(const struct dkim *d, const struct header *h,
    const uint8_t body_hash[static 32], const struct ho_txt_answer *answer,
    struct ho_signature *s)
{
	const char *why = NULL;
	uint8_t digest[32];
	int rc = HO_OK;

	s->is_verified = false;
	if (!hash_header(d, h, digest, s->ledger))
		return HO_E_CRYPTO;
	/* before the key: what cannot hold needs no DNS */
	if (memcmp(d->bh, body_hash, sizeof(d->bh)) != 0)
		why = "body-differs";
	if (why == NULL)
		why = check_key(d, answer, digest, s, &rc);
	strcpy(s->result, why);
	s->is_verified = rc == HO_OK && strcmp(why, "pass") == 0;
	return rc;
}
