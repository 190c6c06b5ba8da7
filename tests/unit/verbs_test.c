/* tests/unit/verbs_test.c - is the verb table sound, and do values fit it? */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/base/err.h"
#include "lib/store/rows.h"
#include "lib/wire/proto.h"
#include "lib/wire/verbs.h"

static void
names_lead_to_one_row(void **state)
{
	const struct ho_verb *v;
	char name[HO_VERB_NAME];

	(void)state;
	for (size_t i = 0; (v = ho_verb_at(i)) != NULL; i++) {
		ho_verb_name(v, name);
		assert_ptr_equal(ho_verb_named(name), v);
		assert_ptr_equal(ho_verb_get(v->noun, v->verb), v);
		assert_true(strlen(name) < HO_VERB_NAME - 1);
	}
	assert_null(ho_verb_named("account"));
	assert_null(ho_verb_named("account  add"));
	assert_null(ho_verb_named(""));
	assert_null(ho_verb_get("reset", "x"));
	assert_ptr_equal(ho_verb_get("reset", ""), ho_verb_named("reset"));
}

/* What a row must not lack, or must not say at once. */
static void
every_row_is_sound(void **state)
{
	const struct ho_verb *v;

	(void)state;
	for (size_t i = 0; (v = ho_verb_at(i)) != NULL; i++) {
		const struct ho_opt *mail = ho_verb_opt(v, "mail");

		assert_non_null(v->help);
		assert_true(strlen(v->help) < 60);
		if (v->flags & HO_V_LOCAL)
			assert_int_equal(v->roles, 0);
		else
			assert_true(v->roles != 0 &&
			    (v->roles & ~(int64_t)HO_STAFF_ALL) == 0);
		if (v->flags & (HO_V_JUDGE | HO_V_DRAW))
			assert_non_null(mail);
		if (mail != NULL)
			assert_int_equal(mail->type, HO_OPT_FILE);
		/* whoever changes something can be found in the log by it */
		if (v->event != NULL)
			assert_null(strchr(v->event, ' '));
	}
}

static void
every_option_is_sound(void **state)
{
	const struct ho_verb *v;

	(void)state;
	for (size_t i = 0; (v = ho_verb_at(i)) != NULL; i++) {
		const struct ho_opt *o = v->opt;

		for (; o != NULL && o->name != NULL; o++) {
			assert_ptr_equal(ho_verb_opt(v, o->name), o);
			assert_string_not_equal(o->name, "subject");
			assert_string_not_equal(o->name, "json");
			assert_string_not_equal(o->name, "socket");
			assert_string_not_equal(o->name, "help");
			assert_non_null(o->help);
			assert_true(
			    (o->type == HO_OPT_FLAG) == (o->what == NULL));
			assert_true(o->type == HO_OPT_FLAG || o->min <= o->max);
			assert_false(o->required && o->type == HO_OPT_FLAG);
			assert_true(o->max <= (int64_t)HO_LETTER_MAX ||
			    o->type == HO_OPT_NUMBER);
		}
	}
}

/* Its event is that somebody read. */
static bool
is_reading(const struct ho_verb *v)
{
	return v == ho_verb_named("case show") ||
	    v == ho_verb_named("inbox show") ||
	    v == ho_verb_named("account export");
}

/* Nobody but an admin changes the staff; who watches reads everything, and
 * changes nothing. */
static void
roles_are_what_they_should_be(void **state)
{
	const struct ho_verb *v;

	(void)state;
	assert_int_equal(ho_verb_named("staff add")->roles, HO_STAFF_ADMIN);
	assert_int_equal(ho_verb_named("staff remove")->roles, HO_STAFF_ADMIN);
	assert_int_equal(
	    ho_verb_named("case approve")->roles, HO_STAFF_APPROVER);
	assert_int_equal(ho_verb_named("case open")->roles, HO_STAFF_SUPPORT);
	assert_int_equal(ho_verb_named("reset")->roles, HO_STAFF_SUPPORT);
	assert_int_equal(ho_verb_named("case issue")->roles, HO_STAFF_SUPPORT);
	assert_int_equal(ho_verb_named("contact add")->roles, HO_STAFF_MANAGER);
	assert_int_equal(
	    ho_verb_named("account seats")->roles, HO_STAFF_MANAGER);
	for (size_t i = 0; (v = ho_verb_at(i)) != NULL; i++)
		if (v->event != NULL && !is_reading(v))
			assert_false(v->roles & HO_STAFF_AUDITOR);
		else if (is_reading(v))
			assert_true(v->roles & HO_STAFF_AUDITOR);
}

static void
texts(void **state)
{
	static const struct ho_opt line = { "x", HO_OPT_TEXT, "X", false, 1, 8,
		"" };
	static const struct ho_opt lines = { "x", HO_OPT_LINES, "X", false, 1,
		8, "" };
	static const struct {
		const char *text;
		int one, many;
	} rows[] = {
		{ "a", HO_OK, HO_OK }, { "12345678", HO_OK, HO_OK },
		{ "", HO_E_INPUT, HO_E_INPUT },
		{ "123456789", HO_E_INPUT, HO_E_INPUT },
		{ "\xc3\xbc", HO_OK, HO_OK },
		{ "\xc3", HO_E_INPUT, HO_E_INPUT },
		{ "\xc0\x80", HO_E_INPUT, HO_E_INPUT },
		{ "a\nb", HO_E_INPUT, HO_OK }, { "a\tb", HO_E_INPUT, HO_OK },
		{ "a\rb", HO_E_INPUT, HO_E_INPUT },
		{ "\x1b[2J", HO_E_INPUT, HO_E_INPUT },
		{ "\x7f", HO_E_INPUT, HO_E_INPUT },
		{ "\xc2\x85", HO_E_INPUT, HO_E_INPUT },     /* C1 NEL */
		{ "\xe2\x80\xa8", HO_E_INPUT, HO_E_INPUT }, /* U+2028 */
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_equal(
		    ho_opt_text(&line, rows[i].text, NULL), rows[i].one);
		assert_int_equal(
		    ho_opt_text(&lines, rows[i].text, NULL), rows[i].many);
	}
}

static void
numbers(void **state)
{
	const struct ho_opt *seats =
	    ho_verb_opt(ho_verb_named("account add"), "seats");
	struct ho_buf why = HO_BUF_INIT;

	(void)state;
	assert_int_equal(ho_opt_number(seats, 1, &why), HO_OK);
	assert_int_equal(ho_opt_number(seats, 1000000, &why), HO_OK);
	assert_int_equal(why.len, 0);
	assert_int_equal(ho_opt_number(seats, 0, &why), HO_E_INPUT);
	assert_string_equal(ho_buf_text(&why), "must be 1 to 1000000");
	assert_int_equal(ho_opt_number(seats, 1000001, NULL), HO_E_INPUT);
	assert_int_equal(ho_opt_number(seats, INT64_MIN, NULL), HO_E_INPUT);
	ho_buf_free(&why);
}

static void
role_names(void **state)
{
	struct ho_buf out = HO_BUF_INIT;
	int64_t roles;

	(void)state;
	assert_int_equal(ho_roles_parse("support,admin", &roles), HO_OK);
	assert_int_equal(roles, HO_STAFF_SUPPORT | HO_STAFF_ADMIN);
	ho_roles_format(roles, &out);
	assert_string_equal(ho_buf_text(&out), "support,admin");
	ho_buf_clear(&out);
	ho_roles_format(HO_STAFF_ALL, &out);
	assert_int_equal(ho_roles_parse(ho_buf_text(&out), &roles), HO_OK);
	assert_int_equal(roles, HO_STAFF_ALL);
	ho_buf_free(&out);
	for (const char *const *bad =
		 (const char *const[]){ "", ",", "support,", ",support",
		     "supporter", "suppor", "Support", "support admin", NULL };
	     *bad != NULL; bad++) {
		assert_int_equal(ho_roles_parse(*bad, &roles), HO_E_INPUT);
		assert_int_equal(roles, 0);
	}
}

static void
usage(void **state)
{
	struct ho_buf out = HO_BUF_INIT;

	(void)state;
	ho_verb_usage(ho_verb_named("case confirm"), &out);
	assert_string_equal(ho_buf_text(&out), "[REF] --mail FILE");
	ho_buf_clear(&out);
	ho_verb_usage(ho_verb_named("contact add"), &out);
	assert_string_equal(ho_buf_text(&out),
	    "CODE --address ADDR [--proof FILE] [--kind KIND] [--reason TEXT]");
	ho_buf_clear(&out);
	ho_verb_usage(ho_verb_named("case list"), &out);
	assert_string_equal(
	    ho_buf_text(&out), "[--account CODE] [--mine] [--owed] [--all]");
	ho_buf_free(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_lead_to_one_row),
		cmocka_unit_test(every_row_is_sound),
		cmocka_unit_test(every_option_is_sound),
		cmocka_unit_test(roles_are_what_they_should_be),
		cmocka_unit_test(texts),
		cmocka_unit_test(numbers),
		cmocka_unit_test(role_names),
		cmocka_unit_test(usage),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
