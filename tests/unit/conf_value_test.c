/* tests/unit/conf_value_test.c - the configuration: what each key takes. */
#include "tests/unit/confs.h"

/* One line more than BASE: what it says, or that it is refused and why. */
static const struct value {
	const char *line, *says; /* in the dump; NULL: refused */
	const char *why;
} values[] = {
	{ "default-password-life = 90s", "default-password-life = 90s", NULL },
	{ "default-password-life=24h", "default-password-life = 1d", NULL },
	{ "\t default-password-life\t=  120m \t", "default-password-life = 2h",
	    NULL },
	{ "default-password-life = 1000ms", "default-password-life = 1s",
	    NULL },
	{ "default-password-life = 25h", NULL, "out of range" },
	{ "default-password-life = 999ms", NULL, "out of range" },
	{ "default-password-life = 24", NULL, "a time is wanted" },
	{ "default-password-life = 24 h", NULL, "a time is wanted" },
	{ "default-password-life = -1h", NULL, "a time is wanted" },
	{ "default-password-life = 1h30m", NULL, "a time is wanted" },
	{ "default-password-life = 9999999999999h", NULL, "a time is wanted" },
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
	{ "login-uids = 1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17", NULL,
	    "too many" },
	{ "login-uids = ,", NULL, "at least one" },
	{ "log-origin = host.example/audit", "log-origin = host.example/audit",
	    NULL },
	{ "log-origin = a+b", NULL, "without blank and plus" },
	{ "log-origin = a b", NULL, "without blank and plus" },
	{ "mail-domain = desk.example", "mail-domain = desk.example", NULL },
	{ "mail-domain = Desk.example", NULL, "a domain in ASCII" },
	{ "mail-domain = a..b", NULL, "a domain in ASCII" },
	{ "smtp-url = smtps://mail.example:465",
	    "smtp-url = smtps://mail.example:465", NULL },
	{ "smtp-url = mail.example", NULL, "smtp:// or smtps://" },
	{ "clock = /tmp/clock", "clock = /tmp/clock", NULL },
	{ "clock = clock", NULL, "system, or a path" },
	{ "resolver = 127.0.0.1@5353", "resolver = 127.0.0.1@5353", NULL },
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
	{ "[service panel]\notp = totp, pigeon", NULL, "not one of the words" },
	{ "[service panel]\notp = ,", NULL, "at least one is wanted" },
	{ "[service panel]\nlogin = otp+password", NULL,
	    "not one of the words" },
	{ "[service panel]\nforced-step = yes", NULL, "not one of the words" },
	{ "[service panel]\nforced-step = no\nforced-step = no", NULL,
	    "given twice" },
	{ "[service panel]\nforced-step = login",
	    "\n[service panel]\nlogin = password\n"
	    "otp = totp, hotp, recovery\nprompts = many\n"
	    "address = unknown\nenrol = no\n"
	    "change = no\ntransfer = no\nforced-step = login",
	    NULL },
};

static void
is_read_strictly(const struct value *v)
{
	struct ho_buf error = HO_BUF_INIT, dump = HO_BUF_INIT;
	struct ho_conf c;
	char text[1024];
	int rc;

	snprintf(text, sizeof(text), "%s%s\n", BASE, v->line);
	rc = parse(&c, text, &error);
	if ((rc == HO_OK) != (v->says != NULL))
		print_error("%s: %s\n", v->line, ho_buf_text(&error));
	assert_int_equal(rc, v->says ? HO_OK : HO_E_INPUT);
	if (v->says != NULL) {
		ho_buf_chr(&dump, '\n');
		ho_conf_dump(&c, &dump);
		assert_non_null(strstr(ho_buf_text(&dump), v->says));
		assert_string_equal(ho_buf_text(&error), "");
	} else {
		assert_non_null(strstr(ho_buf_text(&error), v->why));
		assert_memory_equal(error.data, "test.conf:", 10);
		assert_null(strchr(ho_buf_text(&error), '\n'));
	}
	ho_conf_free(&c);
	ho_buf_free(&error);
	ho_buf_free(&dump);
}

static void
values_are_read_strictly(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(values); i++)
		is_read_strictly(&values[i]);
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

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_are_read_strictly),
		cmocka_unit_test(addresses_are_folded_or_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
