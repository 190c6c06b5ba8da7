/* tests/login/steps.c - what the tests of a recovery do and look at. */
#include "tests/login/steps.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "lib/base/err.h"
#include "lib/otp/base32.h"
#include "lib/otp/otp.h"

void
can_log_in(const char *login, const char *password, bool can)
{
	struct caller c;

	caller_login(&c, "plain", login, password);
	if (can)
		ends(&c, HO_LOGIN_OK, "ok");
	else
		is_refused(&c);
	caller_close(&c);
}

void
to_claim(struct caller *c, const char *name, const struct opened *o)
{
	caller_login(c, "panel", name, o->word);
	is_asked(c, "claim-code");
}

void
names_code(struct caller *c, const char *of_case)
{
	const char *ref = world_letters.code_ref;

	assert_int_equal(strlen(ref), 4);
	assert_non_null(strstr(caller_field(c, HO_T_PROMPT), ref));
	assert_string_equal(
	    caller_field(c, HO_T_REF), of_case != NULL ? of_case : ref);
}

void
is_spent(const struct opened *o, int64_t state)
{
	struct ho_credential cred;

	world_get(HO_CREDENTIAL, o->credential, &cred);
	assert_int_equal(cred.state, state);
}

void
super_admin_is(struct house *h, int64_t user)
{
	struct ho_account a;

	world_get(HO_ACCOUNT, h->account, &a);
	assert_int_equal(a.super_admin, user);
}

void
is_gone(struct house *h)
{
	struct ho_user u;
	struct ho_password p;

	world_get(HO_USER, h->gone, &u);
	assert_int_equal(u.state, HO_USER_DISABLED);
	world_password_of(h->gone, &p);
	assert_string_equal(p.hash, "*");
	can_log_in(world_login(h, "gone"), WORLD_PASSWORD, false);
}

void
is_done(struct caller *c, const char *login)
{
	assert_non_null(strstr(caller_field(c, HO_T_PROMPT), login));
	caller_say(c, "");
	ends(c, HO_LOGIN_REFUSED, "assigned");
	assert_string_equal(caller_field(c, HO_T_LOGIN), login);
	assert_string_equal(caller_field(c, HO_T_USER), "");
	caller_close(c);
}

const char *
shown_code(struct caller *c, int steps)
{
	static char code[HO_OTP_DIGITS_MAX + 1];
	const char *at = strstr(caller_field(c, HO_T_PROMPT), "app: ");
	struct ho_otp o = { .kind = HO_OTP_TOTP,
		.hash = HO_OTP_SHA1,
		.digits = 6,
		.step = 30 };
	uint8_t key[HO_OTP_KEY_MAX];

	assert_non_null(at);
	at += 5;
	assert_int_equal(
	    ho_base32_read(at, strcspn(at, "\n"), key, sizeof(key), &o.key_len),
	    HO_OK);
	o.key = key;
	assert_int_equal(ho_otp_code(&o, world_step() + steps, code), HO_OK);
	return code;
}

int
open_world(void **state)
{
	(void)state;
	world_open();
	return 0;
}

int
close_world(void **state)
{
	(void)state;
	world_close();
	return 0;
}
