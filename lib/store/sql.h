/*
 * lib/store/sql.h - the SQL of a kind, written from its description.
 *
 * Rows are read as id, seq, mac, place, columns; place is what event_row knows
 * last about (kind, id): 2 * seq, and one more where it was dropped.  The
 * unguarded kinds give 0 and NULL there.
 */
#ifndef HO_STORE_SQL_H
#define HO_STORE_SQL_H

#include "lib/base/buf.h"
#include "lib/store/kinds.h"

/*
 * Rows of one statement, where there are many.  Where a table has triggers
 * SQLite copies each page before a statement first changes it, so that it can
 * be undone alone; rows of one statement share the copy.  A few rows are put
 * one by one.
 */
#define HO_SQL_TOGETHER 48

enum ho_sql_cell {
	HO_SQL_ID = 0,
	HO_SQL_SEQ,
	HO_SQL_MAC,
	HO_SQL_PLACE,
	HO_SQL_COLUMNS /* the first of them */
};

enum ho_sql_verb {
	HO_SQL_GET = 0,     /* $1 id */
	HO_SQL_INSERT,      /* guarded: $1 id, $2 seq, $3 mac, columns; else
			   columns alone, answers the id */
	HO_SQL_INSERT_MANY, /* guarded: HO_SQL_TOGETHER rows of the same */
	HO_SQL_UPDATE,  /* guarded: $1 seq, $2 mac, columns, id, old seq; else
			   columns, id */
	HO_SQL_DELETE,  /* $1 id, guarded: $2 seq */
	HO_SQL_NEXT_ID, /* the id that no row of the kind ever had */
	HO_SQL_ALL,     /* every row, by id */
	HO_SQL_TRACE,   /* $1 id, $2 seq: struct ho_trace, in its order */
	HO_SQL_VERBS
};

/* " VALUES ($1, ...), ...": rows of so many columns. */
void ho_sql_values(struct ho_buf *sql, int rows, int columns);
void ho_sql_verb(struct ho_buf *sql, enum ho_kind kind, enum ho_sql_verb verb);
/* Every row where ... */
void ho_sql_where(struct ho_buf *sql, enum ho_kind kind, const char *where,
    const char *order);

#endif
