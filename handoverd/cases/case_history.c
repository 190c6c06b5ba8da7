/*
 * handoverd/cases/case_history.c - what happened in a case, in the order of time.
 *
 * From the rows that a case has left, each under its MAC, so that whoever may
 * not read the log sees the same.  The log has more, and proves it.
 */
#include <stdio.h>
#include <stdlib.h>

#include "handoverd/cases/case_work.h"
#include "handoverd/desk/people.h"
#include "lib/base/err.h"
#include "lib/base/when.h"

#define MOMENTS 64 /* shown at most; the first ones, for they decide */

struct moment {
	int64_t at;
	size_t order; /* as they were found, where the second is the same */
	char what[192];
};

struct history {
	struct work *w;
	size_t n;
	struct moment m[MOMENTS];
};

static void __attribute__((format(printf, 3, 4)))
add(struct history *h, int64_t at, const char *fmt, ...)
{
	struct moment *m = &h->m[h->n];
	va_list ap;

	if (at == 0 || h->n == MOMENTS)
		return;
	m->at = at;
	m->order = h->n++;
	va_start(ap, fmt);
	vsnprintf(m->what, sizeof(m->what), fmt, ap);
	va_end(ap);
}

/* Who it was, for people; whoever left has a row for ever. */
static const char *
staff_name(struct history *h, int64_t id, struct ho_staff *who)
{
	if (id == 0)
		return "itself";
	return ho_store_get(h->w->t->s, HO_STAFF, id, who) == HO_OK ? who->name
								    : "?";
}

static int
each_evidence(void *ctx, void *row)
{
	static const char *const kinds[] = {
		[HO_EV_CONFIRM] = "the confirm word came back",
		[HO_EV_STOP] = "a mail came to stop it",
		[HO_EV_REPLY] = "a reply came on the thread",
	};
	const struct ho_evidence *e = row;
	struct history *h = ctx;
	struct ho_staff who;

	if (e->kind == HO_EV_REQUEST)
		add(h, e->judged_at, "the letter was judged: %s (%s)",
		    ho_mail_verdict_word((enum ho_mail_verdict)e->verdict),
		    e->reason);
	else if (e->kind == HO_EV_PROOF)
		add(h, e->first_seen, "%s by %s",
		    e->verdict == HO_MAIL_REFUSE ? "a document was refused"
						 : "its ground was brought",
		    staff_name(h, e->added_by, &who));
	else if (e->kind == HO_EV_CONFIRM && e->of_word == 0)
		add(h, e->judged_at, "a signed mail came from the address");
	else if (e->kind > 0 && e->kind <= HO_EV_REPLY)
		add(h, e->judged_at != 0 ? e->judged_at : e->first_seen, "%s",
		    kinds[e->kind]);
	return HO_OK;
}

static int
each_approval(void *ctx, void *row)
{
	const struct ho_approval *a = row;
	struct history *h = ctx;
	struct ho_staff who;

	add(h, a->at, "approved by %s, evidence %.12s",
	    staff_name(h, a->staff, &who), a->sha256);
	return HO_OK;
}

static int
each_credential(void *ctx, void *row)
{
	const struct ho_credential *c = row;
	struct history *h = ctx;
	struct ho_address to;

	if (ho_store_get(h->w->t->s, HO_ADDRESS, c->claim_to, &to) != HO_OK)
		to.text[0] = '\0';
	add(h, c->issued_at, "a default password was issued%s%.128s",
	    to.text[0] ? ", claim code to " : "", to.text);
	return HO_OK;
}

static int
each_permit(void *ctx, void *row)
{
	const struct ho_permit *p = row;
	struct history *h = ctx;
	struct ho_staff who;

	add(h, p->given_at, "the user may choose another login, given by %s",
	    staff_name(h, p->given_by, &who));
	return HO_OK;
}

static int
gather(struct history *h)
{
	const struct ho_case *c = &h->w->c;
	struct ho_store *s = h->w->t->s;
	struct ho_staff who;
	int rc;

	add(h, c->opened_at, "opened by %s", staff_name(h, c->opened_by, &who));
	if ((rc = ho_store_each(s, HO_Q_EVIDENCE_OF, &HO_INT(c->row.id), 1, 0,
		 each_evidence, h)) != HO_OK ||
	    (rc = ho_store_each(s, HO_Q_APPROVALS_OF, &HO_INT(c->row.id), 1, 0,
		 each_approval, h)) != HO_OK ||
	    (rc = ho_store_each(s, HO_Q_CREDENTIALS_OF, &HO_INT(c->row.id), 1,
		 0, each_credential, h)) != HO_OK ||
	    (rc = ho_store_each(s, HO_Q_PERMITS_OF, &HO_INT(c->row.id), 1, 0,
		 each_permit, h)) != HO_OK)
		return rc;
	add(h, c->closed_at, "ended: %s%s%s", ho_case_word(c->state),
	    c->reason[0] ? ", " : "", c->reason);
	return HO_OK;
}

static int
by_time(const void *a, const void *b)
{
	const struct moment *x = a, *y = b;

	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	return x->order < y->order ? -1 : 1;
}

static int
tell(struct history *h)
{
	json_t *list = json_array();
	char at[HO_WHEN_LEN];
	int bad = 0;

	for (size_t i = 0; i < h->n; i++) {
		ho_when_format(h->m[i].at, at);
		ho_buf_fmt(&h->w->call->text, "\n  %s  %s", at, h->m[i].what);
		bad |= json_array_append_new(list,
		    json_pack("{s:s, s:s}", "at", at, "what", h->m[i].what));
	}
	bad |= json_object_set_new(h->w->call->result, "history", list);
	return bad != 0 ? HO_E_NOMEM : HO_OK;
}

int
work_history(struct work *w)
{
	struct history *h = calloc(1, sizeof(*h));
	int rc = HO_E_NOMEM;

	if (h == NULL)
		return rc;
	h->w = w;
	if ((rc = gather(h)) == HO_OK) {
		qsort(h->m, h->n, sizeof(h->m[0]), by_time);
		rc = tell(h);
	}
	free(h);
	return rc;
}
