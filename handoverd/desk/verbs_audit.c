/* handoverd/desk/verbs_audit.c - audit list, show, checkpoint, export. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "handoverd/daemon.h"
#include "handoverd/desk/page.h"
#include "handoverd/desk/verbs.h"
#include "lib/base/b64.h"
#include "lib/base/err.h"

#define LAST_ROWS 50        /* without --from and --count */
#define SIGNED    INT64_MAX /* c->after: the checkpoint is signed by now */

/* --- list, export ------------------------------------------------------------
 */

struct walk {
	struct call *c;
	const char *event; /* filter: a name, or what stands before its dot */
	json_t *count;     /* how many more; NULL: no end */
	bool is_export;
	size_t seen;
};

static bool
is_named(json_t *leaf, const char *filter)
{
	const char *name = json_string_value(json_object_get(leaf, "event"));
	size_t len = strlen(filter);

	return name != NULL && strncmp(name, filter, len) == 0 &&
	    (name[len] == '\0' || name[len] == '.');
}

static int
list_event(struct walk *w, const void *body, size_t len)
{
	json_t *leaf = json_loadb(body, len, 0, NULL);

	if (leaf == NULL)
		return HO_E_FORGED;
	if (w->event != NULL && !is_named(leaf, w->event)) {
		json_decref(leaf);
		return HO_OK;
	}
	if (w->count != NULL)
		json_integer_set(w->count, json_integer_value(w->count) - 1);
	return call_row(w->c, leaf);
}

static int
visit_event(void *ctx, int64_t seq, const uint8_t leaf[32], const void *body,
    size_t len)
{
	struct walk *w = ctx;
	json_t *row;

	(void)leaf;
	if (w->count != NULL && json_integer_value(w->count) <= 0)
		return HO_OK;
	w->seen++;
	w->c->after = seq;
	if (!w->is_export)
		return list_event(w, body, len);
	/* as a string: the exact octets, whatever stands in them */
	row =
	    json_pack("{s:I, s:s%}", "seq", (json_int_t)seq, "leaf", body, len);
	return call_row(w->c, row);
}

/* --- the last so many, where --from does not say where they begin -------- */

struct back {
	const char *event;
	int64_t seq[PAGE_ROWS]; /* those of this page that are asked for */
	int64_t n;
};

static int
visit_back(void *ctx, int64_t seq, const uint8_t leaf[32], const void *body,
    size_t len)
{
	struct back *b = ctx;
	json_t *parsed = NULL;

	(void)leaf;
	if (b->event != NULL &&
	    (parsed = json_loadb(body, len, 0, NULL)) == NULL)
		return HO_E_FORGED;
	if (parsed == NULL || is_named(parsed, b->event))
		b->seq[b->n++] = seq;
	json_decref(parsed);
	return HO_OK;
}

/*
 * A page further back, and no row yet: "before" and "left" in args (no caller
 * can give them) are where it came to, and how many it still looks for.  Ends
 * by setting "from", as if the caller had said it.
 */
static int
look_back(struct tx *t, struct call *c)
{
	struct back b = { .event = call_str(c, "event") };
	int64_t before = call_int(c, "before"), left = call_int(c, "left");
	int64_t from;
	int rc;

	if (before == 0) {
		before = ho_audit_size(t->a) + 1;
		if ((left = call_int(c, "count")) == 0)
			left = LAST_ROWS;
		if (json_object_set_new(c->args, "count", json_integer(left)) !=
		    0)
			return HO_E_NOMEM;
	}
	from = before > PAGE_ROWS ? before - PAGE_ROWS : 1;
	if ((rc = ho_store_events(
		 t->s, from, (size_t)(before - from), visit_back, &b)) != HO_OK)
		return rc;
	c->more = true;
	if (b.n >= left || from == 1)
		return json_object_set_new(c->args, "from",
			   json_integer(b.n >= left ? b.seq[b.n - left] : 1)) ==
			0
		    ? HO_OK
		    : HO_E_NOMEM;
	return json_object_set_new(c->args, "before", json_integer(from)) ==
		    0 &&
		json_object_set_new(
		    c->args, "left", json_integer(left - b.n)) == 0
	    ? HO_OK
	    : HO_E_NOMEM;
}

/* What a page left off goes on in the next: --count counts down in args. */
int
verb_audit_list(struct tx *t, struct call *c)
{
	struct walk w = { .c = c,
		.event = call_str(c, "event"),
		.count = json_object_get(c->args, "count") };
	int64_t from = call_int(c, "from");
	int rc;

	if (from == 0 && ho_audit_size(t->a) > 0)
		return look_back(t, c);
	if (c->after != 0)
		from = c->after + 1;
	rc = ho_store_events(
	    t->s, from > 0 ? from : 1, PAGE_ROWS, visit_event, &w);
	c->more =
	    w.seen > 0 && (w.count == NULL || json_integer_value(w.count) > 0);
	return rc;
}

/* The newest checkpoint; signed in the commit before this page. */
static int
tell_checkpoint(struct tx *t, struct call *c)
{
	struct ho_buf note = HO_BUF_INIT;
	int rc = ho_audit_checkpoint_last(t->a, &note);

	if (rc == HO_OK &&
	    json_object_set_new(
		c->result, "checkpoint", json_string(ho_buf_text(&note))) != 0)
		rc = HO_E_NOMEM;
	if (rc == HO_OK && note.len > 0)
		ho_buf_add(&c->text, note.data, note.len - 1);
	ho_buf_free(&note);
	return rc;
}

int
verb_audit_export(struct tx *t, struct call *c)
{
	struct walk w = { .c = c, .is_export = true };
	int rc;

	if (c->after == SIGNED)
		return tell_checkpoint(t, c);
	rc = ho_store_events(t->s, c->after + 1, PAGE_ROWS, visit_event, &w);
	c->more = true;
	if (w.seen == 0) {
		t->wants_checkpoint = true;
		c->after = SIGNED;
	}
	return rc;
}

int
verb_audit_checkpoint(struct tx *t, struct call *c)
{
	if (c->after == SIGNED)
		return tell_checkpoint(t, c);
	t->wants_checkpoint = true;
	c->after = SIGNED;
	c->more = true;
	return HO_OK;
}

/* --- show --------------------------------------------------------------------
 */

static int
show_event(void *ctx, int64_t seq, const uint8_t leaf[32], const void *body,
    size_t len)
{
	struct call *c = ctx;
	struct ho_buf hex = HO_BUF_INIT;
	json_t *all;
	int rc;

	ho_hex(&hex, leaf, 32);
	all = json_pack("{s:I, s:o, s:s, s:s%}", "seq", (json_int_t)seq,
	    "event", json_loadb(body, len, 0, NULL), "leaf_hash",
	    ho_buf_text(&hex), "leaf", body, len);
	rc = all != NULL && json_object_update(c->result, all) == 0
	    ? HO_OK
	    : HO_E_NOMEM;
	json_decref(all);
	ho_buf_free(&hex);
	return rc;
}

int
verb_audit_show(struct tx *t, struct call *c)
{
	const char *text = call_str(c, "subject");
	long long seq;
	char *end;

	errno = 0;
	seq = strtoll(text, &end, 10);
	if (errno != 0 || *end != '\0' || seq < 1)
		return call_refuse(
		    c, EXIT_USAGE, "usage", "SEQ is an event's number");
	if (seq > ho_audit_size(t->a))
		return call_refuse(c, EXIT_REFUSED, "no-event",
		    "the log has %lld events", (long long)ho_audit_size(t->a));
	return ho_store_events(t->s, seq, 1, show_event, c);
}
