/*
 * tests/unit/door_test.c - the login door, from its socket to its store.
 *
 * Sign-ins with a password, refusals that look alike, and what is out of turn;
 * the conversations after a default password are in recovery_test.c.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <crypt.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "handoverd/login/grid.h"
#include "lib/base/err.h"
#include "lib/wire/sock.h"
#include "tests/login/must.h"
#include "tests/login/steps.h"

#define N(a)    (sizeof(a) / sizeof((a)[0]))
#define NO_WORD "0000-0000-0000-0000-0000-0000"

static void
lets_in(const char *service, const char *user, const char *password,
    const char *login)
{
	struct caller c;

	caller_login(&c, service, user, password);
	ends(&c, HO_LOGIN_OK, "ok");
	assert_string_equal(caller_field(&c, HO_T_USER), login);
	caller_close(&c);
}

static void
keeps_out(const char *service, const char *user, const char *password)
{
	struct caller c;

	caller_login(&c, service, user, password);
	is_refused(&c);
	caller_close(&c);
}

static void
test_password(void **state)
{
	struct house h;
	char typed[32];

	(void)state;
	world_house(&h);
	lets_in("panel", world_login(&h, "ann"), WORLD_PASSWORD, h.login);
	lets_in("anything", h.login, WORLD_PASSWORD, h.login);
	/* any case, and the folded login comes back */
	strcpy(typed, world_login(&h, "ANN"));
	world_login(&h, "ann");
	lets_in("plain", typed, WORLD_PASSWORD, h.login);
	keeps_out("plain", h.login, "a password nobody guesse");
	keeps_out("plain", h.login, "");
}

/* The one who is super-admin is reported to the cases, nobody else. */
static void
test_owner_comes(void **state)
{
	struct house h;
	int before;

	(void)state;
	world_house(&h);
	before = world_owner_came;
	lets_in("plain", world_login(&h, "ann"), WORLD_PASSWORD, h.login);
	assert_int_equal(world_owner_came, before);
	lets_in("plain", world_login(&h, "gone"), WORLD_PASSWORD, h.login);
	assert_int_equal(world_owner_came, before + 1);
}

static void
test_rehash(void **state)
{
	struct house h;
	struct ho_password before, after;

	(void)state;
	world_house(&h);
	world_password_of(h.carl, &before);
	assert_memory_equal(before.hash, "$6$", 3);
	keeps_out("plain", world_login(&h, "carl"), "wrong");
	world_password_of(h.carl, &after);
	assert_string_equal(before.hash, after.hash);
	lets_in("plain", h.login, WORLD_PASSWORD, h.login);
	world_password_of(h.carl, &after);
	assert_memory_equal(after.hash, "$y$", 3);
	lets_in("plain", h.login, WORLD_PASSWORD, h.login);
}

/* Two at once with an old hash: one makes it new, both are let in. */
static void
test_rehash_race(void **state)
{
	struct house h;
	struct caller c[6];

	(void)state;
	world_house(&h);
	world_login(&h, "carl");
	for (size_t i = 0; i < N(c); i++)
		caller_login(&c[i], "plain", h.login, WORLD_PASSWORD);
	for (size_t i = 0; i < N(c); i++) {
		ends(&c[i], HO_LOGIN_OK, "ok");
		caller_close(&c[i]);
	}
}

/* --- law 9 ---------------------------------------------------------------- */

struct transcript {
	uint8_t octets[2][HO_LOGIN_MSG_MAX];
	size_t len[2];
	int64_t took_ms;
};

static void
record(struct transcript *t, const char *user, const char *answer)
{
	struct caller c;

	caller_open(&c);
	caller_start(&c, HO_PHASE_AUTH, "plain", user, 0);
	for (int i = 0; i < 2; i++) {
		must(caller_hear(&c), "an answer");
		memcpy(t->octets[i], c.v.data, c.v.len);
		t->len[i] = c.v.len;
		if (i == 0)
			caller_say(&c, answer);
	}
	t->took_ms = ho_sock_now() - c.sent_ms;
	assert_int_equal(c.infos, 0);
	caller_close(&c);
}

/* unknown, disabled, without a password, a default password at the wrong
 * place or too late: like a wrong password.  What time tells: oracle_test. */
static void
test_refusals_alike(void **state)
{
	struct house h;
	struct opened mine, owners;
	struct transcript first, next;
	char bob[32];
	int tried = world_tried_elsewhere;

	(void)state;
	world_house(&h);
	world_case(&h, h.bob, &mine);
	world_case(&h, 0, &owners);
	strcpy(bob, world_login(&h, "bob"));
	record(&first, world_login(&h, "ann"), "wrong");
	const struct {
		const char *user, *answer;
	} rows[] = {
		{ "nobody-has-this-login", "wrong" },
		{ "no login can look like this", "wrong" },
		{ "", "wrong" },
		{ "HO-000000", "wrong" },
		{ owners.ref, "wrong" },
		{ owners.ref, owners.word }, /* right, in the wrong place */
		{ bob, mine.word },          /* the same */
		{ bob, "wrong" },            /* has no password */
		{ bob, "junk \x08\x0a\x0d\x7f" },
	};
	for (size_t i = 0; i < N(rows); i++) {
		record(&next, rows[i].user, rows[i].answer);
		for (int m = 0; m < 2; m++) {
			assert_int_equal(next.len[m], first.len[m]);
			assert_memory_equal(
			    next.octets[m], first.octets[m], first.len[m]);
		}
		assert_true(next.took_ms >= WORLD_GRID_MS - 1);
	}
	world_clock(86401);
	record(&next, bob, mine.word);
	assert_int_equal(next.len[1], first.len[1]);
	assert_memory_equal(next.octets[1], first.octets[1], first.len[1]);
	world_clock(0);
	assert_int_equal(world_tried_elsewhere, tried + 2);
	keeps_out("plain", world_login(&h, "eve"), WORLD_PASSWORD);
}

/* A program that asks once cannot take the forced step. */
static void
test_single_prompt(void **state)
{
	struct house h;
	struct opened o;
	struct caller c;

	(void)state;
	world_house(&h);
	world_case(&h, 0, &o);
	caller_open(&c);
	caller_start(&c, HO_PHASE_AUTH, "panel", o.ref, HO_F_SINGLE_PROMPT);
	is_asked(&c, "password");
	caller_say(&c, o.word);
	is_refused(&c);
	caller_close(&c);
}

static void
test_pause(void **state)
{
	struct house h;
	struct opened o;
	struct caller c;

	(void)state;
	world_house(&h);
	world_case(&h, h.ann, &o);
	world_login(&h, "ann");
	for (int i = 0; i < 5; i++)
		keeps_out("panel", h.login, "wrong");
	keeps_out("panel", h.login, WORLD_PASSWORD);
	/* beyond guessing, so not held up: or guessing would end a recovery */
	caller_login(&c, "panel", h.login, o.word);
	is_asked(&c, "claim-code");
	caller_close(&c);
	lets_in("panel", world_login(&h, "gone"), WORLD_PASSWORD, h.login);
	world_clock(2);
	lets_in("panel", world_login(&h, "ann"), WORLD_PASSWORD, h.login);
	world_clock(0);
}

/* Who tries one reference after another fills no log, and stops nobody. */
static void
test_pause_of_references(void **state)
{
	struct house h;
	struct opened o;
	struct caller c[3];
	int64_t size;

	(void)state;
	world_house(&h);
	world_case(&h, 0, &o);
	for (int i = 0; i < 4; i++)
		keeps_out("panel", "HO-000000", NO_WORD);
	size = world_log_size() + 1;
	caller_login(&c[0], "panel", "HO-000000", NO_WORD);
	while (world_log_size() < size)
		usleep(1000);
	for (size_t i = 1; i < N(c); i++)
		caller_login(&c[i], "panel", "HO-000001", NO_WORD);
	for (size_t i = 0; i < N(c); i++) {
		is_refused(&c[i]);
		caller_close(&c[i]);
	}
	assert_int_equal(world_log_size(), size);
	caller_login(&c[0], "panel", o.ref, o.word);
	is_asked(&c[0], "claim-code");
	caller_close(&c[0]);
}

/* --- other phases --------------------------------------------------------- */

static void
phase(enum ho_phase which, const char *service, const char *user,
    uint64_t verdict, const char *word)
{
	struct caller c;

	caller_open(&c);
	caller_start(&c, which, service, user, 0);
	ends(&c, verdict, word);
	caller_close(&c);
}

static void
test_account_phase(void **state)
{
	bool is_root = geteuid() == 0;
	struct house h;

	(void)state;
	world_house(&h);
	world_login(&h, "ann");
	/* who is not root learns nothing before that user has signed in */
	phase(HO_PHASE_ACCT, "panel", h.login,
	    is_root ? HO_LOGIN_OK : HO_LOGIN_REFUSED,
	    is_root ? "ok" : "refused");
	lets_in("panel", h.login, WORLD_PASSWORD, h.login);
	phase(HO_PHASE_ACCT, "panel", h.login, HO_LOGIN_OK, "ok");
	phase(HO_PHASE_ACCT, "panel", world_login(&h, "eve"), HO_LOGIN_REFUSED,
	    "refused");
	phase(HO_PHASE_ACCT, "panel", "nobody", HO_LOGIN_REFUSED, "refused");
	phase(HO_PHASE_ACCT, "panel", "", HO_LOGIN_REFUSED, "refused");
	phase(HO_PHASE_ACCT, "panel", "HO-000000", HO_LOGIN_REFUSED, "refused");
}

/* For a peer that is not root: only who came in through this very door. */
static void
test_account_of_a_panel(void **state)
{
	static const struct {
		const char *who, *service;
		uint64_t verdict;
	} rows[] = {
		{ "ann", "panel", HO_LOGIN_OK },
		{ "ann", "plain", HO_LOGIN_REFUSED },
		{ "gone", "panel", HO_LOGIN_REFUSED },
		{ "eve", "panel", HO_LOGIN_REFUSED },
		{ "nobody", "panel", HO_LOGIN_REFUSED },
	};
	struct house h;
	struct caller c;

	(void)state;
	if (geteuid() != 0)
		skip(); /* one uid only */
	world_house(&h);
	lets_in("panel", world_login(&h, "gone"), WORLD_PASSWORD, h.login);
	for (int after = 0; after < 2; after++) {
		for (size_t i = 0; i < N(rows); i++) {
			bool is_ok = after && rows[i].verdict == HO_LOGIN_OK;

			caller_open_as(&c, WORLD_PANEL);
			caller_start(&c, HO_PHASE_ACCT, rows[i].service,
			    world_login(&h, rows[i].who), 0);
			ends(&c, is_ok ? HO_LOGIN_OK : HO_LOGIN_REFUSED,
			    is_ok ? "ok" : "refused");
			caller_close(&c);
		}
		caller_open_as(&c, WORLD_PANEL);
		caller_start(
		    &c, HO_PHASE_AUTH, "panel", world_login(&h, "ann"), 0);
		is_asked(&c, "password");
		caller_say(&c, WORLD_PASSWORD);
		ends(&c, HO_LOGIN_OK, "ok");
		caller_close(&c);
	}
}

static void
test_not_admitted(void **state)
{
	struct caller c;

	(void)state;
	if (geteuid() != 0)
		skip();
	caller_open_as(&c, WORLD_PANEL - 1);
	assert_false(caller_hear(&c));
	caller_close(&c);
}

static void
test_no_self_service(void **state)
{
	struct house h;

	(void)state;
	world_house(&h);
	phase(HO_PHASE_CHAUTHTOK, "panel", world_login(&h, "ann"),
	    HO_LOGIN_REFUSED, "refused");
	phase((enum ho_phase)0, "panel", h.login, HO_LOGIN_REFUSED, "refused");
	phase((enum ho_phase)9, "panel", h.login, HO_LOGIN_REFUSED, "refused");
}

/* --- what is out of turn ends the line ------------------------------------ */

static void
hangs_up(struct caller *c)
{
	assert_false(caller_hear(c));
	caller_close(c);
}

static void
test_out_of_turn(void **state)
{
	struct caller c;
	uint8_t mem[512];
	struct ho_frame f;

	(void)state;
	caller_open(&c); /* an answer to nothing */
	caller_say(&c, "x");
	hangs_up(&c);
	caller_open(&c);
	caller_cancel(&c);
	hangs_up(&c);
	caller_open(&c); /* started twice */
	caller_start(&c, HO_PHASE_AUTH, "plain", "ann", 0);
	is_asked(&c, "password");
	caller_start(&c, HO_PHASE_AUTH, "plain", "ann", 0);
	hangs_up(&c);
	caller_open(&c); /* two answers to one question */
	caller_start(&c, HO_PHASE_AUTH, "plain", "ann", 0);
	is_asked(&c, "password");
	caller_say(&c, "x");
	caller_say(&c, "y");
	hangs_up(&c);
	caller_open(&c); /* a message of another door */
	ho_frame_start(&f, mem, sizeof(mem), HO_M_DESK_REQUEST);
	ho_frame_end(&f);
	caller_send(&c, &f);
	hangs_up(&c);
	caller_open(&c); /* no user, no service */
	ho_frame_start(&f, mem, sizeof(mem), HO_M_LOGIN_START);
	ho_frame_u64(&f, HO_T_PHASE, HO_PHASE_AUTH);
	ho_frame_u64(&f, HO_T_FLAGS, 0);
	ho_frame_end(&f);
	caller_send(&c, &f);
	hangs_up(&c);
}

static void
test_answer_sizes(void **state)
{
	char longest[HO_ANSWER_MAX + 2];
	struct caller c;

	(void)state;
	memset(longest, 'x', sizeof(longest));
	longest[HO_ANSWER_MAX + 1] = '\0';
	caller_login(&c, "plain", "nobody", longest);
	hangs_up(&c);
	longest[HO_ANSWER_MAX] = '\0';
	keeps_out("plain", "nobody", longest);
}

static void
test_cancel(void **state)
{
	struct caller c;

	(void)state;
	caller_open(&c);
	caller_start(&c, HO_PHASE_AUTH, "plain", "ann", 0);
	is_asked(&c, "password");
	caller_cancel(&c);
	is_refused(&c);
	caller_close(&c);
}

/* Peers that leave while their password is hashed, and the next is served. */
static void
test_gone(void **state)
{
	struct house h;
	struct caller c;

	(void)state;
	world_house(&h);
	world_login(&h, "ann");
	for (int i = 0; i < 30; i++) {
		caller_login(&c, "plain", h.login, WORLD_PASSWORD);
		if (i % 3 == 1)
			usleep(2000);
		caller_close(&c);
	}
	lets_in("plain", h.login, WORLD_PASSWORD, h.login);
}

/* questions that nobody answers take no place from who answers theirs. */
static void
test_all_places_taken(void **state)
{
	static struct caller idle[256]; /* as many as the door has */
	/* ... and half of them for one uid that is not root */
	size_t places = geteuid() == 0 ? N(idle) : N(idle) / 2;
	struct house h;

	(void)state;
	world_house(&h);
	for (size_t i = 0; i < places; i++) {
		caller_open(&idle[i]);
		caller_start(&idle[i], HO_PHASE_AUTH, "plain", "somebody", 0);
		is_asked(&idle[i], "password");
	}
	usleep(1100000);
	lets_in("plain", world_login(&h, "ann"), WORLD_PASSWORD, h.login);
	ends(&idle[0], HO_LOGIN_UNAVAILABLE, "unavailable");
	for (size_t i = 0; i < places; i++)
		caller_close(&idle[i]);
	lets_in("plain", h.login, WORLD_PASSWORD, h.login);
}

struct hashed {
	int64_t user;
	char hash[256];
};

static int
put_hash(struct tx *t, void *arg)
{
	const struct hashed *h = arg;
	struct ho_password p;
	struct ho_event *ev = NULL;

	must(HO_ASK(t->s, HO_Q_PASSWORD_OF, &p, HO_INT(h->user)) == HO_OK &&
		ho_event_begin(t->a, &ev, "test.hash", t->now) == HO_OK,
	    "a password");
	ho_event_self(ev);
	strcpy(p.hash, h->hash);
	must(ho_store_put(t->s, HO_PASSWORD, &p) == HO_OK, "put");
	return ho_event_end(&ev, NULL);
}

/* Milliseconds of this thread's work: what no load of the machine changes. */
static int64_t
worked_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* An imported hash that takes longer than the grid shows nobody's existence. */
static void
test_slow_hash(void **state)
{
	static struct crypt_data data;
	static const char *const others[] = { "nobody-has-this-login", "bob" };
	struct house h;
	struct hashed slow;
	struct transcript first, next;
	int64_t work, floor;

	(void)state;
	world_house(&h);
	slow.user = h.ann;
	work = worked_ms();
	strcpy(slow.hash,
	    crypt_r(WORLD_PASSWORD, "$6$rounds=1000000$saltsalt$", &data));
	work = worked_ms() - work;
	/* two threads of one core take twice as long as one alone */
	floor = work / 3;
	assert_true(floor > WORLD_GRID_MS);
	assert_int_equal(world_do(put_hash, &slow), HO_OK);
	/* sshd's junk is hashed as anything else is */
	record(&first, world_login(&h, "ann"), "junk \b\n\r\177");
	assert_true(first.took_ms >= floor);
	record(&first, h.login, "wrong");
	for (size_t i = 0; i < N(others); i++) {
		record(&next, i == 0 ? others[i] : world_login(&h, others[i]),
		    "wrong");
		assert_true(next.took_ms >= floor);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_password),
		cmocka_unit_test(test_owner_comes),
		cmocka_unit_test(test_rehash),
		cmocka_unit_test(test_rehash_race),
		cmocka_unit_test(test_refusals_alike),
		cmocka_unit_test(test_single_prompt),
		cmocka_unit_test(test_pause),
		cmocka_unit_test(test_pause_of_references),
		cmocka_unit_test(test_account_phase),
		cmocka_unit_test(test_account_of_a_panel),
		cmocka_unit_test(test_not_admitted),
		cmocka_unit_test(test_no_self_service),
		cmocka_unit_test(test_out_of_turn),
		cmocka_unit_test(test_answer_sizes),
		cmocka_unit_test(test_cancel),
		cmocka_unit_test(test_gone),
		cmocka_unit_test(test_all_places_taken),
		/* the last: what it does slows every refusal behind it */
		cmocka_unit_test(test_slow_hash),
	};

	return cmocka_run_group_tests(tests, open_world, close_world);
}
