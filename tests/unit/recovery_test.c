/*
 * tests/unit/recovery_test.c - from a default password to a new super-admin,
 * or to a new password: every way, and everything that is refused on it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "tests/login/steps.h"

#define N(a) (sizeof(a) / sizeof((a)[0]))

/* --- the three ways ------------------------------------------------------- */

static void
test_contact_becomes_it(void **state)
{
	struct house h;
	struct opened o;
	struct caller c;
	struct ho_user u;
	int completed = world_completed, letters;

	(void)state;
	world_house(&h);
	world_case(&h, 0, &o);
	letters = world_letters.sent;
	to_claim(&c, o.ref, &o);
	assert_int_equal(world_letters.sent, letters + 1);
	assert_int_equal(world_letters.address, h.contact);
	assert_string_equal(world_letters.template, "claim-code");
	names_code(&c, o.ref);
	assert_string_equal(caller_field(&c, HO_T_STEP), "2/5");
	assert_int_equal(strlen(caller_field(&c, HO_T_UNTIL)), 20);
	say(&c, world_letters.code, "candidate");
	assert_non_null(
	    strstr(caller_field(&c, HO_T_PROMPT), world_address(&h, "ops")));
	/* one mailbox, one code */
	say(&c, "", "new-login");
	assert_int_equal(world_letters.sent, letters + 1);
	say(&c, "", "new-password");
	say(&c, CHOSEN, "new-password-again");
	super_admin_is(&h, h.gone);
	is_spent(&o, HO_LIVE);
	say(&c, CHOSEN, "done");
	is_done(&c, world_address(&h, "ops"));
	assert_int_equal(world_completed, completed + 1);
	is_spent(&o, HO_SPENT);
	super_admin_is(&h, world_user(h.login, &u));
	assert_int_equal(u.role, HO_ROLE_ADMIN);
	is_gone(&h);
	can_log_in(world_address(&h, "ops"), CHOSEN, true);
	caller_login(&c, "panel", o.ref, o.word);
	is_refused(&c);
	caller_close(&c);
}

static void
test_user_keeps_password(void **state)
{
	struct house h;
	struct opened o;
	struct caller c;
	struct ho_address a;

	(void)state;
	world_house(&h);
	world_case(&h, 0, &o);
	to_claim(&c, o.ref, &o);
	say(&c, world_letters.code, "candidate");
	say(&c, world_login(&h, "ann"), "candidate-code");
	assert_string_equal(caller_field(&c, HO_T_STEP), "3/5");
	assert_string_equal(world_letters.template, "candidate-code");
	names_code(&c, o.ref);
	world_get(HO_ADDRESS, world_letters.address, &a);
	assert_int_equal(a.user, h.ann);
	say(&c, world_letters.code, "done");
	is_done(&c, h.login);
	super_admin_is(&h, h.ann);
	is_gone(&h);
	can_log_in(world_login(&h, "ann"), WORLD_PASSWORD, true);
}

/* By address, in another case; has a login but no password. */
static void
test_user_without_password(void **state)
{
	struct house h;
	struct opened o;
	struct caller c;
	struct ho_user u;

	(void)state;
	world_house(&h);
	world_case(&h, 0, &o);
	to_claim(&c, o.ref, &o);
	say(&c, world_letters.code, "candidate");
	say(&c, world_address(&h, "BOB"), "candidate-code");
	say(&c, world_letters.code, "new-password");
	say(&c, CHOSEN, "new-password-again");
	say(&c, CHOSEN, "done");
	is_done(&c, world_login(&h, "bob"));
	super_admin_is(&h, h.bob);
	world_get(HO_USER, h.bob, &u);
	assert_int_equal(u.role, HO_ROLE_ADMIN);
	can_log_in(h.login, CHOSEN, true);
}

static void
test_reset(void **state)
{
	struct house h;
	struct opened o;
	struct caller c;
	struct ho_user u;

	(void)state;
	world_house(&h);
	world_case(&h, h.ann, &o);
	to_claim(&c, world_login(&h, "ann"), &o);
	assert_string_equal(caller_field(&c, HO_T_STEP), "2/3");
	say(&c, world_letters.code, "new-password");
	say(&c, CHOSEN, "new-password-again");
	can_log_in(h.login, WORLD_PASSWORD, true); /* until then */
	caller_say(&c, CHOSEN);
	ends(&c, HO_LOGIN_OK, "reset");
	assert_string_equal(caller_field(&c, HO_T_USER), h.login);
	caller_close(&c);
	is_spent(&o, HO_SPENT);
	can_log_in(h.login, WORLD_PASSWORD, false);
	can_log_in(h.login, CHOSEN, true);
	world_get(HO_USER, h.ann, &u);
	assert_true(u.valid_from > 0);
	super_admin_is(&h, h.gone);
}

/* It ends in a sign-in, so it stops the case that takes them for gone. */
static void
test_reset_of_owner(void **state)
{
	struct house h;
	struct opened o;
	struct caller c;
	int came = world_owner_came;

	(void)state;
	world_house(&h);
	world_case(&h, h.gone, &o);
	to_claim(&c, world_login(&h, "gone"), &o);
	say(&c, world_letters.code, "new-password");
	say(&c, CHOSEN, "new-password-again");
	assert_int_equal(world_owner_came, came);
	caller_say(&c, CHOSEN);
	ends(&c, HO_LOGIN_OK, "reset");
	caller_close(&c);
	assert_int_equal(world_owner_came, came + 1);
}

/* --- who may not be named ------------------------------------------------- */

static void
test_candidates_refused(void **state)
{
	struct house h, other;
	struct opened o;
	struct caller c;
	char names[8][40]; /* four to a conversation */
	size_t n = 0;

	(void)state;
	world_house(&other);
	world_house(&h);
	strcpy(names[n++], world_login(&h, "gone"));
	strcpy(names[n++], world_address(&h, "ops2")); /* theirs too */
	strcpy(names[n++], world_login(&h, "dora"));   /* no authority */
	strcpy(names[n++], world_login(&h, "eve"));    /* disabled */
	strcpy(names[n++], world_login(&other, "ann"));
	strcpy(names[n++], world_address(&other, "ops"));
	strcpy(names[n++], world_address(&h, "both"));
	strcpy(names[n++], world_address(&h, "ops3")); /* another contact */
	for (size_t i = 0; i < n; i += 4) {
		world_case(&h, 0, &o);
		to_claim(&c, o.ref, &o);
		say(&c, world_letters.code, "candidate");
		for (size_t k = i; k < i + 4; k++) {
			say(&c, names[k], "candidate");
			assert_true(c.infos == 1 && c.text[0] != '\0');
		}
		/* the fifth time is the last */
		caller_say(&c, "nobody at all");
		is_refused(&c);
		caller_close(&c);
		is_spent(&o, HO_LIVE);
	}
	super_admin_is(&h, h.gone);
}

static void
test_login_refused(void **state)
{
	static const char *const bad[] = { "has blank", "HO-x", "a\xc3\xa4" };
	struct house h;
	struct opened o;
	struct caller c;

	(void)state;
	world_house(&h);
	world_case(&h, 0, &o);
	to_claim(&c, o.ref, &o);
	say(&c, world_letters.code, "candidate");
	say(&c, "", "new-login");
	for (size_t i = 0; i < N(bad); i++) {
		say(&c, bad[i], "new-login");
		assert_int_equal(c.infos, 1);
	}
	say(&c, world_login(&h, "eve"), "new-login"); /* taken */
	assert_non_null(strstr(c.text, "cannot be had"));
	say(&c, "Chief.Of_Acme", "new-password");
	say(&c, CHOSEN, "new-password-again");
	say(&c, CHOSEN, "done");
	is_done(&c, "chief.of_acme");
	can_log_in("chief.of_acme", CHOSEN, true);
}

static void
test_password_rules(void **state)
{
	struct house h;
	struct opened o;
	struct caller c;

	(void)state;
	world_house(&h);
	world_case(&h, h.ann, &o);
	to_claim(&c, world_login(&h, "ann"), &o);
	say(&c, world_letters.code, "new-password");
	say(&c, "short", "new-password");
	assert_int_equal(c.infos, 1);
	say(&c, o.word, "new-password"); /* it stands in a mail */
	say(&c, CHOSEN, "new-password-again");
	say(&c, CHOSEN " not", "new-password");
	assert_non_null(strstr(c.text, "not the same"));
	say(&c, "aaaaaaaaaaaaaaaaaaaa", "new-password");
	caller_say(&c, "short");
	is_refused(&c);
	caller_close(&c);
	can_log_in(h.login, WORLD_PASSWORD, true);
}

static void
test_silent(void **state)
{
	struct house h;
	struct opened o;
	struct caller c;

	(void)state;
	world_house(&h);
	world_case(&h, h.ann, &o);
	caller_open(&c);
	caller_start(
	    &c, HO_PHASE_AUTH, "panel", world_login(&h, "ann"), HO_F_SILENT);
	is_asked(&c, "password");
	say(&c, o.word, "claim-code");
	say(&c, "1", "claim-code");
	names_code(&c, o.ref); /* the same letter */
	assert_int_equal(c.infos, 0);
	caller_close(&c);
}

/*
 * A program with one answer to every question: refused, told to the case, and
 * the default password is as good as before.  A slip or two is a person's.
 */
static void
test_one_answer(void **state)
{
	struct house h;
	struct opened o[2];
	struct caller c;
	const char *name;
	int tried = world_tried_elsewhere;

	(void)state;
	world_house(&h);
	world_case(&h, 0, &o[0]);
	world_case(&h, h.ann, &o[1]);
	for (int i = 0; i < 2; i++) {
		name = i == 0 ? o[i].ref : world_login(&h, "ann");
		to_claim(&c, name, &o[i]);
		say(&c, o[i].word, "claim-code");
		say(&c, o[i].word, "claim-code");
		caller_say(&c, o[i].word);
		is_refused(&c);
		caller_close(&c);
		assert_int_equal(world_tried_elsewhere, tried + i + 1);
		is_spent(&o[i], HO_LIVE);
	}
	to_claim(&c, h.login, &o[1]);
	say(&c, o[1].word, "claim-code");
	say(&c, o[1].word, "claim-code");
	say(&c, world_letters.code, "new-password");
	caller_close(&c);
	assert_int_equal(world_tried_elsewhere, tried + 2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_contact_becomes_it),
		cmocka_unit_test(test_user_keeps_password),
		cmocka_unit_test(test_user_without_password),
		cmocka_unit_test(test_reset),
		cmocka_unit_test(test_reset_of_owner),
		cmocka_unit_test(test_candidates_refused),
		cmocka_unit_test(test_login_refused),
		cmocka_unit_test(test_password_rules),
		cmocka_unit_test(test_silent),
		cmocka_unit_test(test_one_answer),
	};

	return cmocka_run_group_tests(tests, open_world, close_world);
}
