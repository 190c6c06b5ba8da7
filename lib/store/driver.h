/*
 * lib/store/driver.h - what a database has to be able to do.
 *
 * Below this line is one SQL engine, above it nothing knows which.  A driver
 * is one table of functions; ho_store_open() chooses it.  SQL comes with
 * parameters $1, $2, ... that first appear in that order, and uses nothing
 * that one of SQLite and PostgreSQL does not have (lower(), instr(), coalesce).
 *
 * Errors are those of store.h: a constraint in use HO_E_TAKEN, a law
 * HO_E_RULE, disk, lock, full HO_E_IO.
 */
#ifndef HO_STORE_DRIVER_H
#define HO_STORE_DRIVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/buf.h"

struct ho_db;   /* a connection; each driver has its own */
struct ho_stmt; /* a prepared statement; lives until finished or close */

enum ho_db_mode {
	HO_DB_READER = 0,
	HO_DB_WRITER
};

enum ho_control {
	HO_DB_BEGIN,
	HO_DB_COMMIT,
	HO_DB_ROLLBACK,
	HO_DB_SAVEPOINT,
	HO_DB_RELEASE, /* HO_E_RULE: a deferred law is broken; still there */
	HO_DB_UNDO,    /* back to the savepoint, which is gone then */
	HO_DB_CONTROLS
};

enum ho_cell_type {
	HO_CELL_NULL = 0,
	HO_CELL_INT,
	HO_CELL_TEXT,
	HO_CELL_BLOB,
	HO_CELL_OTHER /* nothing that this store writes */
};

struct ho_cell {
	enum ho_cell_type type;
	int64_t number;
	const void *data; /* borrowed until the next step or reset */
	size_t len;
};

struct ho_driver {
	/* A new store under the schema; HO_E_TAKEN: something is there. */
	int (*create)(const char *path, struct ho_buf *error);
	int (*open)(struct ho_db **db, const char *path, enum ho_db_mode mode,
	    struct ho_buf *error);
	/* Statements must have been finished. */
	void (*close)(struct ho_db **db);
	int (*control)(struct ho_db *db, enum ho_control what);
	/* Is a transaction open? */
	bool (*is_alive)(const struct ho_db *db);
	int (*version)(struct ho_db *db, int64_t *n); /* ho_store_version() */
	int (*sweep)(struct ho_db *db);               /* see ho_store_sweep() */

	int (*prepare)(struct ho_db *db, const char *sql, struct ho_stmt **st);
	void (*finish)(struct ho_stmt **st);
	/* Parameter at (from 1); data is borrowed until reset.  A failure is
	 * kept and comes out of the next step. */
	void (*bind)(struct ho_stmt *st, int at, const struct ho_cell *cell);
	/* HO_OK: a row; HO_E_NONE: no (more) rows, the statement is done. */
	int (*step)(struct ho_stmt *st);
	/* Column at (from 0) of the row. */
	void (*cell)(struct ho_stmt *st, int at, struct ho_cell *cell);
	/* Forgets row and parameters; ready to be run again. */
	void (*reset)(struct ho_stmt *st);
	/* Rows that the last change touched. */
	int64_t (*changes)(struct ho_db *db);
	/* See ho_store_schema_each(). */
	int (*schema)(struct ho_db *db,
	    int (*visit)(void *ctx, const char *what, const char *name),
	    void *ctx);
};

extern const struct ho_driver ho_driver_sqlite;

#endif
