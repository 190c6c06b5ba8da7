/*
 * handoverd/cases/case_go.c - a case goes on to where its facts lead.
 */
#include <stdlib.h>
#include <string.h>

#include "handoverd/cases/case_work.h"
#include "lib/base/err.h"

/* Does the address still have authority, and may it still ask? */
static bool
still_may(struct work *w, int64_t id, bool as_asker)
{
	struct circle *found = malloc(sizeof(*found));
	struct ho_address a;
	bool is_found = false;

	if (found != NULL &&
	    ho_store_get(w->t->s, HO_ADDRESS, id, &a) == HO_OK &&
	    circle_from(w, a.text, found) == HO_OK)
		for (size_t i = 0; i < found->n; i++)
			is_found = is_found ||
			    (found->p[i].address == id &&
				(found->p[i].may_ask || !as_asker));
	free(found);
	return is_found;
}

static bool
is_dead(struct work *w)
{
	return w->request.row.id == 0 || w->account.row.id == 0 ||
	    (w->user.row.id == 0 && w->c.kind != HO_CASE_SEATS) ||
	    w->c.ticket[0] == '\0';
}

static bool
is_old(struct work *w)
{
	return w->request.judged_at + HO_CASE_LIFE < w->t->now;
}

static bool
owner_changed(struct work *w)
{
	return w->c.kind == HO_CASE_OWNER &&
	    w->account.super_admin != w->c.user;
}

static bool
user_is_disabled(struct work *w)
{
	return case_kind(w->c.kind)->is_users &&
	    w->user.state != HO_USER_ACTIVE;
}

bool
work_may_still(struct work *w)
{
	return still_may(w, w->c.asker, true) &&
	    still_may(w, w->c.answer_to, false);
}

static bool
authority_is_gone(struct work *w)
{
	return !work_may_still(w);
}

static bool
is_elsewhere(struct work *w)
{
	unsigned facts;

	return work_facts(w, &facts) != HO_OK ||
	    ho_case_next(facts) != HO_AT_READY;
}

/* One row a rule; the first that stands in the way is told. */
static const struct obstacle {
	const char *reason;
	bool (*stands)(struct work *w);
} obstacles[] = {
	{ "evidence-dead", is_dead },
	{ "evidence-too-old", is_old },
	{ "owner-changed", owner_changed },
	{ "user-disabled", user_is_disabled },
	{ "no-authority-now", authority_is_gone },
	{ "not-now", is_elsewhere },
};

const char *
work_obstacle(struct work *w)
{
	for (size_t i = 0; i < sizeof(obstacles) / sizeof(obstacles[0]); i++)
		if (obstacles[i].stands(w))
			return obstacles[i].reason;
	return NULL;
}

/* Approval and hold are for those who are told to make use of. */
static int
enter(struct work *w, enum ho_case_state to)
{
	int rc = HO_OK;

	if (to == HO_AT_CONFIRM)
		rc = letter_confirm(w);
	else if (to == HO_AT_APPROVAL || to == HO_AT_HOLD || to == HO_AT_LEG)
		rc = letter_started(w);
	if (rc == HO_E_LIMIT && to == HO_AT_CONFIRM)
		return work_settle(w, HO_AT_REFUSED, "too-many-confirms");
	if (rc != HO_OK)
		return rc;
	return work_settle(
	    w, to, to == HO_AT_LEG ? "no-other-contact" : w->request.reason);
}

/* A hold that is over stands for the approval from now on. */
static int
serve_hold(struct work *w)
{
	w->c.needs_approval = HO_NEEDS_SERVED;
	if (w->account.frozen_until <= w->t->now)
		return HO_OK;
	w->account.frozen_until = 0;
	return ho_store_put(w->t->s, HO_ACCOUNT, &w->account);
}

int
work_move(struct work *w)
{
	enum ho_case_state to;
	const char *obstacle;
	unsigned facts;
	int rc;

	if ((rc = work_facts(w, &facts)) != HO_OK)
		return rc;
	to = ho_case_next(facts);
	if ((facts & HO_IF_HELD) != 0 &&
	    (to == HO_AT_READY || to == HO_AT_TICKET || to == HO_AT_LEG) &&
	    (rc = serve_hold(w)) != HO_OK)
		return rc;
	if (to != HO_AT_READY && to != HO_AT_TICKET)
		return enter(w, to);
	if ((rc = work_settle(w, to, w->request.reason)) == HO_OK &&
	    to == HO_AT_READY && (obstacle = work_obstacle(w)) != NULL)
		rc = work_settle(w, to, obstacle);
	return rc;
}

int
work_begin(
    struct work *w, const struct ho_facts *facts, const struct rivals *rivals)
{
	int rc = work_move(w);

	/* it may have been refused where it was about to wait for its word */
	if (rc != HO_OK || !ho_case_is_open(w->c.state))
		return rc;
	if ((rc = rivals_end(w, rivals)) != HO_OK)
		return rc;
	return seen_reserve(w, facts);
}

int
work_go_on(struct work *w)
{
	if (w->c.state != HO_AT_READY || work_obstacle(w) != NULL)
		return HO_OK;
	return work_issue(w);
}
