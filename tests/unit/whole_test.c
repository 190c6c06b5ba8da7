/* tests/unit/whole_test.c - what somebody else writes, while we are at work or
 * away, and how it is noticed. */
#include "lib/audit/latest.h"
#include "lib/audit/places.h"
#include "tests/laws/own_log.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* --- what event_row holds ------------------------------------------------- */

static struct ho_place
place_at(size_t i)
{
	return (struct ho_place){ 1 + (int64_t)(i % 14), 1 + (int64_t)(i / 3),
		1 + (int64_t)i, i % 5 == 0 };
}

static void
sums_know_no_order(void **state)
{
	static const uint8_t key[32] = "a key", other[32] = "b key";
	struct ho_places there = { 0 }, back = { 0 }, empty = { 0 }, less;
	struct ho_placer *p = NULL, *q = NULL;
	struct ho_place every[700], one;

	(void)state;
	assert_int_equal(ho_placer_new(&p, key), HO_OK);
	assert_int_equal(ho_placer_new(&q, other), HO_OK);
	for (size_t i = 0; i < COUNT(every); i++)
		every[i] = place_at(i);
	assert_int_equal(ho_places_add(p, &there, every, COUNT(every)), HO_OK);
	for (size_t i = COUNT(every); i-- > 0;) {
		less = back;
		assert_int_equal(ho_places_add(p, &back, &every[i], 1), HO_OK);
		assert_memory_not_equal(less.sum, back.sum, 16);
	}
	assert_memory_equal(&there, &back, sizeof(there));
	assert_int_equal(there.n, COUNT(every));
	/* each part of an entry counts, and so does the key */
	for (int i = 0; i < 4; i++) {
		less = there;
		one = every[7];
		*(int64_t *[]){ &one.kind, &one.id, &one.seq,
			&one.dropped }[i] ^= 1;
		assert_int_equal(ho_places_add(p, &less, &every[7], 1), HO_OK);
		assert_int_equal(ho_places_add(p, &less, &one, 1), HO_OK);
		assert_memory_not_equal(less.sum, there.sum, 16);
	}
	assert_int_equal(ho_places_add(q, &empty, every, COUNT(every)), HO_OK);
	assert_memory_not_equal(empty.sum, there.sum, 16);
	ho_placer_free(&p);
	ho_placer_free(&q);
	ho_placer_free(&q);
}

static void
sums_are_kept_under_a_mask(void **state)
{
	static const uint8_t key[32] = "a key";
	static const struct ho_place strange[] = { { 0, 1, 1, 0 },
		{ 256, 1, 1, 0 }, { 1, 0, 1, 0 }, { 1, -1, 1, 0 },
		{ 1, INT64_C(1) << 55, 1, 0 }, { 1, 1, 0, 0 }, { 1, 1, -1, 0 },
		{ 1, 1, 1, 2 }, { 1, 1, 1, -1 } };
	struct ho_place last = { 255, (INT64_C(1) << 55) - 1, INT64_MAX, 1 };
	struct ho_places kept = { 0 }, again, none = { 0 };
	struct ho_buf one = HO_BUF_INIT, two = HO_BUF_INIT;
	struct ho_placer *p = NULL;

	(void)state;
	assert_int_equal(ho_placer_new(&p, key), HO_OK);
	assert_int_equal(ho_places_add(p, &kept, &last, 1), HO_OK);
	assert_int_equal(ho_places_save(p, &kept, &one), HO_OK);
	assert_int_equal(ho_places_save(p, &kept, &two), HO_OK);
	assert_int_equal(one.len, HO_PLACES_LEN);
	assert_memory_not_equal(one.data + 23, two.data + 23, 16);
	assert_int_equal(ho_places_load(p, &again, two.data, two.len), HO_OK);
	assert_memory_equal(&again, &kept, sizeof(kept));
	assert_int_equal(
	    ho_places_load(p, &again, two.data, two.len - 1), HO_E_INPUT);
	assert_memory_equal(&again, &none, sizeof(none));
	for (size_t i = 0; i < COUNT(strange); i++)
		assert_int_equal(
		    ho_places_add(p, &none, &strange[i], 1), HO_E_FORGED);
	ho_buf_free(&one);
	ho_buf_free(&two);
	ho_placer_free(&p);
}

static void
the_latest_word_counts(void **state)
{
	struct ho_latest l = { 0 };
	const struct ho_last *last;
	uint8_t mac[16] = { 0 };

	(void)state;
	assert_null(ho_latest_find(&l, 1, 1));
	for (int64_t i = 1; i <= 30000; i++) {
		mac[0] = (uint8_t)i;
		assert_int_equal(
		    ho_latest_put(&l, 1 + i % 3, 1 + i % 10000, i, false, mac),
		    HO_OK);
	}
	assert_int_equal(l.n, 30000);
	for (int64_t i = 1; i <= 30000; i++) {
		last = ho_latest_find(&l, 1 + i % 3, 1 + i % 10000);
		assert_non_null(last);
		assert_int_equal(last->seq, i);
		assert_int_equal(last->mac[0], (uint8_t)i);
	}
	assert_int_equal(ho_latest_put(&l, 2, 2, 40000, true, mac), HO_OK);
	assert_int_equal(l.n, 30000);
	last = ho_latest_find(&l, 2, 2);
	assert_true(last->seq == 40000 && ho_last_is_dropped(last));
	assert_null(ho_latest_find(&l, 4, 1));
	assert_null(ho_latest_find(&l, 1, 10001));
	assert_null(ho_latest_find(&l, 1, -1));
	ho_latest_free(&l);
	ho_latest_free(&l);
}

/* --- somebody writes while we are at work --------------------------------- */

/* A foreign hand, and who takes the triggers out of its way. */
static void
by_another(const char *sql)
{
	sqlite3 *db;

	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
		fail_msg("%s: %s", sql, sqlite3_errmsg(db));
	sqlite3_close(db);
}

static int
watch(bool *was_written, const char *says)
{
	struct ho_buf why = HO_BUF_INIT;
	int rc;

	assert_int_equal(ho_store_begin(s), HO_OK);
	rc = ho_audit_watch(a, was_written, &why);
	if (says && strstr(ho_buf_text(&why), says) == NULL)
		fail_msg("not '%s': %s", says, ho_buf_text(&why));
	if (rc == HO_OK && !says)
		commit();
	else
		ho_store_rollback(s);
	ho_buf_free(&why);
	return rc;
}

static void
rename_user(const char *name)
{
	struct ho_event *ev;

	ho_event_begin(a, &ev, "user.rename", SAMPLE_NOW);
	ho_event_self(ev);
	assert_int_equal(ho_store_get(s, HO_USER, 3, &x.user), HO_OK);
	SAMPLE_TEXT(x.user.name, name);
	assert_int_equal(ho_store_put(s, HO_USER, &x.user), HO_OK);
	assert_int_equal(ho_event_end(&ev, NULL), HO_OK);
}

static void
what_we_do_is_no_strangers(void **state)
{
	struct ho_store *r = NULL;
	struct ho_buf why = HO_BUF_INIT;
	bool was_written;

	(void)state;
	assert_int_equal(ho_audit_watch(a, &was_written, &why), HO_E_ORDER);
	for (int i = 0; i < 6; i++) {
		assert_int_equal(watch(&was_written, NULL), HO_OK);
		assert_false(was_written);
		assert_int_equal(ho_store_begin(s), HO_OK);
		assert_int_equal(ho_store_savepoint(s), HO_OK);
		ho_audit_savepoint(a);
		rename_user("undone");
		ho_store_undo(s);
		ho_audit_undo(a);
		rename_user(i % 2 ? "one" : "two");
		if (i == 3)
			ho_store_rollback(s);
		else
			commit();
		if (i == 2)
			assert_int_equal(ho_store_sweep(s), HO_OK);
		if (i == 4) { /* who only reads, and goes */
			assert_int_equal(
			    ho_store_open_reader(&r, path, &guard, &why),
			    HO_OK);
			assert_int_equal(ho_store_begin(r), HO_OK);
			/* and whom nobody waits for */
			assert_int_equal(ho_store_sweep(s), HO_E_TAKEN);
			ho_store_close(&r);
			assert_int_equal(ho_store_sweep(s), HO_OK);
		}
	}
	assert_int_equal(ho_audit_size(a), 7);
	open_again();
	assert_int_equal(ho_audit_size(a), 7);
	ho_buf_free(&why);
}

static void
a_stranger_is_noticed_once(void **state)
{
	bool was_written;

	(void)state;
	by_another("UPDATE user SET name = 'Mallory' WHERE id = 3");
	assert_int_equal(watch(&was_written, NULL), HO_OK);
	assert_true(was_written);
	assert_int_equal(watch(&was_written, NULL), HO_OK);
	assert_false(was_written);
	assert_int_equal(ho_store_get(s, HO_USER, 3, &x.user), HO_E_NONE);
	by_another("UPDATE user SET name = 'Ulla' WHERE id = 3");
	assert_int_equal(watch(&was_written, NULL), HO_OK);
	assert_true(was_written);
	open_again();
	assert_int_equal(watch(&was_written, NULL), HO_OK);
	assert_false(was_written);
}

static void
a_stranger_in_the_log_ends_it(void **state)
{
	static const struct row {
		const char *sql, *says;
	} rows[] = {
		{ "DROP TRIGGER user_keeps", "user_keeps is missing" },
		{ "CREATE TRIGGER t AFTER UPDATE ON user BEGIN"
		  " SELECT 1; END",
		    "t is strange" },
		{ "CREATE TABLE mine (x)", "mine is strange" },
		{ "DROP INDEX seen_case", "seen_case is missing" },
		{ "CREATE INDEX mine ON user (name)", "mine is strange" },
		{ "DROP TABLE event_row", "event_row is missing" },
		{ "DROP TABLE meta", "meta is missing" },
	};
	char command[256];
	bool was_written;

	(void)state;
	ho_audit_close(&a);
	ho_store_close(&s);
	snprintf(command, sizeof(command), "cp %s %s.good", path, path);
	assert_int_equal(system(command), 0);
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct ho_buf why = HO_BUF_INIT;

		snprintf(command, sizeof(command), "cp %s.good %s", path, path);
		assert_int_equal(system(command), 0);
		open_again();
		by_another(rows[i].sql);
		for (int again = 0; again < 2; again++)
			assert_int_equal(
			    watch(&was_written, rows[i].says), HO_E_FORGED);
		assert_int_equal(try_open(&why), HO_E_FORGED);
		assert_non_null(strstr(ho_buf_text(&why), rows[i].says));
		ho_buf_free(&why);
		ho_store_close(&s);
	}
}

/* Law 13: an old row put back, and the log made to forget the newer one. */
static void
an_old_row_never_lives_again(void **state)
{
	static const char back[] =
	    "ATTACH '%s.old' AS old;"
	    "UPDATE user SET (name, seq, mac) = (SELECT name, seq, mac FROM"
	    " old.user AS o WHERE o.id = 3) WHERE id = 3;"
	    "%s";
	static const struct row {
		const char *sql, *says;
	} rows[] = {
		{ "", NULL }, /* dead, and no harm to the log */
		{ "DELETE FROM event_row WHERE seq = 3", "event_row" },
		{ "UPDATE event_row SET seq = 1, id = 9 WHERE seq = 3",
		    "event_row" },
		{ "DELETE FROM event_row WHERE seq = 3;"
		  "DELETE FROM event_body WHERE seq = 3;"
		  "DELETE FROM event WHERE seq = 3;"
		  "UPDATE meta SET (value, mac) = (SELECT value, mac FROM"
		  " old.meta AS o WHERE o.name = meta.name)",
		    "another log" },
	};
	char command[512], sql[1024];
	bool was_written;

	(void)state;
	ho_store_sweep(s);
	snprintf(command, sizeof(command), "cp %s %s.old", path, path);
	assert_int_equal(system(command), 0);
	assert_int_equal(ho_store_begin(s), HO_OK);
	rename_user("newer");
	commit();
	ho_audit_close(&a);
	ho_store_close(&s);
	snprintf(command, sizeof(command), "cp %s %s.good", path, path);
	assert_int_equal(system(command), 0);
	for (size_t i = 0; i < COUNT(rows); i++) {
		snprintf(command, sizeof(command),
		    "cp %s.good %s && sqlite3 %s \"SELECT sql || ';' FROM"
		    " sqlite_schema WHERE type = 'trigger'\" > %s/back",
		    path, path, path, dir);
		assert_int_equal(system(command), 0);
		open_again();
		snprintf(command, sizeof(command),
		    "sqlite3 %s \"SELECT 'DROP TRIGGER ' || name || ';' FROM"
		    " sqlite_schema WHERE type = 'trigger'\" | sqlite3 %s",
		    path, path);
		assert_int_equal(system(command), 0);
		snprintf(sql, sizeof(sql), back, path, rows[i].sql);
		by_another(sql);
		snprintf(command, sizeof(command), "sqlite3 %s < %s/back", path,
		    dir);
		assert_int_equal(system(command), 0);
		assert_int_equal(watch(&was_written, rows[i].says),
		    rows[i].says ? HO_E_FORGED : HO_OK);
		assert_int_equal(was_written, rows[i].says == NULL);
		if (rows[i].says == NULL)
			assert_int_equal(
			    ho_store_get(s, HO_USER, 3, &x.user), HO_E_NONE);
		ho_audit_close(&a);
		ho_store_close(&s);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sums_know_no_order),
		cmocka_unit_test(sums_are_kept_under_a_mask),
		cmocka_unit_test(the_latest_word_counts),
		IN_A_LOG(what_we_do_is_no_strangers),
		IN_A_LOG(a_stranger_is_noticed_once),
		IN_A_LOG(a_stranger_in_the_log_ends_it),
		IN_A_LOG(an_old_row_never_lives_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
