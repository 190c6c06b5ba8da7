/* tests/unit/audit_test.c - events, the log that they make, and proofs of it. */
#include "lib/audit/json.h"
#include "lib/audit/note.h"
#include "lib/audit/tree.h"
#include "lib/base/b64.h"
#include "tests/laws/own_log.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static struct ho_hasher *hasher;

static int
make_hasher(void **state)
{
	(void)state;
	return ho_hasher_new(&hasher);
}

static int
free_hasher(void **state)
{
	(void)state;
	ho_hasher_free(&hasher);
	return 0;
}

static int
keep_body(void *ctx, int64_t seq, const uint8_t leaf[32], const void *body,
    size_t len)
{
	uint8_t hash[32];

	(void)seq;
	ho_buf_clear(ctx);
	ho_buf_add(ctx, body, len);
	assert_int_equal(ho_tree_leaf(hasher, body, len, hash), HO_OK);
	assert_memory_equal(hash, leaf, 32);
	return HO_OK;
}

static void
an_event_is_one_canonical_line(void **state)
{
	struct ho_buf b = HO_BUF_INIT;
	struct ho_event *ev;
	struct ho_seen seen = x.seen;
	int64_t seq;

	(void)state;
	assert_int_equal(ho_store_begin(s), HO_OK);
	ho_event_begin(a, &ev, "test.event", SAMPLE_NOW);
	ho_event_str(ev, "z", "first \"given\"");
	ho_event_int(ev, "a", -5);
	ho_event_staff(ev, &x.staff);
	assert_int_equal(ho_store_drop(s, HO_SEEN, &seen), HO_OK);
	assert_int_equal(ho_event_end(&ev, &seq), HO_OK);
	assert_null(ev);
	assert_int_equal(seq, 3);
	commit();
	assert_int_equal(ho_store_events(s, 3, 1, keep_body, &b), HO_OK);
	assert_string_equal(ho_buf_text(&b),
	    "{\"seq\":3,\"time\":\"2026-11-21T09:30:00Z\",\"event\":"
	    "\"test.event\",\"actor\":{\"staff\":\"ann\",\"uid\":1000},"
	    "\"z\":\"first \\\"given\\\"\",\"a\":-5,"
	    "\"rows\":{\"seen/1\":\"dropped\"}}");
	ho_buf_free(&b);
}

static void
a_reader_appends_nothing(void **state)
{
	struct ho_buf note = HO_BUF_INIT;
	struct ho_audit *reader;
	struct ho_event *ev;

	(void)state;
	assert_int_equal(ho_audit_open_reader(&reader, s, &signer), HO_OK);
	assert_int_equal(ho_store_begin(s), HO_OK);
	assert_int_equal(
	    ho_event_begin(reader, &ev, "test.reader", 0), HO_E_ORDER);
	assert_null(ev);
	ho_event_self(ev); /* and nobody falls over it */
	ho_event_str(ev, "a", "b");
	ho_event_int(ev, "c", 1);
	ho_event_drop(&ev);
	assert_int_equal(ho_audit_before_commit(reader), HO_E_ORDER);
	assert_int_equal(ho_audit_checkpoint(reader, &note), HO_E_ORDER);
	ho_audit_close(&reader);
	ho_store_rollback(s);
}

static void
errors_stick_to_the_event(void **state)
{
	static const struct row {
		const char *key, *again, *text;
		bool has_actor;
		int rc;
	} rows[] = {
		{ "key", "other", "text", true, HO_OK },
		{ "key", "key", "text", true, HO_E_INPUT },
		{ "seq", "other", "text", true, HO_E_INPUT },
		{ "rows", "other", "text", true, HO_E_INPUT },
		{ "Key", "other", "text", true, HO_E_INPUT },
		{ "", "other", "text", true, HO_E_INPUT },
		{ "key", "other", "text", false, HO_E_ORDER },
		{ "key", "other", NULL, true, HO_E_LIMIT },
	};
	static char huge[70000];

	(void)state;
	memset(huge, 'x', sizeof(huge) - 1);
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct row *r = &rows[i];
		struct ho_event *ev;

		assert_int_equal(ho_store_begin(s), HO_OK);
		ho_event_begin(a, &ev, "test.bad", SAMPLE_NOW);
		if (r->has_actor)
			ho_event_self(ev);
		ho_event_str(ev, r->key, r->text ? r->text : huge);
		ho_event_int(ev, r->again, 1);
		assert_int_equal(ho_event_end(&ev, NULL), r->rc);
		ho_store_rollback(s);
		ho_audit_savepoint(a); /* notices the lost transaction */
		assert_int_equal(ho_audit_size(a), 2);
	}
}

static void
the_frontier_follows_every_way_back(void **state)
{
	uint8_t before[32], root[32];
	struct ho_event *ev;

	(void)state;
	ho_audit_root(a, before);
	assert_int_equal(ho_store_begin(s), HO_OK);
	assert_int_equal(ho_store_savepoint(s), HO_OK);
	ho_audit_savepoint(a);
	append(3);
	ho_store_undo(s);
	ho_audit_undo(a);
	ho_audit_root(a, root);
	assert_memory_equal(root, before, 32);

	assert_int_equal(ho_store_savepoint(s), HO_OK);
	ho_audit_savepoint(a);
	append(2);
	assert_int_equal(ho_store_release(s), HO_OK);
	assert_int_equal(ho_audit_before_commit(a), HO_OK);
	ho_store_rollback(s); /* as after a commit that failed */

	assert_int_equal(ho_store_begin(s), HO_OK);
	assert_int_equal(
	    ho_event_begin(a, &ev, "test.after", SAMPLE_NOW), HO_OK);
	ho_event_self(ev);
	assert_int_equal(ho_audit_size(a), 2);
	assert_int_equal(ho_event_end(&ev, NULL), HO_OK);
	commit();
	open_again();
	assert_int_equal(ho_audit_size(a), 3);
}

static void
a_checkpoint_is_signed_once(void **state)
{
	struct ho_buf note = HO_BUF_INIT, last = HO_BUF_INIT;
	struct ho_checkpoint c;
	struct ho_note_key k;

	(void)state;
	assert_int_equal(ho_audit_checkpoint_last(a, &last), HO_E_NONE);
	assert_int_equal(ho_audit_checkpoint(a, &note), HO_E_ORDER);
	assert_int_equal(ho_store_begin(s), HO_OK);
	ho_buf_clear(&note);
	assert_int_equal(ho_audit_checkpoint(a, &note), HO_OK);
	assert_true(note.len > 0);
	assert_int_equal(
	    ho_note_key_make(&k, signer.origin, signer.public_key), HO_OK);
	assert_int_equal(
	    ho_checkpoint_check(&c, note.data, note.len, &k), HO_OK);
	assert_int_equal(c.size, 2);
	assert_int_equal(ho_audit_checkpoint_last(a, &last), HO_OK);
	assert_string_equal(ho_buf_text(&last), ho_buf_text(&note));
	ho_buf_clear(&note);
	assert_int_equal(ho_audit_checkpoint(a, &note), HO_OK);
	assert_int_equal(note.len, 0); /* nothing new was signed */
	append(1);
	assert_int_equal(ho_audit_checkpoint(a, &note), HO_OK);
	assert_true(note.len > 0);
	commit();
	open_again();
	ho_buf_free(&note);
	ho_buf_free(&last);
}

/* Hashes, one a line, from text up to an empty line or its end. */
static const char *
read_path(const char *text, struct ho_path *p)
{
	struct ho_buf b = HO_BUF_INIT;

	for (p->n = 0; *text && *text != '\n'; text += 45) {
		ho_buf_clear(&b);
		assert_int_equal(ho_b64_decode(&b, text, 44), HO_OK);
		assert_int_equal(b.len, 32);
		memcpy(p->hash[p->n++], b.data, 32);
	}
	ho_buf_free(&b);
	return text;
}

static void
proofs_come_with_the_checkpoint(void **state)
{
	struct ho_buf note = HO_BUF_INIT, proof = HO_BUF_INIT;
	struct ho_buf body = HO_BUF_INIT;
	struct ho_checkpoint c;
	struct ho_path p;
	struct ho_note_key k;
	enum ho_verdict v;
	uint8_t leaf[32], early[32];
	const char *text;

	(void)state;
	ho_audit_root(a, early);
	assert_int_equal(ho_audit_prove(a, 1, &proof), HO_E_NONE);
	assert_int_equal(ho_store_begin(s), HO_OK);
	append(600);
	assert_int_equal(ho_audit_checkpoint(a, &note), HO_OK);
	append(1);
	commit();
	ho_note_key_make(&k, signer.origin, signer.public_key);
	for (int64_t seq = 1; seq <= 602; seq += 43) {
		char head[64];

		ho_buf_clear(&proof);
		assert_int_equal(ho_audit_prove(a, seq, &proof), HO_OK);
		snprintf(head, sizeof(head),
		    "c2sp.org/tlog-proof@v1\nindex %lld\n", (long long)seq - 1);
		text = ho_buf_text(&proof);
		assert_memory_equal(text, head, strlen(head));
		text = read_path(text + strlen(head), &p);
		assert_string_equal(text + 1, ho_buf_text(&note));
		assert_int_equal(
		    ho_checkpoint_check(&c, text + 1, strlen(text + 1), &k),
		    HO_OK);
		assert_int_equal(
		    ho_store_events(s, seq, 1, keep_body, &body), HO_OK);
		ho_tree_leaf(hasher, body.data, body.len, leaf);
		ho_tree_check_inclusion(
		    hasher, (uint64_t)seq - 1, c.size, leaf, &p, c.root, &v);
		assert_int_equal(v, HO_ALLOW);
	}
	assert_int_equal(ho_audit_prove(a, 603, &proof), HO_E_NONE);
	assert_int_equal(ho_audit_prove(a, 0, &proof), HO_E_NONE);
	ho_buf_clear(&proof);
	assert_int_equal(ho_audit_prove_extends(a, 2, &proof), HO_OK);
	read_path(ho_buf_text(&proof), &p);
	ho_tree_check_consistency(hasher, 2, c.size, early, c.root, &p, &v);
	assert_int_equal(v, HO_ALLOW);
	ho_buf_free(&note);
	ho_buf_free(&proof);
	ho_buf_free(&body);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		IN_A_LOG(an_event_is_one_canonical_line),
		IN_A_LOG(a_reader_appends_nothing),
		IN_A_LOG(errors_stick_to_the_event),
		IN_A_LOG(the_frontier_follows_every_way_back),
		IN_A_LOG(a_checkpoint_is_signed_once),
		IN_A_LOG(proofs_come_with_the_checkpoint),
	};

	return cmocka_run_group_tests(tests, make_hasher, free_hasher);
}
