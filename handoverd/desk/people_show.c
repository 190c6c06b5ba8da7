/* handoverd/desk/people_show.c - one account on one screen. */
#include "handoverd/desk/people.h"
#include "lib/base/err.h"
#include "lib/flow/case.h"

struct list {
	struct tx *t;
	const struct ho_account *a;
	json_t *out;
};

static int
list_user(void *ctx, void *row)
{
	struct list *l = ctx;

	return json_array_append_new(
		   l->out, people_user_json(l->t, l->a, row)) == 0
	    ? HO_OK
	    : HO_E_NOMEM;
}

static int
list_address(void *ctx, void *row)
{
	struct list *l = ctx;

	return json_array_append_new(
		   l->out, people_address_json(l->t, l->a, row)) == 0
	    ? HO_OK
	    : HO_E_NOMEM;
}

static int
list_case(void *ctx, void *row)
{
	struct list *l = ctx;
	const struct ho_case *x = row;

	return json_array_append_new(l->out,
		   json_pack("{s:s, s:s, s:o}", "ref", x->ref, "state",
		       ho_case_word(x->state), "wait_until",
		       people_when(x->wait_until))) == 0
	    ? HO_OK
	    : HO_E_NOMEM;
}

/* One reply holds so many of each; user list and contact list have no end. */
#define SHOWN 50

static int
show(struct tx *t, struct call *c, const struct ho_account *a)
{
	const struct {
		const char *name;
		enum ho_query q;
		size_t n_args;
		int (*visit)(void *ctx, void *row);
	} parts[] = {
		{ "users", HO_Q_USERS_OF, 2, list_user },
		{ "addresses", HO_Q_ADDRESSES_OF, 1, list_address },
		{ "open_cases", HO_Q_CASES_OPEN_OF, 1, list_case },
	};
	struct ho_arg args[] = { HO_INT(a->row.id), HO_INT(0) };
	struct list l = { t, a, NULL };
	int rc = HO_OK;

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		if ((l.out = json_array()) == NULL)
			return HO_E_NOMEM;
		rc = ho_store_each(t->s, parts[i].q, args, parts[i].n_args,
		    SHOWN, parts[i].visit, &l);
		if (json_object_set_new(c->result, parts[i].name, l.out) != 0)
			return HO_E_NOMEM;
		if (rc != HO_OK)
			break;
	}
	return rc;
}

/* Result is the account's own members, then what belongs to it. */
int
people_show_account(struct tx *t, struct call *c, const struct ho_account *a)
{
	json_t *own = people_account_json(a);
	struct ho_user owner;
	int64_t active = 0;
	int rc;

	if (own == NULL || json_object_update(c->result, own) != 0) {
		json_decref(own);
		return HO_E_NOMEM;
	}
	json_decref(own);
	if ((rc = ho_store_get(t->s, HO_USER, a->super_admin, &owner)) !=
		HO_OK ||
	    (rc = people_active(t, a->row.id, &active)) != HO_OK)
		return rc;
	if (json_object_set_new(
		c->result, "super_admin", json_string(owner.login)) != 0 ||
	    json_object_set_new(c->result, "super_admin_state",
		json_string(owner.state == HO_USER_ACTIVE ? "active"
							  : "disabled")) != 0 ||
	    json_object_set_new(c->result, "active", json_integer(active)) != 0)
		return HO_E_NOMEM;
	return show(t, c, a);
}
