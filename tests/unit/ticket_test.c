/*
 * tests/unit/ticket_test.c - requests that are built and answers that are read,
 * without a network: a script of answers, and what was asked of it.
 */
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

/* --- a system that answers from a script ------------------------------------------- */

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

static void
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

static struct ho_ticket_setup
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

static struct ho_ticket_job
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

static struct ho_ticket_answer
tell(int system, const struct ho_ticket_job *job, struct script *s)
{
	struct ho_ticket_setup setup = setup_of(system);
	struct ho_ticket_answer a;

	ticket_talk(&setup, job, play, s, &a);
	return a;
}

static void
asks(const struct script *s, size_t i, const char *begins)
{
	if (i >= s->n || strncmp(s->asked[i], begins, strlen(begins)) != 0)
		fail_msg("request %zu is not %s: %s", i, begins,
		    i < s->n ? s->asked[i] : "none");
}

static void
holds(const struct script *s, size_t i, const char *text)
{
	if (i >= s->n || strstr(s->asked[i], text) == NULL)
		fail_msg("request %zu has no %s: %s", i, text,
		    i < s->n ? s->asked[i] : "none");
}

/* --- every act of every system goes its way ------------------------------------------- */

static const struct way {
	const char *what;
	int system;
	enum ho_ticket_act act;
	bool is_again;
	struct line line[5];
	const char *asked[5];
	enum ho_ticket_outcome outcome;
	const char *key;
} ways[] = {
	{ "Cloud: none is found, so one is made", HO_TICKETS_JIRA,
	    HO_TICKET_CREATE, false,
	    { { 0, 200, "{\"issues\":[]}", 0, NULL },
		{ 0, 201, "{\"id\":\"1\",\"key\":\"DESK-5\"}", 0, NULL } },
	    { "POST /rest/api/3/search/jql "
	      "{\"jql\":\"project = \\\"DESK\\\" AND labels = "
	      "\\\"" MARK "\\\" ORDER BY created ASC\"",
		"POST /rest/api/3/issue {\"fields\":{\"project\":"
		"{\"key\":\"DESK\"}" },
	    HO_TICKET_DONE, "DESK-5" },
	{ "Cloud: one is found, and none is made", HO_TICKETS_JIRA,
	    HO_TICKET_CREATE, true,
	    { { 0, 200, "{\"issues\":[{\"id\":\"1\",\"key\":\"DESK-5\"}]}", 0,
		NULL } },
	    { "POST /rest/api/3/search/jql " }, HO_TICKET_DONE, "DESK-5" },
	{ "Cloud: looked for only", HO_TICKETS_JIRA, HO_TICKET_FIND, true,
	    { { 0, 200, "{\"issues\":[]}", 0, NULL } },
	    { "POST /rest/api/3/search/jql " }, HO_TICKET_LATER, "" },
	{ "Data Center: its own paths", HO_TICKETS_JIRA_DC, HO_TICKET_CREATE,
	    false,
	    { { 0, 200, "{\"issues\":[]}", 0, NULL },
		{ 0, 201, "{\"key\":\"DESK-5\"}", 0, NULL } },
	    { "POST /rest/api/2/search {", "POST /rest/api/2/issue {" },
	    HO_TICKET_DONE, "DESK-5" },
	{ "a key that is none", HO_TICKETS_JIRA, HO_TICKET_CREATE, false,
	    { { 0, 200, "{\"issues\":[]}", 0, NULL },
		{ 0, 201, "{\"key\":\"../../x\"}", 0, NULL } },
	    { "POST", "POST" }, HO_TICKET_UNCLEAR, "" },
	{ "Cloud: one that staff named", HO_TICKETS_JIRA, HO_TICKET_LOOK, false,
	    { { 0, 200,
		"{\"key\":\"DESK-18\",\"fields\":{\"project\":"
		"{\"key\":\"DESK\"}}}",
		0, NULL } },
	    { "GET /rest/api/3/issue/DESK-17?fields=project" }, HO_TICKET_DONE,
	    "DESK-18" },
	{ "of another project", HO_TICKETS_JIRA, HO_TICKET_LOOK, false,
	    { { 0, 200,
		"{\"key\":\"OPS-1\",\"fields\":{\"project\":"
		"{\"key\":\"OPS\"}}}",
		0, NULL } },
	    { "GET" }, HO_TICKET_NEVER, "" },
	{ "Cloud: a comment", HO_TICKETS_JIRA, HO_TICKET_COMMENT, false,
	    { { 0, 201, "{\"id\":\"20001\"}", 0, NULL } },
	    { "POST /rest/api/3/issue/DESK-17/comment {\"body\":{\"type\":"
	      "\"doc\"" },
	    HO_TICKET_DONE, "" },
	{ "one that is there", HO_TICKETS_JIRA, HO_TICKET_COMMENT, true,
	    { { 0, 200, "{\"comments\":[{\"body\":\"" MARK "\"}]}", 0, NULL } },
	    { "GET /rest/api/3/issue/DESK-17/comment?" }, HO_TICKET_DONE, "" },
	{ "one that is not there", HO_TICKETS_JIRA, HO_TICKET_COMMENT, true,
	    { { 0, 200, "{\"comments\":[{\"body\":\"x\"}]}", 0, NULL },
		{ 0, 201, "{\"id\":\"20001\"}", 0, NULL } },
	    { "GET", "POST" }, HO_TICKET_DONE, "" },
	{ "a file", HO_TICKETS_JIRA, HO_TICKET_ATTACH, false,
	    { { 0, 200, "[{\"id\":\"10001\"}]", 0, NULL } },
	    { "POST /rest/api/3/issue/DESK-17/attachments " }, HO_TICKET_DONE,
	    "" },
	{ "a file that is there", HO_TICKETS_JIRA, HO_TICKET_ATTACH, true,
	    { { 0, 200,
		"{\"fields\":{\"attachment\":[{\"filename\":"
		"\"mail-3.eml\"}]}}",
		0, NULL } },
	    { "GET /rest/api/3/issue/DESK-17?fields=attachment" },
	    HO_TICKET_DONE, "" },
	{ "a status, by where its way leads", HO_TICKETS_JIRA, HO_TICKET_STATUS,
	    false,
	    { { 0, 200, "{\"fields\":{\"status\":{\"name\":\"To Do\"}}}", 0,
		  NULL },
		{ 0, 200,
		    "{\"transitions\":[{\"id\":\"1\",\"to\":{\"name\":"
		    "\"x\"}},{\"id\":\"31\",\"to\":{\"name\":\"done\"}}]}",
		    0, NULL },
		{ 0, 204, "", 0, NULL } },
	    { "GET", "GET /rest/api/3/issue/DESK-17/transitions",
		"POST /rest/api/3/issue/DESK-17/transitions "
		"{\"transition\":{\"id\":\"31\"}}" },
	    HO_TICKET_DONE, "" },
	{ "a status that it has", HO_TICKETS_JIRA, HO_TICKET_STATUS, false,
	    { { 0, 200, "{\"fields\":{\"status\":{\"name\":\"Done\"}}}", 0,
		NULL } },
	    { "GET" }, HO_TICKET_DONE, "" },
	{ "a status to which no way leads", HO_TICKETS_JIRA, HO_TICKET_STATUS,
	    false,
	    { { 0, 200, "{\"fields\":{\"status\":{\"name\":\"x\"}}}", 0, NULL },
		{ 0, 200, "{\"transitions\":[]}", 0, NULL } },
	    { "GET", "GET" }, HO_TICKET_NEVER, "" },
	{ "RT: none is found, so one is made", HO_TICKETS_RT, HO_TICKET_CREATE,
	    false,
	    { { 0, 200, "{\"items\":[]}", 0, NULL },
		{ 0, 201, "{\"id\":\"5\"}", 0, NULL } },
	    { "GET /REST/2.0/tickets?query=Queue%20%3D%20%27Bob%5C%27s%20%5C"
	      "%5C%20desk%27%20AND%20Subject%20LIKE%20%27" MARK "%27&",
		"POST /REST/2.0/ticket {\"Queue\":\"Bob's \\\\ desk\"" },
	    HO_TICKET_DONE, "5" },
	{ "RT: one is found", HO_TICKETS_RT, HO_TICKET_FIND, true,
	    { { 0, 200, "{\"items\":[{\"id\":\"5\"}]}", 0, NULL } }, { "GET" },
	    HO_TICKET_DONE, "5" },
	{ "RT: one that staff named", HO_TICKETS_RT, HO_TICKET_LOOK, false,
	    { { 0, 200, "{\"id\":17,\"Queue\":{\"Name\":\"Bob's \\\\ desk\"}}",
		0, NULL } },
	    { "GET /REST/2.0/ticket/17?fields%5BQueue%5D=Name" },
	    HO_TICKET_DONE, "17" },
	{ "RT: of another queue", HO_TICKETS_RT, HO_TICKET_LOOK, false,
	    { { 0, 200, "{\"id\":17,\"Queue\":{\"Name\":\"General\"}}", 0,
		NULL } },
	    { "GET" }, HO_TICKET_NEVER, "" },
	{ "RT: a comment, never a correspondence", HO_TICKETS_RT,
	    HO_TICKET_COMMENT, false,
	    { { 0, 201, "[\"Comments added\"]", 0, NULL } },
	    { "POST /REST/2.0/ticket/17/comment {\"Subject\":\"" MARK "\"" },
	    HO_TICKET_DONE, "" },
	{ "RT: one that is there", HO_TICKETS_RT, HO_TICKET_ATTACH, true,
	    { { 0, 200, "{\"items\":[{\"Subject\":\"" MARK "\"}]}", 0, NULL } },
	    { "GET /REST/2.0/ticket/17/attachments?" }, HO_TICKET_DONE, "" },
	{ "RT: 200, and it was not done", HO_TICKETS_RT, HO_TICKET_STATUS,
	    false,
	    { { 0, 200, "{\"Status\":\"new\"}", 0, NULL },
		{ 0, 200, "[\"isn't a valid status\"]", 0, NULL },
		{ 0, 200, "{\"Status\":\"new\"}", 0, NULL } },
	    { "GET", "PUT /REST/2.0/ticket/17 {\"Status\":\"Done\"}", "GET" },
	    HO_TICKET_NEVER, "" },
};

static void
acts_go_their_way(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(ways); i++) {
		const struct way *w = &ways[i];
		struct ho_ticket_job job = job_of(w->act, w->system);
		struct script s = { .line = w->line };
		struct ho_ticket_answer a;

		job.is_again = w->is_again;
		a = tell(w->system, &job, &s);
		if (a.outcome != w->outcome || strcmp(a.key, w->key) != 0)
			fail_msg(
			    "%s: %d %s (%s)", w->what, a.outcome, a.key, a.why);
		for (size_t k = 0; k < COUNT(w->asked) && w->asked[k]; k++)
			asks(&s, k, w->asked[k]);
		assert_true(w->outcome == HO_TICKET_DONE || a.why[0] != '\0');
	}
}

/* --- what a bad answer means ---------------------------------------------------------------- */

#define READ  HO_TICKET_LOOK    /* its first request reads */
#define WRITE HO_TICKET_COMMENT /* ... writes */
#define MAKE  HO_TICKET_FIND    /* ... has no key yet */

static const struct answer {
	enum ho_ticket_act act;
	struct line line;
	enum ho_ticket_outcome outcome;
	const char *says;
} answers[] = {
	{ READ, { 0, 301, "", 0, "https://evil.example/" }, HO_TICKET_LATER,
	    "redirect, which is not followed" },
	{ WRITE, { 0, 302, "", 0, "https://evil.example/" }, HO_TICKET_LATER,
	    "https://evil.example/" },
	{ READ, { 0, 401, "Client must be authenticated", 0, NULL },
	    HO_TICKET_LATER, "does not know the token" },
	{ WRITE, { 0, 401, "<html>", 0, NULL }, HO_TICKET_LATER, "token" },
	{ WRITE, { 0, 403, "XSRF check failed", 0, NULL }, HO_TICKET_LATER,
	    "may not" },
	{ READ, { 0, 404, "{\"errorMessages\":[\"no issue\"]}", 0, NULL },
	    HO_TICKET_NEVER, "no issue" },
	{ WRITE, { 0, 404, "", 0, NULL }, HO_TICKET_NEVER, "gone" },
	{ MAKE, { 0, 404, "", 0, NULL }, HO_TICKET_LATER, "ticket-url" },
	{ MAKE, { 0, 410, "", 0, NULL }, HO_TICKET_LATER, "refuses" },
	{ MAKE, { 0, 400, "{\"errors\":{\"issuetype\":\"none\"}}", 0, NULL },
	    HO_TICKET_LATER, "issuetype: none" },
	{ WRITE, { 0, 400, "{\"message\":\"bad\"}", 0, NULL }, HO_TICKET_LATER,
	    "ticket-comments: bad" },
	{ HO_TICKET_ATTACH, { 0, 400, "{\"message\":\"bad\"}", 0, NULL },
	    HO_TICKET_NEVER, "bad" },
	{ WRITE, { 0, 409, "", 0, NULL }, HO_TICKET_LATER, "409" },
	{ WRITE, { 0, 412, "", 0, NULL }, HO_TICKET_LATER, "412" },
	{ WRITE, { 0, 413, "", 0, NULL }, HO_TICKET_NEVER, "so large" },
	{ WRITE, { 0, 429, "", 77, NULL }, HO_TICKET_LATER, "left alone" },
	{ WRITE, { 0, 500, "", 0, NULL }, HO_TICKET_UNCLEAR, "failed" },
	{ WRITE, { 0, 503, "", 77, NULL }, HO_TICKET_UNCLEAR, "failed" },
	{ WRITE, { 0, 504, "", 0, NULL }, HO_TICKET_UNCLEAR, "failed" },
	{ READ, { 0, 502, "", 0, NULL }, HO_TICKET_LATER, "failed" },
	{ WRITE, { 0, 100, "", 0, NULL }, HO_TICKET_UNCLEAR, "100" },
	{ READ, { 0, 200, "<html>sign in</html>", 0, NULL }, HO_TICKET_LATER,
	    "not one of this kind" },
	{ WRITE, { 0, 200, "<html>sign in</html>", 0, NULL }, HO_TICKET_UNCLEAR,
	    "not one of this kind" },
	{ WRITE, { 0, 200, "{}", 0, NULL }, HO_TICKET_UNCLEAR, "not one" },
	{ WRITE, { 0, 204, "", 0, NULL }, HO_TICKET_UNCLEAR, "not one" },
	{ READ, { 0, 200, "[]", 0, NULL }, HO_TICKET_LATER, "not one" },
	{ WRITE, { HEARD_NOT_REACHED, 0, "", 0, NULL }, HO_TICKET_LATER,
	    "cannot be reached" },
	{ WRITE, { HEARD_DISTRUST, 0, "", 0, NULL }, HO_TICKET_LATER,
	    "certificate" },
	{ WRITE, { HEARD_NOTHING, 0, "", 0, NULL }, HO_TICKET_UNCLEAR,
	    "did not answer" },
	{ READ, { HEARD_NOTHING, 0, "", 0, NULL }, HO_TICKET_LATER,
	    "did not answer" },
	{ WRITE, { HEARD_TOO_LONG, 200, "", 0, NULL }, HO_TICKET_UNCLEAR,
	    "no end" },
	{ READ, { HEARD_TOO_LONG, 200, "", 0, NULL }, HO_TICKET_LATER,
	    "no end" },
};

static void
bad_answers_are_classed(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(answers); i++) {
		const struct answer *w = &answers[i];
		const struct line lines[2] = { w->line };
		struct ho_ticket_job job = job_of(w->act, HO_TICKETS_JIRA);
		struct script s = { .line = lines };
		struct ho_ticket_answer a = tell(HO_TICKETS_JIRA, &job, &s);

		if (a.outcome != w->outcome || strstr(a.why, w->says) == NULL)
			fail_msg("row %zu: %d %s", i, a.outcome, a.why);
		assert_string_equal(a.key, "");
		if (w->line.status == 429)
			assert_int_equal(a.after, 77);
	}
}

/* An unclear create is never called one that was not done. */
static void
an_unclear_create_stays_so(void **state)
{
	static const struct line lines[] = { { 0, 200, "{\"issues\":[]}", 0,
						 NULL },
		{ 0, 503, "Service Unavailable", 0, NULL }, { 0 } };
	struct ho_ticket_job job = job_of(HO_TICKET_CREATE, HO_TICKETS_JIRA);
	struct script s = { .line = lines };

	(void)state;
	assert_int_equal(
	    tell(HO_TICKETS_JIRA, &job, &s).outcome, HO_TICKET_UNCLEAR);
}

/* --- what clients wrote stays text ------------------------------------------------------------ */

static void
hostile_text_stays_text(void **state)
{
	static const struct line made[] = {
		{ 0, 201, "{\"id\":\"1\"}", 0, NULL }, { 0 }
	};
	struct ho_ticket_job job = job_of(HO_TICKET_COMMENT, HO_TICKETS_JIRA);
	struct script s = { .line = made };
	json_t *json;

	(void)state;
	tell(HO_TICKETS_JIRA, &job, &s);
	holds(&s, 0, "\"type\":\"codeBlock\"");
	holds(&s, 0, "<U+001B>[31m");
	holds(&s, 0, "\"text\":\"" MARK "\"");
	holds(&s, 0,
	    "\"visibility\":{\"type\":\"role\",\"value\":\"Desk "
	    "\\\"x\\\"\"}");
	json = json_loads(strchr(s.asked[0], '{'), 0, NULL);
	assert_non_null(json);
	json_decref(json);

	/* the fence of wiki text cannot be ended from within */
	s = (struct script){ .line = made };
	tell(HO_TICKETS_JIRA_DC, &job, &s);
	holds(&s, 0, "\"body\":\"{noformat}\\nLogin: x\\n");
	holds(&s, 0, "\\\\ { noformat} <U+001B>");
}

static void
long_text_is_cut(void **state)
{
	static char text[2 * HO_TICKET_TEXT];
	struct ho_ticket_job job = { .data = text, .len = sizeof(text) };
	struct ho_buf out = HO_BUF_INIT;

	(void)state;
	for (size_t i = 0; i + 1 < sizeof(text); i += 2)
		memcpy(text + i, "\xc3\xbc", 2);
	text[0] = text[1] = 'x'; /* a character ends on the limit */
	job.data = text + 1;
	job.len--;
	assert_int_equal(ticket_text(&job, &out), HO_OK);
	assert_true(out.len < HO_TICKET_TEXT + 40);
	assert_non_null(strstr(ho_buf_text(&out), "[the rest is left out]"));
	json_t *json = ticket_adf(ho_buf_text(&out), NULL);
	assert_non_null(json); /* so it is whole UTF-8 */
	json_decref(json);
	ho_buf_free(&out);

	/* and an empty one is no empty text node */
	job.len = 0;
	assert_int_equal(ticket_text(&job, &out), HO_OK);
	assert_string_equal(ho_buf_text(&out), "-");
	ho_buf_free(&out);
}

/* --- what cannot be asked is not asked ---------------------------------------------------------- */

static void
bad_keys_are_not_asked(void **state)
{
	static const char *const jira[] = { "", "17", "desk-1", "DESK-", "D-1",
		"DESK-1/../..", "DESK-1 ", "-1", "DESK-1?x", "DESK" };
	static const char *const rt[] = { "", "0", "01", "DESK-1", "1/..", "-1",
		"1 " };
	static const struct line none[] = { { 0 } };

	(void)state;
	for (size_t i = 0; i < COUNT(jira) + COUNT(rt); i++) {
		bool is_jira = i < COUNT(jira);
		int system = is_jira ? HO_TICKETS_JIRA : HO_TICKETS_RT;
		struct ho_ticket_job job = job_of(HO_TICKET_COMMENT, system);
		struct script s = { .line = none };

		job.key = is_jira ? jira[i] : rt[i - COUNT(jira)];
		assert_int_equal(
		    tell(system, &job, &s).outcome, HO_TICKET_NEVER);
		assert_int_equal(s.n, 0);
	}
}

/* --- links ------------------------------------------------------------------------- */

static const struct {
	int system;
	const char *other;
	struct line line[4];
	size_t n;
	const char *last; /* begins the last request */
	enum ho_ticket_outcome outcome;
} links[] = {
	{ HO_TICKETS_JIRA, "DESK-3",
	    { { 0, 200, "{\"fields\":{\"issuelinks\":[]}}", 0, NULL },
		{ 0, 201, "", 0, NULL } },
	    2,
	    "POST /rest/api/3/issueLink {\"type\":{\"name\":\"Relates "
	    "\\\"to\\\"\"},\"inwardIssue\":{\"key\":\"DESK-3\"},"
	    "\"outwardIssue\":{\"key\":\"DESK-17\"}}",
	    HO_TICKET_DONE },
	{ HO_TICKETS_JIRA_DC, "DESK-3",
	    { { 0, 200,
		"{\"fields\":{\"issuelinks\":[{\"outwardIssue\":{\"key\":"
		"\"DESK-3\"}}]}}",
		0, NULL } },
	    1, "GET /rest/api/2/issue/DESK-17?fields=issuelinks",
	    HO_TICKET_DONE },
	{ HO_TICKETS_JIRA, "DESK-3",
	    { { 0, 200, "{\"key\":\"DESK-17\"}", 0, NULL } }, 1, "GET ",
	    HO_TICKET_LATER },
	{ HO_TICKETS_JIRA, "DESK-3", /* issue linking is switched off */
	    { { 0, 200, "{\"fields\":{}}", 0, NULL } }, 1, "GET ",
	    HO_TICKET_DONE },
	{ HO_TICKETS_JIRA, "DESK-3",
	    { { 0, 200, "{\"fields\":{\"issuelinks\":[]}}", 0, NULL },
		{ 0, 404, "{}", 0, NULL } },
	    2, "POST ", HO_TICKET_NEVER },
	{ HO_TICKETS_JIRA, "3", { { 0 } }, 0, NULL, HO_TICKET_NEVER },
	{ HO_TICKETS_JIRA, "DESK-3\"", { { 0 } }, 0, NULL, HO_TICKET_NEVER },
	{ HO_TICKETS_RT, "3",
	    { { 0, 200, "{\"_hyperlinks\":[{\"ref\":\"self\",\"id\":3}]}", 0,
		  NULL },
		{ 0, 200, "[\"made\"]", 0, NULL },
		{ 0, 200,
		    "{\"_hyperlinks\":[{\"ref\":\"refers-to\",\"id\":\"3\"}]}",
		    0, NULL } },
	    3, "GET /REST/2.0/ticket/17", HO_TICKET_DONE },
	{ HO_TICKETS_RT, "3",
	    { { 0, 200, "{\"_hyperlinks\":[]}", 0, NULL },
		{ 0, 200, "[\"Permission Denied\"]", 0, NULL },
		{ 0, 200, "{\"_hyperlinks\":[]}", 0, NULL } },
	    3, "GET ", HO_TICKET_NEVER },
	{ HO_TICKETS_RT, "3",
	    { { 0, 200, "{\"_hyperlinks\":[{\"ref\":\"refers-to\",\"id\":3}]}",
		0, NULL } },
	    1, "GET ", HO_TICKET_DONE },
};

static void
a_link_is_made_once(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(links); i++) {
		struct ho_ticket_job job =
		    job_of(HO_TICKET_LINK, links[i].system);
		struct script s = { .line = links[i].line };

		job.name = links[i].other;
		assert_int_equal(
		    tell(links[i].system, &job, &s).outcome, links[i].outcome);
		assert_int_equal(s.n, links[i].n);
		if (s.n > 0)
			asks(&s, s.n - 1, links[i].last);
	}
}

static void
a_status_without_a_name_is_left(void **state)
{
	static const struct line none[] = { { 0 } };
	struct ho_ticket_job job = job_of(HO_TICKET_STATUS, HO_TICKETS_JIRA);
	struct script s = { .line = none };

	(void)state;
	job.status = "lapsed";
	assert_int_equal(
	    tell(HO_TICKETS_JIRA, &job, &s).outcome, HO_TICKET_DONE);
	assert_int_equal(s.n, 0);
}

static void
status_names_are_found(void **state)
{
	static const struct {
		const char *pairs, *word, *name;
	} rows[] = {
		{ "done=Done, waiting=In Progress", "waiting", "In Progress" },
		{ "done=Done", "done", "Done" },
		{ " done=Done ,", "done", "Done" },
		{ "undone=x, done=Done", "done", "Done" },
		{ "done=", "done", NULL },
		{ "done", "done", NULL },
		{ "", "done", NULL },
		{ "done=a=b", "done", "a=b" },
	};
	char name[65];

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		int rc = ticket_status_name(
		    rows[i].pairs, rows[i].word, name, sizeof(name));

		assert_int_equal(rc, rows[i].name ? HO_OK : HO_E_NONE);
		if (rows[i].name != NULL)
			assert_string_equal(name, rows[i].name);
	}
}

/* --- setups ------------------------------------------------------------------------------------------ */

static void
tokens_stay_safe(void **state)
{
	static const struct {
		const char *url;
		bool is_good;
	} rows[] = {
		{ "https://host.example", true },
		{ "https://host.example/jira", true },
		{ "http://127.0.0.1:4011", true },
		{ "http://localhost/rt", true },
		{ "http://[::1]:80", true },
		{ "http://host.example", false },
		{ "http://127.0.0.1.evil.example", false },
		{ "http://localhost.evil.example", false },
		{ "http://127.0.0.1:80@evil.example", false },
		{ "https://user@host.example", false },
		{ "", false },
		{ "file:///etc/passwd", false },
	};
	struct ho_ticket_setup setup = setup_of(HO_TICKETS_JIRA);
	char why[HO_TICKET_WHY];

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		setup.url = rows[i].url;
		if ((ho_ticket_ready(&setup, why) == HO_OK) != rows[i].is_good)
			fail_msg("%s", rows[i].url);
	}
}

static void
setups_are_whole(void **state)
{
	struct ho_ticket_setup s = setup_of(HO_TICKETS_JIRA), bad;
	char why[HO_TICKET_WHY];

	(void)state;
	assert_int_equal(ho_ticket_ready(&s, why), HO_OK);
#define WANTS(member, value, word)                                \
	bad = s;                                                  \
	bad.member = (value);                                     \
	assert_int_equal(ho_ticket_ready(&bad, why), HO_E_INPUT); \
	assert_non_null(strstr(why, word))
	WANTS(project, "", "ticket-project");
	WANTS(token, "", "ticket-token-file");
	WANTS(user, "", "ticket-user");
	WANTS(fields, "[]", "ticket-fields");
	WANTS(fields, "{", "ticket-fields");
	WANTS(comments, "role:", "ticket-comments");
	WANTS(comments, "everybody", "ticket-comments");
#undef WANTS
	s = setup_of(HO_TICKETS_JIRA_DC);
	assert_int_equal(ho_ticket_ready(&s, why), HO_OK);
}

static void
tokens_are_told_as_asked(void **state)
{
	static const struct {
		int system;
		const char *field;
	} rows[] = {
		{ HO_TICKETS_JIRA, "Basic ZGVza0Bob3N0LmV4YW1wbGU6czNjcmV0" },
		{ HO_TICKETS_JIRA_DC, "Bearer s3cret" },
		{ HO_TICKETS_RT, "token s3cret" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct ho_ticket_setup s = setup_of(rows[i].system);
		struct ho_buf out = HO_BUF_INIT;

		assert_int_equal(
		    ticket_driver_of(s.system)->authorize(&s, &out), HO_OK);
		assert_string_equal(ho_buf_text(&out), rows[i].field);
		ho_buf_free(&out);
	}
	assert_null(ticket_driver_of(HO_TICKETS_LOCAL));
	assert_null(ticket_driver_of(HO_TICKETS_SYSTEMS));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(acts_go_their_way),
		cmocka_unit_test(bad_answers_are_classed),
		cmocka_unit_test(an_unclear_create_stays_so),
		cmocka_unit_test(hostile_text_stays_text),
		cmocka_unit_test(long_text_is_cut),
		cmocka_unit_test(bad_keys_are_not_asked),
		cmocka_unit_test(a_link_is_made_once),
		cmocka_unit_test(a_status_without_a_name_is_left),
		cmocka_unit_test(status_names_are_found),
		cmocka_unit_test(tokens_stay_safe),
		cmocka_unit_test(setups_are_whole),
		cmocka_unit_test(tokens_are_told_as_asked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
