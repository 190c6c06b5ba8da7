/*
 * courier/gateway.h - a text message gateway, as the configuration tells it.
 *
 * Templates become one HTTP request, and an answer becomes what it means.
 * {to}, {text} and the like stand for values; each is encoded for where it
 * stands, so that neither a number nor a text can add a parameter, a member, a
 * field or a host.  Any other brace is one.  Pure: no file, no socket.
 */
#ifndef COURIER_GATEWAY_H
#define COURIER_GATEWAY_H

#include <stdbool.h>

#include "courier/deliver.h"
#include "lib/web/web.h"

#define GATEWAY_FIELDS 16              /* of a request, our own among them */
#define GATEWAY_HEAR   ((size_t)65536) /* octets of an answer that are read */

/* All borrowed; "" where not set. */
struct gateway {
	const char *url, *body, *headers, *from, *user, *token;
	bool is_json;            /* what body is; else a form */
	const char *sent;        /* "200-299, 302" */
	const char *sent_member; /* "messages.0.status=0" */
};

struct text_message {
	const char *to;   /* "+" and digits */
	const char *id;   /* stays over all tries */
	const char *text; /* UTF-8 */
};

struct gateway_request {
	struct ho_buf url, body;
	struct ho_buf field[GATEWAY_FIELDS];
	const char *line[GATEWAY_FIELDS + 1]; /* for struct ho_web_request */
};

/* Is it one that can be used?  HO_E_INPUT: why is a sentence. */
int gateway_ready(const struct gateway *g, char why[static WHY_SIZE]);

/* Does it need a token? */
bool gateway_has_token(const struct gateway *g);

/*
 * The request for one message; wiped and freed by gateway_free(), whatever came
 * back.  HO_E_INPUT: why.  HO_E_NOMEM.
 */
int gateway_build(const struct gateway *g, const struct text_message *m,
    struct gateway_request *out, char why[static WHY_SIZE]);
void gateway_free(struct gateway_request *r);

/* What the answer means for the message. */
void gateway_judge(const struct gateway *g, const struct ho_web_answer *a,
    struct tried *tried);

#endif
