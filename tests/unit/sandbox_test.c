/* tests/unit/sandbox_test.c - what is tried inside the boxes, and fails. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "judge/sandbox.h"
#include "lib/base/err.h"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED 1 /* no seccomp then: only files are still denied */
#else
#define SANITIZED 0
#endif

static char font[PATH_MAX]; /* one that is there */
static uint64_t memory[64]; /* zeros */

#define LEFT_OPEN 77 /* a descriptor that the caller forgot */

enum outcome {
	KILLED = 1, /* by SIGSYS */
	DENIED,     /* an error, and life goes on */
	FINE
};

#define F       HO_SANDBOX_FACTS
#define D       HO_SANDBOX_DRAW
#define R       HO_SANDBOX_RESOLVER
#define S       HO_SANDBOX_SNAPSHOT
#define READERS (F | D)
#define PURE    (F | D | R) /* opens nothing, ever */
#define ALL     (F | D | R | S)

#define CALL(name, ...)                     \
	static long name(void)              \
	{                                   \
		return (long)(__VA_ARGS__); \
	}

CALL(read_passwd, open("/etc/passwd", O_RDONLY))
CALL(write_file, open("/tmp/handover-escaped", O_WRONLY | O_CREAT, 0600))
CALL(change_passwd, open("/etc/passwd", O_WRONLY))
CALL(read_font, open(font, O_RDONLY))
CALL(change_font, open(font, O_RDWR))
CALL(font_folder, open("/usr/share/fonts", O_RDONLY | O_DIRECTORY))
CALL(leave_fonts, open("/usr/share/fonts/../doc/.", O_RDONLY))
CALL(make_font,
    open("/usr/share/fonts/handover-escaped", O_RDWR | O_CREAT, 0600))
CALL(new_inode, open("/usr/share/fonts", O_RDWR | O_TMPFILE, 0600))
CALL(path_only, open("/etc/passwd", O_PATH))
CALL(look_at, syscall(SYS_newfstatat, AT_FDCWD, "/etc/passwd", memory, 0))
CALL(open_null, open("/dev/null", O_RDWR))
CALL(open_memory, open("/proc/self/mem", O_RDWR))
CALL(make_folder, mkdir("/tmp/handover-escaped", 0700))
CALL(remove_file, unlink("/tmp/handover-no-such"))
CALL(forgotten, read(LEFT_OPEN, &(char){ 0 }, 1))
CALL(inet, socket(AF_INET, SOCK_STREAM, 0))
CALL(inet6, socket(AF_INET6, SOCK_DGRAM, 0))
CALL(local, socket(AF_UNIX, SOCK_STREAM, 0))
CALL(raw, socket(AF_PACKET, SOCK_RAW, 0))
CALL(netlink, socket(AF_NETLINK, SOCK_RAW, 0))
CALL(reach,
    connect(0, &(struct sockaddr){ .sa_family = AF_INET },
	sizeof(struct sockaddr_in)))
CALL(child, fork())
CALL(bare_clone, syscall(SYS_clone, SIGCHLD, NULL, NULL, NULL, NULL))
CALL(new_user, syscall(SYS_unshare, CLONE_NEWUSER))
CALL(run_shell, execl("/bin/sh", "sh", "-c", "true", (char *)NULL))
CALL(run_at, syscall(SYS_execveat, AT_FDCWD, "/bin/true", NULL, NULL, 0))
CALL(trace, syscall(SYS_ptrace, 16, getppid(), 0, 0))
CALL(peek, syscall(SYS_process_vm_readv, getppid(), NULL, 0, NULL, 0, 0))
CALL(signal_parent, syscall(SYS_kill, getppid(), 0))
CALL(become, syscall(SYS_setuid, 0))
CALL(executable,
    mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1,
	0) == MAP_FAILED
	? -1
	: 0)
CALL(turn_executable,
    mprotect((void *)((uintptr_t)&errno & ~4095UL), 4096,
	PROT_READ | PROT_WRITE | PROT_EXEC))
CALL(memory_file, syscall(SYS_memfd_create, "x", 0))
CALL(ring, syscall(SYS_io_uring_setup, 8, NULL))
CALL(program_kernel, syscall(SYS_bpf, 0, NULL, 0))
CALL(faults, syscall(SYS_userfaultfd, 0))
CALL(keys, syscall(SYS_keyctl, 0, 0))
CALL(mount_it, syscall(SYS_mount, "x", "/", "x", 0, NULL))
CALL(dumpable, syscall(SYS_prctl, 4, 1, 0, 0, 0))
CALL(copy_descriptor, dup(0))
CALL(say_out, write(1, "", 0))
CALL(say_fault, write(2, "", 0))
CALL(clock_it, syscall(SYS_clock_gettime, 0, &(struct timespec){ 0 }))
CALL(chance, syscall(SYS_getrandom, &(char){ 0 }, 1, 0))

/* As a program of ours opens it: no openat2, no open by a handle. */
CALL(open_again, syscall(SYS_openat2, AT_FDCWD, "/etc/passwd", memory, 24))
CALL(by_handle, syscall(SYS_open_by_handle_at, AT_FDCWD, memory, O_RDONLY))
CALL(rename_it, rename("/tmp/handover-no-such", "/tmp/handover-escaped"))

static long
much_memory(void)
{
	volatile char *p = malloc((size_t)64 << 20);

	if (p == NULL)
		return -1;
	for (size_t i = 0; i < (size_t)64 << 20; i += 4096)
		p[i] = 1;
	free((void *)(uintptr_t)p);
	return 0;
}

static long
too_much_memory(void)
{
	void *volatile p = malloc((size_t)1 << 30);

	return p == NULL ? -1 : 0;
}

static void *
nothing(void *arg)
{
	return arg;
}

static long
thread(void)
{
	pthread_t t;

	return pthread_create(&t, NULL, nothing, NULL) == 0 &&
		pthread_join(t, NULL) == 0
	    ? 0
	    : -1;
}

#ifdef __x86_64__
/* getpid by the door of 32-bit programs, where numbers mean other calls */
static long
other_door(void)
{
	long pid = 20;

	__asm__ volatile("int $0x80" : "+a"(pid) : : "memory");
	return pid;
}
#endif

static const struct row {
	const char *name;
	long (*act)(void);
	int boxes;
	enum outcome want;
	int sanitized; /* holds without seccomp */
} rows[] = {
	{ "read /etc/passwd", read_passwd, ALL, DENIED, 1 },
	{ "write a file", write_file, PURE, DENIED, 1 },
	{ "open /dev/null", open_null, PURE, DENIED, 1 },
	{ "open /proc/self/mem", open_memory, PURE, DENIED, 1 },
	{ "read a font", read_font, PURE, DENIED, 1 },
	/* where fonts are read: that, and no more */
	{ "read a font", read_font, S, FINE, 1 },
	{ "change a font", change_font, S, KILLED, 0 },
	{ "make a font", make_font, S, KILLED, 0 },
	{ "make a nameless file", new_inode, S, KILLED, 0 },
	{ "list the fonts", font_folder, S, KILLED, 0 },
	{ "climb out", leave_fonts, S, DENIED, 1 },
	{ "write a file", write_file, S, KILLED, 0 },
	{ "change /etc/passwd", change_passwd, S, KILLED, 0 },
	{ "open /dev/null", open_null, S, KILLED, 0 },
	{ "open /proc/self/mem", open_memory, S, KILLED, 0 },
	{ "open a path only", path_only, S, KILLED, 0 },
	{ "stat a file", look_at, S, KILLED, 0 },
	{ "openat2", open_again, ALL, KILLED, 0 },
	{ "open_by_handle_at", by_handle, ALL, KILLED, 0 },
	{ "rename", rename_it, ALL, KILLED, 0 },
	{ "make a folder", make_folder, ALL, KILLED, 0 },
	{ "remove a file", remove_file, ALL, KILLED, 0 },
	{ "a descriptor left open", forgotten, ALL, DENIED, 1 },
	{ "internet socket", inet, READERS | S, KILLED, 0 },
	{ "internet socket", inet, R, FINE, 1 },
	{ "internet 6 socket", inet6, READERS | S, KILLED, 0 },
	{ "local socket", local, ALL, KILLED, 0 },
	{ "packet socket", raw, ALL, KILLED, 0 },
	{ "netlink socket", netlink, ALL, KILLED, 0 },
	{ "connect", reach, READERS | S, KILLED, 0 },
	{ "fork", child, ALL, KILLED, 0 },
	{ "clone", bare_clone, ALL, KILLED, 0 },
	{ "thread", thread, READERS, KILLED, 0 },
	{ "thread", thread, R | S, FINE, 1 },
	{ "unshare", new_user, ALL, KILLED, 0 },
	{ "exec", run_shell, ALL, KILLED, 0 },
	{ "execveat", run_at, ALL, KILLED, 0 },
	{ "ptrace", trace, ALL, KILLED, 0 },
	{ "process_vm_readv", peek, ALL, KILLED, 0 },
	{ "kill", signal_parent, ALL, KILLED, 0 },
	{ "setuid", become, ALL, KILLED, 0 },
	{ "map executable", executable, ALL, KILLED, 0 },
	{ "turn executable", turn_executable, ALL, KILLED, 0 },
	{ "memfd", memory_file, ALL, KILLED, 0 },
	{ "io_uring", ring, ALL, KILLED, 0 },
	{ "bpf", program_kernel, ALL, KILLED, 0 },
	{ "userfaultfd", faults, ALL, KILLED, 0 },
	{ "keyctl", keys, ALL, KILLED, 0 },
	{ "mount", mount_it, ALL, KILLED, 0 },
	{ "dumpable again", dumpable, ALL, KILLED, 0 },
	{ "dup", copy_descriptor, ALL, KILLED, 0 },
	{ "write to 1", say_out, READERS | S, KILLED, 0 },
#ifdef __x86_64__
	{ "32-bit call", other_door, ALL, KILLED, 0 },
#endif
	{ "write to 2", say_fault, ALL, FINE, 1 },
	{ "clock", clock_it, ALL, FINE, 1 },
	{ "getrandom", chance, ALL, FINE, 1 },
	{ "64 MiB", much_memory, ALL, FINE, 1 },
	{ "1 GiB", too_much_memory, READERS | S, DENIED, 0 },
};

#define COUNT(a) (sizeof(a) / sizeof(*(a)))

/* What comes before the box: nothing, or a call that fails from now on. */
static void
fail_call(int nr, int error)
{
	scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_ALLOW);

	if (ctx == NULL ||
	    seccomp_rule_add(ctx, SCMP_ACT_ERRNO((uint16_t)error), nr, 0) !=
		0 ||
	    seccomp_load(ctx) != 0)
		_exit(99);
	seccomp_release(ctx);
}

static int
in_box(int which, long (*act)(void), int failing, int error)
{
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		int null = open("/dev/null", O_RDWR);

		dup2(null, 0);
		dup2(null, 1);
		dup2(null, 2);
		dup2(null, LEFT_OPEN);
		if (failing >= 0)
			fail_call(failing, error);
		if (ho_sandbox_enter((enum ho_sandbox)which) != HO_OK)
			_exit(98);
		_exit(act() < 0 ? 10 : 11);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return status;
}

static enum outcome
outcome_of(int status)
{
	if (WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS)
		return KILLED;
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status) == 10 ? DENIED
	    : WEXITSTATUS(status) == 11  ? FINE
					 : 0;
}

static void
what_is_tried_inside(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		for (int box = F; box <= S; box *= 2) {
			enum outcome got;

			if (!(rows[i].boxes & box) ||
			    (SANITIZED && !rows[i].sanitized))
				continue;
			got = outcome_of(in_box(box, rows[i].act, -1, 0));
			if (got != rows[i].want)
				fail_msg("%s in box %d: %d, not %d",
				    rows[i].name, box, (int)got,
				    (int)rows[i].want);
		}
}

/* A step that fails ends the program: nobody reads without walls. */
static void
no_wall_no_program(void **state)
{
	static const struct {
		const char *name;
		int nr;
	} steps[] = {
		{ "close_range", SCMP_SYS(close_range) },
		{ "prctl", SCMP_SYS(prctl) },
		{ "setrlimit", SCMP_SYS(prlimit64) },
		{ "landlock ruleset", SCMP_SYS(landlock_create_ruleset) },
		{ "landlock", SCMP_SYS(landlock_restrict_self) },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(steps); i++)
		for (int box = F; box <= S; box *= 2) {
			int s = in_box(box, say_fault, steps[i].nr, EPERM);

			if (!WIFEXITED(s) || WEXITSTATUS(s) != 4)
				fail_msg("%s failed, and box %d: %x",
				    steps[i].name, box, (unsigned)s);
		}
	/* the filter itself, where it is loaded at all */
	for (int box = F; !SANITIZED && box <= S; box *= 2) {
		int s = in_box(box, say_fault, SCMP_SYS(seccomp), EPERM);

		assert_true(WIFEXITED(s) && WEXITSTATUS(s) == 4);
	}
	/* no such box */
	assert_int_equal(WEXITSTATUS(in_box(0, say_fault, -1, 0)), 4);
	assert_int_equal(WEXITSTATUS(in_box(F | D, say_fault, -1, 0)), 4);
}

/* A kernel without Landlock: one layer less, and still no file; the box that
 * opens files is not to be had. */
static void
seccomp_alone_denies_files(void **state)
{
	int s = in_box(S, read_font, SCMP_SYS(landlock_create_ruleset), ENOSYS);

	(void)state;
	assert_true(WIFEXITED(s) && WEXITSTATUS(s) == 98);
	if (SANITIZED)
		skip();
	for (size_t i = 0; i < COUNT(rows); i++)
		for (int box = F; i < 5 && box <= R; box *= 2)
			assert_int_equal(
			    outcome_of(in_box(box, rows[i].act,
				SCMP_SYS(landlock_create_ruleset), ENOSYS)),
			    DENIED);
}

/* One line of /proc/PID/status or limits that must be there. */
static int
has_line(pid_t pid, const char *file, const char *want)
{
	char path[64], line[256];
	int found = 0;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/%s", (int)pid, file);
	f = fopen(path, "r");
	assert_non_null(f);
	while (fgets(line, sizeof(line), f) != NULL)
		found = found || strncmp(line, want, strlen(want)) == 0;
	fclose(f);
	return found;
}

static void
seen_from_outside(void **state)
{
	int in[2], out[2];
	pid_t pid;
	char c;

	(void)state;
	assert_int_equal(pipe(in), 0);
	assert_int_equal(pipe(out), 0);
	if ((pid = fork()) == 0) {
		dup2(in[0], 0);
		dup2(out[1], 2);
		ho_sandbox_enter(HO_SANDBOX_FACTS);
		_exit(write(2, "x", 1) == 1 && read(0, &c, 1) == 1 ? 0 : 1);
	}
	close(out[1]);
	assert_int_equal(read(out[0], &c, 1), 1);
	assert_true(has_line(pid, "status", "NoNewPrivs:\t1"));
	assert_true(SANITIZED || has_line(pid, "status", "Seccomp:\t2"));
	assert_true(has_line(pid, "limits",
	    "Max core file size        0                    0 "));
	assert_true(has_line(pid, "limits",
	    "Max open files            3                    3 "));
	assert_true(has_line(pid, "limits",
	    "Max file size             0                    0 "));
	assert_int_equal(write(in[1], "x", 1), 1);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	for (int i = 0; i < 2; i++)
		close(in[i]);
	close(out[0]);
}

/* Any font of this machine. */
static int
find_font(void)
{
	FILE *f =
	    popen("find /usr/share/fonts -name '*.[ot]t[fc]' | head -1", "r");
	bool found = f != NULL && fgets(font, sizeof(font), f) != NULL;

	if (f != NULL)
		pclose(f);
	font[strcspn(font, "\n")] = '\0';
	return found ? 0 : -1;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_tried_inside),
		cmocka_unit_test(no_wall_no_program),
		cmocka_unit_test(seccomp_alone_denies_files),
		cmocka_unit_test(seen_from_outside),
	};

	if (find_font() != 0) {
		fputs("sandbox_test: there is no font to read\n", stderr);
		return 1;
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
