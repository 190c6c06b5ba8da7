/* tests/unit/conf_file_test.c - the configuration: files over files, and the first one. */
#include <sys/stat.h>
#include <unistd.h>

#include "tests/unit/confs.h"

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

#define IN_ROOT(t) cmocka_unit_test_setup_teardown(t, make_root, drop_root)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		IN_ROOT(later_files_override_key_by_key),
		IN_ROOT(an_explicit_file_stands_alone),
		IN_ROOT(files_that_others_may_write_are_refused),
		IN_ROOT(files_have_a_number),
		cmocka_unit_test(what_init_writes_can_be_loaded),
		cmocka_unit_test(profiles_are_what_they_say),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
