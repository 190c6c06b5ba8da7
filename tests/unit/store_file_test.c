/* tests/unit/store_file_test.c - the store as a file: who opens it, and what becomes of it. */
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/laws/own_log.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static void
a_second_writer_is_refused(void **state)
{
	struct ho_buf why = HO_BUF_INIT;
	struct ho_store *two = NULL;

	(void)state;
	assert_int_equal(ho_store_open(&two, path, &guard, &why), HO_E_TAKEN);
	assert_null(two);
	assert_non_null(strstr(ho_buf_text(&why), "another program"));
	assert_int_equal(ho_store_create(path, &why), HO_E_TAKEN);
	ho_audit_close(&a);
	ho_store_close(&s);
	assert_int_equal(ho_store_open(&two, path, &guard, &why), HO_OK);
	ho_store_close(&two);
	ho_buf_free(&why);
	open_again();
}

static void
a_reader_sees_one_moment(void **state)
{
	struct ho_buf why = HO_BUF_INIT;
	struct ho_store *r;
	struct ho_user user = x.user, seen;
	struct ho_event *ev;

	(void)state;
	assert_int_equal(ho_store_open_reader(&r, path, &guard, &why), HO_OK);
	assert_int_equal(ho_store_begin(r), HO_OK);
	assert_int_equal(ho_store_begin(s), HO_OK);
	ev = event("test.meanwhile");
	SAMPLE_TEXT(user.name, "meanwhile");
	assert_int_equal(ho_store_put(s, HO_USER, &user), HO_OK);
	assert_int_equal(ho_event_end(&ev, NULL), HO_OK);
	commit();
	assert_int_equal(ho_store_get(r, HO_USER, user.row.id, &seen), HO_OK);
	assert_string_equal(seen.name, x.user.name);
	assert_int_equal(ho_store_put(r, HO_USER, &seen), HO_E_ORDER);
	assert_int_equal(ho_store_put(r, HO_OUTBOX, &x.outbox), HO_E_ORDER);
	assert_int_equal(ho_store_event_open(r, 4), HO_E_ORDER);
	assert_int_equal(ho_store_sweep(r), HO_E_ORDER);
	ho_store_rollback(r);
	assert_int_equal(ho_store_get(r, HO_USER, user.row.id, &seen), HO_OK);
	assert_string_equal(seen.name, "meanwhile");
	ho_store_close(&r);
	ho_buf_free(&why);
}

static void
write_file(const char *name, const void *data, size_t len)
{
	int fd = open(name, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	assert_int_equal(write(fd, data, len), (ssize_t)len);
	close(fd);
}

static void
what_is_no_store_is_refused(void **state)
{
	static const struct row {
		const char *name, *sql, *octets;
		int rc;
		const char *why;
	} rows[] = {
		{ "absent", NULL, NULL, HO_E_NONE, "No such file" },
		{ "empty", NULL, "", HO_E_INPUT, "not a Handover store" },
		{ "garbage", NULL, "garbage, and more of it than one header",
		    HO_E_INPUT, "not a Handover store" },
		{ "other", "CREATE TABLE t (a)", NULL, HO_E_INPUT,
		    "not a Handover store" },
		{ "newer",
		    "PRAGMA application_id = 1215194191;"
		    "PRAGMA user_version = 2",
		    NULL, HO_E_INPUT, "newer" },
		{ "older",
		    "PRAGMA application_id = 1215194191;"
		    "PRAGMA user_version = 0; CREATE TABLE t (a)",
		    NULL, HO_E_INPUT, "older" },
		{ ".", NULL, NULL, HO_E_INPUT, "no regular file" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct ho_buf why = HO_BUF_INIT;
		struct ho_store *other = NULL;
		char name[128];

		snprintf(name, sizeof(name), "%s/%s", dir, rows[i].name);
		if (rows[i].octets)
			write_file(
			    name, rows[i].octets, strlen(rows[i].octets));
		if (rows[i].sql) {
			sqlite3 *db;

			assert_int_equal(sqlite3_open(name, &db), SQLITE_OK);
			sql(db, "%s", rows[i].sql);
			sqlite3_close(db);
		}
		assert_int_equal(
		    ho_store_open(&other, name, &guard, &why), rows[i].rc);
		assert_null(other);
		if (strstr(ho_buf_text(&why), rows[i].why) == NULL)
			fail_msg("%s: %s", rows[i].name, ho_buf_text(&why));
		ho_buf_free(&why);
	}
}

/* In a child that is not root, where permissions count. */
static void
a_read_only_store_is_refused(void **state)
{
	struct ho_buf why = HO_BUF_INIT;
	struct ho_store *other;
	char lock[96];
	int status;
	pid_t child;

	(void)state;
	ho_audit_close(&a);
	ho_store_close(&s);
	snprintf(lock, sizeof(lock), "%s.lock", path);
	assert_int_equal(chmod(lock, 0666), 0);
	assert_int_equal(chmod(path, 0444), 0);
	assert_int_equal(chmod(dir, 0777), 0);
	if ((child = fork()) == 0) {
		if (geteuid() == 0 && setresuid(65534, 65534, 65534) != 0)
			_exit(9);
		status = ho_store_open(&other, path, &guard, &why);
		_exit(
		    status == HO_E_IO && strstr(ho_buf_text(&why), "read-only")
			? 7
			: 8);
	}
	waitpid(child, &status, 0);
	assert_int_equal(WEXITSTATUS(status), 7);
	assert_int_equal(chmod(path, 0600), 0);
	open_again();
}

static void
mode_is_owner_only(void **state)
{
	struct stat st;

	(void)state;
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
}

/* Fills the disk in a child, where the limit ends with it. */
static int
fill_the_disk(void)
{
	struct rlimit small = { 3 << 20, RLIM_INFINITY };
	struct rlimit none = { RLIM_INFINITY, RLIM_INFINITY };
	struct ho_octets o = { .of_kind = HO_RECORD, .part = HO_PART_TEXT };
	static uint8_t much[1 << 20];
	int rc = HO_OK;

	signal(SIGXFSZ, SIG_IGN);
	open_again();
	if (setrlimit(RLIMIT_FSIZE, &small) != 0 || ho_store_begin(s) != HO_OK)
		return 1;
	memset(much, 7, sizeof(much));
	o.sealed = (struct ho_blob){ much, sizeof(much) };
	for (int i = 1; i < 64 && rc == HO_OK; i++) {
		o.row.id = 0;
		o.of_id = i;
		rc = ho_store_put(s, HO_OCTETS, &o);
	}
	if (rc == HO_OK)
		rc = ho_store_commit(s);
	if (rc != HO_E_IO)
		return 2;
	ho_store_rollback(s);
	if (setrlimit(RLIMIT_FSIZE, &none) != 0 || ho_store_begin(s) != HO_OK)
		return 3;
	o.row.id = 0;
	if (ho_store_put(s, HO_OCTETS, &o) != HO_OK ||
	    ho_store_commit(s) != HO_OK)
		return 4;
	return get(HO_USER, x.user.row.id) == HO_OK ? 7 : 5;
}

static void
a_full_disk_is_an_error_and_no_more(void **state)
{
	int status;
	pid_t child;

	(void)state;
	ho_audit_close(&a);
	ho_store_close(&s); /* a store is opened after fork, never before */
	if ((child = fork()) == 0)
		_exit(fill_the_disk());
	waitpid(child, &status, 0);
	assert_int_equal(WEXITSTATUS(status), 7);
	open_again();
}

/* Is this octet string anywhere in the store's files? */
static bool
lies_in_files(const char *what)
{
	char command[256];

	snprintf(command, sizeof(command), "cat %s %s-wal | grep -aq '%s'",
	    path, path, what);
	return system(command) == 0;
}

static void
wiped_octets_are_gone(void **state)
{
	struct ho_octets o = { 0 };

	(void)state;
	assert_true(lies_in_files("sealed octets"));
	assert_int_equal(
	    ho_store_get(s, HO_OCTETS, x.octets.row.id, &o), HO_OK);
	assert_int_equal(ho_store_begin(s), HO_OK);
	assert_int_equal(ho_store_sweep(s), HO_E_ORDER);
	assert_int_equal(ho_store_drop(s, HO_OCTETS, &o), HO_OK);
	assert_int_equal(ho_store_drop(s, HO_OCTETS, &o), HO_E_TAKEN);
	assert_int_equal(ho_store_commit(s), HO_OK);
	assert_int_equal(ho_store_sweep(s), HO_OK);
	assert_false(lies_in_files("sealed octets"));
	ho_row_free(HO_OCTETS, &o);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		IN_A_LOG(a_second_writer_is_refused),
		IN_A_LOG(a_reader_sees_one_moment),
		IN_A_LOG(what_is_no_store_is_refused),
		IN_A_LOG(a_read_only_store_is_refused),
		IN_A_LOG(mode_is_owner_only),
		IN_A_LOG(a_full_disk_is_an_error_and_no_more),
		IN_A_LOG(wiped_octets_are_gone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
