/*
 * tests/unit/rename_test.c - a login name is chosen at a sign-in, and what was
 * proven before the question is asked of the store again behind it.
 *
 * The whole case: tests/flow/user_rename.sh.
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

/* As far as the question of ann; code NULL: none is asked. */
static void
to_name(struct caller *c, struct house *h, const char *code)
{
	struct opened o;

	world_permit(h, h->ann, &o);
	caller_login(c, "panel", world_login(h, "ann"), WORLD_PASSWORD);
	if (code != NULL) {
		is_asked(c, "code");
		caller_say(c, code);
	}
	is_asked(c, "new-login");
	assert_string_equal(caller_field(c, HO_T_REF), o.ref);
}

static void
is_called(const struct house *h, const char *who)
{
	struct ho_user u;

	world_get(HO_USER, h->ann, &u);
	assert_string_equal(u.login, who);
}

/* Nothing came of the answer, and nobody is in. */
static void
comes_to_nothing(struct caller *c, struct house *h)
{
	int64_t size = world_log_size();

	caller_say(c, "annette");
	is_refused(c);
	caller_close(c);
	assert_int_equal(world_log_size(), size);
	is_called(h, world_login(h, "ann"));
}

static void
test_renamed(void **state)
{
	struct house h;
	struct caller c;
	char name[32];

	(void)state;
	world_house(&h);
	to_name(&c, &h, NULL);
	strcpy(name, world_login(&h, "anna"));
	caller_say(&c, name);
	ends(&c, HO_LOGIN_OK, "ok");
	assert_string_equal(caller_field(&c, HO_T_USER), name);
	caller_close(&c);
	is_called(&h, name);
}

static int
put_password(struct tx *t, void *arg)
{
	struct ho_event *ev = NULL;
	struct ho_password p;

	must(HO_ASK(t->s, HO_Q_PASSWORD_OF, &p, HO_INT(*(int64_t *)arg)) ==
		HO_OK,
	    "p");
	must(ho_event_begin(t->a, &ev, "test.changed", t->now) == HO_OK, "e");
	ho_event_self(ev);
	p.set_at++;
	must(ho_store_put(t->s, HO_PASSWORD, &p) == HO_OK, "password");
	return ho_event_end(&ev, NULL);
}

static void
test_another_password(void **state)
{
	struct house h;
	struct caller c;

	(void)state;
	world_house(&h);
	to_name(&c, &h, NULL);
	must(world_do(put_password, &h.ann) == HO_OK, "changed");
	comes_to_nothing(&c, &h);
}

/* Of two devices the one goes whose code was given; its user has the other. */
static void
test_device_removed(void **state)
{
	struct house h;
	struct caller c;
	int64_t stolen, other;

	(void)state;
	world_house(&h);
	stolen = world_factor(h.ann, HO_FACTOR_HOTP);
	other = world_factor(h.ann, HO_FACTOR_HOTP);
	to_name(&c, &h, world_hotp(0));
	world_remove(stolen);
	comes_to_nothing(&c, &h);
	/* which of them: what was not used may go */
	world_house(&h);
	world_factor(h.ann, HO_FACTOR_HOTP);
	other = world_factor(h.ann, HO_FACTOR_HOTP);
	to_name(&c, &h, world_hotp(0));
	world_remove(other);
	caller_say(&c, "");
	ends(&c, HO_LOGIN_OK, "ok");
	caller_close(&c);
}

/* A list of recovery codes that is worth nothing any more. */
static void
test_list_replaced(void **state)
{
	struct house h;
	struct caller c;
	char spares[512];

	(void)state;
	world_house(&h);
	world_factor(h.ann, HO_FACTOR_HOTP);
	world_spares(h.ann, spares);
	spares[strcspn(spares, "\n")] = '\0';
	to_name(&c, &h, spares);
	world_clock(days * DAY + 1); /* lists differ by their second */
	world_spares(h.ann, spares);
	comes_to_nothing(&c, &h);
}

static int
drop_address(struct tx *t, void *arg)
{
	struct ho_event *ev = NULL;
	struct ho_address a;

	must(ho_store_get(t->s, HO_ADDRESS, *(int64_t *)arg, &a) == HO_OK, "a");
	must(ho_event_begin(t->a, &ev, "test.removed", t->now) == HO_OK, "e");
	ho_event_self(ev);
	a.state = HO_ADDRESS_REMOVED;
	must(ho_store_put(t->s, HO_ADDRESS, &a) == HO_OK, "address");
	return ho_event_end(&ev, NULL);
}

/* The mailbox that read the code is nobody's of theirs any more. */
static void
test_address_removed(void **state)
{
	struct house h;
	struct opened o;
	struct caller c;

	(void)state;
	world_house(&h);
	world_permit(&h, h.gone, &o);
	caller_login(&c, "sent-panel", world_login(&h, "gone"), WORLD_PASSWORD);
	is_asked(&c, "code");
	say(&c, "", "code");
	say(&c, world_letters.code, "new-login");
	must(world_do(drop_address, &world_letters.address) == HO_OK, "gone");
	caller_say(&c, "anna");
	is_refused(&c);
	caller_close(&c);
}

/* One is bound meanwhile: then its code is owed. */
static void
test_device_bound(void **state)
{
	struct house h;
	struct caller c;

	(void)state;
	world_house(&h);
	to_name(&c, &h, NULL);
	world_factor(h.ann, HO_FACTOR_HOTP);
	comes_to_nothing(&c, &h);
}

/* The grace ends while the name is thought about. */
static void
test_grace_over(void **state)
{
	struct house h;
	struct caller c;

	(void)state;
	world_house(&h);
	to_name(&c, &h, NULL);
	world_clock((days += 7) * DAY);
	comes_to_nothing(&c, &h);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_renamed),
		cmocka_unit_test(test_another_password),
		cmocka_unit_test(test_device_removed),
		cmocka_unit_test(test_list_replaced),
		cmocka_unit_test(test_address_removed),
		cmocka_unit_test(test_device_bound),
		cmocka_unit_test(test_grace_over),
	};

	world_settings = "second-factor = admin\n"
			 "second-factor-grace = 3d\n";
	return cmocka_run_group_tests(tests, open_world, close_world);
}
