/*
 * tests/unit/case_test.c - the tables of a case: states, acts, who may ask,
 * reasons.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "lib/flow/ask.h"
#include "lib/flow/case.h"
#include "lib/flow/reason.h"
#include "lib/flow/verdict.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* --- where facts lead ----------------------------------------------------- */

static const struct {
	const char *what;
	unsigned facts;
	enum ho_case_state to;
} ways[] = {
	{ "nothing known", 0, HO_AT_REFUSED },
	{ "accepted", HO_IF_ACCEPT, HO_AT_READY },
	{ "to be confirmed", HO_IF_CONFIRM, HO_AT_CONFIRM },
	{ "confirmed", HO_IF_CONFIRM | HO_IF_CONFIRMED, HO_AT_READY },
	{ "a word without a letter to confirm", HO_IF_CONFIRMED,
	    HO_AT_REFUSED },
	{ "unclear", HO_IF_UNCLEAR, HO_AT_UNCLEAR },
	{ "unclear, though confirmed", HO_IF_UNCLEAR | HO_IF_CONFIRMED,
	    HO_AT_UNCLEAR },
	{ "a stranger", HO_IF_STRANGER, HO_AT_PROOF },
	{ "a stranger with approval", HO_IF_STRANGER | HO_IF_APPROVED,
	    HO_AT_PROOF },
	{ "accepted, needs approval", HO_IF_ACCEPT | HO_IF_APPROVAL,
	    HO_AT_APPROVAL },
	{ "approved", HO_IF_ACCEPT | HO_IF_APPROVAL | HO_IF_APPROVED,
	    HO_AT_READY },
	{ "approved, not confirmed",
	    HO_IF_CONFIRM | HO_IF_APPROVAL | HO_IF_APPROVED, HO_AT_CONFIRM },
	{ "approval alone", HO_IF_APPROVAL | HO_IF_APPROVED, HO_AT_REFUSED },
	{ "nobody else there", HO_IF_ACCEPT | HO_IF_APPROVAL | HO_IF_ALONE,
	    HO_AT_HOLD },
	{ "held long enough",
	    HO_IF_ACCEPT | HO_IF_APPROVAL | HO_IF_ALONE | HO_IF_HELD,
	    HO_AT_READY },
	{ "held, but there is somebody else",
	    HO_IF_ACCEPT | HO_IF_APPROVAL | HO_IF_HELD, HO_AT_APPROVAL },
	{ "confirmed, nobody else",
	    HO_IF_CONFIRM | HO_IF_CONFIRMED | HO_IF_APPROVAL | HO_IF_ALONE,
	    HO_AT_HOLD },
	{ "no ticket yet", HO_IF_ACCEPT | HO_IF_NO_TICKET, HO_AT_TICKET },
	{ "confirmed, no ticket yet",
	    HO_IF_CONFIRM | HO_IF_CONFIRMED | HO_IF_NO_TICKET, HO_AT_TICKET },
	{ "no ticket yet, not approved",
	    HO_IF_ACCEPT | HO_IF_NO_TICKET | HO_IF_APPROVAL, HO_AT_APPROVAL },
	{ "no ticket, nothing known", HO_IF_NO_TICKET, HO_AT_REFUSED },
	{ "held by policy", HO_IF_ACCEPT | HO_IF_HOLD, HO_AT_HOLD },
	{ "held by policy, not confirmed", HO_IF_CONFIRM | HO_IF_HOLD,
	    HO_AT_CONFIRM },
	{ "held by policy, not approved",
	    HO_IF_ACCEPT | HO_IF_HOLD | HO_IF_APPROVAL, HO_AT_APPROVAL },
	{ "approved, held by policy",
	    HO_IF_ACCEPT | HO_IF_HOLD | HO_IF_APPROVAL | HO_IF_APPROVED,
	    HO_AT_HOLD },
	{ "no second contact", HO_IF_ACCEPT | HO_IF_NO_LEG, HO_AT_LEG },
	{ "no second contact, held", HO_IF_ACCEPT | HO_IF_NO_LEG | HO_IF_HOLD,
	    HO_AT_HOLD },
	{ "no second contact, no ticket",
	    HO_IF_ACCEPT | HO_IF_NO_LEG | HO_IF_NO_TICKET, HO_AT_LEG },
	{ "no second contact, nothing known", HO_IF_NO_LEG, HO_AT_REFUSED },
	{ "address, nothing came back", HO_IF_CONTACT | HO_IF_CONFIRM,
	    HO_AT_CONFIRM },
	{ "address, not approved",
	    HO_IF_CONTACT | HO_IF_CONFIRM | HO_IF_CONFIRMED | HO_IF_APPROVAL,
	    HO_AT_APPROVAL },
	{ "address, held, not approved",
	    HO_IF_CONTACT | HO_IF_CONFIRM | HO_IF_CONFIRMED | HO_IF_APPROVAL |
		HO_IF_HELD,
	    HO_AT_APPROVAL },
	{ "address cools down when approved",
	    HO_IF_CONTACT | HO_IF_CONFIRM | HO_IF_CONFIRMED | HO_IF_APPROVAL |
		HO_IF_APPROVED,
	    HO_AT_HOLD },
	{ "address, nobody else",
	    HO_IF_CONTACT | HO_IF_CONFIRM | HO_IF_CONFIRMED | HO_IF_APPROVAL |
		HO_IF_ALONE,
	    HO_AT_HOLD },
	{ "address, cooled down",
	    HO_IF_CONTACT | HO_IF_CONFIRM | HO_IF_CONFIRMED | HO_IF_APPROVAL |
		HO_IF_APPROVED | HO_IF_HELD,
	    HO_AT_WATCHED },
	{ "address without evidence", HO_IF_CONTACT | HO_IF_HELD,
	    HO_AT_REFUSED },
};

static void
facts_lead(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(ways); i++)
		if (ho_case_next(ways[i].facts) != ways[i].to)
			fail_msg("%s leads to %s", ways[i].what,
			    ho_case_word((int64_t)ho_case_next(ways[i].facts)));
}

/* Whatever is known: ready only with a letter accepted or confirmed, and with
 * the approval that is asked for. */
static void
ready_is_earned(void **state)
{
	(void)state;
	for (unsigned f = 0; f < 0x2000; f++) {
		bool proven = (f & HO_IF_ACCEPT) != 0 ||
		    ((f & HO_IF_CONFIRM) != 0 && (f & HO_IF_CONFIRMED) != 0);
		bool seconded = (f & HO_IF_APPROVAL) == 0 ||
		    (f & HO_IF_APPROVED) != 0 ||
		    ((f & HO_IF_ALONE) != 0 && (f & HO_IF_HELD) != 0);

		if (ho_case_next(f) == HO_AT_READY)
			assert_true(proven && seconded &&
			    (f &
				(HO_IF_CONTACT | HO_IF_NO_TICKET | HO_IF_HOLD |
				    HO_IF_NO_LEG)) == 0);
		if (ho_case_next(f) == HO_AT_WATCHED)
			assert_true(proven && seconded &&
			    (f & HO_IF_CONTACT) != 0 && (f & HO_IF_HELD) != 0);
		assert_int_not_equal(ho_case_next(f), HO_AT_ISSUED);
		assert_int_not_equal(ho_case_next(f), HO_AT_DONE);
	}
}

/* --- states and acts ------------------------------------------------------ */

static void
states_have_words(void **state)
{
	(void)state;
	for (int64_t s = 0; s < HO_AT_STATES; s++) {
		assert_non_null(ho_case_word(s));
		assert_non_null(ho_case_owed(s));
		for (int64_t o = 0; o < s; o++)
			assert_string_not_equal(
			    ho_case_word(s), ho_case_word(o));
	}
	assert_string_equal(ho_case_word(-1), "refused");
	assert_string_equal(ho_case_word(HO_AT_STATES), "refused");
	assert_false(ho_case_is_open(0));
	assert_false(ho_case_is_open(-1));
	assert_false(ho_case_is_open(HO_AT_STATES));
}

static void
acts_have_places(void **state)
{
	static const struct {
		enum ho_case_act act;
		const char *at; /* one letter a state, in order */
	} rows[] = {
		{ HO_ACT_CONFIRM, "..x............" },
		{ HO_ACT_APPROVE, "....xx........." },
		{ HO_ACT_ISSUE, "......xx......." },
		{ HO_ACT_REFUSE, ".xxxxxxx....xx." },
		{ HO_ACT_FREEZE, ".xxxxxxx...xxx." },
		{ HO_ACT_REVOKE, ".......x......." },
		{ HO_ACT_COMPLETE, ".......x......." },
		{ HO_ACT_REVERT, "........x......" },
	};

	(void)state;
	assert_int_equal(COUNT(rows), HO_ACTS - 1);
	for (size_t i = 0; i < COUNT(rows); i++)
		for (int64_t s = 0; s < HO_AT_STATES; s++)
			assert_int_equal(
			    ho_case_may(s, rows[i].act), rows[i].at[s] == 'x');
	assert_false(ho_case_may(-1, HO_ACT_ISSUE));
	assert_false(ho_case_may(HO_AT_STATES, HO_ACT_ISSUE));
	assert_false(ho_case_may(HO_AT_READY, 0));
	assert_false(ho_case_may(HO_AT_READY, HO_ACTS));
}

/* Whoever is open waits for somebody, and its time comes; what has ended stays
 * where it is. */
static void
time_comes(void **state)
{
	static const char *const debtors[] = { "support", "manager", "approver",
		"client", "dns", "ticket-system", "nobody" };

	(void)state;
	for (int64_t s = 0; s < HO_AT_STATES; s++) {
		const struct ho_case_over *over = ho_case_over(s);
		bool is_known = false;

		for (size_t i = 0; i < COUNT(debtors); i++)
			is_known = is_known ||
			    strcmp(debtors[i], ho_case_debtor(s)) == 0;
		assert_true(is_known);
		if (!ho_case_is_open(s)) {
			assert_int_equal(over->to, s);
			assert_string_equal(ho_case_debtor(s), "nobody");
			assert_null(ho_case_again(s));
			continue;
		}
		assert_int_not_equal(over->to, s);
		if (over->reason != NULL)
			assert_string_equal(
			    ho_why(over->reason).word, over->reason);
		/* time alone issues nothing */
		assert_int_not_equal(over->to, HO_AT_ISSUED);
	}
}

/* The tables that are drawn are those that decide. */
static void
what_is_drawn_decides(void **state)
{
	const struct ho_case_rule *rule;
	size_t bits = 0;

	(void)state;
	while (ho_case_fact_word(bits) != NULL)
		bits++;
	for (unsigned f = 0; f < 1u << bits; f++) {
		enum ho_case_state to = HO_AT_REFUSED;

		for (size_t i = 0; (rule = ho_case_rule_at(i)) != NULL; i++)
			if ((f & rule->care) == rule->want) {
				to = rule->then;
				break;
			}
		assert_int_equal(ho_case_next(f), to);
	}
	for (size_t i = 0; (rule = ho_case_rule_at(i)) != NULL; i++)
		assert_int_equal((rule->care | rule->want) >> bits, 0);
	assert_null(ho_case_doing(0));
	assert_null(ho_case_doing(HO_ACTS));
	for (int a = 1; a < HO_ACTS; a++)
		for (int64_t s = 0; s < HO_AT_STATES; s++)
			assert_int_equal(ho_case_may(s, (enum ho_case_act)a),
			    ho_case_doing((enum ho_case_act)a)->at >> s & 1);
}

/* A forged letter that waits never stands before a signed one. */
static void
firmer_ground_wins(void **state)
{
	(void)state;
	assert_true(ho_case_gives_way(HO_AT_CONFIRM, HO_AT_READY));
	assert_true(ho_case_gives_way(HO_AT_PROOF, HO_AT_READY));
	assert_true(ho_case_gives_way(HO_AT_UNCLEAR, HO_AT_CONFIRM));
	assert_true(ho_case_gives_way(HO_AT_PROOF, HO_AT_CONFIRM));
	assert_false(ho_case_gives_way(HO_AT_CONFIRM, HO_AT_CONFIRM));
	assert_false(ho_case_gives_way(HO_AT_READY, HO_AT_READY));
	assert_false(ho_case_gives_way(HO_AT_ISSUED, HO_AT_READY));
	assert_false(ho_case_gives_way(HO_AT_APPROVAL, HO_AT_READY));
	assert_false(ho_case_gives_way(HO_AT_CONFIRM, HO_AT_PROOF));
	assert_false(ho_case_gives_way(HO_AT_DONE, HO_AT_READY));
	assert_false(ho_case_gives_way(HO_AT_REFUSED, HO_AT_READY));
}

static void
judged_again_later(void **state)
{
	(void)state;
	assert_int_equal(ho_case_again_in(0), 60);
	assert_int_equal(ho_case_again_in(1), 60);
	assert_int_equal(ho_case_again_in(2), 300);
	assert_int_equal(ho_case_again_in(3), 900);
	assert_int_equal(ho_case_again_in(4), 3600);
	assert_int_equal(ho_case_again_in(INT64_MAX), 3600);
	assert_int_equal(ho_case_again_in(INT64_MIN), 60);
}

/* --- who may ask ---------------------------------------------------------- */

static const struct ho_whose contact = { 0 };
static const struct ho_whose self = { .is_users = true, .is_self = true };
static const struct ho_whose super = {
	.is_users = true, .is_super = true, .is_admin = true
};
static const struct ho_whose admin = { .is_users = true, .is_admin = true };
static const struct ho_whose user = { .is_users = true };

static void
the_table_of_who_may_ask(void **state)
{
	static const struct {
		const struct ho_whose *whose;
		enum ho_who who;
		const char *owner; /* about user, admin, super-admin */
		const char *reset;
		const char *seats;
		const char *one; /* authenticator, unlock: as a reset */
		const char *rename;
	} rows[] = {
		{ &contact, HO_WHO_CONTACT, "..x", "xxx", "xxx", "xxx", "..." },
		{ &self, HO_WHO_SELF, "...", "xxx", "...", "xxx", "xxx" },
		{ &super, HO_WHO_SUPER, "...", "xxx", "xxx", "xxx", "..." },
		{ &admin, HO_WHO_ADMIN, "...", "xx.", "xxx", "xx.", "..." },
		{ &user, HO_WHO_USER, "...", "...", "...", "...", "..." },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct ho_whose gone = *rows[i].whose;

		assert_int_equal(ho_who_is(rows[i].whose), rows[i].who);
		for (unsigned a = 0; a < HO_ABOUT_COUNT; a++) {
			assert_int_equal(ho_may_ask(HO_ASK_OWNER, rows[i].whose,
					     (enum ho_about)a),
			    rows[i].owner[a] == 'x');
			assert_int_equal(ho_may_ask(HO_ASK_RESET, rows[i].whose,
					     (enum ho_about)a),
			    rows[i].reset[a] == 'x');
			assert_int_equal(ho_may_ask(HO_ASK_SEATS, rows[i].whose,
					     (enum ho_about)a),
			    rows[i].seats[a] == 'x');
			assert_int_equal(ho_may_ask(HO_ASK_RENAME,
					     rows[i].whose, (enum ho_about)a),
			    rows[i].rename[a] == 'x');
			assert_int_equal(ho_may_ask(HO_ASK_FACTOR,
					     rows[i].whose, (enum ho_about)a),
			    rows[i].one[a] == 'x');
			assert_int_equal(ho_may_ask(HO_ASK_UNLOCK,
					     rows[i].whose, (enum ho_about)a),
			    rows[i].one[a] == 'x');
			assert_false(ho_may_ask(
			    HO_ASK_CONTACT, rows[i].whose, (enum ho_about)a));
			gone.is_disabled = true;
			assert_false(
			    ho_may_ask(HO_ASK_RESET, &gone, (enum ho_about)a));
			assert_false(
			    ho_may_ask(HO_ASK_OWNER, &gone, (enum ho_about)a));
			assert_false(
			    ho_may_ask(HO_ASK_RENAME, &gone, (enum ho_about)a));
			assert_false(
			    ho_may_ask(HO_ASK_FACTOR, &gone, (enum ho_about)a));
			assert_false(
			    ho_may_ask(HO_ASK_UNLOCK, &gone, (enum ho_about)a));
		}
		assert_false(
		    ho_may_ask(HO_ASK_RESET, rows[i].whose, HO_ABOUT_COUNT));
		assert_false(ho_may_ask(0, rows[i].whose, HO_ABOUT_USER));
	}
}

static void
where_the_answer_goes(void **state)
{
	(void)state;
	assert_int_equal(ho_answer_goes(HO_ASK_OWNER, HO_WHO_CONTACT, true),
	    HO_ANSWER_ASKER);
	assert_int_equal(
	    ho_answer_goes(HO_ASK_RESET, HO_WHO_SELF, true), HO_ANSWER_ASKER);
	assert_int_equal(
	    ho_answer_goes(HO_ASK_RESET, HO_WHO_CONTACT, true), HO_ANSWER_USER);
	assert_int_equal(
	    ho_answer_goes(HO_ASK_RESET, HO_WHO_ADMIN, true), HO_ANSWER_USER);
	assert_int_equal(
	    ho_answer_goes(HO_ASK_RESET, HO_WHO_SUPER, false), HO_ANSWER_ASKER);
	assert_int_equal(
	    ho_answer_goes(HO_ASK_OWNER, HO_WHO_ADMIN, true), HO_ANSWER_NOBODY);
	assert_int_equal(
	    ho_answer_goes(HO_ASK_RESET, HO_WHO_USER, true), HO_ANSWER_NOBODY);
	assert_int_equal(
	    ho_answer_goes(HO_ASK_SEATS, HO_WHO_ADMIN, true), HO_ANSWER_ASKER);
	/* on the thread, whether the user has an address or not */
	assert_int_equal(ho_answer_goes(HO_ASK_FACTOR, HO_WHO_CONTACT, true),
	    HO_ANSWER_ASKER);
	assert_int_equal(
	    ho_answer_goes(HO_ASK_UNLOCK, HO_WHO_SELF, true), HO_ANSWER_ASKER);
	assert_int_equal(
	    ho_answer_goes(HO_ASK_UNLOCK, HO_WHO_USER, true), HO_ANSWER_NOBODY);
	assert_int_equal(
	    ho_answer_goes(HO_ASK_RENAME, HO_WHO_SELF, true), HO_ANSWER_ASKER);
	assert_int_equal(ho_answer_goes(HO_ASK_RENAME, HO_WHO_CONTACT, true),
	    HO_ANSWER_NOBODY);
	assert_int_equal(
	    ho_answer_goes(0, HO_WHO_CONTACT, true), HO_ANSWER_NOBODY);
}

static void
who_is_told(void **state)
{
	(void)state;
	assert_true(ho_is_told(HO_ASK_OWNER, HO_WHO_CONTACT));
	assert_true(ho_is_told(HO_ASK_OWNER, HO_WHO_SELF));
	assert_true(ho_is_told(HO_ASK_OWNER, HO_WHO_SUPER));
	assert_true(ho_is_told(HO_ASK_OWNER, HO_WHO_ADMIN));
	assert_false(ho_is_told(HO_ASK_OWNER, HO_WHO_USER));
	assert_true(ho_is_told(HO_ASK_RESET, HO_WHO_SELF));
	assert_false(ho_is_told(HO_ASK_RESET, HO_WHO_CONTACT));
	assert_false(ho_is_told(HO_ASK_RESET, HO_WHO_NOBODY));
	for (int who = HO_WHO_CONTACT; who < HO_WHO_COUNT; who++)
		assert_true(ho_is_told(HO_ASK_CONTACT, (enum ho_who)who));
	assert_true(ho_is_told(HO_ASK_SEATS, HO_WHO_SUPER));
	assert_false(ho_is_told(HO_ASK_SEATS, HO_WHO_USER));
	for (int who = HO_WHO_CONTACT; who < HO_WHO_USER; who++)
		assert_true(ho_is_told(HO_ASK_RENAME, (enum ho_who)who));
	assert_false(ho_is_told(HO_ASK_RENAME, HO_WHO_USER));
	assert_true(ho_is_told(HO_ASK_FACTOR, HO_WHO_SELF));
	assert_true(ho_is_told(HO_ASK_UNLOCK, HO_WHO_SELF));
	assert_false(ho_is_told(HO_ASK_FACTOR, HO_WHO_CONTACT));
	assert_false(ho_is_told(HO_ASK_UNLOCK, HO_WHO_ADMIN));
}

/* --- reasons -------------------------------------------------------------- */

static void
every_reason_has_a_sentence(void **state)
{
	const struct ho_reason *r;

	(void)state;
	for (size_t i = 0; ho_why_at(i).word != NULL; i++) {
		struct ho_why w = ho_why_at(i);

		assert_true(strlen(w.word) < 32); /* rows.h keeps 32 */
		assert_true(strlen(w.text) > 0);
		assert_string_equal(ho_why(w.word).text, w.text);
		for (size_t j = 0; j < i; j++)
			assert_string_not_equal(w.word, ho_why_at(j).word);
	}
	for (size_t i = 0; (r = ho_reason_at(i)) != NULL; i++) {
		assert_true(strlen(r->word) < 32);
		assert_string_equal(ho_why(r->word).word, r->word);
		/* whatever refuses a letter can be told to a client */
		if (r->verdict == HO_MAIL_REFUSE)
			assert_non_null(ho_why(r->word).paste);
	}
	assert_non_null(ho_why("no such word").text);
	assert_null(ho_why("no such word").paste);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(facts_lead),
		cmocka_unit_test(ready_is_earned),
		cmocka_unit_test(states_have_words),
		cmocka_unit_test(acts_have_places),
		cmocka_unit_test(time_comes),
		cmocka_unit_test(what_is_drawn_decides),
		cmocka_unit_test(firmer_ground_wins),
		cmocka_unit_test(judged_again_later),
		cmocka_unit_test(the_table_of_who_may_ask),
		cmocka_unit_test(where_the_answer_goes),
		cmocka_unit_test(who_is_told),
		cmocka_unit_test(every_reason_has_a_sentence),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
