/* tests/unit/login_test.c - the pure pieces of the login door. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "handoverd/login/grid.h"
#include "handoverd/login/presence.h"
#include "lib/base/err.h"
#include "lib/flow/ask.h"
#include "lib/flow/assign.h"
#include "lib/flow/limit.h"
#include "lib/flow/login.h"
#include "lib/flow/transfer.h"

#define N(a) (sizeof(a) / sizeof((a)[0]))

/* --- grid ----------------------------------------------------------------- */

static void
test_grid(void **state)
{
	static const struct {
		int64_t asked, now, grid, wait;
	} rows[] = {
		{ 0, 0, 250, 250 }, /* at once is a time too */
		{ 0, 1, 250, 249 },
		{ 0, 17, 250, 233 },
		{ 0, 249, 250, 1 },
		{ 0, 250, 250, 0 },
		{ 0, 251, 250, 249 },
		{ 1000, 1300, 250, 200 },
		{ 1000, 990, 250, 260 }, /* never earlier than one line */
		{ 0, 17, 0, 0 },
		{ 0, 17, -1, 0 },
	};

	(void)state;
	for (size_t i = 0; i < N(rows); i++)
		assert_int_equal(
		    grid_wait(rows[i].asked, rows[i].now, rows[i].grid),
		    rows[i].wait);
	/* whatever the work cost below one line, the answer leaves at the same
	 * time */
	for (int64_t cost = 0; cost <= 250; cost++)
		assert_int_equal(
		    70 + cost + grid_wait(70, 70 + cost, 250), 320);
}

/* Hash and hold together come to the slowest so far, within a bound. */
static void
test_level(void **state)
{
	int64_t slowest = 0;

	(void)state;
	assert_int_equal(grid_level(&slowest, 3), 0);
	assert_int_equal(grid_level(&slowest, 300), 0);
	assert_int_equal(grid_level(&slowest, 3), 297);
	assert_int_equal(grid_level(&slowest, 300), 0);
	assert_int_equal(grid_level(&slowest, 90000), 0);
	assert_int_equal(grid_level(&slowest, 0), GRID_LEVEL_MS);
}

/* --- limits --------------------------------------------------------------- */

static void
test_pauses_grow(void **state)
{
	static const struct ho_pauses p = { .free = 5, .first = 1, 30 };
	static const int64_t after[] = { 0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 30, 30,
		30 };

	(void)state;
	for (size_t i = 0; i < N(after); i++)
		assert_int_equal(ho_limit_pause(&p, (int64_t)i), after[i]);
	assert_int_equal(ho_limit_pause(&p, INT64_MAX), 30);
}

static void
test_pauses_end(void **state)
{
	static const struct ho_pauses p = { .free = 3, .first = 4, 60 };
	static const struct {
		int64_t wrong, last, now, left;
	} rows[] = {
		{ 2, 1000, 1000, 0 },
		{ 3, 1000, 1000, 5 }, /* the second of the try counts whole */
		{ 3, 1000, 1004, 1 },
		{ 3, 1000, 1005, 0 },
		{ 9, 1000, 1030, 31 },
		{ 9, 1000, 999, 0 }, /* the clock was set back */
		{ 9, 0, 1000, 0 },
	};

	(void)state;
	for (size_t i = 0; i < N(rows); i++)
		assert_int_equal(
		    ho_limit_left(&p, rows[i].wrong, rows[i].last, rows[i].now),
		    rows[i].left);
}

static void
test_windows(void **state)
{
	int64_t wrong = 0, since = 0;

	(void)state;
	for (int i = 0; i < 3; i++)
		ho_limit_count(&wrong, &since, 600, 5000 + i);
	assert_int_equal(wrong, 3);
	assert_int_equal(since, 5000);
	assert_false(ho_limit_is_spent(wrong, 4, since, 600, 5002));
	assert_true(ho_limit_is_spent(wrong, 3, since, 600, 5002));
	assert_true(ho_limit_is_spent(wrong, 3, since, 600, 5599));
	assert_false(ho_limit_is_spent(wrong, 3, since, 600, 5600));
	assert_false(ho_limit_is_spent(wrong, 3, since, 600, 4999));
	ho_limit_count(&wrong, &since, 600, 5600);
	assert_int_equal(wrong, 1);
	assert_int_equal(since, 5600);
}

/* --- presence ------------------------------------------------------------- */

static void
test_presence(void **state)
{
	static const struct presence_key who = { 33, "panel", "ann" };
	static const struct presence_key others[] = {
		{ 34, "panel", "ann" },
		{ 33, "panel2", "ann" },
		{ 33, "panel", "bob" },
		{ 33, "pane", "lann" }, /* where one ends is part of it */
		{ 33, "", "panelann" },
	};
	struct presence *p;

	(void)state;
	assert_int_equal(presence_new(&p), HO_OK);
	assert_false(presence_has(p, &who, 0));
	assert_int_equal(presence_note(p, &who, 1000), HO_OK);
	assert_true(presence_has(p, &who, 1000));
	assert_true(presence_has(p, &who, 1000 + PRESENCE_MS - 1));
	assert_false(presence_has(p, &who, 1000 + PRESENCE_MS));
	for (size_t i = 0; i < N(others); i++)
		assert_false(presence_has(p, &others[i], 1000));
	assert_int_equal(presence_note(p, &who, 9000), HO_OK);
	assert_true(presence_has(p, &who, 9000 + PRESENCE_MS - 1));
	presence_free(&p);
	assert_null(p);
}

/* Full: the oldest went, the newest is there. */
static void
test_presence_full(void **state)
{
	struct presence_key k = { 33, "panel", NULL };
	int all = 2 * PRESENCE_SETS * PRESENCE_WAYS, kept = 0;
	struct presence *p;
	char login[32];

	(void)state;
	assert_int_equal(presence_new(&p), HO_OK);
	k.login = login;
	for (int i = 0; i < all; i++) {
		snprintf(login, sizeof(login), "u%d", i);
		assert_int_equal(presence_note(p, &k, i), HO_OK);
		assert_true(presence_has(p, &k, i));
	}
	for (int i = 0; i < all; i++) {
		snprintf(login, sizeof(login), "u%d", i);
		kept += presence_has(p, &k, all);
	}
	/* sixteen a set on average: a few sets never filled their eight */
	assert_in_range(kept, PRESENCE_SETS * PRESENCE_WAYS * 95 / 100,
	    PRESENCE_SETS * PRESENCE_WAYS);
	presence_free(&p);
}

/* --- questions ------------------------------------------------------------ */

static void
test_questions(void **state)
{
	static const struct {
		enum ho_step step;
		const char *ask;
		bool is_echoed;
		const char *owner, *reset;
	} rows[] = {
		{ HO_STEP_PASSWORD, "password", false, "", "" },
		{ HO_STEP_CODE, "code", false, "", "" },
		{ HO_STEP_FACTOR, "code", false, "", "2/3" },
		{ HO_STEP_ENROL, "enrol-code", false, "", "" },
		{ HO_STEP_BIND, "bind-code", false, "", "" },
		{ HO_STEP_NOTED, "recovery-codes", true, "", "" },
		{ HO_STEP_OWN_CODE, "own-code", false, "", "" },
		{ HO_STEP_SUCCESSOR, "candidate", true, "", "" },
		{ HO_STEP_SUCCESSOR_CODE, "candidate-code", false, "", "" },
		{ HO_STEP_DEFAULT, "default-password", false, "", "" },
		{ HO_STEP_CLAIM, "claim-code", false, "2/5", "2/3" },
		{ HO_STEP_CANDIDATE, "candidate", true, "3/5", "" },
		{ HO_STEP_CANDIDATE_CODE, "candidate-code", false, "3/5", "" },
		{ HO_STEP_NEW_LOGIN, "new-login", true, "4/5", "" },
		{ HO_STEP_NEW_PASSWORD, "new-password", false, "4/5", "3/3" },
		{ HO_STEP_AGAIN, "new-password-again", false, "4/5", "3/3" },
		{ HO_STEP_DONE, "done", true, "5/5", "" },
	};
	char stage[HO_STAGE_SIZE];

	(void)state;
	for (size_t i = 0; i < N(rows); i++) {
		const struct ho_question *q = ho_flow_question(rows[i].step);

		assert_non_null(q);
		assert_string_equal(q->ask, rows[i].ask);
		assert_int_equal(q->is_echoed, rows[i].is_echoed);
		assert_true(q->times > 0);
		ho_flow_stage(HO_ASK_OWNER, rows[i].step, stage);
		assert_string_equal(stage, rows[i].owner);
		ho_flow_stage(HO_ASK_RESET, rows[i].step, stage);
		assert_string_equal(stage, rows[i].reset);
	}
	assert_null(ho_flow_question(HO_STEP_END));
	assert_null(ho_flow_question(HO_STEP_NEW));
	assert_null(ho_flow_question(HO_STEP_WORK));
	assert_null(ho_flow_question(HO_STEP_COMMIT));
	assert_null(ho_flow_question(HO_STEPS));
}

static void
test_first(void **state)
{
	static const struct {
		bool is_forced, is_single, is_reference;
		enum ho_step first;
	} rows[] = {
		{ false, false, false, HO_STEP_PASSWORD },
		{ false, false, true, HO_STEP_PASSWORD },
		{ false, true, true, HO_STEP_PASSWORD },
		{ true, false, false, HO_STEP_PASSWORD },
		{ true, false, true, HO_STEP_DEFAULT },
		{ true, true, true, HO_STEP_PASSWORD },
	};

	(void)state;
	for (size_t i = 0; i < N(rows); i++)
		assert_int_equal(
		    ho_flow_first(ho_flow_takes_default(
				      rows[i].is_forced, rows[i].is_single),
			rows[i].is_reference, true),
		    rows[i].first);
	/* where no password is asked, the code comes first */
	assert_int_equal(ho_flow_first(true, false, false), HO_STEP_CODE);
	assert_int_equal(ho_flow_first(false, true, false), HO_STEP_CODE);
	assert_int_equal(ho_flow_first(true, true, false), HO_STEP_DEFAULT);
}

static void
test_form(void **state)
{
	static const struct {
		struct ho_login_form form;
		bool with, without; /* a factor: is the code asked? */
		const char *prompt;
	} rows[] = {
		{ { true, false, false, false, false, false }, false, false,
		    "Password: " },
		{ { true, false, false, false, true, false }, false, false,
		    "Password: " },
		{ { true, true, false, false, false, false }, true, true,
		    "Password: " },
		{ { true, true, true, false, false, false }, true, false,
		    "Password: " },
		{ { true, true, false, false, true, false }, true, true,
		    "Password, then the code: " },
		{ { true, true, true, false, true, false }, true, false,
		    "Password, then the code if you have one: " },
		{ { .password = true, .code = true, .can_send = true }, true,
		    true, "Password: " },
		{ { .code = true }, true, true, "Code: " },
		{ { .code = true, .can_send = true }, true, true,
		    "Code (empty: have one sent): " },
	};

	(void)state;
	for (size_t i = 0; i < N(rows); i++) {
		const struct ho_login_form *f = &rows[i].form;

		assert_int_equal(ho_flow_asks_code(f, true), rows[i].with);
		assert_int_equal(ho_flow_asks_code(f, false), rows[i].without);
		assert_string_equal(ho_flow_prompt(f), rows[i].prompt);
	}
}

static void
test_fold(void **state)
{
	static const struct {
		const char *typed, *login; /* NULL: none */
	} rows[] = {
		{ "ann", "ann" },
		{ "Ann.B+x@Example.ORG", "ann.b+x@example.org" },
		{ "a-b_c", "a-b_c" },
		{ "ho", "ho" },
		{ "hob", "hob" },
		{ "", NULL },
		{ "ho-x", NULL },
		{ "HO-7F3K2M", NULL },
		{ "Ho-", NULL },
		{ "-rf", NULL },
		{ "..", NULL },
		{ ".a", NULL },
		{ "a..", "a.." },
		{ "a b", NULL },
		{ "a\n", NULL },
		{ "\xc3\xa4", NULL },
		{ "K\xe2\x84\xaa",
		    NULL }, /* Kelvin sign folds to k elsewhere */
		{ "a/b", NULL },
		{ "a'b", NULL },
	};
	char out[HO_LOGIN_LEN + 1], longest[HO_LOGIN_LEN + 1];

	(void)state;
	for (size_t i = 0; i < N(rows); i++) {
		int rc = ho_flow_login_fold(
		    rows[i].typed, strlen(rows[i].typed), out);

		assert_int_equal(rc, rows[i].login ? HO_OK : HO_E_INPUT);
		assert_string_equal(out, rows[i].login ? rows[i].login : "");
	}
	memset(longest, 'a', sizeof(longest));
	assert_int_equal(ho_flow_login_fold(longest, HO_LOGIN_LEN, out), HO_OK);
	assert_int_equal(strlen(out), HO_LOGIN_LEN);
	assert_int_equal(
	    ho_flow_login_fold(longest, HO_LOGIN_LEN + 1, out), HO_E_INPUT);
	assert_int_equal(ho_flow_login_fold("a\0b", 3, out), HO_E_INPUT);
}

/* --- what is still to be asked -------------------------------------------- */

#define CLAIM     HO_KNOWN_CLAIM
#define CANDIDATE HO_KNOWN_CANDIDATE
#define MAILBOX   HO_KNOWN_MAILBOX
#define LOGIN     HO_KNOWN_LOGIN
#define PASSWORD  HO_KNOWN_PASSWORD
#define AGAIN     HO_KNOWN_AGAIN
#define KEEPS     HO_KNOWN_KEEPS
#define FACTOR    HO_KNOWN_FACTOR

static void
test_assign(void **state)
{
	static const struct {
		int64_t what;
		unsigned known;
		enum ho_step step;
	} rows[] = {
		{ HO_ASK_OWNER, 0, HO_STEP_CLAIM },
		{ HO_ASK_OWNER, CLAIM, HO_STEP_CANDIDATE },
		{ HO_ASK_OWNER, CLAIM | CANDIDATE, HO_STEP_CANDIDATE_CODE },
		{ HO_ASK_OWNER, CLAIM | CANDIDATE | MAILBOX,
		    HO_STEP_NEW_LOGIN },
		{ HO_ASK_OWNER, CLAIM | CANDIDATE | MAILBOX | LOGIN,
		    HO_STEP_NEW_PASSWORD },
		{ HO_ASK_OWNER, CLAIM | CANDIDATE | MAILBOX | LOGIN | PASSWORD,
		    HO_STEP_AGAIN },
		{ HO_ASK_OWNER,
		    CLAIM | CANDIDATE | MAILBOX | LOGIN | PASSWORD | AGAIN,
		    HO_STEP_COMMIT },
		{ HO_ASK_OWNER, CLAIM | CANDIDATE | MAILBOX | LOGIN | KEEPS,
		    HO_STEP_COMMIT },
		{ HO_ASK_OWNER, CLAIM | CANDIDATE | LOGIN | KEEPS,
		    HO_STEP_CANDIDATE_CODE },
		{ HO_ASK_OWNER, CANDIDATE | MAILBOX | LOGIN | KEEPS,
		    HO_STEP_CLAIM }, /* whatever else is known */
		{ HO_ASK_RESET, 0, HO_STEP_CLAIM },
		{ HO_ASK_RESET, CLAIM, HO_STEP_FACTOR },
		{ HO_ASK_RESET, CLAIM | PASSWORD | AGAIN, HO_STEP_FACTOR },
		{ HO_ASK_RESET, CLAIM | FACTOR, HO_STEP_NEW_PASSWORD },
		{ HO_ASK_RESET, CLAIM | FACTOR | PASSWORD, HO_STEP_AGAIN },
		{ HO_ASK_RESET, CLAIM | FACTOR | PASSWORD | AGAIN,
		    HO_STEP_COMMIT },
		{ HO_ASK_RESET, CLAIM | FACTOR | KEEPS, HO_STEP_NEW_PASSWORD },
		{ 0, ~0u, HO_STEP_END },
		{ 3, ~0u, HO_STEP_END },
		{ -1, ~0u, HO_STEP_END },
		{ INT64_MAX, ~0u, HO_STEP_END },
	};

	(void)state;
	for (size_t i = 0; i < N(rows); i++)
		assert_int_equal(
		    ho_flow_assign(rows[i].what, rows[i].known), rows[i].step);
	/* no road to the transaction without the claim code */
	for (unsigned known = 0; known < 0x100; known++)
		if ((known & CLAIM) == 0) {
			assert_int_equal(
			    ho_flow_assign(HO_ASK_OWNER, known), HO_STEP_CLAIM);
			assert_int_equal(
			    ho_flow_assign(HO_ASK_RESET, known), HO_STEP_CLAIM);
		}
}

static void
test_candidate(void **state)
{
	static const struct {
		struct ho_candidate_is is;
		enum ho_candidate who;
	} rows[] = {
		{ { false, false, false, false }, HO_CANDIDATE_NOBODY },
		{ { false, true, true, true }, HO_CANDIDATE_NOBODY },
		{ { true, false, true, true }, HO_CANDIDATE_USER },
		{ { true, false, true, false }, HO_CANDIDATE_NO_ADDRESS },
		{ { true, false, false, true }, HO_CANDIDATE_NOBODY },
		{ { true, true, true, true }, HO_CANDIDATE_DEPARTING },
		{ { true, true, false, false }, HO_CANDIDATE_DEPARTING },
	};

	(void)state;
	for (size_t i = 0; i < N(rows); i++)
		assert_int_equal(ho_flow_candidate(&rows[i].is), rows[i].who);
	for (int who = 0; who <= HO_CANDIDATES; who++) {
		bool may =
		    who == HO_CANDIDATE_USER || who == HO_CANDIDATE_CONTACT;

		assert_int_equal(ho_candidate_may((enum ho_candidate)who), may);
		assert_int_equal(
		    ho_candidate_text((enum ho_candidate)who) == NULL, may);
	}
}

/* --- handing over --------------------------------------------------------- */

static void
test_transfer_asks(void **state)
{
	static const struct {
		unsigned known;
		enum ho_step next;
	} rows[] = {
		{ 0, HO_STEP_OWN_CODE },
		{ HO_KNOWN_CLAIM | HO_KNOWN_KEEPS, HO_STEP_OWN_CODE },
		{ HO_KNOWN_CANDIDATE | HO_KNOWN_MAILBOX, HO_STEP_OWN_CODE },
		{ HO_KNOWN_FACTOR, HO_STEP_SUCCESSOR },
		{ HO_KNOWN_FACTOR | HO_KNOWN_MAILBOX, HO_STEP_SUCCESSOR },
		{ HO_KNOWN_FACTOR | HO_KNOWN_CANDIDATE,
		    HO_STEP_SUCCESSOR_CODE },
		{ HO_KNOWN_FACTOR | HO_KNOWN_CANDIDATE | HO_KNOWN_MAILBOX,
		    HO_STEP_COMMIT },
	};

	(void)state;
	for (size_t i = 0; i < N(rows); i++)
		assert_int_equal(ho_flow_transfer(rows[i].known), rows[i].next);
}

static void
test_transfer_bars(void **state)
{
	static const struct {
		struct ho_transfer_is is;
		enum ho_transfer_bar bar;
		bool is_told;
	} rows[] = {
		{ { 0 }, HO_TRANSFER_NOT_THEIRS, false },
		/* who is not the super-admin learns of no dispute */
		{ { false, true, true, true }, HO_TRANSFER_NOT_THEIRS, false },
		{ { true, true, true, true }, HO_TRANSFER_ALERT, true },
		{ { true, false, true, true }, HO_TRANSFER_FROZEN, true },
		{ { true, false, false, true }, HO_TRANSFER_ASKED, true },
		{ { true, false, false, false }, HO_TRANSFER_FREE, false },
	};

	(void)state;
	for (size_t i = 0; i < N(rows); i++) {
		assert_int_equal(
		    ho_flow_transfer_bar(&rows[i].is), rows[i].bar);
		assert_int_equal(
		    ho_transfer_text(rows[i].bar) != NULL, rows[i].is_told);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_grid),
		cmocka_unit_test(test_level),
		cmocka_unit_test(test_pauses_grow),
		cmocka_unit_test(test_pauses_end),
		cmocka_unit_test(test_windows),
		cmocka_unit_test(test_presence),
		cmocka_unit_test(test_presence_full),
		cmocka_unit_test(test_questions),
		cmocka_unit_test(test_first),
		cmocka_unit_test(test_form),
		cmocka_unit_test(test_fold),
		cmocka_unit_test(test_assign),
		cmocka_unit_test(test_candidate),
		cmocka_unit_test(test_transfer_asks),
		cmocka_unit_test(test_transfer_bars),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
