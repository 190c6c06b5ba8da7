/* lib/store/store.c - transactions, and rows in and out. */
#include "lib/store/store.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/err.h"
#include "lib/store/inside.h"

/* --- open and close ------------------------------------------------------- */

int
ho_store_create(const char *path, struct ho_buf *error)
{
	return ho_driver_sqlite.create(path, error);
}

static int
open_as(struct ho_store **out, const char *path, enum ho_db_mode mode,
    const struct ho_store_guard *guard, struct ho_buf *error)
{
	struct ho_store *s = calloc(1, sizeof(*s));
	int rc = HO_E_NOMEM;

	*out = NULL;
	if (s == NULL ||
	    (s->written = calloc(HO_EVENT_ROWS, sizeof(*s->written))) == NULL)
		goto out;
	s->driver = &ho_driver_sqlite;
	s->guard = guard;
	s->is_reader = mode == HO_DB_READER;
	if ((rc = s->driver->open(&s->db, path, mode, error)) != HO_OK)
		goto out;
	*out = s;
	s = NULL;
out:
	if (rc == HO_E_NOMEM)
		ho_buf_str(error, "out of memory");
	ho_store_close(&s);
	return rc;
}

int
ho_store_open(struct ho_store **s, const char *path,
    const struct ho_store_guard *guard, struct ho_buf *error)
{
	return open_as(s, path, HO_DB_WRITER, guard, error);
}

int
ho_store_open_reader(struct ho_store **s, const char *path,
    const struct ho_store_guard *guard, struct ho_buf *error)
{
	return open_as(s, path, HO_DB_READER, guard, error);
}

void
ho_store_close(struct ho_store **sp)
{
	struct ho_store *s = *sp;

	*sp = NULL;
	if (s == NULL)
		return;
	for (unsigned i = 0; i < HO_SLOTS; i++)
		if (s->slot[i])
			s->driver->finish(&s->slot[i]);
	if (s->db)
		s->driver->close(&s->db);
	ho_buf_free(&s->mac_input);
	free(s->written);
	free(s);
}

/* --- transactions --------------------------------------------------------- */

int
ho_store_begin(struct ho_store *s)
{
	int rc;

	if (s->where != HO_AT_REST)
		return HO_E_ORDER;
	if ((rc = s->driver->control(s->db, HO_DB_BEGIN)) != HO_OK)
		return rc;
	s->where = HO_IN_TRANSACTION;
	s->is_spoiled = false;
	return HO_OK;
}

void
ho_store_rollback(struct ho_store *s)
{
	if (s->where == HO_AT_REST)
		return;
	if (s->driver->is_alive(s->db))
		s->driver->control(s->db, HO_DB_ROLLBACK);
	ho_store_event_forget(s);
	s->where = HO_AT_REST;
	s->is_spoiled = false;
	s->epoch++;
}

int
ho_store_commit(struct ho_store *s)
{
	int rc = HO_E_ORDER;

	if (s->where == HO_AT_REST || s->is_reader)
		return HO_E_ORDER;
	if (s->where == HO_IN_TRANSACTION && s->event == 0 && !s->is_spoiled)
		rc = ho_store_alive(s) ? s->driver->control(s->db, HO_DB_COMMIT)
				       : HO_E_IO;
	if (rc != HO_OK) {
		ho_store_rollback(s);
		return rc;
	}
	s->where = HO_AT_REST;
	return HO_OK;
}

int
ho_store_savepoint(struct ho_store *s)
{
	int rc;

	if (s->where != HO_IN_TRANSACTION || s->event != 0 || s->is_spoiled)
		return HO_E_ORDER;
	if ((rc = s->driver->control(s->db, HO_DB_SAVEPOINT)) == HO_OK)
		s->where = HO_IN_SAVEPOINT;
	return rc;
}

int
ho_store_release(struct ho_store *s)
{
	int rc = HO_E_ORDER;

	if (s->where != HO_IN_SAVEPOINT)
		return HO_E_ORDER;
	if (s->event == 0 && !s->is_spoiled)
		rc = s->driver->control(s->db, HO_DB_RELEASE);
	if (rc != HO_OK)
		ho_store_undo(s);
	else
		s->where = HO_IN_TRANSACTION;
	return rc;
}

void
ho_store_undo(struct ho_store *s)
{
	if (s->where != HO_IN_SAVEPOINT)
		return;
	/* what cannot be undone alone must not be committed */
	if (!ho_store_alive(s) ||
	    s->driver->control(s->db, HO_DB_UNDO) != HO_OK) {
		if (s->driver->is_alive(s->db))
			s->driver->control(s->db, HO_DB_ROLLBACK);
		s->epoch++;
	}
	ho_store_event_forget(s);
	s->where = HO_IN_TRANSACTION;
	s->is_spoiled = false;
}

bool
ho_store_alive(const struct ho_store *s)
{
	return s->where != HO_AT_REST && s->driver->is_alive(s->db);
}

uint64_t
ho_store_epoch(const struct ho_store *s)
{
	return s->epoch;
}

int
ho_store_version(struct ho_store *s, int64_t *version)
{
	return s->driver->version(s->db, version);
}

int
ho_store_sweep(struct ho_store *s)
{
	if (s->where != HO_AT_REST || s->is_reader)
		return HO_E_ORDER;
	return s->driver->sweep(s->db);
}

int
ho_store_may_write(const struct ho_store *s)
{
	if (s->is_reader || s->where == HO_AT_REST)
		return HO_E_ORDER;
	return s->driver->is_alive(s->db) ? HO_OK : HO_E_IO;
}

/* --- rows ----------------------------------------------------------------- */

int
ho_store_get(struct ho_store *s, enum ho_kind kind, int64_t id, void *row)
{
	struct ho_stmt *st;
	int rc;

	memset(row, 0, ho_row_size(kind));
	if ((rc = ho_store_verb(s, kind, HO_SQL_GET, &st)) != HO_OK)
		return rc;
	ho_bind_int(s, st, 1, id);
	if ((rc = s->driver->step(st)) == HO_OK)
		rc = ho_row_living(s, kind, st, row);
	s->driver->reset(st);
	return rc;
}

int
ho_store_next_id(struct ho_store *s, enum ho_kind kind, int64_t *id)
{
	const struct ho_kind_desc *k = ho_kind_desc(kind);
	struct ho_stmt *st;
	int rc;

	*id = 0;
	if (k == NULL || !k->is_guarded)
		return HO_E_INPUT;
	if (s->event != 0 && s->made[kind] != 0) {
		*id = s->made[kind] + 1;
		return HO_OK;
	}
	if ((rc = ho_store_verb(s, kind, HO_SQL_NEXT_ID, &st)) != HO_OK)
		return rc;
	if ((rc = s->driver->step(st)) == HO_OK)
		*id = ho_cell_int(s, st, 0);
	s->driver->reset(st);
	return rc == HO_OK && *id <= 0 ? HO_E_IO : rc;
}

/* One that events name: id, seq and MAC before the columns. */
static int
put_guarded(struct ho_store *s, enum ho_kind kind, struct ho_row *row)
{
	struct ho_row was = *row;
	bool is_new = was.seq == 0;
	struct ho_stmt *st;
	uint8_t mac[32];
	int rc, at;

	if (row->id == 0 && (rc = ho_store_next_id(s, kind, &row->id)) != HO_OK)
		return rc;
	row->seq = s->event;
	if ((rc = ho_row_mac(s, kind, row, mac)) != HO_OK ||
	    (rc = ho_store_verb(s, kind, is_new ? HO_SQL_INSERT : HO_SQL_UPDATE,
		 &st)) != HO_OK)
		goto out;
	at = 1;
	if (is_new)
		ho_bind_int(s, st, at++, row->id);
	ho_bind_int(s, st, at++, row->seq);
	ho_bind_blob(s, st, at++, mac, sizeof(mac));
	at = ho_row_bind(s, kind, row, st, at);
	if (!is_new) {
		ho_bind_int(s, st, at++, row->id);
		ho_bind_int(s, st, at, was.seq);
	}
	if ((rc = ho_store_run(s, st)) == HO_OK &&
	    s->driver->changes(s->db) != 1)
		rc = HO_E_TAKEN;
	if (rc == HO_OK)
		rc = is_new ? ho_store_event_note_new(s, kind, row->id, mac)
			    : ho_store_event_note(s, kind, row->id, false, mac);
	if (rc == HO_OK && is_new && row->id > s->made[kind])
		s->made[kind] = row->id;
out:
	if (rc != HO_OK)
		*row = was;
	return rc;
}

static int
put_plain(struct ho_store *s, enum ho_kind kind, struct ho_row *row)
{
	bool is_new = row->id == 0;
	struct ho_stmt *st;
	int rc, at;

	if ((rc = ho_store_verb(s, kind, is_new ? HO_SQL_INSERT : HO_SQL_UPDATE,
		 &st)) != HO_OK)
		return rc;
	at = ho_row_bind(s, kind, row, st, 1);
	if (!is_new) {
		ho_bind_int(s, st, at, row->id);
		rc = ho_store_run(s, st);
		return rc == HO_OK && s->driver->changes(s->db) != 1
		    ? HO_E_TAKEN
		    : rc;
	}
	if ((rc = s->driver->step(st)) == HO_OK) {
		row->id = ho_cell_int(s, st, 0);
		/* the insertion is finished only when there is no more */
		rc = s->driver->step(st);
		rc = rc == HO_E_NONE ? HO_OK : rc == HO_OK ? HO_E_IO : rc;
		if (rc != HO_OK)
			row->id = 0;
	}
	s->driver->reset(st);
	return rc;
}

int
ho_store_put(struct ho_store *s, enum ho_kind kind, void *row)
{
	const struct ho_kind_desc *k = ho_kind_desc(kind);
	int rc;

	if (k == NULL)
		return HO_E_INPUT;
	if ((rc = ho_store_may_write(s)) != HO_OK ||
	    (k->is_guarded && s->event == 0))
		return rc ? rc : HO_E_ORDER;
	return ho_store_event_fail(s,
	    k->is_guarded ? put_guarded(s, kind, row)
			  : put_plain(s, kind, row));
}

int
ho_store_drop(struct ho_store *s, enum ho_kind kind, const void *row)
{
	const struct ho_kind_desc *k = ho_kind_desc(kind);
	const struct ho_row *head = row;
	static const uint8_t none[32];
	struct ho_stmt *st;
	int rc;

	if (k == NULL)
		return HO_E_INPUT;
	if (!k->may_go)
		return HO_E_RULE;
	if ((rc = ho_store_may_write(s)) != HO_OK ||
	    (k->is_guarded && s->event == 0))
		return rc ? rc : HO_E_ORDER;
	if ((rc = ho_store_verb(s, kind, HO_SQL_DELETE, &st)) == HO_OK) {
		ho_bind_int(s, st, 1, head->id);
		if (k->is_guarded)
			ho_bind_int(s, st, 2, head->seq);
		rc = ho_store_run(s, st);
	}
	if (rc == HO_OK && s->driver->changes(s->db) != 1)
		rc = HO_E_TAKEN;
	if (rc == HO_OK && k->is_guarded)
		rc = ho_store_event_note(s, kind, head->id, true, none);
	return ho_store_event_fail(s, rc);
}
