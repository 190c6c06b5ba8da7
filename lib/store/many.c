/* lib/store/many.c - new rows in, many with one statement. */
#include "lib/base/err.h"
#include "lib/store/inside.h"

static struct ho_row *
row_at(const struct ho_kind_desc *k, void *rows, size_t i)
{
	return (struct ho_row *)(void *)((char *)rows + i * k->size);
}

/* HO_SQL_TOGETHER of them. */
static int
insert(struct ho_store *s, enum ho_kind kind, void *rows)
{
	const struct ho_kind_desc *k = ho_kind_desc(kind);
	uint8_t mac[HO_SQL_TOGETHER][32];
	struct ho_row *row = rows;
	struct ho_stmt *st;
	int64_t id;
	int rc, at = 1;

	if ((rc = ho_store_next_id(s, kind, &id)) != HO_OK ||
	    (rc = ho_store_verb(s, kind, HO_SQL_INSERT_MANY, &st)) != HO_OK)
		return rc;
	for (size_t i = 0; i < HO_SQL_TOGETHER && rc == HO_OK; i++) {
		row = row_at(k, rows, i);
		row->id = id + (int64_t)i;
		row->seq = s->event;
		rc = ho_row_mac(s, kind, row, mac[i]);
		ho_bind_int(s, st, at++, row->id);
		ho_bind_int(s, st, at++, row->seq);
		ho_bind_blob(s, st, at++, mac[i], sizeof(mac[i]));
		at = ho_row_bind(s, kind, row, st, at);
	}
	if (rc != HO_OK)
		s->driver->reset(st);
	else if ((rc = ho_store_run(s, st)) == HO_OK &&
	    s->driver->changes(s->db) != HO_SQL_TOGETHER)
		rc = HO_E_TAKEN;
	for (size_t i = 0; i < HO_SQL_TOGETHER && rc == HO_OK; i++)
		rc = ho_store_event_note_new(s, kind, id + (int64_t)i, mac[i]);
	if (rc == HO_OK)
		s->made[kind] = row->id;
	return rc;
}

int
ho_store_put_many(struct ho_store *s, enum ho_kind kind, void *rows, size_t n)
{
	const struct ho_kind_desc *k = ho_kind_desc(kind);
	size_t i;
	int rc;

	if (k == NULL || !k->is_guarded)
		return HO_E_INPUT;
	for (i = 0; i < n; i++)
		if (row_at(k, rows, i)->id != 0 || row_at(k, rows, i)->seq != 0)
			return HO_E_INPUT;
	rc = ho_store_may_write(s);
	if (rc == HO_OK && s->event == 0)
		rc = HO_E_ORDER;
	for (i = 0; n - i >= HO_SQL_TOGETHER && rc == HO_OK;
	     i += HO_SQL_TOGETHER)
		rc = insert(s, kind, row_at(k, rows, i));
	for (; i < n && rc == HO_OK; i++)
		rc = ho_store_put(s, kind, row_at(k, rows, i));
	for (i = 0; i < n && rc != HO_OK; i++)
		*row_at(k, rows, i) = (struct ho_row){ 0 };
	return ho_store_event_fail(s, rc);
}
