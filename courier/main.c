/*
 * courier/main.c - handover-courier: takes mail out into the network, and in.
 *
 *	handover-courier [--config FILE]
 *
 * Looks what is configured and starts a process for each job (role.h); one
 * that ends is started again.  It ends when it is told to, and they with it.
 */
#include <curl/curl.h>
#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "courier/role.h"
#include "lib/base/err.h"
#include "lib/base/log.h"

#define AGAIN_S 2 /* before a job that ended is begun again */

static const struct role *const roles[] = { &letters_role, &messages_role,
	&hooks_role, &copies_role, &tickets_role, &inbox_role, &receive_role };

#define ROLES (sizeof(roles) / sizeof(roles[0]))

static void
harden(void)
{
	struct rlimit none = { 0, 0 };

	setrlimit(RLIMIT_CORE, &none);
	prctl(PR_SET_DUMPABLE, 0);
	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	umask(077);
	signal(SIGPIPE, SIG_IGN);
}

/* What the parent waits for; a child takes them as they come. */
static void
wait_set(sigset_t *set)
{
	sigemptyset(set);
	sigaddset(set, SIGTERM);
	sigaddset(set, SIGINT);
	sigaddset(set, SIGCHLD);
}

/* The child dies with its parent, whatever that died of. */
static pid_t
begin(const struct role *r, const struct ho_conf *conf)
{
	pid_t parent = getpid(), pid = fork();
	sigset_t set;

	if (pid != 0) {
		if (pid < 0)
			ho_error(
			    "cannot begin %s: %s", r->name, strerror(errno));
		return pid;
	}
	wait_set(&set);
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent ||
	    sigprocmask(SIG_UNBLOCK, &set, NULL) != 0)
		_exit(4);
	prctl(PR_SET_DUMPABLE, 0);
	r->run(conf);
	_exit(4);
}

static void
reap(pid_t pid[static ROLES])
{
	for (size_t i = 0; i < ROLES; i++)
		if (pid[i] > 0 && waitpid(pid[i], NULL, WNOHANG) != 0) {
			ho_warn("%s ended; it begins again", roles[i]->name);
			pid[i] = -1;
		}
}

/* Those that ended (-1) begin again, after a pause; returns once a signal says
 * stop. */
static void
watch(pid_t pid[static ROLES], const struct ho_conf *conf)
{
	const struct timespec pause = { .tv_sec = AGAIN_S };
	sigset_t set;

	wait_set(&set);
	for (;;) {
		switch (sigtimedwait(&set, NULL, &pause)) {
		case SIGTERM:
		case SIGINT: return;
		case SIGCHLD: reap(pid); break;
		default:
			for (size_t i = 0; i < ROLES; i++)
				if (pid[i] == -1)
					pid[i] = begin(roles[i], conf);
		}
	}
}

static void
run(const struct ho_conf *conf)
{
	pid_t pid[ROLES] = { 0 };
	sigset_t set;

	wait_set(&set);
	sigprocmask(SIG_BLOCK, &set, NULL);
	for (size_t i = 0; i < ROLES; i++)
		if (roles[i]->is_wanted(conf))
			pid[i] = begin(roles[i], conf);
	watch(pid, conf);
	for (size_t i = 0; i < ROLES; i++)
		if (pid[i] > 0)
			kill(pid[i], SIGTERM);
	while (wait(NULL) > 0)
		;
}

static int
check(const struct ho_conf *conf)
{
	char why[WHY_SIZE] = "libcurl does not start";
	int rc = curl_global_init(CURL_GLOBAL_DEFAULT) == 0 ? HO_OK : HO_E_IO;

	for (size_t i = 0; rc == HO_OK && i < ROLES; i++)
		if (roles[i]->is_wanted(conf))
			rc = roles[i]->ready(conf, why);
	if (rc != HO_OK)
		ho_error("cannot start: %s", why);
	return rc;
}

int
main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "config", required_argument, NULL, 'c' },
		{ "version", no_argument, NULL, 'v' },
		{ 0 },
	};
	struct ho_conf conf;
	struct ho_buf error = HO_BUF_INIT;
	const char *file = NULL;
	int c;

	harden();
	ho_log_open("handover-courier", 0, HO_LOG_INFO);
	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (c == 'v') {
			puts("handover-courier " HO_VERSION);
			return 0;
		}
		if (c != 'c') {
			fputs("usage: handover-courier [--config FILE]\n",
			    stderr);
			return 2;
		}
		file = optarg;
	}
	if (ho_conf_load(&conf, file, &error) != HO_OK) {
		ho_error("cannot start: %s", ho_buf_text(&error));
		ho_conf_free(&conf);
		return 4;
	}
	ho_log_open("handover-courier", conf.log_to == HO_LOG_TO_SYSLOG,
	    (enum ho_log_level)conf.log_level);
	if (check(&conf) != HO_OK) {
		ho_conf_free(&conf);
		return 4;
	}
	run(&conf);
	ho_conf_free(&conf);
	return 0;
}
