/*
 * lib/mail/dkim.h - one DKIM-Signature: read, then checked (RFC 6376).
 *
 * The word for what became of it, in struct ho_signature's result:
 *
 *	pass               it holds (whether it is in time is the verdict's)
 *	tag-syntax         not a tag list, or a value that is none
 *	tag-twice          a tag given twice
 *	tag-missing        v, a, b, bh, d, h or s is not there
 *	version            v= is not 1
 *	algorithm          a= is neither rsa-sha256 nor ed25519-sha256
 *	domain, selector   d= or s= is no DNS name of letters, digits, - and _
 *	identity           i= is not of d= or below, or not d= where t=s asks
 *	from-unsigned      From is not in h=
 *	body-length        l= is there
 *	query              q= does not offer dns/txt
 *	expiry             x= is not after t=
 *	dns-unclear        DNS did not tell the key
 *	key-missing        no key, or a name that is never asked for
 *	key-twice          two records at the name
 *	key-long           the records or the key are too large
 *	key-malformed, key-type, key-hash, key-service, key-testing,
 *	key-revoked, key-short
 *	body-differs       bh= is not the body's
 *	signature-differs  b= is not the header's under that key
 */
#ifndef HO_MAIL_DKIM_H
#define HO_MAIL_DKIM_H

#include "lib/mail/header.h"
#include "lib/mail/key.h"
#include "lib/mail/tags.h"

#define DKIM_NAMES_MAX 200 /* names in h= */

struct dkim {
	const struct field *field;
	const char *problem; /* a word, or NULL: worth checking */
	struct tags tags;
	enum key_type type;
	bool is_header_relaxed, is_body_relaxed;
	bool is_identity_below; /* i= is of a subdomain of d= */
	struct span names;      /* h= */
	struct span hole;       /* the value of b= in the field */
	uint8_t bh[32];
	uint8_t b[HO_MAIL_KEY_BITS_MAX / 8];
	size_t b_len;
};

/* Fills both from a DKIM-Signature field, as far as it can be read; the result
 * is d->problem, or "dns-unclear" until dkim_check() was called. */
void dkim_read(
    struct dkim *d, const struct field *field, struct ho_signature *s);

/* "selector._domainkey.domain"; empty where d has no such name. */
void dkim_key_name(
    const struct ho_signature *s, char name[static HO_NAME_MAX + 1]);

/*
 * Sets s->result, is_verified, key_bits, is_dnssec and ledger; only where
 * there is no d->problem.
 *
 *   body_hash  SHA-256 over the body as d wants it
 *   key        the answer for dkim_key_name()
 *
 * HO_E_CRYPTO, HO_E_NOMEM: nothing is verified.
 */
int dkim_check(const struct dkim *d, const struct header *h,
    const uint8_t body_hash[static 32], const struct ho_txt_answer *key,
    struct ho_signature *s);

#endif
