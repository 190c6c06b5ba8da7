/* handoverd/desk/verbs_staff.c - staff add, list, suspend, resume, remove. */
#include <stdio.h>
#include <string.h>

#include "handoverd/desk/page.h"
#include "handoverd/desk/people.h"
#include "handoverd/desk/verbs.h"
#include "lib/base/err.h"
#include "lib/base/show.h"

#define UID_NOBODY 65534 /* what the kernel shows for a uid it cannot map */

static json_t *
staff_json(const struct ho_staff *x)
{
	static const char *const states[] = { [HO_STAFF_REMOVED] = "removed",
		[HO_STAFF_ACTIVE] = "active",
		[HO_STAFF_SUSPENDED] = "suspended" };
	struct ho_buf roles = HO_BUF_INIT;
	json_t *j;

	ho_roles_format(x->roles, &roles);
	j = json_pack("{s:s, s:I, s:s, s:s, s:o}", "name", x->name, "uid",
	    (json_int_t)(x->uid - 1), "state", states[x->state], "roles",
	    ho_buf_text(&roles), "since", people_when(x->since));
	ho_buf_free(&roles);
	return j;
}

static int
answer(struct call *c, const struct ho_staff *x)
{
	json_t *own = staff_json(x);
	int rc = own != NULL && json_object_update(c->result, own) == 0
	    ? HO_OK
	    : HO_E_NOMEM;

	json_decref(own);
	return rc;
}

struct search {
	const char *name;      /* NULL: any */
	int64_t not_this;      /* row id */
	int64_t admins;        /* other active ones with the role */
	struct ho_staff found; /* of that name, active or suspended */
};

static int
look_at(void *ctx, void *row)
{
	struct search *s = ctx;
	const struct ho_staff *x = row;

	if (x->state == HO_STAFF_REMOVED)
		return HO_OK;
	if (x->state == HO_STAFF_ACTIVE && x->row.id != s->not_this &&
	    x->roles & HO_STAFF_ADMIN)
		s->admins++;
	if (s->name != NULL && strcmp(x->name, s->name) == 0)
		s->found = *x;
	return HO_OK;
}

static int
look(struct tx *t, struct search *s)
{
	struct ho_arg args[] = { HO_INT(0) };

	return ho_store_each(t->s, HO_Q_STAFF, args, 1, 100000, look_at, s);
}

/* Nobody could give roles any more; the way back would be the database. */
static int
stays_governed(struct tx *t, struct call *c, const struct ho_staff *x)
{
	struct search s = { .not_this = x->row.id };
	int rc = look(t, &s);

	if (rc != HO_OK || s.admins > 0)
		return rc;
	return call_refuse(c, EXIT_REFUSED, "last-admin",
	    "%s is the last one with the role admin", x->name);
}

static int
put_staff(struct tx *t, struct call *c, struct ho_staff *x)
{
	struct ho_buf roles = HO_BUF_INIT;
	struct ho_event *ev;
	int rc;

	if ((rc = ho_event_begin(t->a, &ev, c->verb->event, t->now)) != HO_OK)
		return rc;
	ho_roles_format(x->roles, &roles);
	ho_event_staff(ev, &c->me);
	ho_event_str(ev, "staff", x->name);
	ho_event_int(ev, "staff_uid", x->uid - 1);
	ho_event_str(ev, "roles", ho_buf_text(&roles));
	if (call_str(c, "reason") != NULL)
		ho_event_str(ev, "reason", call_str(c, "reason"));
	ho_buf_free(&roles);
	if ((rc = ho_store_put(t->s, HO_STAFF, x)) != HO_OK) {
		ho_event_drop(&ev);
		return rc;
	}
	t->wants_checkpoint = true;
	return ho_event_end(&ev, NULL);
}

/* Of two people with one name nobody could say which is meant. */
static int
name_is_free(struct tx *t, struct call *c, const struct ho_staff *x)
{
	struct search s = { .name = x->name };
	int rc = look(t, &s);

	if (rc != HO_OK || s.found.row.id == 0 || s.found.uid == x->uid)
		return rc;
	return call_refuse(c, EXIT_REFUSED, "name-taken",
	    "%s is on the list with uid %lld; remove that first", x->name,
	    (long long)(s.found.uid - 1));
}

/* New, or back again, or with other roles; the row of a uid is one for ever. */
int
verb_staff_add(struct tx *t, struct call *c)
{
	const char *name = call_str(c, "subject");
	int64_t roles, uid = call_int(c, "uid");
	struct ho_staff x;
	int rc;

	if (ho_roles_parse(call_str(c, "roles"), &roles) != HO_OK)
		return call_refuse(c, EXIT_USAGE, "usage",
		    "--roles takes support, manager, approver, security, "
		    "auditor and admin, with commas between them");
	if (json_object_get(c->args, "uid") == NULL || strlen(name) > 64)
		return call_refuse(c, EXIT_USAGE, "usage",
		    "a name of at most 64 octets and its --uid are needed");
	if (uid == UID_NOBODY)
		return call_refuse(c, EXIT_REFUSED, "nobody",
		    "uid 65534 is nobody; it cannot be staff");
	rc = HO_ASK(t->s, HO_Q_STAFF_BY_UID, &x, HO_INT(uid + 1));
	if (rc != HO_OK && rc != HO_E_NONE)
		return rc;
	if (x.state == HO_STAFF_SUSPENDED)
		return call_refuse(c, EXIT_REFUSED, "suspended",
		    "%s is suspended; staff resume lifts it", x.name);
	if (x.state == HO_STAFF_ACTIVE && !(roles & HO_STAFF_ADMIN) &&
	    (rc = stays_governed(t, c, &x)) != HO_OK)
		return rc;
	x.since =
	    x.state == HO_STAFF_ACTIVE && x.roles == roles ? x.since : t->now;
	x.uid = uid + 1;
	x.roles = roles;
	x.state = HO_STAFF_ACTIVE;
	snprintf(x.name, sizeof(x.name), "%s", name);
	if ((rc = name_is_free(t, c, &x)) != HO_OK ||
	    (rc = put_staff(t, c, &x)) != HO_OK)
		return rc;
	ho_buf_fmt(&c->text, "%s (uid %lld) is on the staff list", x.name,
	    (long long)uid);
	return answer(c, &x);
}

/* Active or suspended; somebody who was removed is not on the list. */
static int
find_staff(struct tx *t, struct call *c, struct ho_staff *x)
{
	int rc = people_staff(t, c, call_str(c, "subject"), x);

	if (rc != HO_OK || x->state != HO_STAFF_REMOVED)
		return rc;
	return call_refuse(c, EXIT_REFUSED, "no-staff",
	    "%s is not on the staff list any more", x->name);
}

int
verb_staff_remove(struct tx *t, struct call *c)
{
	struct ho_staff x;
	int rc;

	if ((rc = find_staff(t, c, &x)) != HO_OK ||
	    (rc = stays_governed(t, c, &x)) != HO_OK)
		return rc;
	x.state = HO_STAFF_REMOVED;
	x.roles = 0;
	x.since = t->now;
	if ((rc = put_staff(t, c, &x)) != HO_OK)
		return rc;
	ho_buf_fmt(&c->text, "%s is off the staff list", x.name);
	return answer(c, &x);
}

/* --- suspended: nothing works any more, until another person lifts it ----------- */

/* A verb of theirs that is under way is asked about again before it answers,
 * and their approvals count no more: both read this row. */
int
verb_staff_suspend(struct tx *t, struct call *c)
{
	struct ho_staff x;
	int rc;

	if ((rc = find_staff(t, c, &x)) != HO_OK)
		return rc;
	if (x.state == HO_STAFF_SUSPENDED)
		return call_refuse(c, EXIT_REFUSED, "suspended",
		    "%s is suspended already", x.name);
	if ((rc = stays_governed(t, c, &x)) != HO_OK)
		return rc;
	x.state = HO_STAFF_SUSPENDED;
	x.since = t->now;
	if ((rc = put_staff(t, c, &x)) != HO_OK)
		return rc;
	ho_buf_fmt(&c->text,
	    "%s is suspended; cases that they had a hand in go on: handover "
	    "case freeze --staff %s stops them",
	    x.name, x.name);
	return answer(c, &x);
}

/* Whoever is suspended asks in vain: it takes another one. */
int
verb_staff_resume(struct tx *t, struct call *c)
{
	struct ho_staff x;
	int rc;

	if ((rc = find_staff(t, c, &x)) != HO_OK)
		return rc;
	if (x.state != HO_STAFF_SUSPENDED)
		return call_refuse(c, EXIT_REFUSED, "not-suspended",
		    "%s is not suspended", x.name);
	x.state = HO_STAFF_ACTIVE;
	x.since = t->now;
	if ((rc = put_staff(t, c, &x)) != HO_OK)
		return rc;
	ho_buf_fmt(&c->text, "%s can work again", x.name);
	return answer(c, &x);
}

struct owns {
	struct tx *t;
	json_t *codes;
};

static int
each_own(void *ctx, void *row)
{
	const struct ho_own *own = row;
	struct owns *o = ctx;
	struct ho_account a;

	if (people_account_of(o->t, own->account, &a) != HO_OK)
		return HO_OK;
	return json_array_append_new(o->codes, json_string(a.code)) == 0
	    ? HO_OK
	    : HO_E_NOMEM;
}

/* The accounts that are theirs, where there are any. */
static int
add_owns(struct tx *t, const struct ho_staff *x, json_t *row)
{
	struct owns o = { t, json_array() };
	int rc = o.codes == NULL ? HO_E_NOMEM
				 : ho_store_each(t->s, HO_Q_OWNS_OF,
				       &HO_INT(x->row.id), 1, 0, each_own, &o);

	if (rc == HO_OK && json_array_size(o.codes) > 0 &&
	    json_object_set(row, "own", o.codes) != 0)
		rc = HO_E_NOMEM;
	json_decref(o.codes);
	return rc;
}

static int
make_row(struct tx *t, struct call *c, void *ctx, const void *row, json_t **out)
{
	(void)c;
	(void)ctx;
	*out = staff_json(row);
	return *out != NULL ? add_owns(t, row, *out) : HO_E_NOMEM;
}

int
verb_staff_list(struct tx *t, struct call *c)
{
	return page_rows(t, c, HO_Q_STAFF, NULL, 0, make_row, NULL);
}
