/*
 * lib/ticket/jira.c - Jira: Cloud by REST v3, Data Center by REST v2.
 *
 * The two differ in how a text is written (Atlassian's document format, wiki
 * text), how one searches, and who the token is; the steps are the same.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/b64.h"
#include "lib/base/err.h"
#include "lib/ticket/talk.h"

#define SUMMARY_MOST 250 /* octets; Jira takes 255 characters */

static bool
is_cloud(const struct ticket_talk *t)
{
	return t->setup->system == HO_TICKETS_JIRA;
}

static void
path(const struct ticket_talk *t, struct ticket_request *r, const char *what)
{
	ho_buf_fmt(&r->path, "/rest/api/%d/%s", is_cloud(t) ? 3 : 2, what);
}

/* Of this issue; the key was checked and needs no escape. */
static void
issue_path(
    const struct ticket_talk *t, struct ticket_request *r, const char *what)
{
	path(t, r, "issue/");
	ho_buf_fmt(&r->path, "%s%s", t->job->key, what);
}

/* DESK-17 */
static bool
is_key(const char *text)
{
	size_t n = strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");
	size_t digits;

	if (n < 2 || text[0] < 'A' || text[0] > 'Z' || text[n] != '-')
		return false;
	digits = strspn(text + n + 1, "0123456789");
	return digits > 0 && digits <= 18 && text[n + 1 + digits] == '\0';
}

static json_t *
rich(const struct ticket_talk *t, const char *last)
{
	struct ho_buf text = HO_BUF_INIT;
	json_t *json = NULL;

	if (ticket_text(t->job, &text) == HO_OK)
		json = is_cloud(t) ? ticket_adf(ho_buf_text(&text), last)
				   : ticket_wiki(ho_buf_text(&text), last);
	ticket_wipe(&text);
	return json;
}

/* --- by mark ---------------------------------------------------------------------- */

static const struct ticket_step create;

/* A name inside quotes of JQL. */
static void
quoted(struct ho_buf *out, const char *text)
{
	ho_buf_chr(out, '"');
	for (; *text != '\0'; text++) {
		if (*text == '"' || *text == '\\')
			ho_buf_chr(out, '\\');
		ho_buf_chr(out, *text);
	}
	ho_buf_chr(out, '"');
}

static int
ask_search(const struct ticket_talk *t, struct ticket_request *r)
{
	struct ho_buf jql = HO_BUF_INIT;
	int rc;

	r->method = "POST";
	path(t, r, is_cloud(t) ? "search/jql" : "search");
	ho_buf_str(&jql, "project = ");
	quoted(&jql, t->setup->project);
	ho_buf_fmt(
	    &jql, " AND labels = \"%s\" ORDER BY created ASC", t->job->mark);
	rc = ticket_body(r,
	    json_pack("{s:s, s:[s], s:i}", "jql", ho_buf_text(&jql), "fields",
		"status", "maxResults", 2));
	ho_buf_free(&jql);
	return rc;
}

static const struct ticket_step *
hear_search(struct ticket_talk *t, const json_t *json)
{
	const json_t *issues = json_object_get(json, "issues");

	if (!json_is_array(issues))
		return ticket_strange(t);
	if (json_array_size(issues) > 0)
		return ticket_has_key(
		    t, ticket_str(json_array_get(issues, 0), "key"));
	if (t->job->act == HO_TICKET_CREATE)
		return &create;
	return ticket_says(
	    t, HO_TICKET_LATER, "no ticket with this mark is there yet");
}

static const struct ticket_step search = { false, ask_search, hear_search };

/* --- a new one ---------------------------------------------------------------------- */

static json_t *
labels(const struct ticket_talk *t)
{
	const char *list = t->setup->labels;
	json_t *all = json_array();
	char item[201];

	int rc = json_array_append_new(all, json_string(t->job->mark));

	while (rc == 0 && ticket_next_item(&list, item, sizeof(item)))
		rc = json_array_append_new(all, json_string(item));
	if (rc != 0)
		json_decref(all);
	return rc == 0 ? all : NULL;
}

/* Jira refuses a longer one; no half of a character. */
static json_t *
summary(const char *text)
{
	size_t n = strlen(text);

	if (n > SUMMARY_MOST)
		n = SUMMARY_MOST;
	while (n > 0 && (text[n] & 0xc0) == 0x80)
		n--;
	return json_stringn(text, n);
}

static int
ask_create(const struct ticket_talk *t, struct ticket_request *r)
{
	json_t *fields = json_pack("{s:{s:s}, s:{s:s}, s:o, s:o, s:o}",
	    "project", "key", t->setup->project, "issuetype", "name",
	    t->setup->type, "summary", summary(t->job->subject), "description",
	    rich(t, NULL), "labels", labels(t));
	int rc = fields == NULL ? HO_E_NOMEM
				: ticket_add_fields(fields, t->setup->fields);

	r->method = "POST";
	path(t, r, "issue");
	if (rc != HO_OK) {
		json_decref(fields);
		return rc;
	}
	return ticket_body(r, json_pack("{s:o}", "fields", fields));
}

static const struct ticket_step *
hear_create(struct ticket_talk *t, const json_t *json)
{
	return ticket_has_key(t, ticket_str(json, "key"));
}

static const struct ticket_step create = { true, ask_create, hear_create };

/* --- one that staff named -------------------------------------------------------------- */

static int
ask_look(const struct ticket_talk *t, struct ticket_request *r)
{
	issue_path(t, r, "?fields=project,status");
	return HO_OK;
}

static const struct ticket_step *
hear_look(struct ticket_talk *t, const json_t *json)
{
	const json_t *fields = json_object_get(json, "fields");
	const char *project =
	    ticket_str(json_object_get(fields, "project"), "key");

	if (project[0] == '\0')
		return ticket_strange(t);
	if (strcmp(project, t->setup->project) != 0)
		return ticket_says(t, HO_TICKET_NEVER,
		    "the ticket is of another project, %s", project);
	return ticket_has_key(t, ticket_str(json, "key"));
}

static const struct ticket_step look = { false, ask_look, hear_look };

/* --- comments ---------------------------------------------------------------------------- */

static const struct ticket_step comment, upload;

static int
ask_comments(const struct ticket_talk *t, struct ticket_request *r)
{
	issue_path(t, r, "/comment?maxResults=100&orderBy=-created");
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
	return holds(all, t->job->mark) ? ticket_done(t) : &comment;
}

static const struct ticket_step comments = { false, ask_comments,
	hear_comments };

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
	json_t *body = json_pack("{s:o}", "body", rich(t, t->job->mark));

	r->method = "POST";
	issue_path(t, r, "/comment");
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

static const struct ticket_step comment = { true, ask_comment, hear_made };

/* --- files ---------------------------------------------------------------------------------- */

static int
ask_files(const struct ticket_talk *t, struct ticket_request *r)
{
	issue_path(t, r, "?fields=attachment");
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
	return &upload;
}

static int
ask_upload(const struct ticket_talk *t, struct ticket_request *r)
{
	r->method = "POST";
	r->file = t->job;
	issue_path(t, r, "/attachments");
	return HO_OK;
}

static const struct ticket_step *
hear_upload(struct ticket_talk *t, const json_t *json)
{
	return hear_made(t, json_array_get(json, 0));
}

static const struct ticket_step files = { false, ask_files, hear_files };
static const struct ticket_step upload = { true, ask_upload, hear_upload };

/* --- where it stands -------------------------------------------------------------------------- */

static const struct ticket_step transitions, transition;

static int
ask_status(const struct ticket_talk *t, struct ticket_request *r)
{
	issue_path(t, r, "?fields=status");
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
	issue_path(t, r, "/transitions");
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
	issue_path(t, r, "/transitions");
	return ticket_body(
	    r, json_pack("{s:{s:s}}", "transition", "id", t->transition));
}

static const struct ticket_step *
hear_transition(struct ticket_talk *t, const json_t *json)
{
	(void)json; /* 204 */
	return ticket_done(t);
}

static const struct ticket_step status = { false, ask_status, hear_status };
static const struct ticket_step transitions = { false, ask_transitions,
	hear_transitions };
static const struct ticket_step transition = { true, ask_transition,
	hear_transition };

/* --- who we are -------------------------------------------------------------------------------- */

/* Cloud: Basic ADDRESS:TOKEN; Data Center: a personal access token. */
static int
authorize(const struct ho_ticket_setup *s, struct ho_buf *out)
{
	struct ho_buf pair = HO_BUF_INIT;

	if (s->user[0] == '\0') {
		ho_buf_fmt(out, "Bearer %s", s->token);
		return ho_buf_error(out);
	}
	ho_buf_fmt(&pair, "%s:%s", s->user, s->token);
	ho_buf_str(out, "Basic ");
	if (ho_buf_error(&pair) == HO_OK)
		ho_b64_encode(out, pair.data, pair.len);
	ticket_wipe(&pair);
	return ho_buf_error(out);
}

const struct ticket_driver ticket_jira = {
	.first = {
		[HO_TICKET_FIND] = { &search, &search },
		[HO_TICKET_LOOK] = { &look, &look },
		[HO_TICKET_CREATE] = { &search, &search },
		[HO_TICKET_COMMENT] = { &comment, &comments },
		[HO_TICKET_ATTACH] = { &upload, &files },
		[HO_TICKET_STATUS] = { &status, &status },
	},
	.is_key = is_key,
	.authorize = authorize,
};
