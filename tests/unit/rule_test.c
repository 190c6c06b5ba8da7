/*
 * tests/unit/rule_test.c - who must have a second factor: the table, and the
 * login door by it.
 *
 * Super-admins and admins must, with a week's grace.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "handoverd/login/factor.h"
#include "handoverd/login/rule.h"
#include "lib/base/err.h"
#include "lib/conf/conf.h"
#include "tests/login/must.h"
#include "tests/login/steps.h"

#define N(a) (sizeof(a) / sizeof((a)[0]))
#define DAY  ((int64_t)86400)

/* --- the table ------------------------------------------------------------ */

static const struct ho_login_form word = { .password = true },
				  both = { .password = true, .code = true },
				  maybe = { .password = true,
					  .code = true,
					  .only_if = true },
				  alone = { .code = true };

#define ROLE    .by_role = true, .role_grace = 7 * DAY
#define HAS     .has_factor = true, .has_counted = true
#define REACHED .has_address = true, .can_count = true
#define ALL     .by_account = true, .account_grace = 2 * DAY

static const struct {
	const char *name;
	const struct ho_login_form *form;
	struct ho_rule rule;
	bool can_hold, asks_code, is_strict;
	enum ho_after after;
	int64_t until; /* day */
} table[] = {
	/* nobody's rule: what the service asks */
	{ "plain", &word, { 0 }, true, false, false, HO_AFTER_LET_IN, 0 },
	{ "has one, unbound", &word, { HAS }, true, false, false,
	    HO_AFTER_LET_IN, 0 },
	{ "the service asks", &both, { 0 }, true, true, false, HO_AFTER_LET_IN,
	    0 },
	{ "asks who has one", &maybe, { HAS }, true, true, false,
	    HO_AFTER_LET_IN, 0 },
	{ "alone", &alone, { 0 }, true, true, false, HO_AFTER_LET_IN, 0 },
	/* bound, and has one */
	{ "role", &word, { ROLE, HAS }, false, true, true, HO_AFTER_LET_IN, 0 },
	{ "account", &word, { ALL, HAS }, false, true, true, HO_AFTER_LET_IN,
	    0 },
	{ "both ask", &both, { ROLE, HAS }, false, true, true, HO_AFTER_LET_IN,
	    0 },
	{ "can be sent one", &word, { ROLE, .has_sent = true, .since = 1 },
	    true, true, true, HO_AFTER_LET_IN, 0 },
	/* bound, without one: the grace, of which the shorter counts */
	{ "not met yet", &word, { ROLE }, true, false, false, HO_AFTER_GRACE,
	    107 },
	{ "met", &word, { ROLE, .since = 95 * DAY }, false, false, false,
	    HO_AFTER_GRACE, 102 },
	{ "two rules", &word, { ROLE, ALL, .since = 99 * DAY }, false, false,
	    false, HO_AFTER_GRACE, 101 },
	{ "two rules, over", &word, { ROLE, ALL, .since = 98 * DAY }, false,
	    false, false, HO_AFTER_REFUSE, 0 },
	{ "alone, grace", &alone, { ROLE }, false, true, false, HO_AFTER_GRACE,
	    107 },
	/* over */
	{ "its last second", &word, { ROLE, .since = 93 * DAY + 1 }, false,
	    false, false, HO_AFTER_GRACE, 100 },
	{ "over", &word, { ROLE, .since = 93 * DAY, REACHED }, true, false,
	    false, HO_AFTER_ENROL, 0 },
	{ "cannot hold it", &word, { ROLE, .since = 93 * DAY, REACHED }, false,
	    false, false, HO_AFTER_REFUSE, 0 },
	{ "no address", &word, { ROLE, .since = 93 * DAY }, true, false, false,
	    HO_AFTER_REFUSE, 0 },
	{ "a mailbox alone", &alone, { ROLE, .since = 93 * DAY, REACHED }, true,
	    true, false, HO_AFTER_REFUSE, 0 },
	{ "the service asks one", &both, { ROLE, .since = 93 * DAY, REACHED },
	    true, true, false, HO_AFTER_ENROL, 0 },
	{ "one that was removed", &word, { ROLE, .had_factor = true, REACHED },
	    true, false, false, HO_AFTER_ENROL, 0 },
	/* has one that the rule does not count: its code, and then as above */
	{ "not counted, grace", &word, { ROLE, .has_factor = true }, true, true,
	    false, HO_AFTER_GRACE, 107 },
	{ "not counted, over", &word,
	    { ROLE, .has_factor = true, .since = 93 * DAY, REACHED }, true,
	    true, false, HO_AFTER_ENROL, 0 },
	{ "not counted, and one was removed", &word,
	    { ROLE, .has_factor = true, .had_factor = true, REACHED }, true,
	    true, false, HO_AFTER_ENROL, 0 },
	{ "not counted, cannot hold it", &both,
	    { ROLE, .has_factor = true, .since = 93 * DAY, REACHED }, false,
	    true, false, HO_AFTER_REFUSE, 0 },
	{ "not counted, can be sent one", &word,
	    { ROLE, .has_factor = true, .has_sent = true }, true, true, true,
	    HO_AFTER_LET_IN, 0 },
	{ "what would be bound does not count", &word,
	    { ROLE, .since = 93 * DAY, .has_address = true }, true, false,
	    false, HO_AFTER_REFUSE, 0 },
	{ "not counted, unbound", &maybe, { .has_factor = true }, true, true,
	    false, HO_AFTER_LET_IN, 0 },
	{ "no grace at all", &word, { .by_account = true, REACHED }, true,
	    false, false, HO_AFTER_ENROL, 0 },
};

static void
test_table(void **state)
{
	(void)state;
	for (size_t i = 0; i < N(table); i++) {
		struct ho_login_form form = *table[i].form;
		struct ho_rule_says s;

		ho_flow_rule_in_force(&form, false);
		s = ho_flow_rule(
		    &form, &table[i].rule, table[i].can_hold, 100 * DAY);
		if (s.asks_code != table[i].asks_code ||
		    s.is_strict != table[i].is_strict ||
		    s.after != table[i].after ||
		    s.until / DAY != table[i].until)
			fail_msg("%s: %d %d %d %lld", table[i].name,
			    s.asks_code, s.is_strict, s.after,
			    (long long)s.until);
	}
}

static void
test_kinds(void **state)
{
	(void)state;
	assert_int_equal(
	    ho_rule_kinds(HO_COUNTS_TOTP | HO_COUNTS_MAIL, HO_COUNTS_ALL),
	    HO_COUNTS_TOTP);
	assert_int_equal(
	    ho_rule_kinds(HO_COUNTS_MAIL, HO_COUNTS_ALL), HO_COUNTS_ALL);
	assert_int_equal(
	    ho_rule_kinds(HO_COUNTS_MAIL, HO_COUNTS_ALL | HO_COUNTS_MAIL),
	    HO_COUNTS_MAIL);
}

/* --- helpers -------------------------------------------------------------- */

static int64_t days; /* the clock is so many ahead; it never goes back */

static void
later(int64_t n)
{
	world_clock((days += n) * DAY);
}

static int64_t
grace_of(int64_t user)
{
	struct ho_user u;

	world_get(HO_USER, user, &u);
	return u.grace_from;
}

/* The right password, and the word of the end. */
static void
comes(const char *service, const char *login, uint64_t flags, const char *how)
{
	struct caller c;

	caller_open(&c);
	caller_start(&c, HO_PHASE_AUTH, service, login, flags);
	must(caller_hear(&c), "first question");
	caller_say(&c, WORLD_PASSWORD);
	ends(&c, strcmp(how, "ok") == 0 ? HO_LOGIN_OK : HO_LOGIN_REFUSED, how);
	caller_close(&c);
}

struct policy {
	int64_t account, grace;
};

static int
put_policy(struct tx *t, void *arg)
{
	const struct policy *p = arg;
	struct ho_event *ev = NULL;
	struct ho_account a;

	must(ho_store_get(t->s, HO_ACCOUNT, p->account, &a) == HO_OK, "a");
	a.factor_rule = 1;
	a.factor_grace = p->grace;
	must(ho_event_begin(t->a, &ev, "account.policy", t->now) == HO_OK, "e");
	ho_event_self(ev);
	must(ho_store_put(t->s, HO_ACCOUNT, &a) == HO_OK, "account");
	rule_set(t);
	return ho_event_end(&ev, NULL);
}

static void
ask_all(const struct house *h, int64_t grace)
{
	struct policy p = { h->account, grace };

	must(world_do(put_policy, &p) == HO_OK, "policy");
}

static int
end_all(struct tx *t, void *arg)
{
	struct ho_event *ev = NULL;

	must(ho_event_begin(t->a, &ev, "factor.removed", t->now) == HO_OK, "e");
	ho_event_self(ev);
	must(factor_end_all(t, *(int64_t *)arg) == HO_OK, "end");
	return ho_event_end(&ev, NULL);
}

/* --- the grace ------------------------------------------------------------ */

static void
test_grace(void **state)
{
	struct house h;
	struct caller c;
	int sent;

	(void)state;
	world_house(&h);
	world_login(&h, "ann");
	sent = world_letters.sent;
	caller_login(&c, "plain", h.login, "wrong");
	is_refused(&c);
	caller_close(&c);
	assert_int_equal(grace_of(h.ann), 0);
	caller_login(&c, "plain", h.login, WORLD_PASSWORD);
	ends(&c, HO_LOGIN_OK, "ok");
	assert_string_equal(caller_field(&c, HO_T_STEP), "grace");
	assert_int_equal(strlen(caller_field(&c, HO_T_UNTIL)), 20);
	assert_non_null(strstr(c.text, "authenticator app is needed"));
	caller_close(&c);
	assert_int_equal(world_letters.sent, sent + 1);
	assert_string_equal(world_letters.template, "factor-wanted");
	later(6); /* told again, and nothing begins anew */
	caller_login(&c, "panel", h.login, WORLD_PASSWORD);
	ends(&c, HO_LOGIN_OK, "ok");
	assert_non_null(strstr(c.text, "authenticator app is needed"));
	caller_close(&c);
	assert_int_equal(world_letters.sent, sent + 1);
	later(1);
	comes("plain", h.login, 0, "must-enrol");
	comes("panel", h.login, HO_F_SINGLE_PROMPT, "must-enrol");
	/* a stranger hears of none of it */
	caller_login(&c, "panel", h.login, "wrong");
	is_refused(&c);
	assert_string_equal(c.text, "");
	caller_close(&c);
	/* a role that nobody asks it of */
	comes("plain", world_login(&h, "dora"), 0, "ok");
	assert_int_equal(world_letters.sent, sent + 1);
}

/* Asked of the whole account, at once; nowhere to send a code to. */
static void
test_account(void **state)
{
	struct house h;
	struct caller c;
	struct ho_user u;

	(void)state;
	world_house(&h);
	ask_all(&h, 2 * DAY);
	comes("plain", world_login(&h, "ann"), 0, "ok");
	world_user(world_login(&h, "dora"), &u);
	comes("plain", h.login, 0, "ok"); /* no letter can be sent her */
	assert_int_not_equal(grace_of(u.row.id), 0);
	later(3); /* the shorter one */
	comes("plain", world_login(&h, "ann"), 0, "must-enrol");
	comes("panel", world_login(&h, "dora"), 0, "must-enrol");
	ask_all(&h, 0);
	caller_login(&c, "panel", world_login(&h, "gone"), WORLD_PASSWORD);
	is_asked(&c, "enrol-code");
	caller_close(&c);
	assert_int_equal(grace_of(h.gone), 0);
}

/* --- and its end ---------------------------------------------------------- */

/* As far as the question for the recovery codes. */
static void
binds(struct caller *c, const char *login)
{
	char code[16];

	caller_login(c, "panel", login, WORLD_PASSWORD);
	is_asked(c, "enrol-code");
	assert_string_equal(world_letters.template, "enrol-code");
	say(c, "12345678", "enrol-code");
	say(c, world_letters.code, "bind-code");
	say(c, "000000", "bind-code");
	strcpy(code, shown_code(c, 0));
	say(c, code, "recovery-codes");
	assert_string_equal(world_letters.template, "factor-bound");
}

static void
test_forced(void **state)
{
	struct house h;
	struct caller c;
	char spare[32];
	int64_t size;
	int came;

	(void)state;
	world_house(&h);
	world_login(&h, "gone");
	ask_all(&h, 0);
	came = world_owner_came;
	binds(&c, h.login);
	snprintf(spare, sizeof(spare), "%.29s",
	    strstr(caller_field(&c, HO_T_PROMPT), ":\n") + 2);
	assert_int_equal(world_owner_came, came); /* not signed in yet */
	size = world_log_size();
	caller_say(&c, "");
	ends(&c, HO_LOGIN_OK, "ok");
	assert_string_equal(caller_field(&c, HO_T_FACTORS), "totp,recovery");
	assert_string_equal(caller_field(&c, HO_T_STEP), "");
	caller_close(&c);
	assert_int_equal(world_owner_came, came + 1);
	assert_int_equal(world_log_size(), size + 1); /* login.ok */
	/* from now on a code is asked, also where the service asks none */
	caller_login(&c, "plain", h.login, WORLD_PASSWORD);
	is_asked(&c, "code");
	caller_say(&c, "000000");
	is_refused(&c);
	caller_close(&c);
	caller_login(&c, "plain", h.login, WORLD_PASSWORD);
	is_asked(&c, "code");
	caller_say(&c, spare);
	ends(&c, HO_LOGIN_OK, "ok");
	caller_close(&c);
}

/* Lost before the end: bound, and nobody is in. */
static void
test_lost(void **state)
{
	struct house h;
	struct caller c;
	int64_t size;

	(void)state;
	world_house(&h);
	world_login(&h, "ann");
	ask_all(&h, 0);
	binds(&c, h.login);
	size = world_log_size();
	caller_cancel(&c);
	is_refused(&c);
	caller_close(&c);
	assert_int_equal(world_log_size(), size);
	caller_login(&c, "panel", h.login, WORLD_PASSWORD);
	is_asked(&c, "code");
	caller_close(&c);
}

/* Of two conversations one binds; what came by mail binds no second one. */
static void
test_two(void **state)
{
	struct house h;
	struct caller one, two;
	char code[16];

	(void)state;
	world_house(&h);
	world_login(&h, "ann");
	ask_all(&h, 0);
	caller_login(&one, "panel", h.login, WORLD_PASSWORD);
	is_asked(&one, "enrol-code");
	caller_login(&two, "panel", h.login, WORLD_PASSWORD);
	is_asked(&two, "enrol-code");
	say(&one, world_letters.code, "bind-code");
	say(&two, world_letters.code, "bind-code");
	world_factor(h.ann, HO_FACTOR_HOTP);
	strcpy(code, shown_code(&one, 0));
	caller_say(&one, code);
	is_refused(&one);
	caller_say(&two, shown_code(&two, 0));
	is_refused(&two);
	caller_close(&one);
	caller_close(&two);
	caller_login(&one, "panel", h.login, WORLD_PASSWORD);
	is_asked(&one, "code");
	caller_say(&one, world_hotp(0));
	ends(&one, HO_LOGIN_OK, "ok");
	caller_close(&one);
}

/* One that was removed buys no time without. */
static void
test_removed(void **state)
{
	struct house h;
	struct caller c;

	(void)state;
	world_house(&h);
	world_login(&h, "ann");
	world_factor(h.ann, HO_FACTOR_TOTP);
	must(world_do(end_all, &h.ann) == HO_OK, "removed");
	comes("plain", h.login, 0, "must-enrol");
	caller_login(&c, "panel", h.login, WORLD_PASSWORD);
	is_asked(&c, "enrol-code");
	caller_close(&c);
}

/* A default password proves a mailbox: it ends in the same. */
static void
test_reset(void **state)
{
	struct house h;
	struct opened o;
	struct caller c;
	char code[16];
	int64_t size;
	int came;

	(void)state;
	world_house(&h);
	ask_all(&h, 0);
	world_case(&h, h.gone, &o);
	came = world_owner_came;
	to_claim(&c, world_login(&h, "gone"), &o);
	say(&c, world_letters.code, "new-password");
	say(&c, CHOSEN, "new-password-again");
	size = world_log_size();
	say(&c, CHOSEN, "enrol-code");
	/* user.reset, code.sent: set, and not signed in */
	assert_int_equal(world_log_size(), size + 2);
	assert_int_equal(world_owner_came, came);
	is_spent(&o, HO_SPENT);
	say(&c, world_letters.code, "bind-code");
	strcpy(code, shown_code(&c, 0));
	say(&c, code, "recovery-codes");
	caller_say(&c, "");
	ends(&c, HO_LOGIN_OK, "reset");
	assert_string_equal(caller_field(&c, HO_T_USER), h.login);
	assert_string_equal(caller_field(&c, HO_T_FACTORS), "totp,recovery");
	caller_close(&c);
	assert_int_equal(world_owner_came, came + 1);
	caller_login(&c, "panel", h.login, CHOSEN);
	is_asked(&c, "code");
	caller_close(&c);
}

/* ... where none can be bound, and in the grace. */
static void
test_reset_without(void **state)
{
	struct house h;
	struct opened o;
	struct caller c;
	struct ho_user u;

	(void)state;
	world_house(&h);
	ask_all(&h, 0);
	world_user(world_login(&h, "dora"), &u);
	world_case(&h, u.row.id, &o);
	to_claim(&c, h.login, &o);
	say(&c, world_letters.code, "new-password");
	say(&c, CHOSEN, "new-password-again");
	caller_say(&c, CHOSEN);
	ends(&c, HO_LOGIN_REFUSED, "must-enrol");
	caller_close(&c);
	is_spent(&o, HO_SPENT);
	ask_all(&h, 2 * DAY);
	world_case(&h, h.ann, &o);
	to_claim(&c, world_login(&h, "ann"), &o);
	say(&c, world_letters.code, "new-password");
	say(&c, CHOSEN, "new-password-again");
	caller_say(&c, CHOSEN);
	ends(&c, HO_LOGIN_OK, "reset");
	assert_string_equal(caller_field(&c, HO_T_STEP), "grace");
	caller_close(&c);
	assert_int_not_equal(grace_of(h.ann), 0);
}

/* --- one field; what counts; nobody --------------------------------------- */

static void
test_one_field(void **state)
{
	struct house h;
	struct caller c;
	char all[80];

	(void)state;
	world_house(&h);
	world_factor(h.ann, HO_FACTOR_HOTP);
	world_login(&h, "ann");
	comes("plain", h.login, HO_F_SINGLE_PROMPT, "refused");
	snprintf(all, sizeof(all), "%s%s", WORLD_PASSWORD, world_hotp(0));
	caller_open(&c);
	caller_start(&c, HO_PHASE_AUTH, "plain", h.login, HO_F_SINGLE_PROMPT);
	is_asked(&c, "password");
	assert_non_null(
	    strstr(caller_field(&c, HO_T_PROMPT), "then the code if you"));
	caller_say(&c, all);
	ends(&c, HO_LOGIN_OK, "ok");
	caller_close(&c);
}

/* Recovery codes count where both say so, whatever they were made beside. */
static void
test_recovery_counts(void **state)
{
	struct house h;
	struct caller c;
	char spares[512];

	(void)state;
	world_house(&h);
	world_login(&h, "ann");
	world_factor(h.ann, HO_FACTOR_HOTP);
	world_spares(h.ann, spares);
	spares[strcspn(spares, "\n")] = '\0';
	caller_login(&c, "narrow", h.login, WORLD_PASSWORD);
	is_asked(&c, "code");
	caller_say(&c, spares);
	ends(&c, HO_LOGIN_OK, "ok");
	assert_string_equal(caller_field(&c, HO_T_STEP), "");
	caller_close(&c);
}

/* A code by mail opens where the service takes it, and is no second factor. */
static void
test_mail(void **state)
{
	struct house h;
	struct caller c;
	int sent;

	(void)state;
	world_house(&h);
	world_login(&h, "ann");
	caller_login(&c, "sent", h.login, WORLD_PASSWORD);
	is_asked(&c, "code");
	say(&c, "", "code");
	assert_string_equal(world_letters.template, "login-code");
	caller_say(&c, world_letters.code);
	ends(&c, HO_LOGIN_OK, "ok");
	assert_string_equal(caller_field(&c, HO_T_STEP), "grace");
	caller_close(&c);
	/* with an authenticator none is sent */
	world_factor(h.ann, HO_FACTOR_TOTP);
	later(1); /* another one could be sent */
	sent = world_letters.sent;
	caller_login(&c, "sent", h.login, WORLD_PASSWORD);
	is_asked(&c, "code");
	say(&c, "", "code");
	assert_int_equal(world_letters.sent, sent);
	caller_say(&c, world_totp(0));
	ends(&c, HO_LOGIN_OK, "ok");
	caller_close(&c);
}

/* Half of all names that are nobody's are asked too, each always the same. */
static void
test_nobody(void **state)
{
	char name[32];
	int asked = 0;

	(void)state;
	for (int i = 0; i < 64; i++) {
		bool first = false;

		snprintf(name, sizeof(name), "nobody.%d", i / 2);
		for (int k = 0; k < 2; k++) {
			struct caller c;

			caller_login(&c, "plain", name, WORLD_PASSWORD);
			must(caller_hear(&c), "an answer");
			if (k == 0)
				first = c.v.type == HO_M_LOGIN_ASK;
			assert_int_equal(first, c.v.type == HO_M_LOGIN_ASK);
			caller_close(&c);
		}
		asked += first;
	}
	assert_in_range(asked, 16, 48);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_table),
		cmocka_unit_test(test_kinds),
		cmocka_unit_test(test_grace),
		cmocka_unit_test(test_account),
		cmocka_unit_test(test_forced),
		cmocka_unit_test(test_lost),
		cmocka_unit_test(test_two),
		cmocka_unit_test(test_removed),
		cmocka_unit_test(test_reset),
		cmocka_unit_test(test_reset_without),
		cmocka_unit_test(test_one_field),
		cmocka_unit_test(test_recovery_counts),
		cmocka_unit_test(test_mail),
		cmocka_unit_test(test_nobody),
	};

	world_settings = "second-factor = super-admin, admin\n"
			 "second-factor-grace = 7d\n";
	return cmocka_run_group_tests(tests, open_world, close_world);
}
