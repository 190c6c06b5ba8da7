/* tests/unit/secret_test.c - memory that is locked, wiped, and nobody else's. */
#include <pthread.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/secret/mac.h"
#include "tests/unit/secrets.h"

/* The sanitizers turn mlock() into nothing. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define LOCKED ""
#else
#define LOCKED " lo"
#endif

/* The VmFlags of the mapping that an address lies in. */
static void
flags_of(const void *at, char *flags, size_t size)
{
	char line[512];
	unsigned long from, to;
	bool is_here = false;
	FILE *f = fopen("/proc/self/smaps", "r");

	assert_non_null(f);
	flags[0] = '\0';
	while (fgets(line, sizeof(line), f) != NULL) {
		if (sscanf(line, "%lx-%lx ", &from, &to) == 2)
			is_here = (uintptr_t)at >= from && (uintptr_t)at < to;
		else if (is_here && strncmp(line, "VmFlags:", 8) == 0)
			snprintf(flags, size, "%.200s", line + 8);
	}
	fclose(f);
}

static void
secrets_stay_out_of_core_files_and_swap(void **state)
{
	static const size_t caps[] = { 1, 48, 49, 176, 560, 561, 65536,
		HO_SECRET_MAX };

	(void)state;
	for (size_t i = 0; i < COUNT(caps); i++) {
		struct ho_secret *s = ho_secret_new(caps[i]);
		char flags[256];

		assert_non_null(s);
		flags_of(ho_secret_data(s), flags, sizeof(flags));
		assert_non_null(strstr(flags, LOCKED)); /* locked */
		assert_non_null(strstr(flags, " dd"));  /* not dumped */
		assert_non_null(strstr(flags, " wf"));  /* not inherited */
		flags_of(ho_secret_data(s) + caps[i] - 1, flags, sizeof(flags));
		assert_non_null(strstr(flags, LOCKED));
		ho_secret_free(&s);
		assert_null(s);
	}
	assert_true(ho_secret_all_locked());
}

static void
a_secret_keeps_its_capacity(void **state)
{
	struct ho_secret *s;

	(void)state;
	assert_null(ho_secret_new(0));
	assert_null(ho_secret_new(HO_SECRET_MAX + 1));
	s = ho_secret_new(4);
	assert_int_equal(ho_secret_set(s, "12345", 5), HO_E_LIMIT);
	assert_int_equal(ho_secret_len(s), 0);
	assert_int_equal(ho_secret_set(s, "1234", 4), HO_OK);
	assert_int_equal(ho_secret_add(s, "5", 1), HO_E_LIMIT);
	assert_int_equal(ho_secret_len(s), 4);
	assert_int_equal(ho_secret_data(s)[4], 0);
	assert_int_equal(ho_secret_fill(s, 5), HO_E_LIMIT);
	assert_int_equal(ho_secret_fill(s, 2), HO_OK);
	assert_memory_equal(ho_secret_data(s), "12\0\0", 5);
	assert_int_equal(ho_secret_random(s, 5), HO_E_LIMIT);
	assert_int_equal(ho_secret_random(s, 4), HO_OK);
	assert_int_equal(ho_secret_len(s), 4);
	ho_secret_free(&s);
	ho_secret_free(&s);
	ho_secret_free(NULL);
}

static void
a_secret_is_wiped_when_freed(void **state)
{
	struct ho_secret *s = secret_text("correct horse"), *again;
	const uint8_t *at = ho_secret_data(s);

	(void)state;
	ho_secret_free(&s);
	/* the pages are still ours: the shelf keeps them */
	assert_memory_equal(at, "\0\0\0\0\0\0\0\0\0\0\0\0\0", 13);
	again = ho_secret_new(48);
	assert_memory_equal(
	    ho_secret_data(again), "\0\0\0\0\0\0\0\0\0\0\0\0\0", 13);
	ho_secret_free(&again);
}

static void
equal_means_the_same_octets(void **state)
{
	struct ho_secret *a = secret_text("abc"), *b = secret_text("abc"),
			 *c = secret_text("abd"), *d = secret_text("ab");

	(void)state;
	assert_true(ho_secret_equal(a, b));
	assert_false(ho_secret_equal(a, c));
	assert_false(ho_secret_equal(a, d));
	assert_false(ho_secret_equal(d, a));
	ho_secret_free(&a);
	ho_secret_free(&b);
	ho_secret_free(&c);
	ho_secret_free(&d);
}

/* What a child ends with that writes one octet past the end and frees. */
static void
an_overflow_is_found(void **state)
{
	int status;
	pid_t pid = fork();

	(void)state;
	assert_true(pid >= 0);
	if (pid == 0) {
		struct ho_secret *s = ho_secret_new(20);

		if (s == NULL || freopen("/dev/null", "w", stderr) == NULL)
			_exit(1);
		ho_secret_room(s)[20] = 'x';
		ho_secret_free(&s);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status));
}

static void
a_child_sees_nothing(void **state)
{
	struct ho_secret *s = secret_text("secret");
	int status;
	pid_t pid = fork();

	(void)state;
	if (pid == 0)
		_exit(memcmp(ho_secret_data(s), "\0\0\0\0\0\0", 6) == 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(WEXITSTATUS(status), 1);
	assert_memory_equal(ho_secret_data(s), "secret", 6);
	ho_secret_free(&s);
}

/* In a child that may lock nothing: refused, or handed out and admitted. */
static int
without_locks(void)
{
	struct rlimit none = { 0, 0 };
	struct ho_secret *s;

	if (setrlimit(RLIMIT_MEMLOCK, &none) != 0 ||
	    (geteuid() == 0 && setresuid(1, 1, 1) != 0))
		return 1;
	if ((s = ho_secret_new(70000)) != NULL || !ho_secret_all_locked())
		return 2;
	if (ho_secret_policy(HO_LOCK_TRY) != HO_OK ||
	    (s = ho_secret_new(70000)) == NULL || ho_secret_all_locked())
		return 3;
	ho_secret_free(&s);
	return 0;
}

static void
memory_that_cannot_be_locked_is_policy(void **state)
{
	int status;
	pid_t pid;

	(void)state;
	if (LOCKED[0] == '\0') /* a sanitizer says that it locked */
		skip();
	if ((pid = fork()) == 0)
		_exit(without_locks());
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

/* More than one run of each shelf, freed in another order than made. */
static void
hundreds_of_conversations_fit(void **state)
{
	static struct ho_secret *s[4000];
	static const size_t caps[] = { 32, 48, 170, 511 };

	(void)state;
	for (size_t i = 0; i < COUNT(s); i++) {
		s[i] = ho_secret_new(caps[i % COUNT(caps)]);
		assert_non_null(s[i]);
		assert_int_equal(ho_secret_set(s[i], &i, sizeof(i)), HO_OK);
	}
	for (size_t i = 0; i < COUNT(s); i++) {
		size_t k = i * 1237 % COUNT(s);

		assert_memory_equal(ho_secret_data(s[k]), &k, sizeof(k));
		ho_secret_free(&s[k]);
	}
	assert_true(ho_secret_all_locked());
}

/* What a pool of threads does all day; SAN=thread looks at it. */
static void *
work(void *arg)
{
	struct ho_secret *key = secret_text("a key of sixteen octets and more");
	uint8_t mac[HO_MAC_LEN], *bad = arg;

	for (size_t i = 0; i < 2000; i++) {
		struct ho_secret *s = ho_secret_new(1 + i % 600);

		if (s == NULL || ho_secret_random(s, 1) != HO_OK ||
		    ho_mac(key, ho_secret_data(s), 1, mac) != HO_OK)
			*bad = 1;
		ho_secret_free(&s);
	}
	ho_secret_free(&key);
	return NULL;
}

static void
threads_share_the_pages(void **state)
{
	pthread_t thread[4];
	uint8_t bad[4] = { 0 };

	(void)state;
	for (size_t i = 0; i < COUNT(thread); i++)
		assert_int_equal(
		    pthread_create(&thread[i], NULL, work, &bad[i]), 0);
	for (size_t i = 0; i < COUNT(thread); i++) {
		pthread_join(thread[i], NULL);
		assert_int_equal(bad[i], 0);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(secrets_stay_out_of_core_files_and_swap),
		cmocka_unit_test(a_secret_keeps_its_capacity),
		cmocka_unit_test(a_secret_is_wiped_when_freed),
		cmocka_unit_test(equal_means_the_same_octets),
		cmocka_unit_test(an_overflow_is_found),
		cmocka_unit_test(a_child_sees_nothing),
		cmocka_unit_test(memory_that_cannot_be_locked_is_policy),
		cmocka_unit_test(hundreds_of_conversations_fit),
		cmocka_unit_test(threads_share_the_pages),
	};

	return RUN_LOCKED(tests);
}
