/* tests/unit/store_test.c - rows in and out, one by one and many at once. */
#include "lib/store/kinds.h"
#include "tests/laws/own_log.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* The same by every column; what lies between them is nobody's business. */
static bool
same_row(enum ho_kind kind, const void *p, const void *q)
{
	const struct ho_kind_desc *k = ho_kind_desc(kind);
	const struct ho_row *one = p, *two = q;

	if (one->id != two->id || one->seq != two->seq)
		return false;
	for (int i = 0; i < k->n_columns; i++) {
		const struct ho_column *c = &k->columns[i];
		const void *f = (const char *)p + c->offset;
		const void *g = (const char *)q + c->offset;
		const struct ho_blob *b = f, *d = g;
		bool same;

		if (c->type == HO_COL_TEXT)
			same = strcmp(f, g) == 0;
		else if (c->type == HO_COL_BLOB)
			same = b->len == d->len &&
			    memcmp(b->data, d->data, b->len) == 0;
		else
			same = *(const int64_t *)f == *(const int64_t *)g;
		if (!same)
			return false;
	}
	return true;
}

static void
every_kind_comes_back(void **state)
{
	(void)state;
	for (int k = 1; k < HO_KINDS; k++) {
		const struct ho_row *put = sample_row(&x, (enum ho_kind)k);
		void *row = malloc(ho_row_size((enum ho_kind)k));

		assert_int_equal(
		    ho_store_get(s, (enum ho_kind)k, put->id, row), HO_OK);
		assert_true(same_row((enum ho_kind)k, put, row));
		ho_row_free((enum ho_kind)k, row);
		assert_int_equal(get((enum ho_kind)k, 999), HO_E_NONE);
		assert_string_not_equal(
		    ho_kind_name((enum ho_kind)k), "unknown");
		assert_int_equal(ho_kind_named(ho_kind_name((enum ho_kind)k),
				     strlen(ho_kind_name((enum ho_kind)k))),
		    k);
		free(row);
	}
	assert_int_equal(ho_row_size(HO_KINDS), 0);
	assert_string_equal(ho_kind_name((enum ho_kind)0), "unknown");
}

/* Every kind is read, put again in another event, and read. */
static void
every_kind_is_changed(void **state)
{
	(void)state;
	for (int k = 1; k < HO_KINDS; k++) {
		enum ho_kind kind = (enum ho_kind)k;
		const struct ho_row *put = sample_row(&x, kind);
		struct ho_row *row = calloc(1, ho_row_size(kind));
		struct ho_event *ev;
		int rc,
		    stays = k == HO_APPROVAL || k == HO_SEEN || k == HO_SHOWN ||
		    k == HO_FORMER;

		assert_int_equal(ho_store_begin(s), HO_OK);
		ev = event("test.touch");
		assert_int_equal(ho_store_get(s, kind, put->id, row), HO_OK);
		rc = ho_store_put(s, kind, row);
		assert_int_equal(rc, stays ? HO_E_RULE : HO_OK);
		rc = ho_event_end(&ev, NULL);
		assert_int_equal(rc, stays ? HO_E_RULE : HO_OK);
		if (stays) {
			assert_int_equal(row->seq, put->seq);
			ho_store_rollback(s);
		} else {
			assert_true(!is_guarded(k) || row->seq > put->seq);
			commit();
			assert_int_equal(get(kind, put->id), HO_OK);
		}
		ho_row_free(kind, row);
		free(row);
	}
}

/* More than two statements' worth, and some that are put one by one. */
#define MANY 100

static void
fill_users(struct ho_user users[static MANY])
{
	for (int i = 0; i < MANY; i++) {
		users[i] = x.user;
		users[i].row = (struct ho_row){ 0 };
		snprintf(users[i].login, sizeof(users[i].login), "many.%d", i);
	}
}

static void
many_are_put_at_once(void **state)
{
	struct ho_user users[MANY], got;
	struct ho_event *ev;
	int64_t next, places, n;

	(void)state;
	fill_users(users);
	assert_int_equal(ho_store_event_rows_count(s, &places), HO_OK);
	assert_int_equal(ho_store_begin(s), HO_OK);
	assert_int_equal(
	    ho_store_put_many(s, HO_USER, users, MANY), HO_E_ORDER);
	ev = event("test.many");
	assert_int_equal(ho_store_next_id(s, HO_USER, &next), HO_OK);
	assert_int_equal(ho_store_put_many(s, HO_USER, users, MANY), HO_OK);
	assert_int_equal(ho_event_end(&ev, NULL), HO_OK);
	commit();
	open_again();
	for (int i = 0; i < MANY; i++) {
		assert_int_equal(users[i].row.id, next + i);
		assert_int_equal(
		    ho_store_get(s, HO_USER, users[i].row.id, &got), HO_OK);
		assert_true(same_row(HO_USER, &users[i], &got));
	}
	assert_int_equal(ho_store_event_rows_count(s, &n), HO_OK);
	assert_int_equal(n, places + MANY);
	assert_int_equal(deaths.n, 0);
}

/* One of them that is in use takes all along, in each of the statements. */
static void
of_many_all_or_none(void **state)
{
	static const int at[] = { 0, 50, MANY - 1 };
	struct ho_user users[MANY];
	struct ho_event *ev;
	int64_t next;

	(void)state;
	assert_int_equal(ho_store_next_id(s, HO_USER, &next), HO_OK);
	for (size_t i = 0; i < COUNT(at); i++) {
		fill_users(users);
		SAMPLE_TEXT(users[at[i]].login, x.user.login);
		assert_int_equal(ho_store_begin(s), HO_OK);
		ev = event("test.many");
		assert_int_equal(
		    ho_store_put_many(s, HO_USER, users, MANY), HO_E_TAKEN);
		for (int j = 0; j < MANY; j++)
			assert_int_equal(users[j].row.id, 0);
		assert_int_equal(ho_event_end(&ev, NULL), HO_E_TAKEN);
		assert_int_equal(ho_store_commit(s), HO_E_ORDER);
		assert_int_equal(get(HO_USER, next), HO_E_NONE);
		open_again();
	}
}

static void
only_new_guarded_rows_go_together(void **state)
{
	struct ho_user users[MANY];
	struct ho_outbox letter = { .row = { 0 } };
	struct ho_event *ev;

	(void)state;
	fill_users(users);
	users[MANY - 1].row.id = 999;
	assert_int_equal(ho_store_begin(s), HO_OK);
	ev = event("test.many");
	assert_int_equal(
	    ho_store_put_many(s, HO_USER, users, MANY), HO_E_INPUT);
	assert_int_equal(
	    ho_store_put_many(s, HO_OUTBOX, &letter, 1), HO_E_INPUT);
	assert_int_equal(ho_store_put_many(s, HO_USER, users, 0), HO_OK);
	assert_int_equal(ho_event_end(&ev, NULL), HO_OK);
	ho_store_rollback(s);
}

static void
only_some_rows_go(void **state)
{
	struct ho_seen seen = x.seen;
	struct ho_event *ev;

	(void)state;
	assert_int_equal(ho_store_begin(s), HO_OK);
	for (int k = 1; k < HO_KINDS; k++) {
		enum ho_kind kind = (enum ho_kind)k;
		int rc = ho_store_drop(s, kind, sample_row(&x, kind));

		if (k == HO_SEEN || k == HO_INBOX)
			assert_int_equal(rc, HO_E_ORDER); /* no event */
		else
			assert_int_equal(rc, is_guarded(k) ? HO_E_RULE : HO_OK);
	}
	ev = event("test.release");
	seen.row.seq--;
	assert_int_equal(ho_store_drop(s, HO_SEEN, &seen), HO_E_TAKEN);
	ho_event_drop(&ev);
	ho_store_rollback(s);

	assert_int_equal(ho_store_begin(s), HO_OK);
	ev = event("test.release");
	assert_int_equal(ho_store_drop(s, HO_SEEN, &x.seen), HO_OK);
	assert_int_equal(ho_event_end(&ev, NULL), HO_OK);
	commit();
	assert_int_equal(get(HO_SEEN, x.seen.row.id), HO_E_NONE);

	/* the same hash is free again, and the id is not used twice */
	assert_int_equal(ho_store_begin(s), HO_OK);
	ev = event("test.reserve");
	seen.row = (struct ho_row){ 0 };
	assert_int_equal(ho_store_put(s, HO_SEEN, &seen), HO_OK);
	assert_int_equal(seen.row.id, x.seen.row.id + 1);
	assert_int_equal(ho_event_end(&ev, NULL), HO_OK);
	commit();
}

static void
an_event_has_so_many_rows(void **state)
{
	struct ho_seen seen = x.seen;
	struct ho_event *ev;
	int rc = HO_OK, n;

	(void)state;
	assert_int_equal(ho_store_begin(s), HO_OK);
	ev = event("test.many");
	for (n = 0; rc == HO_OK && n < 2000; n++) {
		seen.row = (struct ho_row){ 0 };
		snprintf(seen.hash, sizeof(seen.hash), "%064d", n);
		rc = ho_store_put(s, HO_SEEN, &seen);
	}
	assert_int_equal(rc, HO_E_LIMIT);
	assert_int_equal(n, 1025);
	assert_int_equal(ho_event_end(&ev, NULL), HO_E_LIMIT);
	ho_store_rollback(s);
	open_again();
	assert_int_equal(ho_audit_size(a), 2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		IN_A_LOG(every_kind_comes_back),
		IN_A_LOG(every_kind_is_changed),
		IN_A_LOG(many_are_put_at_once),
		IN_A_LOG(of_many_all_or_none),
		IN_A_LOG(only_new_guarded_rows_go_together),
		IN_A_LOG(only_some_rows_go),
		IN_A_LOG(an_event_has_so_many_rows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
