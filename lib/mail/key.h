/*
 * lib/mail/key.h - a key record (RFC 6376 section 3.6.1, RFC 8463) as a key.
 */
#ifndef HO_MAIL_KEY_H
#define HO_MAIL_KEY_H

#include <openssl/evp.h>

#include "lib/base/facts.h"
#include "lib/mail/tags.h"

enum key_type {
	KEY_RSA,
	KEY_ED25519,
};

struct key {
	EVP_PKEY *pkey;
	unsigned bits;
	bool is_exact; /* t=s: i= has no subdomain of d= */
};

/*
 * NULL and a key, or why there is none for mail of that type: a word of
 * dkim.h.  The caller frees key->pkey.
 */
const char *key_parse(
    const struct ho_txt_answer *a, enum key_type type, struct key *key);

/* b=, p=, bh=: base64 with blanks anywhere, otherwise canonical; at most cap
 * octets.  false: not so. */
bool base64_value(struct span value, uint8_t *out, size_t cap, size_t *len);

#endif
