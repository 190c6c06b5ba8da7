/*
 * lib/ticket/ticket.h - open a ticket in an outside system, and write to it.
 *
 * One job, tried once: a few requests by HTTP, and one answer that says what
 * the caller should do next.  Trying again, order and pauses are the caller's.
 *
 * A job can be repeated without harm.  Whatever is made bears a mark that the
 * caller chose and no other thing bears (a label in Jira, the end of a
 * subject in RT); CREATE looks for it first and takes the ticket that has it,
 * and so do COMMENT and ATTACH where is_again says that they were tried.
 * Jira's search lags behind: after an unclear CREATE the caller asks FIND, and
 * waits for longer than the lag before it asks CREATE again.
 *
 * What the system answers is nobody's word but its own: bodies are bounded,
 * redirects are not followed, keys are checked, nothing of it is executed or
 * shown unescaped.
 *
 * Source: Jira Cloud REST v3, Data Center REST v2, RT 5 REST2.
 */
#ifndef HO_TICKET_TICKET_H
#define HO_TICKET_TICKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HO_TICKET_KEY  65                /* octets of a key, with NUL */
#define HO_TICKET_WHY  257               /* octets of a sentence, with NUL */
#define HO_TICKET_TEXT ((size_t)30000)   /* octets of a text; more is cut */
#define HO_TICKET_HEAR ((size_t)8 << 20) /* octets of one answer read */

enum ho_ticket_system {
	HO_TICKETS_LOCAL = 0, /* none of ours */
	HO_TICKETS_JIRA,      /* Cloud: REST v3 */
	HO_TICKETS_JIRA_DC,   /* Data Center: REST v2 */
	HO_TICKETS_RT,        /* RT 5: REST2 */
	HO_TICKETS_SYSTEMS
};

/* All borrowed; "" where not set. */
struct ho_ticket_setup {
	int system;      /* enum ho_ticket_system, not LOCAL */
	const char *url; /* https://HOST[:PORT][/PATH], http:// to this host */
	const char *project;  /* key of a project, name of a queue */
	const char *type;     /* Jira's issue type, by name */
	const char *labels;   /* Jira: more labels, parted by commas */
	const char *fields;   /* a JSON object: more fields of a new ticket */
	const char *comments; /* Jira, who reads them: "", "internal",
				 "role:NAME", "group:NAME" */
	const char *status;   /* "WORD=NAME, ...": the system's names */
	const char *link;     /* Jira: the name of a link type */
	const char *user;     /* Jira Cloud: whose token it is */
	const char *token;
	const char *ca_file;
};

enum ho_ticket_act {
	HO_TICKET_FIND = 1, /* by mark -> key; LATER: none yet */
	HO_TICKET_LOOK,     /* by key, must be of the project -> key */
	HO_TICKET_CREATE,   /* by mark, else mark, subject, data -> key */
	HO_TICKET_COMMENT,  /* key, mark, data: UTF-8 */
	HO_TICKET_ATTACH,   /* key, mark, name, type, data */
	HO_TICKET_STATUS,   /* key, status: a WORD of the setup */
	HO_TICKET_LINK,     /* key, name: the key of an earlier one */
	HO_TICKET_ACTS
};

struct ho_ticket_job {
	enum ho_ticket_act act;
	bool is_again;       /* an earlier try may have worked */
	const char *key;     /* as the system gave it, or staff */
	const char *mark;    /* 8 to 64 of [a-z0-9-] */
	const char *subject; /* one line */
	const char *status;
	const char *name,
	    *type; /* of a file: [A-Za-z0-9.-], "message/rfc822" */
	const void *data;
	size_t len;
};

enum ho_ticket_outcome {
	HO_TICKET_LATER = 0, /* not now; nothing was done */
	HO_TICKET_DONE = 1,
	HO_TICKET_NEVER = 2,   /* refused for good */
	HO_TICKET_UNCLEAR = 3, /* nobody knows whether it was done */
};

struct ho_ticket_answer {
	enum ho_ticket_outcome outcome;
	char key[HO_TICKET_KEY]; /* DONE of FIND, LOOK, CREATE; else "" */
	int64_t after;           /* seconds to wait that it asked for; 0 none */
	char why[HO_TICKET_WHY]; /* a sentence for the operator, shown safe */
};

/* Is there everything it needs?  HO_E_INPUT: why is a sentence. */
int ho_ticket_ready(
    const struct ho_ticket_setup *setup, char why[static HO_TICKET_WHY]);

/* Tries the job once; at most about two minutes a request. */
void ho_ticket_do(const struct ho_ticket_setup *setup,
    const struct ho_ticket_job *job, struct ho_ticket_answer *answer);

#endif
