/* tests/unit/store_order_test.c - what is written in its turn, and what is undone. */
#include "tests/laws/own_log.h"

static void
of_two_writers_one_wins(void **state)
{
	struct ho_credential one, two;
	struct ho_event *ev;

	(void)state;
	assert_int_equal(
	    ho_store_get(s, HO_CREDENTIAL, x.credential.row.id, &one), HO_OK);
	two = one;
	assert_int_equal(ho_store_begin(s), HO_OK);
	assert_int_equal(ho_store_savepoint(s), HO_OK);
	ho_audit_savepoint(a);
	ev = event("test.spend");
	one.state = HO_SPENT;
	assert_int_equal(ho_store_put(s, HO_CREDENTIAL, &one), HO_OK);
	assert_int_equal(ho_event_end(&ev, NULL), HO_OK);
	assert_int_equal(ho_store_release(s), HO_OK);

	assert_int_equal(ho_store_savepoint(s), HO_OK);
	ho_audit_savepoint(a);
	ev = event("test.spend");
	two.state = HO_SPENT;
	assert_int_equal(ho_store_put(s, HO_CREDENTIAL, &two), HO_E_TAKEN);
	/* whoever does not look learns it at the end */
	assert_int_equal(ho_event_end(&ev, NULL), HO_E_TAKEN);
	assert_int_equal(ho_store_release(s), HO_E_ORDER);
	ho_audit_undo(a);
	commit();
	open_again();
	assert_int_equal(
	    ho_store_get(s, HO_CREDENTIAL, one.row.id, &two), HO_OK);
	assert_int_equal(two.state, HO_SPENT);
	assert_int_equal(ho_audit_size(a), 3);
}

static void
nothing_is_written_out_of_turn(void **state)
{
	struct ho_user user = x.user;
	struct ho_outbox letter = x.outbox;
	struct ho_event *ev, *other;

	(void)state;
	assert_int_equal(ho_store_put(s, HO_USER, &user), HO_E_ORDER);
	assert_int_equal(ho_store_put(s, HO_OUTBOX, &letter), HO_E_ORDER);
	assert_int_equal(ho_store_meta_put(s, "x", "y", 1), HO_E_ORDER);
	assert_int_equal(ho_store_event_open(s, 3), HO_E_ORDER);
	assert_int_equal(ho_store_commit(s), HO_E_ORDER);
	assert_int_equal(ho_store_savepoint(s), HO_E_ORDER);
	assert_int_equal(ho_store_release(s), HO_E_ORDER);

	assert_int_equal(ho_store_begin(s), HO_OK);
	assert_int_equal(ho_store_begin(s), HO_E_ORDER);
	assert_int_equal(ho_store_put(s, HO_USER, &user), HO_E_ORDER);
	assert_int_equal(ho_store_put(s, HO_OUTBOX, &letter), HO_OK);
	ev = event("test.one");
	assert_int_equal(ho_event_begin(a, &other, "test.two", 0), HO_E_ORDER);
	assert_null(other);
	assert_int_equal(ho_event_end(&other, NULL), HO_E_ORDER);
	assert_int_equal(ho_store_savepoint(s), HO_E_ORDER);
	assert_int_equal(ho_store_commit(s), HO_E_ORDER); /* rolled back */
	assert_false(ho_store_alive(s));
	ho_event_drop(&ev);
}

/* An event that is given up leaves nothing of its rows behind. */
static void
a_dropped_event_spoils_what_it_wrote(void **state)
{
	struct ho_user user = x.user;
	struct ho_event *ev;

	(void)state;
	assert_int_equal(ho_store_begin(s), HO_OK);
	assert_int_equal(ho_store_savepoint(s), HO_OK);
	ho_audit_savepoint(a);
	ev = event("test.dropped");
	SAMPLE_TEXT(user.name, "other");
	assert_int_equal(ho_store_put(s, HO_USER, &user), HO_OK);
	ho_event_drop(&ev);
	assert_int_equal(ho_store_release(s), HO_E_ORDER);
	ho_audit_undo(a);
	commit();
	assert_int_equal(get(HO_USER, x.user.row.id), HO_OK);

	assert_int_equal(ho_store_begin(s), HO_OK);
	ev = event("test.dropped");
	user = x.user;
	assert_int_equal(ho_store_put(s, HO_USER, &user), HO_OK);
	ho_event_drop(&ev);
	assert_int_equal(ho_store_commit(s), HO_E_ORDER);
	assert_int_equal(get(HO_USER, x.user.row.id), HO_OK);
}

static void
a_savepoint_is_undone_alone(void **state)
{
	struct ho_user user = x.user, admin = x.admin;
	struct ho_event *ev;

	(void)state;
	assert_int_equal(ho_store_begin(s), HO_OK);
	assert_int_equal(ho_store_savepoint(s), HO_OK);
	ho_audit_savepoint(a);
	ev = event("test.first");
	SAMPLE_TEXT(user.name, "first");
	assert_int_equal(ho_store_put(s, HO_USER, &user), HO_OK);
	/* visible in its own event already */
	assert_int_equal(get(HO_USER, user.row.id), HO_OK);
	assert_int_equal(ho_event_end(&ev, NULL), HO_OK);
	assert_int_equal(ho_store_release(s), HO_OK);

	assert_int_equal(ho_store_savepoint(s), HO_OK);
	ho_audit_savepoint(a);
	ev = event("test.second");
	SAMPLE_TEXT(admin.name, "second");
	assert_int_equal(ho_store_put(s, HO_USER, &admin), HO_OK);
	ho_store_undo(s); /* the event was still open */
	ho_audit_undo(a);
	commit();
	open_again();
	assert_int_equal(ho_audit_size(a), 3);
	assert_int_equal(
	    ho_store_get(s, HO_USER, x.admin.row.id, &admin), HO_OK);
	assert_string_equal(admin.name, x.admin.name);
	assert_int_equal(ho_store_get(s, HO_USER, x.user.row.id, &user), HO_OK);
	assert_string_equal(user.name, "first");
}

/* A law that only shows at the end takes one request down, not the commit. */
static void
a_deferred_law_undoes_one_request(void **state)
{
	struct ho_user lost = x.user, user = x.user;
	struct ho_event *ev;

	(void)state;
	assert_int_equal(ho_store_begin(s), HO_OK);
	assert_int_equal(ho_store_savepoint(s), HO_OK);
	ho_audit_savepoint(a);
	ev = event("test.good");
	SAMPLE_TEXT(user.name, "good");
	assert_int_equal(ho_store_put(s, HO_USER, &user), HO_OK);
	assert_int_equal(ho_event_end(&ev, NULL), HO_OK);
	assert_int_equal(ho_store_release(s), HO_OK);

	assert_int_equal(ho_store_savepoint(s), HO_OK);
	ho_audit_savepoint(a);
	ev = event("test.bad");
	lost.row = (struct ho_row){ 0 };
	lost.account = 77;
	SAMPLE_TEXT(lost.login, "lost");
	assert_int_equal(ho_store_put(s, HO_USER, &lost), HO_OK);
	assert_int_equal(ho_event_end(&ev, NULL), HO_OK);
	assert_int_equal(ho_store_release(s), HO_E_RULE);
	assert_true(ho_store_alive(s));
	ho_audit_undo(a);
	commit();
	assert_int_equal(ho_store_get(s, HO_USER, x.user.row.id, &user), HO_OK);
	assert_string_equal(user.name, "good");
	assert_int_equal(
	    HO_ASK(s, HO_Q_USER_BY_LOGIN, &lost, HO_STR("lost")), HO_E_NONE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		IN_A_LOG(of_two_writers_one_wins),
		IN_A_LOG(nothing_is_written_out_of_turn),
		IN_A_LOG(a_dropped_event_spoils_what_it_wrote),
		IN_A_LOG(a_savepoint_is_undone_alone),
		IN_A_LOG(a_deferred_law_undoes_one_request),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
