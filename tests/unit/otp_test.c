/* tests/unit/otp_test.c - codes against the vectors of RFC 4226 and RFC 6238,
 * and against oathtool; what is taken once, and what is never taken. */
#include "tests/unit/otps.h"

static void
test_rfc4226(void **state)
{
	static const char *const codes[] = { "755224", "287082", "359152",
		"969429", "338314", "254676", "287922", "162583", "399871",
		"520489" };
	char code[HO_OTP_DIGITS_MAX + 1];

	(void)state;
	for (size_t i = 0; i < N(codes); i++) {
		assert_int_equal(ho_otp_code(&hotp, (int64_t)i, code), HO_OK);
		assert_string_equal(code, codes[i]);
	}
}

static void
test_rfc6238(void **state)
{
	static const struct {
		int64_t at;
		const char *code[3];
	} rows[] = {
		{ 59, { "94287082", "46119246", "90693936" } },
		{ 1111111109, { "07081804", "68084774", "25091201" } },
		{ 1111111111, { "14050471", "67062674", "99943326" } },
		{ 1234567890, { "89005924", "91819424", "93441116" } },
		{ 2000000000, { "69279037", "90698825", "38618901" } },
		{ 20000000000, { "65353130", "77737706", "47863826" } },
	};
	static const size_t length[] = { 20, 32, 64 };
	struct ho_otp_place at = { 0 }, next;
	enum ho_otp_match match;
	struct ho_otp o = totp;

	(void)state;
	o.digits = 8;
	for (size_t i = 0; i < N(rows); i++)
		for (int h = 0; h < 3; h++) {
			o.hash = (enum ho_otp_hash)(HO_OTP_SHA1 + h);
			o.key_len = length[h];
			assert_int_equal(ho_otp_check(&o, rows[i].code[h], 8,
					     rows[i].at, &at, &match, &next),
			    HO_OK);
			assert_int_equal(match, HO_OTP_RIGHT);
			assert_int_equal(next.floor, rows[i].at / 30 + 1);
			/* and never again */
			assert_int_equal(ho_otp_check(&o, rows[i].code[h], 8,
					     rows[i].at, &next, &match, &next),
			    HO_OK);
			assert_int_equal(match, HO_OTP_USED);
		}
}

/* What oathtool says to the same; it is one of the packages of the tests. */
static void
ask_oathtool(const struct ho_otp *o, int64_t n, char out[16])
{
	static const char *const names[] = { "", "sha1", "sha256", "sha512" };
	char command[400], hex[2 * HO_OTP_KEY_MAX + 1];
	FILE *f;

	for (size_t i = 0; i < o->key_len; i++)
		snprintf(hex + 2 * i, 3, "%02x", o->key[i]);
	if (o->kind == HO_OTP_TOTP)
		snprintf(command, sizeof(command),
		    "oathtool --totp=%s -s %llds -d %u -N @%lld %s",
		    names[o->hash], (long long)o->step, o->digits, (long long)n,
		    hex);
	else
		snprintf(command, sizeof(command), "oathtool -c %lld -d %u %s",
		    (long long)n, o->digits, hex);
	f = popen(command, "r");
	assert_non_null(f);
	assert_non_null(fgets(out, 16, f));
	assert_int_equal(pclose(f), 0);
	out[strcspn(out, "\n")] = '\0';
}

static void
test_oathtool(void **state)
{
	uint8_t key[HO_OTP_KEY_MAX];
	struct ho_otp o;
	char ours[HO_OTP_DIGITS_MAX + 1], theirs[16];

	(void)state;
	for (unsigned i = 0; i < 120; i++) {
		int64_t n = (int64_t)i * 7919 * (i % 5 == 0 ? 1000003 : 1);

		for (size_t k = 0; k < sizeof(key); k++)
			key[k] = (uint8_t)(k * 37 + i * 101);
		o = (struct ho_otp){
			.kind = i % 2 ? HO_OTP_TOTP : HO_OTP_HOTP,
			.hash = i % 2 ? (enum ho_otp_hash)(1 + i / 2 % 3)
				      : HO_OTP_SHA1,
			.digits = 6 + i % 3,
			.step = 15 + i % 106,
			.key = key,
			.key_len = 16 + i % 49,
		};
		ask_oathtool(&o, n, theirs);
		if (o.kind == HO_OTP_TOTP)
			n /= o.step;
		assert_int_equal(ho_otp_code(&o, n, ours), HO_OK);
		assert_string_equal(ours, theirs);
	}
}

static enum ho_otp_match
try_code(const struct ho_otp *o, int64_t counter, int64_t now,
    struct ho_otp_place *at)
{
	char code[HO_OTP_DIGITS_MAX + 1];
	enum ho_otp_match match;
	struct ho_otp_place next;

	assert_int_equal(ho_otp_code(o, counter, code), HO_OK);
	assert_int_equal(
	    ho_otp_check(o, code, o->digits, now, at, &match, &next), HO_OK);
	if (match == HO_OTP_RIGHT || match == HO_OTP_ONCE_MORE)
		*at = next;
	else
		assert_memory_equal(&next, at, sizeof(next));
	return match;
}

/* One step each way, and no step twice or behind one that was used. */
static void
test_drift(void **state)
{
	static const int64_t now = 1700000010;
	static const int64_t step = 1700000010 / 30;
	struct ho_otp_place at = { 0 };

	(void)state;
	assert_int_equal(try_code(&totp, step - 2, now, &at), HO_OTP_ONCE_MORE);
	assert_int_equal(try_code(&totp, step + 2, now, &at), HO_OTP_ONCE_MORE);
	assert_int_equal(try_code(&totp, step - 1, now, &at), HO_OTP_RIGHT);
	assert_int_equal(try_code(&totp, step - 1, now, &at), HO_OTP_USED);
	assert_int_equal(try_code(&totp, step + 1, now, &at), HO_OTP_RIGHT);
	assert_int_equal(try_code(&totp, step, now, &at), HO_OTP_USED);
	/* a clock that goes back an hour opens nothing a second time */
	assert_int_equal(
	    try_code(&totp, step - 120, now - 3600, &at), HO_OTP_USED);
	assert_int_equal(at.drift, 0);
	/* at the beginning of time there is no step before */
	at = (struct ho_otp_place){ 0 };
	assert_int_equal(try_code(&totp, 0, 0, &at), HO_OTP_RIGHT);
}

/* A clock that is off: two codes in a row say so, as oathtool makes them. */
static void
test_lost(void **state)
{
	static const int64_t now = 1700000010;
	const int64_t here = now / 30, behind = now - 240;
	struct ho_otp_place at = { .floor = here - 15 }, next;
	enum ho_otp_match match;
	char code[16];

	(void)state;
	for (int i = 0; i < 2; i++) {
		ask_oathtool(&totp, behind + i * 30, code);
		assert_int_equal(ho_otp_check(&totp, code, 6, now + i * 30, &at,
				     &match, &next),
		    HO_OK);
		assert_int_equal(
		    match, i == 0 ? HO_OTP_ONCE_MORE : HO_OTP_RIGHT);
		assert_int_equal(next.floor, i == 0 ? here - 15 : here - 8 + 2);
		at = next;
	}
	assert_int_equal(at.drift, -8);
	assert_int_equal(at.far, 0);
	/* from here on one is enough, in a window no wider than before */
	assert_int_equal(try_code(&totp, here - 7, now + 30, &at), HO_OTP_USED);
	assert_int_equal(
	    try_code(&totp, here + 2 - 8, now + 60, &at), HO_OTP_RIGHT);
	assert_int_equal(at.drift, -8);
	assert_int_equal(
	    try_code(&totp, here + 5 - 6, now + 150, &at), HO_OTP_ONCE_MORE);
	/* set right again: the same two codes */
	assert_int_equal(
	    try_code(&totp, here + 5, now + 150, &at), HO_OTP_ONCE_MORE);
	assert_int_equal(
	    try_code(&totp, here + 6, now + 180, &at), HO_OTP_RIGHT);
	assert_int_equal(at.drift, 0);
}

/* What two codes do not bring back. */
static void
test_lost_for_good(void **state)
{
	static const int64_t now = 1700000010;
	const int64_t here = now / 30, lost = HO_OTP_LOST / 30;
	struct ho_otp_place at = { .floor = here - 12 }, next;
	enum ho_otp_match match;

	(void)state;
	/* the same one twice, two that do not follow, the second one first */
	assert_int_equal(try_code(&totp, here - 9, now, &at), HO_OTP_ONCE_MORE);
	assert_int_equal(try_code(&totp, here - 9, now, &at), HO_OTP_ONCE_MORE);
	assert_int_equal(try_code(&totp, here - 7, now, &at), HO_OTP_ONCE_MORE);
	assert_int_equal(try_code(&totp, here - 8, now, &at), HO_OTP_ONCE_MORE);
	/* any that was passed by: a replayed one never counts */
	assert_int_equal(try_code(&totp, here - 13, now, &at), HO_OTP_WRONG);
	assert_int_equal(at.far, here - 7);
	/* beyond the limit on either side; at it, it is taken */
	at = (struct ho_otp_place){ 0 };
	assert_int_equal(
	    try_code(&totp, here - lost - 1, now, &at), HO_OTP_WRONG);
	assert_int_equal(
	    try_code(&totp, here + lost + 1, now, &at), HO_OTP_WRONG);
	assert_int_equal(
	    try_code(&totp, here + lost - 1, now, &at), HO_OTP_ONCE_MORE);
	assert_int_equal(try_code(&totp, here + lost, now, &at), HO_OTP_RIGHT);
	assert_int_equal(at.drift, lost);
	/* a near one forgets the far one */
	at = (struct ho_otp_place){ 0 };
	assert_int_equal(try_code(&totp, here - 5, now, &at), HO_OTP_ONCE_MORE);
	assert_int_equal(try_code(&totp, here - 1, now, &at), HO_OTP_RIGHT);
	assert_int_equal(at.far, 0);
	/* no row says so */
	for (int i = -1; i < 2; i += 2) {
		at = (struct ho_otp_place){ .drift = i * (lost + 1) };
		assert_int_equal(
		    ho_otp_check(&totp, "000000", 6, now, &at, &match, &next),
		    HO_E_INPUT);
		assert_int_equal(match, HO_OTP_WRONG);
	}
}

static void
test_look_ahead(void **state)
{
	struct ho_otp_place at = { .floor = 100 };

	(void)state;
	assert_int_equal(try_code(&hotp, 99, 0, &at), HO_OTP_USED);
	assert_int_equal(
	    try_code(&hotp, 100 + HO_OTP_AHEAD - 1, 0, &at), HO_OTP_RIGHT);
	assert_int_equal(at.floor, 100 + HO_OTP_AHEAD);
	assert_int_equal(try_code(&hotp, 100, 0, &at), HO_OTP_USED);
	assert_int_equal(
	    try_code(&hotp, at.floor + HO_OTP_FAR + 1, 0, &at), HO_OTP_WRONG);
}

/* Far ahead: two codes in a row, not one, not the same one twice. */
static void
test_resync(void **state)
{
	struct ho_otp_place at = { .floor = 5 };

	(void)state;
	assert_int_equal(try_code(&hotp, 50, 0, &at), HO_OTP_ONCE_MORE);
	assert_int_equal(at.floor, 5);
	assert_int_equal(try_code(&hotp, 50, 0, &at), HO_OTP_ONCE_MORE);
	assert_int_equal(try_code(&hotp, 52, 0, &at), HO_OTP_ONCE_MORE);
	assert_int_equal(try_code(&hotp, 53, 0, &at), HO_OTP_RIGHT);
	assert_int_equal(at.floor, 54);
	assert_int_equal(at.far, 0);
	/* forgotten where a near one was right */
	assert_int_equal(try_code(&hotp, 99, 0, &at), HO_OTP_ONCE_MORE);
	assert_int_equal(try_code(&hotp, 54, 0, &at), HO_OTP_RIGHT);
	assert_int_equal(try_code(&hotp, 100, 0, &at), HO_OTP_ONCE_MORE);
}

static void
test_limits(void **state)
{
	static const struct {
		size_t at;
		int64_t value;
	} bad[] = { { 0, 0 }, { 0, 3 }, { 1, 0 }, { 1, 4 }, { 2, 5 }, { 2, 9 },
		{ 3, 14 }, { 3, 121 }, { 4, 15 }, { 4, 65 } };
	struct ho_otp_place at = { 0 }, next;
	enum ho_otp_match match = HO_OTP_RIGHT;
	char code[HO_OTP_DIGITS_MAX + 1];

	(void)state;
	assert_true(ho_otp_is_sound(&totp));
	for (size_t i = 0; i < N(bad); i++) {
		struct ho_otp o = totp;

		switch (bad[i].at) {
		case 0: o.kind = (enum ho_otp_kind)bad[i].value; break;
		case 1: o.hash = (enum ho_otp_hash)bad[i].value; break;
		case 2: o.digits = (unsigned)bad[i].value; break;
		case 3: o.step = bad[i].value; break;
		case 4: o.key_len = (size_t)bad[i].value; break;
		}
		assert_false(ho_otp_is_sound(&o));
		assert_int_equal(ho_otp_code(&o, 1, code), HO_E_INPUT);
		match = HO_OTP_RIGHT;
		assert_int_equal(
		    ho_otp_check(&o, "000000", 6, 1, &at, &match, &next),
		    HO_E_INPUT);
		assert_int_equal(match, HO_OTP_WRONG);
	}
	assert_int_equal(ho_otp_code(&totp, -1, code), HO_E_INPUT);
	assert_int_equal(
	    ho_otp_check(&totp, "000000", 6, -1, &at, &match, &next),
	    HO_E_INPUT);
	for (size_t len = 0; len < 9; len++) {
		assert_int_equal(ho_otp_check(&hotp, "755224000", len, 0, &at,
				     &match, &next),
		    HO_OK);
		assert_int_equal(match, len == 6 ? HO_OTP_RIGHT : HO_OTP_WRONG);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rfc4226),
		cmocka_unit_test(test_rfc6238),
		cmocka_unit_test(test_oathtool),
		cmocka_unit_test(test_drift),
		cmocka_unit_test(test_lost),
		cmocka_unit_test(test_lost_for_good),
		cmocka_unit_test(test_look_ahead),
		cmocka_unit_test(test_resync),
		cmocka_unit_test(test_limits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
