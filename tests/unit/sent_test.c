/*
 * tests/unit/sent_test.c - codes that are sent where somebody signs in.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "handoverd/login/sent.h"
#include "tests/login/must.h"
#include "tests/login/steps.h"

static int64_t ahead;

/* The world's clock moves on; each test begins a day later. */
static void
later(int64_t seconds)
{
	world_clock(ahead += seconds);
}

static void
begin(struct house *h)
{
	later(2 * 86400);
	world_house(h);
	world_login(h, "ann");
}

/* Asks for a code; the prompt that comes then. */
static const char *
ask(struct caller *c, const char *service, const char *user,
    const char *password, const char *word)
{
	caller_login(c, service, user, password);
	if (strcmp(service, "sent-alone") != 0) {
		is_asked(c, "code");
		caller_say(c, word);
	}
	is_asked(c, "code");
	return caller_field(c, HO_T_PROMPT);
}

/* A code comes, and this is it. */
static void
has_sent(int *before)
{
	assert_int_equal(world_letters.sent, *before + 1);
	assert_string_equal(world_letters.template, "login-code");
	assert_int_equal(strlen(world_letters.code), 8);
	++*before;
}

static void
opens(struct caller *c, const char *code, bool can)
{
	caller_say(c, code);
	if (can)
		ends(c, HO_LOGIN_OK, "ok");
	else
		is_refused(c);
	caller_close(c);
}

/* Password right, code as it was sent, once. */
static void
test_opens_once(void **state)
{
	struct house h;
	struct caller c;
	int sent = world_letters.sent;
	char code[16];

	(void)state;
	begin(&h);
	ask(&c, "sent", h.login, WORLD_PASSWORD, "");
	has_sent(&sent);
	names_code(&c, NULL);
	strcpy(code, world_letters.code);
	opens(&c, code, true);
	ask(&c, "sent", h.login, WORLD_PASSWORD, "send");
	assert_int_equal(world_letters.sent, sent); /* two minutes */
	opens(&c, code, false);
	/* an authenticator's opens there as well */
	world_factor(h.ann, HO_FACTOR_TOTP);
	ask(&c, "sent", h.login, WORLD_PASSWORD, "");
	opens(&c, world_totp(0), true);
}

/* In another call; not for another user, service or sort; not too late. */
static void
test_bound(void **state)
{
	struct house h;
	struct caller c;
	int sent = world_letters.sent;

	(void)state;
	begin(&h);
	ask(&c, "sent", h.login, WORLD_PASSWORD, "");
	caller_close(&c);
	has_sent(&sent);
	caller_login(&c, "sent", world_login(&h, "carl"), WORLD_PASSWORD);
	is_asked(&c, "code");
	opens(&c, world_letters.code, false);
	caller_login(&c, "sms", world_login(&h, "ann"), WORLD_PASSWORD);
	is_asked(&c, "code");
	opens(&c, world_letters.code, false);
	caller_login(&c, "both", h.login, WORLD_PASSWORD);
	is_asked(&c, "code");
	opens(&c, world_letters.code, false);
	later(599);
	caller_login(&c, "sent", h.login, "wrong");
	is_asked(&c, "code");
	opens(&c, world_letters.code, false);
	caller_login(&c, "sent", h.login, WORLD_PASSWORD);
	is_asked(&c, "code");
	later(1);
	opens(&c, world_letters.code, false);
}

/* A new one voids the one before, and ten are a day's. */
static void
test_how_often(void **state)
{
	struct house h;
	struct caller c;
	int sent = world_letters.sent;
	char old[16];

	(void)state;
	begin(&h);
	ask(&c, "sent", h.login, WORLD_PASSWORD, "");
	has_sent(&sent);
	strcpy(old, world_letters.code);
	later(110); /* not within two minutes */
	caller_say(&c, "");
	is_asked(&c, "code");
	assert_int_equal(world_letters.sent, sent);
	later(11);
	caller_say(&c, "");
	is_asked(&c, "code");
	has_sent(&sent);
	assert_string_not_equal(world_letters.code, old);
	opens(&c, old, false);
	for (int i = 3; i <= 10; i++) {
		later(121);
		ask(&c, "sent", h.login, WORLD_PASSWORD, "");
		caller_close(&c);
		has_sent(&sent);
	}
	later(121);
	ask(&c, "sent", h.login, WORLD_PASSWORD, "");
	assert_int_equal(world_letters.sent, sent);
	opens(&c, world_letters.code, true); /* the last one is good yet */
}

/* five wrong ones end a code; a new one resets no count. */
static void
test_wrong(void **state)
{
	struct house h;
	struct caller c;
	struct ho_tally n;
	int sent = world_letters.sent;

	(void)state;
	begin(&h);
	ask(&c, "sent", h.login, WORLD_PASSWORD, "");
	has_sent(&sent);
	opens(&c, "00000000", false);
	for (int i = 1; i < SENT_TRIES; i++) {
		later(2);
		caller_login(&c, "sent", h.login, WORLD_PASSWORD);
		is_asked(&c, "code");
		opens(&c, "00000000", false);
	}
	later(2);
	caller_login(&c, "sent", h.login, WORLD_PASSWORD);
	is_asked(&c, "code");
	opens(&c, world_letters.code, false);
	later(121);
	ask(&c, "sent", h.login, WORLD_PASSWORD, "");
	has_sent(&sent);
	world_get(HO_TALLY, HO_TALLY_ID(h.ann, HO_TRIED_CODE), &n);
	assert_int_equal(n.strange + n.wrong, SENT_TRIES + 1);
	opens(&c, world_letters.code, true);
}

/* whatever was wrong, the same words come, and nothing is sent. */
static void
test_alike(void **state)
{
	struct house h;
	struct caller c;
	int sent = world_letters.sent;
	char first[512];

	(void)state;
	begin(&h);
	ask(&c, "sent", h.login, "wrong", "");
	assert_int_equal(world_letters.sent, sent);
	caller_close(&c);
	strcpy(first, ask(&c, "sent", h.login, WORLD_PASSWORD, ""));
	caller_close(&c);
	has_sent(&sent);
	/* the reference comes of name and time */
	if (strcmp(first, ask(&c, "sent", h.login, "wrong", "")) != 0) {
		caller_close(&c);
		strcpy(first, ask(&c, "sent", h.login, WORLD_PASSWORD, ""));
		caller_close(&c);
		ask(&c, "sent", h.login, "wrong", "");
	}
	assert_string_equal(caller_field(&c, HO_T_PROMPT), first);
	opens(&c, world_letters.code, false);
	ask(&c, "sent", "nobody.at.all", WORLD_PASSWORD, "");
	assert_int_equal(strlen(caller_field(&c, HO_T_PROMPT)), strlen(first));
	opens(&c, "12345678", false);
	ask(&c, "sent", world_login(&h, "eve"), WORLD_PASSWORD, "");
	caller_close(&c);
	/* an address without authority is none */
	ask(&c, "sent", world_login(&h, "dora"), WORLD_PASSWORD, "");
	caller_close(&c);
	ask(&c, "sms", world_login(&h, "ann"), WORLD_PASSWORD, "");
	caller_close(&c);
	assert_int_equal(world_letters.sent, sent);
}

/* A program that asks once: the word behind the password, and come again. */
static void
test_one_field(void **state)
{
	struct house h;
	struct caller c;
	int sent = world_letters.sent;
	char both[64], told[128];

	(void)state;
	begin(&h);
	caller_login(&c, "sent-one", h.login,
	    "wrong"
	    "send");
	is_refused(&c);
	strcpy(told, c.text);
	assert_non_null(strstr(told, "is on its way"));
	assert_int_equal(world_letters.sent, sent);
	caller_close(&c);
	caller_login(&c, "sent-one", h.login, WORLD_PASSWORD "send");
	is_refused(&c);
	assert_int_equal(strlen(c.text), strlen(told));
	has_sent(&sent);
	caller_close(&c);
	snprintf(
	    both, sizeof(both), "%s%s", WORLD_PASSWORD, world_letters.code);
	caller_login(&c, "sent-one", h.login, both);
	ends(&c, HO_LOGIN_OK, "ok");
	caller_close(&c);
}

/* Where no code is asked of somebody, a password may end in the word. */
static void
test_word_in_password(void **state)
{
	struct house h;
	struct caller c;
	int sent = world_letters.sent;

	(void)state;
	begin(&h);
	caller_login(&c, "sent-maybe", h.login, WORLD_PASSWORD "send");
	is_refused(&c);
	assert_string_equal(c.text, "");
	caller_close(&c);
	caller_login(&c, "sent-maybe", h.login, WORLD_PASSWORD);
	ends(&c, HO_LOGIN_OK, "ok");
	caller_close(&c);
	assert_int_equal(world_letters.sent, sent);
	world_factor(h.ann, HO_FACTOR_TOTP);
	caller_login(&c, "sent-maybe", h.login, WORLD_PASSWORD "send");
	is_refused(&c);
	has_sent(&sent);
	caller_close(&c);
}

/* A code alone; a stranger has half of a day's sent, and the owner the rest. */
static void
test_alone(void **state)
{
	struct house h;
	struct caller c;
	int sent = world_letters.sent;

	(void)state;
	begin(&h);
	ask(&c, "sent-alone", h.login, "", NULL);
	has_sent(&sent);
	caller_close(&c);
	for (int i = 1; i < SENT_DAY / 2; i++) {
		later(121);
		ask(&c, "sent-alone", h.login, "send", NULL);
		has_sent(&sent);
		caller_close(&c);
	}
	later(121);
	ask(&c, "sent-alone", h.login, "send", NULL);
	assert_int_equal(world_letters.sent, sent);
	opens(&c, world_letters.code, true);
	ask(&c, "sent-alone", h.login, "", NULL);
	has_sent(&sent);
	opens(&c, world_letters.code, true);
}

/* What went out by a clock that was ahead does not keep mail back. */
static void
test_clock_set_back(void **state)
{
	struct house h;
	struct caller c;
	int sent = world_letters.sent;

	(void)state;
	begin(&h);
	later(86400); /* the address has its authority at both times */
	ask(&c, "sent", h.login, WORLD_PASSWORD, "");
	has_sent(&sent);
	opens(&c, world_letters.code, true);
	later(-7200);
	ask(&c, "sent", h.login, WORLD_PASSWORD, "");
	has_sent(&sent);
	opens(&c, world_letters.code, true);
}

static void
starts_reset(struct caller *c, const char *user)
{
	caller_open(c);
	caller_start(c, HO_PHASE_CHAUTHTOK, "reset", user, 0);
	is_asked(c, "code");
}

/* What was sent for a sign-in changes no password, and the other way round. */
static void
test_for_what(void **state)
{
	struct house h;
	struct caller c;
	int sent = world_letters.sent;
	char code[16];

	(void)state;
	begin(&h);
	ask(&c, "sent-alone", h.login, "", "");
	has_sent(&sent);
	strcpy(code, world_letters.code);
	caller_close(&c);
	starts_reset(&c, h.login);
	opens(&c, code, false);
	starts_reset(&c, h.login); /* the letters count as one kind */
	say(&c, "", "code");
	assert_int_equal(world_letters.sent, sent);
	caller_close(&c);
	later(121);
	starts_reset(&c, h.login);
	say(&c, "", "code");
	assert_int_equal(world_letters.sent, sent + 1);
	assert_string_equal(world_letters.template, "change-code");
	strcpy(code, world_letters.code);
	caller_close(&c);
	caller_open(&c);
	caller_start(&c, HO_PHASE_AUTH, "sent-alone", h.login, 0);
	is_asked(&c, "code");
	opens(&c, code, false);
	starts_reset(&c, h.login);
	say(&c, code, "new-password");
	caller_close(&c);
	starts_reset(&c, h.login);
	opens(&c, code, false);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_opens_once),
		cmocka_unit_test(test_bound),
		cmocka_unit_test(test_how_often),
		cmocka_unit_test(test_wrong),
		cmocka_unit_test(test_alike),
		cmocka_unit_test(test_one_field),
		cmocka_unit_test(test_word_in_password),
		cmocka_unit_test(test_alone),
		cmocka_unit_test(test_clock_set_back),
		cmocka_unit_test(test_for_what),
	};

	return cmocka_run_group_tests(tests, open_world, close_world);
}
