/*
 * tests/unit/limits_test.c - what stops a guesser, and never the owner.
 *
 * The rules on the store itself, where a thousand tries cost nothing; that the
 * door asks them, and asks them again before it decides.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "handoverd/daemon.h"
#include "handoverd/login/factor.h"
#include "handoverd/login/limits.h"
#include "lib/base/err.h"
#include "tests/login/must.h"
#include "tests/login/steps.h"

#define N(a) (sizeof(a) / sizeof((a)[0]))

/* --- one errand in the writer's thread ------------------------------------ */

struct errand {
	struct limit_who who;
	enum ho_tried what;
	int wrong;     /* so many first */
	int64_t apart; /* seconds between them */
	enum limit_end end;
	bool may;
};

static struct place home, bar;

static struct limit_who
from(const struct house *h, int64_t user, const struct place *place)
{
	return (struct limit_who){ .user = user,
		.account = user != 0 ? h->account : 0,
		.name = user != 0 ? "ann" : "nobody",
		.peer = 33,
		.place = place };
}

static int
begin(struct tx *t, struct ho_event **ev)
{
	int rc = ho_event_begin(t->a, ev, "login.refused", t->now);

	ho_event_self(*ev);
	return rc;
}

static int
run(struct tx *t, void *arg)
{
	struct errand *e = arg;
	struct ho_event *ev = NULL;

	for (int i = 0; i < e->wrong; i++) {
		must(begin(t, &ev) == HO_OK, "log");
		must(limits_wrong(t, &e->who, e->what, &e->end) == HO_OK,
		    "wrong");
		must(ho_event_end(&ev, NULL) == HO_OK, "log");
		t->now += e->apart;
	}
	return limits_may(t, &e->who, e->what, &e->may);
}

/* After so many wrong ones in one second: may another be made? */
static bool
may_after(int wrong, struct limit_who who, enum ho_tried what)
{
	struct errand e = { .who = who, .what = what, .wrong = wrong };

	must(world_do(run, &e) == HO_OK, "run");
	return e.may;
}

static int
sign_in(struct tx *t, void *arg)
{
	struct limit_who *who = arg;
	struct ho_event *ev = NULL;

	must(begin(t, &ev) == HO_OK, "log");
	must(limits_seen(t, who) == HO_OK, "seen");
	return ho_event_end(&ev, NULL);
}

static void
signs_in(struct limit_who who)
{
	must(world_do(sign_in, &who) == HO_OK, "signs in");
}

struct clearing {
	int64_t user;
	enum ho_tried what;
};

static int
clear(struct tx *t, void *arg)
{
	struct clearing *c = arg;
	struct ho_event *ev = NULL;

	must(begin(t, &ev) == HO_OK, "log");
	must(limits_clear(t, c->user, c->what) == HO_OK, "clear");
	must(factor_unlock(t, c->user) == HO_OK, "unlock");
	return ho_event_end(&ev, NULL);
}

static void
cleared(int64_t user, enum ho_tried what)
{
	struct clearing c = { .user = user, .what = what };

	must(world_do(clear, &c) == HO_OK, "clear");
}

static struct ho_tally
tally_of(int64_t user, enum ho_tried what)
{
	struct ho_tally n;

	world_get(HO_TALLY, HO_TALLY_ID(user, what), &n);
	return n;
}

/* A world clock that no pause of before is left in. */
static void
later(void)
{
	static int64_t ahead;

	world_clock(ahead += 86400);
}

/* --- places --------------------------------------------------------------- */

static void
test_places(void **state)
{
	static const struct {
		bool is_trusted;
		const char *service, *rhost, *text;
	} rows[] = {
		{ true, "sshd", "192.0.2.7", "address 192.0.2.7" },
		{ true, "sshd", "::ffff:192.0.2.7", "address 192.0.2.7" },
		{ true, "sshd", "2001:db8:1:2:3:4:5:6",
		    "address 2001:db8:1:2::" },
		{ true, "sshd",
		    "2001:DB8:1:2:ffff::", "address 2001:db8:1:2::" },
		{ true, "sshd", "Host.Example", "address host.example" },
		{ true, "sshd", "", "peer 33 sshd" },
		{ false, "panel", "192.0.2.7", "peer 33 panel" },
		{ false, "", "192.0.2.7", "peer 33 " },
	};
	struct place p;

	(void)state;
	for (size_t i = 0; i < N(rows); i++) {
		place_of(
		    &p, 33, rows[i].service, rows[i].is_trusted, rows[i].rhost);
		assert_string_equal(p.text, rows[i].text);
		assert_int_equal(
		    p.is_address, strncmp(p.text, "address", 7) == 0);
	}
}

/* --- one user ------------------------------------------------------------- */

static void
test_strangers_use_up_half(void **state)
{
	struct house h;
	struct limit_who owner, stranger;

	(void)state;
	world_house(&h);
	owner = from(&h, h.ann, &home);
	stranger = from(&h, h.ann, &bar);
	signs_in(owner);
	assert_true(may_after(4, stranger, HO_TRIED_PASSWORD));
	assert_false(may_after(1, stranger, HO_TRIED_PASSWORD));
	assert_true(may_after(0, owner, HO_TRIED_PASSWORD));
	later();
	assert_true(may_after(0, stranger, HO_TRIED_PASSWORD));
	may_after(45, stranger, HO_TRIED_PASSWORD);
	assert_int_equal(tally_of(h.ann, HO_TRIED_PASSWORD).strange, 50);
	later(); /* no timer lets them in again */
	assert_false(may_after(0, stranger, HO_TRIED_PASSWORD));
	assert_true(may_after(0, owner, HO_TRIED_PASSWORD));
	/* passwords and codes are counted apart */
	assert_true(may_after(0, stranger, HO_TRIED_CODE));
	cleared(h.ann, HO_TRIED_CODE);
	assert_false(may_after(0, stranger, HO_TRIED_PASSWORD));
	cleared(h.ann, HO_TRIED_PASSWORD);
	assert_true(may_after(0, stranger, HO_TRIED_PASSWORD));
}

/* a hundred in a row, and no other authenticator's success, no new code
 * (sent_test) and no restart (login_limits.sh) begins them anew. */
static void
test_a_hundred_disable(void **state)
{
	struct house h;
	struct limit_who owner, stranger;
	struct errand e;

	(void)state;
	later();
	world_house(&h);
	owner = from(&h, h.ann, &home);
	stranger = from(&h, h.ann, &bar);
	signs_in(owner);
	may_after(40, stranger, HO_TRIED_PASSWORD);
	may_after(59, owner, HO_TRIED_PASSWORD);
	later();
	assert_true(may_after(0, owner, HO_TRIED_PASSWORD));
	e = (struct errand){ .who = owner, .what = HO_TRIED_PASSWORD, 1 };
	must(world_do(run, &e) == HO_OK, "run");
	assert_int_equal(e.end, LIMIT_DISABLED);
	later();
	assert_false(may_after(0, owner, HO_TRIED_PASSWORD));
	assert_false(may_after(0, stranger, HO_TRIED_PASSWORD));
	/* nor does it count any further */
	may_after(1, owner, HO_TRIED_PASSWORD);
	assert_int_equal(tally_of(h.ann, HO_TRIED_PASSWORD).wrong, 60);
	cleared(h.ann, HO_TRIED_PASSWORD);
	later();
	assert_true(may_after(0, owner, HO_TRIED_PASSWORD));
}

/* Sixteen places are remembered; then the one longest not seen gives way. */
static void
test_newest_places(void **state)
{
	struct house h;
	struct place p[LIMIT_PLACES + 1];
	char host[32];

	(void)state;
	world_house(&h);
	for (size_t i = 0; i < N(p); i++) {
		later();
		snprintf(host, sizeof(host), "198.51.100.%zu", i);
		place_of(&p[i], 33, "panel", true, host);
		signs_in(from(&h, h.carl, &p[i]));
	}
	may_after(50, from(&h, h.carl, &bar), HO_TRIED_PASSWORD);
	later();
	for (size_t i = 0; i < N(p); i++)
		assert_int_equal(
		    may_after(0, from(&h, h.carl, &p[i]), HO_TRIED_PASSWORD),
		    i > 0);
}

/* --- of many -------------------------------------------------------------- */

/* An address waits, whoever is named, and is let in once the window is over. */
static void
test_an_address(void **state)
{
	struct house h;
	struct limit_who who;

	(void)state;
	later();
	world_house(&h);
	signs_in(from(&h, h.bob, &bar));
	for (int i = 0; i < 29; i++) {
		who = from(&h, 0, &bar);
		who.name =
		    (const char *[]){ "x", "y", "z", "q", "r", "s" }[i % 6];
		may_after(1, who, HO_TRIED_CODE);
	}
	assert_true(may_after(0, from(&h, h.bob, &bar), HO_TRIED_CODE));
	may_after(1, who, HO_TRIED_CODE);
	assert_false(may_after(0, from(&h, h.bob, &bar), HO_TRIED_CODE));
	assert_true(may_after(0, from(&h, h.bob, &home), HO_TRIED_CODE));
	assert_true(may_after(0, from(&h, h.bob, &bar), HO_TRIED_PASSWORD));
	later();
	assert_true(may_after(0, from(&h, h.bob, &bar), HO_TRIED_CODE));
}

/* Pressure on an account sheds who never signed in from there, and only them.
 * (Of the store and of a peer: the same rows of one table.) */
static void
test_pressure_sheds_strangers(void **state)
{
	struct house h, other;
	struct place local;

	(void)state;
	later();
	world_house(&h);
	world_house(&other);
	place_of(&local, 33, "panel", false, "");
	signs_in(from(&h, h.ann, &local));
	for (int i = 0; i < 100; i++)
		may_after(1, from(&h, i % 2 != 0 ? h.bob : h.carl, &local),
		    HO_TRIED_PASSWORD);
	assert_true(may_after(0, from(&h, h.ann, &local), HO_TRIED_PASSWORD));
	assert_false(may_after(0, from(&h, h.gone, &local), HO_TRIED_PASSWORD));
	assert_true(
	    may_after(0, from(&other, other.gone, &local), HO_TRIED_PASSWORD));
	assert_true(may_after(0, from(&h, h.gone, &local), HO_TRIED_CODE));
}

static int
count_names(struct tx *t, void *arg)
{
	int64_t *n = arg;

	for (int64_t slot = 0; slot < LIMIT_SLOTS; slot++) {
		struct ho_budget b;

		*n += HO_ASK(t->s, HO_Q_BUDGET, &b, HO_INT(HO_BUDGET_NAME),
			  HO_INT(HO_TRIED_PASSWORD), HO_INT(slot)) == HO_OK;
	}
	return HO_OK;
}

static int
flood(struct tx *t, void *arg)
{
	struct errand *e = arg;
	struct ho_event *ev = NULL;
	char name[32];

	e->who.name = name;
	must(begin(t, &ev) == HO_OK, "log");
	for (int i = 0; i < 3 * LIMIT_SLOTS; i++) {
		snprintf(name, sizeof(name), "nobody%d", i);
		must(limits_wrong(t, &e->who, e->what, &e->end) == HO_OK,
		    "wrong");
	}
	return ho_event_end(&ev, NULL);
}

/* Names that are nobody's: as alike as can be, and no row for a new one. */
static void
test_unknown_names(void **state)
{
	struct house h;
	struct place local;
	struct errand e = { .what = HO_TRIED_PASSWORD };
	int64_t n = 0;

	(void)state;
	later();
	world_house(&h);
	place_of(&local, 33, "panel", false, "");
	e.who = from(&h, 0, &local);
	assert_true(may_after(4, e.who, HO_TRIED_PASSWORD));
	assert_false(may_after(1, e.who, HO_TRIED_PASSWORD));
	must(world_do(flood, &e) == HO_OK, "flood");
	must(world_do(count_names, &n) == HO_OK, "count");
	assert_in_range(n, LIMIT_SLOTS / 2, LIMIT_SLOTS);
	later();
	e.who.name = "nobody";
	assert_true(may_after(0, e.who, HO_TRIED_PASSWORD));
	may_after(50, e.who, HO_TRIED_PASSWORD);
	later();
	assert_false(may_after(0, e.who, HO_TRIED_PASSWORD));
}

/* --- the door ------------------------------------------------------------- */

static void
tries_code(const char *login, const char *password, const char *code, bool can)
{
	struct caller c;

	caller_login(&c, "both", login, password);
	is_asked(&c, "code");
	caller_say(&c, code);
	if (can)
		ends(&c, HO_LOGIN_OK, "ok");
	else
		is_refused(&c);
	caller_close(&c);
}

/* Of fifty at once only as many are tried as there are tries. */
static void
test_at_once(void **state)
{
	struct house h;
	struct caller c[50];
	struct ho_tally n;

	(void)state;
	later();
	world_house(&h);
	world_login(&h, "ann");
	for (size_t i = 0; i < N(c); i++)
		caller_login(&c[i], "plain", h.login, "wrong");
	for (size_t i = 0; i < N(c); i++) {
		is_refused(&c[i]);
		caller_close(&c[i]);
	}
	n = tally_of(h.ann, HO_TRIED_PASSWORD);
	assert_in_range(n.strange, 5, 7);
	assert_int_equal(n.wrong, 0);
}

/* The user is told by a letter, once for each end. */
static void
test_told(void **state)
{
	struct house h;
	struct caller c;
	int sent = world_letters.sent;

	(void)state;
	later();
	world_house(&h);
	world_login(&h, "ann");
	may_after(49, from(&h, h.ann, &bar), HO_TRIED_PASSWORD);
	later();
	assert_int_equal(world_letters.sent, sent);
	caller_login(&c, "plain", h.login, "wrong");
	is_refused(&c);
	caller_close(&c);
	assert_int_equal(world_letters.sent, sent + 1);
	assert_string_equal(world_letters.template, "tries-strange");
	place_of(&home, geteuid(), "plain", false, "");
	signs_in(from(&h, h.ann, &home));
	may_after(49, from(&h, h.ann, &home), HO_TRIED_PASSWORD);
	later();
	for (int i = 0; i < 2; i++) {
		caller_login(&c, "plain", h.login, "wrong");
		is_refused(&c);
		caller_close(&c);
	}
	assert_int_equal(world_letters.sent, sent + 2);
	assert_string_equal(world_letters.template, "tries-disabled");
}

/* sshd's junk, and one answer to two questions, are nobody's wrong try. */
static void
test_no_tries(void **state)
{
	struct house h;
	struct caller c;

	(void)state;
	later();
	world_house(&h);
	world_login(&h, "ann");
	caller_login(&c, "plain", h.login, "\b\n\r\177INCORRECT");
	is_refused(&c);
	caller_close(&c);
	tries_code(h.login, "\b\n\r\177INCORRECT", "123456", false);
	tries_code(h.login, WORLD_PASSWORD, WORLD_PASSWORD, false);
	assert_int_equal(tally_of(h.ann, HO_TRIED_PASSWORD).row.id, 0);
	assert_int_equal(tally_of(h.ann, HO_TRIED_CODE).row.id, 0);
	tries_code(h.login, "wrong", "wrong", false);
	assert_int_equal(tally_of(h.ann, HO_TRIED_PASSWORD).strange, 1);
	assert_int_equal(tally_of(h.ann, HO_TRIED_CODE).row.id, 0);
}

/* A right password clears no wrong codes, a right code no wrong passwords. */
static void
test_each_by_itself(void **state)
{
	struct house h;

	(void)state;
	later();
	world_house(&h);
	world_factor(h.ann, HO_FACTOR_HOTP);
	world_login(&h, "ann");
	tries_code(h.login, "wrong", world_hotp(0), false);
	for (int i = 0; i < 3; i++)
		tries_code(h.login, WORLD_PASSWORD, "000000", false);
	assert_int_equal(tally_of(h.ann, HO_TRIED_CODE).strange, 3);
	assert_int_equal(tally_of(h.ann, HO_TRIED_PASSWORD).strange, 1);
	can_log_in(h.login, WORLD_PASSWORD, true);
	assert_int_equal(tally_of(h.ann, HO_TRIED_CODE).strange, 3);
	assert_int_equal(tally_of(h.ann, HO_TRIED_PASSWORD).strange, 0);
	tries_code(h.login, "wrong", world_hotp(0), false);
	tries_code(h.login, WORLD_PASSWORD, world_hotp(0), true);
	assert_int_equal(tally_of(h.ann, HO_TRIED_PASSWORD).strange, 0);
	assert_int_equal(tally_of(h.ann, HO_TRIED_CODE).strange, 0);
	/* known there by now */
	tries_code(h.login, "wrong", world_hotp(1), false);
	assert_int_equal(tally_of(h.ann, HO_TRIED_PASSWORD).wrong, 1);
}

static int
wrong_codes(struct tx *t, void *arg)
{
	struct ho_event *ev = NULL;
	bool is_locked;

	must(ho_event_begin(t->a, &ev, "test.codes", t->now) == HO_OK, "log");
	ho_event_self(ev);
	for (int i = 0; i < 99; i++) {
		must(factor_wrong(t, *(int64_t *)arg, 100, &is_locked) == HO_OK,
		    "a wrong code");
		must(!is_locked, "fewer than a hundred");
	}
	return ho_event_end(&ev, NULL);
}

static int64_t
wrong_of(int64_t factor)
{
	struct ho_factor f;

	world_get(HO_FACTOR, factor, &f);
	return f.wrong;
}

static int
strange_codes(struct tx *t, void *arg)
{
	struct ho_event *ev = NULL;
	bool is_locked;

	must(ho_event_begin(t->a, &ev, "test.codes", t->now) == HO_OK, "log");
	ho_event_self(ev);
	for (int i = 0; i < 120; i++)
		must(
		    factor_wrong(t, *(int64_t *)arg, 50, &is_locked) == HO_OK &&
			!is_locked,
		    "a stranger's");
	return ho_event_end(&ev, NULL);
}

/* Strangers use up half of a device that lies in a drawer, and no more, however
 * often its owner signs in with another one between. */
static void
test_device_in_a_drawer(void **state)
{
	struct house h;
	int64_t daily, spare;

	(void)state;
	later();
	world_house(&h);
	daily = world_factor(h.ann, HO_FACTOR_HOTP);
	spare = world_factor(h.ann, HO_FACTOR_TOTP);
	world_login(&h, "ann");
	tries_code(h.login, WORLD_PASSWORD, "000000", false);
	assert_int_equal(wrong_of(spare), 1);
	must(world_do(strange_codes, &h.ann) == HO_OK, "strangers");
	assert_int_equal(wrong_of(spare), 50);
	tries_code(h.login, WORLD_PASSWORD, "000000", false);
	assert_int_equal(wrong_of(spare), 50);
	tries_code(h.login, WORLD_PASSWORD, world_hotp(0), true);
	assert_int_equal(wrong_of(daily), 0);
	/* known there by now: the owner's own */
	tries_code(h.login, WORLD_PASSWORD, "000000", false);
	assert_int_equal(wrong_of(spare), 51);
	assert_int_equal(wrong_of(daily), 1);
}

/* An authenticator ends at the hundredth wrong code in a row; no clock brings
 * it back, a new one opens. */
static void
test_a_hundred_codes(void **state)
{
	struct house h;

	(void)state;
	later();
	world_house(&h);
	world_factor(h.ann, HO_FACTOR_HOTP);
	world_login(&h, "ann");
	must(world_do(wrong_codes, &h.ann) == HO_OK, "wrong codes");
	tries_code(h.login, WORLD_PASSWORD, world_hotp(0), true);
	must(world_do(wrong_codes, &h.ann) == HO_OK, "wrong codes");
	tries_code(h.login, WORLD_PASSWORD, "000000", false);
	later();
	tries_code(h.login, WORLD_PASSWORD, world_hotp(1), false);
	later();
	tries_code(h.login, WORLD_PASSWORD, world_hotp(2), false);
	world_factor(h.ann, HO_FACTOR_HOTP);
	tries_code(h.login, WORLD_PASSWORD, world_hotp(3), true);
}

/* A disabled password opens nothing; a default password does, and with it the
 * password that is chosen then. */
static void
test_bound_again(void **state)
{
	struct house h;
	struct opened o;
	struct caller c;

	(void)state;
	later();
	world_house(&h);
	world_case(&h, h.bob, &o);
	place_of(&home, geteuid(), "panel", false, "");
	signs_in(from(&h, h.bob, &home));
	may_after(50, from(&h, h.bob, &bar), HO_TRIED_PASSWORD);
	may_after(50, from(&h, h.bob, &home), HO_TRIED_PASSWORD);
	assert_false(may_after(0, from(&h, h.bob, &home), HO_TRIED_PASSWORD));
	to_claim(&c, world_login(&h, "bob"), &o);
	say(&c, world_letters.code, "new-password");
	say(&c, CHOSEN, "new-password-again");
	caller_say(&c, CHOSEN);
	ends(&c, HO_LOGIN_OK, "reset");
	caller_close(&c);
	later(); /* the account was under pressure */
	can_log_in(world_login(&h, "bob"), CHOSEN, true);
	assert_int_equal(tally_of(h.bob, HO_TRIED_PASSWORD).wrong, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_places),
		cmocka_unit_test(test_strangers_use_up_half),
		cmocka_unit_test(test_a_hundred_disable),
		cmocka_unit_test(test_newest_places),
		cmocka_unit_test(test_an_address),
		cmocka_unit_test(test_pressure_sheds_strangers),
		cmocka_unit_test(test_unknown_names),
		cmocka_unit_test(test_at_once),
		cmocka_unit_test(test_told),
		cmocka_unit_test(test_no_tries),
		cmocka_unit_test(test_each_by_itself),
		cmocka_unit_test(test_a_hundred_codes),
		cmocka_unit_test(test_device_in_a_drawer),
		cmocka_unit_test(test_bound_again),
	};

	place_of(&home, 33, "panel", true, "192.0.2.1");
	place_of(&bar, 33, "panel", true, "203.0.113.9");
	return cmocka_run_group_tests(tests, open_world, close_world);
}
