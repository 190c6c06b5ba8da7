/*
 * tests/unit/resume_test.c - a recovery that does not go straight on: codes
 * late and wrong, the line lost, fifty at once, stopped in the middle.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "handoverd/login/codes.h"
#include "lib/base/err.h"
#include "lib/wire/sock.h"
#include "tests/login/must.h"
#include "tests/login/steps.h"

#define N(a) (sizeof(a) / sizeof((a)[0]))

/* --- codes ---------------------------------------------------------------- */

static const char *
wrong_code(void)
{
	static char code[16];

	strcpy(code, world_letters.code);
	code[0] = code[0] == '9' ? '0' : (char)(code[0] + 1);
	return code;
}

static void
test_claim_tries(void **state)
{
	struct house h;
	struct opened o;
	struct caller c;

	(void)state;
	world_house(&h);
	world_case(&h, 0, &o);
	to_claim(&c, o.ref, &o);
	/* what cannot be a code is no try */
	say(&c, o.word, "claim-code");
	say(&c, "1234567", "claim-code");
	say(&c, "123456789", "claim-code");
	say(&c, "a letter", "claim-code");
	say(&c, o.word, "claim-code");
	for (int i = 0; i < 6; i++)
		say(&c, wrong_code(), "claim-code");
	caller_close(&c);
	/* another line goes on counting, and the code is still good */
	to_claim(&c, o.ref, &o);
	for (int i = 0; i < 3; i++)
		say(&c, wrong_code(), "claim-code");
	caller_say(&c, wrong_code());
	is_refused(&c);
	assert_non_null(strstr(c.text, "Too many wrong codes"));
	caller_close(&c);
	/* closed: also for the right code, also on a new line */
	caller_login(&c, "panel", o.ref, o.word);
	is_refused(&c);
	caller_close(&c);
	super_admin_is(&h, h.gone);
}

static void
test_codes_sent(void **state)
{
	struct house h;
	struct opened o;
	struct caller c;
	char old[16];
	int letters;

	(void)state;
	world_house(&h);
	world_case(&h, 0, &o);
	letters = world_letters.sent;
	to_claim(&c, o.ref, &o);
	strcpy(old, world_letters.code);
	say(&c, "", "claim-code"); /* too soon for another */
	assert_non_null(strstr(c.text, "two minutes"));
	caller_close(&c);
	to_claim(&c, o.ref, &o);
	assert_int_equal(world_letters.sent, letters + 1);
	world_clock(122); /* one in two minutes */
	say(&c, "", "claim-code");
	assert_int_equal(world_letters.sent, letters + 2);
	if (strcmp(old, world_letters.code) != 0)
		say(&c, old, "claim-code");
	world_clock(122 + 603); /* ten minutes, NIST SP 800-63B-4 3.1.3.2 */
	say(&c, world_letters.code, "claim-code"); /* expired: a new one */
	assert_int_equal(world_letters.sent, letters + 3);
	say(&c, world_letters.code, "candidate");
	caller_close(&c);
	world_clock(0);
}

/* One candidate after another: as many letters as to one, and then none. */
static void
test_codes_to_many(void **state)
{
	struct house h;
	struct opened o;
	struct caller c;
	char claim[16];
	int letters;

	(void)state;
	world_house(&h);
	world_case(&h, 0, &o);
	to_claim(&c, o.ref, &o);
	strcpy(claim, world_letters.code);
	letters = world_letters.sent;
	for (int i = 0; i <= CODE_MOST; i++) {
		say(&c, claim, "candidate");
		caller_say(&c, world_login(&h, i % 2 ? "ann" : "bob"));
		if (i == CODE_MOST)
			break;
		is_asked(&c, "candidate-code");
		caller_close(&c);
		to_claim(&c, o.ref, &o);
	}
	is_refused(&c);
	assert_non_null(strstr(c.text, "ten minutes"));
	assert_int_equal(world_letters.sent, letters + CODE_MOST);
	caller_close(&c);
	world_clock(CODE_LIFE + 2);
	to_claim(&c, o.ref, &o); /* its code has expired */
	say(&c, world_letters.code, "candidate");
	say(&c, world_login(&h, "ann"), "candidate-code");
	say(&c, world_letters.code, "done");
	is_done(&c, h.login);
	world_clock(0);
}

/* Two minutes for the first answer, ten for all; what was done is said. */
static void
test_time_is_up(void **state)
{
	struct house h;
	struct opened o;
	struct caller c;

	(void)state;
	world_house(&h);
	world_case(&h, 0, &o);
	world_hurries = true;
	caller_open(&c);
	caller_start(&c, HO_PHASE_AUTH, "panel", o.ref, 0);
	is_asked(&c, "default-password");
	is_refused(&c);
	assert_true(ho_sock_now() - c.sent_ms < WORLD_LIFE_MS);
	caller_close(&c);
	to_claim(&c, o.ref, &o);
	is_refused(&c);
	assert_true(ho_sock_now() - c.sent_ms > 3 * WORLD_WAIT_MS);
	caller_close(&c);
	to_claim(&c, o.ref, &o);
	say(&c, world_letters.code, "candidate");
	say(&c, "", "new-login");
	say(&c, " Chief ", "new-password");
	say(&c, CHOSEN, "new-password-again");
	say(&c, CHOSEN, "done");
	ends(&c, HO_LOGIN_REFUSED, "assigned");
	assert_string_equal(caller_field(&c, HO_T_LOGIN), "chief");
	caller_close(&c);
	world_hurries = false;
	is_gone(&h);
}

/* by the clock of the moment in which it is taken. */
static void
test_expired(void **state)
{
	struct house h;
	struct opened o, late;
	struct caller c;

	(void)state;
	world_house(&h);
	world_case(&h, 0, &o);
	world_case(&h, h.ann, &late);
	to_claim(&c, world_login(&h, "ann"), &late);
	say(&c, world_letters.code, "new-password");
	say(&c, CHOSEN, "new-password-again");
	world_clock(86401);
	caller_say(&c, CHOSEN); /* good until then, but not at the commit */
	is_refused(&c);
	caller_close(&c);
	caller_login(&c, "panel", o.ref, o.word);
	is_refused(&c);
	caller_close(&c);
	world_clock(0);
	can_log_in(h.login, WORLD_PASSWORD, true);
}

/* --- the line is lost ----------------------------------------------------- */

struct script {
	const char *answer; /* NULL: the code of the last letter */
	const char *asked;  /* what is asked next */
};

/* Plays the first n lines, then hangs up without a word. */
static void
play(struct opened *o, const struct script *s, size_t n)
{
	struct caller c;

	to_claim(&c, o->ref, o);
	for (size_t i = 0; i < n; i++)
		say(&c, s[i].answer ? s[i].answer : world_letters.code,
		    s[i].asked);
	caller_close(&c);
}

static void
test_line_lost(void **state)
{
	static const struct script script[] = {
		{ NULL, "candidate" },
		{ "", "new-login" },
		{ "", "new-password" },
		{ CHOSEN, "new-password-again" },
		{ CHOSEN, "done" },
	};
	struct house h;
	struct opened o;
	struct caller c;
	int letters;

	(void)state;
	world_house(&h);
	world_case(&h, 0, &o);
	letters = world_letters.sent;
	for (size_t n = 0; n < N(script); n++) {
		play(&o, script, n);
		is_spent(&o, HO_LIVE);
		super_admin_is(&h, h.gone);
	}
	assert_int_equal(world_letters.sent, letters + 1);
	/* lost after the last answer: done all the same, and only once */
	play(&o, script, N(script));
	is_spent(&o, HO_SPENT);
	is_gone(&h);
	can_log_in(world_address(&h, "ops"), CHOSEN, true);
	caller_login(&c, "panel", o.ref, o.word);
	is_refused(&c);
	caller_close(&c);
}

/* The choice of before is what an empty answer means, its code still good. */
static void
test_choice_kept(void **state)
{
	struct house h;
	struct opened o;
	struct caller c;
	char claim[16], candidate[16];
	int letters;

	(void)state;
	world_house(&h);
	world_case(&h, 0, &o);
	to_claim(&c, o.ref, &o);
	strcpy(claim, world_letters.code);
	say(&c, claim, "candidate");
	say(&c, world_login(&h, "ann"), "candidate-code");
	strcpy(candidate, world_letters.code);
	caller_close(&c);
	letters = world_letters.sent;
	to_claim(&c, o.ref, &o);
	say(&c, claim, "candidate");
	assert_non_null(
	    strstr(caller_field(&c, HO_T_PROMPT), world_address(&h, "ann")));
	say(&c, "", "candidate-code");
	assert_int_equal(world_letters.sent, letters);
	say(&c, candidate, "done");
	is_done(&c, world_login(&h, "ann"));
	super_admin_is(&h, h.ann);
}

/* A candidate's code proves that mailbox for that candidate only. */
static void
test_code_of_another(void **state)
{
	struct house h;
	struct opened o;
	struct caller c;
	char claim[16], anns[16];

	(void)state;
	world_house(&h);
	world_case(&h, 0, &o);
	to_claim(&c, o.ref, &o);
	strcpy(claim, world_letters.code);
	say(&c, claim, "candidate");
	say(&c, world_login(&h, "ann"), "candidate-code");
	strcpy(anns, world_letters.code);
	caller_close(&c);
	to_claim(&c, o.ref, &o);
	say(&c, claim, "candidate");
	say(&c, world_login(&h, "bob"), "candidate-code");
	if (strcmp(anns, world_letters.code) != 0)
		say(&c, anns, "candidate-code");
	if (strcmp(claim, world_letters.code) != 0)
		say(&c, claim, "candidate-code");
	caller_close(&c);
	super_admin_is(&h, h.gone);
}

/* --- what was stopped meanwhile ------------------------------------------- */

struct stop {
	enum ho_kind kind;
	int64_t id;
};

static int
stop_it(struct tx *t, void *arg)
{
	struct stop *s = arg;
	struct ho_event *ev = NULL;
	struct ho_credential cred;
	struct ho_case of_case;
	struct ho_user user;
	int rc;

	must(ho_event_begin(t->a, &ev, "test.stop", t->now) == HO_OK, "log");
	ho_event_self(ev);
	if (s->kind == HO_CREDENTIAL) {
		must(ho_store_get(t->s, s->kind, s->id, &cred) == HO_OK, "row");
		cred.state = HO_REVOKED;
		rc = ho_store_put(t->s, s->kind, &cred);
	} else if (s->kind == HO_CASE) {
		must(ho_store_get(t->s, s->kind, s->id, &of_case) == HO_OK, "");
		of_case.closed_at = t->now;
		rc = ho_store_put(t->s, s->kind, &of_case);
	} else {
		must(ho_store_get(t->s, s->kind, s->id, &user) == HO_OK, "row");
		user.state = HO_USER_DISABLED;
		rc = ho_store_put(t->s, s->kind, &user);
	}
	must(rc == HO_OK, "put");
	return ho_event_end(&ev, NULL);
}

/* Before each answer in turn, the case is stopped. */
static void
test_stopped(void **state)
{
	static const struct script script[] = {
		{ NULL, "candidate" },
		{ "", "new-login" },
		{ "", "new-password" },
		{ CHOSEN, "new-password-again" },
		{ CHOSEN, "done" },
	};
	struct house h;
	struct opened o;
	struct caller c;

	(void)state;
	world_house(&h);
	for (size_t n = 0; n < N(script); n++) {
		world_case(&h, 0, &o);
		to_claim(&c, o.ref, &o);
		for (size_t i = 0; i < n; i++)
			say(&c,
			    script[i].answer ? script[i].answer
					     : world_letters.code,
			    script[i].asked);
		must(
		    world_do(stop_it,
			&(struct stop){ HO_CREDENTIAL, o.credential }) == HO_OK,
		    "stop");
		caller_say(&c,
		    script[n].answer ? script[n].answer : world_letters.code);
		is_refused(&c);
		caller_close(&c);
	}
	super_admin_is(&h, h.gone);
}

static void
test_candidate_disabled(void **state)
{
	struct house h;
	struct opened o;
	struct caller c;

	(void)state;
	world_house(&h);
	world_case(&h, 0, &o);
	to_claim(&c, o.ref, &o);
	say(&c, world_letters.code, "candidate");
	say(&c, world_login(&h, "ann"), "candidate-code");
	must(world_do(stop_it, &(struct stop){ HO_USER, h.ann }) == HO_OK, "");
	caller_say(&c, world_letters.code);
	is_refused(&c);
	caller_close(&c);
	super_admin_is(&h, h.gone);
	is_spent(&o, HO_LIVE);
}

/* Whoever may not sign in gets no password either; a closed case is over,
 * also where its default password was forgotten. */
static void
test_reset_stopped(void **state)
{
	struct house h;
	struct opened o;
	struct caller c;

	(void)state;
	world_house(&h);
	world_case(&h, h.ann, &o);
	for (int i = 0; i < 2; i++) {
		struct stop user = { HO_USER, h.ann };
		struct stop of_case = { HO_CASE, o.of_case };

		to_claim(&c, world_login(&h, "ann"), &o);
		say(&c, world_letters.code, "new-password");
		say(&c, CHOSEN, "new-password-again");
		must(world_do(stop_it, i ? &user : &of_case) == HO_OK, "stop");
		caller_say(&c, CHOSEN);
		is_refused(&c);
		caller_close(&c);
		is_spent(&o, HO_LIVE);
		if (i == 0)
			world_case(&h, h.ann, &o);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_claim_tries),
		cmocka_unit_test(test_codes_sent),
		cmocka_unit_test(test_codes_to_many),
		cmocka_unit_test(test_time_is_up),
		cmocka_unit_test(test_expired),
		cmocka_unit_test(test_line_lost),
		cmocka_unit_test(test_choice_kept),
		cmocka_unit_test(test_code_of_another),
		cmocka_unit_test(test_stopped),
		cmocka_unit_test(test_candidate_disabled),
		cmocka_unit_test(test_reset_stopped),
	};

	return cmocka_run_group_tests(tests, open_world, close_world);
}
