/* lib/wire/sock.c - AF_UNIX SOCK_SEQPACKET with deadlines. */
#include "lib/wire/sock.h"

#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "lib/base/err.h"
#include "lib/wire/proto.h"

int64_t
ho_sock_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static int
address(const char *path, struct sockaddr_un *sa)
{
	*sa = (struct sockaddr_un){ .sun_family = AF_UNIX };
	if (strlen(path) >= sizeof(sa->sun_path))
		return HO_E_LIMIT;
	strcpy(sa->sun_path, path);
	return HO_OK;
}

static int
open_socket(void)
{
	return socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
}

int
ho_sock_connect(const char *path)
{
	struct sockaddr_un sa;
	int fd, rc;

	if ((rc = address(path, &sa)) != HO_OK)
		return rc;
	if ((fd = open_socket()) < 0)
		return HO_E_IO;
	if (connect(fd, (struct sockaddr *)&sa, sizeof(sa)) != 0) {
		rc = errno == ENOENT || errno == ECONNREFUSED ? HO_E_NONE
							      : HO_E_IO;
		close(fd);
		return rc;
	}
	return fd;
}

/* Takes away what a killed daemon left behind, and nothing else. */
static int
clear_stale(const char *path)
{
	struct stat st;
	int fd;

	if (lstat(path, &st) != 0)
		return errno == ENOENT ? HO_OK : HO_E_IO;
	if (!S_ISSOCK(st.st_mode))
		return HO_E_INPUT;
	if ((fd = ho_sock_connect(path)) >= 0) {
		close(fd);
		return HO_E_TAKEN;
	}
	return unlink(path) == 0 ? HO_OK : HO_E_IO;
}

int
ho_sock_listen(const char *path, mode_t mode)
{
	struct sockaddr_un sa;
	int fd, rc;

	if ((rc = address(path, &sa)) != HO_OK ||
	    (rc = clear_stale(path)) != HO_OK)
		return rc;
	if ((fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK,
		 0)) < 0)
		return HO_E_IO;
	if (bind(fd, (struct sockaddr *)&sa, sizeof(sa)) != 0 ||
	    chmod(path, mode) != 0 || listen(fd, 512) != 0) {
		close(fd);
		return HO_E_IO;
	}
	return fd;
}

int
ho_sock_peer(int fd, uid_t *uid, pid_t *pid)
{
	struct ucred who;
	socklen_t len = sizeof(who);

	*uid = (uid_t)-1;
	*pid = 0;
	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &len) != 0 ||
	    len != sizeof(who))
		return HO_E_IO;
	*uid = who.uid;
	*pid = who.pid;
	return HO_OK;
}

/* Waits for events until the deadline, however often a signal interrupts. */
static int
wait_for(int fd, short events, int64_t deadline)
{
	struct pollfd p = { .fd = fd, .events = events };

	for (;;) {
		int64_t left = deadline < 0 ? -1 : deadline - ho_sock_now();
		int n;

		if (deadline >= 0 && left <= 0)
			return HO_E_TIMEOUT;
		n = poll(&p, 1, left > 1000000 ? 1000000 : (int)left);
		if (n > 0)
			return HO_OK;
		if (n < 0 && errno != EINTR)
			return HO_E_IO;
	}
}

int
ho_sock_send(int fd, const struct ho_frame *f, int64_t deadline)
{
	int rc;

	if (f->error)
		return f->error;
	for (;;) {
		ssize_t n =
		    send(fd, f->data, f->len, MSG_NOSIGNAL | MSG_DONTWAIT);

		if (n == (ssize_t)f->len)
			return HO_OK;
		if (n >= 0)
			return HO_E_IO;
		if (errno == EPIPE || errno == ECONNRESET)
			return HO_E_PEER;
		if (errno != EAGAIN && errno != EINTR)
			return HO_E_IO;
		if ((rc = wait_for(fd, POLLOUT, deadline)) != HO_OK)
			return rc;
	}
}

int
ho_sock_recv(int fd, void *mem, size_t cap, struct ho_view *v, int64_t deadline)
{
	bool was_reset = false;
	int rc;

	*v = (struct ho_view){ 0 };
	for (;;) {
		struct iovec io = { mem, cap };
		struct msghdr m = { .msg_iov = &io, .msg_iovlen = 1 };
		ssize_t n = recvmsg(fd, &m, MSG_DONTWAIT);

		if (n == 0)
			return HO_E_NONE;
		if (n > 0)
			return m.msg_flags & MSG_TRUNC
			    ? HO_E_PEER
			    : ho_view_open(v, mem, (size_t)n);
		if (errno == ECONNRESET && !was_reset) {
			/* it closed before it had read all of ours; what it
			 * said before lies behind this error */
			was_reset = true;
			continue;
		}
		if (errno == ECONNRESET)
			return HO_E_NONE;
		if (errno != EAGAIN && errno != EINTR)
			return HO_E_IO;
		if ((rc = wait_for(fd, POLLIN, deadline)) != HO_OK)
			return rc;
	}
}

static int
send_piece(
    int fd, const uint8_t *data, size_t len, bool is_last, int64_t deadline)
{
	uint8_t mem[HO_PIECE_MAX + 64];
	struct ho_frame f;

	ho_frame_start(&f, mem, sizeof(mem), HO_M_PIECE);
	ho_frame_put(&f, HO_T_DATA, data, len);
	if (is_last)
		ho_frame_u64(&f, HO_T_LAST, 1);
	ho_frame_end(&f);
	return ho_sock_send(fd, &f, deadline);
}

/* Full ones only; moves data and len behind them. */
static int
send_full(int fd, const uint8_t **data, size_t *len, int64_t deadline)
{
	int rc = HO_OK;

	for (; *len > HO_PIECE_MAX && rc == HO_OK; *len -= HO_PIECE_MAX) {
		rc = send_piece(fd, *data, HO_PIECE_MAX, false, deadline);
		*data += HO_PIECE_MAX;
	}
	return rc;
}

int
ho_sock_send_some_pieces(int fd, const void *data, size_t len, int64_t deadline)
{
	const uint8_t *p = data;
	int rc = send_full(fd, &p, &len, deadline);

	/* an empty one would be taken for the last */
	if (rc == HO_OK && len > 0)
		rc = send_piece(fd, p, len, false, deadline);
	return rc;
}

int
ho_sock_send_pieces(int fd, const void *data, size_t len, int64_t deadline)
{
	const uint8_t *p = data;
	int rc = send_full(fd, &p, &len, deadline);

	return rc != HO_OK ? rc : send_piece(fd, p, len, true, deadline);
}

int
ho_piece_add(const struct ho_view *v, struct ho_buf *out, size_t max, int *last)
{
	struct ho_field data;
	uint64_t is_last;

	*last = 0;
	if (v->type != HO_M_PIECE || ho_view_get(v, HO_T_DATA, &data) != HO_OK)
		return HO_E_PEER;
	if (data.len > max || out->len > max - data.len)
		return HO_E_LIMIT;
	/* an empty piece that is not the last would keep us for ever */
	*last = ho_view_u64(v, HO_T_LAST, &is_last) == HO_OK && is_last == 1;
	if (data.len == 0 && !*last)
		return HO_E_PEER;
	ho_buf_add(out, data.data, data.len);
	return ho_buf_error(out);
}

int
ho_sock_recv_pieces(int fd, struct ho_buf *out, size_t max, int64_t deadline)
{
	uint8_t mem[HO_FRAME_MAX];
	struct ho_view v;
	int rc = HO_OK, last = 0;

	while (rc == HO_OK && !last) {
		rc = ho_sock_recv(fd, mem, sizeof(mem), &v, deadline);
		if (rc == HO_OK)
			rc = ho_piece_add(&v, out, max, &last);
	}
	explicit_bzero(mem, sizeof(mem)); /* letters with passwords pass here */
	return rc;
}
