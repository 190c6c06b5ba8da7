/* lib/mail/key.c - a key record as a key. */
#include "lib/mail/key.h"

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/x509.h>
#include <string.h>

#include "lib/base/b64.h"
#include "lib/base/err.h"
#include "lib/mail/mail.h"

bool
base64_value(struct span value, uint8_t *out, size_t cap, size_t *len)
{
	struct ho_buf text = { .max = 2 * cap + 8 }, plain = { .max = cap };
	bool done = false;

	*len = 0;
	for (size_t i = 0; i < value.len; i++)
		if (!is_blank(value.p[i]))
			ho_buf_add(&text, value.p + i, 1);
	if (ho_buf_error(&text) == HO_OK &&
	    ho_b64_decode(&plain, ho_buf_text(&text), text.len) == HO_OK &&
	    plain.len > 0) {
		memcpy(out, plain.data, plain.len);
		*len = plain.len;
		done = true;
	}
	ho_buf_free(&text);
	ho_buf_free(&plain);
	return done;
}

/* Both ways in which RSA keys are published: SubjectPublicKeyInfo, which all
 * use, and the bare RSAPublicKey of RFC 6376's own grammar. */
static EVP_PKEY *
rsa_key(const uint8_t *der, size_t len)
{
	const uint8_t *p = der;
	EVP_PKEY *k = d2i_PUBKEY(NULL, &p, (long)len);

	if (k == NULL) {
		p = der;
		k = d2i_PublicKey(EVP_PKEY_RSA, NULL, &p, (long)len);
	}
	if (k != NULL &&
	    (p != der + len || EVP_PKEY_get_base_id(k) != EVP_PKEY_RSA)) {
		EVP_PKEY_free(k);
		k = NULL;
	}
	ERR_clear_error();
	return k;
}

/*
 * Points of small order on edwards25519, by their y coordinate, which is all
 * but the last bit; the ones with y at or above the prime too.  Under such a
 * "key" signatures can be made by anybody who can divide.  Source: the group
 * has cofactor 8 (RFC 8032 section 5.1).
 */
static const char *const small_order[] = {
	"0000000000000000000000000000000000000000000000000000000000000000",
	"0100000000000000000000000000000000000000000000000000000000000000",
	"26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
	"c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
	"ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
	"edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
	"eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
};

static bool
is_small_order(const uint8_t key[static 32])
{
	uint8_t y[32], bad[32];

	memcpy(y, key, sizeof(y));
	y[31] &= 0x7f;
	for (size_t i = 0; i < sizeof(small_order) / sizeof(small_order[0]);
	     i++)
		if (ho_unhex(bad, sizeof(bad), small_order[i]) != HO_OK ||
		    memcmp(y, bad, sizeof(y)) == 0)
			return true;
	return false;
}

/* An exponent of 1 signs everything as itself, an even one has no inverse. */
static bool
is_weak_rsa(const EVP_PKEY *pkey)
{
	BIGNUM *e = NULL;
	bool is_weak =
	    EVP_PKEY_get_bn_param(pkey, OSSL_PKEY_PARAM_RSA_E, &e) != 1 ||
	    !BN_is_odd(e) || BN_is_one(e) || BN_is_negative(e);

	BN_free(e);
	ERR_clear_error();
	return is_weak;
}

static const char *
load(struct span p, enum key_type type, struct key *key)
{
	uint8_t der[HO_DNS_TEXT];
	size_t len;

	if (p.len == 0)
		return "key-revoked";
	if (!base64_value(p, der, sizeof(der), &len))
		return "key-malformed";
	if (type == KEY_ED25519)
		key->pkey = len == 32 && !is_small_order(der)
		    ? EVP_PKEY_new_raw_public_key(
			  EVP_PKEY_ED25519, NULL, der, len)
		    : NULL;
	else
		key->pkey = rsa_key(der, len);
	if (key->pkey == NULL || (type == KEY_RSA && is_weak_rsa(key->pkey)))
		return "key-malformed";
	key->bits = (unsigned)EVP_PKEY_get_bits(key->pkey);
	if (type == KEY_RSA && key->bits < HO_MAIL_KEY_BITS_MIN)
		return "key-short";
	if (type == KEY_RSA && key->bits > HO_MAIL_KEY_BITS_MAX)
		return "key-long";
	return NULL;
}

/* In either case, though case counts: a flag takes away, and whoever wrote "t=Y"
 * meant it. */
static bool
has_flag(const struct tag *flags, const char *small, const char *large)
{
	return flags != NULL &&
	    (tags_has(flags->value, small) || tags_has(flags->value, large));
}

/* Everything a record may say beside the key itself. */
static const char *
check_terms(const struct tags *t, enum key_type type, struct key *key)
{
	static const char *const names[] = {
		[KEY_RSA] = "rsa", [KEY_ED25519] = "ed25519"
	};
	const struct tag *v = tags_find(t, "v"), *k = tags_find(t, "k");
	const struct tag *h = tags_find(t, "h"), *s = tags_find(t, "s");
	const struct tag *flags = tags_find(t, "t");

	if (v != NULL && (v != &t->tag[0] || !tags_is(v->value, "DKIM1")))
		return "key-malformed";
	if (k != NULL ? !tags_is(k->value, names[type]) : type != KEY_RSA)
		return "key-type";
	if (h != NULL && !tags_has(h->value, "sha256"))
		return "key-hash";
	if (s != NULL && !tags_has(s->value, "email") &&
	    !tags_has(s->value, "*"))
		return "key-service";
	if (has_flag(flags, "y", "Y"))
		return "key-testing";
	key->is_exact = has_flag(flags, "s", "S");
	return NULL;
}

const char *
key_parse(const struct ho_txt_answer *a, enum key_type type, struct key *key)
{
	const struct tag *p;
	const char *why;
	struct tags t;
	struct lex l;
	size_t len;

	*key = (struct key){ 0 };
	if (ho_txt_is_unclear(a))
		return "dns-unclear";
	if (a->status != HO_TXT_FOUND || a->count == 0)
		return "key-missing";
	if (a->count > 1)
		return "key-twice";
	if (a->is_cut)
		return "key-long";
	l.p = ho_txt_record(a, 0, &len);
	l.end = l.p + len;
	if (tags_parse(&t, l) != NULL || (p = tags_find(&t, "p")) == NULL)
		return "key-malformed";
	if ((why = check_terms(&t, type, key)) == NULL)
		why = load(p->value, type, key);
	if (why != NULL) {
		EVP_PKEY_free(key->pkey);
		key->pkey = NULL;
	}
	return why;
}
