/* tests/unit/conf_test.c - the configuration: values, lines, files, layers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "lib/base/err.h"
#include "lib/base/log.h"
#include "lib/conf/conf.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* What every configuration needs, on two lines. */
#define BASE                                 \
	"desk-address = help@desk.example\n" \
	"sign-in-url = https://panel.example/\n"

static int
parse(struct ho_conf *conf, const char *text, struct ho_buf *error)
{
	return ho_conf_parse(conf, "test.conf", text, strlen(text), error);
}

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

/* One line more than BASE: what it says, or that it is refused and why. */
static void
values_are_read_strictly(void **state)
{
	static const struct row {
		const char *line, *says; /* in the dump; NULL: refused */
		const char *why;
	} rows[] = {
		{ "default-password-life = 90s", "default-password-life = 90s",
		    NULL },
		{ "default-password-life=24h", "default-password-life = 1d",
		    NULL },
		{ "\t default-password-life\t=  120m \t",
		    "default-password-life = 2h", NULL },
		{ "default-password-life = 1000ms",
		    "default-password-life = 1s", NULL },
		{ "default-password-life = 25h", NULL, "out of range" },
		{ "default-password-life = 999ms", NULL, "out of range" },
		{ "default-password-life = 24", NULL, "a time is wanted" },
		{ "default-password-life = 24 h", NULL, "a time is wanted" },
		{ "default-password-life = -1h", NULL, "a time is wanted" },
		{ "default-password-life = 1h30m", NULL, "a time is wanted" },
		{ "default-password-life = 9999999999999h", NULL,
		    "a time is wanted" },
		{ "default-password-life =", NULL, "a value is wanted" },
		{ "confirm-wait = 72h", "confirm-wait = 3d", NULL },
		{ "confirm-wait = 73h", NULL, "out of range" },
		{ "cool-down = 0s", "cool-down = 0ms", NULL },
		{ "cool-down = 31d", NULL, "out of range" },
		{ "failure-grid = 9ms", NULL, "out of range" },
		{ "hash-cost = 9", "hash-cost = 9", NULL },
		{ "hash-cost = 0", NULL, "out of range" },
		{ "hash-cost = 10", NULL, "out of range" },
		{ "hash-cost = five", NULL, "a number is wanted" },
		{ "hash-cost = 5 # five", NULL, "a number is wanted" },
		{ "hash-cost = 0x5", NULL, "a number is wanted" },
		{ "hash-threads = 257", NULL, "out of range" },
		{ "hash-queue = 0", NULL, "out of range" },
		{ "approval = always", "approval = always", NULL },
		{ "approval = owner", "approval = owner", NULL },
		{ "approval = manager", NULL, "not one of the words" },
		{ "cases-a-day = 0", NULL, "out of range" },
		{ "owner-cases-a-week = 3", "owner-cases-a-week = 3", NULL },
		{ "approval = Never", NULL, "not one of the words" },
		{ "claim = other-contact", "claim = other-contact", NULL },
		{ "claim = none", "claim = none", NULL },
		{ "claim = sms", "claim = sms", NULL },
		{ "claim = anybody", NULL, "not one of the words" },
		{ "hold = 24h", "hold = 1d", NULL },
		{ "hold = 73h", NULL, "out of range" },
		{ "hold-sole-address = 2h", "hold-sole-address = 2h", NULL },
		{ "log-level = debug", "log-level = debug", NULL },
		{ "store = /a/b", "store = /a/b", NULL },
		{ "store = state-dir/b", "store = /var/lib/handover/b", NULL },
		{ "store = runtime-dir/b", "store = /run/handover/b", NULL },
		{ "store = b", NULL, "a path begins with" },
		{ "store = state-dir/", NULL, "a path begins with" },
		{ "state-dir = runtime-dir/x", NULL, "a path begins with" },
		{ "records = ", "records = ", NULL },
		{ "store =", NULL, "a value is wanted" },
		{ "courier-uid = 33", "courier-uid = 33", NULL },
		{ "courier-uid = none", "courier-uid = none", NULL },
		{ "courier-uid = root", "courier-uid = 0", NULL },
		{ "courier-uid = no-such-user-here", NULL, "no such user" },
		{ "courier-uid = 65534", NULL, "is no peer" },
		{ "courier-uid = nobody", NULL, "is no peer" },
		{ "courier-uid = 4294967295", NULL, "no such user id" },
		{ "courier-uid = -1", NULL, "no such user" },
		{ "login-uids = 0, root 33", "login-uids = 0, 0, 33", NULL },
		{ "login-uids = 1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16",
		    "login-uids = 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, "
		    "14, 15, 16",
		    NULL },
		{ "login-uids = 1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17",
		    NULL, "too many" },
		{ "login-uids = ,", NULL, "at least one" },
		{ "log-origin = host.example/audit",
		    "log-origin = host.example/audit", NULL },
		{ "log-origin = a+b", NULL, "without blank and plus" },
		{ "log-origin = a b", NULL, "without blank and plus" },
		{ "mail-domain = desk.example", "mail-domain = desk.example",
		    NULL },
		{ "mail-domain = Desk.example", NULL, "a domain in ASCII" },
		{ "mail-domain = a..b", NULL, "a domain in ASCII" },
		{ "smtp-url = smtps://mail.example:465",
		    "smtp-url = smtps://mail.example:465", NULL },
		{ "smtp-url = mail.example", NULL, "smtp:// or smtps://" },
		{ "clock = /tmp/clock", "clock = /tmp/clock", NULL },
		{ "clock = clock", NULL, "system, or a path" },
		{ "resolver = 127.0.0.1@5353", "resolver = 127.0.0.1@5353",
		    NULL },
		{ "resolver = ::1@53", "resolver = ::1@53", NULL },
		{ "resolver = localhost@53", NULL, "ADDR@PORT" },
		{ "resolver = 127.0.0.1@0", NULL, "ADDR@PORT" },
		{ "resolver = 127.0.0.1@65536", NULL, "ADDR@PORT" },
		{ "resolver = 127.0.0.1", NULL, "ADDR@PORT" },
		{ "no-such-key = 1", NULL, "no-such-key: unknown key" },
		{ "Store = /a", NULL, "unknown key" },
		{ "forced-step = login", NULL, "belongs below" },
		{ "store /a/b", NULL, "KEY = VALUE is wanted" },
		{ "= x", NULL, "unknown key" },
		{ "store = /a\r", NULL, "control character" },
		{ "store = /a\x01", NULL, "control character" },
		{ "desk-name = Caf\xe9", NULL, "not UTF-8" },
		{ "desk-name = Caf\xc3\xa9", "desk-name = Caf\xc3\xa9", NULL },
		{ "desk-address = x@y.example", NULL, "given twice" },
		{ "[panel]", NULL, "only [service NAME] is known" },
		{ "[service]", NULL, "only [service NAME] is known" },
		{ "[service a/b]", NULL, "a service is up to 64" },
		{ "[service ]", NULL, "a service is up to 64" },
		{ "[service Panel]", NULL, "small letters" },
		{ "[service panel]\nstore = /a", NULL, "belongs above" },
		{ "[service panel]\notp = recovery totp\nenrol = yes\n"
		  "login = password+otp?\nprompts = one",
		    "\n[service panel]\nlogin = password+otp?\n"
		    "otp = totp, recovery\nprompts = one\n"
		    "address = unknown\nenrol = yes\n"
		    "change = no\ntransfer = no\nforced-step = no",
		    NULL },
		{ "[service panel]\notp = totp, pigeon", NULL,
		    "not one of the words" },
		{ "[service panel]\notp = ,", NULL, "at least one is wanted" },
		{ "[service panel]\nlogin = otp+password", NULL,
		    "not one of the words" },
		{ "[service panel]\nforced-step = yes", NULL,
		    "not one of the words" },
		{ "[service panel]\nforced-step = no\nforced-step = no", NULL,
		    "given twice" },
		{ "[service panel]\nforced-step = login",
		    "\n[service panel]\nlogin = password\n"
		    "otp = totp, hotp, recovery\nprompts = many\n"
		    "address = unknown\nenrol = no\n"
		    "change = no\ntransfer = no\nforced-step = login",
		    NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct ho_buf error = HO_BUF_INIT, dump = HO_BUF_INIT;
		struct ho_conf c;
		char text[1024];
		int rc;

		snprintf(text, sizeof(text), "%s%s\n", BASE, rows[i].line);
		rc = parse(&c, text, &error);
		if ((rc == HO_OK) != (rows[i].says != NULL))
			print_error(
			    "%s: %s\n", rows[i].line, ho_buf_text(&error));
		assert_int_equal(rc, rows[i].says ? HO_OK : HO_E_INPUT);
		if (rows[i].says != NULL) {
			ho_buf_chr(&dump, '\n');
			ho_conf_dump(&c, &dump);
			assert_non_null(
			    strstr(ho_buf_text(&dump), rows[i].says));
			assert_string_equal(ho_buf_text(&error), "");
		} else {
			assert_non_null(
			    strstr(ho_buf_text(&error), rows[i].why));
			assert_memory_equal(error.data, "test.conf:", 10);
			assert_null(strchr(ho_buf_text(&error), '\n'));
		}
		ho_conf_free(&c);
		ho_buf_free(&error);
		ho_buf_free(&dump);
	}
}

static void
addresses_are_folded_or_refused(void **state)
{
	static const struct row {
		const char *value, *first; /* NULL: refused */
		size_t n;
	} rows[] = {
		{ "Help@Desk.Example", "Help@desk.example", 1 },
		{ "a@b.c, d@e.f,g@h.i", "a@b.c", 3 },
		{ "a.b+c@x.example", "a.b+c@x.example", 1 },
		{ "nobody", NULL, 0 },
		{ "a@", NULL, 0 },
		{ "@b.c", NULL, 0 },
		{ "a@b@c", NULL, 0 },
		{ "a..b@c.d", NULL, 0 },
		{ ".a@c.d", NULL, 0 },
		{ "a.@c.d", NULL, 0 },
		{ "a@c.d.", NULL, 0 },
		{ "a@b\xc3\xa9.c", NULL, 0 },
		{ "<a@b.c>", NULL, 0 },
		{ "", NULL, 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		char text[256];
		struct ho_conf c;
		int rc;

		snprintf(text, sizeof(text),
		    "sign-in-url = https://p/\ndesk-address = %s\n",
		    rows[i].value);
		rc = parse(&c, text, NULL);
		assert_int_equal(rc, rows[i].first ? HO_OK : HO_E_INPUT);
		assert_int_equal(c.desk_address.n, rows[i].n);
		if (rows[i].first)
			assert_string_equal(
			    c.desk_address.text[0], rows[i].first);
		ho_conf_free(&c);
	}
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

/* --- files ---------------------------------------------------------------- */

static char root[] = "/tmp/ho-conf-XXXXXX";

static void
put(const char *path, const char *text)
{
	char whole[256], *slash;
	FILE *f;

	snprintf(whole, sizeof(whole), "%s%s", root, path);
	for (slash = whole + strlen(root) + 1;
	     (slash = strchr(slash, '/')) != NULL; slash++) {
		*slash = '\0';
		mkdir(whole, 0755);
		*slash = '/';
	}
	assert_non_null(f = fopen(whole, "w"));
	fputs(text, f);
	fclose(f);
	chmod(whole, 0644);
}

static const char *
at(const char *path)
{
	static char whole[256];

	snprintf(whole, sizeof(whole), "%s%s", root, path);
	return whole;
}

static int
make_root(void **state)
{
	(void)state;
	memcpy(root + sizeof(root) - 7, "XXXXXX", 6);
	return mkdtemp(root) == NULL;
}

static int
drop_root(void **state)
{
	char command[300];

	(void)state;
	snprintf(command, sizeof(command), "rm -rf '%s'", root);
	return system(command);
}

static void
later_files_override_key_by_key(void **state)
{
	struct ho_buf error = HO_BUF_INIT;
	struct ho_conf c;

	(void)state;
	put("/usr/lib/handover/10-vendor.conf",
	    BASE "hash-cost = 1\nhash-threads = 1\nhash-queue = 1\n"
		 "[service panel]\nforced-step = login\n");
	put("/usr/lib/handover/9-later.conf", "hash-queue = 2\n");
	put("/usr/lib/handover/.hidden.conf", "oops\n");
	put("/usr/lib/handover/README", "oops\n");
	put("/etc/handover/handover.conf", "hash-threads = 3\n");
	put("/etc/handover/handover.conf.d/b.conf", "hash-cost = 5\n");
	put("/etc/handover/handover.conf.d/a.conf",
	    "hash-cost = 4\n[service panel]\nlogin = password\n");
	assert_int_equal(ho_conf_load_under(&c, root, &error), HO_OK);
	assert_int_equal(c.hash_cost, 5);
	assert_int_equal(c.hash_threads, 3);
	assert_int_equal(c.hash_queue, 2);
	assert_int_equal(c.n_services, 1);
	assert_int_equal(
	    ho_conf_service(&c, "panel").forced_step, HO_FORCED_STEP_LOGIN);
	ho_conf_free(&c);
	put("/etc/handover/handover.conf.d/b.conf", "\nhash-cost = 50\n");
	assert_int_equal(ho_conf_load_under(&c, root, &error), HO_E_INPUT);
	assert_non_null(strstr(ho_buf_text(&error),
	    "/handover.conf.d/b.conf:2: hash-cost: out of range"));
	ho_conf_free(&c);
	ho_buf_free(&error);
}

static void
an_explicit_file_stands_alone(void **state)
{
	struct ho_buf error = HO_BUF_INIT;
	struct ho_conf c;

	(void)state;
	assert_int_equal(ho_conf_load(&c, at("/none.conf"), &error), HO_E_NONE);
	assert_non_null(strstr(ho_buf_text(&error), "/none.conf: "));
	ho_conf_free(&c);
	put("/x.conf", BASE "hash-cost = 2\n");
	put("/x.conf.d/1.conf", "hash-cost = 3\n");
	assert_int_equal(ho_conf_load(&c, at("/x.conf"), &error), HO_OK);
	assert_int_equal(c.hash_cost, 3);
	ho_conf_free(&c);
	ho_buf_free(&error);
}

static void
files_that_others_may_write_are_refused(void **state)
{
	struct ho_buf error = HO_BUF_INIT, large = HO_BUF_INIT;
	struct ho_conf c;

	(void)state;
	put("/x.conf", BASE);
	chmod(at("/x.conf"), 0664);
	assert_int_equal(ho_conf_load(&c, at("/x.conf"), &error), HO_E_INPUT);
	assert_non_null(strstr(ho_buf_text(&error), "must not be writable"));
	ho_conf_free(&c);
	chmod(at("/x.conf"), 0646);
	assert_int_equal(ho_conf_load(&c, at("/x.conf"), &error), HO_E_INPUT);
	ho_conf_free(&c);
	chmod(at("/x.conf"), 0600);
	assert_int_equal(ho_conf_load(&c, at("/x.conf"), &error), HO_OK);
	ho_conf_free(&c);
	if (geteuid() == 0) {
		assert_int_equal(chown(at("/x.conf"), 1, 1), 0);
		assert_int_equal(
		    ho_conf_load(&c, at("/x.conf"), &error), HO_E_INPUT);
		ho_conf_free(&c);
	}
	unlink(at("/x.conf"));
	assert_int_equal(mkfifo(at("/x.conf"), 0600), 0);
	alarm(10); /* it must not hold us */
	assert_int_equal(ho_conf_load(&c, at("/x.conf"), &error), HO_E_INPUT);
	alarm(0);
	ho_conf_free(&c);
	unlink(at("/x.conf"));
	ho_buf_str(&large, BASE);
	while (large.len < HO_CONF_FILE)
		ho_buf_chr(&large, '\n');
	put("/x.conf", ho_buf_text(&large));
	assert_int_equal(ho_conf_load(&c, at("/x.conf"), &error), HO_OK);
	ho_conf_free(&c);
	ho_buf_chr(&large, '\n');
	put("/x.conf", ho_buf_text(&large));
	assert_int_equal(ho_conf_load(&c, at("/x.conf"), &error), HO_E_LIMIT);
	ho_conf_free(&c);
	ho_buf_free(&error);
	ho_buf_free(&large);
}

static void
files_have_a_number(void **state)
{
	char name[64];
	struct ho_conf c;

	(void)state;
	put("/x.conf", BASE);
	for (int i = 1; i < HO_CONF_FILES; i++) {
		snprintf(name, sizeof(name), "/x.conf.d/%d.conf", i);
		put(name, "hash-cost = 1\n");
	}
	assert_int_equal(ho_conf_load(&c, at("/x.conf"), NULL), HO_OK);
	ho_conf_free(&c);
	put("/x.conf.d/one-too-many.conf", "");
	assert_int_equal(ho_conf_load(&c, at("/x.conf"), NULL), HO_E_LIMIT);
	ho_conf_free(&c);
}

/* --- the first file ------------------------------------------------------- */

static void
what_init_writes_can_be_loaded(void **state)
{
	static const struct ho_conf_pair pairs[] = {
		{ "desk-address", "help@desk.example" },
		{ "panel/forced-step", "login" },
		{ "sign-in-url", "https://panel.example/" },
		{ "state-dir", "/tmp/x" },
		{ "panel/login", "password" },
		{ "*/forced-step", "no" },
	};
	static const struct row {
		const char *profile;
		struct ho_conf_pair pair;
		const char *bad;
	} rows[] = {
		{ "generous", { "hash-cost", "5" }, "generous" },
		{ "documented", { "hash-cost", "50" }, "hash-cost" },
		{ "documented", { "no-such", "5" }, "no-such" },
		{ "documented", { "desk-name", "a\nstore = /b" }, "desk-name" },
		{ "documented", { "panel/no-such", "x" }, "panel/no-such" },
		{ "documented", { "a b/login", "password" }, "a b/login" },
	};
	char *text = NULL;
	struct ho_conf_bad bad;
	size_t len;
	struct ho_conf c;
	FILE *f = open_memstream(&text, &len);

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		assert_int_equal(ho_conf_write_start(f, rows[i].profile,
				     &rows[i].pair, 1, &bad),
		    HO_E_INPUT);
		assert_string_equal(bad.what, rows[i].bad);
		assert_true(bad.why != NULL && bad.why[0] != '\0');
	}
	assert_int_equal(
	    ho_conf_write_start(f, "documented", pairs, COUNT(pairs), &bad),
	    HO_OK);
	fclose(f);
	for (char *line = text, *end; *line; line = end + 1) {
		assert_non_null(end = strchr(line, '\n'));
		assert_in_range(end - line, 0, 80);
	}
	assert_int_equal(ho_conf_parse(&c, "start", text, len, NULL), HO_OK);
	assert_string_equal(c.store, "/tmp/x/store.db");
	assert_int_equal(
	    ho_conf_service(&c, "panel").forced_step, HO_FORCED_STEP_LOGIN);
	assert_int_equal(c.n_services, 2);
	ho_conf_free(&c);
	free(text);
}

/* A profile is a starting point: what is given wins. */
static void
profiles_are_what_they_say(void **state)
{
	static const struct {
		const char *profile;
		int approval, claim;
		int64_t hold_hours, sole_hours;
	} rows[] = {
		{ "documented", HO_APPROVAL_NEVER, HO_CLAIM_CONTACT, 0, 0 },
		{ "standard", HO_APPROVAL_OWNER, HO_CLAIM_CONTACT, 0, 24 },
		{ "strict", HO_APPROVAL_OWNER, HO_CLAIM_OTHER, 24, 24 },
	};
	static const struct ho_conf_pair pairs[] = {
		{ "desk-address", "help@desk.example" },
		{ "sign-in-url", "https://panel.example/" },
		{ "approval", "always" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows) * 2; i++) {
		size_t r = i / 2, n = 2 + i % 2, len;
		char *text = NULL;
		FILE *f = open_memstream(&text, &len);
		struct ho_conf_bad bad;
		struct ho_conf c;

		assert_int_equal(
		    ho_conf_write_start(f, rows[r].profile, pairs, n, &bad),
		    HO_OK);
		fclose(f);
		assert_int_equal(
		    ho_conf_parse(&c, "start", text, len, NULL), HO_OK);
		assert_int_equal(
		    c.approval, n == 3 ? HO_APPROVAL_ALWAYS : rows[r].approval);
		assert_int_equal(c.claim, rows[r].claim);
		assert_int_equal(c.hold_ms, rows[r].hold_hours * 3600000);
		assert_int_equal(c.hold_sole_ms, rows[r].sole_hours * 3600000);
		ho_conf_free(&c);
		free(text);
	}
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
#define IN_ROOT(t) cmocka_unit_test_setup_teardown(t, make_root, drop_root)
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(defaults_are_those_of_the_design),
		cmocka_unit_test(values_are_read_strictly),
		cmocka_unit_test(addresses_are_folded_or_refused),
		cmocka_unit_test(errors_name_the_line),
		cmocka_unit_test(lines_and_services_have_limits),
		cmocka_unit_test(a_factor_is_wanted_everywhere),
		cmocka_unit_test(services_inherit_from_the_star),
		cmocka_unit_test(a_dump_can_be_read_again),
		cmocka_unit_test(profiles_are_what_they_say),
		IN_ROOT(later_files_override_key_by_key),
		IN_ROOT(an_explicit_file_stands_alone),
		IN_ROOT(files_that_others_may_write_are_refused),
		IN_ROOT(files_have_a_number),
		cmocka_unit_test(what_init_writes_can_be_loaded),
		cmocka_unit_test(every_key_is_described),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
