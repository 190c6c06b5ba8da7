/* lib/store/event.c - what lib/audit stands on: events, places, meta. */
#include <stdlib.h>
#include <string.h>

#include "lib/base/err.h"
#include "lib/store/inside.h"

/* --- writing -------------------------------------------------------------- */

int
ho_store_event_open(struct ho_store *s, int64_t seq)
{
	int rc = ho_store_may_write(s);

	if (rc != HO_OK || s->event != 0 || s->is_spoiled)
		return rc ? rc : HO_E_ORDER;
	if (seq <= 0)
		return HO_E_INPUT;
	s->event = seq;
	return HO_OK;
}

void
ho_store_event_forget(struct ho_store *s)
{
	s->event = 0;
	s->event_error = HO_OK;
	s->n_written = 0;
	memset(s->made, 0, sizeof(s->made));
}

void
ho_store_event_drop(struct ho_store *s)
{
	if (s->event == 0)
		return;
	if (s->n_written > 0 || s->event_error != HO_OK)
		s->is_spoiled = true;
	ho_store_event_forget(s);
}

int
ho_store_event_note_new(struct ho_store *s, enum ho_kind kind, int64_t id,
    const uint8_t mac[static 32])
{
	struct ho_written *w;

	if (s->n_written == HO_EVENT_ROWS)
		return HO_E_LIMIT;
	w = &s->written[s->n_written++];
	*w = (struct ho_written){ .kind = kind, .id = id };
	memcpy(w->mac, mac, sizeof(w->mac));
	return HO_OK;
}

int
ho_store_event_note(struct ho_store *s, enum ho_kind kind, int64_t id,
    bool dropped, const uint8_t mac[static 32])
{
	struct ho_written *w = s->written;
	const struct ho_written *end = w + s->n_written;
	int rc = HO_OK;

	while (w < end && (w->kind != kind || w->id != id))
		w++;
	if (w == end)
		rc = ho_store_event_note_new(s, kind, id, mac);
	if (rc == HO_OK) {
		w->dropped = dropped;
		memcpy(w->mac, mac, sizeof(w->mac));
	}
	return rc;
}

int
ho_store_event_fail(struct ho_store *s, int rc)
{
	if (rc != HO_OK && s->event != 0 && s->event_error == HO_OK)
		s->event_error = rc;
	return rc;
}

size_t
ho_store_event_rows(struct ho_store *s, const struct ho_written **rows)
{
	*rows = s->written;
	return s->n_written;
}

static int
write_event(struct ho_store *s, const uint8_t leaf[static 32], const void *body,
    size_t len)
{
	struct ho_stmt *st;
	int rc;

	if ((rc = ho_store_fixed(s, HO_FIX_EVENT, &st)) != HO_OK)
		return rc;
	ho_bind_int(s, st, 1, s->event);
	ho_bind_blob(s, st, 2, leaf, 32);
	if ((rc = ho_store_run(s, st)) != HO_OK ||
	    (rc = ho_store_fixed(s, HO_FIX_BODY, &st)) != HO_OK)
		return rc;
	ho_bind_int(s, st, 1, s->event);
	s->driver->bind(st, 2,
	    &(struct ho_cell){
		.type = HO_CELL_TEXT, .data = body, .len = len });
	return ho_store_run(s, st);
}

/* The next n: one, or HO_SQL_TOGETHER. */
static int
write_places(struct ho_store *s, const struct ho_written *w, size_t n)
{
	struct ho_stmt *st;
	int rc, at = 1;

	rc = ho_store_fixed(
	    s, n == 1 ? HO_FIX_EVENT_ROW : HO_FIX_EVENT_ROWS, &st);
	if (rc != HO_OK)
		return rc;
	for (const struct ho_written *end = w + n; w < end; w++) {
		ho_bind_int(s, st, at++, w->kind);
		ho_bind_int(s, st, at++, w->id);
		ho_bind_int(s, st, at++, s->event);
		ho_bind_int(s, st, at++, w->dropped);
	}
	return ho_store_run(s, st);
}

int
ho_store_event_close(
    struct ho_store *s, const uint8_t leaf[32], const void *body, size_t len)
{
	int rc = ho_store_may_write(s);
	size_t n;

	if (rc != HO_OK || s->event == 0)
		return rc ? rc : HO_E_ORDER;
	if ((rc = s->event_error) == HO_OK)
		rc = write_event(s, leaf, body, len);
	for (size_t i = 0; i < s->n_written && rc == HO_OK; i += n) {
		n = s->n_written - i >= HO_SQL_TOGETHER ? HO_SQL_TOGETHER : 1;
		rc = write_places(s, &s->written[i], n);
	}
	if (rc != HO_OK) {
		s->event_error = rc;
		ho_store_event_drop(s);
	} else {
		ho_store_event_forget(s);
	}
	return rc;
}

/* --- reading -------------------------------------------------------------- */

static int
one_number(struct ho_store *s, enum ho_fixed f, int64_t *n)
{
	struct ho_stmt *st;
	int rc = ho_store_fixed(s, f, &st);

	*n = 0;
	if (rc != HO_OK)
		return rc;
	if ((rc = s->driver->step(st)) == HO_OK)
		*n = ho_cell_int(s, st, 0);
	s->driver->reset(st);
	return rc;
}

int
ho_store_event_last(struct ho_store *s, int64_t *seq)
{
	return one_number(s, HO_FIX_LAST, seq);
}

int
ho_store_event_rows_count(struct ho_store *s, int64_t *n)
{
	return one_number(s, HO_FIX_ROWS, n);
}

int
ho_store_events(struct ho_store *s, int64_t from, size_t limit,
    int (*visit)(void *ctx, int64_t seq, const uint8_t leaf[32],
	const void *body, size_t len),
    void *ctx)
{
	struct ho_cell seq, hash, body;
	uint8_t leaf[32];
	struct ho_stmt *st;
	size_t n = 0;
	int rc = ho_store_fixed(s, HO_FIX_EVENTS, &st);

	if (rc != HO_OK)
		return rc;
	ho_bind_int(s, st, 1, from);
	while ((limit == 0 || n++ < limit) &&
	    (rc = s->driver->step(st)) == HO_OK) {
		s->driver->cell(st, 0, &seq);
		s->driver->cell(st, 1, &hash);
		s->driver->cell(st, 2, &body);
		memset(leaf, 0, sizeof(leaf));
		if (hash.type == HO_CELL_BLOB && hash.len == sizeof(leaf))
			memcpy(leaf, hash.data, sizeof(leaf));
		if (body.type != HO_CELL_TEXT)
			body = (struct ho_cell){ .type = HO_CELL_NULL };
		else if (body.data == NULL)
			body.data = "";
		if ((rc = visit(ctx, seq.number, leaf, body.data, body.len)) !=
		    HO_OK)
			break;
	}
	s->driver->reset(st);
	return rc == HO_E_NONE ? HO_OK : rc;
}

int
ho_store_inspect(struct ho_store *s, enum ho_kind kind,
    int (*visit)(void *ctx, int64_t id, int64_t seq, enum ho_row_health health,
	const uint8_t mac[32]),
    void *ctx)
{
	const struct ho_kind_desc *k = ho_kind_desc(kind);
	enum ho_row_health health;
	struct ho_stmt *st;
	uint8_t mac[32];
	void *row;
	int rc;

	if (k == NULL || !k->is_guarded)
		return HO_E_INPUT;
	if ((rc = ho_store_verb(s, kind, HO_SQL_ALL, &st)) != HO_OK)
		return rc;
	if ((row = malloc(k->size)) == NULL)
		return HO_E_NOMEM;
	while ((rc = s->driver->step(st)) == HO_OK) {
		int64_t id = ho_cell_int(s, st, HO_SQL_ID);
		int64_t seq = ho_cell_int(s, st, HO_SQL_SEQ);

		rc = ho_row_load(s, kind, st, row, mac, &health);
		ho_row_free(kind, row);
		if (rc != HO_OK ||
		    (rc = visit(ctx, id, seq, health, mac)) != HO_OK)
			break;
	}
	free(row);
	s->driver->reset(st);
	return rc == HO_E_NONE ? HO_OK : rc;
}

int
ho_store_event_rows_each(struct ho_store *s,
    int (*visit)(
	void *ctx, int64_t kind, int64_t id, int64_t seq, int64_t dropped),
    void *ctx)
{
	struct ho_stmt *st;
	int rc = ho_store_fixed(s, HO_FIX_PLACES, &st);

	if (rc != HO_OK)
		return rc;
	while ((rc = s->driver->step(st)) == HO_OK)
		if ((rc = visit(ctx, ho_cell_int(s, st, 0),
			 ho_cell_int(s, st, 1), ho_cell_int(s, st, 2),
			 ho_cell_int(s, st, 3))) != HO_OK)
			break;
	s->driver->reset(st);
	return rc == HO_E_NONE ? HO_OK : rc;
}

int
ho_store_trace(struct ho_store *s, enum ho_kind kind, int64_t id, int64_t seq,
    struct ho_trace *trace)
{
	const struct ho_kind_desc *k = ho_kind_desc(kind);
	struct ho_cell cell;
	struct ho_stmt *st;
	int rc;

	memset(trace, 0, sizeof(*trace));
	if (k == NULL || !k->is_guarded)
		return HO_E_INPUT;
	if ((rc = ho_store_verb(s, kind, HO_SQL_TRACE, &st)) != HO_OK)
		return rc;
	ho_bind_int(s, st, 1, id);
	ho_bind_int(s, st, 2, seq);
	if ((rc = s->driver->step(st)) == HO_OK) {
		s->driver->cell(st, 0, &cell);
		trace->is_noted = cell.type == HO_CELL_INT;
		trace->is_dropped = trace->is_noted && cell.number != 0;
		trace->newest = ho_cell_int(s, st, 1);
		trace->row_seq = ho_cell_int(s, st, 2);
		s->driver->cell(st, 3, &cell);
		trace->is_there = cell.type != HO_CELL_NULL;
		if (cell.type == HO_CELL_BLOB && cell.len == sizeof(trace->mac))
			memcpy(trace->mac, cell.data, sizeof(trace->mac));
	}
	s->driver->reset(st);
	return rc;
}

int
ho_store_schema_each(struct ho_store *s,
    int (*visit)(void *ctx, const char *what, const char *name), void *ctx)
{
	return s->driver->schema(s->db, visit, ctx);
}

/* --- meta ----------------------------------------------------------------- */

int
ho_store_meta_get(struct ho_store *s, const char *name, struct ho_buf *out)
{
	struct ho_cell value, mac;
	struct ho_stmt *st;
	uint8_t ours[32];
	int rc = ho_store_fixed(s, HO_FIX_META_GET, &st);

	if (rc != HO_OK)
		return rc;
	ho_bind_text(s, st, 1, name);
	if ((rc = s->driver->step(st)) == HO_OK) {
		s->driver->cell(st, 0, &value);
		s->driver->cell(st, 1, &mac);
		rc = ho_meta_mac(s, name, value.data, value.len, ours);
		if (rc == HO_OK &&
		    (value.type != HO_CELL_BLOB || mac.type != HO_CELL_BLOB ||
			mac.len != sizeof(ours) ||
			!ho_same_mac(mac.data, ours)))
			rc = HO_E_FORGED;
		if (rc == HO_OK)
			ho_buf_add(out, value.data, value.len);
		if (rc == HO_OK)
			rc = ho_buf_error(out);
	}
	s->driver->reset(st);
	return rc;
}

int
ho_store_meta_put(
    struct ho_store *s, const char *name, const void *data, size_t len)
{
	struct ho_stmt *st;
	uint8_t mac[32];
	int rc = ho_store_may_write(s);

	if (rc != HO_OK ||
	    (rc = ho_meta_mac(s, name, data, len, mac)) != HO_OK ||
	    (rc = ho_store_fixed(s, HO_FIX_META_PUT, &st)) != HO_OK)
		return rc;
	ho_bind_text(s, st, 1, name);
	ho_bind_blob(s, st, 2, data, len);
	ho_bind_blob(s, st, 3, mac, sizeof(mac));
	return ho_store_run(s, st);
}
