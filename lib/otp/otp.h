/*
 * lib/otp/otp.h - one-time codes: from (key, counter) to digits and back.
 *
 * Pure: no clock, no file, no socket, no allocation that outlives a call.  The
 * caller brings the time and remembers the floor.  One arithmetic serves both
 * kinds: a TOTP is a HOTP whose counter is the time in steps, so its floor is
 * the lowest step still unused, as a HOTP's is the next counter.
 *
 * What is tried, and what a match means:
 *
 *	TOTP	the present step and one on each side, by the device's clock;
 *		below the floor: used.  Within HO_OTP_LOST seconds of our own
 *		clock, and not below the floor, one is remembered, and good
 *		once the code of the very next step follows: from then on the
 *		device's clock is known to be so far off
 *	HOTP	HO_OTP_AHEAD counters from the floor; HO_OTP_FAR beyond them
 *		are remembered, and good once the very next code follows
 *
 * Nothing else moves the clock of a device: were it to follow each single code,
 * codes that come late would move it away.  Two in a row have to be guessed, so
 * the wide window helps nobody who guesses: of six digits a try at both is right
 * once in 10^12 / 81 at best, one at a near code once in 10^6 / 3.
 *
 * Source: RFC 4226 (section 7.4: look-ahead and resynchronisation), RFC 6238
 * (section 5.2: a step is accepted once only; section 6: resynchronisation, the
 * drift is recorded).  Their vectors stand in
 * tests/unit/otp_test.c, with oathtool as second opinion.
 */
#ifndef HO_OTP_OTP_H
#define HO_OTP_OTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum ho_otp_kind {
	HO_OTP_NONE = 0,
	HO_OTP_TOTP = 1,
	HO_OTP_HOTP = 2
};
enum ho_otp_hash {
	HO_OTP_SHA1 = 1,
	HO_OTP_SHA256 = 2,
	HO_OTP_SHA512 = 3
};

#define HO_OTP_KEY_MIN    16 /* octets; RFC 4226 section 4, R6 */
#define HO_OTP_KEY_MAX    64 /* a block of SHA-1 and SHA-256 */
#define HO_OTP_DIGITS_MIN 6
#define HO_OTP_DIGITS_MAX 8
#define HO_OTP_STEP_MIN   15  /* seconds */
#define HO_OTP_STEP_MAX   120 /* seconds */
#define HO_OTP_DRIFT      1   /* steps of a TOTP on each side */
#define HO_OTP_LOST       600 /* seconds, where two codes are asked for */
#define HO_OTP_AHEAD      10  /* counters of a HOTP */
#define HO_OTP_FAR        100 /* ... where two codes in a row are asked for */

struct ho_otp {
	enum ho_otp_kind kind;
	enum ho_otp_hash hash;
	unsigned digits;
	int64_t step;       /* seconds; TOTP only */
	const uint8_t *key; /* borrowed */
	size_t key_len;
};

/* May it be used: kind, hash, digits, step and key within the limits? */
bool ho_otp_is_sound(const struct ho_otp *o);

/*
 * The digits of one counter and a NUL.
 * HO_E_INPUT: not sound, or a negative counter.  HO_E_CRYPTO.
 */
int ho_otp_code(const struct ho_otp *o, int64_t counter,
    char out[static HO_OTP_DIGITS_MAX + 1]);

/* What the owner's device is remembered by. */
struct ho_otp_place {
	int64_t floor; /* the lowest step or counter not yet used */
	int64_t far;   /* the step or counter that must come next; 0: none */
	int64_t drift; /* TOTP: steps that its clock is ahead of ours */
};

enum ho_otp_match {
	HO_OTP_WRONG = 0,
	HO_OTP_USED,      /* a code that was good once */
	HO_OTP_ONCE_MORE, /* far off: good if the next one follows */
	HO_OTP_RIGHT = 0x41c6
};

/*
 * Is text the right code at 'now'?
 *
 *   text   len octets, digits only, no NUL needed; borrowed
 *   now    seconds since 1970-01-01 UTC, >= 0; TOTP only
 *   at     where the device is so far
 *   match  set on every return; HO_OTP_WRONG on failure
 *   next   set beside HO_OTP_RIGHT and HO_OTP_ONCE_MORE, where it has to be
 *          stored in the place of 'at' before anybody is told
 *
 * Of a stretch of counters that is looked at every one is computed, whichever
 * matches.
 * HO_E_INPUT: not sound, now negative, a drift beyond HO_OTP_LOST.  HO_E_CRYPTO.
 */
int ho_otp_check(const struct ho_otp *o, const void *text, size_t len,
    int64_t now, const struct ho_otp_place *at, enum ho_otp_match *match,
    struct ho_otp_place *next);

#endif
