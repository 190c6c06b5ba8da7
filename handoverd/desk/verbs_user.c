/* handoverd/desk/verbs_user.c - user add, list, show, disable. */
#include <stdio.h>
#include <string.h>

#include "handoverd/cases/contact.h"
#include "handoverd/cases/person.h"
#include "handoverd/desk/page.h"
#include "handoverd/desk/people.h"
#include "handoverd/desk/verbs.h"
#include "handoverd/naming.h"
#include "handoverd/post/hook.h"
#include "lib/base/err.h"

/* Result is the user's own members. */
static int
answer(
    struct tx *t, struct call *c, const struct ho_account *a, struct ho_user *u)
{
	json_t *own = people_user_json(t, a, u);
	int rc = own != NULL && json_object_update(c->result, own) == 0
	    ? HO_OK
	    : HO_E_NOMEM;

	json_decref(own);
	return rc;
}

/* --- add --------------------------------------------------------------------- */

static int
read_user(struct tx *t, struct call *c, struct ho_user *u, char *address)
{
	const char *typed = call_str(c, "address");
	struct ho_buf why = HO_BUF_INIT;

	*u = (struct ho_user){ .role = HO_ROLE_USER, /* law 12 */
		.state = HO_USER_ACTIVE,
		.created_at = t->now };
	address[0] = '\0';
	if (naming_login(call_str(c, "subject"), u->login, &why) != HO_OK ||
	    (typed != NULL && naming_reach(typed, address, &why) != HO_OK))
		return people_misnamed(c, &why);
	snprintf(u->name, sizeof(u->name), "%s", call_str(c, "name"));
	return people_check_hash(c);
}

static int
has_seat(struct tx *t, struct call *c, const struct ho_account *a)
{
	int64_t active;
	int rc = people_active(t, a->row.id, &active);

	if (rc != HO_OK || active < a->seats)
		return rc;
	return call_refuse(c, EXIT_REFUSED, "no-seat",
	    "all %lld seats of %s are taken; more seats come with a request of "
	    "the client that names their number",
	    (long long)a->seats, a->code);
}

static int
put_user(
    struct tx *t, struct call *c, const struct ho_account *a, struct ho_user *u)
{
	struct ho_event *ev;
	int rc = ho_event_begin(t->a, &ev, c->verb->event, t->now);

	if (rc != HO_OK)
		return rc;
	ho_event_staff(ev, &c->me);
	ho_event_str(ev, "account", a->code);
	ho_event_str(ev, "login", u->login);
	if ((rc = people_add_user(t, c, u)) != HO_OK ||
	    (rc = people_add_hash(t, c, u->row.id)) != HO_OK) {
		ho_event_drop(&ev);
		return rc;
	}
	t->wants_checkpoint = call_octets(c, "hash") != NULL;
	return ho_event_end(&ev, NULL);
}

int
verb_user_add(struct tx *t, struct call *c)
{
	char address[NAMING_ADDRESS];
	struct contact_wish wish = { .text = address };
	struct ho_account a;
	struct ho_user u;
	int rc;

	if ((rc = read_user(t, c, &u, address)) != HO_OK ||
	    (rc = people_account(t, c, call_str(c, "account"), &a)) != HO_OK ||
	    (rc = person_owns(t, c, &a)) != HO_OK ||
	    (rc = has_seat(t, c, &a)) != HO_OK)
		return rc;
	u.account = a.row.id;
	if ((rc = put_user(t, c, &a, &u)) != HO_OK)
		return rc;
	ho_buf_fmt(
	    &c->text, "user %s of account %s is on file", u.login, a.code);
	if (address[0] != '\0') {
		wish.account = &a;
		wish.user = u.row.id;
		ho_buf_chr(&c->text, '\n');
		if ((rc = contact_open(t, c, "contact.add", &wish)) != HO_OK)
			return rc;
	}
	return answer(t, c, &a, &u);
}

/* --- disable ----------------------------------------------------------------- */

/*
 * The role stays: an absent owner is a disabled super-admin.  Panel sessions
 * from before end, for valid_from moves.
 */
int
verb_user_disable(struct tx *t, struct call *c)
{
	struct ho_account a;
	struct ho_event *ev;
	struct ho_user u;
	int rc;

	if ((rc = people_user(t, c, call_str(c, "subject"), &u)) != HO_OK ||
	    (rc = people_account_of(t, u.account, &a)) != HO_OK ||
	    (rc = person_owns(t, c, &a)) != HO_OK)
		return rc;
	if (u.state != HO_USER_ACTIVE)
		return call_refuse(c, EXIT_REFUSED, "disabled-already",
		    "%s is disabled already", u.login);
	u.state = HO_USER_DISABLED;
	u.valid_from = t->now;
	if ((rc = ho_event_begin(t->a, &ev, c->verb->event, t->now)) != HO_OK)
		return rc;
	ho_event_staff(ev, &c->me);
	ho_event_str(ev, "account", a.code);
	ho_event_str(ev, "login", u.login);
	if ((rc = ho_store_put(t->s, HO_USER, &u)) != HO_OK ||
	    (rc = hook_put(t,
		 &(struct hook){ .what = HOOK_USER_DISABLED,
		     .account = &a,
		     .one = u.login })) != HO_OK) {
		ho_event_drop(&ev);
		return rc;
	}
	if ((rc = ho_event_end(&ev, NULL)) != HO_OK)
		return rc;
	ho_buf_fmt(&c->text, "%s can sign in no more%s", u.login,
	    u.row.id == a.super_admin
		? "; the account's super-admin is absent now"
		: "");
	return answer(t, c, &a, &u);
}

/* --- show, list ---------------------------------------------------------------
 */

struct addresses {
	struct tx *t;
	const struct ho_account *a;
	json_t *out;
};

static int
list_address(void *ctx, void *row)
{
	struct addresses *l = ctx;

	return json_array_append_new(
		   l->out, people_address_json(l->t, l->a, row)) == 0
	    ? HO_OK
	    : HO_E_NOMEM;
}

int
verb_user_show(struct tx *t, struct call *c)
{
	struct addresses l = { .t = t };
	struct ho_account a;
	struct ho_user u;
	struct ho_arg args[1];
	int rc;

	if ((rc = people_user(t, c, call_str(c, "subject"), &u)) != HO_OK ||
	    (rc = people_account_of(t, u.account, &a)) != HO_OK ||
	    (rc = answer(t, c, &a, &u)) != HO_OK)
		return rc;
	if ((l.out = json_array()) == NULL ||
	    json_object_set_new(c->result, "addresses", l.out) != 0)
		return HO_E_NOMEM;
	l.a = &a;
	args[0] = HO_INT(u.row.id);
	return ho_store_each(
	    t->s, HO_Q_ADDRESSES_OF_USER, args, 1, 0, list_address, &l);
}

static int
make_row(struct tx *t, struct call *c, void *ctx, const void *row, json_t **out)
{
	(void)c;
	*out = people_user_json(t, ctx, row);
	return *out != NULL ? HO_OK : HO_E_NOMEM;
}

int
verb_user_list(struct tx *t, struct call *c)
{
	struct ho_account a;
	struct ho_arg args[1];
	int rc = people_account(t, c, call_str(c, "subject"), &a);

	if (rc != HO_OK)
		return rc;
	args[0] = HO_INT(a.row.id);
	return page_rows(t, c, HO_Q_USERS_OF, args, 1, make_row, &a);
}
