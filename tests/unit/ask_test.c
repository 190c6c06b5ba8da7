/* tests/unit/ask_test.c - who may ask for what, where the answer goes, who is told;
 * and a sentence for each reason. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/flow/ask.h"
#include "lib/flow/case.h"
#include "lib/flow/reason.h"
#include "lib/flow/verdict.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

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
		cmocka_unit_test(the_table_of_who_may_ask),
		cmocka_unit_test(where_the_answer_goes),
		cmocka_unit_test(who_is_told),
		cmocka_unit_test(every_reason_has_a_sentence),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
