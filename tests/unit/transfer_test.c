/*
 * tests/unit/transfer_test.c - a present super-admin hands over: every way, and
 * everything that is refused on it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "handoverd/login/factor.h"
#include "lib/base/err.h"
#include "tests/login/must.h"
#include "tests/login/steps.h"

#define N(a)       (sizeof(a) / sizeof((a)[0]))
#define PRESENTERS 50

/* --- the desk, the account ------------------------------------------------ */

struct putting {
	enum ho_kind kind;
	void *row;
};

static int
put_row(struct tx *t, void *arg)
{
	const struct putting *p = arg;
	struct ho_event *ev = NULL;

	must(ho_event_begin(t->a, &ev, "test", t->now) == HO_OK, "log");
	ho_event_self(ev);
	must(ho_store_put(t->s, p->kind, p->row) == HO_OK, "row");
	return ho_event_end(&ev, NULL);
}

static void
put(enum ho_kind kind, void *row)
{
	struct putting p = { kind, row };

	must(world_do(put_row, &p) == HO_OK, "put");
}

static void
alert(int64_t at)
{
	struct ho_desk desk = { 0 };

	world_get(HO_DESK, HO_DESK_ID, &desk);
	desk.alert_at = at;
	put(HO_DESK, &desk);
}

static void
freeze(struct house *h, int64_t until)
{
	struct ho_account a;

	world_get(HO_ACCOUNT, h->account, &a);
	a.frozen_until = until;
	put(HO_ACCOUNT, &a);
}

/* --- a call --------------------------------------------------------------- */

static void
start(struct caller *c, const char *user, const char *password)
{
	caller_open(c);
	caller_start(c, HO_PHASE_CHAUTHTOK, "transfer", user, 0);
	is_asked(c, "password");
	caller_say(c, password);
}

/* As far as the question to whom. */
static void
prove(struct caller *c, struct house *h)
{
	start(c, world_login(h, "gone"), WORLD_PASSWORD);
	is_asked(c, "own-code");
	say(c, world_letters.code, "candidate");
}

static void
keeps_out(const char *user, const char *password)
{
	struct caller c;

	start(&c, user, password);
	is_refused(&c);
	assert_int_equal(c.infos, 0);
	caller_close(&c);
}

static void
is_handed(struct house *h, int64_t to)
{
	struct ho_user former, successor;

	super_admin_is(h, to);
	world_get(HO_USER, h->gone, &former);
	world_get(HO_USER, to, &successor);
	assert_int_equal(former.state, HO_USER_ACTIVE);
	assert_int_equal(former.role, HO_ROLE_ADMIN);
	assert_int_equal(successor.role, HO_ROLE_ADMIN);
	assert_true(former.valid_from > 0 && successor.valid_from > 0);
	can_log_in(world_login(h, "gone"), WORLD_PASSWORD, true);
}

/* --- the two ways --------------------------------------------------------- */

static void
test_by_mailbox(void **state)
{
	struct house h;
	struct caller c;
	struct ho_address a;
	char own[16], theirs[16];
	int told = world_handed_over, came = world_owner_came;

	(void)state;
	world_house(&h);
	start(&c, world_login(&h, "gone"), WORLD_PASSWORD);
	is_asked(&c, "own-code");
	assert_int_equal(world_owner_came, came + 1);
	assert_string_equal(world_letters.template, "own-code");
	world_get(HO_ADDRESS, world_letters.address, &a);
	assert_int_equal(a.user, h.gone);
	names_code(&c, NULL);
	strcpy(own, world_letters.code);
	say(&c, "1", "own-code");
	say(&c, "00000000", "own-code");
	say(&c, "", "own-code"); /* too soon for another */
	assert_string_equal(own, world_letters.code);
	say(&c, own, "candidate");
	say(&c, world_login(&h, "ann"), "candidate-code");
	assert_string_equal(world_letters.template, "successor-code");
	names_code(&c, NULL);
	world_get(HO_ADDRESS, world_letters.address, &a);
	assert_int_equal(a.user, h.ann);
	strcpy(theirs, world_letters.code);
	say(&c, own, "candidate-code");
	super_admin_is(&h, h.gone);
	caller_say(&c, theirs);
	ends(&c, HO_LOGIN_OK, "ok");
	assert_string_equal(caller_field(&c, HO_T_ROLE), "admin");
	assert_int_equal(strlen(caller_field(&c, HO_T_VALID_FROM)), 20);
	caller_close(&c);
	is_handed(&h, h.ann);
	assert_int_equal(world_handed_over, told + 1);
	assert_int_equal(world_owner_came, came + 2); /* a case would stop */
	/* who has handed over is like anybody else */
	keeps_out(world_login(&h, "gone"), WORLD_PASSWORD);
	/* ... and whoever has it may hand on; no code of before is good */
	start(&c, world_login(&h, "ann"), WORLD_PASSWORD);
	is_asked(&c, "own-code");
	say(&c, own, "own-code");
	say(&c, world_letters.code, "candidate");
	say(&c, world_address(&h, "OPS2"), "candidate-code");
	say(&c, theirs, "candidate-code");
	caller_say(&c, world_letters.code);
	ends(&c, HO_LOGIN_OK, "ok");
	caller_close(&c);
	super_admin_is(&h, h.gone);
	/* ... nor where the same two stand as they did */
	prove(&c, &h);
	say(&c, world_login(&h, "ann"), "candidate-code");
	say(&c, theirs, "candidate-code");
	caller_close(&c);
}

/* Whatever login says there, it is asked of whoever has one; the last recovery
 * code too is one. */
static void
test_by_factor(void **state)
{
	struct house h;
	struct caller c;
	char spares[512], *last;

	(void)state;
	world_house(&h);
	world_factor(h.gone, HO_FACTOR_HOTP);
	start(&c, world_login(&h, "gone"), WORLD_PASSWORD);
	is_asked(&c, "code");
	caller_say(&c, "000000");
	is_refused(&c);
	assert_int_equal(c.infos, 0);
	caller_close(&c);
	start(&c, h.login, WORLD_PASSWORD);
	is_asked(&c, "code");
	say(&c, world_hotp(0), "candidate");
	say(&c, world_address(&h, "dora"), "candidate"); /* no authority */
	say(&c, world_address(&h, "Ann"), "candidate-code");
	caller_say(&c, world_letters.code);
	ends(&c, HO_LOGIN_OK, "ok");
	caller_close(&c);
	is_handed(&h, h.ann);
	world_spares(h.ann, spares);
	last = strrchr(spares, '\n') - 29;
	start(&c, world_login(&h, "ann"), WORLD_PASSWORD);
	is_asked(&c, "code");
	last[29] = '\0';
	say(&c, last, "candidate");
	caller_close(&c);
}

/* A user becomes it; and neither line nor code that was lost comes back. */
static void
test_plain_user(void **state)
{
	struct house h;
	struct caller c;
	struct ho_password p;
	char own[16];
	int letters;

	(void)state;
	world_house(&h);
	world_password_of(h.gone, &p);
	p.row = (struct ho_row){ 0 };
	p.user = h.bob;
	put(HO_PASSWORD, &p);
	prove(&c, &h);
	strcpy(own, world_letters.code);
	letters = world_letters.sent;
	caller_close(&c);
	start(&c, world_login(&h, "gone"), WORLD_PASSWORD);
	is_asked(&c, "own-code");
	assert_int_equal(world_letters.sent, letters + 1);
	say(&c, own, "own-code");
	say(&c, world_letters.code, "candidate");
	say(&c, world_login(&h, "bob"), "candidate-code");
	caller_say(&c, world_letters.code);
	ends(&c, HO_LOGIN_OK, "ok");
	caller_close(&c);
	is_handed(&h, h.bob);
}

/* A user without a mailbox that a code could go to has no second leg. */
static void
test_no_address(void **state)
{
	struct house h;
	struct caller c;
	struct ho_account a;
	struct ho_user dora;

	(void)state;
	world_house(&h);
	world_get(HO_ACCOUNT, h.account, &a);
	a.super_admin = world_user(world_login(&h, "dora"), &dora);
	put(HO_ACCOUNT, &a);
	start(&c, h.login, WORLD_PASSWORD);
	is_refused(&c);
	assert_non_null(strstr(c.text, "no confirmed address"));
	caller_close(&c);
}

/* --- who may not ---------------------------------------------------------- */

static void
test_others(void **state)
{
	static const char *const others[] = { "ann", "carl", "dora", "eve",
		"bob" };
	struct house h;
	struct caller c;
	int letters = world_letters.sent;
	struct ho_factor f;
	int64_t id;

	(void)state;
	world_house(&h);
	for (size_t i = 0; i < N(others); i++)
		keeps_out(world_login(&h, others[i]), WORLD_PASSWORD);
	keeps_out(world_login(&h, "gone"), "wrong");
	/* an authenticator of theirs is asked, and its code not taken */
	id = world_factor(h.ann, HO_FACTOR_HOTP);
	start(&c, world_login(&h, "ann"), WORLD_PASSWORD);
	is_asked(&c, "code");
	caller_say(&c, world_hotp(0));
	is_refused(&c);
	assert_int_equal(c.infos, 0);
	caller_close(&c);
	world_get(HO_FACTOR, id, &f);
	assert_int_equal(f.floor, 0);
	assert_int_equal(world_letters.sent, letters);
}

static void
test_not_here(void **state)
{
	static const char *const services[] = { "plain", "enrol", "both",
		"nobody-knows" };
	struct house h;
	struct caller c;

	(void)state;
	world_house(&h);
	for (size_t i = 0; i < N(services); i++) {
		caller_open(&c);
		caller_start(&c, HO_PHASE_CHAUTHTOK, services[i],
		    world_login(&h, "gone"), 0);
		if (strcmp(services[i], "enrol") == 0) {
			is_asked(&c, "password");
			say(&c, WORLD_PASSWORD, "enrol-code");
		} else {
			is_refused(&c);
		}
		caller_close(&c);
	}
	caller_open(&c);
	caller_start(
	    &c, HO_PHASE_CHAUTHTOK, "transfer", h.login, HO_F_SINGLE_PROMPT);
	is_refused(&c);
	caller_close(&c);
	/* and a sign-in there is a sign-in */
	caller_login(&c, "transfer", h.login, WORLD_PASSWORD);
	ends(&c, HO_LOGIN_OK, "ok");
	caller_close(&c);
}

/* --- to whom it may not go ------------------------------------------------ */

static void
test_candidates_refused(void **state)
{
	struct house h, other;
	struct caller c;
	struct {
		char name[40];
		const char *why;
	} names[12] = { 0 };
	size_t n = 0;
	int letters;

	(void)state;
	world_house(&other);
	world_house(&h);
#define NAME(text, says)                     \
	do {                                 \
		strcpy(names[n].name, text); \
		names[n++].why = (says);     \
	} while (0)
	NAME(world_login(&h, "gone"), "to be replaced");
	NAME(world_address(&h, "ops2"), "to be replaced"); /* theirs too */
	NAME(world_login(&h, "dora"), "no confirmed address");
	NAME(world_login(&h, "eve"), "no active user");
	NAME(world_login(&other, "ann"), "no active user");
	NAME(world_address(&other, "ann"), "no active user");
	NAME(world_address(&h, "both"), "More than one");
	NAME(world_login(&h, "bob"), "no password");
	NAME(world_address(&h, "bob"), "no password");
	NAME(world_address(&h, "ops"), "no active user"); /* a contact */
	NAME("", "no active user");
	NAME("nobody at all", "no active user");
#undef NAME
	for (size_t i = 0; i < n; i++) {
		if (i % 4 == 0) {
			/* a code of their own is good once */
			world_clock((int64_t)i * 300);
			prove(&c, &h);
			letters = world_letters.sent;
		}
		say(&c, names[i].name, "candidate");
		assert_non_null(strstr(c.text, names[i].why));
		assert_int_equal(world_letters.sent, letters);
		if (i % 4 != 3)
			continue;
		/* the fifth time is the last */
		caller_say(&c, world_login(&h, "eve"));
		is_refused(&c);
		caller_close(&c);
	}
	world_clock(0);
	super_admin_is(&h, h.gone);
}

/* --- while somebody disputes it ------------------------------------------- */

static void
is_barred(struct caller *c, const char *why)
{
	is_refused(c);
	assert_non_null(strstr(c->text, why));
	caller_close(c);
}

static void
test_bars(void **state)
{
	struct house h;
	struct caller c;
	struct ho_desk desk;

	(void)state;
	world_house(&h);
	world_get(HO_DESK, HO_DESK_ID, &desk);
	alert(desk.row.id);
	start(&c, world_login(&h, "gone"), WORLD_PASSWORD);
	is_barred(&c, "raised an alert");
	alert(0);
	freeze(&h, INT64_MAX);
	start(&c, h.login, WORLD_PASSWORD);
	is_barred(&c, "frozen lately");
	keeps_out(world_login(&h, "ann"), WORLD_PASSWORD);
	freeze(&h, 1); /* long over */
	world_is_asked = true;
	start(&c, world_login(&h, "gone"), WORLD_PASSWORD);
	is_barred(&c, "Somebody else has asked");
	world_is_asked = false;
	/* at any step, the last one too */
	prove(&c, &h);
	alert(1);
	caller_say(&c, world_login(&h, "ann"));
	is_barred(&c, "raised an alert");
	alert(0);
	world_clock(600);
	prove(&c, &h);
	say(&c, world_login(&h, "ann"), "candidate-code");
	freeze(&h, INT64_MAX);
	caller_say(&c, world_letters.code);
	is_barred(&c, "frozen lately");
	world_clock(0);
	super_admin_is(&h, h.gone);
}

/* --- what was proven may not be so any more ------------------------------- */

static int
end_factors(struct tx *t, void *user)
{
	struct ho_event *ev = NULL;

	must(ho_event_begin(t->a, &ev, "test.end", t->now) == HO_OK, "event");
	ho_event_self(ev);
	must(factor_end_all(t, *(int64_t *)user) == HO_OK, "end");
	return ho_event_end(&ev, NULL);
}

static void
test_proof_is_gone(void **state)
{
	struct house h;
	struct caller c;
	struct ho_password p;
	struct ho_user u;
	int64_t stolen;

	(void)state;
	world_house(&h); /* the device was stolen, and is removed */
	world_factor(h.gone, HO_FACTOR_HOTP);
	start(&c, world_login(&h, "gone"), WORLD_PASSWORD);
	is_asked(&c, "code");
	say(&c, world_hotp(0), "candidate");
	must(world_do(end_factors, &h.gone) == HO_OK, "removed");
	caller_say(&c, world_login(&h, "ann"));
	is_refused(&c);
	caller_close(&c);

	world_house(&h); /* ... also where another one is left */
	stolen = world_factor(h.gone, HO_FACTOR_HOTP);
	world_factor(h.gone, HO_FACTOR_HOTP);
	start(&c, world_login(&h, "gone"), WORLD_PASSWORD);
	is_asked(&c, "code");
	say(&c, world_hotp(0), "candidate");
	world_remove(stolen);
	caller_say(&c, world_login(&h, "ann"));
	is_refused(&c);
	caller_close(&c);

	world_house(&h);
	prove(&c, &h);
	world_factor(h.gone, HO_FACTOR_TOTP); /* then its code is owed */
	caller_say(&c, world_login(&h, "ann"));
	is_refused(&c);
	caller_close(&c);

	world_house(&h);
	prove(&c, &h);
	say(&c, world_login(&h, "ann"), "candidate-code");
	world_password_of(h.gone, &p);
	p.set_at++;
	put(HO_PASSWORD, &p);
	caller_say(&c, world_letters.code);
	is_refused(&c);
	caller_close(&c);
	super_admin_is(&h, h.gone);

	world_house(&h);
	prove(&c, &h);
	say(&c, world_login(&h, "ann"), "candidate-code");
	world_get(HO_USER, h.ann, &u);
	u.state = HO_USER_DISABLED;
	put(HO_USER, &u);
	caller_say(&c, world_letters.code);
	is_refused(&c);
	caller_close(&c);
	super_admin_is(&h, h.gone);
}

/* Wrong ones end the code, and count as of any code. */
static void
test_wrong_codes(void **state)
{
	struct house h;
	struct caller c;

	(void)state;
	world_house(&h);
	start(&c, world_login(&h, "gone"), WORLD_PASSWORD);
	is_asked(&c, "own-code");
	for (int i = 0; i < 4; i++)
		say(&c, "00000000", "own-code");
	caller_say(&c, "00000000");
	is_refused(&c);
	assert_non_null(strstr(c.text, "Too many wrong codes"));
	caller_close(&c);
	/* a new one, and a pause in which it is not looked at */
	start(&c, h.login, WORLD_PASSWORD);
	is_refused(&c);
	caller_close(&c);
	world_clock(120);
	start(&c, h.login, WORLD_PASSWORD);
	is_asked(&c, "own-code");
	say(&c, world_letters.code, "candidate");
	say(&c, world_login(&h, "ann"), "candidate-code");
	caller_say(&c, world_letters.code);
	ends(&c, HO_LOGIN_OK, "ok");
	caller_close(&c);
	world_clock(0);
	is_handed(&h, h.ann);
}

/* A right one of their own forgets wrong ones; while they are paused none is
 * looked at, in whatever conversation. */
static void
test_wrong_codes_add_up(void **state)
{
	struct house h;
	struct caller a, b;
	char theirs[16];

	(void)state;
	world_house(&h);
	start(&a, world_login(&h, "gone"), WORLD_PASSWORD);
	is_asked(&a, "own-code");
	for (int i = 0; i < 4; i++)
		say(&a, "00000000", "own-code");
	say(&a, world_letters.code, "candidate");
	say(&a, world_login(&h, "ann"), "candidate-code");
	for (int i = 0; i < 4; i++)
		say(&a, "00000000", "candidate-code");
	strcpy(theirs, world_letters.code);
	start(&b, world_login(&h, "gone"), WORLD_PASSWORD);
	is_asked(&b, "own-code");
	caller_say(&b, "00000000"); /* the fifth */
	is_asked(&b, "own-code");
	caller_close(&b);
	caller_say(&a, theirs);
	is_refused(&a);
	assert_non_null(strstr(a.text, "Too many wrong codes"));
	caller_close(&a);
	super_admin_is(&h, h.gone);
}

/* Who names one after another floods no mailbox. */
static void
test_few_letters(void **state)
{
	struct house h;
	struct caller c;
	int letters;

	(void)state;
	world_house(&h);
	world_factor(h.gone, HO_FACTOR_HOTP);
	letters = world_letters.sent;
	for (int i = 0; i < 6; i++) {
		start(&c, world_login(&h, "gone"), WORLD_PASSWORD);
		is_asked(&c, "code");
		say(&c, world_hotp(i), "candidate");
		caller_say(&c, world_login(&h, i % 2 == 0 ? "ann" : "carl"));
		if (i < 5)
			is_asked(&c, "candidate-code");
		else
			is_refused(&c);
		caller_close(&c);
	}
	assert_int_equal(world_letters.sent, letters + 5);
}

/* --- races ---------------------------------------------------------------- */

static int
count_won(struct caller *c, size_t n)
{
	int won = 0;

	for (size_t i = 0; i < n; i++) {
		must(caller_hear(&c[i]), "an answer");
		won += strcmp(caller_field(&c[i], HO_T_RESULT), "ok") == 0;
		caller_close(&c[i]);
	}
	return won;
}

/* Fifty bring the successor's code; and two successors theirs. */
static void
test_races(void **state)
{
	static struct caller c[PRESENTERS];
	struct house h;
	int told = world_handed_over;
	char code[2][16];

	(void)state;
	world_house(&h);
	world_factor(h.gone, HO_FACTOR_HOTP);
	for (int i = 0; i < PRESENTERS; i++) {
		start(&c[i], world_login(&h, "gone"), WORLD_PASSWORD);
		is_asked(&c[i], "code");
		say(&c[i], world_hotp(i), "candidate");
		say(&c[i], world_login(&h, "ann"), "candidate-code");
	}
	for (size_t i = 0; i < PRESENTERS; i++)
		caller_say(&c[i], world_letters.code);
	assert_int_equal(count_won(c, PRESENTERS), 1);
	assert_int_equal(world_handed_over, told + 1);
	super_admin_is(&h, h.ann);

	/* the later choice voids the code of the one before */
	world_house(&h);
	world_factor(h.gone, HO_FACTOR_HOTP);
	for (int i = 0; i < 2; i++) {
		start(&c[i], world_login(&h, "gone"), WORLD_PASSWORD);
		is_asked(&c[i], "code");
		say(&c[i], world_hotp(i), "candidate");
		say(&c[i], world_login(&h, i == 0 ? "ann" : "carl"),
		    "candidate-code");
		strcpy(code[i], world_letters.code);
	}
	caller_say(&c[1], code[1]);
	assert_int_equal(count_won(&c[1], 1), 1);
	caller_say(&c[0], code[0]);
	assert_int_equal(count_won(c, 1), 0);
	super_admin_is(&h, h.carl);
}

/* An assignment of an owner case and a transfer: whoever is second is refused,
 * whichever it is. */
static void
test_against_a_case(void **state)
{
	(void)state;
	for (int first = 0; first < 2; first++) {
		struct house h;
		struct opened o;
		struct caller mine, theirs;
		char code[16];

		world_house(&h);
		prove(&mine, &h);
		say(&mine, world_login(&h, "ann"), "candidate-code");
		strcpy(code, world_letters.code);
		world_case(&h, 0, &o);
		to_claim(&theirs, o.ref, &o);
		say(&theirs, world_letters.code, "candidate");
		say(&theirs, world_login(&h, "carl"), "candidate-code");
		if (first == 0) {
			caller_say(&mine, code);
			ends(&mine, HO_LOGIN_OK, "ok");
			caller_say(&theirs, world_letters.code);
			is_refused(&theirs);
			super_admin_is(&h, h.ann);
			is_spent(&o, HO_LIVE);
		} else {
			say(&theirs, world_letters.code, "done");
			caller_say(&mine, code);
			is_refused(&mine);
			super_admin_is(&h, h.carl);
			is_gone(&h);
		}
		caller_close(&mine);
		caller_close(&theirs);
	}
}

static int
open_desk(void **state)
{
	struct ho_desk desk = { .row.id = HO_DESK_ID };

	open_world(state);
	put(HO_DESK, &desk);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_by_mailbox),
		cmocka_unit_test(test_by_factor),
		cmocka_unit_test(test_plain_user),
		cmocka_unit_test(test_no_address),
		cmocka_unit_test(test_others),
		cmocka_unit_test(test_not_here),
		cmocka_unit_test(test_candidates_refused),
		cmocka_unit_test(test_bars),
		cmocka_unit_test(test_proof_is_gone),
		cmocka_unit_test(test_wrong_codes),
		cmocka_unit_test(test_wrong_codes_add_up),
		cmocka_unit_test(test_few_letters),
		cmocka_unit_test(test_races),
		cmocka_unit_test(test_against_a_case),
	};

	return cmocka_run_group_tests(tests, open_desk, close_world);
}
