/* tests/unit/case_test.c - the tables of a case: where facts lead, states, acts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/flow/case.h"
#include "lib/flow/reason.h"
#include "lib/flow/verdict.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

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
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
