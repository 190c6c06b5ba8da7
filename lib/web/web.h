/*
 * lib/web/web.h - one request by HTTP, and what came back.
 *
 * For whoever talks to a machine of somebody else's: ticket systems, a text
 * message gateway, a panel.  Nothing but https, and http to this host; no proxy
 * of the environment; a redirect is an answer like any other, so what a request
 * carries goes nowhere but where the operator sent it.  An answer is bounded,
 * and read as octets only.  One connection a request, tried once.
 */
#ifndef HO_WEB_WEB_H
#define HO_WEB_WEB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/buf.h"

#define HO_WEB_PAUSE 3600 /* seconds that a Retry-After may ask for, at most */

/* A file instead of a body: one part of a form, named "file". */
struct ho_web_file {
	const char *name, *type; /* [A-Za-z0-9.-], "message/rfc822" */
	const void *data;
	size_t len;
};

/* All borrowed. */
struct ho_web_request {
	const char *method; /* "GET", "POST", "PUT" */
	const char *url;    /* one that ho_web_is_safe() likes */
	/* "Name: value", one line each, NULL at the end; wiped copies are
	 * libcurl's while it works */
	const char *const *fields;
	const struct ho_buf *body; /* NULL: none */
	const struct ho_web_file *file;
	const char *ca_file; /* certificates to trust; "": the system's */
	size_t hear;         /* octets of an answer that are read */
	long whole_s;        /* seconds for all of it; connecting: 15 */
};

enum ho_heard {
	HEARD_ANSWER = 1,  /* a whole one */
	HEARD_NOT_REACHED, /* nothing was sent */
	HEARD_DISTRUST,    /* its certificate is not good: nothing was sent */
	HEARD_NOTHING,     /* sent, and no whole answer came */
	HEARD_TOO_LONG,    /* sent, and the answer did not end */
};

struct ho_web_answer {
	enum ho_heard heard;
	char detail[160];    /* of libcurl, where there is no answer */
	long status;         /* HTTP's */
	int64_t retry_after; /* seconds; 0: not said */
	char location[160];  /* of a redirect */
	struct ho_buf body;  /* the caller frees it */
};

/* https://, or http:// to 127.0.0.1, [::1] or localhost; no user in it. */
bool ho_web_is_safe(const char *url);

/* *answer is overwritten. */
void ho_web_do(const struct ho_web_request *r, struct ho_web_answer *answer);

/* Percent-encodes all but letters, digits and -._~ (RFC 3986 section 2.3). */
void ho_web_escape(struct ho_buf *out, const char *text);

#endif
