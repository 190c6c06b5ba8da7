/*
 * lib/ticket/says.c - what an answer that is no good one means.
 *
 * Two questions: may the thing have been done all the same, and who can mend
 * it.  A refusal that the operator can mend by a setting or a right is LATER:
 * the job waits, and goes on by itself.  NEVER is only what no setting mends.
 */
#include <stdio.h>
#include <string.h>

#include "lib/base/err.h"
#include "lib/base/show.h"
#include "lib/ticket/talk.h"

#define AT_WRITE (1u << 0) /* a row that holds for writes only */
#define AT_MAKE  (1u << 1) /* for CREATE and FIND: no key yet */
#define AT_ENTRY (1u << 2) /* for COMMENT: what is in it was ours to shape */

static const struct row {
	long from, to; /* HTTP status */
	unsigned only; /* 0: always */
	enum ho_ticket_outcome outcome;
	const char *says;
} rows[] = {
	{ 300, 399, 0, HO_TICKET_LATER,
	    "it answers with a redirect, which is not followed; set ticket-url "
	    "to where it leads" },
	{ 401, 401, 0, HO_TICKET_LATER,
	    "it does not know the token (401); see ticket-user and "
	    "ticket-token-file, tokens expire" },
	{ 403, 403, 0, HO_TICKET_LATER,
	    "the token may not do this (403); give its user the right" },
	{ 404, 404, AT_MAKE, HO_TICKET_LATER,
	    "it is not at this address (404); see ticket-url and "
	    "ticket-project" },
	{ 404, 404, 0, HO_TICKET_NEVER,
	    "the ticket is gone, or the token may not see it (404)" },
	{ 408, 408, AT_WRITE, HO_TICKET_UNCLEAR, "it gave up waiting (408)" },
	{ 409, 409, 0, HO_TICKET_LATER,
	    "somebody else is changing the ticket (409)" },
	{ 412, 412, 0, HO_TICKET_LATER, "the ticket has changed (412)" },
	{ 413, 413, AT_MAKE, HO_TICKET_LATER,
	    "it takes nothing so long (413)" },
	{ 413, 413, 0, HO_TICKET_NEVER,
	    "it takes nothing so large (413); raise its limit for "
	    "attachments" },
	{ 429, 429, 0, HO_TICKET_LATER, "it asks to be left alone (429)" },
	{ 400, 499, AT_MAKE, HO_TICKET_LATER,
	    "it refuses the request; see ticket-project, ticket-type and "
	    "ticket-fields" },
	/* Jira says 400 where the role or group is not there */
	{ 400, 499, AT_ENTRY, HO_TICKET_LATER,
	    "it refuses the comment; see ticket-comments" },
	{ 400, 499, 0, HO_TICKET_NEVER, "it refuses the request" },
	{ 500, 599, AT_WRITE, HO_TICKET_UNCLEAR, "it failed" },
	{ 500, 599, 0, HO_TICKET_LATER, "it failed" },
};

static void
say(struct ho_ticket_answer *a, const char *text, const char *more)
{
	struct ho_buf out = HO_BUF_INIT;

	ho_buf_str(&out, text);
	if (more[0] != '\0') {
		ho_buf_str(&out, ": ");
		ho_show(&out, more, strnlen(more, 120));
	}
	snprintf(a->why, sizeof(a->why), "%s", ho_buf_text(&out));
	ho_buf_free(&out);
}

static bool
is_making(enum ho_ticket_act act)
{
	return act == HO_TICKET_CREATE || act == HO_TICKET_FIND;
}

/* The first sentence that a refusal holds, as Jira or RT put it. */
static void
own_words(const struct ho_web_answer *reply, char *out, size_t cap)
{
	json_t *json =
	    json_loadb(ho_buf_text(&reply->body), reply->body.len, 0, NULL);
	const char *word = json_string_value(
	    json_array_get(json_object_get(json, "errorMessages"), 0));
	const char *field;
	json_t *value;

	if (word == NULL)
		word = json_string_value(json_object_get(json, "message"));
	snprintf(out, cap, "%s", word != NULL ? word : "");
	if (word == NULL)
		json_object_foreach (
		    json_object_get(json, "errors"), field, value) {
			snprintf(out, cap, "%s: %s", field,
			    json_is_string(value) ? json_string_value(value)
						  : "?");
			break;
		}
	json_decref(json);
}

static void
judge_status(
    const struct ho_web_answer *reply, unsigned at, struct ho_ticket_answer *a)
{
	char words[160];

	a->outcome = (at & AT_WRITE) != 0 ? HO_TICKET_UNCLEAR : HO_TICKET_LATER;
	snprintf(a->why, sizeof(a->why), "it answers %ld", reply->status);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct row *r = &rows[i];

		if (reply->status < r->from || reply->status > r->to ||
		    (r->only & at) != r->only)
			continue;
		a->outcome = r->outcome;
		own_words(reply, words, sizeof(words));
		say(a, r->says, reply->status < 400 ? reply->location : words);
		break;
	}
	a->after = reply->retry_after;
}

bool
ticket_is_good(const struct ho_web_answer *reply, enum ho_ticket_act act,
    bool is_write, struct ho_ticket_answer *a)
{
	unsigned at = (is_write ? AT_WRITE : 0) |
	    (is_making(act) ? AT_MAKE : 0) |
	    (act == HO_TICKET_COMMENT ? AT_ENTRY : 0);
	enum ho_ticket_outcome lost =
	    is_write ? HO_TICKET_UNCLEAR : HO_TICKET_LATER;

	switch (reply->heard) {
	case HEARD_ANSWER: break;
	case HEARD_NOT_REACHED:
		a->outcome = HO_TICKET_LATER;
		say(a, "it cannot be reached", reply->detail);
		return false;
	case HEARD_DISTRUST:
		a->outcome = HO_TICKET_LATER;
		say(a, "its certificate is not good; see ticket-ca-file",
		    reply->detail);
		return false;
	case HEARD_TOO_LONG:
		a->outcome = lost;
		say(a, "its answer has no end", "");
		return false;
	default:
		a->outcome = lost;
		say(a, "it did not answer", reply->detail);
		return false;
	}
	if (reply->status >= 200 && reply->status < 300)
		return true;
	judge_status(reply, at, a);
	return false;
}
