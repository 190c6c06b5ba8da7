/* handoverd/desk/factor_file.c - authenticators out of other programs' files. */
#include "handoverd/desk/factor_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/b64.h"
#include "lib/base/err.h"
#include "lib/otp/base32.h"

#define LINE   512 /* octets */
#define FIELDS 7

static const char bad_key[] = "its key is none, or shorter than 128 bits";
static const char bad_digits[] = "codes of 6 to 8 digits are taken";
static const char bad_step[] = "steps of 15 to 120 seconds are taken";

/* The next line, without its end, into out; false: no more.  What is longer
 * comes as an empty line. */
static bool
next_line(const char *text, size_t len, size_t *at, char out[static LINE])
{
	const char *end;
	size_t n;

	if (*at >= len)
		return false;
	end = memchr(text + *at, '\n', len - *at);
	n = end != NULL ? (size_t)(end - text) - *at : len - *at;
	out[0] = '\0';
	if (n < LINE && memchr(text + *at, '\0', n) == NULL) {
		memcpy(out, text + *at, n);
		out[n] = '\0';
		out[strcspn(out, "\r")] = '\0';
	}
	*at += n + 1;
	return true;
}

static bool
read_number(const char *text, int64_t *n)
{
	char *end;

	*n = strtoll(text, &end, 10);
	return end != text && (*end == '\0' || *end == ' ') && *n >= 0 &&
	    *n < INT64_MAX / 2;
}

/* What holds of every entry once it is read. */
static const char *
finish(struct factor_entry *e, int64_t now)
{
	e->otp.key = e->key;
	if (e->otp.digits < HO_OTP_DIGITS_MIN ||
	    e->otp.digits > HO_OTP_DIGITS_MAX)
		return bad_digits;
	if (e->otp.kind == HO_OTP_TOTP &&
	    (e->otp.step < HO_OTP_STEP_MIN || e->otp.step > HO_OTP_STEP_MAX))
		return bad_step;
	if (!ho_otp_is_sound(&e->otp))
		return bad_key;
	if (e->otp.kind == HO_OTP_TOTP && e->floor <= now / e->otp.step)
		e->floor = now / e->otp.step + 1;
	return NULL;
}

/* --- google-authenticator ------------------------------------------------------ */

bool
factor_file_is_google(const char *text, size_t len)
{
	char line[LINE];
	size_t at = 0;
	bool is_it = false;

	while (!is_it && next_line(text, len, &at, line))
		is_it = line[0] == '"' && line[1] == ' ';
	explicit_bzero(line, sizeof(line));
	return is_it;
}

/* The highest of the steps that were used lately. */
static void
read_used(const char *text, struct factor_entry *e)
{
	int64_t n;

	for (; *text != '\0'; text += strcspn(text, " ")) {
		text += strspn(text, " ");
		if (read_number(text, &n) && n >= e->floor)
			e->floor = n + 1;
	}
}

static const char *
read_option(const char *text, struct factor_entry *e)
{
	static const char counter[] = "HOTP_COUNTER ", step[] = "STEP_SIZE ",
			  used[] = "DISALLOW_REUSE ";

	if (strcmp(text, "TOTP_AUTH") == 0) {
		e->otp.kind = HO_OTP_TOTP;
	} else if (strncmp(text, counter, sizeof(counter) - 1) == 0) {
		e->otp.kind = HO_OTP_HOTP;
		if (!read_number(text + sizeof(counter) - 1, &e->floor))
			return "its counter is no number";
	} else if (strncmp(text, step, sizeof(step) - 1) == 0) {
		if (!read_number(text + sizeof(step) - 1, &e->otp.step))
			return bad_step;
	} else if (strncmp(text, used, sizeof(used) - 1) == 0) {
		read_used(text + sizeof(used) - 1, e);
	}
	return NULL; /* the others are policy of that module */
}

const char *
factor_file_google(
    const char *text, size_t len, int64_t now, struct factor_entry *e)
{
	const char *why = NULL;
	char line[LINE];
	size_t at = 0;

	*e = (struct factor_entry){
		.otp = { .hash = HO_OTP_SHA1, .digits = 6, .step = 30 }
	};
	if (!next_line(text, len, &at, line) ||
	    ho_base32_read(line, strlen(line), e->key, sizeof(e->key),
		&e->otp.key_len) != HO_OK)
		why = bad_key;
	while (why == NULL && next_line(text, len, &at, line))
		if (line[0] == '"' && line[1] == ' ')
			why = read_option(line + 2, e);
	explicit_bzero(line, sizeof(line));
	if (why == NULL && e->otp.kind == HO_OTP_NONE)
		why = "it says neither TOTP_AUTH nor HOTP_COUNTER";
	return why != NULL ? why : finish(e, now);
}

/* --- pam_oath ------------------------------------------------------------------- */

/* "HOTP", "HOTP/E/8", "HOTP/T30", "HOTP/T60/7" */
static const char *
read_type(const char *type, struct factor_entry *e)
{
	long long step = 0;
	unsigned digits = 6;
	char end;

	e->otp.hash = HO_OTP_SHA1;
	e->otp.digits = 6;
	e->otp.kind = HO_OTP_HOTP;
	if (strcmp(type, "HOTP") == 0 || strcmp(type, "HOTP/E") == 0)
		return NULL;
	if (sscanf(type, "HOTP/E/%1u%c", &digits, &end) == 1) {
		e->otp.digits = digits;
		return NULL;
	}
	if (sscanf(type, "HOTP/T%4lld/%1u%c", &step, &digits, &end) != 2 &&
	    sscanf(type, "HOTP/T%4lld%c", &step, &end) != 1)
		return "its type is not known";
	e->otp.kind = HO_OTP_TOTP;
	e->otp.step = step;
	e->otp.digits = digits;
	return NULL;
}

static const char *
read_fields(char *field[FIELDS], int n, int64_t now, struct factor_entry *e)
{
	const char *why;
	size_t hex;

	if (n < 4)
		return "type, user, pin and key are wanted";
	if ((why = read_type(field[0], e)) != NULL)
		return why;
	if (strlen(field[1]) >= sizeof(e->user))
		return "no login is so long";
	strcpy(e->user, field[1]);
	if (strcmp(field[2], "-") != 0)
		return "it has a pin, which has no place here: use a password";
	hex = strlen(field[3]);
	if (hex % 2 != 0 || hex / 2 > sizeof(e->key) ||
	    ho_unhex(e->key, hex / 2, field[3]) != HO_OK)
		return bad_key;
	e->otp.key_len = hex / 2;
	if (n > 4 && !read_number(field[4], &e->floor))
		return "its counter is no number";
	if (n > 5 && e->otp.kind == HO_OTP_HOTP)
		e->floor++;
	if (e->otp.kind == HO_OTP_TOTP)
		e->floor = 0; /* that number is an offset there */
	return finish(e, now);
}

bool
factor_file_next(const char *text, size_t len, int64_t now, size_t *at,
    size_t *line, struct factor_entry *e, const char **why)
{
	char copy[LINE], *field[FIELDS], *rest;
	int n;

	*e = (struct factor_entry){ 0 };
	while (next_line(text, len, at, copy)) {
		++*line;
		n = 0;
		for (char *p = strtok_r(copy, " \t", &rest);
		     p != NULL && n < FIELDS; p = strtok_r(NULL, " \t", &rest))
			field[n++] = p;
		if (n == 0 || field[0][0] == '#')
			continue;
		e->line = *line;
		*why = read_fields(field, n, now, e);
		explicit_bzero(copy, sizeof(copy));
		return true;
	}
	return false;
}
