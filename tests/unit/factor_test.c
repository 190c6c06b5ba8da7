/*
 * tests/unit/factor_test.c - codes at the login door, from socket to store.
 *
 * Which questions come, which codes open, once, and what a stranger can tell.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "handoverd/login/factor.h"
#include "lib/base/err.h"
#include "lib/otp/otp.h"
#include "tests/login/must.h"
#include "tests/login/steps.h"

#define N(a) (sizeof(a) / sizeof((a)[0]))

/* --- helpers -------------------------------------------------------------- */

static void
begin(struct caller *c, const char *service, const char *user,
    const char *password)
{
	caller_login(c, service, user, password);
	is_asked(c, "code");
}

/* Password and code, each asked. */
static void
tries(const char *service, const char *user, const char *password,
    const char *code, bool can)
{
	struct caller c;

	begin(&c, service, user, password);
	caller_say(&c, code);
	if (can)
		ends(&c, HO_LOGIN_OK, "ok");
	else
		is_refused(&c);
	caller_close(&c);
}

/* Both in one field, or a code alone. */
static void
tries_one(const char *service, const char *user, const char *password,
    const char *code, bool can)
{
	struct caller c;
	char both[800];

	snprintf(both, sizeof(both), "%s%s", password, code);
	caller_login(&c, service, user, both);
	if (can)
		ends(&c, HO_LOGIN_OK, "ok");
	else
		is_refused(&c);
	caller_close(&c);
}

static struct ho_factor
factor_now(int64_t id)
{
	struct ho_factor f;

	world_get(HO_FACTOR, id, &f);
	return f;
}

/* --- which codes open ----------------------------------------------------- */

static void
test_totp(void **state)
{
	struct house h;

	(void)state;
	world_house(&h);
	world_factor(h.ann, HO_FACTOR_TOTP);
	world_login(&h, "ann");
	tries("both", h.login, WORLD_PASSWORD, world_totp(3), false);
	tries("both", h.login, WORLD_PASSWORD, world_totp(0), true);
	/* the same again, and one from before it */
	tries("both", h.login, WORLD_PASSWORD, world_totp(0), false);
	tries("both", h.login, WORLD_PASSWORD, world_totp(-1), false);
	tries("both", h.login, WORLD_PASSWORD, world_totp(1), true);
	/* a service that asks no code is no way round, and takes none */
	can_log_in(h.login, WORLD_PASSWORD, true);
}

/* A wrong password costs no code, a wrong code opens nothing. */
static void
test_a_slip_costs_no_code(void **state)
{
	struct house h;
	const char *code = world_hotp(0);

	(void)state;
	world_house(&h);
	world_factor(h.ann, HO_FACTOR_HOTP);
	world_login(&h, "ann");
	tries("both", h.login, "wrong", code, false);
	tries("both", h.login, WORLD_PASSWORD, "", false);
	tries("both", h.login, WORLD_PASSWORD, code, true);
	tries("both", h.login, WORLD_PASSWORD, code, false);
}

static void
test_hotp_far(void **state)
{
	struct house h;
	int64_t id;

	(void)state;
	world_house(&h);
	id = world_factor(h.ann, HO_FACTOR_HOTP);
	world_login(&h, "ann");
	tries("both", h.login, WORLD_PASSWORD, world_hotp(9), true);
	tries("both", h.login, "wrong", world_hotp(60), false);
	tries("both", h.login, WORLD_PASSWORD, world_hotp(61), false);
	assert_int_equal(factor_now(id).far, 62);
	assert_int_equal(factor_now(id).wrong, 1);
	tries("both", h.login, WORLD_PASSWORD, world_hotp(62), true);
	assert_int_equal(factor_now(id).floor, 63);
	assert_int_equal(factor_now(id).wrong, 0);
}

/* A device whose clock is off: two codes in a row, each counted as a guess. */
static void
test_clock_off(void **state)
{
	const char *first, *second, *third;
	struct house h;
	int64_t id, far;

	(void)state;
	world_house(&h);
	id = world_factor(h.ann, HO_FACTOR_TOTP);
	world_login(&h, "ann");
	far = world_step() - 8;
	first = world_totp(-9);
	second = world_totp(-8);
	third = world_totp(-7);
	tries("both", h.login, WORLD_PASSWORD, first, false);
	assert_in_range(factor_now(id).far, far, far + 1);
	assert_int_equal(factor_now(id).wrong, 1);
	tries("both", h.login, WORLD_PASSWORD, first, false);
	assert_int_equal(factor_now(id).wrong, 2);
	/* a wrong password takes none */
	tries("both", h.login, "wrong", second, false);
	tries("both", h.login, WORLD_PASSWORD, second, true);
	assert_in_range(-factor_now(id).drift, 8, 9);
	assert_int_equal(factor_now(id).wrong, 0);
	tries("both", h.login, WORLD_PASSWORD, second, false);
	tries("both", h.login, WORLD_PASSWORD, third, true);
}

static void
test_recovery(void **state)
{
	struct house h;
	struct caller c;
	char spares[512], *first, *second, *rest;

	(void)state;
	world_house(&h);
	world_factor(h.ann, HO_FACTOR_TOTP);
	world_spares(h.ann, spares);
	world_login(&h, "ann");
	first = strtok_r(spares, "\n", &rest);
	second = strtok_r(NULL, "\n", &rest);
	tries("both", h.login, WORLD_PASSWORD, first, true);
	tries("both", h.login, WORLD_PASSWORD, first, false);
	tries("app", h.login, WORLD_PASSWORD, second, false);
	tries_one("one", h.login, WORLD_PASSWORD, second, true);
	for (int left = 7; left > 3; left--)
		tries("both", h.login, WORLD_PASSWORD,
		    strtok_r(NULL, "\n", &rest), true);
	/* few are left: the person is told */
	begin(&c, "both", h.login, WORLD_PASSWORD);
	caller_say(&c, strtok_r(NULL, "\n", &rest));
	ends(&c, HO_LOGIN_OK, "ok");
	assert_non_null(strstr(c.text, "3 recovery codes are left"));
	caller_close(&c);
	/* new ones void the old ones, and touch no authenticator */
	first = strtok_r(NULL, "\n", &rest);
	world_spares(h.ann, (char[512]){ 0 });
	tries("both", h.login, WORLD_PASSWORD, first, false);
	tries("both", h.login, WORLD_PASSWORD, world_totp(0), true);
}

/* One goes, the other stays with the recovery codes; with the last of them
 * they go too. */
static void
test_ended(void **state)
{
	char spares[512], *rest;
	int64_t one, other;
	struct house h;

	(void)state;
	world_house(&h);
	one = world_factor(h.ann, HO_FACTOR_TOTP);
	other = world_factor(h.ann, HO_FACTOR_HOTP);
	world_spares(h.ann, spares);
	world_login(&h, "ann");
	world_remove(one);
	assert_int_equal(factor_now(one).state, HO_REVOKED);
	tries("both", h.login, WORLD_PASSWORD, world_totp(0), false);
	tries("both", h.login, WORLD_PASSWORD, world_hotp(0), true);
	tries("both", h.login, WORLD_PASSWORD, strtok_r(spares, "\n", &rest),
	    true);
	world_remove(other);
	tries("both", h.login, WORLD_PASSWORD, world_hotp(1), false);
	tries("both", h.login, WORLD_PASSWORD, strtok_r(NULL, "\n", &rest),
	    false);
}

/* Somebody else's code is nobody's. */
static void
test_whose(void **state)
{
	struct house h;
	char spares[512];

	(void)state;
	world_house(&h);
	world_factor(h.carl, HO_FACTOR_TOTP);
	world_spares(h.carl, spares);
	spares[29] = '\0';
	world_login(&h, "ann");
	tries("both", h.login, WORLD_PASSWORD, world_totp(0), false);
	tries("both", h.login, WORLD_PASSWORD, spares, false);
	world_login(&h, "carl");
	tries("both", h.login, WORLD_PASSWORD, spares, true);
}

/* --- which questions come ------------------------------------------------- */

static void
test_code_alone(void **state)
{
	struct house h;
	struct opened o;
	struct caller c;

	(void)state;
	world_house(&h);
	world_factor(h.ann, HO_FACTOR_TOTP);
	world_case(&h, h.ann, &o);
	world_login(&h, "ann");
	tries_one("code", h.login, "", world_totp(0), true);
	tries_one("code", h.login, "", world_totp(0), false);
	tries_one("code", h.login, WORLD_PASSWORD, "", false);
	tries_one("code", world_login(&h, "bob"), "", world_totp(1), false);
	/* a default password is taken in the first secret prompt */
	caller_login(&c, "code", world_login(&h, "ann"), o.word);
	is_asked(&c, "claim-code");
	caller_close(&c);
}

static void
test_maybe(void **state)
{
	struct house h;
	struct caller c;

	(void)state;
	world_house(&h);
	world_factor(h.ann, HO_FACTOR_HOTP);
	world_login(&h, "ann");
	tries("maybe", h.login, WORLD_PASSWORD, world_hotp(0), true);
	tries("maybe", h.login, WORLD_PASSWORD, "", false);
	tries_one("maybe-one", h.login, WORLD_PASSWORD, world_hotp(1), true);
	tries_one("maybe-one", h.login, WORLD_PASSWORD, "", false);
	world_login(&h, "carl");
	caller_login(&c, "maybe", h.login, WORLD_PASSWORD);
	ends(&c, HO_LOGIN_OK, "ok");
	caller_close(&c);
	tries_one("maybe-one", h.login, WORLD_PASSWORD, "", true);
	/* where a factor is wanted, who has none is kept out */
	tries("both", h.login, WORLD_PASSWORD, "123456", false);
}

/* Programs that ask once; passwords that end in digits; every split. */
static void
test_one_field(void **state)
{
	struct house h;
	char spaced[16];
	const char *code;

	(void)state;
	world_house(&h);
	world_factor(h.ann, HO_FACTOR_HOTP);
	world_login(&h, "ann");
	tries_one("one", h.login, WORLD_PASSWORD, "", false);
	tries_one("one", h.login, WORLD_PASSWORD, "1", false);
	tries_one("one", h.login, "wrong", world_hotp(0), false);
	tries_one("one", h.login, WORLD_PASSWORD, world_hotp(0), true);
	tries_one("one", h.login, WORLD_PASSWORD, world_hotp(0), false);
	tries_one("one", h.login, "", world_hotp(1), false);
	/* asked apart, codes may be typed in groups */
	code = world_hotp(1);
	snprintf(spaced, sizeof(spaced), "%.3s %s", code, code + 3);
	tries("both", h.login, WORLD_PASSWORD, spaced, true);
}

/* One answer to both questions: the password counts, no code was tried. */
static void
test_one_answer(void **state)
{
	struct house h;
	int64_t id;

	(void)state;
	world_house(&h);
	id = world_factor(h.ann, HO_FACTOR_HOTP);
	world_login(&h, "ann");
	tries("both", h.login, WORLD_PASSWORD, WORLD_PASSWORD, false);
	assert_int_equal(factor_now(id).wrong, 0);
	tries("both", h.login, WORLD_PASSWORD, "000000", false);
	assert_int_equal(factor_now(id).wrong, 1);
	/* a stranger, who does not know the password, counts nothing up */
	tries("both", h.login, "wrong", "000000", false);
	assert_int_equal(factor_now(id).wrong, 1);
	tries("both", h.login, WORLD_PASSWORD, world_hotp(0), true);
	assert_int_equal(factor_now(id).wrong, 0);
}

/* --- law 9 ---------------------------------------------------------------- */

struct transcript {
	uint8_t octets[3][HO_LOGIN_MSG_MAX];
	size_t len[3];
};

static void
record(struct transcript *t, const char *service, const char *user,
    const char *password, const char *code)
{
	struct caller c;
	int n = 0;

	memset(t, 0, sizeof(*t));
	caller_open(&c);
	caller_start(&c, HO_PHASE_AUTH, service, user, 0);
	while (n < 3 && caller_hear(&c)) {
		memcpy(t->octets[n], c.v.data, c.v.len);
		t->len[n++] = c.v.len;
		if (c.v.type == HO_M_LOGIN_ASK)
			caller_say(&c, n == 1 ? password : code);
	}
	assert_int_equal(c.infos, 0);
	caller_close(&c);
}

/* with or without a factor, known or not: the same octets. */
static void
test_alike(void **state)
{
	static const char *const services[] = { "both", "one", "bare" };
	struct house h;
	struct transcript first, next;
	char ann[32];

	(void)state;
	world_house(&h);
	world_factor(h.ann, HO_FACTOR_TOTP);
	strcpy(ann, world_login(&h, "ann"));
	for (size_t i = 0; i < N(services); i++) {
		const char *s = services[i];
		const struct {
			const char *user, *password, *code;
		} rows[] = {
			{ "nobody.at.all", WORLD_PASSWORD, "123456" },
			{ "HO-0000AA", WORLD_PASSWORD, "123456" },
			{ "no login!", "x", "" },
			{ ann, "wrong", world_totp(0) },
			{ ann, WORLD_PASSWORD, "000000" },
			{ ann, "a\001b", world_totp(0) },
			{ "carl", WORLD_PASSWORD, "123456" },
			{ "bob", WORLD_PASSWORD, "123456" },
			{ "eve", WORLD_PASSWORD, "123456" },
		};

		record(&first, s, ann, "wrong", "000000");
		for (size_t k = 0; k < N(rows); k++) {
			bool is_who = strlen(rows[k].user) < 5 &&
			    strcmp(rows[k].user, ann) != 0;

			record(&next, s,
			    is_who ? world_login(&h, rows[k].user)
				   : rows[k].user,
			    rows[k].password, rows[k].code);
			assert_memory_equal(&first, &next, sizeof(first));
		}
		world_clock(3600 * ((int64_t)i + 1)); /* no pause in this */
	}
}

/* Where only some are asked: a name that is nobody's always the same way, and
 * some this way, some that; who is disabled as they were. */
static void
test_made_up(void **state)
{
	struct house h;
	char name[32];
	int asked = 0;

	(void)state;
	world_house(&h);
	for (int i = 0; i < 24; i++) {
		struct transcript a, b;

		snprintf(name, sizeof(name), "nobody%d", i);
		record(&a, "maybe", name, "x", "123456");
		record(&b, "maybe", name, "y", "654321");
		assert_memory_equal(&a, &b, sizeof(a));
		asked += a.len[2] != 0;
	}
	assert_in_range(asked, 3, 21);
}

/* --- the clock ------------------------------------------------------------ */

/* a clock that jumps replays nothing. */
static void
test_clock(void **state)
{
	struct house h;
	const char *code;

	(void)state;
	world_house(&h);
	world_factor(h.ann, HO_FACTOR_TOTP);
	world_login(&h, "ann");
	code = world_totp(0);
	tries("both", h.login, WORLD_PASSWORD, code, true);
	world_clock(-3600);
	tries("both", h.login, WORLD_PASSWORD, world_totp(0), false);
	world_clock(0);
	tries("both", h.login, WORLD_PASSWORD, code, false);
	world_clock(86400);
	tries("both", h.login, WORLD_PASSWORD, code, false);
	tries("both", h.login, WORLD_PASSWORD, world_totp(0), true);
	world_clock(0);
	tries("both", h.login, WORLD_PASSWORD, world_totp(0), false);
}

/* Seconds until the hour in which summer time begins, or ends. */
static int64_t
ahead_to_change(bool to_summer)
{
	time_t now = time(NULL), t = now - now % 3600;
	struct tm was, is;

	localtime_r(&t, &is);
	do {
		was = is;
		t += 3600;
		localtime_r(&t, &is);
	} while (
	    (is.tm_isdst > 0) != to_summer || (was.tm_isdst > 0) == to_summer);
	return t - now;
}

/* nor does a day that ends, nor an hour of the host's own zone that is
 * left out or comes twice. */
static void
test_odd_hours(void **state)
{
	const int64_t ahead[] = { 86400 - time(NULL) % 86400,
		ahead_to_change(true), ahead_to_change(false) };
	struct house h;
	char code[16];

	(void)state;
	for (size_t i = 0; i < N(ahead); i++) {
		world_house(&h);
		world_factor(h.ann, HO_FACTOR_TOTP);
		world_login(&h, "ann");
		world_clock(ahead[i] - 60);
		strcpy(code, world_totp(0));
		tries("both", h.login, WORLD_PASSWORD, code, true);
		world_clock(ahead[i] + 5);
		tries("both", h.login, WORLD_PASSWORD, code, false);
		strcpy(code, world_totp(0));
		tries("both", h.login, WORLD_PASSWORD, code, true);
		world_clock(ahead[i] + 3600);
		tries("both", h.login, WORLD_PASSWORD, code, false);
		tries("both", h.login, WORLD_PASSWORD, world_totp(0), true);
	}
	world_clock(0);
}

/* --- the cases ------------------------------------------------------------ */

/* A lost password drops no second factor in the same case. */
static void
test_reset(void **state)
{
	struct house h;
	struct opened o;
	struct caller c;

	(void)state;
	world_house(&h);
	world_factor(h.ann, HO_FACTOR_HOTP);
	world_case(&h, h.ann, &o);
	to_claim(&c, world_login(&h, "ann"), &o);
	say(&c, world_letters.code, "code");
	assert_string_equal(caller_field(&c, HO_T_STEP), "2/3");
	say(&c, "000000", "code");
	say(&c, "", "code");
	say(&c, world_hotp(0), "new-password");
	say(&c, CHOSEN, "new-password-again");
	caller_say(&c, CHOSEN);
	ends(&c, HO_LOGIN_OK, "reset");
	caller_close(&c);
	tries("both", h.login, CHOSEN, world_hotp(0), false);
	tries("both", h.login, CHOSEN, world_hotp(1), true);
}

/* Bound after the question would have come: its code is owed at the commit. */
static void
test_bound_meanwhile(void **state)
{
	struct house h;
	struct opened o;
	struct caller c;

	(void)state;
	world_house(&h);
	world_case(&h, h.ann, &o);
	to_claim(&c, world_login(&h, "ann"), &o);
	say(&c, world_letters.code, "new-password");
	say(&c, CHOSEN, "new-password-again");
	world_factor(h.ann, HO_FACTOR_HOTP);
	caller_say(&c, CHOSEN);
	is_refused(&c);
	caller_close(&c);
	is_spent(&o, HO_LIVE);
	can_log_in(h.login, WORLD_PASSWORD, true);
}

/* Wrong ones count on the default password. */
static void
test_reset_closes(void **state)
{
	struct house h;
	struct opened o;
	struct caller c;

	(void)state;
	world_house(&h);
	world_factor(h.ann, HO_FACTOR_HOTP);
	world_case(&h, h.ann, &o);
	to_claim(&c, world_login(&h, "ann"), &o);
	say(&c, world_letters.code, "code");
	for (int i = 0; i < 9; i++)
		say(&c, "000000", "code");
	caller_say(&c, "000000");
	is_refused(&c);
	caller_close(&c);
}

/* Nothing of the departed owner's opens anything any more. */
static void
test_departed(void **state)
{
	struct house h;
	struct opened o;
	struct caller c;
	char spares[512];
	int64_t id;

	(void)state;
	world_house(&h);
	id = world_factor(h.gone, HO_FACTOR_HOTP);
	world_spares(h.gone, spares);
	spares[29] = '\0';
	world_case(&h, 0, &o);
	to_claim(&c, o.ref, &o);
	say(&c, world_letters.code, "candidate");
	say(&c, world_login(&h, "ann"), "candidate-code");
	say(&c, world_letters.code, "done");
	is_done(&c, world_login(&h, "ann"));
	is_gone(&h);
	assert_int_equal(factor_now(id).state, HO_REVOKED);
	world_login(&h, "gone");
	tries_one("code", h.login, "", world_hotp(0), false);
	tries_one("code", h.login, "", spares, false);
}

/* --- binding one ---------------------------------------------------------- */

static void
change(struct caller *c, const char *user, const char *password)
{
	caller_open(c);
	caller_start(c, HO_PHASE_CHAUTHTOK, "enrol", user, 0);
	is_asked(c, "password");
	caller_say(c, password);
}

static void
test_enrol(void **state)
{
	struct house h;
	struct caller c;
	char code[16], first[16], letter[16], spare[32], second[32];

	(void)state;
	world_house(&h);
	world_login(&h, "ann");
	change(&c, h.login, WORLD_PASSWORD);
	is_asked(&c, "enrol-code");
	assert_string_equal(world_letters.template, "enrol-code");
	names_code(&c, NULL);
	say(&c, "12345678", "enrol-code");
	say(&c, "1", "enrol-code");
	say(&c, "", "enrol-code"); /* too soon for another */
	names_code(&c, NULL);
	strcpy(letter, world_letters.code);
	say(&c, letter, "bind-code");
	assert_string_equal(caller_field(&c, HO_T_REF), "");
	assert_non_null(strstr(c.text, "otpauth://totp/Acme:"));
	assert_true(c.infos > 4);
	say(&c, "000000", "bind-code");
	say(&c, "x", "bind-code");
	/* the clock of the device is off: its next code is wanted too */
	strcpy(first, shown_code(&c, -6));
	strcpy(code, shown_code(&c, -5));
	say(&c, first, "bind-code");
	assert_non_null(strstr(c.text, "clock of the device is off"));
	say(&c, code, "recovery-codes");
	assert_string_equal(world_letters.template, "factor-bound");
	snprintf(spare, sizeof(spare), "%.29s",
	    strstr(caller_field(&c, HO_T_PROMPT), ":\n") + 2);
	snprintf(second, sizeof(second), "%.29s",
	    strstr(caller_field(&c, HO_T_PROMPT), ":\n") + 32);
	caller_say(&c, "");
	ends(&c, HO_LOGIN_OK, "ok");
	caller_close(&c);
	/* the code that bound it opens nothing, nor does the letter's again */
	tries("both", h.login, WORLD_PASSWORD, code, false);
	tries("both", h.login, WORLD_PASSWORD, spare, true);
	/* who has one gives its code for another */
	change(&c, h.login, WORLD_PASSWORD);
	is_asked(&c, "code");
	caller_say(&c, spare);
	is_refused(&c);
	caller_close(&c);
	/* ... and the letter's code of before is spent */
	change(&c, h.login, WORLD_PASSWORD);
	is_asked(&c, "code");
	say(&c, second, "enrol-code");
	assert_string_not_equal(letter, world_letters.code);
	say(&c, letter, "enrol-code");
	say(&c, world_letters.code, "enrol-what");
	say(&c, "3", "enrol-what");
	say(&c, "1", "bind-code");
	caller_close(&c);
}

/* A lost line leaves nothing; no address, no factor; elsewhere no change. */
static void
test_enrol_refused(void **state)
{
	struct house h;
	struct caller c;

	(void)state;
	world_house(&h);
	world_login(&h, "carl");
	change(&c, h.login, WORLD_PASSWORD);
	is_asked(&c, "enrol-code");
	say(&c, world_letters.code, "bind-code");
	caller_close(&c);
	can_log_in(h.login, WORLD_PASSWORD, true);
	caller_login(&c, "maybe", h.login, WORLD_PASSWORD);
	ends(&c, HO_LOGIN_OK, "ok");
	caller_close(&c);
	change(&c, world_login(&h, "dora"), WORLD_PASSWORD);
	is_refused(&c);
	assert_non_null(strstr(c.text, "no confirmed address"));
	caller_close(&c);
	change(&c, world_login(&h, "ann"), "wrong");
	is_refused(&c);
	assert_int_equal(c.infos, 0);
	caller_close(&c);
	caller_open(&c);
	caller_start(
	    &c, HO_PHASE_CHAUTHTOK, "enrol", h.login, HO_F_SINGLE_PROMPT);
	is_refused(&c);
	caller_close(&c);
	change(&c, h.login, WORLD_PASSWORD);
	is_asked(&c, "enrol-code");
	for (int i = 0; i < 4; i++)
		say(&c, "00000000", "enrol-code");
	caller_say(&c, "00000000");
	is_refused(&c);
	caller_close(&c);
}

static int
put_password(struct tx *t, void *arg)
{
	struct ho_event *ev = NULL;

	must(ho_event_begin(t->a, &ev, "test.put", t->now) == HO_OK, "event");
	ho_event_self(ev);
	must(ho_store_put(t->s, HO_PASSWORD, arg) == HO_OK, "put");
	return ho_event_end(&ev, NULL);
}

/*
 * Whoever has password and mailbox, and began before the user did, binds
 * nothing any more: not beside a factor whose code was not asked, and not by a
 * password of before.  An imported hash that the sign-in made anew is the same.
 */
static void
test_enrol_overtaken(void **state)
{
	struct house h;
	struct caller c;
	struct ho_password p;
	char code[16];

	(void)state;
	world_house(&h);
	for (int i = 0; i < 3; i++) {
		change(&c, world_login(&h, "carl"), WORLD_PASSWORD);
		is_asked(&c, "enrol-code");
		say(&c, world_letters.code, "bind-code");
		strcpy(code, shown_code(&c, 0));
		if (i == 0) {
			world_password_of(h.carl, &p);
			p.set_at++;
			must(world_do(put_password, &p) == HO_OK, "password");
		} else if (i == 2) {
			world_factor(h.carl, HO_FACTOR_HOTP);
		}
		caller_say(&c, code);
		if (i == 1)
			is_asked(&c, "recovery-codes");
		else
			is_refused(&c);
		caller_close(&c);
		if (i == 1)
			world_house(&h);
	}
}

static int
remove_all(struct tx *t, void *arg)
{
	struct ho_event *ev = NULL;

	must(ho_event_begin(t->a, &ev, "test.end", t->now) == HO_OK, "event");
	ho_event_self(ev);
	must(factor_end_all(t, *(int64_t *)arg) == HO_OK, "end");
	return ho_event_end(&ev, NULL);
}

/* A device that is removed, for it was stolen, binds none by what it said
 * before. */
static void
test_enrol_after_removal(void **state)
{
	struct house h;
	struct caller c;

	(void)state;
	for (int i = 0; i < 2; i++) {
		world_house(&h);
		world_factor(h.ann, HO_FACTOR_HOTP);
		change(&c, world_login(&h, "ann"), WORLD_PASSWORD);
		is_asked(&c, "code");
		say(&c, world_hotp(0), "enrol-code");
		say(&c, world_letters.code, "enrol-what");
		if (i == 0)
			say(&c, "1", "bind-code");
		must(world_do(remove_all, &h.ann) == HO_OK, "removed");
		caller_say(&c, i == 0 ? shown_code(&c, 0) : "2");
		is_refused(&c);
		caller_close(&c);
	}
}

/* ... and changes no password without its code. */
static void
test_change_overtaken(void **state)
{
	struct house h;
	struct caller c;

	(void)state;
	world_house(&h);
	for (int i = 0; i < 2; i++) {
		caller_open(&c);
		caller_start(&c, HO_PHASE_CHAUTHTOK, "change",
		    world_login(&h, "ann"), 0);
		is_asked(&c, "password");
		say(&c, WORLD_PASSWORD, i == 0 ? "new-password" : "code");
		if (i == 1)
			say(&c, world_hotp(0), "new-password");
		say(&c, CHOSEN, "new-password-again");
		if (i == 0)
			world_factor(h.ann, HO_FACTOR_HOTP);
		caller_say(&c, CHOSEN);
		ends(&c, i == 0 ? HO_LOGIN_REFUSED : HO_LOGIN_OK,
		    i == 0 ? "refused" : "ok");
		caller_close(&c);
		can_log_in(h.login, WORLD_PASSWORD, i == 0);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_totp),
		cmocka_unit_test(test_a_slip_costs_no_code),
		cmocka_unit_test(test_hotp_far),
		cmocka_unit_test(test_clock_off),
		cmocka_unit_test(test_recovery),
		cmocka_unit_test(test_ended),
		cmocka_unit_test(test_whose),
		cmocka_unit_test(test_code_alone),
		cmocka_unit_test(test_maybe),
		cmocka_unit_test(test_one_field),
		cmocka_unit_test(test_one_answer),
		cmocka_unit_test(test_alike),
		cmocka_unit_test(test_made_up),
		cmocka_unit_test(test_clock),
		cmocka_unit_test(test_odd_hours),
		cmocka_unit_test(test_reset),
		cmocka_unit_test(test_bound_meanwhile),
		cmocka_unit_test(test_reset_closes),
		cmocka_unit_test(test_departed),
		cmocka_unit_test(test_enrol),
		cmocka_unit_test(test_enrol_refused),
		cmocka_unit_test(test_enrol_overtaken),
		cmocka_unit_test(test_enrol_after_removal),
		cmocka_unit_test(test_change_overtaken),
	};

	/* a host whose zone has odd hours; such rules need no tzdata */
	setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1);
	return cmocka_run_group_tests(tests, open_world, close_world);
}
