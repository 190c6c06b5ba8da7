/* judge/sandbox.c - the walls around a program that reads hostile octets. */
#include "judge/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "lib/base/err.h"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED 1
#else
#define SANITIZED 0
#endif

#define FACTS    HO_SANDBOX_FACTS
#define DRAW     HO_SANDBOX_DRAW
#define RESOLVER HO_SANDBOX_RESOLVER
#define SNAPSHOT HO_SANDBOX_SNAPSHOT
#define READERS  (FACTS | DRAW)
#define THREADED (RESOLVER | SNAPSHOT)
#define FILELESS (FACTS | DRAW | RESOLVER)
#define ALL      (FACTS | DRAW | RESOLVER | SNAPSHOT)

#define EXIT_FAULT 4
#define MIB        ((rlim_t)1 << 20)

static const struct limit {
	unsigned boxes;
	int sanitized; /* also under a sanitizer */
	__rlimit_resource_t what;
	rlim_t most;
} limits[] = {
	{ ALL, 1, RLIMIT_CORE, 0 },
	{ ALL, 1, RLIMIT_FSIZE, 0 },
	{ ALL, 1, RLIMIT_MSGQUEUE, 0 },
	{ ALL, 1, RLIMIT_MEMLOCK, 0 },
	{ READERS, 1, RLIMIT_NOFILE, 3 },
	{ READERS, 1, RLIMIT_NPROC, 0 },
	{ READERS | SNAPSHOT, 1, RLIMIT_CPU, 10 },
	{ FACTS, 0, RLIMIT_AS, 256 * MIB },
	{ DRAW, 0, RLIMIT_AS, 512 * MIB },
	/* threads count against everything else that their uid runs, so no
	 * NPROC here; the clone row below is what holds */
	{ SNAPSHOT, 1, RLIMIT_NOFILE, 32 }, /* fonts, a few at a time */
	{ SNAPSHOT, 0, RLIMIT_AS, 1024 * MIB },
	{ RESOLVER, 1, RLIMIT_NOFILE, 1024 },
	{ RESOLVER, 0, RLIMIT_AS, 2048 * MIB },
};

/* What may be called.  Any other call ends the process. */
static const struct call {
	unsigned boxes;
	int nr;
} calls[] = {
	/* memory, locks, the end */
	{ ALL, SCMP_SYS(brk) },
	{ ALL, SCMP_SYS(munmap) },
	{ ALL, SCMP_SYS(mremap) },
	{ ALL, SCMP_SYS(madvise) },
	{ ALL, SCMP_SYS(futex) },
	{ ALL, SCMP_SYS(exit) },
	{ ALL, SCMP_SYS(exit_group) },
	{ ALL, SCMP_SYS(rt_sigreturn) },
	{ ALL, SCMP_SYS(restart_syscall) },
	/* clock and chance */
	{ ALL, SCMP_SYS(clock_gettime) },
	{ ALL, SCMP_SYS(gettimeofday) },
	{ ALL, SCMP_SYS(getrandom) },
	/* the socket that it was given */
	{ ALL, SCMP_SYS(read) },
	{ ALL, SCMP_SYS(recvmsg) },
	{ ALL, SCMP_SYS(recvfrom) },
	{ ALL, SCMP_SYS(sendto) },
	{ ALL, SCMP_SYS(poll) },
	{ ALL, SCMP_SYS(ppoll) },
	{ ALL, SCMP_SYS(close) },
	/* the resolver's own: clients, and DNS over UDP and TCP */
	{ RESOLVER, SCMP_SYS(accept4) },
	{ RESOLVER, SCMP_SYS(bind) },
	{ RESOLVER, SCMP_SYS(connect) },
	{ RESOLVER, SCMP_SYS(sendmsg) },
	{ RESOLVER, SCMP_SYS(setsockopt) },
	{ RESOLVER, SCMP_SYS(getsockopt) },
	{ RESOLVER, SCMP_SYS(getsockname) },
	{ RESOLVER, SCMP_SYS(fcntl) },
	{ RESOLVER, SCMP_SYS(write) },
	{ RESOLVER, SCMP_SYS(writev) },
	{ RESOLVER, SCMP_SYS(pipe2) },
	{ RESOLVER, SCMP_SYS(socketpair) },
	{ RESOLVER, SCMP_SYS(select) },
	{ RESOLVER, SCMP_SYS(pselect6) },
	{ RESOLVER, SCMP_SYS(epoll_create1) },
	{ RESOLVER, SCMP_SYS(epoll_ctl) },
	{ RESOLVER, SCMP_SYS(epoll_wait) },
	{ RESOLVER, SCMP_SYS(epoll_pwait) },
	{ RESOLVER, SCMP_SYS(eventfd2) },
	/* a thread's beginning and end: the resolver's one, and those in which
	 * pango asks for fonts */
	{ THREADED, SCMP_SYS(rt_sigprocmask) },
	{ THREADED, SCMP_SYS(rt_sigaction) },
	{ THREADED, SCMP_SYS(set_robust_list) },
	{ THREADED, SCMP_SYS(rseq) },
	{ THREADED, SCMP_SYS(gettid) },
	{ THREADED, SCMP_SYS(getpid) },
	/* a font that was opened */
	{ SNAPSHOT, SCMP_SYS(lseek) },
	{ SNAPSHOT, SCMP_SYS(pread64) },
	/* libevent asks whether it is set-uid */
	{ RESOLVER, SCMP_SYS(getuid) },
	{ RESOLVER, SCMP_SYS(geteuid) },
	{ RESOLVER, SCMP_SYS(getgid) },
	{ RESOLVER, SCMP_SYS(getegid) },
};

/*
 * What a library tries in passing (a locale, /etc/localtime, a converter that
 * was not loaded) and can do without: it gets an error and lives.
 */
static const struct denied {
	unsigned boxes;
	int nr;
	int error;
} denied[] = {
	{ FILELESS, SCMP_SYS(openat), ENOENT },
	{ ALL, SCMP_SYS(open), ENOENT },
	{ FILELESS, SCMP_SYS(newfstatat), ENOENT },
	{ FILELESS, SCMP_SYS(access), ENOENT },
	{ ALL, SCMP_SYS(readlink), ENOENT },
	{ ALL, SCMP_SYS(ioctl), ENOTTY },
	{ ALL, SCMP_SYS(sysinfo), ENOSYS },
	{ ALL, SCMP_SYS(sched_getaffinity), ENOSYS },
	/* its flags lie in memory, where no filter can see: take clone */
	{ THREADED, SCMP_SYS(clone3), ENOSYS },
};

/* Calls allowed with some arguments only: (argument & mask) == value. */
static const struct narrowed {
	unsigned boxes;
	int nr;
	unsigned arg;
	uint64_t mask, value;
} narrowed[] = {
	{ READERS | SNAPSHOT, SCMP_SYS(write), 0, ~0ULL, 2 },
	{ READERS | SNAPSHOT, SCMP_SYS(writev), 0, ~0ULL, 2 },
	/* to read, where Landlock lets it; whether a file is there can be seen,
	 * as fontconfig wants to */
	{ SNAPSHOT, SCMP_SYS(openat), 2, ~(uint64_t)(O_CLOEXEC | O_NOCTTY), 0 },
	{ SNAPSHOT, SCMP_SYS(access), 1, ~0ULL, R_OK },
	{ SNAPSHOT, SCMP_SYS(newfstatat), 3, AT_EMPTY_PATH, AT_EMPTY_PATH },
	{ SNAPSHOT, SCMP_SYS(fcntl), 1, ~0ULL, F_SETFD },
	{ SNAPSHOT, SCMP_SYS(prctl), 0, ~0ULL, PR_SET_NAME },
	/* memory that was written is never run */
	{ ALL, SCMP_SYS(mmap), 2, PROT_EXEC, 0 },
	{ ALL, SCMP_SYS(mprotect), 2, PROT_EXEC, 0 },
	{ THREADED, SCMP_SYS(clone), 0, CLONE_THREAD, CLONE_THREAD },
	{ RESOLVER, SCMP_SYS(socket), 0, ~0ULL, AF_INET },
	{ RESOLVER, SCMP_SYS(socket), 0, ~0ULL, AF_INET6 },
};

#define COUNT(a) (sizeof(a) / sizeof(*(a)))

static void
end(const char *step, int error)
{
	dprintf(2, "sandbox: %s: %s\n", step, strerror(error));
	_exit(EXIT_FAULT);
}

static void
close_all(void)
{
	if (close_range(3, ~0U, 0) != 0)
		end("close_range", errno);
}

static void
set_limits(unsigned which)
{
	for (size_t i = 0; i < COUNT(limits); i++) {
		rlim_t most = limits[i].most;
		struct rlimit l;

		if (!(limits[i].boxes & which) ||
		    (SANITIZED && !limits[i].sanitized))
			continue;
		if (getrlimit(limits[i].what, &l) != 0)
			end("getrlimit", errno);
		/* never up: whoever started us may have set a tighter one */
		if (l.rlim_max > most)
			l.rlim_max = most;
		l.rlim_cur = l.rlim_max;
		if (setrlimit(limits[i].what, &l) != 0)
			end("setrlimit", errno);
	}
}

/*
 * Landlock by its numbers: the headers of one kernel know less than the next
 * kernel does, and a right that is not named here is not taken away.
 */
struct ruleset {
	uint64_t files, network, scoped;
};

#define READ_FILE   4u
#define BIND_TCP    1u
#define CONNECT_TCP 2u
#define ABSTRACT    1u
#define SIGNALS     2u

struct beneath {
	uint64_t allowed;
	int32_t folder;
} __attribute__((packed));

#define PATH_BENEATH 1

/* Where judge/snapshot/fonts.c looks for fonts; not every host has all. */
static void
allow_fonts(int ruleset)
{
	static const char *const folders[] = { "/usr/share/fonts",
		"/usr/local/share/fonts" };

	for (size_t i = 0; i < COUNT(folders); i++) {
		struct beneath rule = { .allowed = READ_FILE,
			.folder = open(
			    folders[i], O_PATH | O_DIRECTORY | O_CLOEXEC) };

		if (rule.folder < 0)
			continue;
		if (syscall(SYS_landlock_add_rule, ruleset, PATH_BENEATH, &rule,
			0U) != 0)
			end("landlock rule", errno);
		close(rule.folder);
	}
}

/* The version of the interface; 0: the kernel has none. */
static long
landlock_version(void)
{
	long version = syscall(SYS_landlock_create_ruleset, NULL, 0, 1U);

	if (version < 0 && errno != ENOSYS && errno != EOPNOTSUPP)
		end("landlock version", errno);
	return version < 0 ? 0 : version;
}

static void
landlock(unsigned which)
{
	/* rights over files that each version of the interface knows */
	static const uint64_t files[] = { 0, 0x1fff, 0x3fff, 0x7fff, 0x7fff,
		0xffff };
	long version = landlock_version();
	struct ruleset r = { 0 };
	long fd;

	if (version == 0)
		return; /* no such layer here; seccomp denies opens */
	r.files = files[version < 5 ? version : 5];
	if (version >= 4)
		r.network =
		    which == RESOLVER ? BIND_TCP : BIND_TCP | CONNECT_TCP;
	if (version >= 6)
		r.scoped = ABSTRACT | SIGNALS;
	fd = syscall(SYS_landlock_create_ruleset, &r,
	    version >= 6       ? 24
		: version >= 4 ? 16
			       : 8,
	    0U);
	if (fd < 0)
		end("landlock ruleset", errno);
	/* without a rule, what is named above is denied everywhere */
	if (which == SNAPSHOT)
		allow_fonts((int)fd);
	if (syscall(SYS_landlock_restrict_self, fd, 0U) != 0)
		end("landlock", errno);
	close((int)fd);
}

static void
add(scmp_filter_ctx ctx, uint32_t action, int nr, unsigned n,
    const struct scmp_arg_cmp *arg)
{
	int rc = seccomp_rule_add_array(ctx, action, nr, n, arg);

	/* -EDOM: a call that this architecture does not have */
	if (rc != 0 && rc != -EDOM)
		end("seccomp rule", -rc);
}

static void
filter(unsigned which)
{
	scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_KILL_PROCESS);
	int rc;

	if (ctx == NULL)
		end("seccomp", ENOMEM);
	/* also for a call in the clothes of another architecture */
	if ((rc = seccomp_attr_set(
		 ctx, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS)) != 0)
		end("seccomp architecture", -rc);
	for (size_t i = 0; i < COUNT(calls); i++)
		if (calls[i].boxes & which)
			add(ctx, SCMP_ACT_ALLOW, calls[i].nr, 0, NULL);
	for (size_t i = 0; i < COUNT(denied); i++)
		if (denied[i].boxes & which)
			add(ctx, SCMP_ACT_ERRNO((uint16_t)denied[i].error),
			    denied[i].nr, 0, NULL);
	for (size_t i = 0; i < COUNT(narrowed); i++) {
		const struct narrowed *n = &narrowed[i];
		struct scmp_arg_cmp arg = { n->arg, SCMP_CMP_MASKED_EQ, n->mask,
			n->value };

		if (n->boxes & which)
			add(ctx, SCMP_ACT_ALLOW, n->nr, 1, &arg);
	}
	if ((rc = seccomp_load(ctx)) != 0)
		end("seccomp load", -rc);
	seccomp_release(ctx);
}

int
ho_sandbox_enter(enum ho_sandbox which)
{
	if (which != FACTS && which != DRAW && which != RESOLVER &&
	    which != SNAPSHOT)
		end("no such box", EINVAL);
	if (which == SNAPSHOT && landlock_version() == 0)
		return HO_E_NONE;
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		end("no new privileges", errno);
	if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0)
		end("not dumpable", errno);
	close_all();
	/* a full or forbidden log must not turn a fault line into a signal */
	if (signal(SIGXFSZ, SIG_IGN) == SIG_ERR)
		end("signal", errno);
	/* the ruleset needs a descriptor, so before the limits */
	landlock(which);
	set_limits(which);
	if (!SANITIZED)
		filter(which);
	return HO_OK;
}

#if SANITIZED
/* Looking for leaks at the end needs ptrace, which the walls deny; what can
 * leak is looked at by the unit tests. */
const char *__asan_default_options(void);
__attribute__((visibility("default"))) const char *
__asan_default_options(void)
{
	return "detect_leaks=0";
}
#endif
