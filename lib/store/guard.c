/* lib/store/guard.c - between struct and columns, and law 13 on the way. */
#include <stdlib.h>
#include <string.h>

#include "lib/base/err.h"
#include "lib/store/inside.h"

static const void *
field(const void *row, const struct ho_column *c)
{
	return (const char *)row + c->offset;
}

/* A column as the database shall have it.  A number or text that may be empty
 * and is, is NULL. */
static struct ho_cell
cell_of(const void *row, const struct ho_column *c)
{
	const void *at = field(row, c);
	struct ho_cell cell = { .type = HO_CELL_NULL };

	switch (c->type) {
	case HO_COL_INT:
	case HO_COL_MAYBE:
		cell.number = *(const int64_t *)at;
		if (cell.number != 0 || c->type == HO_COL_INT)
			cell.type = HO_CELL_INT;
		break;
	case HO_COL_TEXT:
		cell.data = at;
		cell.len = strnlen(at, c->cap);
		if (cell.len > 0)
			cell.type = HO_CELL_TEXT;
		break;
	case HO_COL_BLOB:
		cell.data = ((const struct ho_blob *)at)->data;
		cell.len = ((const struct ho_blob *)at)->len;
		cell.type = HO_CELL_BLOB;
		break;
	}
	return cell;
}

int
ho_row_bind(struct ho_store *s, enum ho_kind kind, const void *row,
    struct ho_stmt *st, int at)
{
	const struct ho_kind_desc *k = ho_kind_desc(kind);

	for (int i = 0; i < k->n_columns; i++) {
		struct ho_cell cell = cell_of(row, &k->columns[i]);

		s->driver->bind(st, at++, &cell);
	}
	return at;
}

/* Type first, then a length where there is one: no two rows of a kind, and no
 * two kinds, give the same octets. */
static void
add_cell(struct ho_buf *b, const struct ho_cell *c)
{
	switch (c->type) {
	case HO_CELL_INT:
		ho_buf_chr(b, 'i');
		ho_buf_u64(b, (uint64_t)c->number);
		break;
	case HO_CELL_TEXT:
	case HO_CELL_BLOB:
		ho_buf_chr(b, c->type == HO_CELL_TEXT ? 't' : 'b');
		ho_buf_u64(b, c->len);
		ho_buf_add(b, c->data, c->len);
		break;
	default: ho_buf_chr(b, 'n');
	}
}

static int
mac_of(struct ho_store *s, uint8_t mac[static 32])
{
	memset(mac, 0, 32);
	if (ho_buf_error(&s->mac_input) != HO_OK)
		return ho_buf_error(&s->mac_input);
	return s->guard->mac(
	    s->guard->ctx, s->mac_input.data, s->mac_input.len, mac);
}

int
ho_row_mac(struct ho_store *s, enum ho_kind kind, const void *row,
    uint8_t mac[static 32])
{
	const struct ho_kind_desc *k = ho_kind_desc(kind);
	const struct ho_row *head = row;

	ho_buf_clear(&s->mac_input);
	ho_buf_u32(&s->mac_input, (uint32_t)kind);
	ho_buf_u64(&s->mac_input, (uint64_t)head->id);
	ho_buf_u64(&s->mac_input, (uint64_t)head->seq);
	for (int i = 0; i < k->n_columns; i++) {
		struct ho_cell cell = cell_of(row, &k->columns[i]);

		add_cell(&s->mac_input, &cell);
	}
	return mac_of(s, mac);
}

/* Kind 0 is no kind of row. */
int
ho_meta_mac(struct ho_store *s, const char *name, const void *data, size_t len,
    uint8_t mac[static 32])
{
	struct ho_cell n = { HO_CELL_TEXT, 0, name, strlen(name) };
	struct ho_cell d = { HO_CELL_BLOB, 0, data, len };

	ho_buf_clear(&s->mac_input);
	ho_buf_u32(&s->mac_input, 0);
	add_cell(&s->mac_input, &n);
	add_cell(&s->mac_input, &d);
	return mac_of(s, mac);
}

/* No kind of row has this number, and a name is no meta value. */
int
ho_store_key(struct ho_store *s, const char *use, uint8_t key[32])
{
	struct ho_cell n = { HO_CELL_TEXT, 0, use, strlen(use) };

	ho_buf_clear(&s->mac_input);
	ho_buf_u32(&s->mac_input, UINT32_MAX);
	add_cell(&s->mac_input, &n);
	return mac_of(s, key);
}

bool
ho_same_mac(const uint8_t *a, const uint8_t *b)
{
	uint8_t differ = 0;

	for (int i = 0; i < 32; i++)
		differ |= a[i] ^ b[i];
	return differ == 0;
}

/* Fills one field; false: no struct of ours was ever written so. */
static bool
take_cell(
    void *row, const struct ho_column *c, const struct ho_cell *cell, int *rc)
{
	void *at = (char *)row + c->offset;
	struct ho_blob *b = at;

	if (cell->type == HO_CELL_NULL)
		return c->type == HO_COL_MAYBE || c->type == HO_COL_TEXT;
	switch (c->type) {
	case HO_COL_INT:
	case HO_COL_MAYBE:
		*(int64_t *)at = cell->number;
		return cell->type == HO_CELL_INT &&
		    (cell->number != 0 || c->type == HO_COL_INT);
	case HO_COL_TEXT:
		/* one that is too long is never cut: it would be another */
		if (cell->type != HO_CELL_TEXT || cell->len == 0 ||
		    cell->len >= c->cap || memchr(cell->data, 0, cell->len))
			return false;
		memcpy(at, cell->data, cell->len);
		return true;
	case HO_COL_BLOB:
		if (cell->type != HO_CELL_BLOB)
			return false;
		if ((b->data = malloc(cell->len + 1)) == NULL) {
			*rc = HO_E_NOMEM;
			return false;
		}
		if (cell->len)
			memcpy(b->data, cell->data, cell->len);
		b->len = cell->len;
		return true;
	}
	return false;
}

/* Is it the newest that the log knows?  A row of the open event is not in
 * event_row yet; the list of what was put is. */
static enum ho_row_health
place_of(struct ho_store *s, enum ho_kind kind, const struct ho_row *head,
    const struct ho_cell *place, const uint8_t *mac)
{
	if (s->event != 0 && head->seq == s->event)
		for (size_t i = 0; i < s->n_written; i++)
			if (s->written[i].kind == kind &&
			    s->written[i].id == head->id &&
			    !s->written[i].dropped &&
			    ho_same_mac(s->written[i].mac, mac))
				return HO_ROW_WELL;
	if (place->type != HO_CELL_INT || place->number / 2 < head->seq)
		return HO_ROW_DEAD_EVENT;
	if (place->number != head->seq * 2)
		return HO_ROW_DEAD_OLD;
	return HO_ROW_WELL;
}

int
ho_row_load(struct ho_store *s, enum ho_kind kind, struct ho_stmt *st,
    void *row, uint8_t *mac, enum ho_row_health *health)
{
	const struct ho_kind_desc *k = ho_kind_desc(kind);
	struct ho_row *head = row;
	struct ho_cell cell, place;
	uint8_t stored[32] = { 0 }, ours[32];
	bool is_whole = true;
	int rc = HO_OK;

	*health = HO_ROW_DEAD_MAC;
	memset(row, 0, k->size);
	head->id = ho_cell_int(s, st, HO_SQL_ID);
	head->seq = ho_cell_int(s, st, HO_SQL_SEQ);
	for (int i = 0; i < k->n_columns && is_whole; i++) {
		s->driver->cell(st, HO_SQL_COLUMNS + i, &cell);
		is_whole = take_cell(row, &k->columns[i], &cell, &rc);
	}
	s->driver->cell(st, HO_SQL_MAC, &cell);
	if (cell.type == HO_CELL_BLOB && cell.len == sizeof(stored))
		memcpy(stored, cell.data, sizeof(stored));
	if (mac)
		memcpy(mac, stored, sizeof(stored));
	if (rc == HO_OK && is_whole && !k->is_guarded) {
		*health = HO_ROW_WELL;
	} else if (rc == HO_OK && is_whole &&
	    (rc = ho_row_mac(s, kind, row, ours)) == HO_OK &&
	    ho_same_mac(ours, stored)) {
		s->driver->cell(st, HO_SQL_PLACE, &place);
		*health = place_of(s, kind, head, &place, stored);
	}
	if (rc != HO_OK)
		*health = HO_ROW_DEAD_MAC;
	if (*health == HO_ROW_DEAD_MAC)
		ho_row_free(kind, row);
	return rc;
}

int
ho_row_living(
    struct ho_store *s, enum ho_kind kind, struct ho_stmt *st, void *row)
{
	static const char *const why[] = {
		[HO_ROW_DEAD_MAC] = "mac",
		[HO_ROW_DEAD_OLD] = "old",
		[HO_ROW_DEAD_EVENT] = "event",
	};
	enum ho_row_health health;
	int64_t id = ho_cell_int(s, st, HO_SQL_ID);
	int rc = ho_row_load(s, kind, st, row, NULL, &health);

	if (rc != HO_OK || health == HO_ROW_WELL)
		return rc;
	ho_row_free(kind, row);
	if (s->guard->dead)
		s->guard->dead(s->guard->ctx, kind, id, why[health]);
	return HO_E_NONE;
}
