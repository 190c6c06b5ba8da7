/* tests/laws/own_log.c - a store with a log of its own for every test. */
#include "tests/laws/own_log.h"

char dir[] = "/tmp/ho-log-XXXXXX";
char path[64];
struct sample_deaths deaths;
const struct ho_store_guard guard = { &deaths, sample_mac, sample_dead };
struct ho_audit_signer signer;
struct ho_store *s;
struct ho_audit *a;
struct sample x;

int
try_open(struct ho_buf *why)
{
	int rc;

	ho_audit_close(&a);
	ho_store_close(&s);
	rc = ho_store_open(&s, path, &guard, why);
	return rc ? rc : ho_audit_open(&a, s, &signer, why);
}

void
open_again(void)
{
	struct ho_buf why = HO_BUF_INIT;

	assert_int_equal(try_open(&why), HO_OK);
	ho_buf_free(&why);
}

void
commit(void)
{
	assert_int_equal(ho_audit_before_commit(a), HO_OK);
	assert_int_equal(ho_store_commit(s), HO_OK);
}

int
set_up(void **state)
{
	struct ho_buf why = HO_BUF_INIT;

	(void)state;
	strcpy(dir + strlen(dir) - 6, "XXXXXX");
	assert_non_null(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/store", dir);
	signer = sample_signer();
	memset(&deaths, 0, sizeof(deaths));
	assert_int_equal(ho_store_create(path, &why), HO_OK);
	open_again();
	assert_int_equal(ho_store_begin(s), HO_OK);
	assert_int_equal(sample_fill(s, a, &x), HO_OK);
	commit();
	return 0;
}

int
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

struct ho_event *
event(const char *name)
{
	struct ho_event *ev;

	assert_int_equal(ho_event_begin(a, &ev, name, SAMPLE_NOW), HO_OK);
	ho_event_self(ev);
	return ev;
}

void
append(int n)
{
	struct ho_event *ev;

	while (n-- > 0) {
		ho_event_begin(a, &ev, "test.more", SAMPLE_NOW);
		ho_event_peer(ev, 0, "panel");
		assert_int_equal(ho_event_end(&ev, NULL), HO_OK);
	}
}

int
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

int
get(enum ho_kind kind, int64_t id)
{
	void *row = calloc(1, ho_row_size(kind));
	int rc = ho_store_get(s, kind, id, row);

	ho_row_free(kind, row);
	free(row);
	return rc;
}

bool
is_guarded(int kind)
{
	return kind != HO_OUTBOX && kind != HO_JOB && kind != HO_OCTETS &&
	    kind != HO_BUDGET;
}

sqlite3 *
plain(void)
{
	sqlite3 *db;

	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	return db;
}

void
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

sqlite3 *
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
