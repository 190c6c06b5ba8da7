/*
 * handoverd/cases/case_rival.c - one case about one login at a time.
 *
 * Two default passwords for one login must never live.  So a request is
 * refused while another case stands as firmly as it does; one that stands less
 * firmly gives way, or a forged letter that waits for its word would lock out
 * the real contact.  A stranger's letter that waits for proof is in nobody's
 * way; it is measured again when the proof is there.
 */
#include "handoverd/cases/case_work.h"
#include "lib/base/err.h"

struct search {
	struct work *w;
	struct rivals *found;
};

bool
rivals_add(struct rivals *r, const struct ho_case *c)
{
	for (size_t i = 0; i < r->n; i++)
		if (r->gives_way[i] == c->row.id)
			return true;
	if (!ho_case_gives_way(c->state, r->mine) || r->n == RIVALS_MAX)
		return false;
	r->gives_way[r->n++] = c->row.id;
	return true;
}

static int
each_open(void *ctx, void *row)
{
	struct search *s = ctx;
	struct rivals *r = s->found;
	const struct ho_case *c = row;

	if (c->row.id == s->w->c.row.id || c->kind != s->w->c.kind ||
	    (case_kind(c->kind)->is_users && c->user != s->w->c.user))
		return HO_OK;
	if (!rivals_add(r, c) && c->state != HO_AT_PROOF &&
	    r->mine != HO_AT_PROOF)
		r->in_the_way = c->row.id;
	return HO_OK;
}

static enum ho_case_state
ground_of(enum ho_mail_verdict verdict)
{
	switch (verdict) {
	case HO_MAIL_ACCEPT: return HO_AT_READY;
	case HO_MAIL_CONFIRM: return HO_AT_CONFIRM;
	case HO_MAIL_UNCLEAR: return HO_AT_UNCLEAR;
	case HO_MAIL_REFUSE: break;
	}
	return HO_AT_PROOF;
}

int
rivals_find(struct work *w, enum ho_mail_verdict verdict, struct rivals *r)
{
	struct search s = { w, r };

	*r = (struct rivals){ .mine = ground_of(verdict) };
	return ho_store_each(w->t->s, HO_Q_CASES_OPEN_OF, &HO_INT(w->c.account),
	    1, 0, each_open, &s);
}

static int
supersede(struct work *w, int64_t id, struct ho_buf *refs)
{
	struct work old = { .t = w->t, .call = w->call, .ev = w->ev };
	int rc;

	if ((rc = work_load(&old, id)) != HO_OK ||
	    (rc = work_settle(&old, HO_AT_REFUSED, "superseded")) != HO_OK)
		return rc;
	ho_buf_fmt(refs, "%s%s", refs->len > 0 ? " " : "", old.c.ref);
	return ho_store_put(w->t->s, HO_CASE, &old.c);
}

/* One member of the event names them all: it takes no key twice. */
int
rivals_end(struct work *w, const struct rivals *r)
{
	struct ho_buf refs = HO_BUF_INIT;
	int rc = HO_OK;

	for (size_t i = 0; rc == HO_OK && i < r->n; i++)
		rc = supersede(w, r->gives_way[i], &refs);
	if (rc == HO_OK && (rc = ho_buf_error(&refs)) == HO_OK && refs.len > 0)
		ho_event_str(w->ev, "superseded", ho_buf_text(&refs));
	ho_buf_free(&refs);
	return rc;
}
