/*
 * handoverd/cases/rename.c - a request of a user for another login name (S12).
 *
 * What is issued is a permission, which opens nothing: the user, signed in with
 * their own password and code, is asked for the new name in that very sign-in
 * (handoverd/login/rename.c).  So staff see neither, and choose nothing.
 */
#include <stdio.h>

#include "handoverd/cases/case.h"
#include "handoverd/cases/case_text.h"
#include "handoverd/cases/case_work.h"
#include "handoverd/desk/verbs.h"
#include "lib/base/err.h"

/* --- it is given ---------------------------------------------------------- */

/* On the thread to who asked, who is the user (lib/flow/ask.c). */
static int
tell_user(struct work *w, const struct ho_permit *p)
{
	struct values v;
	struct notice n = { .template = "rename-permitted",
		.of_case = w->c.row.id,
		.address = w->c.answer_to,
		.use_until = p->expires_at,
		.thread = &w->c };

	text_values(w, p->expires_at, &v);
	n.values = v.v;
	n.n_values = v.n;
	return notify(w->t, &n, NULL);
}

static int
give(struct work *w)
{
	struct ho_permit p = { .of_case = w->c.row.id,
		.user = w->c.user,
		.state = HO_LIVE,
		.given_by = w->call != NULL ? w->call->me.row.id : 0,
		.given_at = w->t->now,
		.expires_at = w->t->now + PERMIT_LIFE };
	int rc;

	if ((rc = rename_end(w, HO_REVOKED)) != HO_OK ||
	    (rc = ho_store_put(w->t->s, HO_PERMIT, &p)) != HO_OK ||
	    (rc = letter_started(w)) != HO_OK ||
	    (rc = tell_user(w, &p)) != HO_OK || (rc = work_thaw(w)) != HO_OK ||
	    (rc = work_settle(w, HO_AT_ISSUED, "")) != HO_OK)
		return rc;
	w->c.wait_until = p.expires_at;
	ho_event_int(w->ev, "expires_at", p.expires_at);
	ho_event_str(w->ev, "login", w->user.login);
	ho_event_str(w->ev, "ticket", w->c.ticket);
	ho_event_str(w->ev, "evidence", w->request.sha256);
	return HO_OK;
}

int
rename_issue(struct work *w)
{
	return work_act(w, "case.issue", give);
}

/* --- it ends -------------------------------------------------------------- */

struct ending {
	struct work *w;
	enum ho_spendable state;
};

static int
each_permit(void *ctx, void *row)
{
	struct ho_permit *p = row;
	struct ending *e = ctx;
	int rc;

	if (p->state != HO_LIVE)
		return HO_OK;
	p->state = e->state;
	rc = ho_store_put(e->w->t->s, HO_PERMIT, p);
	return rc == HO_OK ? letter_unsend_credentials(e->w) : rc;
}

int
rename_end(struct work *w, enum ho_spendable state)
{
	struct ending e = { w, state };

	return ho_store_each(w->t->s, HO_Q_PERMITS_OF, &HO_INT(w->c.row.id), 1,
	    0, each_permit, &e);
}

/* --- it did its work ------------------------------------------------------ */

static int
tell_all(struct work *w, const char *former)
{
	struct values v;
	struct notice n = { .template = "rename-done", .of_case = w->c.row.id };

	text_values(w, w->t->now, &v);
	text_put(&v, "former", former);
	n.values = v.v;
	n.n_values = v.n;
	return letter_others(w, &n);
}

int
case_renamed(
    struct tx *t, struct ho_event *ev, int64_t case_id, const char *former)
{
	struct work w = { .t = t, .ev = ev };
	int rc;

	if ((rc = work_load(&w, case_id)) != HO_OK)
		return rc;
	if (w.c.kind != HO_CASE_RENAME ||
	    !ho_case_may(w.c.state, HO_ACT_COMPLETE))
		return HO_E_NONE;
	if ((rc = tell_all(&w, former)) != HO_OK ||
	    (rc = work_settle(&w, HO_AT_DONE, "")) != HO_OK ||
	    (rc = work_record(&w, "done", "%s signs in as %s now.", former,
		 w.user.login)) != HO_OK)
		return rc;
	return ho_store_put(t->s, HO_CASE, &w.c);
}

/* --- the verb ------------------------------------------------------------- */

int
verb_user_rename(struct tx *t, struct call *c)
{
	return case_open_for(t, c, HO_CASE_RENAME);
}
