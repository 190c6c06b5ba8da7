/*
 * lib/ticket/jira.c - Jira: Cloud by REST v3, Data Center by REST v2.
 *
 * The two differ in how a text is written (Atlassian's document format, wiki
 * text), how one searches, and who the token is; the steps are the same.
 */
#include <string.h>

#include "lib/base/b64.h"
#include "lib/base/err.h"
#include "lib/ticket/jira.h"

#define SUMMARY_MOST 250 /* octets; Jira takes 255 characters */

bool
jira_is_cloud(const struct ticket_talk *t)
{
	return t->setup->system == HO_TICKETS_JIRA;
}

void
jira_path(
    const struct ticket_talk *t, struct ticket_request *r, const char *what)
{
	ho_buf_fmt(&r->path, "/rest/api/%d/%s", jira_is_cloud(t) ? 3 : 2, what);
}

/* Of this issue; the key was checked and needs no escape. */
void
jira_issue_path(
    const struct ticket_talk *t, struct ticket_request *r, const char *what)
{
	jira_path(t, r, "issue/");
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

json_t *
jira_text(const struct ticket_talk *t, const char *last)
{
	struct ho_buf text = HO_BUF_INIT;
	json_t *json = NULL;

	if (ticket_text(t->job, &text) == HO_OK)
		json = jira_is_cloud(t) ? ticket_adf(ho_buf_text(&text), last)
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
	jira_path(t, r, jira_is_cloud(t) ? "search/jql" : "search");
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
	    jira_text(t, NULL), "labels", labels(t));
	int rc = fields == NULL ? HO_E_NOMEM
				: ticket_add_fields(fields, t->setup->fields);

	r->method = "POST";
	jira_path(t, r, "issue");
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
	jira_issue_path(t, r, "?fields=project,status");
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
		[HO_TICKET_COMMENT] = { &jira_comment, &jira_comments },
		[HO_TICKET_ATTACH] = { &jira_upload, &jira_files },
		[HO_TICKET_STATUS] = { &jira_status, &jira_status },
		[HO_TICKET_LINK] = { &jira_link, &jira_link },
	},
	.is_key = is_key,
	.authorize = authorize,
};
