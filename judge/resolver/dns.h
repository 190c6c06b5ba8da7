/*
 * judge/resolver/dns.h - TXT records out of DNS, through libunbound.
 *
 * Questions go to the forwarders given and nowhere else; with trust anchors
 * libunbound validates what comes back (RFC 4035), so the forwarder need not
 * be believed.  Answers are cached by their time to live.
 */
#ifndef HO_RESOLVER_DNS_H
#define HO_RESOLVER_DNS_H

#include "judge/resolver/answer.h"

#define DNS_FORWARDERS 4

struct dns;

/* One question under way; the asker's memory, until done or cancelled. */
struct dns_question {
	int number;
	void (*done)(struct dns_question *q, struct answer *a);
};

struct dns_setup {
	char forwarder[DNS_FORWARDERS][64]; /* ADDR or ADDR@PORT, numeric */
	size_t forwarders;
	const char *anchors; /* lines with DS or DNSKEY records, or NULL */
};

/* Is text ADDR or ADDR@PORT, with a numeric address?  Adds it. */
int dns_add_forwarder(struct dns_setup *s, const char *text);

/* Adds the name servers of a resolv.conf(5). */
void dns_add_system(struct dns_setup *s, const char *text);

/*
 * Starts libunbound and its thread; opens no file, so it may be inside the
 * sandbox.  HO_E_INPUT: an anchor or a forwarder is not one, and `why` says
 * what libunbound thinks of it.
 */
int dns_open(struct dns **d, const struct dns_setup *s, const char **why);

/* Readable when dns_work() has something to do. */
int dns_fd(const struct dns *d);

/* Calls back for what has been answered. */
void dns_work(struct dns *d);

/*
 * Asks for the TXT records of name.  q->done is called once, from dns_work(),
 * unless the question is cancelled; *a is what was found, the callee's to keep
 * or to empty by answer_set().  HO_E_IO: it could not be asked.
 */
int dns_ask(struct dns *d, const char *name, struct dns_question *q);
void dns_cancel(struct dns *d, struct dns_question *q);

#endif
