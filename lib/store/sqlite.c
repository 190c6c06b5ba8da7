/* lib/store/sqlite.c - the store in one SQLite file: statements. */
#include "lib/store/sqlite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/err.h"

struct ho_stmt {
	sqlite3_stmt *st;
	struct ho_db *db;
	int error; /* of a bind; comes out of the next step */
};

int
ho_sqlite_error(sqlite3 *conn, int code)
{
	switch (code & 0xff) {
	case SQLITE_NOMEM: return HO_E_NOMEM;
	case SQLITE_CONSTRAINT: break;
	case SQLITE_MISUSE:
	case SQLITE_RANGE:
	case SQLITE_ERROR: return HO_E_ORDER; /* our SQL is wrong */
	case SQLITE_TOOBIG: return HO_E_LIMIT;
	default: return HO_E_IO;
	}
	if (code == SQLITE_CONSTRAINT_UNIQUE ||
	    code == SQLITE_CONSTRAINT_PRIMARYKEY ||
	    code == SQLITE_CONSTRAINT_ROWID ||
	    (code == SQLITE_CONSTRAINT_TRIGGER &&
		strncmp(sqlite3_errmsg(conn), "taken", 5) == 0))
		return HO_E_TAKEN;
	return HO_E_RULE;
}

int
ho_sqlite_exec(sqlite3 *conn, const char *sql)
{
	int code = sqlite3_exec(conn, sql, NULL, NULL, NULL);

	return code == SQLITE_OK ? HO_OK : ho_sqlite_error(conn, code);
}

/* --- transactions ----------------------------------------------------------- */

/*
 * RELEASE of an inner savepoint does not look at deferred foreign keys, COMMIT
 * does, and takes every other request down with it: so they are asked for
 * here, where only one request has to go.
 */
static int
release(struct ho_db *db)
{
	int open = 1, high;

	if (sqlite3_db_status(db->conn, SQLITE_DBSTATUS_DEFERRED_FKS, &open,
		&high, 0) != SQLITE_OK)
		return HO_E_IO;
	return open ? HO_E_RULE : ho_sqlite_exec(db->conn, "RELEASE request");
}

static int
control(struct ho_db *db, enum ho_control what)
{
	static const char *const sql[HO_DB_CONTROLS] = {
		[HO_DB_BEGIN] = "BEGIN IMMEDIATE",
		[HO_DB_COMMIT] = "COMMIT",
		[HO_DB_ROLLBACK] = "ROLLBACK",
		[HO_DB_SAVEPOINT] = "SAVEPOINT request",
		[HO_DB_UNDO] = "ROLLBACK TO request; RELEASE request",
	};

	if (what == HO_DB_RELEASE)
		return release(db);
	/* a snapshot begins with the first read, so the reader makes one, of a
	 * table that nobody can have dropped */
	if (what == HO_DB_BEGIN && db->mode == HO_DB_READER)
		return ho_sqlite_exec(
		    db->conn, "BEGIN; SELECT 1 FROM sqlite_schema LIMIT 1");
	return ho_sqlite_exec(db->conn, sql[what]);
}

static bool
is_alive(const struct ho_db *db)
{
	return sqlite3_get_autocommit(db->conn) == 0;
}

static int
version(struct ho_db *db, int64_t *n)
{
	int code = SQLITE_OK;

	*n = 0;
	if (db->version == NULL)
		code = sqlite3_prepare_v3(db->conn, "PRAGMA data_version", -1,
		    SQLITE_PREPARE_PERSISTENT, &db->version, NULL);
	if (code != SQLITE_OK)
		return ho_sqlite_error(db->conn, code);
	if ((code = sqlite3_step(db->version)) == SQLITE_ROW)
		*n = sqlite3_column_int64(db->version, 0);
	sqlite3_reset(db->version);
	return code == SQLITE_ROW ? HO_OK : ho_sqlite_error(db->conn, code);
}

/* Everybody else waits for this thread, so it does not wait for a reader. */
static int
sweep(struct ho_db *db)
{
	int code;

	ho_wal_hold(db->wal);
	sqlite3_busy_timeout(db->conn, 0);
	code = sqlite3_wal_checkpoint_v2(
	    db->conn, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
	sqlite3_busy_timeout(db->conn, HO_SQLITE_BUSY_MS);
	ho_wal_release(db->wal);
	if ((code & 0xff) == SQLITE_BUSY)
		return HO_E_TAKEN;
	return code == SQLITE_OK ? HO_OK : ho_sqlite_error(db->conn, code);
}

/* --- statements ------------------------------------------------------------- */

/* $1, $2, ... have to be parameters 1, 2, ...: SQLite numbers names as they
 * come. */
static bool
is_in_order(sqlite3_stmt *st)
{
	char name[16];

	for (int i = 1; i <= sqlite3_bind_parameter_count(st); i++) {
		const char *is = sqlite3_bind_parameter_name(st, i);

		snprintf(name, sizeof(name), "$%d", i);
		if (is == NULL || strcmp(is, name) != 0)
			return false;
	}
	return true;
}

static void
finish(struct ho_stmt **st)
{
	sqlite3_finalize((*st)->st);
	free(*st);
	*st = NULL;
}

static int
prepare(struct ho_db *db, const char *sql, struct ho_stmt **out)
{
	struct ho_stmt *st = calloc(1, sizeof(*st));
	int code;

	*out = NULL;
	if (st == NULL)
		return HO_E_NOMEM;
	st->db = db;
	code = sqlite3_prepare_v3(
	    db->conn, sql, -1, SQLITE_PREPARE_PERSISTENT, &st->st, NULL);
	if (code != SQLITE_OK || !is_in_order(st->st)) {
		finish(&st);
		return code == SQLITE_OK ? HO_E_ORDER
					 : ho_sqlite_error(db->conn, code);
	}
	*out = st;
	return HO_OK;
}

static void
bind(struct ho_stmt *st, int at, const struct ho_cell *c)
{
	/* NULL with length 0 would bind NULL */
	const void *data = c->data ? c->data : "";
	int code;

	switch (c->type) {
	case HO_CELL_INT:
		code = sqlite3_bind_int64(st->st, at, c->number);
		break;
	case HO_CELL_TEXT:
		code = sqlite3_bind_text64(
		    st->st, at, data, c->len, SQLITE_STATIC, SQLITE_UTF8);
		break;
	case HO_CELL_BLOB:
		code = sqlite3_bind_blob64(
		    st->st, at, data, c->len, SQLITE_STATIC);
		break;
	default: code = sqlite3_bind_null(st->st, at);
	}
	if (code != SQLITE_OK && st->error == SQLITE_OK)
		st->error = code;
}

static int
step(struct ho_stmt *st)
{
	int code = st->error ? st->error : sqlite3_step(st->st);

	if (code == SQLITE_ROW)
		return HO_OK;
	if (code == SQLITE_DONE)
		return HO_E_NONE;
	return ho_sqlite_error(st->db->conn, code);
}

static void
cell(struct ho_stmt *st, int at, struct ho_cell *c)
{
	*c = (struct ho_cell){ .type = HO_CELL_OTHER };
	switch (sqlite3_column_type(st->st, at)) {
	case SQLITE_NULL: c->type = HO_CELL_NULL; break;
	case SQLITE_INTEGER:
		c->type = HO_CELL_INT;
		c->number = sqlite3_column_int64(st->st, at);
		break;
	case SQLITE_TEXT:
		/* a text that SQLite had no memory for is none of ours */
		if ((c->data = sqlite3_column_text(st->st, at)) != NULL)
			c->type = HO_CELL_TEXT;
		c->len = (size_t)sqlite3_column_bytes(st->st, at);
		break;
	case SQLITE_BLOB:
		c->type = HO_CELL_BLOB;
		c->data = sqlite3_column_blob(st->st, at);
		c->len = (size_t)sqlite3_column_bytes(st->st, at);
		break;
	}
}

static void
reset(struct ho_stmt *st)
{
	sqlite3_reset(st->st);
	sqlite3_clear_bindings(st->st);
	st->error = SQLITE_OK;
}

static int64_t
changes(struct ho_db *db)
{
	return sqlite3_changes64(db->conn);
}

const struct ho_driver ho_driver_sqlite = {
	.create = ho_sqlite_create,
	.open = ho_sqlite_open,
	.close = ho_sqlite_close,
	.control = control,
	.is_alive = is_alive,
	.version = version,
	.sweep = sweep,
	.prepare = prepare,
	.finish = finish,
	.bind = bind,
	.step = step,
	.cell = cell,
	.reset = reset,
	.changes = changes,
	.schema = ho_sqlite_schema,
};
