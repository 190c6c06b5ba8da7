/*
 * handoverd/cases/case_freeze.c - case freeze: one case, or all that somebody had a
 * hand in.
 *
 * Many are frozen one after the other, each in a transaction of its own that
 * revokes its default password too: one that cannot be frozen (its rows were
 * forged, say) must not save the others.  What opens meanwhile comes behind
 * them, by its id.
 */
#include <string.h>

#include "handoverd/cases/case_work.h"
#include "handoverd/cases/person.h"
#include "handoverd/desk/people.h"
#include "handoverd/desk/verbs.h"
#include "lib/base/err.h"

/* --- which ones ----------------------------------------------------------- */

struct scope {
	struct tx *t;
	struct call *c;
	struct ho_account account; /* id 0: any */
	const char *staff;         /* NULL: anybody's */
	int64_t found;
};

/* By name: whoever was removed and came back by another uid is meant too. */
static int
is_named(void *ctx, int64_t staff)
{
	const struct scope *s = ctx;
	struct ho_staff x;

	return ho_store_get(s->t->s, HO_STAFF, staff, &x) == HO_OK &&
	    strcmp(x.name, s->staff) == 0;
}

/* 1: it is meant; 0: not; or an error. */
static int
is_meant(struct scope *s, const struct ho_case *c)
{
	if (!ho_case_may(c->state, HO_ACT_FREEZE) ||
	    (s->account.row.id != 0 && c->account != s->account.row.id))
		return 0;
	return s->staff == NULL ? 1 : case_hands(s->t, c, is_named, s);
}

static int
each_open(void *ctx, void *row)
{
	const struct ho_case *c = row;
	struct scope *s = ctx;
	int rc = is_meant(s, c);

	s->c->after = c->row.id;
	if (rc == 1)
		s->found = c->row.id;
	return rc;
}

/* --- one after the other -------------------------------------------------- */

/* An account is frozen as behind any stop, also where no case is open: what
 * comes next there asks for a second person. */
static int
put_account(struct scope *s, struct ho_event *ev)
{
	ho_event_str(ev, "account", s->account.code);
	s->account.frozen_until = s->t->now + HO_CASE_STOPS;
	return ho_store_put(s->t->s, HO_ACCOUNT, &s->account);
}

/* The act itself, once. */
static int
note_act(struct scope *s)
{
	struct ho_event *ev;
	int rc = ho_event_begin(s->t->a, &ev, "case.freeze-many", s->t->now);

	if (rc != HO_OK)
		return rc;
	ho_event_staff(ev, &s->c->me);
	if (s->account.row.id != 0)
		rc = put_account(s, ev);
	else if (s->staff != NULL)
		ho_event_str(ev, "staff", s->staff);
	else
		ho_event_str(ev, "scope", "all");
	if (rc == HO_OK)
		return ho_event_end(&ev, NULL);
	ho_event_drop(&ev);
	return rc;
}

static int
freeze_found(struct scope *s)
{
	struct call *c = s->c;
	struct work w = { .t = s->t, .call = c };
	json_t *row;
	int rc;

	if ((rc = work_load(&w, s->found)) == HO_OK)
		rc = stop_by_staff(&w);
	if (rc == HO_OK) {
		c->count++;
		row = work_object(&w);
	} else {
		/* undone alone: the next call goes on behind it */
		c->failed++;
		c->is_trial = true;
		c->exit = EXIT_DONE;
		row = json_pack(
		    "{s:s, s:s}", "ref", w.c.ref, "state", "not-frozen");
	}
	return row == NULL || call_row(c, row) != HO_OK ? HO_E_NOMEM : rc;
}

static int
over(struct call *c)
{
	if (c->failed > 0)
		return call_refuse(c, EXIT_FAULT, "not-all",
		    "%lld frozen, and %lld could not be: their rows in the "
		    "store are not what they should be; see handover audit "
		    "verify",
		    (long long)c->count, (long long)c->failed);
	ho_buf_fmt(&c->text, "%lld frozen", (long long)c->count);
	return HO_OK;
}

/* Others freeze the case that they are at. */
static int
is_for_security(struct tx *t, struct call *c)
{
	struct ho_event *ev;
	int rc;

	if ((c->me.roles & HO_STAFF_SECURITY) != 0)
		return HO_OK;
	call_refuse(c, EXIT_REFUSED, "role",
	    "to freeze more than one case is for the role security");
	if ((rc = ho_event_begin(t->a, &ev, "desk.role", t->now)) != HO_OK)
		return rc;
	ho_event_staff(ev, &c->me);
	ho_event_str(ev, "verb", "case freeze");
	return ho_event_end(&ev, NULL);
}

static int
read_scope(struct scope *s)
{
	const char *code = call_str(s->c, "account");
	struct ho_staff x;
	int rc;

	s->staff = call_str(s->c, "staff");
	if (code != NULL) {
		rc = people_account(s->t, s->c, code, &s->account);
		return rc != HO_OK ? rc : person_owns(s->t, s->c, &s->account);
	}
	if (s->staff != NULL)
		return people_staff(s->t, s->c, s->staff, &x);
	return HO_OK;
}

static int
freeze_many(struct tx *t, struct call *c)
{
	struct scope s = { .t = t, .c = c };
	int rc;

	if ((rc = is_for_security(t, c)) != HO_OK || c->exit != EXIT_DONE ||
	    (rc = read_scope(&s)) != HO_OK)
		return rc;
	c->is_trial = false;
	if (!c->has_begun) {
		c->has_begun = c->more = true;
		return note_act(&s);
	}
	rc = ho_store_each(
	    t->s, HO_Q_CASES_OPEN, &HO_INT(c->after), 1, 0, each_open, &s);
	if (rc != HO_OK && rc != 1)
		return rc;
	c->more = s.found != 0;
	return s.found != 0 ? freeze_found(&s) : over(c);
}

int
verb_case_freeze(struct tx *t, struct call *c)
{
	bool has_ref = call_str(c, "subject") != NULL || c->facts != NULL;
	int scopes = (call_str(c, "account") != NULL) +
	    (call_str(c, "staff") != NULL) + call_flag(c, "all");

	if (has_ref + scopes != 1)
		return call_refuse(c, EXIT_USAGE, "usage",
		    "name a case, or give the mail with the stop word, or "
		    "--account, --staff or --all");
	return has_ref ? stop_one(t, c) : freeze_many(t, c);
}
