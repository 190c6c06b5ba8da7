/*
 * lib/store/sqlite.h - what sqlite.c (statements) and sqlite_file.c (the file,
 * its lock, its schema) share.
 */
#ifndef HO_STORE_SQLITE_H
#define HO_STORE_SQLITE_H

#include <sqlite3.h>

#include "lib/store/driver.h"
#include "lib/store/sqlite_wal.h"

struct ho_db {
	sqlite3 *conn;
	enum ho_db_mode mode;
	int lock; /* descriptor of STORE.lock; -1: a reader */
	sqlite3_stmt *version;
	struct ho_wal *wal; /* NULL: a reader */
};

/* An SQLite code, extended, as HO_E_*. */
int ho_sqlite_error(sqlite3 *conn, int code);
int ho_sqlite_exec(sqlite3 *conn, const char *sql);

#define HO_SQLITE_BUSY_MS 5000 /* a backup or a person with sqlite3 holds it */

int ho_sqlite_create(const char *path, struct ho_buf *error);
int ho_sqlite_open(struct ho_db **db, const char *path, enum ho_db_mode mode,
    struct ho_buf *error);
void ho_sqlite_close(struct ho_db **db);
int ho_sqlite_schema(struct ho_db *db,
    int (*visit)(void *ctx, const char *what, const char *name), void *ctx);

#endif
