/* tests/unit/store_test.c - rows in and out, laws, and what is dead. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/store/kinds.h"
#include "tests/laws/sample.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* --- a store of its own for every test ------------------------------------ */

static char dir[] = "/tmp/ho-store-XXXXXX";
static char path[64];
static struct sample_deaths deaths;
static const struct ho_store_guard guard = { &deaths, sample_mac, sample_dead };
static struct ho_store *s;
static struct ho_audit *a;
static struct sample x;

static void
open_again(void)
{
	struct ho_audit_signer signer = sample_signer();
	struct ho_buf why = HO_BUF_INIT;

	ho_audit_close(&a);
	ho_store_close(&s);
	assert_int_equal(ho_store_open(&s, path, &guard, &why), HO_OK);
	assert_int_equal(ho_audit_open(&a, s, &signer, &why), HO_OK);
	ho_buf_free(&why);
}

static int
set_up(void **state)
{
	struct ho_buf why = HO_BUF_INIT;

	(void)state;
	strcpy(dir + strlen(dir) - 6, "XXXXXX");
	assert_non_null(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/store", dir);
	memset(&deaths, 0, sizeof(deaths));
	assert_int_equal(ho_store_create(path, &why), HO_OK);
	open_again();
	assert_int_equal(ho_store_begin(s), HO_OK);
	assert_int_equal(sample_fill(s, a, &x), HO_OK);
	assert_int_equal(ho_audit_before_commit(a), HO_OK);
	assert_int_equal(ho_store_commit(s), HO_OK);
	return 0;
}

static int
tear_down(void **state)
{
	char command[128];

	(void)state;
	ho_audit_close(&a);
	ho_store_close(&s);
	sample_free(&x);
	snprintf(command, sizeof(command), "rm -rf %s", dir);
	return system(command);
}

/* A connection as a person with sqlite3 has it. */
static sqlite3 *
plain(void)
{
	sqlite3 *db;

	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	return db;
}

static void
sql(sqlite3 *db, const char *fmt, ...)
{
	char text[1024], *error = NULL;
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (sqlite3_exec(db, text, NULL, NULL, &error) != SQLITE_OK)
		fail_msg("%s: %s", text, error);
}

/* Somebody who knows that there are laws, and takes them away. */
static sqlite3 *
lawless(void)
{
	sqlite3 *db = plain();
	sqlite3_stmt *st;
	char drop[4096] = "";

	assert_int_equal(sqlite3_prepare_v2(db,
			     "SELECT group_concat('DROP TRIGGER ' || name, ';')"
			     " FROM sqlite_schema WHERE type = 'trigger'",
			     -1, &st, NULL),
	    SQLITE_OK);
	assert_int_equal(sqlite3_step(st), SQLITE_ROW);
	snprintf(
	    drop, sizeof(drop), "%s", (const char *)sqlite3_column_text(st, 0));
	sqlite3_finalize(st);
	assert_int_equal(sqlite3_exec(db, drop, NULL, NULL, NULL), SQLITE_OK);
	sql(db, "PRAGMA ignore_check_constraints = ON");
	return db;
}

static struct ho_event *
event(const char *name)
{
	struct ho_event *ev;

	assert_int_equal(ho_event_begin(a, &ev, name, SAMPLE_NOW), HO_OK);
	ho_event_self(ev);
	return ev;
}

static void
commit(void)
{
	assert_int_equal(ho_audit_before_commit(a), HO_OK);
	assert_int_equal(ho_store_commit(s), HO_OK);
}

static bool
is_guarded(int kind)
{
	return kind != HO_OUTBOX && kind != HO_JOB && kind != HO_OCTETS &&
	    kind != HO_BUDGET;
}

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

static int
get(enum ho_kind kind, int64_t id)
{
	void *row = calloc(1, ho_row_size(kind));
	int rc = ho_store_get(s, kind, id, row);

	ho_row_free(kind, row);
	free(row);
	return rc;
}

/* --- rows ----------------------------------------------------------------- */

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

/* --- order ---------------------------------------------------------------- */

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

/* --- laws of the schema, through the front door --------------------------- */

static int
try_put(enum ho_kind kind, void *row)
{
	struct ho_row was = *(struct ho_row *)row;
	struct ho_event *ev;
	int rc;

	assert_int_equal(ho_store_begin(s), HO_OK);
	ev = event("test.try");
	rc = ho_store_put(s, kind, row);
	ho_event_drop(&ev);
	ho_store_rollback(s);
	*(struct ho_row *)row = was;
	return rc;
}

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

/* --- questions ------------------------------------------------------------ */

static int
note_id(void *ctx, void *row)
{
	*(int64_t *)ctx = *(int64_t *)ctx * 10 + ((struct ho_row *)row)->id;
	return HO_OK;
}

static void
questions_find_their_rows(void **state)
{
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
	static const struct row {
		enum ho_query q;
		struct ho_arg args[4];
		size_t n;
		int64_t ids; /* as digits, in order; 0: nobody */
	} rows[] = {
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
		{ HO_Q_ADDRESSES_BY_TEXT, { { "Ops@northwind.example", 0 } }, 1,
		    1 },
		{ HO_Q_ADDRESSES_BY_TEXT, { { "ops@northwind.example", 0 } }, 1,
		    0 },
		{ HO_Q_ADDRESSES_BY_FOLD, { { "oPS@northwind.example", 0 } }, 1,
		    1 },
		{ HO_Q_ADDRESSES_EVER, { { "oPS@northwind.example", 0 } }, 1,
		    1 },
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
		{ HO_Q_CASES_WAITING_FROM, { { "Ops@northwind.example", 0 } },
		    1, 1 },
		{ HO_Q_CASE_BY_MESSAGE_ID, { { "<1@northwind.example>", 0 } },
		    1, 1 },
		{ HO_Q_EVIDENCE_OF, { { NULL, 1 } }, 1, 1 },
		{ HO_Q_EVIDENCE_UNDRAWN, { { NULL, 0 } }, 1, 12 },
		{ HO_Q_EVIDENCE_UNDRAWN, { { NULL, 2 } }, 1, 0 },
		{ HO_Q_EVIDENCE_JUDGED, { { NULL, 0 } }, 1, 12 },
		{ HO_Q_EVIDENCE_JUDGED, { { NULL, 2 } }, 1, 0 },
		{ HO_Q_APPROVALS_OF, { { NULL, 1 } }, 1, 1 },
		{ HO_Q_CREDENTIALS_OF, { { NULL, 1 } }, 1, 1 },
		{ HO_Q_CREDENTIAL_LIVE_OF_USER, { { NULL, 3 } }, 1, 1 },
		{ HO_Q_CREDENTIALS_LIVE, { { NULL, 0 } }, 1, 1 },
		{ HO_Q_CODE_LIVE, { { NULL, 1 }, { NULL, HO_CODE_CLAIM } }, 2,
		    1 },
		{ HO_Q_CODE_LIVE, { { NULL, 1 }, { NULL, HO_CODE_CANDIDATE } },
		    2, 0 },
		{ HO_Q_CODES_SINCE,
		    { { NULL, 1 }, { NULL, HO_CODE_CLAIM },
			{ NULL, SAMPLE_NOW - 1 }, { NULL, SAMPLE_NOW } },
		    4, 1 },
		{ HO_Q_CODES_SINCE,
		    { { NULL, 1 }, { NULL, HO_CODE_CLAIM },
			{ NULL, SAMPLE_NOW }, { NULL, SAMPLE_NOW } },
		    4, 0 },
		{ HO_Q_CODES_SINCE,
		    { { NULL, 1 }, { NULL, HO_CODE_CLAIM },
			{ NULL, SAMPLE_NOW - 2 }, { NULL, SAMPLE_NOW - 1 } },
		    4, 0 },
		{ HO_Q_PERMITS_OF, { { NULL, 2 } }, 1, 1 },
		{ HO_Q_PERMITS_OF, { { NULL, 1 } }, 1, 0 },
		{ HO_Q_PERMIT_LIVE_OF, { { NULL, 2 } }, 1, 0 },
		{ HO_Q_FORMERS_BY_LOGIN,
		    { { "adam", 0 }, { NULL, SAMPLE_NOW } }, 2, 1 },
		{ HO_Q_FORMERS_BY_LOGIN,
		    { { "adam", 0 }, { NULL, SAMPLE_NOW + HO_FORMER_LEAST } },
		    2, 0 },
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
		{ HO_Q_OUTBOX_DUE_BY,
		    { { NULL, HO_WAY_MAIL }, { NULL, SAMPLE_NOW } }, 2, 1 },
		{ HO_Q_OUTBOX_DUE_BY,
		    { { NULL, HO_WAY_SMS }, { NULL, SAMPLE_NOW } }, 2, 0 },
		{ HO_Q_OUTBOX_HANDED, { { NULL, 0 } }, 0, 0 },
		{ HO_Q_OUTBOX_HANDED_BY, { { NULL, HO_WAY_MAIL } }, 1, 0 },
		{ HO_Q_OUTBOX_DEAD, { { NULL, 0 } }, 1, 0 },
		{ HO_Q_OUTBOX_SINCE,
		    { { NULL, 1 }, { NULL, HO_WAY_MAIL },
			{ NULL, SAMPLE_NOW - 1 } },
		    3, 1 },
		{ HO_Q_OUTBOX_SINCE,
		    { { NULL, 1 }, { NULL, HO_WAY_SMS },
			{ NULL, SAMPLE_NOW - 1 } },
		    3, 0 },
		{ HO_Q_OUTBOX_OF, { { NULL, 1 } }, 1, 1 },
		{ HO_Q_OUTBOX_TO, { { NULL, 2 }, { NULL, SAMPLE_NOW - 1 } }, 2,
		    1 },
		{ HO_Q_OUTBOX_TO, { { NULL, 2 }, { NULL, SAMPLE_NOW } }, 2, 0 },
		{ HO_Q_OCTETS_OF,
		    { { NULL, HO_EVIDENCE }, { NULL, 1 },
			{ NULL, HO_PART_MAIL } },
		    3, 1 },
		{ HO_Q_OUTBOX_BY_MESSAGE_ID, { { "<2@desk.example>", 0 } }, 1,
		    1 },
		{ HO_Q_OUTBOX_COPY_OF, { { "<2@desk.example>", 0 } }, 1, 0 },
		{ HO_Q_INBOX, { { NULL, 0 } }, 1, 1 },
		{ HO_Q_INBOX_BY_SHA256, { { a64, 0 } }, 1, 1 },
		{ HO_Q_INBOX_AT, { { NULL, HO_IN_WAITING }, { NULL, 0 } }, 2,
		    1 },
		{ HO_Q_INBOX_AT, { { NULL, HO_IN_TAKEN }, { NULL, 0 } }, 2, 0 },
		{ HO_Q_INBOX_HELD, { { NULL, 0 } }, 1, 0 },
		{ HO_Q_INBOX_HELD_SINCE, { { NULL, 0 } }, 1, 0 },
		{ HO_Q_INBOX_WAITING_FROM, { { "oPS@northwind.example", 0 } },
		    1, 1 },
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
		{ HO_Q_CASES_BY, { { NULL, 1 }, { NULL, SAMPLE_NOW - 1 } }, 2,
		    1 },
		{ HO_Q_CASES_BY, { { NULL, 1 }, { NULL, SAMPLE_NOW } }, 2, 0 },
		{ HO_Q_OWNER_CASES_BY,
		    { { NULL, 1 }, { NULL, SAMPLE_NOW - 1 } }, 2, 1 },
		{ HO_Q_OWNER_CASES_BY, { { NULL, 2 }, { NULL, 0 } }, 2, 0 },
		{ HO_Q_ORIGINS_OF, { { NULL, 3 } }, 1, 1 },
		{ HO_Q_ORIGINS_OF, { { NULL, 2 } }, 1, 0 },
		{ HO_Q_ORIGIN_BY_HASH, { { c64, 0 } }, 1, 1 },
		{ HO_Q_BUDGET,
		    { { NULL, HO_BUDGET_ADDRESS }, { NULL, HO_TRIED_CODE },
			{ NULL, 7 } },
		    3, 1 },
		{ HO_Q_CODE_LIVE_OF_USER,
		    { { NULL, 3 }, { NULL, HO_CODE_ENROL } }, 2, 2 },
		{ HO_Q_CODES_OF_USER_SINCE,
		    { { NULL, 3 }, { NULL, HO_CODE_ENROL },
			{ NULL, SAMPLE_NOW - 1 }, { NULL, SAMPLE_NOW } },
		    4, 2 },
		{ HO_Q_CODES_OF_USER_SINCE,
		    { { NULL, 3 }, { NULL, HO_CODE_ENROL },
			{ NULL, SAMPLE_NOW }, { NULL, SAMPLE_NOW } },
		    4, 0 },
	};
	struct ho_case open = x.a_case;
	struct ho_event *ev;
	bool asked[HO_QUERIES] = { false };
	int64_t ids, n;

	(void)state;
	assert_int_equal(ho_store_begin(s), HO_OK);
	ev = event("test.reopen");
	open.closed_at = 0;
	assert_int_equal(ho_store_put(s, HO_CASE, &open), HO_OK);
	assert_int_equal(ho_event_end(&ev, NULL), HO_OK);
	commit();
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct row *r = &rows[i];

		ids = 0;
		asked[r->q] = true;
		if (ho_store_each(s, r->q, r->args, r->n, 0, note_id, &ids) !=
			HO_OK ||
		    ids != r->ids)
			fail_msg("row %zu, question %d: %lld", i, (int)r->q,
			    (long long)ids);
		assert_int_equal(
		    ho_store_count(s, r->q, r->args, r->n, &n), HO_OK);
		assert_int_equal(n, ids > 99 ? 3 : ids > 9 ? 2 : ids > 0);
		/* other arguments are no question */
		assert_int_equal(
		    ho_store_count(s, r->q, r->args, r->n - 1, &n), HO_E_INPUT);
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

/* --- law 13: what is dead ------------------------------------------------- */

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

/* --- the file ------------------------------------------------------------- */

static void
a_second_writer_is_refused(void **state)
{
	struct ho_buf why = HO_BUF_INIT;
	struct ho_store *two = NULL;

	(void)state;
	assert_int_equal(ho_store_open(&two, path, &guard, &why), HO_E_TAKEN);
	assert_null(two);
	assert_non_null(strstr(ho_buf_text(&why), "another program"));
	assert_int_equal(ho_store_create(path, &why), HO_E_TAKEN);
	ho_audit_close(&a);
	ho_store_close(&s);
	assert_int_equal(ho_store_open(&two, path, &guard, &why), HO_OK);
	ho_store_close(&two);
	ho_buf_free(&why);
	open_again();
}

static void
a_reader_sees_one_moment(void **state)
{
	struct ho_buf why = HO_BUF_INIT;
	struct ho_store *r;
	struct ho_user user = x.user, seen;
	struct ho_event *ev;

	(void)state;
	assert_int_equal(ho_store_open_reader(&r, path, &guard, &why), HO_OK);
	assert_int_equal(ho_store_begin(r), HO_OK);
	assert_int_equal(ho_store_begin(s), HO_OK);
	ev = event("test.meanwhile");
	SAMPLE_TEXT(user.name, "meanwhile");
	assert_int_equal(ho_store_put(s, HO_USER, &user), HO_OK);
	assert_int_equal(ho_event_end(&ev, NULL), HO_OK);
	commit();
	assert_int_equal(ho_store_get(r, HO_USER, user.row.id, &seen), HO_OK);
	assert_string_equal(seen.name, x.user.name);
	assert_int_equal(ho_store_put(r, HO_USER, &seen), HO_E_ORDER);
	assert_int_equal(ho_store_put(r, HO_OUTBOX, &x.outbox), HO_E_ORDER);
	assert_int_equal(ho_store_event_open(r, 4), HO_E_ORDER);
	assert_int_equal(ho_store_sweep(r), HO_E_ORDER);
	ho_store_rollback(r);
	assert_int_equal(ho_store_get(r, HO_USER, user.row.id, &seen), HO_OK);
	assert_string_equal(seen.name, "meanwhile");
	ho_store_close(&r);
	ho_buf_free(&why);
}

static void
write_file(const char *name, const void *data, size_t len)
{
	int fd = open(name, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	assert_int_equal(write(fd, data, len), (ssize_t)len);
	close(fd);
}

static void
what_is_no_store_is_refused(void **state)
{
	static const struct row {
		const char *name, *sql, *octets;
		int rc;
		const char *why;
	} rows[] = {
		{ "absent", NULL, NULL, HO_E_NONE, "No such file" },
		{ "empty", NULL, "", HO_E_INPUT, "not a Handover store" },
		{ "garbage", NULL, "garbage, and more of it than one header",
		    HO_E_INPUT, "not a Handover store" },
		{ "other", "CREATE TABLE t (a)", NULL, HO_E_INPUT,
		    "not a Handover store" },
		{ "newer",
		    "PRAGMA application_id = 1215194191;"
		    "PRAGMA user_version = 2",
		    NULL, HO_E_INPUT, "newer" },
		{ "older",
		    "PRAGMA application_id = 1215194191;"
		    "PRAGMA user_version = 0; CREATE TABLE t (a)",
		    NULL, HO_E_INPUT, "older" },
		{ ".", NULL, NULL, HO_E_INPUT, "no regular file" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct ho_buf why = HO_BUF_INIT;
		struct ho_store *other = NULL;
		char name[128];

		snprintf(name, sizeof(name), "%s/%s", dir, rows[i].name);
		if (rows[i].octets)
			write_file(
			    name, rows[i].octets, strlen(rows[i].octets));
		if (rows[i].sql) {
			sqlite3 *db;

			assert_int_equal(sqlite3_open(name, &db), SQLITE_OK);
			sql(db, "%s", rows[i].sql);
			sqlite3_close(db);
		}
		assert_int_equal(
		    ho_store_open(&other, name, &guard, &why), rows[i].rc);
		assert_null(other);
		if (strstr(ho_buf_text(&why), rows[i].why) == NULL)
			fail_msg("%s: %s", rows[i].name, ho_buf_text(&why));
		ho_buf_free(&why);
	}
}

/* In a child that is not root, where permissions count. */
static void
a_read_only_store_is_refused(void **state)
{
	struct ho_buf why = HO_BUF_INIT;
	struct ho_store *other;
	char lock[96];
	int status;
	pid_t child;

	(void)state;
	ho_audit_close(&a);
	ho_store_close(&s);
	snprintf(lock, sizeof(lock), "%s.lock", path);
	assert_int_equal(chmod(lock, 0666), 0);
	assert_int_equal(chmod(path, 0444), 0);
	assert_int_equal(chmod(dir, 0777), 0);
	if ((child = fork()) == 0) {
		if (geteuid() == 0 && setresuid(65534, 65534, 65534) != 0)
			_exit(9);
		status = ho_store_open(&other, path, &guard, &why);
		_exit(
		    status == HO_E_IO && strstr(ho_buf_text(&why), "read-only")
			? 7
			: 8);
	}
	waitpid(child, &status, 0);
	assert_int_equal(WEXITSTATUS(status), 7);
	assert_int_equal(chmod(path, 0600), 0);
	open_again();
}

static void
mode_is_owner_only(void **state)
{
	struct stat st;

	(void)state;
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
}

/* Fills the disk in a child, where the limit ends with it. */
static int
fill_the_disk(void)
{
	struct rlimit small = { 3 << 20, RLIM_INFINITY };
	struct rlimit none = { RLIM_INFINITY, RLIM_INFINITY };
	struct ho_octets o = { .of_kind = HO_RECORD, .part = HO_PART_TEXT };
	static uint8_t much[1 << 20];
	int rc = HO_OK;

	signal(SIGXFSZ, SIG_IGN);
	open_again();
	if (setrlimit(RLIMIT_FSIZE, &small) != 0 || ho_store_begin(s) != HO_OK)
		return 1;
	memset(much, 7, sizeof(much));
	o.sealed = (struct ho_blob){ much, sizeof(much) };
	for (int i = 1; i < 64 && rc == HO_OK; i++) {
		o.row.id = 0;
		o.of_id = i;
		rc = ho_store_put(s, HO_OCTETS, &o);
	}
	if (rc == HO_OK)
		rc = ho_store_commit(s);
	if (rc != HO_E_IO)
		return 2;
	ho_store_rollback(s);
	if (setrlimit(RLIMIT_FSIZE, &none) != 0 || ho_store_begin(s) != HO_OK)
		return 3;
	o.row.id = 0;
	if (ho_store_put(s, HO_OCTETS, &o) != HO_OK ||
	    ho_store_commit(s) != HO_OK)
		return 4;
	return get(HO_USER, x.user.row.id) == HO_OK ? 7 : 5;
}

static void
a_full_disk_is_an_error_and_no_more(void **state)
{
	int status;
	pid_t child;

	(void)state;
	ho_audit_close(&a);
	ho_store_close(&s); /* a store is opened after fork, never before */
	if ((child = fork()) == 0)
		_exit(fill_the_disk());
	waitpid(child, &status, 0);
	assert_int_equal(WEXITSTATUS(status), 7);
	open_again();
}

/* Is this octet string anywhere in the store's files? */
static bool
lies_in_files(const char *what)
{
	char command[256];

	snprintf(command, sizeof(command), "cat %s %s-wal | grep -aq '%s'",
	    path, path, what);
	return system(command) == 0;
}

static void
wiped_octets_are_gone(void **state)
{
	struct ho_octets o = { 0 };

	(void)state;
	assert_true(lies_in_files("sealed octets"));
	assert_int_equal(
	    ho_store_get(s, HO_OCTETS, x.octets.row.id, &o), HO_OK);
	assert_int_equal(ho_store_begin(s), HO_OK);
	assert_int_equal(ho_store_sweep(s), HO_E_ORDER);
	assert_int_equal(ho_store_drop(s, HO_OCTETS, &o), HO_OK);
	assert_int_equal(ho_store_drop(s, HO_OCTETS, &o), HO_E_TAKEN);
	assert_int_equal(ho_store_commit(s), HO_OK);
	assert_int_equal(ho_store_sweep(s), HO_OK);
	assert_false(lies_in_files("sealed octets"));
	ho_row_free(HO_OCTETS, &o);
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

#define IN_A_STORE(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		IN_A_STORE(every_kind_comes_back),
		IN_A_STORE(every_kind_is_changed),
		IN_A_STORE(many_are_put_at_once),
		IN_A_STORE(of_many_all_or_none),
		IN_A_STORE(only_new_guarded_rows_go_together),
		IN_A_STORE(only_some_rows_go),
		IN_A_STORE(of_two_writers_one_wins),
		IN_A_STORE(unique_values_are_taken),
		IN_A_STORE(nothing_is_written_out_of_turn),
		IN_A_STORE(a_dropped_event_spoils_what_it_wrote),
		IN_A_STORE(a_savepoint_is_undone_alone),
		IN_A_STORE(a_deferred_law_undoes_one_request),
		IN_A_STORE(laws_refuse),
		IN_A_STORE(a_login_changes_by_permission),
		IN_A_STORE(no_default_password_without_a_case),
		IN_A_STORE(questions_find_their_rows),
		IN_A_STORE(a_visitor_may_write_and_stop),
		IN_A_STORE(one_octet_kills),
		IN_A_STORE(strange_cells_kill),
		IN_A_STORE(an_old_row_put_back_is_dead),
		IN_A_STORE(rows_do_not_change_places),
		IN_A_STORE(a_forged_meta_is_noticed),
		IN_A_STORE(a_second_writer_is_refused),
		IN_A_STORE(a_reader_sees_one_moment),
		IN_A_STORE(what_is_no_store_is_refused),
		IN_A_STORE(a_read_only_store_is_refused),
		IN_A_STORE(mode_is_owner_only),
		IN_A_STORE(a_full_disk_is_an_error_and_no_more),
		IN_A_STORE(wiped_octets_are_gone),
		IN_A_STORE(staff_are_those_who_are_here),
		IN_A_STORE(an_event_has_so_many_rows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
