/*
 * lib/secret/password.h - may this become somebody's password?
 *
 * Length in characters, a guess estimate, words that belong to the user, the
 * default password itself; nothing about composition, which NIST forbids.
 * Source: NIST SP 800-63B-4 section 3.1.1.2; DESIGN section 8.
 */
#ifndef HO_SECRET_PASSWORD_H
#define HO_SECRET_PASSWORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/secret/secret.h"

#define HO_PASSWORD_ALONE  15   /* characters, used alone */
#define HO_PASSWORD_BESIDE 8    /* characters, second factor enforced */
#define HO_PASSWORD_MAX    256  /* characters */
#define HO_PASSWORD_OCTETS 1024 /* of UTF-8: 256 characters of four */
#define HO_PASSWORD_WORDS  32   /* context words looked at */

/* Why not: a stable word for programs, a sentence for the person. */
struct ho_password_fault {
	const char *reason; /* "too-short" */
	const char *sentence;
};

struct ho_password_rules {
	bool has_factor; /* a second factor is enforced at every login */
	/*
	 * What an attacker knows: login, account name, domain, addresses.
	 * Addresses and domains are taken apart here; "handover" is always
	 * among them.  Borrowed; empty and NULL ones are skipped.
	 */
	const char *const *words;
	size_t n_words;
	/* The default password in use: its hash under its key, or NULL. */
	const struct ho_secret *word_key;
	const uint8_t *word_hash; /* HO_MAC_LEN octets */
};

/*
 * The form in which passwords are hashed and checked: UTF-8 in NFC, without
 * control characters, up to HO_PASSWORD_MAX characters.  To be applied to what
 * is typed at every login, too.  normal: capacity HO_PASSWORD_OCTETS.
 * HO_E_INPUT: not such text (then it is nobody's password); HO_E_LIMIT: too
 * long.  normal is then empty.
 */
int ho_password_normal(const struct ho_secret *typed, struct ho_secret *normal);

/*
 * Judges a new password.  *fault is NULL when it may be used, otherwise it
 * points to a row of a constant table.  normal is set beside NULL only.
 * The return value speaks of our own failures (HO_E_NOMEM, HO_E_CRYPTO); then
 * *fault is a row too, reason "failed".
 */
int ho_password_judge(const struct ho_secret *typed,
    const struct ho_password_rules *rules, struct ho_secret *normal,
    const struct ho_password_fault **fault);

#endif
