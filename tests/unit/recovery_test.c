/*
 * tests/unit/recovery_test.c - from a default password to a new super-admin,
 * or to a new password.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "handoverd/codes.h"
#include "lib/base/err.h"
#include "tests/login/caller.h"
#include "tests/login/must.h"
#include "tests/login/world.h"

#define N(a)   (sizeof(a) / sizeof((a)[0]))
#define CHOSEN "correct horse battery staple"
#define RACERS 50

static void
say(struct caller *c, const char *answer, const char *then)
{
	caller_say(c, answer);
	is_asked(c, then);
}

static void
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

/* As far as the first question after the default password. */
static void
to_claim(struct caller *c, const char *name, const struct opened *o)
{
	caller_login(c, "panel", name, o->word);
	is_asked(c, "claim-code");
}

static void
is_spent(const struct opened *o, int64_t state)
{
	struct ho_credential cred;

	world_get(HO_CREDENTIAL, o->credential, &cred);
	assert_int_equal(cred.state, state);
}

static void
super_admin_is(struct house *h, int64_t user)
{
	struct ho_account a;

	world_get(HO_ACCOUNT, h->account, &a);
	assert_int_equal(a.super_admin, user);
}

/* The departed owner: disabled, and no password of theirs fits any more. */
static void
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

static void
is_done(struct caller *c, const char *login)
{
	assert_non_null(strstr(caller_field(c, HO_T_PROMPT), login));
	caller_say(c, "");
	ends(c, HO_LOGIN_REFUSED, "assigned");
	assert_string_equal(caller_field(c, HO_T_LOGIN), login);
	assert_string_equal(caller_field(c, HO_T_USER), "");
	caller_close(c);
}

/* --- the three ways ---------------------------------------------------------------- */

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
	assert_string_equal(caller_field(&c, HO_T_REF), o.ref);
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

/* --- who may not be named ------------------------------------------------------------ */

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
	assert_non_null(strstr(c.text, "taken"));
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
	assert_int_equal(c.infos, 0);
	caller_close(&c);
}

/* --- codes ------------------------------------------------------------------------------ */

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
	for (int i = 0; i < 5; i++)
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
	world_clock(CODE_EVERY + 2);
	say(&c, "", "claim-code");
	assert_int_equal(world_letters.sent, letters + 2);
	if (strcmp(old, world_letters.code) != 0)
		say(&c, old, "claim-code");
	world_clock(CODE_EVERY + CODE_LIFE + 5);
	say(&c, world_letters.code, "claim-code"); /* expired: a new one */
	assert_int_equal(world_letters.sent, letters + 3);
	say(&c, world_letters.code, "candidate");
	caller_close(&c);
	world_clock(0);
}

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

/* --- the line is lost --------------------------------------------------------------------- */

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

/* --- law 4 -------------------------------------------------------------------------------- */

static void
test_race(void **state)
{
	static struct caller c[RACERS];
	struct house h;
	struct opened o;
	int completed = world_completed, done = 0;

	(void)state;
	world_house(&h);
	world_case(&h, 0, &o);
	for (int i = 0; i < RACERS; i++) {
		to_claim(&c[i], o.ref, &o);
		say(&c[i], world_letters.code, "candidate");
		say(&c[i], "", "new-login");
		say(&c[i], "", "new-password");
		say(&c[i], CHOSEN, "new-password-again");
	}
	for (int i = 0; i < RACERS; i++)
		caller_say(&c[i], CHOSEN);
	for (int i = 0; i < RACERS; i++) {
		must(caller_hear(&c[i]), "an answer");
		if (c[i].v.type == HO_M_LOGIN_ASK)
			done++;
		else
			assert_string_equal(
			    caller_field(&c[i], HO_T_RESULT), "refused");
		caller_close(&c[i]);
	}
	assert_int_equal(done, 1);
	assert_int_equal(world_completed, completed + 1);
	is_spent(&o, HO_SPENT);
}

static void
test_race_of_resets(void **state)
{
	static struct caller c[RACERS];
	struct house h;
	struct opened o;
	int done = 0;

	(void)state;
	world_house(&h);
	world_case(&h, h.ann, &o);
	world_login(&h, "ann");
	for (int i = 0; i < RACERS; i++) {
		to_claim(&c[i], h.login, &o);
		say(&c[i], world_letters.code, "new-password");
		say(&c[i], CHOSEN, "new-password-again");
	}
	for (int i = 0; i < RACERS; i++)
		caller_say(&c[i], CHOSEN);
	for (int i = 0; i < RACERS; i++) {
		must(caller_hear(&c[i]), "an answer");
		done += strcmp(caller_field(&c[i], HO_T_RESULT), "reset") == 0;
		caller_close(&c[i]);
	}
	assert_int_equal(done, 1);
}

/* --- what was stopped meanwhile -------------------------------------------------------------- */

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

static int
open_world(void **state)
{
	(void)state;
	world_open();
	return 0;
}

static int
close_world(void **state)
{
	(void)state;
	world_close();
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_contact_becomes_it),
		cmocka_unit_test(test_user_keeps_password),
		cmocka_unit_test(test_user_without_password),
		cmocka_unit_test(test_reset),
		cmocka_unit_test(test_candidates_refused),
		cmocka_unit_test(test_login_refused),
		cmocka_unit_test(test_password_rules),
		cmocka_unit_test(test_silent),
		cmocka_unit_test(test_claim_tries),
		cmocka_unit_test(test_codes_sent),
		cmocka_unit_test(test_expired),
		cmocka_unit_test(test_line_lost),
		cmocka_unit_test(test_choice_kept),
		cmocka_unit_test(test_code_of_another),
		cmocka_unit_test(test_race),
		cmocka_unit_test(test_race_of_resets),
		cmocka_unit_test(test_stopped),
		cmocka_unit_test(test_candidate_disabled),
		cmocka_unit_test(test_reset_stopped),
	};

	return cmocka_run_group_tests(tests, open_world, close_world);
}
