/*
 * tests/unit/otps.h - the devices of RFC 4226 and RFC 6238, for tests.
 */
#ifndef TESTS_UNIT_OTPS_H
#define TESTS_UNIT_OTPS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/base/err.h"
#include "lib/otp/otp.h"

#define N(a) (sizeof(a) / sizeof((a)[0]))

/* The seeds of both RFCs: as many of these digits as the hash has octets. */
static const uint8_t seed[] = "1234567890123456789012345678901234567890"
			      "123456789012345678901234";

static const struct ho_otp hotp = { .kind = HO_OTP_HOTP,
	.hash = HO_OTP_SHA1,
	.digits = 6,
	.key = seed,
	.key_len = 20 };
static const struct ho_otp totp = { .kind = HO_OTP_TOTP,
	.hash = HO_OTP_SHA1,
	.digits = 6,
	.step = 30,
	.key = seed,
	.key_len = 20 };

#endif
