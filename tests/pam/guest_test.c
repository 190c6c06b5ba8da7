/*
 * tests/pam/guest_test.c - A-16: the module as a guest in somebody's process.
 *
 * The house is as it was found, calls come in any order, the environment is
 * hostile, the root is another, and the module comes and goes.
 */
#include <dlfcn.h>
#include <err.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/pam/host.h"

#define AUTH   HO_PHASE_AUTH
#define ACCT   HO_PHASE_ACCT
#define CHAU   HO_PHASE_CHAUTHTOK
#define AWAY   PAM_AUTHINFO_UNAVAIL
#define SCRIPT "start info ask=password answer ok=alice"

extern char **environ;

static const char *module;
static const char *const answers[] = { "x", NULL };

struct state {
	mode_t mask;
	char cwd[4096];
	struct {
		bool is_blocked;
		int flags;
		void (*handler)(int);
	} signal[NSIG];
	struct rlimit limit[RLIM_NLIMITS];
	char env[65536];
	int descriptors;
	uid_t euid;
	gid_t egid;
};

static void
look(struct state *s)
{
	struct sigaction sa;
	sigset_t blocked;
	size_t at = 0;

	memset(s, 0, sizeof(*s));
	umask(s->mask = umask(0));
	if (getcwd(s->cwd, sizeof(s->cwd)) == NULL)
		err(1, "getcwd");
	pthread_sigmask(SIG_SETMASK, NULL, &blocked);
	for (int i = 1; i < NSIG; i++) {
		s->signal[i].is_blocked = sigismember(&blocked, i) == 1;
		if (sigaction(i, NULL, &sa) != 0)
			continue;
		s->signal[i].handler = sa.sa_handler;
		s->signal[i].flags = sa.sa_flags;
	}
	for (int i = 0; i < RLIM_NLIMITS; i++)
		getrlimit((__rlimit_resource_t)i, &s->limit[i]);
	for (char **e = environ; *e && at < sizeof(s->env); e++)
		at += (size_t)snprintf(
		    s->env + at, sizeof(s->env) - at, "%s\n", *e);
	s->descriptors = host_descriptors();
	s->euid = geteuid();
	s->egid = getegid();
}

/* SIGCHLD ignored, SIGPIPE deadly, everything blocked: as hosts have it. */
static void
state_is_kept(const char *path)
{
	static const char *const scripts[] = { SCRIPT, "start refused",
		"start ask=password die", "start hang" };
	static struct state before, after;
	struct peer p;
	sigset_t all, was;

	signal(SIGPIPE, SIG_DFL);
	sigfillset(&all);
	for (size_t i = 0; i < sizeof(scripts) / sizeof(scripts[0]); i++) {
		struct host h;

		check_row(scripts[i]);
		peer_start(&p, path, geteuid(), scripts[i]);
		host_login(); /* libpam and syslog settle in */
		signal(SIGCHLD, SIG_IGN);
		pthread_sigmask(SIG_SETMASK, &all, &was);
		umask(0123);
		look(&before);
		host_start(&h, "Alice", answers);
		host_call(&h, AUTH, 0);
		host_call(&h, ACCT, 0);
		host_call(&h, CHAU, 0);
		pam_setcred(h.pamh, PAM_ESTABLISH_CRED);
		host_end(&h, 0);
		look(&after);
		check(memcmp(&before, &after, sizeof(before)) == 0);
		pthread_sigmask(SIG_SETMASK, &was, NULL);
		signal(SIGCHLD, SIG_DFL);
		umask(022);
		peer_stop(&p);
	}
}

static void *
authenticate(void *arg)
{
	struct host *h = arg;

	check(host_call(h, AUTH, 0) == PAM_SUCCESS);
	return NULL;
}

/*
 * What the kernel says lies there.  A thread's dead stack is nobody's to read,
 * says valgrind, and rightly of everybody but this test.
 */
static void
copy_memory(void *to, const void *from, size_t len)
{
	struct iovec here = { to, len },
		     there = { (void *)(uintptr_t)from, len };

	if (process_vm_readv(getpid(), &here, 1, &there, 1, 0) != (ssize_t)len)
		err(1, "process_vm_readv");
}

/* An answer must not outlive the call on a stack that others use next. */
static void
nothing_stays(const char *path)
{
	static const char *const secret[] = { "Zebra-crossing-1987", NULL };
	size_t size = (size_t)1 << 20;
	void *stack = mmap(NULL, size, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	pthread_attr_t attr;
	pthread_t id;
	struct peer p;
	struct host h;
	uint8_t *seen;

	check_row("no answer stays on the stack");
	peer_start(&p, path, geteuid(), SCRIPT);
	host_start(&h, "Alice", secret);
	pthread_attr_init(&attr);
	if (stack == MAP_FAILED ||
	    pthread_attr_setstack(&attr, stack, size) != 0 ||
	    pthread_create(&id, &attr, authenticate, &h) != 0)
		err(1, "a thread with a stack of ours");
	pthread_join(id, NULL);
	check(strcmp(p.heard->answer[0], secret[0]) == 0);
	if ((seen = malloc(size)) == NULL)
		err(1, "malloc");
	copy_memory(seen, stack, size);
	check(memmem(seen, size, secret[0], strlen(secret[0])) == NULL);
	check(memmem(seen, size, secret[0], 8) == NULL); /* nor a part */
	free(seen);
	host_end(&h, 0);
	pthread_attr_destroy(&attr);
	munmap(stack, size);
	peer_stop(&p);
}

static int
mappings(void)
{
	FILE *f = fopen("/proc/self/maps", "r");
	int c, n = 0;

	while (f && (c = fgetc(f)) != EOF)
		n += c == '\n';
	if (f)
		fclose(f);
	return n;
}

static void
loaded_often(void)
{
	int before = 0;

	check_row("loaded and unloaded 1000 times");
	for (int i = 0; i < 1000; i++) {
		void *so = dlopen(module, RTLD_NOW | RTLD_LOCAL);

		if (so == NULL)
			errx(1, "%s", dlerror());
		check(dlsym(so, "pam_sm_authenticate") != NULL);
		dlclose(so);
		if (i == 10)
			before = mappings();
	}
	check(dlopen(module, RTLD_NOW | RTLD_NOLOAD) == NULL);
	check(mappings() <= before + 2);
}

/* What steers other modules finds nothing to steer here. */
static void
hostile_environment(void)
{
	static const char *const names[] = { "HOME", "XDG_CONFIG_HOME",
		"http_proxy", "HTTPS_PROXY", "ALL_PROXY", "LD_LIBRARY_PATH",
		"LD_AUDIT", "OPENSSL_CONF", "SSL_CERT_FILE", "PGHOST",
		"PGSERVICEFILE", "TZ", "LOCPATH", "LC_ALL", "LANGUAGE",
		"NLSPATH", "SQLITE_TMPDIR", "GCONV_PATH", "TMPDIR",
		"HANDOVER_SOCKET", "HANDOVER_RESULT", "NOTIFY_SOCKET",
		"RES_OPTIONS", "HOSTALIASES", "MALLOC_PERTURB_" };

	check_row("a hostile environment");
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		setenv(names[i], "/tmp/../%n%s;id>/dev/null", 1);
	check(host_login() == PAM_SUCCESS);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		unsetenv(names[i]);
}

static void
any_order(const char *path)
{
	struct peer p;
	struct host h;

	check_row("setcred first, and often");
	peer_start(&p, path, geteuid(), SCRIPT);
	host_start(&h, "Alice", answers);
	check(pam_setcred(h.pamh, PAM_ESTABLISH_CRED) == PAM_SUCCESS);
	check(pam_setcred(h.pamh, PAM_DELETE_CRED) == PAM_SUCCESS);
	check(p.heard->connections == 0);

	check_row("authenticate twice");
	check(host_call(&h, AUTH, 0) == PAM_SUCCESS);
	check(host_call(&h, AUTH, 0) == PAM_SUCCESS);
	check(p.heard->starts == 2 && h.prompts == 2 && h.infos == 2);

	check_row("PAM_SILENT");
	check(host_call(&h, AUTH, (int)PAM_SILENT) == PAM_SUCCESS);
	check(h.prompts == 3 && h.infos == 2);

	check_row("the preliminary pass starts nothing");
	check(host_call(&h, CHAU, 0) == PAM_SUCCESS);
	check(p.heard->starts == 4 && p.heard->connections == 5);
	host_end(&h, PAM_ABORT);

	check_row("ended at once, and as another's copy");
	host_start(&h, "Alice", answers);
	host_end(&h, (int)((unsigned)PAM_SUCCESS | PAM_DATA_SILENT));
	peer_stop(&p);

	check_row("acct alone, and after a refusal");
	peer_start(&p, path, geteuid(), "start ok=alice");
	host_start(&h, "Alice", answers);
	check(host_call(&h, ACCT, 0) == PAM_SUCCESS);
	peer_stop(&p);
	check(host_call(&h, ACCT, 0) == AWAY); /* nothing is remembered */
	host_end(&h, 0);
}

static void
in_a_chroot(void)
{
	char root[] = "/tmp/handover-root.XXXXXX";
	int status = -1;
	pid_t pid;

	check_row("in a chroot");
	if (geteuid() != 0) {
		check_skip("not root");
		return;
	}
	if (mkdtemp(root) == NULL || (pid = fork()) < 0)
		err(1, "%s", root);
	if (pid == 0) {
		struct host h;

		host_start(&h, "Alice", answers);
		if (chroot(root) != 0 || chdir("/") != 0)
			_exit(9);
		_exit(host_call(&h, AUTH, 0) == AWAY ? 0 : 1);
	}
	waitpid(pid, &status, 0);
	check(status == 0);
	rmdir(root);
}

int
main(int argc, char **argv)
{
	struct peer p;

	if (argc != 2)
		return 2;
	setvbuf(stdout, NULL, _IOLBF, 0);
	module = argv[1];
	host_service_timed(module, 1);
	peer_start(&p, host_socket(), geteuid(), SCRIPT);
	loaded_often();
	hostile_environment();
	in_a_chroot();
	peer_stop(&p);
	state_is_kept(host_socket());
	any_order(host_socket());
	nothing_stays(host_socket());
	return check_end("a guest in the process");
}
