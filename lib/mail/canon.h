/*
 * lib/mail/canon.h - RFC 6376 section 3.4: header fields and body as they are
 * hashed.  Streams; nothing is copied but 4 KiB at a time.
 */
#ifndef HO_MAIL_CANON_H
#define HO_MAIL_CANON_H

#include <openssl/evp.h>

#include "lib/mail/header.h"

struct sink {
	EVP_MD_CTX *md;
	bool failed;
	size_t n;
	uint8_t buf[4096];
};

/* SHA-256 from nothing; false: the crypto library failed. */
bool sink_open(struct sink *s);

/* What came so far is given to the digest; false: something failed. */
bool sink_flush(struct sink *s);

/* The digest of all of it, and the end; false: something failed. */
bool sink_close(struct sink *s, uint8_t digest[static 32]);

void sink_free(struct sink *s);

void sink_add(struct sink *s, const void *data, size_t len);

/*
 * One field, with CRLF unless it is the last (the signature itself).
 *
 *   hole  octets of the field that are read as if they were not there: the
 *         value of b=; empty for every other field
 */
void canon_field(struct sink *s, const struct field *f, bool is_relaxed,
    struct span hole, bool is_last);

void canon_body(struct sink *s, struct span body, bool is_relaxed);

#endif
