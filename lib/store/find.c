/* lib/store/find.c - statements by name, and questions that are asked. */
#include <stdlib.h>
#include <string.h>

#include "lib/base/err.h"
#include "lib/store/inside.h"
#include "lib/store/queries.h"

#define DEFAULT_LIMIT 1000 /* rows of one walk */

/* --- statements ----------------------------------------------------------- */

static const char *const fixed_sql[HO_FIXED] = {
	[HO_FIX_EVENT] = "INSERT INTO event (seq, leaf_hash) VALUES ($1, $2)",
	[HO_FIX_BODY] = "INSERT INTO event_body (seq, body) VALUES ($1, $2)",
	[HO_FIX_EVENT_ROW] = "INSERT INTO event_row (kind, id, seq, dropped)"
			     " VALUES ($1, $2, $3, $4)",
	[HO_FIX_EVENT_ROWS] = "INSERT INTO event_row (kind, id, seq, dropped)",
	[HO_FIX_LAST] = "SELECT coalesce(max(seq), 0) FROM event",
	[HO_FIX_EVENTS] = "SELECT e.seq, e.leaf_hash, b.body FROM event AS e"
			  " LEFT JOIN event_body AS b ON b.seq = e.seq"
			  " WHERE e.seq >= $1 ORDER BY e.seq",
	[HO_FIX_PLACES] = "SELECT kind, id, seq, dropped FROM event_row",
	[HO_FIX_ROWS] = "SELECT count(*) FROM event_row",
	[HO_FIX_META_GET] = "SELECT value, mac FROM meta WHERE name = $1",
	[HO_FIX_META_PUT] = "INSERT INTO meta (name, value, mac)"
			    " VALUES ($1, $2, $3) ON CONFLICT (name) DO"
			    " UPDATE SET value = excluded.value,"
			    " mac = excluded.mac",
};

/* Prepares what sql says into the slot, once. */
static int
fill(struct ho_store *s, unsigned slot, struct ho_buf *sql)
{
	int rc = ho_buf_error(sql);

	if (rc == HO_OK)
		rc =
		    s->driver->prepare(s->db, ho_buf_text(sql), &s->slot[slot]);
	ho_buf_free(sql);
	return rc;
}

int
ho_store_verb(struct ho_store *s, enum ho_kind kind, enum ho_sql_verb verb,
    struct ho_stmt **st)
{
	unsigned slot = HO_SLOT_VERB(kind, verb);
	struct ho_buf sql = HO_BUF_INIT;
	int rc = HO_OK;

	if (ho_kind_desc(kind) == NULL)
		return HO_E_INPUT;
	if (s->slot[slot] == NULL) {
		ho_sql_verb(&sql, kind, verb);
		rc = fill(s, slot, &sql);
	}
	*st = s->slot[slot];
	return rc;
}

int
ho_store_query(struct ho_store *s, enum ho_query q, struct ho_stmt **st)
{
	const struct ho_query_desc *d = ho_query_desc(q);
	unsigned slot = HO_SLOT_QUERY(q);
	struct ho_buf sql = HO_BUF_INIT;
	int rc = HO_OK;

	if (s->slot[slot] == NULL) {
		ho_sql_where(&sql, d->kind, d->where, d->order);
		rc = fill(s, slot, &sql);
	}
	*st = s->slot[slot];
	return rc;
}

int
ho_store_fixed(struct ho_store *s, enum ho_fixed f, struct ho_stmt **st)
{
	unsigned slot = HO_SLOT_FIXED(f);
	struct ho_buf sql = HO_BUF_INIT;
	int rc = HO_OK;

	if (s->slot[slot] == NULL) {
		ho_buf_str(&sql, fixed_sql[f]);
		if (f == HO_FIX_EVENT_ROWS)
			ho_sql_values(&sql, HO_SQL_TOGETHER, 4);
		rc = fill(s, slot, &sql);
	}
	*st = s->slot[slot];
	return rc;
}

void
ho_bind_int(struct ho_store *s, struct ho_stmt *st, int at, int64_t n)
{
	s->driver->bind(
	    st, at, &(struct ho_cell){ .type = HO_CELL_INT, .number = n });
}

void
ho_bind_text(struct ho_store *s, struct ho_stmt *st, int at, const char *text)
{
	s->driver->bind(st, at,
	    &(struct ho_cell){
		.type = HO_CELL_TEXT, .data = text, .len = strlen(text) });
}

void
ho_bind_blob(struct ho_store *s, struct ho_stmt *st, int at, const void *data,
    size_t len)
{
	s->driver->bind(st, at,
	    &(struct ho_cell){
		.type = HO_CELL_BLOB, .data = data, .len = len });
}

int64_t
ho_cell_int(struct ho_store *s, struct ho_stmt *st, int at)
{
	struct ho_cell cell;

	s->driver->cell(st, at, &cell);
	return cell.type == HO_CELL_INT ? cell.number : 0;
}

int
ho_store_run(struct ho_store *s, struct ho_stmt *st)
{
	int rc = s->driver->step(st);

	s->driver->reset(st);
	return rc == HO_E_NONE ? HO_OK : rc == HO_OK ? HO_E_ORDER : rc;
}

/* --- questions ------------------------------------------------------------ */

/* The statement of a question with its arguments; HO_E_INPUT: other ones. */
static int
ask(struct ho_store *s, enum ho_query q, const struct ho_arg *args,
    size_t n_args, struct ho_stmt **st)
{
	const struct ho_query_desc *d = ho_query_desc(q);
	int rc;

	if (d == NULL || strlen(d->args) != n_args)
		return HO_E_INPUT;
	for (size_t i = 0; i < n_args; i++)
		if ((args[i].text != NULL) != (d->args[i] == 't'))
			return HO_E_INPUT;
	if ((rc = ho_store_query(s, q, st)) != HO_OK)
		return rc;
	for (size_t i = 0; i < n_args; i++)
		if (args[i].text)
			ho_bind_text(s, *st, (int)i + 1, args[i].text);
		else
			ho_bind_int(s, *st, (int)i + 1, args[i].number);
	return HO_OK;
}

/* The next living row; HO_E_NONE: no more. */
static int
next(struct ho_store *s, enum ho_kind kind, struct ho_stmt *st, void *row)
{
	int rc;

	while ((rc = s->driver->step(st)) == HO_OK)
		if ((rc = ho_row_living(s, kind, st, row)) != HO_E_NONE)
			return rc;
	return rc;
}

int
ho_store_find(struct ho_store *s, enum ho_query q, void *row,
    const struct ho_arg *args, size_t n_args)
{
	const struct ho_query_desc *d = ho_query_desc(q);
	struct ho_stmt *st;
	int rc;

	if (d == NULL)
		return HO_E_INPUT;
	memset(row, 0, ho_row_size(d->kind));
	if ((rc = ask(s, q, args, n_args, &st)) != HO_OK)
		return rc;
	rc = next(s, d->kind, st, row);
	s->driver->reset(st);
	return rc;
}

/* What was read before the first visit. */
struct answer {
	enum ho_kind kind;
	char *rows;
	size_t size, n, cap;
};

static int
take_all(struct ho_store *s, struct ho_stmt *st, struct answer *a, size_t limit)
{
	size_t more;
	char *p;
	int rc;

	for (; a->n < limit; a->n++) {
		if (a->n == a->cap) {
			more = a->cap ? a->cap * 2 : 4;
			if ((p = realloc(a->rows, more * a->size)) == NULL)
				return HO_E_NOMEM;
			a->rows = p;
			a->cap = more;
		}
		rc = next(s, a->kind, st, a->rows + a->n * a->size);
		if (rc != HO_OK)
			return rc == HO_E_NONE ? HO_OK : rc;
	}
	return HO_OK;
}

int
ho_store_each(struct ho_store *s, enum ho_query q, const struct ho_arg *args,
    size_t n_args, size_t limit, int (*visit)(void *ctx, void *row), void *ctx)
{
	const struct ho_query_desc *d = ho_query_desc(q);
	struct answer a = { 0 };
	struct ho_stmt *st;
	int rc;

	if (d == NULL)
		return HO_E_INPUT;
	a.kind = d->kind;
	a.size = ho_row_size(d->kind);
	if ((rc = ask(s, q, args, n_args, &st)) != HO_OK)
		return rc;
	rc = take_all(s, st, &a, limit ? limit : DEFAULT_LIMIT);
	s->driver->reset(st);
	for (size_t i = 0; i < a.n; i++) {
		if (rc == HO_OK)
			rc = visit(ctx, a.rows + i * a.size);
		ho_row_free(a.kind, a.rows + i * a.size);
	}
	free(a.rows);
	return rc;
}

/* No limit, and no more memory than one row: nothing is visited. */
int
ho_store_count(struct ho_store *s, enum ho_query q, const struct ho_arg *args,
    size_t n_args, int64_t *n)
{
	const struct ho_query_desc *d = ho_query_desc(q);
	struct ho_stmt *st;
	void *row;
	int rc;

	*n = 0;
	if (d == NULL)
		return HO_E_INPUT;
	if ((rc = ask(s, q, args, n_args, &st)) != HO_OK)
		return rc;
	if ((row = malloc(ho_row_size(d->kind))) == NULL)
		rc = HO_E_NOMEM;
	while (rc == HO_OK && (rc = next(s, d->kind, st, row)) == HO_OK) {
		ho_row_free(d->kind, row);
		++*n;
	}
	free(row);
	s->driver->reset(st);
	return rc == HO_E_NONE ? HO_OK : rc;
}
