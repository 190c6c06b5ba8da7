/* tests/unit/store_dead_test.c - law 13: what somebody else wrote is dead. */
#include "lib/store/kinds.h"
#include "tests/laws/own_log.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* Every column of every guarded kind, one octet changed by plain SQL. */
static void
one_octet_kills(void **state)
{
	sqlite3 *db = lawless();
	int tried = 0;

	(void)state;
	for (int k = 1; k < HO_KINDS; k++) {
		const struct ho_kind_desc *d = ho_kind_desc((enum ho_kind)k);
		const struct ho_row *row = sample_row(&x, (enum ho_kind)k);
		long long id = row->id;

		if (!is_guarded(k))
			continue;
		sql(db, "DROP TABLE IF EXISTS temp.kept");
		sql(db, "CREATE TEMP TABLE kept AS SELECT * FROM \"%s\"",
		    d->name);
		for (int i = -2; i < d->n_columns; i++) {
			bool text = i >= 0 && d->columns[i].type == HO_COL_TEXT;
			const char *c = i == -2 ? "seq"
			    : i == -1           ? "mac"
						: d->columns[i].name;
			char null[256];

			deaths.n = 0;
			assert_int_equal(get((enum ho_kind)k, id), HO_OK);
			assert_int_equal(deaths.n, 0);
			if (i == -1)
				sql(db,
				    "UPDATE \"%s\" SET mac = zeroblob(32)"
				    " WHERE id = %lld",
				    d->name, id);
			else if (text)
				sql(db,
				    "UPDATE \"%s\" SET \"%s\" = substr(\"%s\","
				    " 1, length(\"%s\") - 1) || char(1 +"
				    " unicode(substr(\"%s\", -1)))"
				    " WHERE id = %lld",
				    d->name, c, c, c, c, id);
			else
				sql(db,
				    "UPDATE \"%s\" SET \"%s\" ="
				    " coalesce(\"%s\", 0) + 1"
				    " WHERE id = %lld",
				    d->name, c, c, id);
			if (sqlite3_changes(db) != 1)
				fail_msg("%s.%s: not set", d->name, c);
			if (get((enum ho_kind)k, id) != HO_E_NONE ||
			    deaths.n != 1)
				fail_msg("%s.%s lives", d->name, c);
			/* NULL, or something where NULL was meant */
			snprintf(null, sizeof(null),
			    "UPDATE \"%s\" SET \"%s\" = NULL WHERE id = %lld"
			    " AND (SELECT \"%s\" FROM kept WHERE id = %lld)"
			    " IS NOT NULL",
			    d->name, c, id, c, id);
			if (i >= 0) /* where the column may be NULL */
				sqlite3_exec(db, null, NULL, NULL, NULL);
			assert_int_equal(get((enum ho_kind)k, id), HO_E_NONE);
			sql(db,
			    "UPDATE \"%s\" SET \"%s\" = (SELECT \"%s\" FROM"
			    " kept WHERE id = %lld) WHERE id = %lld",
			    d->name, c, c, id, id);
			tried++;
		}
		assert_int_equal(get((enum ho_kind)k, id), HO_OK);
		/* the same octets under another id */
		sql(db, "UPDATE \"%s\" SET id = 500 WHERE id = %lld", d->name,
		    id);
		assert_int_equal(get((enum ho_kind)k, 500), HO_E_NONE);
		sql(db, "UPDATE \"%s\" SET id = %lld WHERE id = 500", d->name,
		    id);
	}
	assert_true(tried > 100);
	sqlite3_close(db);
}

/* What no struct of ours can say is dead too, guarded or not. */
static void
strange_cells_kill(void **state)
{
	static const struct row {
		enum ho_kind kind;
		const char *set;
	} rows[] = {
		{ HO_USER, "name = ''" },
		{ HO_USER, "name = 'Olga Owner' || char(0) || 'x'" },
		{ HO_USER, "valid_from = 0" },
		{ HO_USER, "grace_from = 0" },
		{ HO_USER, "name = printf('%.257c', 'x')" },
		{ HO_USER, "name = CAST(x'ff' AS TEXT)" },
		{ HO_USER, "mac = x'00'" },
		{ HO_JOB, "outcome = ''" },
		{ HO_JOB, "record = 0" },
		{ HO_OUTBOX, "kind = ''" },
		{ HO_OUTBOX, "of_case = 0" },
		{ HO_OUTBOX, "outcome = printf('%.257c', 'x')" },
	};
	sqlite3 *db = lawless();

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const char *table = ho_kind_name(rows[i].kind);

		sql(db, "SAVEPOINT try; RELEASE try");
		sql(db, "DROP TABLE IF EXISTS temp.kept");
		sql(db, "CREATE TEMP TABLE kept AS SELECT * FROM %s", table);
		sql(db, "UPDATE %s SET %s WHERE id = 1", table, rows[i].set);
		if (get(rows[i].kind, 1) != HO_E_NONE)
			fail_msg("%s lives", rows[i].set);
		sql(db, "DELETE FROM %s", table);
		sql(db, "INSERT INTO %s SELECT * FROM kept", table);
		assert_int_equal(get(rows[i].kind, 1), HO_OK);
	}
	sqlite3_close(db);
}

static void
an_old_row_put_back_is_dead(void **state)
{
	struct ho_user user = x.user;
	struct ho_event *ev;
	sqlite3 *db = lawless();

	(void)state;
	sql(db,
	    "CREATE TEMP TABLE kept AS SELECT * FROM user;"
	    "CREATE TEMP TABLE once AS SELECT * FROM seen");
	assert_int_equal(ho_store_begin(s), HO_OK);
	ev = event("test.rename");
	SAMPLE_TEXT(user.name, "new-name");
	assert_int_equal(ho_store_put(s, HO_USER, &user), HO_OK);
	assert_int_equal(ho_store_drop(s, HO_SEEN, &x.seen), HO_OK);
	assert_int_equal(ho_event_end(&ev, NULL), HO_OK);
	commit();
	sql(db,
	    "INSERT OR REPLACE INTO user SELECT * FROM kept;"
	    "INSERT INTO seen SELECT * FROM once");
	assert_int_equal(get(HO_USER, user.row.id), HO_E_NONE);
	assert_string_equal(deaths.last, "user/3 old");
	assert_int_equal(get(HO_SEEN, x.seen.row.id), HO_E_NONE);
	assert_string_equal(deaths.last, "seen/1 old");
	/* neither does the newest number help it */
	sql(db, "UPDATE user SET seq = %lld WHERE id = 3",
	    (long long)user.row.seq);
	assert_int_equal(get(HO_USER, user.row.id), HO_E_NONE);
	assert_string_equal(deaths.last, "user/3 mac");
	/* a walk passes it by */
	assert_int_equal(
	    HO_ASK(s, HO_Q_USER_BY_LOGIN, &user, HO_STR("ulla")), HO_E_NONE);
	/* one that the log never named */
	sql(db, "DELETE FROM event_row WHERE kind = %d AND id = 1", HO_STAFF);
	assert_int_equal(get(HO_STAFF, 1), HO_E_NONE);
	assert_string_equal(deaths.last, "staff/1 event");
	sqlite3_close(db);
}

/* Two rows that one event wrote change places: each number is the newest. */
static void
rows_do_not_change_places(void **state)
{
	sqlite3 *db = lawless();

	(void)state;
	sql(db,
	    "UPDATE user SET id = 50 WHERE id = 2;"
	    "UPDATE user SET id = 2 WHERE id = 3;"
	    "UPDATE user SET id = 3 WHERE id = 50");
	assert_int_equal(get(HO_USER, 2), HO_E_NONE);
	assert_string_equal(deaths.last, "user/2 mac");
	assert_int_equal(get(HO_USER, 3), HO_E_NONE);
	sqlite3_close(db);
}

static void
a_forged_meta_is_noticed(void **state)
{
	sqlite3 *db = plain();
	struct ho_buf b = HO_BUF_INIT;

	(void)state;
	assert_int_equal(ho_store_meta_get(s, "frontier", &b), HO_OK);
	assert_int_equal(ho_store_meta_get(s, "nothing", &b), HO_E_NONE);
	sql(db, "INSERT INTO meta SELECT 'other', value, mac FROM meta");
	assert_int_equal(ho_store_meta_get(s, "other", &b), HO_E_FORGED);
	sql(db, "UPDATE meta SET value = zeroblob(8)");
	assert_int_equal(ho_store_meta_get(s, "frontier", &b), HO_E_FORGED);
	ho_buf_free(&b);
	sqlite3_close(db);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		IN_A_LOG(one_octet_kills),
		IN_A_LOG(strange_cells_kill),
		IN_A_LOG(an_old_row_put_back_is_dead),
		IN_A_LOG(rows_do_not_change_places),
		IN_A_LOG(a_forged_meta_is_noticed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
