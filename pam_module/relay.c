/* pam_module/relay.c - one connection to handoverd, and its clock. */
#include "pam_module/relay.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "lib/base/err.h"

int64_t
relay_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

void
relay_start_clock(struct relay *r)
{
	r->deadline = relay_now() + r->timeout_ms;
}

/*
 * A full queue is no readable event: on a non-blocking socket connect() says
 * EAGAIN and poll() cannot help.  With a send time-out the kernel waits for us
 * (unix(7), socket(7): SO_SNDTIMEO).
 */
static int
connect_in_time(struct relay *r, const struct sockaddr_un *sa)
{
	for (;;) {
		int64_t left = r->deadline - relay_now();
		struct timeval t = { .tv_sec = left / 1000,
			.tv_usec = left % 1000 * 1000 };

		if (left <= 0)
			return HO_E_TIMEOUT;
		if (setsockopt(r->fd, SOL_SOCKET, SO_SNDTIMEO, &t, sizeof(t)) !=
		    0)
			return HO_E_IO;
		if (connect(r->fd, (const struct sockaddr *)sa, sizeof(*sa)) ==
		    0)
			return HO_OK;
		if (errno == ENOENT || errno == ECONNREFUSED)
			return HO_E_NONE;
		if (errno != EINTR && errno != EAGAIN)
			return HO_E_IO;
	}
}

/* Zero is root, so an unanswered question must not leave zero behind. */
static int
check_peer(int fd, uid_t uid)
{
	struct ucred who = { .uid = (uid_t)-1 };
	socklen_t len = sizeof(who);

	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &len) != 0 ||
	    len != sizeof(who))
		return HO_E_IO;
	return who.uid == 0 || who.uid == uid ? HO_OK : HO_E_FORGED;
}

int
relay_open(struct relay *r, const char *path, uid_t uid, int timeout_ms)
{
	struct sockaddr_un sa = { .sun_family = AF_UNIX };
	int rc = HO_E_IO;

	*r = (struct relay){ .fd = -1, .timeout_ms = timeout_ms };
	relay_start_clock(r);
	if (strlen(path) >= sizeof(sa.sun_path))
		return HO_E_LIMIT;
	strcpy(sa.sun_path, path);
	r->fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	if (r->fd < 0 || (rc = connect_in_time(r, &sa)) != HO_OK ||
	    (rc = check_peer(r->fd, uid)) != HO_OK)
		relay_close(r);
	return rc;
}

/* Waits for events until the deadline, however often a signal interrupts. */
static int
wait_for(const struct relay *r, short events)
{
	struct pollfd p = { .fd = r->fd, .events = events };

	for (;;) {
		int64_t left = r->deadline - relay_now();
		int n;

		if (left <= 0)
			return HO_E_TIMEOUT;
		if ((n = poll(&p, 1, (int)left)) > 0)
			return HO_OK;
		if (n < 0 && errno != EINTR)
			return HO_E_IO;
	}
}

bool
relay_has_news(const struct relay *r)
{
	struct pollfd p = { .fd = r->fd, .events = POLLIN };

	return poll(&p, 1, 0) > 0;
}

int
relay_send(struct relay *r, const struct ho_frame *f)
{
	int rc;

	if (f->error)
		return f->error;
	for (;;) {
		ssize_t n =
		    send(r->fd, f->data, f->len, MSG_NOSIGNAL | MSG_DONTWAIT);

		if (n == (ssize_t)f->len)
			return HO_OK;
		if (n >= 0)
			return HO_E_IO;
		if (errno == EPIPE || errno == ECONNRESET)
			return HO_E_PEER;
		if (errno != EAGAIN && errno != EINTR)
			return HO_E_IO;
		if ((rc = wait_for(r, POLLOUT)) != HO_OK)
			return rc;
	}
}

int
relay_recv(struct relay *r, void *mem, size_t cap, struct ho_view *v)
{
	bool was_reset = false;
	int rc;

	*v = (struct ho_view){ 0 };
	for (;;) {
		/* MSG_TRUNC: the true length, so that a cut message shows */
		ssize_t n = recv(r->fd, mem, cap, MSG_DONTWAIT | MSG_TRUNC);

		if (n == 0)
			return HO_E_NONE;
		if (n > 0)
			return (size_t)n > cap
			    ? HO_E_PEER
			    : ho_view_open(v, mem, (size_t)n);
		if (errno == ECONNRESET) {
			/* it closed before it read us; its last words follow */
			if (was_reset)
				return HO_E_NONE;
			was_reset = true;
			continue;
		}
		if (errno != EAGAIN && errno != EINTR)
			return HO_E_IO;
		if ((rc = wait_for(r, POLLIN)) != HO_OK)
			return rc;
	}
}

void
relay_close(struct relay *r)
{
	int saved = errno;

	if (r->fd >= 0)
		close(r->fd);
	r->fd = -1;
	errno = saved;
}
