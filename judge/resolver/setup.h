/*
 * judge/resolver/setup.h - what handover-resolver is told to do.
 *
 *	handover-resolver [--config FILE]          the daemon's configuration
 *	handover-resolver (--socket PATH [--peer-uid UID]... | --fd N)
 *	    (--resolver system|ADDR@PORT... [--trust-anchor FILE] |
 *	    --records FILE)                        everything said here
 */
#ifndef HO_RESOLVER_SETUP_H
#define HO_RESOLVER_SETUP_H

#include <stdbool.h>
#include <sys/types.h>

#include "judge/resolver/dns.h"

#define EXIT_USE   2
#define EXIT_FAULT 4

#define SETUP_PEERS 16

/* The texts live as long as the program. */
struct setup {
	const char *socket;  /* path to listen on, or NULL */
	int fd;              /* a connection to serve, or -1 */
	const char *records; /* file asked instead of DNS, or NULL */
	const char *anchors; /* file of trust anchors, or NULL */
	bool is_system;      /* forwarders are those of resolv.conf */
	struct dns_setup dns;
	uid_t peer[SETUP_PEERS]; /* who may ask, beside root and ourselves */
	size_t peers;
};

/* Fills *s, or says what is wrong and ends the program (EXIT_USE). */
void setup_read(struct setup *s, int argc, char **argv);

/* A line to standard error, and the end. */
__attribute__((noreturn)) void quit(
    int status, const char *what, const char *why);

#endif
