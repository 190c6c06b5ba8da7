/*
 * judge/resolver/main.c - handover-resolver: fetches TXT records of
 * `*._domainkey.*` and `_dmarc.*` for those who may ask, and nothing else.
 *
 * Descriptor 0 is what it serves: a listening socket (--socket), or one
 * connection (--fd), and then it ends with it.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "judge/resolver/client.h"
#include "judge/resolver/setup.h"
#include "judge/sandbox.h"
#include "lib/base/err.h"
#include "lib/wire/sock.h"

#define NOBODY     65534 /* shared by all that have no uid of their own */
#define RESOLV     "/etc/resolv.conf"
#define RESOLV_MAX ((size_t)64 << 10)
#define ANCHOR_MAX ((size_t)1 << 20)

static struct client *clients[CLIENTS];

/* The whole of a file; what cannot be read ends us. */
static void
slurp(struct ho_buf *in, const char *path, size_t most)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	char piece[4096];
	ssize_t n = -1;

	in->max = most;
	while (fd >= 0 && (n = read(fd, piece, sizeof(piece))) > 0)
		ho_buf_add(in, piece, (size_t)n);
	if (n < 0)
		quit(EXIT_USE, path, strerror(errno));
	close(fd);
	if (ho_buf_error(in) != HO_OK)
		quit(EXIT_USE, path, ho_err_text(ho_buf_error(in)));
}

/* Puts what we serve onto descriptor 0, the only one that the box keeps. */
static void
take_service(const struct setup *s)
{
	int fd = s->fd;

	if (s->socket != NULL) {
		/* anybody may connect; ho_sock_peer() says who it is */
		fd = ho_sock_listen(s->socket, 0666);
		if (fd < 0)
			quit(EXIT_FAULT, s->socket, ho_err_text(fd));
	}
	if (fd != 0 && dup2(fd, 0) < 0)
		quit(EXIT_USE, "--fd", strerror(errno));
}

/*
 * Reads every file while there still are files, goes into the box, and only
 * there makes sense of what the files said.
 */
static void
prepare(struct source *from, struct setup *s)
{
	struct ho_buf records = HO_BUF_INIT, other = HO_BUF_INIT;
	char line[128];
	const char *why;

	if (s->records != NULL)
		slurp(&records, s->records, ZONE_MAX);
	if (s->is_system) {
		slurp(&other, RESOLV, RESOLV_MAX);
		dns_add_system(&s->dns, ho_buf_text(&other));
		ho_buf_free(&other);
		if (s->dns.forwarders == 0)
			quit(EXIT_FAULT, RESOLV, "names no server");
	}
	if (s->anchors != NULL) {
		slurp(&other, s->anchors, ANCHOR_MAX);
		s->dns.anchors = ho_buf_text(&other);
	}
	ho_sandbox_enter(HO_SANDBOX_RESOLVER);
	if (s->records != NULL &&
	    zone_parse(&from->zone, ho_buf_text(&records), records.len, line,
		sizeof(line)) != HO_OK)
		quit(EXIT_USE, s->records, line);
	if (s->records == NULL && dns_open(&from->dns, &s->dns, &why) != HO_OK)
		quit(EXIT_USE, s->anchors ? s->anchors : "--resolver", why);
	ho_buf_free(&records);
	ho_buf_free(&other);
}

static bool
may_ask(const struct setup *s, int fd)
{
	uid_t uid;
	pid_t pid;

	if (ho_sock_peer(fd, &uid, &pid) != HO_OK || uid == NOBODY)
		return false;
	for (size_t i = 0; i < s->peers; i++)
		if (s->peer[i] == uid)
			return true;
	return uid == 0 || uid == geteuid();
}

/* One more client, where there is room. */
static void
welcome(const struct setup *s, const struct source *from)
{
	int fd = accept4(0, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);

	if (fd < 0)
		return;
	if (!may_ask(s, fd)) {
		close(fd);
		return;
	}
	for (size_t i = 0; i < CLIENTS; i++)
		if (clients[i] == NULL) {
			clients[i] = client_new(fd, from);
			return;
		}
	close(fd);
}

/* Descriptors to watch: first the door, then libunbound, then clients. */
static int64_t
watch(struct pollfd *fds, const struct setup *s, const struct source *from)
{
	int64_t first = INT64_MAX;
	size_t present = 0;

	for (size_t i = 0; i < CLIENTS; i++) {
		struct client *c = clients[i];

		fds[2 + i] = (struct pollfd){ .fd = c ? c->fd : -1,
			.events = c ? client_events(c) : 0 };
		if (c != NULL && client_deadline(c) < first)
			first = client_deadline(c);
		present += c != NULL;
	}
	fds[0] = (struct pollfd){ .fd = s->socket && present < CLIENTS ? 0 : -1,
		.events = POLLIN };
	fds[1] = (struct pollfd){ .fd = from->dns ? dns_fd(from->dns) : -1,
		.events = POLLIN };
	return first;
}

static void
serve(const struct setup *s, const struct source *from)
{
	struct pollfd fds[2 + CLIENTS];

	if (s->socket == NULL && (clients[0] = client_new(0, from)) == NULL)
		quit(EXIT_FAULT, "client", ho_err_text(HO_E_NOMEM));
	/* with one connection only, its end is ours */
	while (s->socket != NULL || clients[0] != NULL) {
		int64_t first = watch(fds, s, from), now = ho_sock_now();
		int wait = first == INT64_MAX ? -1
		    : first <= now            ? 0
					      : (int)(first - now);

		if (poll(fds, 2 + CLIENTS, wait) < 0 && errno != EINTR)
			quit(EXIT_FAULT, "poll", strerror(errno));
		if (fds[1].revents != 0)
			dns_work(from->dns);
		for (size_t i = 0; i < CLIENTS; i++)
			if (clients[i] != NULL &&
			    !client_work(clients[i],
				(fds[2 + i].revents & ~POLLOUT) != 0))
				client_free(&clients[i]);
		if (fds[0].revents != 0)
			welcome(s, from);
	}
}

int
main(int argc, char **argv)
{
	struct setup setup;
	struct source from = { 0 };

	setup_read(&setup, argc, argv);
	take_service(&setup);
	prepare(&from, &setup);
	serve(&setup, &from);
	return 0;
}
