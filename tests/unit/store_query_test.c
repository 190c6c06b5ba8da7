/* tests/unit/store_query_test.c - every question, and the rows that it finds. */
#include "tests/laws/own_log.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static const char h64[] = "dddddddddddddddddddddddddddddddd"
			  "dddddddddddddddddddddddddddddddd";
static const char a64[] = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
			  "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
static const char c64[] = "cccccccccccccccccccccccccccccccc"
			  "cccccccccccccccccccccccccccccccc";
static const char b64[] = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
			  "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";
static const char e64[] = "eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee"
			  "eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee";

static const struct question {
	enum ho_query q;
	struct ho_arg args[4];
	size_t n;
	int64_t ids; /* as digits, in order; 0: nobody */
} questions[] = {
	{ HO_Q_ACCOUNT_BY_CODE, { { "NORTHwind", 0 } }, 1, 1 },
	{ HO_Q_ACCOUNT_BY_CODE, { { "northwin", 0 } }, 1, 0 },
	{ HO_Q_ACCOUNTS, { { NULL, 0 } }, 1, 1 },
	{ HO_Q_ACCOUNTS, { { NULL, 1 } }, 1, 0 },
	{ HO_Q_ACCOUNTS_RULED, { { NULL, 0 } }, 0, 1 },
	{ HO_Q_ACCOUNTS_LIKE, { { "TRADER", 0 }, { "-", 0 } }, 3, 1 },
	{ HO_Q_ACCOUNTS_LIKE, { { "-", 0 }, { "ULLA@", 0 } }, 3, 1 },
	{ HO_Q_ACCOUNTS_LIKE, { { "%", 0 }, { "%", 0 } }, 3, 0 },
	{ HO_Q_USER_BY_LOGIN, { { "ulla", 0 } }, 1, 3 },
	{ HO_Q_USER_BY_LOGIN, { { "Ulla", 0 } }, 1, 0 },
	{ HO_Q_USERS_OF, { { NULL, 1 }, { NULL, 0 } }, 2, 123 },
	{ HO_Q_USERS_OF, { { NULL, 1 }, { NULL, 1 } }, 2, 23 },
	{ HO_Q_PASSWORD_OF, { { NULL, 3 } }, 1, 1 },
	{ HO_Q_ADDRESSES_OF, { { NULL, 1 } }, 1, 12 },
	{ HO_Q_CONTACTS_OF, { { NULL, 1 } }, 1, 1 },
	{ HO_Q_ADDRESSES_OF_USER, { { NULL, 3 } }, 1, 2 },
	{ HO_Q_ADDRESSES_BY_TEXT, { { "Ops@northwind.example", 0 } }, 1, 1 },
	{ HO_Q_ADDRESSES_BY_TEXT, { { "ops@northwind.example", 0 } }, 1, 0 },
	{ HO_Q_ADDRESSES_BY_FOLD, { { "oPS@northwind.example", 0 } }, 1, 1 },
	{ HO_Q_ADDRESSES_EVER, { { "oPS@northwind.example", 0 } }, 1, 1 },
	{ HO_Q_STAFF_BY_UID, { { NULL, 1001 } }, 1, 1 },
	{ HO_Q_STAFF_BY_UID, { { NULL, 0 } }, 1, 0 },
	{ HO_Q_STAFF, { { NULL, 0 } }, 1, 1 },
	{ HO_Q_CASE_BY_REF, { { "HO-7F3K2M", 0 } }, 1, 1 },
	{ HO_Q_CASES, { { NULL, 0 } }, 1, 12 },
	{ HO_Q_CASES_OF, { { NULL, 1 }, { NULL, 0 } }, 2, 12 },
	{ HO_Q_CASES_OPEN_OF, { { NULL, 1 } }, 1, 1 },
	{ HO_Q_CASES_OPEN, { { NULL, 0 } }, 1, 1 },
	{ HO_Q_CASES_OPEN, { { NULL, 1 } }, 1, 0 },
	{ HO_Q_CASES_DUE, { { NULL, SAMPLE_NOW + 49 } }, 1, 0 },
	{ HO_Q_CASES_DUE, { { NULL, SAMPLE_NOW + 50 } }, 1, 1 },
	{ HO_Q_CASES_WAITING_FROM, { { "Ops@northwind.example", 0 } }, 1, 1 },
	{ HO_Q_CASE_BY_MESSAGE_ID, { { "<1@northwind.example>", 0 } }, 1, 1 },
	{ HO_Q_EVIDENCE_OF, { { NULL, 1 } }, 1, 1 },
	{ HO_Q_EVIDENCE_UNDRAWN, { { NULL, 0 } }, 1, 12 },
	{ HO_Q_EVIDENCE_UNDRAWN, { { NULL, 2 } }, 1, 0 },
	{ HO_Q_EVIDENCE_JUDGED, { { NULL, 0 } }, 1, 12 },
	{ HO_Q_EVIDENCE_JUDGED, { { NULL, 2 } }, 1, 0 },
	{ HO_Q_APPROVALS_OF, { { NULL, 1 } }, 1, 1 },
	{ HO_Q_CREDENTIALS_OF, { { NULL, 1 } }, 1, 1 },
	{ HO_Q_CREDENTIAL_LIVE_OF_USER, { { NULL, 3 } }, 1, 1 },
	{ HO_Q_CREDENTIALS_LIVE, { { NULL, 0 } }, 1, 1 },
	{ HO_Q_CODE_LIVE, { { NULL, 1 }, { NULL, HO_CODE_CLAIM } }, 2, 1 },
	{ HO_Q_CODE_LIVE, { { NULL, 1 }, { NULL, HO_CODE_CANDIDATE } }, 2, 0 },
	{ HO_Q_CODES_SINCE,
	    { { NULL, 1 }, { NULL, HO_CODE_CLAIM }, { NULL, SAMPLE_NOW - 1 },
		{ NULL, SAMPLE_NOW } },
	    4, 1 },
	{ HO_Q_CODES_SINCE,
	    { { NULL, 1 }, { NULL, HO_CODE_CLAIM }, { NULL, SAMPLE_NOW },
		{ NULL, SAMPLE_NOW } },
	    4, 0 },
	{ HO_Q_CODES_SINCE,
	    { { NULL, 1 }, { NULL, HO_CODE_CLAIM }, { NULL, SAMPLE_NOW - 2 },
		{ NULL, SAMPLE_NOW - 1 } },
	    4, 0 },
	{ HO_Q_PERMITS_OF, { { NULL, 2 } }, 1, 1 },
	{ HO_Q_PERMITS_OF, { { NULL, 1 } }, 1, 0 },
	{ HO_Q_PERMIT_LIVE_OF, { { NULL, 2 } }, 1, 0 },
	{ HO_Q_FORMERS_BY_LOGIN, { { "adam", 0 }, { NULL, SAMPLE_NOW } }, 2,
	    1 },
	{ HO_Q_FORMERS_BY_LOGIN,
	    { { "adam", 0 }, { NULL, SAMPLE_NOW + HO_FORMER_LEAST } }, 2, 0 },
	{ HO_Q_WORDS_OF, { { NULL, 1 } }, 1, 1 },
	{ HO_Q_WORD_BY_HASH, { { h64, 0 } }, 1, 1 },
	{ HO_Q_SEEN_BY_HASH, { { e64, 0 } }, 1, 1 },
	{ HO_Q_SEEN_OF, { { NULL, 1 } }, 1, 1 },
	{ HO_Q_TICKET_BY_KEY, { { "T-1", 0 } }, 1, 1 },
	{ HO_Q_TICKET_BY_OUTSIDE, { { "DESK-1", 0 } }, 1, 1 },
	{ HO_Q_TICKET_BY_OUTSIDE, { { "DESK-2", 0 } }, 1, 1 },
	{ HO_Q_TICKET_BY_OUTSIDE, { { "T-1", 0 } }, 1, 0 },
	{ HO_Q_TICKET_BEFORE, { { NULL, 1 }, { NULL, 2 } }, 2, 1 },
	{ HO_Q_TICKET_BEFORE, { { NULL, 1 }, { NULL, 1 } }, 2, 0 },
	{ HO_Q_TICKET_BEFORE, { { NULL, 2 }, { NULL, 2 } }, 2, 0 },
	{ HO_Q_JOBS_DUE, { { NULL, SAMPLE_NOW - 1 } }, 1, 0 },
	{ HO_Q_JOBS_DUE, { { NULL, SAMPLE_NOW } }, 1, 1 },
	{ HO_Q_JOBS_HANDED, { { NULL, 0 } }, 0, 0 },
	{ HO_Q_JOBS_OPEN_OF, { { NULL, 1 } }, 1, 1 },
	{ HO_Q_JOBS_OPEN_UNTIL, { { NULL, SAMPLE_NOW - 1 } }, 1, 0 },
	{ HO_Q_JOBS_OPEN_UNTIL, { { NULL, SAMPLE_NOW } }, 1, 1 },
	{ HO_Q_JOBS_FAILED, { { NULL, 0 } }, 1, 0 },
	{ HO_Q_JOBS_FAILED_OF, { { NULL, 1 } }, 1, 0 },
	{ HO_Q_RECORDS_OF, { { NULL, 1 }, { NULL, 0 } }, 2, 1 },
	{ HO_Q_OUTBOX, { { NULL, 0 } }, 1, 1 },
	{ HO_Q_OUTBOX_DUE, { { NULL, SAMPLE_NOW - 1 } }, 1, 0 },
	{ HO_Q_OUTBOX_DUE, { { NULL, SAMPLE_NOW } }, 1, 1 },
	{ HO_Q_OUTBOX_DUE_BY, { { NULL, HO_WAY_MAIL }, { NULL, SAMPLE_NOW } },
	    2, 1 },
	{ HO_Q_OUTBOX_DUE_BY, { { NULL, HO_WAY_SMS }, { NULL, SAMPLE_NOW } }, 2,
	    0 },
	{ HO_Q_OUTBOX_HANDED, { { NULL, 0 } }, 0, 0 },
	{ HO_Q_OUTBOX_HANDED_BY, { { NULL, HO_WAY_MAIL } }, 1, 0 },
	{ HO_Q_OUTBOX_DEAD, { { NULL, 0 } }, 1, 0 },
	{ HO_Q_OUTBOX_SINCE,
	    { { NULL, 1 }, { NULL, HO_WAY_MAIL }, { NULL, SAMPLE_NOW - 1 } }, 3,
	    1 },
	{ HO_Q_OUTBOX_SINCE,
	    { { NULL, 1 }, { NULL, HO_WAY_SMS }, { NULL, SAMPLE_NOW - 1 } }, 3,
	    0 },
	{ HO_Q_OUTBOX_OF, { { NULL, 1 } }, 1, 1 },
	{ HO_Q_OUTBOX_TO, { { NULL, 2 }, { NULL, SAMPLE_NOW - 1 } }, 2, 1 },
	{ HO_Q_OUTBOX_TO, { { NULL, 2 }, { NULL, SAMPLE_NOW } }, 2, 0 },
	{ HO_Q_OCTETS_OF,
	    { { NULL, HO_EVIDENCE }, { NULL, 1 }, { NULL, HO_PART_MAIL } }, 3,
	    1 },
	{ HO_Q_OUTBOX_BY_MESSAGE_ID, { { "<2@desk.example>", 0 } }, 1, 1 },
	{ HO_Q_OUTBOX_COPY_OF, { { "<2@desk.example>", 0 } }, 1, 0 },
	{ HO_Q_INBOX, { { NULL, 0 } }, 1, 1 },
	{ HO_Q_INBOX_BY_SHA256, { { a64, 0 } }, 1, 1 },
	{ HO_Q_INBOX_AT, { { NULL, HO_IN_WAITING }, { NULL, 0 } }, 2, 1 },
	{ HO_Q_INBOX_AT, { { NULL, HO_IN_TAKEN }, { NULL, 0 } }, 2, 0 },
	{ HO_Q_INBOX_HELD, { { NULL, 0 } }, 1, 0 },
	{ HO_Q_INBOX_HELD_SINCE, { { NULL, 0 } }, 1, 0 },
	{ HO_Q_INBOX_WAITING_FROM, { { "oPS@northwind.example", 0 } }, 1, 1 },
	{ HO_Q_INBOX_UNTIL, { { NULL, SAMPLE_NOW - 1 } }, 1, 0 },
	{ HO_Q_INBOX_UNTIL, { { NULL, SAMPLE_NOW } }, 1, 1 },
	{ HO_Q_FACTORS_OF, { { NULL, 3 }, { NULL, 0 } }, 2, 1 },
	{ HO_Q_FACTORS_OF, { { NULL, 3 }, { NULL, 1 } }, 2, 0 },
	{ HO_Q_FACTORS_LIVE_OF, { { NULL, 3 } }, 1, 1 },
	{ HO_Q_FACTORS_LIVE_OF, { { NULL, 2 } }, 1, 0 },
	{ HO_Q_RECOVERY_BY_HASH, { { b64, 0 } }, 1, 1 },
	{ HO_Q_RECOVERY_LIVE_OF, { { NULL, 3 } }, 1, 1 },
	{ HO_Q_SHOWN_TO, { { NULL, 1 }, { NULL, 1 } }, 2, 1 },
	{ HO_Q_SHOWN_TO, { { NULL, 1 }, { NULL, 2 } }, 2, 0 },
	{ HO_Q_OWN_OF, { { NULL, 1 }, { NULL, 1 } }, 2, 1 },
	{ HO_Q_OWN_OF, { { NULL, 2 }, { NULL, 1 } }, 2, 0 },
	{ HO_Q_OWNS_OF, { { NULL, 1 } }, 1, 1 },
	{ HO_Q_CASES_BY, { { NULL, 1 }, { NULL, SAMPLE_NOW - 1 } }, 2, 1 },
	{ HO_Q_CASES_BY, { { NULL, 1 }, { NULL, SAMPLE_NOW } }, 2, 0 },
	{ HO_Q_OWNER_CASES_BY, { { NULL, 1 }, { NULL, SAMPLE_NOW - 1 } }, 2,
	    1 },
	{ HO_Q_OWNER_CASES_BY, { { NULL, 2 }, { NULL, 0 } }, 2, 0 },
	{ HO_Q_ORIGINS_OF, { { NULL, 3 } }, 1, 1 },
	{ HO_Q_ORIGINS_OF, { { NULL, 2 } }, 1, 0 },
	{ HO_Q_ORIGIN_BY_HASH, { { c64, 0 } }, 1, 1 },
	{ HO_Q_BUDGET,
	    { { NULL, HO_BUDGET_ADDRESS }, { NULL, HO_TRIED_CODE },
		{ NULL, 7 } },
	    3, 1 },
	{ HO_Q_CODE_LIVE_OF_USER, { { NULL, 3 }, { NULL, HO_CODE_ENROL } }, 2,
	    2 },
	{ HO_Q_CODES_OF_USER_SINCE,
	    { { NULL, 3 }, { NULL, HO_CODE_ENROL }, { NULL, SAMPLE_NOW - 1 },
		{ NULL, SAMPLE_NOW } },
	    4, 2 },
	{ HO_Q_CODES_OF_USER_SINCE,
	    { { NULL, 3 }, { NULL, HO_CODE_ENROL }, { NULL, SAMPLE_NOW },
		{ NULL, SAMPLE_NOW } },
	    4, 0 },
};

static int
note_id(void *ctx, void *row)
{
	*(int64_t *)ctx = *(int64_t *)ctx * 10 + ((struct ho_row *)row)->id;
	return HO_OK;
}

static void
finds_its_rows(const struct question *r)
{
	int64_t ids = 0, n;

	if (ho_store_each(s, r->q, r->args, r->n, 0, note_id, &ids) != HO_OK ||
	    ids != r->ids)
		fail_msg("row %zu, question %d: %lld", (size_t)(r - questions),
		    (int)r->q, (long long)ids);
	assert_int_equal(ho_store_count(s, r->q, r->args, r->n, &n), HO_OK);
	assert_int_equal(n, ids > 99 ? 3 : ids > 9 ? 2 : ids > 0);
	/* other arguments are no question */
	assert_int_equal(
	    ho_store_count(s, r->q, r->args, r->n - 1, &n), HO_E_INPUT);
}

static void
questions_find_their_rows(void **state)
{
	struct ho_case open = x.a_case;
	struct ho_event *ev;
	bool asked[HO_QUERIES] = { false };

	(void)state;
	assert_int_equal(ho_store_begin(s), HO_OK);
	ev = event("test.reopen");
	open.closed_at = 0;
	assert_int_equal(ho_store_put(s, HO_CASE, &open), HO_OK);
	assert_int_equal(ho_event_end(&ev, NULL), HO_OK);
	commit();
	for (size_t i = 0; i < COUNT(questions); i++) {
		finds_its_rows(&questions[i]);
		asked[questions[i].q] = true;
	}
	for (int q = 1; q < HO_QUERIES; q++)
		if (!asked[q])
			fail_msg("nobody asked %d", q);
}

struct putting {
	int n;
};

/* A visitor writes, asks the same question again, and stops. */
static int
put_and_stop(void *ctx, void *row)
{
	struct ho_user *u = row;
	int64_t n;
	struct ho_arg args[] = { HO_INT(1), HO_INT(0) };

	SAMPLE_TEXT(u->name, "renamed");
	assert_int_equal(ho_store_put(s, HO_USER, u), HO_OK);
	assert_int_equal(ho_store_count(s, HO_Q_USERS_OF, args, 2, &n), HO_OK);
	assert_int_equal(n, 3);
	return ++((struct putting *)ctx)->n == 2 ? 42 : HO_OK;
}

static void
a_visitor_may_write_and_stop(void **state)
{
	struct ho_arg args[] = { HO_INT(1), HO_INT(0) };
	struct putting p = { 0 };
	int64_t ids = 0;
	struct ho_event *ev;

	(void)state;
	assert_int_equal(ho_store_begin(s), HO_OK);
	ev = event("test.walk");
	assert_int_equal(
	    ho_store_each(s, HO_Q_USERS_OF, args, 2, 0, put_and_stop, &p), 42);
	assert_int_equal(p.n, 2);
	assert_int_equal(ho_event_end(&ev, NULL), HO_OK);
	commit();
	assert_int_equal(
	    ho_store_each(s, HO_Q_USERS_OF, args, 2, 2, note_id, &ids), HO_OK);
	assert_int_equal(ids, 12); /* the limit */
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		IN_A_LOG(questions_find_their_rows),
		IN_A_LOG(a_visitor_may_write_and_stop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
