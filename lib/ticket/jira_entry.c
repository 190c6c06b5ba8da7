/*
 * lib/ticket/jira_entry.c - Jira: what is added to an issue, and where it stands.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/err.h"
#include "lib/ticket/jira.h"

/* --- comments ---------------------------------------------------------------------------- */

static int
ask_comments(const struct ticket_talk *t, struct ticket_request *r)
{
	jira_issue_path(t, r, "/comment?maxResults=100&orderBy=-created");
	return HO_OK;
}

/* Is the mark anywhere in it? */
static bool
holds(const json_t *comments, const char *mark)
{
	char *text = json_dumps(comments, JSON_COMPACT);
	bool is_there = text != NULL && strstr(text, mark) != NULL;

	if (text != NULL)
		explicit_bzero(text, strlen(text));
	free(text);
	return is_there;
}

static const struct ticket_step *
hear_comments(struct ticket_talk *t, const json_t *json)
{
	const json_t *all = json_object_get(json, "comments");

	if (!json_is_array(all))
		return ticket_strange(t);
	return holds(all, t->job->mark) ? ticket_done(t) : &jira_comment;
}

const struct ticket_step jira_comments = { false, ask_comments, hear_comments };

/* Who may read it: Jira itself keeps the others away. */
static int
restrict_to(json_t *body, const char *who)
{
	const char *name = strchr(who, ':');

	if (who[0] == '\0')
		return HO_OK;
	if (name == NULL) /* "internal" */
		return json_object_set_new(body, "properties",
			   json_pack("[{s:s, s:{s:b}}]", "key",
			       "sd.public.comment", "value", "internal", 1)) ==
			0
		    ? HO_OK
		    : HO_E_NOMEM;
	return json_object_set_new(body, "visibility",
		   json_pack("{s:s, s:s}", "type",
		       who[0] == 'r' ? "role" : "group", "value", name + 1)) ==
		0
	    ? HO_OK
	    : HO_E_NOMEM;
}

static int
ask_comment(const struct ticket_talk *t, struct ticket_request *r)
{
	json_t *body = json_pack("{s:o}", "body", jira_text(t, t->job->mark));

	r->method = "POST";
	jira_issue_path(t, r, "/comment");
	if (body == NULL || restrict_to(body, t->setup->comments) != HO_OK) {
		json_decref(body);
		return HO_E_NOMEM;
	}
	return ticket_body(r, body);
}

static const struct ticket_step *
hear_made(struct ticket_talk *t, const json_t *json)
{
	return ticket_str(json, "id")[0] != '\0' ? ticket_done(t)
						 : ticket_strange(t);
}

const struct ticket_step jira_comment = { true, ask_comment, hear_made };

/* --- files ---------------------------------------------------------------------------------- */

static int
ask_files(const struct ticket_talk *t, struct ticket_request *r)
{
	jira_issue_path(t, r, "?fields=attachment");
	return HO_OK;
}

static const struct ticket_step *
hear_files(struct ticket_talk *t, const json_t *json)
{
	const json_t *all =
	    json_object_get(json_object_get(json, "fields"), "attachment");
	const json_t *one;
	size_t i;

	if (!json_is_array(all))
		return ticket_strange(t);
	json_array_foreach (all, i, one) {
		if (strcmp(ticket_str(one, "filename"), t->job->name) == 0)
			return ticket_done(t);
	}
	return &jira_upload;
}

static int
ask_upload(const struct ticket_talk *t, struct ticket_request *r)
{
	r->method = "POST";
	r->file = t->job;
	jira_issue_path(t, r, "/attachments");
	return HO_OK;
}

static const struct ticket_step *
hear_upload(struct ticket_talk *t, const json_t *json)
{
	return hear_made(t, json_array_get(json, 0));
}

const struct ticket_step jira_files = { false, ask_files, hear_files };
const struct ticket_step jira_upload = { true, ask_upload, hear_upload };

/* --- where it stands -------------------------------------------------------------------------- */

static const struct ticket_step transitions, transition;

static int
ask_status(const struct ticket_talk *t, struct ticket_request *r)
{
	jira_issue_path(t, r, "?fields=status");
	return HO_OK;
}

static const struct ticket_step *
hear_status(struct ticket_talk *t, const json_t *json)
{
	const char *name = ticket_str(
	    json_object_get(json_object_get(json, "fields"), "status"), "name");

	if (name[0] == '\0')
		return ticket_strange(t);
	return strcasecmp(name, t->status) == 0 ? ticket_done(t) : &transitions;
}

static int
ask_transitions(const struct ticket_talk *t, struct ticket_request *r)
{
	jira_issue_path(t, r, "/transitions");
	return HO_OK;
}

/* Their numbers differ from workflow to workflow; where they lead counts. */
static const struct ticket_step *
hear_transitions(struct ticket_talk *t, const json_t *json)
{
	const json_t *all = json_object_get(json, "transitions"), *one;
	size_t i;

	if (!json_is_array(all))
		return ticket_strange(t);
	json_array_foreach (all, i, one) {
		if (strcasecmp(ticket_str(json_object_get(one, "to"), "name"),
			t->status) != 0)
			continue;
		snprintf(t->transition, sizeof(t->transition), "%s",
		    ticket_str(one, "id"));
		return &transition;
	}
	return ticket_says(t, HO_TICKET_NEVER,
	    "the workflow has no way from where the ticket stands to %s; see "
	    "ticket-status",
	    t->status);
}

static int
ask_transition(const struct ticket_talk *t, struct ticket_request *r)
{
	r->method = "POST";
	jira_issue_path(t, r, "/transitions");
	return ticket_body(
	    r, json_pack("{s:{s:s}}", "transition", "id", t->transition));
}

static const struct ticket_step *
hear_transition(struct ticket_talk *t, const json_t *json)
{
	(void)json; /* 204 */
	return ticket_done(t);
}

const struct ticket_step jira_status = { false, ask_status, hear_status };
static const struct ticket_step transitions = { false, ask_transitions,
	hear_transitions };
static const struct ticket_step transition = { true, ask_transition,
	hear_transition };
