/* judge/resolver/setup.c - what handover-resolver is told to do. */
#include "judge/resolver/setup.h"

#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/err.h"
#include "lib/conf/conf.h"

#define NOBODY 65534 /* shared by all that have no uid of their own */

void
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

static void
take_option(struct setup *s, int option, const char *value)
{
	switch (option) {
	case 's': s->socket = value; return;
	case 'f': s->fd = (int)number("--fd", value, INT_MAX); return;
	case 'p':
		if (s->peers == SETUP_PEERS)
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

void
setup_read(struct setup *s, int argc, char **argv)
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

	*s = (struct setup){ .fd = -1 };
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
