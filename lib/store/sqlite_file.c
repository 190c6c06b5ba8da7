/* lib/store/sqlite_file.c - the file, its lock, its version, its schema. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/base/err.h"
#include "lib/store/sqlite.h"
#include "schema_sqlite.h" /* made from schema/sqlite/ */

#define APPLICATION_ID 1215194191 /* "HndO"; schema/sqlite/001_store.sql */
#define VERSION        1

/*
 * An attacker who can write to the file may leave triggers and views there:
 * they get no function but harmless ones (trusted_schema), and cells that lie
 * about their size are noticed.  What is deleted is overwritten.
 */
static const char setup[] = "PRAGMA foreign_keys = ON;"
			    "PRAGMA recursive_triggers = ON;"
			    "PRAGMA trusted_schema = OFF;"
			    "PRAGMA cell_size_check = ON;"
			    "PRAGMA secure_delete = ON;"
			    "PRAGMA temp_store = MEMORY;";
/* The pages of a commit of thousands of rows stay in memory (at most 192 MiB)
 * until it; sqlite_wal.h sees to the write-ahead log. */
static const char setup_writer[] = "PRAGMA journal_mode = WAL;"
				   "PRAGMA synchronous = FULL;"
				   "PRAGMA cache_size = -196608;";
static const char setup_reader[] = "PRAGMA query_only = ON;";

/* A sentence about a store that cannot be used, and the code with it. */
static int
refuse(struct ho_buf *error, int rc, const char *path, const char *why)
{
	ho_buf_fmt(error, "%s: %s", path, why);
	return rc;
}

/* Looks by name only: a descriptor of ours on the file, once closed, would
 * take SQLite's POSIX locks away. */
static int
look(const char *path, struct ho_buf *error)
{
	struct stat st;

	if (lstat(path, &st) != 0)
		return refuse(error, errno == ENOENT ? HO_E_NONE : HO_E_IO,
		    path, strerror(errno));
	if (!S_ISREG(st.st_mode))
		return refuse(
		    error, HO_E_INPUT, path, "not a store: no regular file");
	return HO_OK;
}

/* Before SQLite looks: beside a file that it may only read it leaves a
 * write-ahead log that nobody may write, and the next open fails over that. */
static int
look_writable(const char *path, struct ho_buf *error)
{
	if (access(path, W_OK) == 0)
		return HO_OK;
	return refuse(error, HO_E_IO, path,
	    errno == EACCES || errno == EROFS ? "it is read-only"
					      : strerror(errno));
}

/* Held for life, gone with the process: no stale lock can stay behind. */
static int
take_lock(const char *path, int *lock, struct ho_buf *error)
{
	char name[4096];
	int fd;

	if ((size_t)snprintf(name, sizeof(name), "%s.lock", path) >=
	    sizeof(name))
		return refuse(error, HO_E_LIMIT, path, "the name is too long");
	fd = open(name, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return refuse(error, HO_E_IO, name, strerror(errno));
	if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
		int e = errno;

		close(fd);
		if (e == EWOULDBLOCK)
			return refuse(error, HO_E_TAKEN, path,
			    "another program has it open for writing");
		return refuse(error, HO_E_IO, name, strerror(e));
	}
	*lock = fd;
	return HO_OK;
}

static int
pragma(sqlite3 *conn, const char *sql, int64_t *n)
{
	sqlite3_stmt *st = NULL;
	int code = sqlite3_prepare_v2(conn, sql, -1, &st, NULL);

	*n = 0;
	if (code == SQLITE_OK && (code = sqlite3_step(st)) == SQLITE_ROW) {
		*n = sqlite3_column_int64(st, 0);
		code = SQLITE_OK;
	}
	sqlite3_finalize(st);
	return code;
}

/* Is it a store, and one that this program knows? */
static int
check_version(sqlite3 *conn, const char *path, struct ho_buf *error)
{
	int64_t id, version;
	int code = pragma(conn, "PRAGMA application_id", &id);

	if (code == SQLITE_OK)
		code = pragma(conn, "PRAGMA user_version", &version);
	if (code == SQLITE_NOTADB ||
	    (code == SQLITE_OK && id != APPLICATION_ID))
		return refuse(error, HO_E_INPUT, path, "not a Handover store");
	if (code != SQLITE_OK)
		return refuse(error, ho_sqlite_error(conn, code), path,
		    sqlite3_errmsg(conn));
	if (version == VERSION)
		return HO_OK;
	ho_buf_fmt(error,
	    "%s: a store of version %lld, %s than this program's %d", path,
	    (long long)version, version > VERSION ? "newer" : "older", VERSION);
	return HO_E_INPUT;
}

static int
configure(struct ho_db *db, const char *path, struct ho_buf *error)
{
	int rc, writer = db->mode == HO_DB_WRITER;

	sqlite3_extended_result_codes(db->conn, 1);
	/* room for what a statement with triggers needs, without malloc */
	sqlite3_db_config(db->conn, SQLITE_DBCONFIG_LOOKASIDE, NULL, 2048, 256);
	sqlite3_busy_timeout(db->conn, HO_SQLITE_BUSY_MS);
	sqlite3_limit(db->conn, SQLITE_LIMIT_ATTACHED, 0);
	sqlite3_db_config(db->conn, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(db->conn, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
	sqlite3_db_config(db->conn, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
	if ((rc = check_version(db->conn, path, error)) != HO_OK)
		return rc;
	if (writer && sqlite3_db_readonly(db->conn, "main") != 0)
		return refuse(error, HO_E_IO, path, "it is read-only");
	if ((rc = ho_sqlite_exec(db->conn, setup)) == HO_OK)
		rc = ho_sqlite_exec(
		    db->conn, writer ? setup_writer : setup_reader);
	if (rc != HO_OK)
		return refuse(error, rc, path, sqlite3_errmsg(db->conn));
	return writer ? ho_wal_start(&db->wal, db->conn) : HO_OK;
}

int
ho_sqlite_open(struct ho_db **out, const char *path, enum ho_db_mode mode,
    struct ho_buf *error)
{
	struct ho_db *db;
	int rc, code;

	*out = NULL;
	if ((rc = look(path, error)) != HO_OK)
		return rc;
	if ((db = calloc(1, sizeof(*db))) == NULL)
		return HO_E_NOMEM;
	db->mode = mode;
	db->lock = -1;
	if (mode == HO_DB_WRITER &&
	    ((rc = look_writable(path, error)) != HO_OK ||
		(rc = take_lock(path, &db->lock, error)) != HO_OK))
		goto out;
	/* nobody asks how much memory there is of it; counting takes a lock */
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	code = sqlite3_open_v2(
	    path, &db->conn, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
	if (code != SQLITE_OK) {
		rc = refuse(error, code == SQLITE_NOMEM ? HO_E_NOMEM : HO_E_IO,
		    path, sqlite3_errstr(code));
		goto out;
	}
	if ((rc = configure(db, path, error)) != HO_OK)
		goto out;
	*out = db;
	db = NULL;
out:
	if (db)
		ho_sqlite_close(&db);
	return rc;
}

void
ho_sqlite_close(struct ho_db **db)
{
	ho_wal_stop(&(*db)->wal);
	sqlite3_finalize((*db)->version);
	sqlite3_close((*db)->conn);
	if ((*db)->lock >= 0)
		close((*db)->lock);
	free(*db);
	*db = NULL;
}

/* --- a new one -------------------------------------------------------------- */

static int
fill(const char *path, struct ho_buf *error)
{
	sqlite3 *conn = NULL;
	int code = sqlite3_open_v2(path, &conn, SQLITE_OPEN_READWRITE, NULL);
	int rc = HO_OK;

	if (code == SQLITE_OK)
		code = sqlite3_exec(conn,
		    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
		    "BEGIN IMMEDIATE",
		    NULL, NULL, NULL);
	if (code == SQLITE_OK)
		code = sqlite3_exec(conn, schema_sqlite, NULL, NULL, NULL);
	if (code == SQLITE_OK)
		code = sqlite3_exec(conn, "COMMIT", NULL, NULL, NULL);
	if (code != SQLITE_OK)
		rc = refuse(error, code == SQLITE_NOMEM ? HO_E_NOMEM : HO_E_IO,
		    path, conn ? sqlite3_errmsg(conn) : sqlite3_errstr(code));
	if (sqlite3_close(conn) != SQLITE_OK && rc == HO_OK)
		rc = refuse(error, HO_E_IO, path, "it could not be closed");
	return rc;
}

/* The name of a new file is only there for good once its directory is. */
static int
sync_directory(const char *path)
{
	const char *slash = strrchr(path, '/');
	char dir[4096] = ".";
	int fd, rc;

	if (slash && (size_t)(slash - path) + 1 < sizeof(dir)) {
		memcpy(dir, path, (size_t)(slash - path) + 1);
		dir[slash - path + 1] = 0;
	}
	if ((fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC)) < 0)
		return -1;
	rc = fsync(fd);
	close(fd);
	return rc;
}

int
ho_sqlite_create(const char *path, struct ho_buf *error)
{
	static const char *const beside[] = { "", "-wal", "-shm", "-journal" };
	/* O_EXCL: of two who make it one does; nobody's link is followed */
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	char name[4096];
	int rc;

	if (fd < 0)
		return refuse(error, errno == EEXIST ? HO_E_TAKEN : HO_E_IO,
		    path, strerror(errno));
	close(fd);
	if ((rc = fill(path, error)) == HO_OK && sync_directory(path) != 0)
		rc = refuse(error, HO_E_IO, path, strerror(errno));
	if (rc == HO_OK)
		return HO_OK;
	for (size_t i = 0; i < sizeof(beside) / sizeof(beside[0]); i++)
		if ((size_t)snprintf(name, sizeof(name), "%s%s", path,
			beside[i]) < sizeof(name))
			unlink(name);
	return rc;
}

/* --- is its schema still ours? ---------------------------------------------- */

/* Everything in one schema that the other has not, or has otherwise. */
static int
compare(sqlite3 *have, sqlite3 *want, const char *absent, const char *differs,
    int (*visit)(void *ctx, const char *what, const char *name), void *ctx)
{
	sqlite3_stmt *all = NULL, *one = NULL;
	int code, rc = HO_OK;

	if ((code = sqlite3_prepare_v2(have,
		 "SELECT name, type || tbl_name || coalesce(sql, '') FROM"
		 " sqlite_schema ORDER BY name",
		 -1, &all, NULL)) != SQLITE_OK ||
	    (code = sqlite3_prepare_v2(want,
		 "SELECT type || tbl_name || coalesce(sql, '') = ?2 FROM"
		 " sqlite_schema WHERE name = ?1",
		 -1, &one, NULL)) != SQLITE_OK)
		goto out;
	while (rc == HO_OK && (code = sqlite3_step(all)) == SQLITE_ROW) {
		const char *name = (const char *)sqlite3_column_text(all, 0);

		sqlite3_reset(one);
		sqlite3_bind_value(one, 1, sqlite3_column_value(all, 0));
		sqlite3_bind_value(one, 2, sqlite3_column_value(all, 1));
		code = sqlite3_step(one);
		if (code == SQLITE_DONE)
			rc = visit(ctx, absent, name ? name : "");
		else if (code != SQLITE_ROW)
			break;
		else if (differs && !sqlite3_column_int(one, 0))
			rc = visit(ctx, differs, name ? name : "");
	}
out:
	sqlite3_finalize(all);
	sqlite3_finalize(one);
	if (rc == HO_OK && code != SQLITE_DONE && code != SQLITE_ROW)
		rc = ho_sqlite_error(have, code);
	return rc;
}

int
ho_sqlite_schema(struct ho_db *db,
    int (*visit)(void *ctx, const char *what, const char *name), void *ctx)
{
	sqlite3 *ours = NULL;
	int rc = HO_E_NOMEM;

	if (sqlite3_open_v2(":memory:", &ours, SQLITE_OPEN_READWRITE, NULL) !=
		SQLITE_OK ||
	    (rc = ho_sqlite_exec(ours, schema_sqlite)) != HO_OK)
		goto out;
	if ((rc = compare(ours, db->conn, "missing", "changed", visit, ctx)) ==
	    HO_OK)
		rc = compare(db->conn, ours, "strange", NULL, visit, ctx);
out:
	sqlite3_close(ours);
	return rc;
}
