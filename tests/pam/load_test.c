/*
 * tests/pam/load_test.c - A-16: the module in a host that is full and busy.
 *
 * Thousands of descriptors or none, dozens of threads, a small stack, no more
 * memory, a signal each millisecond, a daemon that accepts nobody.
 */
#include <err.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "tests/pam/host.h"

#define AUTH   HO_PHASE_AUTH
#define CHAU   HO_PHASE_CHAUTHTOK
#define AWAY   PAM_AUTHINFO_UNAVAIL
#define SCRIPT "start info ask=password answer ok=alice"

static const char *module;
static const char *const answers[] = { "x", NULL };

/* 2000 descriptors: a select() would write over the stack. */
static void
many_descriptors(void)
{
	struct rlimit was, now;
	int first = -1, fd, before;

	check_row("2000 descriptors open");
	getrlimit(RLIMIT_NOFILE, &was);
	now = was;
	now.rlim_cur = 2200;
	if (was.rlim_max < now.rlim_cur ||
	    setrlimit(RLIMIT_NOFILE, &now) != 0) {
		check_skip("the hard limit is lower");
		return;
	}
	before = host_descriptors();
	for (int i = 0; i < 2000; i++) {
		if ((fd = open("/dev/null", O_RDONLY | O_CLOEXEC)) < 0)
			err(1, "/dev/null");
		first = first < 0 ? fd : first;
	}
	check(host_login() == PAM_SUCCESS);
	for (int i = 0; i < 2000; i++)
		close(first + i);
	check(host_descriptors() == before);
	setrlimit(RLIMIT_NOFILE, &was);
}

/* The service file is read first, so only our own socket() fails. */
static void
no_descriptors(void)
{
	struct rlimit was, now;
	struct host h;
	int fds[64], n = 0;

	check_row("no descriptor left");
	getrlimit(RLIMIT_NOFILE, &was);
	host_start(&h, "Alice", answers);
	now = was;
	now.rlim_cur = 40;
	setrlimit(RLIMIT_NOFILE, &now);
	while (n < 64 && (fds[n] = open("/dev/null", O_RDONLY)) >= 0)
		n++;
	for (int phase = AUTH; phase <= CHAU; phase++) {
		/* libpam's own audit socket fails too: the code is its */
		check(host_call(&h, (enum ho_phase)phase, 0) != PAM_SUCCESS);
		check(strcmp(host_env(&h, "HANDOVER_RESULT"), "unavailable") ==
		    0);
	}
	while (n > 0)
		close(fds[--n]);
	setrlimit(RLIMIT_NOFILE, &was);
	check(host_call(&h, AUTH, 0) == PAM_SUCCESS);
	host_end(&h, 0);
}

/* However little is left: a clean answer, never a crash, and none is a yes
 * unless the daemon said so. */
static void
no_memory(void)
{
	struct rlimit was, now;
	long pages = 0;
	FILE *f;

	check_row("little address space, or none");
	if (host_patience() > 1) {
		check_skip("a sanitizer or valgrind wants memory of its own");
		return;
	}
	f = fopen("/proc/self/statm", "r");
	if (f == NULL || fscanf(f, "%ld", &pages) != 1)
		err(1, "statm");
	fclose(f);
	getrlimit(RLIMIT_AS, &was);
	for (long more = 0; more <= 1024; more += 16) {
		struct host h;
		int rc;

		host_start(&h, "Alice", answers);
		now = was;
		now.rlim_cur =
		    (rlim_t)(pages + more) * (rlim_t)sysconf(_SC_PAGESIZE);
		setrlimit(RLIMIT_AS, &now);
		rc = host_call(&h, AUTH, 0);
		setrlimit(RLIMIT_AS, &was);
		check(rc != PAM_IGNORE &&
		    (rc == PAM_SUCCESS) ==
			(strcmp(host_env(&h, "HANDOVER_RESULT"), "ok") == 0));
		check(host_call(&h, AUTH, 0) == PAM_SUCCESS);
		host_end(&h, 0);
	}
}

static void *
log_in_often(void *arg)
{
	int *good = arg;

	for (int i = 0; i < 5; i++)
		*good += host_login() == PAM_SUCCESS;
	return NULL;
}

static void
threads(size_t stack, int count)
{
	pthread_attr_t attr;
	pthread_t id[64];
	int good[64] = { 0 }, sum = 0;

	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, stack);
	for (int i = 0; i < count; i++)
		if (pthread_create(&id[i], &attr, log_in_often, &good[i]) != 0)
			errx(1, "pthread_create");
	for (int i = 0; i < count; i++) {
		pthread_join(id[i], NULL);
		sum += good[i];
	}
	pthread_attr_destroy(&attr);
	check(sum == 5 * count);
}

static void
many_threads(void)
{
	check_row("64 threads, each with its own handle");
	threads((size_t)1 << 20, 64);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
	/* libpam's audit record alone wants more than 64 KiB */
	check_row("a stack of 128 KiB");
	threads((size_t)128 << 10, 1);
#endif
}

static void
on_alarm(int sig)
{
	(void)sig;
}

/* A signal every millisecond neither breaks a wait nor lengthens it. */
static void
interrupted(const char *path)
{
	struct sigaction sa = { .sa_handler = on_alarm };
	struct itimerval tick = { { 0, 1000 }, { 0, 1000 } }, off = { 0 };
	struct peer p;
	int64_t took;

	check_row("a signal every millisecond");
	peer_start(&p, path, geteuid(),
	    "start wait=300 ask=password answer wait=300 ok=alice");
	sigaction(SIGALRM, &sa, NULL);
	setitimer(ITIMER_REAL, &tick, NULL);
	check(host_login() == PAM_SUCCESS);
	peer_stop(&p);
	setitimer(ITIMER_REAL, &off, NULL);
	peer_start(&p, path, geteuid(), "start hang");
	setitimer(ITIMER_REAL, &tick, NULL);
	took = host_now();
	check(host_login() == AWAY);
	took = host_now() - took;
	check(took >= 1000 && took <= 1500 * host_patience());
	setitimer(ITIMER_REAL, &off, NULL);
	signal(SIGALRM, SIG_IGN); /* one may still be on its way */
	peer_stop(&p);
}

/* Stopped, the daemon accepts nobody: first it hears nothing, then its queue
 * is full and even connect(2) waits.  Neither lasts longer than timeout=. */
static void
queue_full(const char *path)
{
	struct peer p;
	struct sockaddr_un sa = { .sun_family = AF_UNIX };
	int64_t took;
	int fds[1024], n;
	bool is_in;

	check_row("nobody accepts");
	peer_start(&p, path, geteuid(), "start ok=alice");
	kill(p.pid, SIGSTOP);
	took = host_now();
	check(host_login() == AWAY);
	took = host_now() - took;
	check(took >= 1000 && took <= 1500 * host_patience());

	check_row("the queue is full");
	strcpy(sa.sun_path, path);
	for (n = 0; n < 1000; n++) {
		fds[n] = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK, 0);
		if (connect(fds[n], (struct sockaddr *)&sa, sizeof(sa)) != 0)
			break;
	}
	check(n < 1000); /* 512 wait in ho_sock_listen()'s queue */
	took = host_now();
	check(host_login() == AWAY);
	took = host_now() - took;
	check(took >= 1000 && took <= 1500 * host_patience());
	for (; n >= 0; n--)
		close(fds[n]);
	kill(p.pid, SIGCONT);
	/* it has hundreds to greet and to miss first, each try one more */
	took = host_now();
	while ((is_in = host_login() == PAM_SUCCESS) == false &&
	    host_now() - took < 60000)
		usleep(20000);
	check(is_in);
	peer_stop(&p);
}

int
main(int argc, char **argv)
{
	struct peer p;

	if (argc != 2)
		return 2;
	setvbuf(stdout, NULL, _IOLBF, 0);
	module = argv[1];
	host_service_timed(module, 30);
	peer_start(&p, host_socket(), geteuid(), SCRIPT);
	many_descriptors();
	no_descriptors();
	no_memory();
	many_threads();
	peer_stop(&p);
	host_service_timed(module, 1);
	interrupted(host_socket());
	queue_full(host_socket());
	return check_end("a host full and busy");
}
