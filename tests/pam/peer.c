/* tests/pam/peer.c - a double of handoverd's login door. */
#include "tests/pam/peer.h"

#include <err.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/base/err.h"
#include "lib/wire/sock.h"
#include "tests/pam/script.h"

/* A child for each connection: 64 threads may come at once. */
static void
serve(int door, struct peer_heard *heard, const char *script)
{
	int fd;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	signal(SIGCHLD, SIG_IGN);
	while ((fd = accept(door, NULL, NULL)) >= 0) {
		heard->connections++;
		if (strstr(script, "die") != NULL)
			script_play(fd, heard, script);
		else if (fork() == 0) {
			close(door);
			prctl(PR_SET_PDEATHSIG, SIGKILL);
			script_play(fd, heard, script);
			_exit(0);
		}
		close(fd);
	}
}

void
peer_start(struct peer *p, const char *path, uid_t uid, const char *script)
{
	int door;

	*p = (struct peer){ 0 };
	snprintf(p->path, sizeof(p->path), "%s", path);
	p->heard = mmap(NULL, sizeof(*p->heard), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (p->heard == MAP_FAILED)
		err(1, "mmap");
	/* SO_PEERCRED shows who called listen(2), whoever accepts */
	if (uid != geteuid() && seteuid(uid) != 0)
		err(1, "seteuid");
	if ((door = ho_sock_listen(path, 0666)) < 0)
		errx(1, "%s: %s", path, ho_err_text(door));
	if (uid != getuid() && seteuid(getuid()) != 0)
		err(1, "seteuid");
	if ((p->pid = fork()) < 0)
		err(1, "fork");
	if (p->pid == 0) {
		/* the door is non-blocking; a double may as well wait */
		struct pollfd w = { .fd = door, .events = POLLIN };

		while (poll(&w, 1, -1) == 1)
			serve(door, p->heard, script);
		_exit(0);
	}
	close(door);
}

void
peer_stop(struct peer *p)
{
	if (p->pid > 0) {
		kill(p->pid, SIGKILL);
		waitpid(p->pid, NULL, 0);
	}
	if (p->heard != NULL)
		munmap(p->heard, sizeof(*p->heard));
	if (p->path[0] != '\0')
		unlink(p->path);
	*p = (struct peer){ 0 };
}
