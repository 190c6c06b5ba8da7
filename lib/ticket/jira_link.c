/* lib/ticket/jira_link.c - Jira: one issue linked to an earlier one. */
#include <string.h>

#include "lib/base/err.h"
#include "lib/ticket/jira.h"

static const struct ticket_step make;

static int
ask_links(const struct ticket_talk *t, struct ticket_request *r)
{
	jira_issue_path(t, r, "?fields=issuelinks");
	return HO_OK;
}

/* Whichever way it points: people may have linked them themselves. */
static const struct ticket_step *
hear_links(struct ticket_talk *t, const json_t *json)
{
	static const char *const ends[] = { "inwardIssue", "outwardIssue" };
	const json_t *fields = json_object_get(json, "fields");
	const json_t *all = json_object_get(fields, "issuelinks"), *one;
	size_t i;

	if (!json_is_object(fields))
		return ticket_strange(t);
	if (all == NULL) /* issue linking is switched off there */
		return ticket_done(t);
	json_array_foreach (all, i, one)
		for (size_t k = 0; k < 2; k++)
			if (strcmp(ticket_str(
				       json_object_get(one, ends[k]), "key"),
				t->job->name) == 0)
				return ticket_done(t);
	return &make;
}

const struct ticket_step jira_link = { false, ask_links, hear_links };

static int
ask_make(const struct ticket_talk *t, struct ticket_request *r)
{
	r->method = "POST";
	jira_path(t, r, "issueLink");
	return ticket_body(r,
	    json_pack("{s:{s:s}, s:{s:s}, s:{s:s}}", "type", "name",
		t->setup->link, "inwardIssue", "key", t->job->name,
		"outwardIssue", "key", t->job->key));
}

static const struct ticket_step *
hear_make(struct ticket_talk *t, const json_t *json)
{
	(void)json; /* 201, and nothing else */
	return ticket_done(t);
}

static const struct ticket_step make = { true, ask_make, hear_make };
