/*
 * lib/secret/word.h - what we generate for people to type.
 *
 * word       24 characters of Crockford's base32, 120 bits: default passwords,
 *            confirm and stop words, recovery codes.  Shown in groups of four.
 * reference  HO- and 6 such characters: names a case, no secret.
 * code       6 to 8 decimal digits, lives for minutes, few tries.
 *
 * What a person types is forgiven its case, dashes and spaces, and I and L for
 * 1, O for 0; U is not in the alphabet and is refused.  Words and codes are
 * kept as keyed hashes only: 120 bits are beyond guessing, digits are not, so
 * their hash is bound to purpose, user and challenge.
 * Source: crockford.com/base32.html; NIST SP 800-63B-4 section 3.1.2.
 *
 * HO_E_INPUT: what was typed is no such thing.  HO_E_LIMIT: out is too small.
 */
#ifndef HO_SECRET_WORD_H
#define HO_SECRET_WORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/secret/mac.h"
#include "lib/secret/secret.h"

#define HO_WORD_LEN  24  /* canonical: upper case, no dashes */
#define HO_WORD_TEXT 29  /* as shown: 7FK2-9QXM-... */
#define HO_TYPED_MAX 128 /* octets looked at; longer is no word */
#define HO_REF_SIZE  10  /* "HO-7F3K2M" and a NUL */

/* A new word, canonical, into word (capacity HO_WORD_LEN or more). */
int ho_word_new(struct ho_secret *word);

/* What was typed, made canonical.  word is empty on failure. */
int ho_word_read(const void *typed, size_t len, struct ho_secret *word);

/* Could this be a word?  Says nothing about whether it is ours. */
bool ho_word_shape(const void *typed, size_t len);

/*
 * The one way to a printable word: appends its HO_WORD_TEXT characters to
 * text, which is about to become a letter or a ticket record.
 */
int ho_word_show(const struct ho_secret *word, struct ho_secret *text);

/*
 * HMAC-SHA-256 of the canonical word under the key of its purpose
 * (HO_KEY_DEFAULT_PASSWORD, HO_KEY_WORD, HO_KEY_RECOVERY).
 */
int ho_word_hash(const struct ho_secret *key, const struct ho_secret *word,
    uint8_t out[static HO_MAC_LEN]);

/* A new case reference; the store says whether it is free. */
int ho_ref_new(char out[static HO_REF_SIZE]);

/* What was typed ("ho 7f3k2m", "HO-7F3K2M"), made canonical. */
int ho_ref_read(const void *typed, size_t len, char out[static HO_REF_SIZE]);

/* Does the name begin with HO- in any case?  No login may. */
bool ho_ref_reserved(const char *name);

/* A new code of 6 to 8 digits, each number equally likely. */
int ho_code_new(unsigned digits, struct ho_secret *code);

/* What was typed, without blanks and dashes; exactly so many digits. */
int ho_code_read(
    const void *typed, size_t len, unsigned digits, struct ho_secret *code);

/* What a code is good for; nothing else.  All of it enters the hash. */
struct ho_code_use {
	const char *purpose; /* "claim", "candidate" */
	int64_t user;        /* row id; 0: no user */
	int64_t challenge;   /* row id of the code's own row */
};

int ho_code_hash(const struct ho_secret *key, const struct ho_code_use *use,
    const struct ho_secret *code, uint8_t out[static HO_MAC_LEN]);

#endif
