/*
 * handoverd/desk/verbs_export.c - account export: what account import takes.
 *
 * A page at a time, so several moments: an account is told with the users that
 * it has when its line is made, and those that come later are left out.  Where
 * it stands is in args, under names that no caller can give.
 */
#include <string.h>

#include "handoverd/desk/page.h"
#include "handoverd/desk/people.h"
#include "handoverd/desk/verbs.h"
#include "lib/base/err.h"

#define AT   "at"   /* the account's id */
#define LEFT "left" /* users of it that are still to come */

static int
keep(struct call *c, const char *name, int64_t n)
{
	return json_object_set_new(c->args, name, json_integer(n)) == 0
	    ? HO_OK
	    : HO_E_NOMEM;
}

/* --- lines ---------------------------------------------------------------------- */

struct addresses {
	int64_t now;
	json_t *list;
};

/* Import gives authority at once: what has none here is not exported. */
static int
add_address(void *ctx, void *row)
{
	const struct ho_address *x = row;
	struct addresses *to = ctx;

	if (x->usable_from == 0 || x->usable_from > to->now || x->ended_at != 0)
		return HO_OK;
	return json_array_append_new(to->list, json_string(x->text)) == 0
	    ? HO_OK
	    : HO_E_NOMEM;
}

static int
add_addresses(
    struct tx *t, json_t *line, const char *member, enum ho_query q, int64_t id)
{
	struct addresses to = { t->now, json_array() };
	struct ho_arg args[] = { HO_INT(id) };
	int rc;

	if (json_object_set_new(line, member, to.list) != 0)
		return HO_E_NOMEM;
	rc = ho_store_each(t->s, q, args, 1, 0, add_address, &to);
	if (rc == HO_OK && json_array_size(to.list) == 0)
		json_object_del(line, member);
	return rc;
}

static int
add_text(json_t *line, const char *member, const char *text)
{
	return text[0] == '\0' ||
		json_object_set_new(line, member, json_string(text)) == 0
	    ? HO_OK
	    : HO_E_NOMEM;
}

static int
add_hash(struct tx *t, json_t *line, int64_t user)
{
	struct ho_password p;
	int rc = HO_ASK(t->s, HO_Q_PASSWORD_OF, &p, HO_INT(user));

	rc = rc == HO_OK      ? add_text(line, "hash", p.hash)
	    : rc == HO_E_NONE ? HO_OK
			      : rc;
	explicit_bzero(&p, sizeof(p));
	return rc;
}

struct users {
	struct tx *t;
	struct call *c;
	const struct ho_account *a;
	int64_t left;
	bool has_secrets;
};

static int
tell_user(void *ctx, void *row)
{
	struct users *all = ctx;
	const struct ho_user *u = row;
	json_t *line;
	int rc;

	if (all->left == 0)
		return HO_OK;
	all->left--;
	all->c->after = u->row.id;
	if ((line = json_pack("{s:s}", "user", u->login)) == NULL)
		return HO_E_NOMEM;
	if ((rc = add_text(line, "name", u->name)) == HO_OK &&
	    (rc = add_text(line, "role",
		 u->row.id == all->a->super_admin ? "super-admin"
		     : u->role == HO_ROLE_ADMIN   ? "admin"
						  : "user")) == HO_OK &&
	    (rc = add_text(line, "state",
		 u->state == HO_USER_ACTIVE ? "active" : "disabled")) ==
		HO_OK &&
	    (rc = add_addresses(all->t, line, "addresses",
		 HO_Q_ADDRESSES_OF_USER, u->row.id)) == HO_OK &&
	    all->has_secrets)
		rc = add_hash(all->t, line, u->row.id);
	if (rc == HO_OK)
		return call_row(all->c, line);
	json_decref(line);
	return rc;
}

static int
tell_account(struct tx *t, struct call *c, const struct ho_account *a)
{
	struct ho_arg args[] = { HO_INT(a->row.id), HO_INT(0) };
	json_t *line;
	int64_t users;
	int rc = ho_store_count(t->s, HO_Q_USERS_OF, args, 2, &users);

	if (rc != HO_OK)
		return rc;
	if ((line = json_pack("{s:s, s:s, s:I, s:I}", "account", a->code,
		 "name", a->name, "seats", (json_int_t)a->seats, "users",
		 (json_int_t)users)) == NULL)
		return HO_E_NOMEM;
	if ((rc = add_text(line, "domain", a->domain)) == HO_OK)
		rc = add_addresses(
		    t, line, "contacts", HO_Q_CONTACTS_OF, a->row.id);
	if (rc != HO_OK) {
		json_decref(line);
		return rc;
	}
	c->after = 0;
	if ((rc = call_row(c, line)) == HO_OK &&
	    (rc = keep(c, AT, a->row.id)) == HO_OK)
		rc = keep(c, LEFT, users);
	return rc;
}

/* --- page by page ----------------------------------------------------------------- */

/* The next account's line; HO_E_NONE: there is no more. */
static int
next_account(struct tx *t, struct call *c)
{
	const char *code = call_str(c, "subject");
	int64_t at = call_int(c, AT);
	struct ho_account a;
	int rc;

	if (code == NULL)
		rc = HO_ASK(t->s, HO_Q_ACCOUNTS, &a, HO_INT(at));
	else if (at != 0)
		rc = HO_E_NONE;
	else
		rc = people_account(t, c, code, &a);
	return rc == HO_OK ? tell_account(t, c, &a) : rc;
}

static int
more_users(struct tx *t, struct call *c)
{
	struct users all = { .t = t,
		.c = c,
		.left = call_int(c, LEFT),
		.has_secrets = call_flag(c, "with-secrets") };
	int64_t before = all.left;
	struct ho_account a;
	struct ho_arg args[] = { HO_INT(call_int(c, AT)), HO_INT(c->after) };
	int rc = people_account_of(t, call_int(c, AT), &a);

	all.a = &a;
	if (rc == HO_OK)
		rc = ho_store_each(
		    t->s, HO_Q_USERS_OF, args, 2, PAGE_ROWS, tell_user, &all);
	/* none of a whole page lives: somebody else wrote to the store */
	return rc != HO_OK       ? rc
	    : all.left == before ? HO_E_FORGED
				 : keep(c, LEFT, all.left);
}

/* Secrets leave the house: an admin's decision, and an event before the first
 * line. */
static int
begin(struct tx *t, struct call *c)
{
	const char *code = call_str(c, "subject");
	struct ho_event *ev;
	int rc;

	if ((rc = keep(c, LEFT, 0)) != HO_OK || !call_flag(c, "with-secrets"))
		return rc;
	if ((c->me.roles & HO_STAFF_ADMIN) == 0)
		return call_refuse(c, EXIT_REFUSED, "role",
		    "account export --with-secrets needs the role admin");
	if ((rc = ho_event_begin(t->a, &ev, c->verb->event, t->now)) != HO_OK)
		return rc;
	ho_event_staff(ev, &c->me);
	ho_event_str(ev, "account", code != NULL ? code : "all of them");
	t->wants_checkpoint = true;
	return ho_event_end(&ev, NULL);
}

int
verb_account_export(struct tx *t, struct call *c)
{
	int rc = HO_OK;

	if (json_object_get(c->args, LEFT) == NULL)
		rc = begin(t, c);
	while (rc == HO_OK && json_array_size(c->rows) < PAGE_ROWS)
		rc = call_int(c, LEFT) > 0 ? more_users(t, c)
					   : next_account(t, c);
	c->more = rc == HO_OK;
	return rc == HO_E_NONE ? HO_OK : rc;
}
