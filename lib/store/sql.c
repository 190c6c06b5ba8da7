/* lib/store/sql.c - the SQL of a kind, written from its description. */
#include "lib/store/sql.h"

/* Names are quoted: "case" is a word of SQLite's, "user" of PostgreSQL's. */
static void
columns(struct ho_buf *sql, const struct ho_kind_desc *k)
{
	for (int i = 0; i < k->n_columns; i++)
		ho_buf_fmt(sql, "%s\"%s\"", i ? ", " : "", k->columns[i].name);
}

static void
parameters(struct ho_buf *sql, int from, int n)
{
	for (int i = 0; i < n; i++)
		ho_buf_fmt(sql, "%s$%d", i ? ", " : "", from + i);
}

static void
assignments(struct ho_buf *sql, const struct ho_kind_desc *k, int from)
{
	for (int i = 0; i < k->n_columns; i++)
		ho_buf_fmt(sql, "%s\"%s\" = $%d", i ? ", " : "",
		    k->columns[i].name, from + i);
}

void
ho_sql_where(
    struct ho_buf *sql, enum ho_kind kind, const char *where, const char *order)
{
	const struct ho_kind_desc *k = ho_kind_desc(kind);

	if (k->is_guarded)
		ho_buf_fmt(sql,
		    "SELECT id, seq, mac, (SELECT e.seq * 2 + e.dropped"
		    " FROM event_row AS e WHERE e.kind = %d AND e.id = t.id"
		    " ORDER BY e.seq DESC LIMIT 1), ",
		    (int)kind);
	else
		ho_buf_str(sql, "SELECT id, 0, NULL, NULL, ");
	columns(sql, k);
	ho_buf_fmt(sql, " FROM \"%s\" AS t WHERE %s ORDER BY %s", k->name,
	    where, order ? order : "id");
}

void
ho_sql_values(struct ho_buf *sql, int rows, int columns)
{
	for (int i = 0; i < rows; i++) {
		ho_buf_str(sql, i ? "), (" : " VALUES (");
		parameters(sql, 1 + i * columns, columns);
	}
	ho_buf_chr(sql, ')');
}

static void
insert(struct ho_buf *sql, const struct ho_kind_desc *k, int rows)
{
	ho_buf_fmt(sql, "INSERT INTO \"%s\" (%s", k->name,
	    k->is_guarded ? "id, seq, mac, " : "");
	columns(sql, k);
	ho_buf_chr(sql, ')');
	ho_sql_values(sql, rows, k->n_columns + (k->is_guarded ? 3 : 0));
	if (!k->is_guarded)
		ho_buf_str(sql, " RETURNING id");
}

static void
update(struct ho_buf *sql, const struct ho_kind_desc *k)
{
	int first = k->is_guarded ? 3 : 1, last = first + k->n_columns;

	ho_buf_fmt(sql, "UPDATE \"%s\" SET %s", k->name,
	    k->is_guarded ? "seq = $1, mac = $2, " : "");
	assignments(sql, k, first);
	ho_buf_fmt(sql, " WHERE id = $%d", last);
	if (k->is_guarded) /* of two who read the same row, one changes it */
		ho_buf_fmt(sql, " AND seq = $%d", last + 1);
}

/* event_row remembers rows that went, so no id comes twice. */
static void
next_id(struct ho_buf *sql, enum ho_kind kind, const struct ho_kind_desc *k)
{
	ho_buf_fmt(sql,
	    "SELECT 1 + coalesce(max(i), 0) FROM (SELECT max(id) AS i"
	    " FROM \"%s\" UNION ALL SELECT max(id) FROM event_row"
	    " WHERE kind = %d) AS ids",
	    k->name, (int)kind);
}

static void
trace(struct ho_buf *sql, enum ho_kind kind, const struct ho_kind_desc *k)
{
	ho_buf_fmt(sql,
	    "SELECT (SELECT e.dropped FROM event_row AS e WHERE e.kind = %d"
	    " AND e.id = w.id AND e.seq = w.seq), (SELECT max(e.seq)"
	    " FROM event_row AS e WHERE e.kind = %d AND e.id = w.id),"
	    " t.seq, t.mac FROM (SELECT $1 AS id, $2 AS seq) AS w"
	    " LEFT JOIN \"%s\" AS t ON t.id = w.id",
	    (int)kind, (int)kind, k->name);
}

void
ho_sql_verb(struct ho_buf *sql, enum ho_kind kind, enum ho_sql_verb verb)
{
	const struct ho_kind_desc *k = ho_kind_desc(kind);

	switch (verb) {
	case HO_SQL_GET: ho_sql_where(sql, kind, "id = $1", NULL); break;
	case HO_SQL_INSERT: insert(sql, k, 1); break;
	case HO_SQL_INSERT_MANY: insert(sql, k, HO_SQL_TOGETHER); break;
	case HO_SQL_UPDATE: update(sql, k); break;
	case HO_SQL_DELETE:
		ho_buf_fmt(sql, "DELETE FROM \"%s\" WHERE id = $1%s", k->name,
		    k->is_guarded ? " AND seq = $2" : "");
		break;
	case HO_SQL_NEXT_ID: next_id(sql, kind, k); break;
	case HO_SQL_ALL: ho_sql_where(sql, kind, "true", NULL); break;
	case HO_SQL_TRACE: trace(sql, kind, k); break;
	case HO_SQL_VERBS: break;
	}
}
