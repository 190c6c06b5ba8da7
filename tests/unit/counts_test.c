/*
 * tests/unit/counts_test.c - who has a second factor that the rule does not
 * count.
 *
 * Super-admins and admins must have a TOTP (second-factor-by = totp), with a
 * week's grace.  What they have instead keeps its worth: nobody signs in
 * without its code, and nobody is shut out who has it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/err.h"
#include "tests/login/must.h"
#include "tests/login/steps.h"

#define DAY ((int64_t)86400)

static int64_t days; /* the clock is so many ahead; it never goes back */

static void
later(int64_t n)
{
	world_clock((days += n) * DAY);
}

/* Password and code; *c holds what comes then. */
static void
brings(
    struct caller *c, const char *service, const char *login, const char *code)
{
	caller_login(c, service, login, WORLD_PASSWORD);
	is_asked(c, "code");
	caller_say(c, code);
}

static void
comes(const char *service, const char *login, const char *code, const char *how)
{
	struct caller c;

	brings(&c, service, login, code);
	ends(&c, strcmp(how, "ok") == 0 ? HO_LOGIN_OK : HO_LOGIN_REFUSED, how);
	caller_close(&c);
}

/* --- the grace: in, with what they have ----------------------------------- */

static void
test_grace(void **state)
{
	struct house h;
	struct caller c;
	char spares[512];

	(void)state;
	world_house(&h);
	world_factor(h.ann, HO_FACTOR_HOTP);
	world_spares(h.ann, spares);
	world_login(&h, "ann");
	comes("plain", h.login, "000000", "refused");
	brings(&c, "plain", h.login, world_hotp(0));
	ends(&c, HO_LOGIN_OK, "ok");
	assert_string_equal(caller_field(&c, HO_T_STEP), "grace");
	assert_non_null(strstr(c.text, "authenticator app is needed"));
	caller_close(&c);
	comes("plain", h.login, world_hotp(0), "refused"); /* once */
	comes("both", h.login, world_hotp(1), "ok");
	spares[strcspn(spares, "\n")] = '\0';
	comes("plain", h.login, spares, "ok");
	/* where only the rule asks, whatever they have */
	comes("narrow", h.login, world_hotp(2), "ok");
	/* a service that asks a code itself takes what it says */
	comes("app", h.login, world_hotp(3), "refused");
	later(7);
	comes("plain", h.login, world_hotp(3), "must-enrol");
	comes("plain", h.login, world_hotp(3), "refused"); /* and that once */
	comes("plain", h.login, "000000", "refused");
}

/* --- and its end: one that counts, behind the code of the one that does not - */

static void
test_forced(void **state)
{
	struct house h;
	struct caller c;
	char code[16], next[16];

	(void)state;
	world_house(&h);
	world_login(&h, "ann");
	world_factor(h.ann, HO_FACTOR_HOTP);
	comes("plain", h.login, world_hotp(0), "ok"); /* the grace begins */
	later(7);
	brings(&c, "panel", h.login, world_hotp(1));
	is_asked(&c, "enrol-code");
	caller_close(&c);
	comes("plain", h.login, world_hotp(1), "refused"); /* it is spent */
	brings(&c, "panel", h.login, world_hotp(2));
	is_asked(&c, "enrol-code");
	/* no recovery codes alone: they would not count */
	say(&c, world_letters.code, "bind-code");
	strcpy(code, shown_code(&c, 0));
	strcpy(next, shown_code(&c, 1));
	say(&c, code, "recovery-codes");
	caller_say(&c, "");
	ends(&c, HO_LOGIN_OK, "ok");
	assert_string_equal(caller_field(&c, HO_T_STEP), "");
	caller_close(&c);
	/* from now on only that counts */
	comes("plain", h.login, world_hotp(3), "refused");
	world_clock(days * DAY + 30);
	comes("plain", h.login, next, "ok");
	world_clock(days * DAY);
}

/* The same by a recovery code, which is gone with the list that is made. */
static void
test_forced_by_spare(void **state)
{
	struct house h;
	struct caller c;
	char spares[512], code[16];

	(void)state;
	world_house(&h);
	world_login(&h, "ann");
	world_factor(h.ann, HO_FACTOR_HOTP);
	world_spares(h.ann, spares);
	spares[strcspn(spares, "\n")] = '\0';
	comes("plain", h.login, world_hotp(0), "ok");
	later(7);
	brings(&c, "panel", h.login, spares);
	is_asked(&c, "enrol-code");
	say(&c, world_letters.code, "bind-code");
	strcpy(code, shown_code(&c, 0));
	say(&c, code, "recovery-codes");
	caller_say(&c, "");
	ends(&c, HO_LOGIN_OK, "ok");
	caller_close(&c);
}

/* The one that was used is removed meanwhile, for it was stolen; another one
 * stays. */
static void
test_removed_meanwhile(void **state)
{
	struct house h;
	struct caller c;
	int64_t stolen;

	(void)state;
	world_house(&h);
	world_login(&h, "ann");
	stolen = world_factor(h.ann, HO_FACTOR_HOTP);
	world_factor(h.ann, HO_FACTOR_HOTP);
	comes("plain", h.login, world_hotp(0), "ok");
	later(7);
	brings(&c, "panel", h.login, world_hotp(1));
	is_asked(&c, "enrol-code");
	say(&c, world_letters.code, "bind-code");
	world_remove(stolen);
	caller_say(&c, shown_code(&c, 0));
	is_refused(&c);
	caller_close(&c);
}

/* A removal buys no grace, whatever else is left. */
static void
test_one_was_removed(void **state)
{
	struct house h;
	int64_t totp;

	(void)state;
	world_house(&h);
	world_login(&h, "ann");
	totp = world_factor(h.ann, HO_FACTOR_TOTP);
	world_factor(h.ann, HO_FACTOR_HOTP);
	comes("plain", h.login, world_hotp(0), "refused");
	world_remove(totp);
	comes("plain", h.login, world_hotp(0), "must-enrol");
}

/* Whom no rule binds is asked nothing more. */
static void
test_unbound(void **state)
{
	struct house h;
	struct caller c;
	struct ho_user u;

	(void)state;
	world_house(&h);
	world_user(world_login(&h, "dora"), &u);
	world_factor(u.row.id, HO_FACTOR_HOTP);
	caller_login(&c, "plain", h.login, WORLD_PASSWORD);
	ends(&c, HO_LOGIN_OK, "ok");
	caller_close(&c);
	comes("both", h.login, world_hotp(0), "ok");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_grace),
		cmocka_unit_test(test_forced),
		cmocka_unit_test(test_forced_by_spare),
		cmocka_unit_test(test_removed_meanwhile),
		cmocka_unit_test(test_one_was_removed),
		cmocka_unit_test(test_unbound),
	};

	world_settings = "second-factor = super-admin, admin\n"
			 "second-factor-grace = 7d\n"
			 "second-factor-by = totp\n";
	return cmocka_run_group_tests(tests, open_world, close_world);
}
