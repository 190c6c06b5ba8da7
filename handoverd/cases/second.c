/*
 * handoverd/cases/second.c - when a case needs a second person, and who can be
 * one.
 */
#include "handoverd/cases/second.h"

#include <stdio.h>
#include <string.h>

#include "handoverd/daemon.h"
#include "lib/base/err.h"

/* --- who can be one ------------------------------------------------------- */

bool
second_stands(const struct tx *t, const struct ho_staff *who)
{
	return who->state == HO_STAFF_ACTIVE &&
	    (who->roles & HO_STAFF_APPROVER) != 0 &&
	    who->since + SECOND_STANDS <= t->now;
}

struct standing {
	const struct tx *t;
	int64_t opener; /* who does not count */
	int n;
};

static int
each_staff(void *ctx, void *row)
{
	const struct ho_staff *who = row;
	struct standing *s = ctx;

	s->n += who->row.id != s->opener && second_stands(s->t, who);
	return HO_OK;
}

static int
count(struct tx *t, int64_t opener, int *n)
{
	struct standing s = { t, opener, 0 };
	int rc = ho_store_each(
	    t->s, HO_Q_STAFF, &HO_INT(0), 1, 100000, each_staff, &s);

	*n = s.n;
	return rc;
}

int
second_count(struct tx *t, int *standing)
{
	return count(t, 0, standing);
}

int
second_binds(struct tx *t, bool *binds)
{
	struct ho_desk desk;
	int n = 0, rc = HO_OK;

	second_desk(t, &desk);
	if (desk.binds_at == 0)
		rc = count(t, 0, &n);
	*binds = rc != HO_OK || desk.binds_at != 0 || n >= 2;
	return rc;
}

int
second_tick(struct tx *t)
{
	struct ho_desk desk;
	struct ho_event *ev;
	int n, rc;

	if (t->d->conf.approval != HO_APPROVAL_OWNER)
		return HO_OK;
	second_desk(t, &desk);
	if (desk.binds_at != 0 || (rc = count(t, 0, &n)) != HO_OK || n < 2)
		return desk.binds_at != 0 ? HO_OK : rc;
	if ((rc = ho_event_begin(t->a, &ev, "approval.binds", t->now)) != HO_OK)
		return rc;
	ho_event_self(ev);
	ho_event_int(ev, "approvers", n);
	desk.binds_at = t->now;
	if ((rc = ho_store_put(t->s, HO_DESK, &desk)) != HO_OK) {
		ho_event_drop(&ev);
		return rc;
	}
	return ho_event_end(&ev, NULL);
}

/* --- one case ------------------------------------------------------------- */

struct approvals {
	struct work *w;
	bool is_approved;
};

/* It counts for the very octets that were shown, by another person who is
 * still staff. */
static int
each_approval(void *ctx, void *row)
{
	const struct ho_approval *a = row;
	struct approvals *found = ctx;
	struct ho_staff who;

	if (strcmp(a->sha256, found->w->request.sha256) == 0 &&
	    a->staff != found->w->c.opened_by &&
	    ho_store_get(found->w->t->s, HO_STAFF, a->staff, &who) == HO_OK &&
	    who.state == HO_STAFF_ACTIVE)
		found->is_approved = true;
	return HO_OK;
}

static int
is_asked(struct work *w, bool *asked)
{
	int policy = w->t->d->conf.approval;
	struct ho_desk desk;
	int rc = HO_OK;

	second_desk(w->t, &desk);
	*asked = policy == HO_APPROVAL_ALWAYS || desk.alert_at != 0 ||
	    w->c.needs_approval == HO_NEEDS_APPROVAL ||
	    w->account.frozen_until > w->t->now;
	if (!*asked && policy == HO_APPROVAL_OWNER &&
	    w->c.kind == HO_CASE_OWNER)
		rc = second_binds(w->t, asked);
	return rc;
}

int
second_facts(struct work *w, unsigned *facts)
{
	struct approvals found = { .w = w };
	bool asked;
	int others, rc;

	if ((rc = is_asked(w, &asked)) != HO_OK || !asked)
		return rc;
	*facts |= HO_IF_APPROVAL;
	if ((rc = ho_store_each(w->t->s, HO_Q_APPROVALS_OF,
		 &HO_INT(w->c.row.id), 1, 0, each_approval, &found)) != HO_OK ||
	    (rc = count(w->t, w->c.opened_by, &others)) != HO_OK)
		return rc;
	if (found.is_approved)
		*facts |= HO_IF_APPROVED;
	/* where the setting wants it always, time is no substitute */
	if (w->t->d->conf.approval != HO_APPROVAL_ALWAYS && others == 0)
		*facts |= HO_IF_ALONE;
	w->is_alone = (*facts & (HO_IF_ALONE | HO_IF_APPROVED)) == HO_IF_ALONE;
	if (w->c.needs_approval == HO_NEEDS_SERVED)
		*facts |= HO_IF_HELD;
	return HO_OK;
}

/* --- being shown, and approving ------------------------------------------- */

static int
each_shown(void *ctx, void *row)
{
	const struct ho_shown *s = row;
	struct ho_shown *wanted = ctx;

	if (strcmp(s->sha256, wanted->sha256) == 0)
		*wanted = *s;
	return HO_OK;
}

/* The row for the evidence as it is now; its id is 0 where there is none. */
static int
find_shown(struct work *w, struct ho_shown *s)
{
	*s = (struct ho_shown){ .of_case = w->c.row.id,
		.staff = w->call->me.row.id,
		.at = w->t->now };
	snprintf(s->sha256, sizeof(s->sha256), "%s", w->request.sha256);
	return ho_store_each(w->t->s, HO_Q_SHOWN_TO,
	    ((struct ho_arg[]){ HO_INT(s->of_case), HO_INT(s->staff) }), 2, 0,
	    each_shown, s);
}

/* A letter is on the screen once it is drawn; a document is a file, which has
 * to be fetched. */
static bool
is_seen(const struct work *w)
{
	const struct ho_evidence *e = &w->request;

	if (e->kind == HO_EV_REQUEST)
		return e->row.id != 0 && e->drawn != HO_DRAWN_NOT;
	return e->row.id != 0 && call_flag(w->call, "letter");
}

int
second_shown(struct work *w, bool *was)
{
	struct ho_shown s;
	int rc;

	*was = false;
	if ((rc = find_shown(w, &s)) != HO_OK)
		return rc;
	if (s.row.id == 0) {
		if (!is_seen(w))
			return HO_OK;
		if ((rc = work_event(w, "case.shown")) != HO_OK)
			return rc;
		ho_event_str(w->ev, "evidence", s.sha256);
		if ((rc = ho_store_put(w->t->s, HO_SHOWN, &s)) != HO_OK) {
			work_drop(w);
			return rc;
		}
		if ((rc = ho_event_end(&w->ev, NULL)) != HO_OK)
			return rc;
	}
	*was = true;
	return HO_OK;
}

int
second_may(struct work *w)
{
	struct ho_shown s;
	int rc;

	if (w->c.opened_by == w->call->me.row.id)
		return work_refuse(w, "own-case", "");
	if (!second_stands(w->t, &w->call->me))
		return work_refuse(w, "approver-too-new", "");
	if (w->request.row.id == 0)
		return work_refuse(w, "evidence-dead", "");
	if ((rc = find_shown(w, &s)) != HO_OK)
		return rc;
	return s.row.id == 0 ? work_refuse(w, "not-shown", "") : HO_OK;
}
