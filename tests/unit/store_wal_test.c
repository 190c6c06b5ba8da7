/* tests/unit/store_wal_test.c - the write-ahead log goes back into the file. */
#include <dirent.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/store/sqlite_wal.h"
#include "tests/laws/own_log.h"

#define MIB      ((int64_t)1 << 20)
#define PAGE     ((int64_t)4096)
#define ROW      (MIB * 4)
#define LONGEST  (HO_WAL_MOST * PAGE)
#define ENOUGH   (HO_WAL_SOME * PAGE)
#define PATIENCE 600 /* tenths of a second */

static int64_t
size_of(const char *beside)
{
	char name[80];
	struct stat st;

	snprintf(name, sizeof(name), "%s%s", path, beside);
	return stat(name, &st) == 0 ? (int64_t)st.st_size : 0;
}

/* Of that name. */
static int
threads(void)
{
	char file[300], name[32];
	struct dirent *e;
	DIR *d = opendir("/proc/self/task");
	FILE *f;
	int n = 0;

	assert_non_null(d);
	while ((e = readdir(d)) != NULL) {
		snprintf(
		    file, sizeof(file), "/proc/self/task/%s/comm", e->d_name);
		if ((f = fopen(file, "r")) == NULL)
			continue;
		n += fgets(name, sizeof(name), f) != NULL &&
		    strcmp(name, HO_WAL_THREAD "\n") == 0;
		fclose(f);
	}
	closedir(d);
	return n;
}

/* One commit of so many octets. */
static void
write_much(int64_t octets)
{
	struct ho_octets o = { .of_kind = HO_RECORD, .part = HO_PART_TEXT };
	static int64_t owner;

	o.sealed.data = calloc(1, ROW);
	assert_non_null(o.sealed.data);
	o.sealed.len = ROW;
	assert_int_equal(ho_store_begin(s), HO_OK);
	for (; octets > 0; octets -= ROW) {
		o.row.id = 0;
		o.of_id = ++owner;
		assert_int_equal(ho_store_put(s, HO_OCTETS, &o), HO_OK);
	}
	assert_int_equal(ho_store_commit(s), HO_OK);
	free(o.sealed.data);
}

static void
wait_until_file_has(int64_t octets)
{
	for (int i = 0; i < PATIENCE && size_of("") < octets; i++)
		usleep(100000);
	assert_true(size_of("") >= octets);
}

/* What was written is there after another opening. */
static void
is_whole(int64_t octets)
{
	ho_audit_close(&a);
	ho_store_close(&s);
	assert_true(size_of("") >= octets);
	assert_int_equal(size_of("-wal"), 0);
	open_again();
	assert_int_equal(get(HO_USER, x.user.row.id), HO_OK);
}

static void
little_starts_no_thread(void **state)
{
	(void)state;
	write_much(ENOUGH / 2);
	assert_int_equal(threads(), 0);
	assert_true(size_of("") < MIB);
	is_whole(ENOUGH / 2);
}

static void
a_thread_brings_it_back(void **state)
{
	(void)state;
	for (int i = 1; i <= 2; i++) {
		write_much(ENOUGH + ROW);
		assert_int_equal(threads(), 1);
		wait_until_file_has(i * ENOUGH);
	}
	is_whole(2 * ENOUGH);
	assert_int_equal(threads(), 0);
}

static void
the_writer_waits_before_it_is_too_long(void **state)
{
	(void)state;
	write_much(LONGEST + ROW);
	assert_true(size_of("") >= LONGEST);
	write_much(ROW);
	assert_true(size_of("-wal") < LONGEST + ENOUGH);
	is_whole(LONGEST);
}

/* A sweep says that the log is busy where somebody reads, not where our own
 * thread is at it. */
static void
a_sweep_waits_for_it(void **state)
{
	(void)state;
	for (int i = 0; i < 2; i++) {
		write_much(ENOUGH + ROW);
		usleep(5000); /* it is in the midst of it */
		assert_int_equal(ho_store_sweep(s), HO_OK);
		assert_int_equal(size_of("-wal"), 0);
	}
}

/* Somebody else's writing is told from our own thread's work. */
static void
it_is_nobody_elses_writing(void **state)
{
	int64_t before, after;

	(void)state;
	assert_int_equal(ho_store_begin(s), HO_OK);
	assert_int_equal(ho_store_version(s, &before), HO_OK);
	ho_store_rollback(s);
	write_much(ENOUGH + ROW);
	wait_until_file_has(ENOUGH);
	write_much(ROW);
	assert_int_equal(ho_store_begin(s), HO_OK);
	assert_int_equal(ho_store_version(s, &after), HO_OK);
	ho_store_rollback(s);
	assert_int_equal(after, before);
}

/* No descriptor is left for a second connection. */
static void
without_a_thread_the_writer_does_it(void **state)
{
	struct rlimit was, none;

	(void)state;
	write_much(ROW);
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &was), 0);
	none = was;
	none.rlim_cur = 3;
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
	write_much(ENOUGH + ROW);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &was), 0);
	assert_int_equal(threads(), 0);
	assert_true(size_of("") >= ENOUGH);
	write_much(ENOUGH + ROW);
	assert_int_equal(threads(), 0);
	assert_true(size_of("-wal") < 2 * ENOUGH);
	is_whole(2 * ENOUGH);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		IN_A_LOG(little_starts_no_thread),
		IN_A_LOG(a_thread_brings_it_back),
		IN_A_LOG(the_writer_waits_before_it_is_too_long),
		IN_A_LOG(a_sweep_waits_for_it),
		IN_A_LOG(it_is_nobody_elses_writing),
		IN_A_LOG(without_a_thread_the_writer_does_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
