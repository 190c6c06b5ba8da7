/* tests/unit/ticket_text_test.c - texts, keys, links and set-ups: what may be asked of a
 * ticket system at all. */
#include "tests/unit/tickets.h"

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
