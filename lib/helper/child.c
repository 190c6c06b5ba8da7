/* lib/helper/child.c - a program of ours, started with a socket. */
#include "lib/helper/child.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/pidfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/base/err.h"

/*
 * What the child finds: the socket, nothing to print to, our standard error,
 * and not one descriptor more.
 */
static int
lay_out(posix_spawn_file_actions_t *a, int fd)
{
	int rc;

	/* adddup2 onto itself only clears close-on-exec, which is right too */
	if ((rc = posix_spawn_file_actions_adddup2(a, fd, 0)) != 0 ||
	    (rc = posix_spawn_file_actions_addopen(
		 a, 1, "/dev/null", O_WRONLY, 0)) != 0)
		return rc;
	return posix_spawn_file_actions_addclosefrom_np(a, 3);
}

/* Signals as at birth: the caller may have blocked or ignored any. */
static int
forget_signals(posix_spawnattr_t *a)
{
	sigset_t none, all;
	int rc;

	sigemptyset(&none);
	sigfillset(&all);
	if ((rc = posix_spawnattr_setsigmask(a, &none)) != 0 ||
	    (rc = posix_spawnattr_setsigdefault(a, &all)) != 0)
		return rc;
	return posix_spawnattr_setflags(
	    a, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
}

static int
spawn(pid_t *pid, int fd, char *const argv[])
{
	char *const nothing[] = { NULL };
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attr;
	int rc;

	if ((rc = posix_spawn_file_actions_init(&files)) != 0)
		return rc;
	if ((rc = posix_spawnattr_init(&attr)) != 0) {
		posix_spawn_file_actions_destroy(&files);
		return rc;
	}
	if ((rc = lay_out(&files, fd)) == 0 &&
	    (rc = forget_signals(&attr)) == 0)
		rc = posix_spawn(pid, argv[0], &files, &attr, argv, nothing);
	posix_spawnattr_destroy(&attr);
	posix_spawn_file_actions_destroy(&files);
	return rc;
}

int
ho_child_start(struct ho_child *c, char *const argv[])
{
	int pair[2], rc;
	pid_t pid;

	*c = (struct ho_child)HO_CHILD_INIT;
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0)
		return HO_E_IO;
	rc = spawn(&pid, pair[1], argv);
	close(pair[1]);
	if (rc != 0) {
		close(pair[0]);
		return rc == ENOENT || rc == EACCES || rc == ENOTDIR ? HO_E_NONE
								     : HO_E_IO;
	}
	c->fd = pair[0];
	if (fcntl(c->fd, F_SETFL, O_NONBLOCK) == 0 &&
	    (c->pidfd = pidfd_open(pid, 0)) >= 0)
		return HO_OK;
	/* not reaped yet, so the number is still its own */
	kill(pid, SIGKILL);
	while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		;
	ho_child_end(c);
	return HO_E_IO;
}

/* ECHILD: the caller's program ignores SIGCHLD, the kernel did the work. */
static bool
reap(struct ho_child *c, int flags)
{
	siginfo_t info = { 0 };
	int rc;

	if (c->pidfd < 0)
		return true;
	while ((rc = waitid(P_PIDFD, (id_t)c->pidfd, &info, WEXITED | flags)) !=
		0 &&
	    errno == EINTR)
		;
	if (rc == 0 && info.si_pid == 0)
		return false;
	if (rc == 0)
		c->status = info.si_code == CLD_EXITED ? info.si_status
						       : 128 + info.si_status;
	close(c->pidfd);
	c->pidfd = -1;
	return true;
}

bool
ho_child_is_over(struct ho_child *c)
{
	return reap(c, WNOHANG);
}

void
ho_child_wait(struct ho_child *c)
{
	reap(c, 0);
}

void
ho_child_hang_up(struct ho_child *c)
{
	if (c->fd >= 0)
		close(c->fd);
	c->fd = -1;
}

void
ho_child_kill(struct ho_child *c)
{
	ho_child_hang_up(c);
	if (c->pidfd >= 0)
		pidfd_send_signal(c->pidfd, SIGKILL, NULL, 0);
}

void
ho_child_end(struct ho_child *c)
{
	ho_child_kill(c);
	reap(c, 0);
}
