/* tests/unit/store_law_test.c - laws of the schema, through the front door. */
#include "tests/laws/own_log.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static void
laws_refuse(void **state)
{
	struct ho_credential cr = x.credential;
	struct ho_account account = x.account;
	struct ho_address ad = x.own;
	struct ho_evidence ev = x.evidence;
	struct ho_user user = x.user;
	static const char *const logins[] = { "Ulla", "a b", "ho-7f3k2m", "",
		"\xc3\xa9", "a/b" };

	(void)state;
	cr.row.id = cr.row.seq = 0; /* one is live already: spent */
	cr.state = HO_SPENT;
	SAMPLE_HASH(cr.hash, '9');
	assert_int_equal(try_put(HO_CREDENTIAL, &cr), HO_OK);
	cr.expires_at = cr.issued_at + 7 * 86400;
	assert_int_equal(try_put(HO_CREDENTIAL, &cr), HO_OK);
	cr.expires_at++;
	assert_int_equal(try_put(HO_CREDENTIAL, &cr), HO_E_RULE);
	cr.expires_at = cr.issued_at;
	assert_int_equal(try_put(HO_CREDENTIAL, &cr), HO_E_RULE);
	cr.expires_at = 0;
	assert_int_equal(try_put(HO_CREDENTIAL, &cr), HO_E_RULE);
	cr = x.credential;
	cr.expires_at++;
	assert_int_equal(try_put(HO_CREDENTIAL, &cr), HO_E_RULE);
	cr = x.credential;
	cr.state = HO_REVOKED;
	assert_int_equal(try_put(HO_CREDENTIAL, &cr), HO_OK);

	account.super_admin = 0;
	assert_int_equal(try_put(HO_ACCOUNT, &account), HO_E_RULE);
	account.super_admin = 99;
	assert_int_equal(try_put(HO_ACCOUNT, &account), HO_E_RULE);
	account.super_admin = x.admin.row.id;
	assert_int_equal(try_put(HO_ACCOUNT, &account), HO_OK);

	ad.row.id = ad.row.seq = 0;
	assert_int_equal(try_put(HO_ADDRESS, &ad), HO_OK);
	ad.added_at++; /* not with the account */
	assert_int_equal(try_put(HO_ADDRESS, &ad), HO_E_RULE);
	SAMPLE_TEXT(ad.provenance, "staff");
	assert_int_equal(try_put(HO_ADDRESS, &ad), HO_E_RULE);
	ad.usable_from = 0;
	assert_int_equal(try_put(HO_ADDRESS, &ad), HO_OK);
	ad = x.own;
	ad.ended_at = 0; /* what took its place has authority */
	assert_int_equal(try_put(HO_ADDRESS, &ad), HO_E_RULE);

	ev.verdict = HO_MAIL_ACCEPT;
	ev.confirmed = ev.of_word = 0;
	assert_int_equal(try_put(HO_EVIDENCE, &ev), HO_E_RULE);
	ev.verdict = HO_MAIL_REFUSE;
	assert_int_equal(try_put(HO_EVIDENCE, &ev), HO_OK);
	ev = x.evidence;
	ev.of_word = 99;
	assert_int_equal(try_put(HO_EVIDENCE, &ev), HO_E_RULE);

	user.row.id = user.row.seq = 0;
	for (size_t i = 0; i < COUNT(logins); i++) {
		SAMPLE_TEXT(user.login, logins[i]);
		assert_int_equal(try_put(HO_USER, &user), HO_E_RULE);
	}
	SAMPLE_TEXT(user.login, "a-z_0.9+x@northwind.example");
	assert_int_equal(try_put(HO_USER, &user), HO_OK);
}

/* By a permission that is spent, once the old one is kept; and it is. */
static void
a_login_changes_by_permission(void **state)
{
	struct ho_permit permit = x.permit;
	struct ho_former former = x.former;
	struct ho_user admin = x.admin, user = x.user, fresh = x.user;

	(void)state;
	SAMPLE_TEXT(user.login, "other");
	assert_int_equal(try_put(HO_USER, &user), HO_E_RULE);
	SAMPLE_TEXT(admin.login, "ulla");
	assert_int_equal(try_put(HO_USER, &admin), HO_E_TAKEN);
	SAMPLE_TEXT(admin.login, "other");
	assert_int_equal(try_put(HO_USER, &admin), HO_OK);

	/* what they gave up is nobody's for 90 days, and then anybody's */
	fresh.row = (struct ho_row){ 0 };
	SAMPLE_TEXT(fresh.login, "adam");
	assert_int_equal(ho_store_begin(s), HO_OK);
	struct ho_event *ev = event("test.renamed");
	assert_int_equal(ho_store_put(s, HO_USER, &admin), HO_OK);
	assert_int_equal(ho_event_end(&ev, NULL), HO_OK);
	commit();
	fresh.created_at = former.kept_until - 1;
	assert_int_equal(try_put(HO_USER, &fresh), HO_E_TAKEN);
	fresh.created_at = former.kept_until;
	assert_int_equal(try_put(HO_USER, &fresh), HO_OK);

	/* once a case, and no sooner than it says */
	SAMPLE_TEXT(former.login, "other");
	former.row = (struct ho_row){ 0 };
	assert_int_equal(try_put(HO_FORMER, &former), HO_E_TAKEN);
	former.of_case = x.a_case.row.id;
	assert_int_equal(try_put(HO_FORMER, &former), HO_E_RULE);
	permit.state = HO_LIVE;
	assert_int_equal(try_put(HO_PERMIT, &permit), HO_E_RULE);
	permit = x.permit;
	permit.row = (struct ho_row){ 0 };
	assert_int_equal(try_put(HO_PERMIT, &permit), HO_OK);
	permit.of_case = x.a_case.row.id; /* of another kind */
	assert_int_equal(try_put(HO_PERMIT, &permit), HO_E_RULE);
	permit.of_case = x.rename.row.id;
	permit.user = x.user.row.id; /* about another */
	assert_int_equal(try_put(HO_PERMIT, &permit), HO_E_RULE);
	permit.user = x.admin.row.id;
	permit.expires_at = permit.given_at + 7 * 86400 + 1;
	assert_int_equal(try_put(HO_PERMIT, &permit), HO_E_RULE);
}

/* Law 1 from the start: neither verdict nor ticket, neither alone. */
static void
no_default_password_without_a_case(void **state)
{
	static const struct row {
		int64_t verdict;
		const char *ticket;
		int rc;
	} rows[] = {
		{ HO_MAIL_ACCEPT, "T-9", HO_OK },
		{ HO_MAIL_ACCEPT, "", HO_E_RULE },
		{ HO_MAIL_CONFIRM, "T-9", HO_E_RULE },
		{ HO_MAIL_UNCLEAR, "T-9", HO_E_RULE },
		{ HO_MAIL_REFUSE, "T-9", HO_E_RULE },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct ho_case c = x.a_case;
		struct ho_evidence e = x.evidence;
		struct ho_credential cr = x.credential;
		struct ho_event *ev;

		assert_int_equal(ho_store_begin(s), HO_OK);
		ev = event("test.case");
		c.row = e.row = cr.row = (struct ho_row){ 0 };
		SAMPLE_TEXT(c.ref, "HO-AAAAAA");
		SAMPLE_TEXT(c.ticket, rows[i].ticket);
		assert_int_equal(ho_store_put(s, HO_CASE, &c), HO_OK);
		e.of_case = cr.of_case = c.row.id;
		e.verdict = rows[i].verdict;
		e.confirmed = e.of_word = 0;
		SAMPLE_HASH(cr.hash, '8');
		assert_int_equal(ho_store_put(s, HO_EVIDENCE, &e), HO_OK);
		assert_int_equal(
		    ho_store_put(s, HO_CREDENTIAL, &cr), rows[i].rc);
		ho_event_drop(&ev);
		ho_store_rollback(s);
	}
}

static void
unique_values_are_taken(void **state)
{
	struct ho_user user = x.user;
	struct ho_seen seen = x.seen;
	struct ho_case c = x.a_case;
	struct ho_ticket ticket = x.ticket;
	struct ho_inbox mail = x.inbox;
	struct ho_word word = x.word;
	struct ho_staff staff = x.staff;
	struct ho_credential credential = x.credential;
	const struct row {
		enum ho_kind kind;
		void *row;
	} rows[] = {
		{ HO_USER, &user },
		{ HO_SEEN, &seen },
		{ HO_CASE, &c },
		{ HO_TICKET, &ticket },
		{ HO_INBOX, &mail },
		{ HO_WORD, &word },
		{ HO_STAFF, &staff },
		{ HO_CREDENTIAL, &credential },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct ho_event *ev;

		assert_int_equal(ho_store_begin(s), HO_OK);
		ev = event("test.twice");
		*(struct ho_row *)rows[i].row = (struct ho_row){ 0 };
		assert_int_equal(
		    ho_store_put(s, rows[i].kind, rows[i].row), HO_E_TAKEN);
		ho_event_drop(&ev);
		ho_store_rollback(s);
	}
}

/* Who was removed and came back is found as who is here. */
static void
staff_are_those_who_are_here(void **state)
{
	struct ho_staff gone = x.staff, found;
	struct ho_event *ev;

	(void)state;
	assert_int_equal(ho_store_begin(s), HO_OK);
	ev = event("test.staff");
	gone.row = (struct ho_row){ 0 };
	gone.state = 0;
	assert_int_equal(ho_store_put(s, HO_STAFF, &gone), HO_OK);
	assert_int_equal(ho_event_end(&ev, NULL), HO_OK);
	commit();
	assert_int_equal(
	    HO_ASK(s, HO_Q_STAFF_BY_UID, &found, HO_INT(1001)), HO_OK);
	assert_int_equal(found.row.id, x.staff.row.id);
	gone.state = 1;
	assert_int_equal(try_put(HO_STAFF, &gone), HO_E_TAKEN);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		IN_A_LOG(laws_refuse),
		IN_A_LOG(a_login_changes_by_permission),
		IN_A_LOG(no_default_password_without_a_case),
		IN_A_LOG(unique_values_are_taken),
		IN_A_LOG(staff_are_those_who_are_here),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
