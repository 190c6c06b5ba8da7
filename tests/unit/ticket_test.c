/* tests/unit/ticket_test.c - what is asked of each system, and what its answers
 * mean. */
#include "tests/unit/tickets.h"

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

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(acts_go_their_way),
		cmocka_unit_test(bad_answers_are_classed),
		cmocka_unit_test(an_unclear_create_stays_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
