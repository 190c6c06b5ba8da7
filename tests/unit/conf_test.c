/* tests/unit/conf_test.c - the configuration: lines, services, and what is not said. */
#include "lib/base/log.h"
#include "tests/unit/confs.h"

static void
defaults_are_those_of_the_design(void **state)
{
	struct ho_conf c;

	(void)state;
	assert_int_equal(parse(&c, BASE, NULL), HO_OK);
	assert_string_equal(c.store, "/var/lib/handover/store.db");
	assert_string_equal(c.login_socket, "/run/handover/login.sock");
	assert_string_equal(c.libexec_dir, "/usr/libexec/handover");
	assert_string_equal(c.mail_domain, "desk.example");
	assert_string_equal(c.clock, "system");
	assert_string_equal(c.resolver, "system");
	assert_string_equal(c.records, "");
	assert_int_equal(c.login_uids.n, 1);
	assert_int_equal(c.login_uids.uid[0], 0);
	assert_int_equal(c.approval, HO_APPROVAL_NEVER);
	assert_int_equal(c.unsigned_mail, HO_UNSIGNED_CONFIRM);
	assert_int_equal(c.claim, HO_CLAIM_CONTACT);
	assert_int_equal(c.default_password_life_ms, 86400000);
	assert_int_equal(c.confirm_wait_ms, 3 * 86400000);
	assert_int_equal(c.failure_grid_ms, 250);
	assert_int_equal(c.hash_cost, 5);
	assert_int_equal(c.locked_memory, HO_MEMORY_REQUIRE);
	assert_int_equal(c.log_level, HO_LOG_INFO);
	assert_int_equal(c.smtp_tls, HO_TLS_REQUIRED);
	assert_int_equal(
	    ho_conf_service(&c, "panel").forced_step, HO_FORCED_STEP_NO);
	ho_conf_free(&c);
	ho_conf_free(&c);
}

static void
errors_name_the_line(void **state)
{
	struct ho_buf error = HO_BUF_INIT;
	struct ho_conf c;

	(void)state;
	assert_int_equal(
	    parse(&c, "# one\n\n" BASE "oops = 1", &error), HO_E_INPUT);
	assert_string_equal(
	    ho_buf_text(&error), "test.conf:5: oops: unknown key");
	ho_conf_free(&c);
	ho_buf_clear(&error);
	assert_int_equal(
	    parse(&c, "sign-in-url = https://p/\n", &error), HO_E_INPUT);
	assert_string_equal(ho_buf_text(&error),
	    "test.conf: desk-address: must be set; there is no default");
	ho_conf_free(&c);
	ho_buf_clear(&error);
	assert_int_equal(parse(&c, "\x1b[2J = 1\n", &error), HO_E_INPUT);
	assert_null(strchr(ho_buf_text(&error), '\x1b'));
	ho_conf_free(&c);
	ho_buf_free(&error);
}

static void
lines_and_services_have_limits(void **state)
{
	struct ho_buf text = HO_BUF_INIT, error = HO_BUF_INIT;
	struct ho_conf c;

	(void)state;
	ho_buf_str(&text, BASE "#");
	for (size_t i = 1; i < HO_CONF_LINE; i++)
		ho_buf_chr(&text, 'x');
	assert_int_equal(parse(&c, ho_buf_text(&text), &error), HO_OK);
	ho_conf_free(&c);
	ho_buf_chr(&text, 'x');
	assert_int_equal(parse(&c, ho_buf_text(&text), &error), HO_E_INPUT);
	ho_conf_free(&c);
	ho_buf_clear(&text);
	ho_buf_str(&text, BASE "[service *]\n");
	for (int i = 1; i < HO_CONF_SERVICES; i++)
		ho_buf_fmt(&text, "[service s%d]\nforced-step=login\n", i);
	assert_int_equal(parse(&c, ho_buf_text(&text), &error), HO_OK);
	assert_int_equal(c.n_services, HO_CONF_SERVICES);
	ho_conf_free(&c);
	ho_buf_str(&text, "[service one-too-many]\n");
	assert_int_equal(parse(&c, ho_buf_text(&text), &error), HO_E_INPUT);
	ho_conf_free(&c);
	ho_buf_free(&text);
	ho_buf_free(&error);
}

/* A shorter password is good enough only where none is ever taken alone. */
static void
a_factor_is_wanted_everywhere(void **state)
{
	static const struct row {
		const char *text;
		bool wants;
	} rows[] = {
		{ "", false },
		{ "[service panel]\nlogin = password+otp\n", false },
		{ "[service *]\nlogin = password+otp\n", true },
		{ "[service *]\nlogin = otp\n[service a]\n", true },
		{ "[service *]\nlogin = password+otp?\n", false },
		{ "[service *]\nlogin = otp\n[service a]\nlogin = password\n",
		    false },
	};
	struct ho_buf error = HO_BUF_INIT, text = HO_BUF_INIT;
	struct ho_conf c;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		ho_buf_clear(&text);
		ho_buf_fmt(&text, "%s%s", BASE, rows[i].text);
		assert_int_equal(parse(&c, ho_buf_text(&text), &error), HO_OK);
		assert_int_equal(ho_conf_wants_factor(&c), rows[i].wants);
		assert_int_equal(
		    ho_conf_service(&c, "other").otp & HO_COUNTS_ALL,
		    HO_COUNTS_ALL);
		ho_conf_free(&c);
	}
	ho_buf_free(&text);
	ho_buf_free(&error);
}

static void
services_inherit_from_the_star(void **state)
{
	static const char text[] = BASE "[service console]\nforced-step = no\n"
					"[service panel]\nlogin = password\n"
					"[service *]\nforced-step = login\n";
	struct ho_conf c;

	(void)state;
	assert_int_equal(parse(&c, text, NULL), HO_OK);
	assert_int_equal(
	    ho_conf_service(&c, "console").forced_step, HO_FORCED_STEP_NO);
	assert_int_equal(
	    ho_conf_service(&c, "panel").forced_step, HO_FORCED_STEP_LOGIN);
	assert_int_equal(
	    ho_conf_service(&c, "other").forced_step, HO_FORCED_STEP_LOGIN);
	assert_int_equal(
	    ho_conf_service(&c, "Panel").forced_step, HO_FORCED_STEP_LOGIN);
	ho_conf_free(&c);
}

/* The dump is a configuration that says the same. */
static void
a_dump_can_be_read_again(void **state)
{
	static const char text[] =
	    BASE "cool-down = 90m\nlogin-uids = 0, 33\nrecords = /r\n"
		 "courier-uid = 7\n[service panel]\nforced-step = login\n";
	struct ho_buf first = HO_BUF_INIT, second = HO_BUF_INIT;
	struct ho_conf c;

	(void)state;
	assert_int_equal(parse(&c, text, NULL), HO_OK);
	ho_conf_dump(&c, &first);
	ho_conf_free(&c);
	assert_int_equal(parse(&c, ho_buf_text(&first), NULL), HO_OK);
	ho_conf_dump(&c, &second);
	ho_conf_free(&c);
	assert_string_equal(ho_buf_text(&first), ho_buf_text(&second));
	ho_buf_free(&first);
	ho_buf_free(&second);
}

static void
every_key_is_described(void **state)
{
	struct ho_conf_doc doc, other;
	size_t n = 0, len;

	(void)state;
	for (; ho_conf_key(n, &doc); n++) {
		assert_non_null(doc.type);
		len = strlen(doc.help);
		assert_true(len > 10);
		assert_true(
		    doc.help[len - 1] == '.' || doc.help[len - 1] == '?');
		for (size_t k = 0; k < n; k++) {
			ho_conf_key(k, &other);
			assert_string_not_equal(doc.name, other.name);
		}
		if (strcmp(doc.name, "confirm-wait") == 0)
			assert_string_equal(doc.range, "1s to 3d");
		if (strcmp(doc.name, "smtp-tls") == 0)
			assert_string_equal(
			    doc.range, "required | opportunistic | none");
	}
	assert_true(n > 40);
	assert_true(doc.is_service); /* the last one */
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(defaults_are_those_of_the_design),
		cmocka_unit_test(errors_name_the_line),
		cmocka_unit_test(lines_and_services_have_limits),
		cmocka_unit_test(a_factor_is_wanted_everywhere),
		cmocka_unit_test(services_inherit_from_the_star),
		cmocka_unit_test(a_dump_can_be_read_again),
		cmocka_unit_test(every_key_is_described),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
