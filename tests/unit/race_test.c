/*
 * tests/unit/race_test.c - law 4, A-04: of fifty who bring one code at
 * once, one wins.
 *
 * Every kind of code, each as a script that fifty conversations follow in step:
 * all answer a question before anybody hears the next, so that they race at
 * every one of them, and not at the last alone.
 *
 *	ROUNDS=1000 race_test [KIND]...
 *
 * Five rounds of each kind where nothing is said; KIND as it is printed.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/login/must.h"
#include "tests/login/steps.h"

#define N(a)       (sizeof(a) / sizeof((a)[0]))
#define PRESENTERS 50
#define ANSWERS    8

struct race {
	struct house h;
	struct opened o;
	char name[64]; /* who signs in */
	char code[32]; /* where it is known before the race */
};

/* --- what is raced for ---------------------------------------------------- */

static void
as_ann(struct race *r)
{
	strcpy(r->name, world_login(&r->h, "ann"));
}

static void
hotp(struct race *r)
{
	as_ann(r);
	world_factor(r->h.ann, HO_FACTOR_HOTP);
	strcpy(r->code, world_hotp(0));
}

static void
totp(struct race *r)
{
	as_ann(r);
	world_factor(r->h.ann, HO_FACTOR_TOTP);
	strcpy(r->code, world_totp(0));
}

static void
spare(struct race *r)
{
	char all[512];

	as_ann(r);
	world_spares(r->h.ann, all);
	snprintf(r->code, sizeof(r->code), "%.29s", all);
}

/* One asks, and hangs up: the code is good on any line. */
static void
sent(struct race *r, const char *service, const char *who)
{
	int before = world_letters.sent;
	struct caller c;

	strcpy(r->name, world_login(&r->h, who));
	caller_login(&c, service, r->name, WORLD_PASSWORD);
	is_asked(&c, "code");
	say(&c, "", "code");
	caller_close(&c);
	assert_int_equal(world_letters.sent, before + 1);
	strcpy(r->code, world_letters.code);
}

static void
by_mail(struct race *r)
{
	sent(r, "sent", "ann");
}

static void
by_sms(struct race *r)
{
	sent(r, "sms", "sam");
}

static void
owner_case(struct race *r)
{
	world_case(&r->h, 0, &r->o);
	strcpy(r->name, r->o.ref);
}

static void
user_case(struct race *r)
{
	as_ann(r);
	world_case(&r->h, r->h.ann, &r->o);
}

/* --- what is answered ----------------------------------------------------- */

typedef const char *answer_fn(struct race *r, struct caller *c);

static const char *
password(struct race *r, struct caller *c)
{
	(void)r;
	(void)c;
	return WORLD_PASSWORD;
}

static const char *
code(struct race *r, struct caller *c)
{
	(void)c;
	return r->code;
}

static const char *
both(struct race *r, struct caller *c)
{
	static char text[sizeof(WORLD_PASSWORD) + sizeof(r->code)];

	(void)c;
	snprintf(text, sizeof(text), "%s%s", WORLD_PASSWORD, r->code);
	return text;
}

static const char *
word(struct race *r, struct caller *c)
{
	(void)c;
	return r->o.word;
}

/* The newest letter's: the fifty were sent one between them. */
static const char *
letter(struct race *r, struct caller *c)
{
	(void)r;
	(void)c;
	return world_letters.code;
}

static const char *
ann(struct race *r, struct caller *c)
{
	(void)c;
	return world_login(&r->h, "ann");
}

static const char *
nothing(struct race *r, struct caller *c)
{
	(void)r;
	(void)c;
	return "";
}

static const char *
chosen(struct race *r, struct caller *c)
{
	(void)r;
	(void)c;
	return CHOSEN;
}

/* Each has been shown a key of its own. */
static const char *
device(struct race *r, struct caller *c)
{
	(void)r;
	return shown_code(c, 0);
}

/* --- the races ------------------------------------------------------------ */

static const struct kind {
	const char *name, *service;
	enum ho_phase phase;
	void (*prepare)(struct race *r);
	answer_fn *answers[ANSWERS];
	const char *won; /* result, or next question, of the one */
} kinds[] = {
	{ "HOTP", "both", HO_PHASE_AUTH, hotp, { password, code }, "ok" },
	{ "HOTP in one field", "one", HO_PHASE_AUTH, hotp, { both }, "ok" },
	{ "TOTP", "both", HO_PHASE_AUTH, totp, { password, code }, "ok" },
	{ "TOTP in one field", "one", HO_PHASE_AUTH, totp, { both }, "ok" },
	{ "recovery code", "both", HO_PHASE_AUTH, spare, { password, code },
	    "ok" },
	{ "recovery code in one field", "one", HO_PHASE_AUTH, spare, { both },
	    "ok" },
	{ "code by mail", "sent", HO_PHASE_AUTH, by_mail, { password, code },
	    "ok" },
	{ "code by SMS", "sms", HO_PHASE_AUTH, by_sms, { password, code },
	    "ok" },
	{ "user's default password", "panel", HO_PHASE_AUTH, user_case,
	    { word, letter, chosen, chosen }, "reset" },
	{ "owner's, claim code", "panel", HO_PHASE_AUTH, owner_case,
	    { word, letter, nothing, nothing, chosen, chosen }, "done" },
	{ "owner's, candidate's code", "panel", HO_PHASE_AUTH, owner_case,
	    { word, letter, ann, letter }, "done" },
	{ "enrolment", "enrol", HO_PHASE_CHAUTHTOK, as_ann,
	    { password, letter, device }, "recovery-codes" },
};

static bool
is_at(struct caller *c, const char *what)
{
	return strcmp(caller_field(c,
			  c->v.type == HO_M_LOGIN_ASK ? HO_T_ASK : HO_T_RESULT),
		   what) == 0;
}

/* How many of them came to the end. */
static int
race(const struct kind *k, struct race *r)
{
	static struct caller c[PRESENTERS];
	int won = 0;

	for (size_t i = 0; i < PRESENTERS; i++) {
		caller_open(&c[i]);
		caller_start(&c[i], k->phase, k->service, r->name, 0);
		must(caller_hear(&c[i]), "the first question");
	}
	for (answer_fn *const *a = k->answers; *a != NULL; a++) {
		for (size_t i = 0; i < PRESENTERS; i++)
			if (c[i].v.type == HO_M_LOGIN_ASK)
				caller_say(&c[i], (*a)(r, &c[i]));
		for (size_t i = 0; i < PRESENTERS; i++)
			if (c[i].v.type == HO_M_LOGIN_ASK)
				must(caller_hear(&c[i]), "an answer");
	}
	for (size_t i = 0; i < PRESENTERS; i++) {
		won += is_at(&c[i], k->won);
		caller_close(&c[i]);
	}
	return won;
}

static char **wanted; /* kinds; none: all */

static bool
is_wanted(const struct kind *k)
{
	for (char **w = wanted; *w != NULL; w++)
		if (strcmp(*w, k->name) == 0)
			return true;
	return *wanted == NULL;
}

static void
test_races(void **state)
{
	const char *rounds = getenv("ROUNDS");
	int n = rounds != NULL ? atoi(rounds) : 5;
	int64_t ahead = 0;

	(void)state;
	for (const struct kind *k = kinds; k < kinds + N(kinds); k++) {
		int one = 0;

		if (!is_wanted(k))
			continue;
		for (int i = 0; i < n; i++) {
			struct race r = { 0 };
			int completed = world_completed;

			/* names without a past, and another window of
			 * tries-store: a mailed code that is spent is wrong */
			world_clock(ahead += 660);
			world_house(&r.h);
			k->prepare(&r);
			one += race(k, &r) == 1;
			assert_in_range(world_completed - completed, 0, 1);
		}
		printf("%s: exactly one of %d in %d of %d rounds\n", k->name,
		    PRESENTERS, one, n);
		assert_int_equal(one, n);
	}
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_races),
	};

	(void)argc;
	wanted = argv + 1;
	setvbuf(stdout, NULL, _IOLBF, 0);
	return cmocka_run_group_tests(tests, open_world, close_world);
}
