/* lib/audit/log.c - the log's state: frontier and checkpoint. */
#include <stdlib.h>
#include <string.h>

#include "lib/audit/inside.h"
#include "lib/base/err.h"

/* --- open ------------------------------------------------------------------- */

int
ho_audit_make(struct ho_audit **out, struct ho_store *s,
    const struct ho_audit_signer *signer)
{
	struct ho_audit *a = calloc(1, sizeof(*a));
	uint8_t key[32];
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
	    (rc = ho_hasher_new(&a->hasher)) != HO_OK ||
	    (rc = ho_store_key(s, "places", key)) != HO_OK ||
	    (rc = ho_placer_new(&a->placer, key)) != HO_OK)
		ho_audit_close(&a);
	explicit_bzero(key, sizeof(key));
	*out = a;
	return rc;
}

/* The frontier, and behind it the sum of event_row. */
static int
load(struct ho_audit *a, struct ho_log *log, const struct ho_buf *b)
{
	size_t tree = b->len < HO_PLACES_LEN ? 0 : b->len - HO_PLACES_LEN;
	int rc = ho_frontier_load(&log->frontier, b->data, tree);

	if (rc == HO_OK)
		rc = ho_places_load(
		    a->placer, &log->places, b->data + tree, b->len - tree);
	return rc == HO_E_INPUT ? HO_E_FORGED : rc;
}

int
ho_audit_state(struct ho_audit *a, struct ho_log *log)
{
	struct ho_buf b = HO_BUF_INIT;
	int rc = ho_store_meta_get(a->store, HO_META_FRONTIER, &b);

	memset(log, 0, sizeof(*log));
	if (rc == HO_OK)
		rc = load(a, log, &b);
	ho_buf_free(&b);
	return rc == HO_E_NONE ? HO_OK : rc; /* none: the empty log */
}

int
ho_audit_signed(
    struct ho_audit *a, struct ho_checkpoint *c, struct ho_buf *note)
{
	int rc = ho_store_meta_get(a->store, HO_META_CHECKPOINT, note);

	memset(c, 0, sizeof(*c));
	if (rc != HO_OK)
		return rc;
	rc = ho_checkpoint_check(c, note->data, note->len, &a->key);
	return rc == HO_E_INPUT ? HO_E_FORGED : rc;
}

int
ho_audit_extends(struct ho_audit *a, const struct ho_frontier *f,
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

int
ho_audit_open_reader(struct ho_audit **out, struct ho_store *s,
    const struct ho_audit_signer *signer)
{
	int rc = ho_audit_make(out, s, signer);

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
	ho_placer_free(&a->placer);
	free(a);
}

/* --- beside the store's transactions ---------------------------------------- */

int
ho_audit_follow(struct ho_audit *a)
{
	int rc;

	if (a->epoch == ho_store_epoch(a->store))
		return HO_OK;
	if ((rc = ho_audit_state(a, &a->log)) != HO_OK)
		return rc;
	a->stored = a->log.frontier.size;
	a->epoch = ho_store_epoch(a->store);
	return HO_OK;
}

void
ho_audit_savepoint(struct ho_audit *a)
{
	ho_audit_follow(a); /* a failure comes out of ho_event_begin() */
	a->saved = a->log;
}

void
ho_audit_undo(struct ho_audit *a)
{
	a->event.is_open = false;
	a->log = a->saved;
}

int
ho_audit_before_commit(struct ho_audit *a)
{
	struct ho_buf b = HO_BUF_INIT;
	int rc = a->is_reader ? HO_E_ORDER : ho_audit_follow(a);

	if (rc != HO_OK || a->stored == a->log.frontier.size)
		return rc;
	ho_frontier_save(&a->log.frontier, &b);
	if ((rc = ho_places_save(a->placer, &a->log.places, &b)) == HO_OK)
		rc = ho_store_meta_put(
		    a->store, HO_META_FRONTIER, b.data, b.len);
	if (rc == HO_OK)
		a->stored = a->log.frontier.size;
	ho_buf_free(&b);
	return rc;
}

int64_t
ho_audit_size(const struct ho_audit *a)
{
	return (int64_t)a->log.frontier.size;
}

void
ho_audit_root(const struct ho_audit *a, uint8_t root[32])
{
	if (ho_frontier_root(a->hasher, &a->log.frontier, root) != HO_OK)
		memset(root, 0, 32);
}

/* --- checkpoints ------------------------------------------------------------ */

static int
sign(struct ho_audit *a, struct ho_buf *note)
{
	struct ho_buf text = HO_BUF_INIT, whole = HO_BUF_INIT;
	struct ho_checkpoint c = { .size = a->log.frontier.size };
	int rc = ho_frontier_root(a->hasher, &a->log.frontier, c.root);

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
	if ((rc = ho_audit_signed(a, &c, &last)) == HO_E_NONE)
		rc = sign(a, note);
	else if (rc == HO_OK &&
	    (rc = ho_audit_extends(a, &a->log.frontier, &c)) == HO_OK &&
	    c.size < a->log.frontier.size)
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
