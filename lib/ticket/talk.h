/*
 * lib/ticket/talk.h - a job as a few requests and what is read from answers.
 *
 * Inside lib/ticket and its tests.  A driver is a table of steps.  A step
 * builds one request and reads one good answer; whatever is not a good answer
 * is judged in one place, says.c, for all of them.  Pure but for the way a
 * request goes, which the caller brings.
 */
#ifndef HO_TICKET_TALK_H
#define HO_TICKET_TALK_H

#include <jansson.h>

#include "lib/base/buf.h"
#include "lib/ticket/ticket.h"
#include "lib/web/web.h"

struct ticket_request {
	const char *method; /* "GET", "POST", "PUT" */
	struct ho_buf path; /* behind the setup's url, with its query */
	struct ho_buf body; /* JSON; wiped behind the request */
	const struct ho_ticket_job *file; /* instead: a multipart upload */
};

/* Brings a request to the system.  *reply is zeroed before. */
typedef void ticket_send_fn(void *ctx, const struct ho_ticket_setup *setup,
    const struct ticket_request *request, struct ho_web_answer *reply);

struct ticket_step;

struct ticket_talk {
	const struct ho_ticket_setup *setup;
	const struct ho_ticket_job *job;
	struct ho_ticket_answer *answer;
	const char *status; /* the system's name for job->status */
	char transition[33];
};

struct ticket_step {
	bool is_write; /* no answer to it: nobody knows */
	/* HO_E_NOMEM, HO_E_INPUT: it cannot be asked */
	int (*ask)(const struct ticket_talk *t, struct ticket_request *r);
	/* a good answer; json NULL: it had none.  The next step, or NULL and
	 * the answer is set (ticket_done() and so on) */
	const struct ticket_step *(*hear)(
	    struct ticket_talk *t, const json_t *json);
};

/* The first step of each act, and of each that was tried before. */
struct ticket_driver {
	const struct ticket_step *first[HO_TICKET_ACTS][2];
	/* is this a key as the system has them? */
	bool (*is_key)(const char *text);
	/* the value of the field Authorization; HO_E_NOMEM */
	int (*authorize)(
	    const struct ho_ticket_setup *setup, struct ho_buf *out);
};

extern const struct ticket_driver ticket_jira, ticket_rt;
const struct ticket_driver *ticket_driver_of(int system);

void ticket_talk(const struct ho_ticket_setup *setup,
    const struct ho_ticket_job *job, ticket_send_fn *send, void *ctx,
    struct ho_ticket_answer *answer);

/* --- what a step ends with; all give NULL -------------------------------- */
const struct ticket_step *ticket_done(struct ticket_talk *t);
const struct ticket_step *ticket_has_key(
    struct ticket_talk *t, const char *key);
/* Its answer is none that the documents know: as if there were none. */
const struct ticket_step *ticket_strange(struct ticket_talk *t);
const struct ticket_step *ticket_says(
    struct ticket_talk *t, enum ho_ticket_outcome outcome, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* --- says.c ------------------------------------------------------------------ */
/* Is it a good answer?  Otherwise *a says what it means for this act. */
bool ticket_is_good(const struct ho_web_answer *reply, enum ho_ticket_act act,
    bool is_write, struct ho_ticket_answer *a);

/* --- text.c ------------------------------------------------------------------- */
/* The job's text as a string that any system takes: controls made visible,
 * UTF-8, at most HO_TICKET_TEXT octets and a word that it was cut. */
int ticket_text(const struct ho_ticket_job *job, struct ho_buf *out);
/* The same as Atlassian's document format, and as wiki text, with a last line
 * (may be NULL).  NULL: no memory. */
json_t *ticket_adf(const char *text, const char *last);
json_t *ticket_wiki(const char *text, const char *last);
/* The name of a word in "WORD=NAME, ..."; HO_E_NONE: it has none. */
int ticket_status_name(
    const char *pairs, const char *word, char *out, size_t cap);
/* The next item of "A, B" into out; false at the end. */
bool ticket_next_item(const char **list, char *out, size_t cap);
/* json -> body, and frees json (NULL: no memory). */
int ticket_body(struct ticket_request *r, json_t *json);
void ticket_wipe(struct ho_buf *b);
/* Adds the setup's fields and the named text to an object. */
int ticket_add_fields(json_t *into, const char *fields);
/* A member's text, or "". */
const char *ticket_str(const json_t *o, const char *name);

/* --- http.c -------------------------------------------------------------------- */
ticket_send_fn ticket_http;

#endif
