/*
 * handoverd/main.c - the daemon: starts, waits, stops.
 *
 *	handoverd [--config FILE] [--foreground]
 *	handoverd --verify [--config FILE]   (see verify.c)
 *	handoverd --init ...		     (see init.c)
 *
 * It never forks into the background: a service manager wants it so, and a
 * person at a terminal too.
 */
#include <errno.h>
#include <getopt.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "handoverd/cases/inbox.h"
#include "handoverd/cases/pictures.h"
#include "handoverd/checkpoint.h"
#include "handoverd/conn.h"
#include "handoverd/daemon.h"
#include "handoverd/parts.h"
#include "handoverd/started.h"
#include "lib/base/err.h"
#include "lib/base/log.h"
#include "lib/secret/secret.h"

#define TICK_MS    2000
#define STACK_SIZE ((size_t)2 << 20) /* bytes, of a thread: locked, see below */

/* Nothing of ours may be read from a core file or by a debugger. */
static void
harden(void)
{
	struct rlimit none = { 0, 0 }, files;

	setrlimit(RLIMIT_CORE, &none);
	prctl(PR_SET_DUMPABLE, 0);
	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	umask(077);
	signal(SIGPIPE, SIG_IGN);
	if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
		files.rlim_cur = files.rlim_max;
		setrlimit(RLIMIT_NOFILE, &files);
	}
}

/* Nothing limits what may be locked: the limit is none, or not for us. */
static bool
locks_without_limit(void)
{
	struct rlimit most = { RLIM_INFINITY, RLIM_INFINITY };
	size_t beyond;
	void *pages;

	if (setrlimit(RLIMIT_MEMLOCK, &most) == 0)
		return true;
	if (getrlimit(RLIMIT_MEMLOCK, &most) != 0)
		return false;
	beyond = (size_t)most.rlim_cur + (1 << 20);
	pages = mmap(NULL, beyond, PROT_NONE,
	    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (pages != MAP_FAILED)
		munmap(pages, beyond);
	return pages != MAP_FAILED;
}

/*
 * crypt(3) works a password in 16 MiB of its own, mapped anew for every hash.
 * Locked like all of the process, they stay out of the swap as our own pages
 * do, and come in one piece instead of 4,096 page faults: a sixth of the hash.
 * Not under a limit, which would cut a hash short.
 */
static void
lock_all(void)
{
	pthread_attr_t attr;

	if (mlockall(MCL_CURRENT | MCL_FUTURE) != 0)
		return;
	if (!locks_without_limit()) {
		munlockall();
		return;
	}
	if (pthread_attr_init(&attr) != 0)
		return;
	if (pthread_attr_setstacksize(&attr, STACK_SIZE) == 0)
		pthread_setattr_default_np(&attr);
	pthread_attr_destroy(&attr);
}

int
daemon_load(struct daemon *d, const char *config, struct ho_buf *why)
{
	int rc;

	if ((rc = ho_conf_load(&d->conf, config, why)) != HO_OK)
		return rc;
	rc = ho_secret_policy(d->conf.locked_memory == HO_MEMORY_TRY
		? HO_LOCK_TRY
		: HO_LOCK_REQUIRE);
	if (rc != HO_OK) {
		ho_buf_str(why,
		    "memory cannot be locked: raise LimitMEMLOCK "
		    "(ulimit -l) to 8 MiB or more, or set "
		    "locked-memory = try");
		return rc;
	}
	if ((rc = ho_keys_open(d->conf.store_key, &d->keys, why)) != HO_OK ||
	    (rc = ho_signer_open(d->conf.log_key, &d->signer, why)) != HO_OK)
		return rc;
	return HO_OK;
}

/* systemd's Type=notify: one datagram, no library. */
static void
tell_manager(const char *text)
{
	const char *path = getenv("NOTIFY_SOCKET");
	struct sockaddr_un sa = { .sun_family = AF_UNIX };
	size_t len;
	int fd;

	if (path == NULL || (len = strlen(path)) >= sizeof(sa.sun_path) ||
	    (path[0] != '/' && path[0] != '@') ||
	    (fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)) < 0)
		return;
	memcpy(sa.sun_path, path, len);
	if (path[0] == '@')
		sa.sun_path[0] = '\0';
	if (sendto(fd, text, strlen(text), MSG_NOSIGNAL, (void *)&sa,
		(socklen_t)(offsetof(struct sockaddr_un, sun_path) + len)) < 0)
		ho_warn(
		    "the service manager did not hear us: %s", strerror(errno));
	close(fd);
}

static void
on_tick(void *arg)
{
	struct daemon *d = arg;

	timer_free(&d->tick_timer);
	cases_tick(d);
	pictures_tick(d);
	inbox_tick(d);
	courier_wake(d);
	d->tick_timer = loop_timer(d->loop, TICK_MS, on_tick, d);
}

static void
on_signal(void *arg, uint32_t events)
{
	struct daemon *d = arg;

	(void)events;
	loop_stop(d->loop);
}

/* Which doors there are, and who can knock (each door looks who it is). */
static int
open_doors(struct daemon *d)
{
	const struct {
		struct door **door;
		const char *path;
		mode_t mode;
		const struct door_ops *ops;
	} doors[] = {
		{ &d->login, d->conf.login_socket, 0666, &login_door },
		{ &d->desk, d->conf.desk_socket, 0666, &desk_door },
		{ &d->courier, d->conf.courier_socket, 0666, &courier_door },
	};

	for (size_t i = 0; i < sizeof(doors) / sizeof(doors[0]); i++) {
		int rc = door_open(doors[i].door, d, doors[i].path,
		    doors[i].mode, doors[i].ops);

		if (rc == HO_OK)
			continue;
		ho_error("socket %s: %s", doors[i].path,
		    rc == HO_E_TAKEN       ? "another handoverd has it"
			: rc == HO_E_INPUT ? "something there is no socket"
			: rc == HO_E_LIMIT ? "the path is too long"
					   : strerror(errno));
		return rc;
	}
	return HO_OK;
}

static int
serve(struct daemon *d)
{
	struct watch *w;
	sigset_t stop;
	int fd, rc;

	sigemptyset(&stop);
	sigaddset(&stop, SIGTERM);
	sigaddset(&stop, SIGINT);
	fd = signalfd(-1, &stop, SFD_CLOEXEC | SFD_NONBLOCK);
	w = fd < 0 ? NULL : loop_watch(d->loop, fd, EPOLLIN, on_signal, d);
	if (w == NULL)
		return HO_E_IO;
	if ((rc = open_doors(d)) == HO_OK &&
	    (rc = started_note(d)) == HO_OK &&
	    (rc = checkpoint_start(d)) == HO_OK) {
		on_tick(d);
		ho_info("ready; store %s", d->conf.store);
		tell_manager("READY=1");
		rc = loop_run(d->loop);
		if (rc == HO_OK && writer_is_broken(d->writer))
			rc = HO_E_FORGED;
		tell_manager("STOPPING=1");
		ho_info("stopping");
	}
	watch_free(&w);
	close(fd);
	return rc;
}

/* In this order what ends one thing still finds what it needs. */
static void
tear_down(struct daemon *d)
{
	checkpoint_stop(d);
	timer_free(&d->tick_timer);
	door_close(&d->login);
	door_close(&d->desk);
	door_close(&d->courier);
	for (size_t i = n_daemon_parts; i-- > 0;)
		if (daemon_parts[i].stop)
			daemon_parts[i].stop(d);
	if (d->pool) {
		pool_stop(d->pool);
		loop_drain(d->loop);
	}
	if (d->writer) {
		writer_stop(d->writer);
		loop_drain(d->loop);
	}
	for (size_t i = n_daemon_parts; i-- > 0;)
		if (daemon_parts[i].free)
			daemon_parts[i].free(d);
	pool_free(&d->pool);
	writer_free(&d->writer);
	loop_free(&d->loop);
	ho_signer_free(&d->signer);
	ho_keys_free(&d->keys);
	ho_conf_free(&d->conf);
}

static int
start(struct daemon *d, struct ho_buf *why)
{
	int rc;

	/* our umask is for secrets; here staff and panels reach the doors */
	if (mkdir(d->conf.runtime_dir, 0755) == 0
		? chmod(d->conf.runtime_dir, 0755) != 0
		: errno != EEXIST) {
		ho_buf_fmt(why, "runtime-dir %s: %s", d->conf.runtime_dir,
		    strerror(errno));
		return HO_E_IO;
	}
	if ((rc = loop_new(&d->loop)) != HO_OK ||
	    (rc = pool_start(&d->pool, d->loop, (size_t)d->conf.hash_threads,
		 (size_t)d->conf.hash_queue)) != HO_OK ||
	    (rc = writer_start(&d->writer, d, why)) != HO_OK)
		return rc;
	for (size_t i = 0; i < n_daemon_parts; i++)
		if ((rc = daemon_parts[i].start(d)) != HO_OK)
			return rc;
	return HO_OK;
}

static int
run(const char *config, int foreground)
{
	struct daemon d = { 0 };
	struct ho_buf why = HO_BUF_INIT;
	sigset_t stop;
	int rc;

	ho_log_open("handoverd", 0, HO_LOG_INFO);
	/* before there are threads, so that all of them inherit it */
	sigemptyset(&stop);
	sigaddset(&stop, SIGTERM);
	sigaddset(&stop, SIGINT);
	sigprocmask(SIG_BLOCK, &stop, NULL);
	lock_all();
	if ((rc = daemon_load(&d, config, &why)) == HO_OK) {
		ho_log_open("handoverd",
		    !foreground && d.conf.log_to == HO_LOG_TO_SYSLOG,
		    (enum ho_log_level)d.conf.log_level);
		rc = start(&d, &why);
	}
	if (rc != HO_OK)
		ho_error("cannot start: %s",
		    why.len ? ho_buf_text(&why) : ho_err_text(rc));
	else
		rc = serve(&d);
	tear_down(&d);
	ho_buf_free(&why);
	return rc == HO_OK ? 0 : 4;
}

int
main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "config", required_argument, NULL, 'c' },
		{ "foreground", no_argument, NULL, 'f' },
		{ "verify", no_argument, NULL, 'y' },
		{ "version", no_argument, NULL, 'v' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	const char *config = NULL;
	int c, foreground = 0, verify = 0;

	harden();
	if (argc > 1 && strcmp(argv[1], "--init") == 0)
		return daemon_init(argc - 1, argv + 1);
	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (c) {
		case 'c': config = optarg; break;
		case 'f': foreground = 1; break;
		case 'y': verify = 1; break;
		case 'v': puts("handoverd " HO_VERSION); return 0;
		case 'h':
		default:
			fputs("usage: handoverd [--config FILE] "
			      "[--foreground]\n"
			      "       handoverd --verify [--config FILE]\n"
			      "       handoverd --init --admin USER ...\n",
			    c == 'h' ? stdout : stderr);
			return c == 'h' ? 0 : 2;
		}
	}
	if (optind < argc) {
		fprintf(stderr, "handoverd: takes no argument '%s'\n",
		    argv[optind]);
		return 2;
	}
	return verify ? daemon_verify(config) : run(config, foreground);
}
