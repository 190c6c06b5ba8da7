/*
 * judge/resolver/client.h - those who ask, and what they have asked.
 *
 * A client may have CLIENT_QUERIES questions open; until one is answered and
 * the answer taken, no more are read from it, so nobody can make us remember
 * more than that.  A question is answered within QUERY_MS, by a time-out if
 * by nothing else.
 */
#ifndef HO_RESOLVER_CLIENT_H
#define HO_RESOLVER_CLIENT_H

#include <poll.h>
#include <stdbool.h>
#include <stdint.h>

#include "judge/resolver/dns.h"
#include "judge/resolver/zone.h"

#define CLIENTS        64
#define CLIENT_QUERIES 40
#define QUERY_MS       2500

/* Where answers come from: one of the two, the other is NULL. */
struct source {
	struct zone *zone;
	struct dns *dns;
};

struct client {
	int fd;
	const struct source *source;
	size_t open; /* queries not FREE */
	struct query {
		struct dns_question dns; /* first: its callback finds us so */
		enum {
			FREE = 0,
			ASKED,   /* libunbound is at it */
			ANSWERED /* to be sent */
		} state;
		uint64_t id;
		int64_t deadline; /* ms, ho_sock_now() */
		struct answer answer;
	} query[CLIENT_QUERIES];
};

/* Takes fd. NULL: no memory, fd is closed. */
struct client *client_new(int fd, const struct source *source);
void client_free(struct client **c); /* cancels what it has asked */

/* poll(2) events. */
short client_events(const struct client *c);

/* Reads what it asks, if is_readable; sends what is answered or too late.
 * False: it is gone, or broke the protocol. */
bool client_work(struct client *c, bool is_readable);

/* When the next question becomes too late; INT64_MAX: none is open. */
int64_t client_deadline(const struct client *c);

#endif
