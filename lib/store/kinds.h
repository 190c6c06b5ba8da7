/*
 * lib/store/kinds.h - every kind of row, told once.
 *
 * From this table come the SQL of a kind, the way between struct and columns,
 * and the octets under its MAC.  A column that is not here does not exist.
 */
#ifndef HO_STORE_KINDS_H
#define HO_STORE_KINDS_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/store/rows.h"

enum ho_column_type {
	HO_COL_INT = 1, /* int64_t; NOT NULL, 0 is 0 */
	HO_COL_MAYBE,   /* int64_t; 0 is NULL */
	HO_COL_TEXT,    /* char[]; "" is NULL */
	HO_COL_BLOB     /* struct ho_blob */
};

struct ho_column {
	const char *name;
	enum ho_column_type type;
	size_t offset; /* into the row's struct */
	size_t cap;    /* octets of a text with its NUL */
};

struct ho_kind_desc {
	const char *name; /* of the table too */
	size_t size;      /* of the struct */
	bool is_guarded;  /* carries seq and mac, is named by events */
	bool may_go;      /* ho_store_drop() */
	const struct ho_column *columns;
	int n_columns;
};

/* NULL for no kind. */
const struct ho_kind_desc *ho_kind_desc(enum ho_kind kind);

#endif
