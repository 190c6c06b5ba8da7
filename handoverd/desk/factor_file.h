/*
 * handoverd/desk/factor_file.h - authenticators out of other programs' files.
 *
 * google-authenticator's file (one user's): the key in base32, then lines of
 * options that begin with a quote, then scratch codes of eight digits, which
 * are too short to be taken over.  pam_oath's usersfile (many users'): lines
 * "HOTP/T30/6 user - hexkey [counter [last-code [time]]]".
 *
 * Pure.  What may have been used there is not taken here: a TOTP begins after
 * the present step, a HOTP whose last code stands in the file behind it.
 */
#ifndef HANDOVERD_FACTOR_FILE_H
#define HANDOVERD_FACTOR_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/otp/otp.h"

struct factor_entry {
	struct ho_otp otp; /* its key is the one below */
	uint8_t key[HO_OTP_KEY_MAX];
	int64_t floor;
	char user[129]; /* as it stands there; "": the file names none */
	size_t line;    /* counted from 1 */
};

/* Reads on from *at; false: no more.  *why: NULL where the entry is good. */
bool factor_file_next(const char *text, size_t len, int64_t now, size_t *at,
    size_t *line, struct factor_entry *e, const char **why);

/* The whole of google-authenticator's file.  NULL: it is good. */
const char *factor_file_google(
    const char *text, size_t len, int64_t now, struct factor_entry *e);

/* Is it google-authenticator's?  Otherwise it is taken for a usersfile. */
bool factor_file_is_google(const char *text, size_t len);

#endif
