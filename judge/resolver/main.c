/*
 * judge/resolver/main.c - handover-resolver: fetches TXT records of
 * `*._domainkey.*` and `_dmarc.*` for those who may ask, and nothing else.
 *
 * Descriptor 0 is what it serves: a listening socket (--socket), or one
 * connection (--fd), and then it ends with it.
 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "judge/resolver/client.h"
#include "judge/sandbox.h"
#include "lib/base/err.h"
#include "lib/conf/conf.h"
#include "lib/wire/sock.h"

#define EXIT_USE   2
#define EXIT_FAULT 4
#define PEERS      16
#define NOBODY     65534 /* shared by all that have no uid of their own */
#define RESOLV     "/etc/resolv.conf"
#define RESOLV_MAX ((size_t)64 << 10)
#define ANCHOR_MAX ((size_t)1 << 20)

struct setup {
	const char *socket, *anchors, *records;
	int fd; /* -1: none */
	bool is_system;
	uid_t peer[PEERS];
	size_t peers;
	struct dns_setup dns;
};

static struct client *clients[CLIENTS];

static void
quit(int status, const char *what, const char *why)
{
	fprintf(stderr, "handover-resolver: %s: %s\n", what, why);
	exit(status);
}

static void
usage(void)
{
	fputs("usage: handover-resolver [--config FILE]\n"
	      "       handover-resolver (--socket PATH [--peer-uid UID]... | "
	      "--fd N)\n"
	      "           (--resolver system|ADDR@PORT... "
	      "[--trust-anchor FILE] | --records FILE)\n",
	    stderr);
	exit(EXIT_USE);
}

static unsigned long
number(const char *option, const char *text, unsigned long most)
{
	char *end;
	unsigned long n;

	errno = 0;
	n = strtoul(text, &end, 10);
	if (*text < '0' || *text > '9' || *end != '\0' || errno != 0 ||
	    n > most)
		quit(EXIT_USE, option, "not such a number");
	return n;
}

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

/* What the daemons' configuration says, in place of options. */
static void
take_config(struct setup *s, const char *file)
{
	static struct ho_conf conf; /* its strings are kept to the end */
	struct ho_buf why = HO_BUF_INIT;

	if (ho_conf_load(&conf, file, &why) != HO_OK)
		quit(EXIT_FAULT, "cannot start", ho_buf_text(&why));
	s->socket = conf.resolver_socket;
	if (conf.daemon_uid != HO_UID_NONE)
		s->peer[s->peers++] = conf.daemon_uid;
	if (*conf.records) {
		s->records = conf.records;
		return;
	}
	if (*conf.trust_anchor)
		s->anchors = conf.trust_anchor;
	s->is_system = strcmp(conf.resolver, "system") == 0;
	if (!s->is_system && dns_add_forwarder(&s->dns, conf.resolver) != HO_OK)
		quit(EXIT_FAULT, "resolver", "not ADDR or ADDR@PORT");
}

static void
take_option(struct setup *s, int option, const char *value)
{
	switch (option) {
	case 's': s->socket = value; return;
	case 'f': s->fd = (int)number("--fd", value, INT_MAX); return;
	case 'p':
		if (s->peers == PEERS)
			quit(EXIT_USE, "--peer-uid", "too many");
		s->peer[s->peers] = (uid_t)number("--peer-uid", value, NOBODY);
		if (s->peer[s->peers++] == NOBODY)
			quit(EXIT_USE, "--peer-uid", "is nobody in particular");
		return;
	case 'r':
		if (strcmp(value, "system") == 0)
			s->is_system = true;
		else if (dns_add_forwarder(&s->dns, value) != HO_OK)
			quit(EXIT_USE, "--resolver", "not ADDR or ADDR@PORT");
		return;
	case 't': s->anchors = value; return;
	case 'z': s->records = value; return;
	default: usage();
	}
}

static void
parse(struct setup *s, int argc, char **argv)
{
	static const struct option known[] = {
		{ "config", required_argument, NULL, 'c' },
		{ "socket", required_argument, NULL, 's' },
		{ "fd", required_argument, NULL, 'f' },
		{ "peer-uid", required_argument, NULL, 'p' },
		{ "resolver", required_argument, NULL, 'r' },
		{ "trust-anchor", required_argument, NULL, 't' },
		{ "records", required_argument, NULL, 'z' },
		{ NULL, 0, NULL, 0 },
	};
	bool has_dns;
	int option;

	if (argc == 1 || (argc == 3 && strcmp(argv[1], "--config") == 0)) {
		take_config(s, argc == 3 ? argv[2] : NULL);
		return;
	}
	while ((option = getopt_long(argc, argv, "", known, NULL)) != -1)
		take_option(s, option, optarg);
	has_dns = s->is_system || s->dns.forwarders != 0;
	/* one thing to serve; one source; an anchor only for DNS */
	if (optind != argc || (s->socket != NULL) == (s->fd >= 0) ||
	    (s->records != NULL) == has_dns ||
	    (s->is_system && s->dns.forwarders != 0) ||
	    (s->anchors != NULL && !has_dns) ||
	    (s->peers != 0 && s->socket == NULL))
		usage();
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
	struct setup setup = { .fd = -1 };
	struct source from = { 0 };

	parse(&setup, argc, argv);
	take_service(&setup);
	prepare(&from, &setup);
	serve(&setup, &from);
	return 0;
}
