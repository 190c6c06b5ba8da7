/* lib/audit/log.c - the log's state: frontier and checkpoint. */
#include <stdlib.h>
#include <string.h>

#include "lib/audit/inside.h"
#include "lib/base/err.h"

/* --- open ------------------------------------------------------------------- */

static int
make(struct ho_audit **out, struct ho_store *s,
    const struct ho_audit_signer *signer)
{
	struct ho_audit *a = calloc(1, sizeof(*a));
	int rc;

	*out = NULL;
	if (a == NULL)
		return HO_E_NOMEM;
	a->store = s;
	a->signer = *signer;
	a->event.body.max = HO_EVENT_MAX;
	a->event.fields.max = HO_EVENT_MAX;
	if ((rc = ho_note_key_make(
		 &a->key, signer->origin, signer->public_key)) != HO_OK ||
	    (rc = ho_hasher_new(&a->hasher)) != HO_OK) {
		ho_audit_close(&a);
		return rc;
	}
	*out = a;
	return HO_OK;
}

int
ho_audit_frontier(struct ho_audit *a, struct ho_frontier *f)
{
	struct ho_buf b = HO_BUF_INIT;
	int rc = ho_store_meta_get(a->store, HO_META_FRONTIER, &b);

	memset(f, 0, sizeof(*f));
	if (rc == HO_OK && ho_frontier_load(f, b.data, b.len) != HO_OK)
		rc = HO_E_FORGED;
	ho_buf_free(&b);
	return rc == HO_E_NONE ? HO_OK : rc; /* none: the empty log */
}

/* The newest checkpoint kept, if this log's key signed it. */
static int
last_checkpoint(
    struct ho_audit *a, struct ho_checkpoint *c, struct ho_buf *note)
{
	int rc = ho_store_meta_get(a->store, HO_META_CHECKPOINT, note);

	memset(c, 0, sizeof(*c));
	if (rc != HO_OK)
		return rc;
	rc = ho_checkpoint_check(c, note->data, note->len, &a->key);
	return rc == HO_E_INPUT ? HO_E_FORGED : rc;
}

/* Does the log go on from what was signed? */
static int
extends(struct ho_audit *a, const struct ho_frontier *f,
    const struct ho_checkpoint *c)
{
	uint8_t root[HO_HASH_LEN];
	int rc;

	if (c->size > f->size)
		return HO_E_FORGED;
	if (c->size < f->size)
		return HO_OK;
	if ((rc = ho_frontier_root(a->hasher, f, root)) != HO_OK)
		return rc;
	return memcmp(root, c->root, sizeof(root)) == 0 ? HO_OK : HO_E_FORGED;
}

static int
check_open(struct ho_audit *a, struct ho_buf *error)
{
	struct ho_buf note = HO_BUF_INIT;
	struct ho_checkpoint c;
	int64_t last;
	int rc;

	if ((rc = ho_audit_frontier(a, &a->frontier)) != HO_OK) {
		ho_buf_str(error,
		    rc == HO_E_FORGED
			? "the log's frontier was changed with other tools"
			: "the log's frontier cannot be read");
		return rc;
	}
	a->stored = a->frontier.size;
	a->epoch = ho_store_epoch(a->store);
	if ((rc = ho_store_event_last(a->store, &last)) != HO_OK) {
		ho_buf_str(error, "the events cannot be read");
		return rc;
	}
	if ((uint64_t)last != a->frontier.size) {
		ho_buf_fmt(error,
		    "the log has events up to %lld, its frontier says %llu",
		    (long long)last, (unsigned long long)a->frontier.size);
		return HO_E_FORGED;
	}
	if ((rc = last_checkpoint(a, &c, &note)) == HO_OK)
		rc = extends(a, &a->frontier, &c);
	ho_buf_free(&note);
	if (rc == HO_E_NONE)
		return HO_OK;
	if (rc != HO_OK)
		ho_buf_fmt(error,
		    "the newest checkpoint (%llu events) is not of this log",
		    (unsigned long long)c.size);
	return rc;
}

int
ho_audit_open(struct ho_audit **out, struct ho_store *s,
    const struct ho_audit_signer *signer, struct ho_buf *error)
{
	int rc = make(out, s, signer);

	if (rc != HO_OK)
		ho_buf_fmt(error, "the log cannot be opened: %s",
		    rc == HO_E_INPUT ? "its origin is no name for a key"
				     : ho_err_text(rc));
	else if ((rc = check_open(*out, error)) != HO_OK)
		ho_audit_close(out);
	return rc;
}

int
ho_audit_open_reader(struct ho_audit **out, struct ho_store *s,
    const struct ho_audit_signer *signer)
{
	int rc = make(out, s, signer);

	if (rc == HO_OK)
		(*out)->is_reader = true;
	return rc;
}

void
ho_audit_close(struct ho_audit **ap)
{
	struct ho_audit *a = *ap;

	*ap = NULL;
	if (a == NULL)
		return;
	ho_buf_free(&a->event.actor);
	ho_buf_free(&a->event.fields);
	ho_buf_free(&a->event.body);
	ho_hasher_free(&a->hasher);
	free(a);
}

/* --- beside the store's transactions ---------------------------------------- */

int
ho_audit_follow(struct ho_audit *a)
{
	int rc;

	if (a->epoch == ho_store_epoch(a->store))
		return HO_OK;
	if ((rc = ho_audit_frontier(a, &a->frontier)) != HO_OK)
		return rc;
	a->stored = a->frontier.size;
	a->epoch = ho_store_epoch(a->store);
	return HO_OK;
}

void
ho_audit_savepoint(struct ho_audit *a)
{
	ho_audit_follow(a); /* a failure comes out of ho_event_begin() */
	a->saved = a->frontier;
}

void
ho_audit_undo(struct ho_audit *a)
{
	a->event.is_open = false;
	a->frontier = a->saved;
}

int
ho_audit_before_commit(struct ho_audit *a)
{
	struct ho_buf b = HO_BUF_INIT;
	int rc = a->is_reader ? HO_E_ORDER : ho_audit_follow(a);

	if (rc != HO_OK || a->stored == a->frontier.size)
		return rc;
	ho_frontier_save(&a->frontier, &b);
	if ((rc = ho_buf_error(&b)) == HO_OK)
		rc = ho_store_meta_put(
		    a->store, HO_META_FRONTIER, b.data, b.len);
	if (rc == HO_OK)
		a->stored = a->frontier.size;
	ho_buf_free(&b);
	return rc;
}

int64_t
ho_audit_size(const struct ho_audit *a)
{
	return (int64_t)a->frontier.size;
}

void
ho_audit_root(const struct ho_audit *a, uint8_t root[32])
{
	if (ho_frontier_root(a->hasher, &a->frontier, root) != HO_OK)
		memset(root, 0, 32);
}

/* --- checkpoints ------------------------------------------------------------ */

static int
sign(struct ho_audit *a, struct ho_buf *note)
{
	struct ho_buf text = HO_BUF_INIT, whole = HO_BUF_INIT;
	struct ho_checkpoint c = { .size = a->frontier.size };
	int rc = ho_frontier_root(a->hasher, &a->frontier, c.root);

	memcpy(c.origin, a->key.name, sizeof(c.origin));
	ho_checkpoint_write(&c, &text);
	if (rc == HO_OK && (rc = ho_buf_error(&text)) == HO_OK)
		rc = ho_note_sign(&whole, text.data, text.len, &a->key,
		    a->signer.sign, a->signer.ctx);
	if (rc == HO_OK)
		rc = ho_store_meta_put(
		    a->store, HO_META_CHECKPOINT, whole.data, whole.len);
	if (rc == HO_OK) {
		ho_buf_add(note, whole.data, whole.len);
		rc = ho_buf_error(note);
	}
	ho_buf_free(&text);
	ho_buf_free(&whole);
	return rc;
}

int
ho_audit_checkpoint(struct ho_audit *a, struct ho_buf *note)
{
	struct ho_buf last = HO_BUF_INIT;
	struct ho_checkpoint c;
	int rc =
	    a->is_reader || a->event.is_open ? HO_E_ORDER : ho_audit_follow(a);

	if (rc != HO_OK)
		return rc;
	if ((rc = last_checkpoint(a, &c, &last)) == HO_E_NONE)
		rc = sign(a, note);
	else if (rc == HO_OK && (rc = extends(a, &a->frontier, &c)) == HO_OK &&
	    c.size < a->frontier.size)
		rc = sign(a, note);
	ho_buf_free(&last);
	return rc;
}

int
ho_audit_checkpoint_last(struct ho_audit *a, struct ho_buf *note)
{
	return ho_store_meta_get(a->store, HO_META_CHECKPOINT, note);
}

int
ho_audit_key(const struct ho_audit_signer *signer, struct ho_buf *out)
{
	struct ho_note_key k;
	int rc = ho_note_key_make(&k, signer->origin, signer->public_key);

	if (rc != HO_OK)
		return rc;
	ho_note_key_text(&k, out);
	return ho_buf_error(out);
}
