/*
 * lib/store/queries.h - every question that can be asked, told once.
 */
#ifndef HO_STORE_QUERIES_H
#define HO_STORE_QUERIES_H

#include "lib/store/store.h"

struct ho_query_desc {
	enum ho_kind kind;
	const char *args;  /* one letter each: 't' text, 'i' number */
	const char *where; /* over the columns of the kind's table */
	const char *order; /* NULL: by id */
};

/* NULL for no question. */
const struct ho_query_desc *ho_query_desc(enum ho_query q);

#endif
