/*
 * tests/unit/tickets.h - a ticket system that answers from a script.
 *
 * Without a network: play() says the next line of the script and keeps what
 * was asked; tell() does one job that way.
 */
#ifndef TESTS_UNIT_TICKETS_H
#define TESTS_UNIT_TICKETS_H

#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "lib/base/err.h"
#include "lib/ticket/talk.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define MARK     "handover-0123456789abcdef0123"

struct line {
	enum ho_heard heard; /* 0: HEARD_ANSWER */
	long status;         /* 0: the script is over */
	const char *body;
	int64_t after;
	const char *location;
};

struct script {
	const struct line *line;
	size_t n;            /* asked so far */
	char asked[8][4096]; /* "POST /path body" */
	bool was_file[8];
};

static inline void
play(void *ctx, const struct ho_ticket_setup *setup,
    const struct ticket_request *r, struct ho_web_answer *reply)
{
	struct script *s = ctx;
	const struct line *l = &s->line[s->n];

	(void)setup;
	if (l->status == 0 && l->heard == 0)
		fail_msg(
		    "nothing more should be asked: %s", ho_buf_text(&r->path));
	snprintf(s->asked[s->n], sizeof(s->asked[0]), "%s %s %s", r->method,
	    ho_buf_text(&r->path), ho_buf_text(&r->body));
	s->was_file[s->n++] = r->file != NULL;
	reply->heard = l->heard != 0 ? l->heard : HEARD_ANSWER;
	reply->status = l->status;
	reply->retry_after = l->after;
	snprintf(reply->location, sizeof(reply->location), "%s",
	    l->location != NULL ? l->location : "");
	ho_buf_str(&reply->body, l->body != NULL ? l->body : "");
}

static inline struct ho_ticket_setup
setup_of(int system)
{
	return (struct ho_ticket_setup){ .system = system,
		.url = "https://tickets.example",
		.project = system == HO_TICKETS_RT ? "Bob's \\ desk" : "DESK",
		.type = "Task",
		.labels = "a, b",
		.fields = "{\"priority\":{\"name\":\"High\"}}",
		.comments = "role:Desk \"x\"",
		.status = "done=Done, waiting=In Progress",
		.user = system == HO_TICKETS_JIRA ? "desk@host.example" : "",
		.token = "s3cret",
		.link = "Relates \"to\"",
		.ca_file = "" };
}

static inline struct ho_ticket_job
job_of(enum ho_ticket_act act, int system)
{
	static const char text[] =
	    "Login: x\n\"quoted\" \\ {noformat} \x1b[31m";

	return (struct ho_ticket_job){ .act = act,
		.key = system == HO_TICKETS_RT ? "17" : "DESK-17",
		.mark = MARK,
		.subject = "HO-7F3K2M: \"quoted\" \\",
		.status = "done",
		.name = "mail-3.eml",
		.type = "message/rfc822",
		.data = text,
		.len = sizeof(text) - 1 };
}

static inline struct ho_ticket_answer
tell(int system, const struct ho_ticket_job *job, struct script *s)
{
	struct ho_ticket_setup setup = setup_of(system);
	struct ho_ticket_answer a;

	ticket_talk(&setup, job, play, s, &a);
	return a;
}

static inline void
asks(const struct script *s, size_t i, const char *begins)
{
	if (i >= s->n || strncmp(s->asked[i], begins, strlen(begins)) != 0)
		fail_msg("request %zu is not %s: %s", i, begins,
		    i < s->n ? s->asked[i] : "none");
}

static inline void
holds(const struct script *s, size_t i, const char *text)
{
	if (i >= s->n || strstr(s->asked[i], text) == NULL)
		fail_msg("request %zu has no %s: %s", i, text,
		    i < s->n ? s->asked[i] : "none");
}

#endif
