/*
 * tests/mail/sign.h - a DKIM signer for tests, written apart from lib/mail:
 * canonical forms are made whole, as strings, by the letter of RFC 6376.
 *
 * It signs whatever it is told to, broken tags too.
 */
#ifndef HO_TESTS_MAIL_SIGN_H
#define HO_TESTS_MAIL_SIGN_H

#include <openssl/evp.h>

#include "lib/base/buf.h"

struct sign {
	/* Tags up to bh=, each with its ";": "v=1; a=rsa-sha256; ... " */
	const char *tags;
	const char *names; /* what to hash: "From:Subject", in this order */
	const char *after; /* more tags, after b=: "; x=1" or NULL */
	int relaxed_header, relaxed_body;
	int body_len; /* sign so many octets of the body; -1: all */
	EVP_PKEY *key;
};

EVP_PKEY *test_rsa(unsigned bits);
EVP_PKEY *test_ed25519(void);

/* "v=DKIM1; k=...; p=..." for a key, as text to be freed. */
char *test_record(EVP_PKEY *key, const char *tags);

/* The signature field and the letter (CRLF line ends) below it. */
void test_sign(struct ho_buf *out, const struct sign *s, const char *letter);

#endif
