/* tests/unit/hash_test.c - hashes of every kind, and what is none. */
#include "lib/secret/hash.h"
#include "tests/unit/secrets.h"

/* Drepper's and Openwall's published vectors, the rest by the system's crypt. */
#define SHA512_KNOWN                                        \
	"$6$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjl" \
	"/O817G3uBnIFNjnQJuesI68u4OTLiBFdcbYEdFCoEOfaS35inz1"
#define BCRYPT_KNOWN \
	"$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"
#define ARGON2_KNOWN "$argon2id$v=19$m=256,t=2,p=2$c29tZXNhbHQ$" ARGON2_TAG
#define ARGON2_TAG   "bQk8UB/VmZZF4Oo79iDXuL5/0ttZwg2f/5U52iv1cDc"
#define BCRYPT_72    /* 72 times U */ \
	"$2b$05$CCCCCCCCCCCCCCCCCCCCC.SLCdS4XHMsOtK9qWx3PoF/Gb21U28cm"

static void
known_hashes_verify(void **state)
{
	static const struct row {
		const char *hash, *password;
	} rows[] = {
		{ SHA512_KNOWN, "Hello world!" },
		{ "$5$saltstring$"
		  "5B8vYYiY.CVt1RlTTf8KbXBH3hsxY/GNooZaBBGWEc5",
		    "Hello world!" },
		{ "$6$rounds=10000$saltstringsaltst$OW1/O6BYHV6BcXZu8QVeXbDWra3"
		  "Oeqh0sbHbbMCVNSnCM/UrjmM0Dp8vOuZeHBy/YTBmSK6H9qs/y3RnOaw5v.",
		    "Hello world!" },
		{ BCRYPT_KNOWN, "U*U" },
		{ "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
		    "U*U" },
		{ "$2y$05$abcdefghijklmnopqrstuu7nFISH/8YdwlXD3lw69A4iBUf6fvWAW",
		    "Hello world!" },
		{ "$y$j9T$AAt9R641xPvCI9nXw1HHW/$"
		  "4NKeDc1EyB8wC5/452x0d1LGw9fgyV44uLaeVKk4zHB",
		    "Hello world!" },
		{ "$gy$j9T$AAt9R641xPvCI9nXw1HHW/$"
		  "HTYWVwzbX3yWXNIFxn1ewbTPmXRTHTxvRN9LMTj18m8",
		    "Hello world!" },
		/* the reference code's test.c */
		{ "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$"
		  "CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
		    "password" },
		{ ARGON2_KNOWN, "password" },
	};
	enum ho_verdict verdict;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct ho_secret *right = secret_text(rows[i].password);
		struct ho_secret *wrong = secret_text("Hello world?");

		assert_true(ho_hash_valid(rows[i].hash, strlen(rows[i].hash)));
		assert_int_equal(
		    ho_hash_check(rows[i].hash, right, &verdict), HO_OK);
		assert_int_equal(verdict, HO_ALLOW);
		assert_int_equal(
		    ho_hash_check(rows[i].hash, wrong, &verdict), HO_OK);
		assert_int_equal(verdict, HO_REFUSE);
		ho_secret_free(&right);
		ho_secret_free(&wrong);
	}
}

static void
what_is_no_hash_refuses(void **state)
{
	static const char *const rows[] = { "", "*", "!", "x", "*0", "!!",
		"plain", "ab1Qz8FcJ1wHk", "$1$salt$qJH7.N4xYta3aEG/dfqo/0",
		"$y$", "$y$j9T$", "$y$j9T$salt$",
		"$y$j9T$salt$012345678901234567890123456789012345678901",
		"$y$j9T$salt$01234567890123456789012345678901234567890123",
		"$y$j9T$sa:t$0123456789012345678901234567890123456789012",
		"$y$j9T$sa\nt$0123456789012345678901234567890123456789012",
		"$y$jHT$salt$0123456789012345678901234567890123456789012",
		"$y$k9T$salt$0123456789012345678901234567890123456789012",
		"$y$j9T1$salt$0123456789012345678901234567890123456789012",
		"$6$rounds=1000001$salt$" /* costs too much */
		"0123456789012345678901234567890123456789012345678901234567890"
		"1234567890123456789012345",
		"$6$rounds=0500000$salt$" /* a second spelling */
		"0123456789012345678901234567890123456789012345678901234567890"
		"1234567890123456789012345",
		"$6$saltsaltsaltsalt1$"
		"0123456789012345678901234567890123456789012345678901234567890"
		"1234567890123456789012345",
		"$2b$16$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
		"$2b$03$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
		"$2x$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
		"$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOe",
		"$7$CU..../....salt$hash", "$sha1$1$salt$hash" };
	enum ho_verdict verdict = HO_ALLOW;
	struct ho_secret *p = secret_text("plain");

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		assert_false(ho_hash_valid(rows[i], strlen(rows[i])));
		assert_int_equal(ho_hash_check(rows[i], p, &verdict), HO_OK);
		assert_int_equal(verdict, HO_REFUSE);
	}
	assert_int_equal(ho_hash_check(NULL, p, &verdict), HO_OK);
	assert_int_equal(verdict, HO_REFUSE);
	/* a NUL or a line end behind a good one */
	assert_false(
	    ho_hash_valid(BCRYPT_KNOWN "\n", strlen(BCRYPT_KNOWN) + 1));
	assert_false(ho_hash_valid(BCRYPT_KNOWN, strlen(BCRYPT_KNOWN) + 1));
	ho_secret_free(&p);
}

#define ARGON2_WITH_NUL /* behind "password" */ \
	"$argon2id$v=19$m=256,t=2,p=2$c29tZXNhbHQ$l+Bk6SEHzBESmDghMfEi5ixaBJ6rmN5lXCIAAibzCb4"
#define ARGON2(cost) "$argon2id$v=19$" cost "$c29tZXNhbHQ$" ARGON2_TAG

/* Whoever writes the text chooses what a login costs: within bounds. */
static void
argon2_costs_no_more_than_this(void **state)
{
	static const char *const taken[] = { ARGON2("m=262144,t=4,p=16"),
		ARGON2("m=65536,t=3,p=4"), ARGON2("m=16384,t=64,p=1"),
		ARGON2("m=8,t=1,p=1") };
	static const char *const refused[] = { ARGON2("m=262145,t=1,p=1"),
		ARGON2("m=262144,t=5,p=1"), ARGON2("m=8,t=65,p=1"),
		ARGON2("m=1024,t=1,p=17"), ARGON2("m=15,t=1,p=2"),
		ARGON2("m=4294967297,t=1,p=1"), ARGON2("m=0,t=1,p=1"),
		ARGON2("m=256,t=0,p=1"), ARGON2("m=256,t=1,p=0"),
		ARGON2("m=0256,t=1,p=1"), ARGON2("m=256,t=1"),
		ARGON2("m=256,t=1,p=1,keyid=AA"), ARGON2("t=1,m=256,p=1"),
		ARGON2("m=256,t=1,p="), ARGON2("m=-256,t=1,p=1"),
		"$argon2id$m=256,t=2,p=2$c29tZXNhbHQ$" ARGON2_TAG,
		"$argon2id$v=16$m=256,t=2,p=2$c29tZXNhbHQ$" ARGON2_TAG,
		"$argon2i$v=19$m=256,t=2,p=2$c29tZXNhbHQ$" ARGON2_TAG,
		"$argon2id$v=19$m=256,t=2,p=2$c29tZXM$" ARGON2_TAG,
		"$argon2id$v=19$m=256,t=2,p=2$c29tZXNhbHQ=$" ARGON2_TAG,
		"$argon2id$v=19$m=256,t=2,p=2$c29tZXNhbHR$" ARGON2_TAG,
		"$argon2id$v=19$m=256,t=2,p=2$c29tZXNhbHQ$AAAAAAAAAAAAAAAAAAAA",
		"$argon2id$v=19$m=256,t=2,p=2$c29tZXNhbHQ$",
		"$argon2id$v=19$m=256,t=2,p=2$c29tZXNhbHQ",
		"$argon2id$v=19$m=256,t=2,p=2$c29tZXNhbHQ$" ARGON2_TAG
		    ARGON2_TAG ARGON2_TAG,
		ARGON2_KNOWN "$", ARGON2_KNOWN "\n", "$argon2id$",
		"$argon2id" };
	struct ho_secret *p = secret_text("password");
	enum ho_verdict verdict;

	(void)state;
	for (size_t i = 0; i < COUNT(taken); i++)
		assert_true(ho_hash_valid(taken[i], strlen(taken[i])));
	for (size_t i = 0; i < COUNT(refused); i++) {
		if (ho_hash_valid(refused[i], strlen(refused[i])))
			fail_msg("taken: %s", refused[i]);
		assert_int_equal(ho_hash_check(refused[i], p, &verdict), HO_OK);
		assert_int_equal(verdict, HO_REFUSE);
	}
	assert_false(ho_hash_valid(ARGON2_KNOWN, strlen(ARGON2_KNOWN) + 1));
	/* a NUL refuses, whatever was hashed once */
	ho_secret_free(&p);
	assert_non_null(p = ho_secret_new(9));
	assert_int_equal(ho_secret_set(p, "password", 9), HO_OK);
	assert_int_equal(ho_hash_check(ARGON2_WITH_NUL, p, &verdict), HO_OK);
	assert_int_equal(verdict, HO_REFUSE);
	assert_true(ho_hash_is_old(ARGON2_KNOWN, 1));
	ho_secret_free(&p);
}

/* Octet 73, 512 and 1024 matter, or the password is refused (N-09). */
static void
nothing_is_cut_off(void **state)
{
	static const size_t lens[] = { 1, 72, 73, 511, 512, 513, 1024 };
	struct ho_secret *p = ho_secret_new(1024), *q = ho_secret_new(1024);
	char hash[HO_HASH_SIZE];
	enum ho_verdict verdict;

	(void)state;
	for (size_t i = 0; i < COUNT(lens); i++) {
		memset(ho_secret_room(p), 'p', lens[i]);
		ho_secret_fill(p, lens[i]);
		ho_secret_set(q, ho_secret_data(p), lens[i]);
		ho_secret_room(q)[lens[i] - 1] = 'q';
		assert_int_equal(ho_hash_make(p, 1, hash), HO_OK);
		assert_int_equal(ho_hash_check(hash, p, &verdict), HO_OK);
		assert_int_equal(verdict, HO_ALLOW);
		assert_int_equal(ho_hash_check(hash, q, &verdict), HO_OK);
		assert_int_equal(verdict, HO_REFUSE);
	}
	memset(ho_secret_room(p), 'U', 73);
	ho_secret_fill(p, 72);
	assert_int_equal(ho_hash_check(BCRYPT_72, p, &verdict), HO_OK);
	assert_int_equal(verdict, HO_ALLOW);
	memset(ho_secret_room(p), 'U', 73);
	ho_secret_fill(p, 73);
	assert_int_equal(ho_hash_check(BCRYPT_72, p, &verdict), HO_OK);
	assert_int_equal(verdict, HO_REFUSE);
	/* a NUL ends what crypt sees: "a\0b" is not "a" */
	ho_secret_set(p, "a", 1);
	assert_int_equal(ho_hash_make(p, 1, hash), HO_OK);
	ho_secret_set(p, "a\0b", 3);
	assert_int_equal(ho_hash_check(hash, p, &verdict), HO_OK);
	assert_int_equal(verdict, HO_REFUSE);
	assert_int_equal(ho_hash_make(p, 1, hash), HO_E_INPUT);
	assert_string_equal(hash, "");
	ho_secret_free(&p);
	ho_secret_free(&q);
}

static void
old_hashes_are_known(void **state)
{
	struct ho_secret *p = secret_text("p");
	char hash[HO_HASH_SIZE], dummy[HO_HASH_SIZE];
	enum ho_verdict verdict;

	(void)state;
	assert_int_equal(ho_hash_make(p, 0, hash), HO_E_INPUT);
	assert_int_equal(
	    ho_hash_make(p, HO_HASH_COST_MAX + 1, hash), HO_E_INPUT);
	for (unsigned cost = 1; cost < 5; cost++) {
		assert_int_equal(ho_hash_make(p, cost, hash), HO_OK);
		assert_false(ho_hash_is_old(hash, cost));
		assert_true(ho_hash_is_old(hash, cost + 1));
		assert_int_equal(ho_hash_dummy(cost, dummy), HO_OK);
		assert_int_equal(strlen(dummy), strlen(hash));
		assert_memory_equal(dummy, hash, 7); /* $y$jXY$ */
		assert_true(ho_hash_valid(dummy, strlen(dummy)));
		assert_int_equal(ho_hash_check(dummy, p, &verdict), HO_OK);
		assert_int_equal(verdict, HO_REFUSE);
	}
	for (unsigned cost = 5; cost <= HO_HASH_COST_MAX; cost++) {
		assert_int_equal(ho_hash_dummy(cost, dummy), HO_OK);
		assert_true(ho_hash_valid(dummy, strlen(dummy)));
	}
	assert_true(ho_hash_is_old(SHA512_KNOWN, 1));
	assert_true(ho_hash_is_old("*", 1));
	ho_secret_free(&p);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(known_hashes_verify),
		cmocka_unit_test(what_is_no_hash_refuses),
		cmocka_unit_test(argon2_costs_no_more_than_this),
		cmocka_unit_test(nothing_is_cut_off),
		cmocka_unit_test(old_hashes_are_known),
	};

	return RUN_LOCKED(tests);
}
