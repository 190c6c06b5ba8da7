/* lib/audit/reconcile.c - does the store agree with the log? */
#include <string.h>

#include "lib/audit/check.h"
#include "lib/base/err.h"

/* --- event_row against the bodies ------------------------------------------- */

static int
add_named(struct check *c)
{
	int rc = ho_places_add(c->a->placer, &c->named, c->some, c->n_some);

	c->n_some = 0;
	return rc;
}

int
ho_check_named(struct check *c, int64_t seq, const struct ho_event_row *row)
{
	if (row->id < 1 || row->id >> 55 != 0)
		return HO_E_INPUT;
	c->some[c->n_some++] =
	    (struct ho_place){ row->kind, row->id, seq, row->is_dropped };
	if (c->n_some == HO_CHECK_BATCH) {
		int rc = add_named(c);

		if (rc != HO_OK)
			return rc;
	}
	return ho_latest_put(
	    &c->latest, row->kind, row->id, seq, row->is_dropped, row->mac);
}

/* The slow way, entry by entry, once it is known that something is wrong. */
static int
name_place(struct check *c, int64_t seq, const struct ho_event_row *row)
{
	const char *kind = ho_kind_name(row->kind);
	struct ho_trace t;
	int rc = ho_store_trace(c->a->store, row->kind, row->id, seq, &t);

	if (rc == HO_OK && !t.is_noted)
		ho_check_fault(c, "event-row",
		    "event %lld names %s/%lld, event_row does not",
		    (long long)seq, kind, (long long)row->id);
	else if (rc == HO_OK && t.is_dropped != row->is_dropped)
		ho_check_fault(c, "event-row",
		    "event %lld and event_row disagree whether %s/%lld went",
		    (long long)seq, kind, (long long)row->id);
	return rc;
}

static int
name_places_of(void *ctx, int64_t seq, const uint8_t leaf[32], const void *body,
    size_t len)
{
	struct ho_event_view v;
	struct ho_event_row row;
	int rc;

	(void)leaf;
	if (body == NULL || ho_event_read(&v, body, len) != HO_OK ||
	    v.seq != seq)
		return HO_OK; /* named as a fault already */
	while ((rc = ho_event_read_row(&v, &row)) == HO_OK)
		if ((rc = name_place(ctx, seq, &row)) != HO_OK)
			return rc;
	return HO_OK;
}

/* Two sets with one sum are one set. */
static bool
same_places(const struct ho_places *a, const struct ho_places *b)
{
	return a->n == b->n && memcmp(a->sum, b->sum, sizeof(a->sum)) == 0;
}

static int
name_places(struct check *c)
{
	int64_t noted;
	int rc = ho_store_events(c->a->store, 1, 0, name_places_of, c);

	if (rc == HO_OK &&
	    (rc = ho_store_event_rows_count(c->a->store, &noted)) == HO_OK &&
	    (uint64_t)noted > c->named.n)
		ho_check_fault(c, "event-row",
		    "event_row has %lld entries that no event names",
		    (long long)noted - (long long)c->named.n);
	return rc;
}

int
ho_check_places(struct check *c)
{
	struct ho_places held;
	int rc = add_named(c);

	if (rc != HO_OK)
		return rc;
	rc = ho_audit_places(c->a, &held);
	if (rc != HO_OK && rc != HO_E_FORGED)
		return rc;
	if (rc == HO_E_FORGED || (c->has_kept && !same_places(&held, &c->kept)))
		ho_check_fault(c, "event-row",
		    "event_row is not what was written with the frontier");
	if (rc == HO_OK && same_places(&held, &c->named))
		return HO_OK;
	return name_places(c);
}

/* --- rows ------------------------------------------------------------------- */

static int
on_row(void *ctx, int64_t id, int64_t seq, enum ho_row_health health,
    const uint8_t mac[32])
{
	static const struct {
		const char *word, *text;
	} says[] = {
		[HO_ROW_DEAD_MAC] = { "row-forged",
		    "was written with other tools" },
		[HO_ROW_DEAD_OLD] = { "row-old", "is an old one put back" },
		[HO_ROW_DEAD_EVENT] = { "row-unknown", "is named by no event" },
	};
	struct check *c = ctx;
	const struct ho_last *x = ho_latest_find(&c->latest, c->kind, id);

	if (x != NULL && !ho_last_is_dropped(x)) {
		c->met++;
		if (x->seq == seq && memcmp(x->mac, mac, sizeof(x->mac)) != 0)
			ho_check_fault(c, "row-changed",
			    "%s/%lld is not as event %lld wrote it",
			    ho_kind_name(c->kind), (long long)id,
			    (long long)seq);
	}
	if (health != HO_ROW_WELL)
		ho_check_fault(c, says[health].word, "%s/%lld (event %lld) %s",
		    ho_kind_name(c->kind), (long long)id, (long long)seq,
		    says[health].text);
	return HO_OK;
}

/* Those that the log knows and no table has. */
static int
name_gone(struct check *c)
{
	struct ho_trace t;
	int rc = HO_OK;

	for (size_t i = 0; rc == HO_OK && i < c->latest.size; i++) {
		const struct ho_last *x = &c->latest.slot[i];
		enum ho_kind kind = (enum ho_kind)(x->name >> 56);
		int64_t id = (int64_t)(x->name << 8 >> 9);

		if (x->name == 0 || ho_last_is_dropped(x))
			continue;
		rc = ho_store_trace(c->a->store, kind, id, x->seq, &t);
		if (rc == HO_OK && !t.is_there)
			ho_check_fault(c, "row-gone",
			    "%s/%lld of event %lld is gone", ho_kind_name(kind),
			    (long long)id, (long long)x->seq);
	}
	return rc;
}

int
ho_check_rows(struct check *c)
{
	size_t alive = 0;
	int rc = HO_OK;

	for (int k = 1; rc == HO_OK && k < HO_KINDS; k++) {
		c->kind = (enum ho_kind)k;
		rc = ho_store_inspect(c->a->store, c->kind, on_row, c);
		if (rc == HO_E_INPUT)
			rc = HO_OK; /* of no guarded kind: no event names it */
	}
	for (size_t i = 0; i < c->latest.size; i++)
		alive += c->latest.slot[i].name != 0 &&
		    !ho_last_is_dropped(&c->latest.slot[i]);
	return rc == HO_OK && c->met != alive ? name_gone(c) : rc;
}
