/*
 * courier/receive.c - mail from the host's own MTA, by LMTP on a Unix socket.
 *
 * Who may connect is asked of the kernel, as at every door.  A mail is answered
 * only once handoverd has it in its store; until then it is the MTA's to keep,
 * so a courier that is killed at any point loses none, and handoverd knows a
 * mail that it has.
 */
#include <errno.h>
#include <poll.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "courier/line.h"
#include "courier/lmtp.h"
#include "courier/role.h"
#include "lib/base/err.h"
#include "lib/base/log.h"
#include "lib/wire/sock.h"

#define CLIENTS 8      /* at once; more wait in the backlog */
#define IDLE_MS 300000 /* RFC 5321 4.5.3.2.7 */
#define CHUNK   65536

struct client {
	int fd; /* -1: nobody */
	int64_t heard_at;
	struct lmtp session;
};

struct server {
	const struct ho_conf *conf;
	int fd, line;
	struct client client[CLIENTS];
};

static bool
is_wanted(const struct ho_conf *c)
{
	return c->lmtp_socket[0] != '\0';
}

static int
ready(const struct ho_conf *c, char why[static WHY_SIZE])
{
	struct sockaddr_un sa;

	if (strlen(c->lmtp_socket) < sizeof(sa.sun_path))
		return HO_OK;
	snprintf(why, WHY_SIZE, "lmtp-socket: the path is too long");
	return HO_E_INPUT;
}

/* A socket that nobody answers at is of a courier that was killed. */
static bool
is_stale(const struct sockaddr_un *sa)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool stale = fd >= 0 &&
	    connect(fd, (const struct sockaddr *)sa, sizeof(*sa)) != 0 &&
	    errno == ECONNREFUSED;

	if (fd >= 0)
		close(fd);
	return stale;
}

/* Its mode lets everybody knock; admit() looks who it is. */
static int
open_door(const char *path)
{
	struct sockaddr_un sa = { .sun_family = AF_UNIX };
	struct stat st;
	int fd;

	snprintf(sa.sun_path, sizeof(sa.sun_path), "%s", path);
	if (lstat(path, &st) == 0 && S_ISSOCK(st.st_mode) && is_stale(&sa))
		unlink(path);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return HO_E_IO;
	if (bind(fd, (struct sockaddr *)&sa, sizeof(sa)) != 0 ||
	    chmod(path, 0666) != 0 || listen(fd, CLIENTS) != 0) {
		ho_error("lmtp-socket %s: %s", path, strerror(errno));
		close(fd);
		return HO_E_IO;
	}
	return fd;
}

static bool
may_enter(const struct ho_conf *c, int fd)
{
	uid_t uid;
	pid_t pid;

	if (ho_sock_peer(fd, &uid, &pid) != HO_OK || uid == 65534)
		return false;
	for (size_t i = 0; i < c->lmtp_uids.n; i++)
		if (c->lmtp_uids.uid[i] == uid)
			return true;
	ho_warn("lmtp-socket: uid %u is not in lmtp-uids", (unsigned)uid);
	return false;
}

static void
leave(struct client *c)
{
	lmtp_free(&c->session);
	close(c->fd);
	c->fd = -1;
}

static void
enter(struct server *s)
{
	int fd = accept4(s->fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);

	if (fd < 0)
		return;
	for (size_t i = 0; i < CLIENTS && may_enter(s->conf, fd); i++) {
		struct client *c = &s->client[i];

		if (c->fd >= 0)
			continue;
		c->fd = fd;
		c->heard_at = ho_sock_now();
		lmtp_begin(&c->session, "handover");
		return;
	}
	close(fd);
}

/* What is to be said leaves, as far as it goes; false: the peer is gone. */
static bool
flush(struct client *c)
{
	struct ho_buf *out = &c->session.out;
	ssize_t n;

	if (out->len == 0)
		return true;
	if (ho_buf_error(out) != HO_OK)
		return false;
	n = send(c->fd, out->data, out->len, MSG_NOSIGNAL | MSG_DONTWAIT);
	if (n < 0)
		return errno == EAGAIN || errno == EINTR;
	memmove(out->data, out->data + n, out->len - (size_t)n);
	out->len -= (size_t)n;
	return true;
}

/* While it is handed in everybody else waits: the judges take their time for
 * one letter after the other in any case. */
static void
hand_in(struct server *s, struct client *c)
{
	const struct ho_buf *mail = &c->session.mail;

	lmtp_answer(&c->session,
	    line_bring(&s->line, s->conf, "receive", mail->data, mail->len) ==
		HO_OUTCOME_SENT);
}

/* False: it is over. */
static bool
hear(struct server *s, struct client *c)
{
	static uint8_t mem[CHUNK];
	ssize_t n = recv(c->fd, mem, sizeof(mem), MSG_DONTWAIT);

	if (n < 0)
		return errno == EAGAIN || errno == EINTR;
	if (n == 0)
		return false;
	c->heard_at = ho_sock_now();
	for (size_t at = 0; at < (size_t)n;) {
		at += lmtp_hear(&c->session, mem + at, (size_t)n - at);
		if (c->session.at == LMTP_READY)
			hand_in(s, c);
		else if (c->session.at == LMTP_OVER)
			break;
	}
	explicit_bzero(mem, (size_t)n);
	return true;
}

static void
serve(struct server *s, struct client *c, short events)
{
	bool goes_on = true;

	if (events & (POLLIN | POLLHUP | POLLERR) && c->session.out.len == 0)
		goes_on = hear(s, c);
	if (!goes_on || !flush(c) ||
	    (c->session.at == LMTP_OVER && c->session.out.len == 0) ||
	    ho_sock_now() - c->heard_at > IDLE_MS)
		leave(c);
}

/* Who is to be told something is not heard before it has read it. */
static void
round_of(struct server *s)
{
	struct pollfd fds[CLIENTS + 1];
	bool is_room = false;

	for (size_t i = 0; i < CLIENTS; i++) {
		struct client *c = &s->client[i];

		is_room = is_room || c->fd < 0;
		fds[i] = (struct pollfd){ .fd = c->fd,
			.events = c->session.out.len > 0 ? POLLOUT : POLLIN };
	}
	fds[CLIENTS] =
	    (struct pollfd){ .fd = is_room ? s->fd : -1, .events = POLLIN };
	if (poll(fds, CLIENTS + 1, 1000) < 0)
		return;
	for (size_t i = 0; i < CLIENTS; i++)
		if (s->client[i].fd >= 0)
			serve(s, &s->client[i], fds[i].revents);
	if (fds[CLIENTS].revents & POLLIN)
		enter(s);
}

static void
run(const struct ho_conf *conf)
{
	static struct server s;

	s = (struct server){ .conf = conf, .line = -1 };
	for (size_t i = 0; i < CLIENTS; i++)
		s.client[i].fd = -1;
	if ((s.fd = open_door(conf->lmtp_socket)) < 0)
		return;
	ho_info("receiving mail at %s", conf->lmtp_socket);
	for (;;)
		round_of(&s);
}

const struct role receive_role = { "receive", is_wanted, ready, run };
