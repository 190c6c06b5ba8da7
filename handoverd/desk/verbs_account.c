/* handoverd/desk/verbs_account.c - account add, list, show, find. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "handoverd/desk/page.h"
#include "handoverd/desk/people.h"
#include "handoverd/desk/verbs.h"
#include "handoverd/naming.h"
#include "lib/base/err.h"

#define PEOPLE_MAX HO_OPT_TIMES

/* What account add is about to make, checked before the first row. */
struct new_account {
	struct ho_account a;
	struct ho_user owner;
	char owner_address[NAMING_ADDRESS];
	struct ho_user admin[PEOPLE_MAX];
	char admin_address[PEOPLE_MAX][NAMING_ADDRESS];
	size_t admins;
	char contact[PEOPLE_MAX][NAMING_ADDRESS];
	size_t contacts;
};

static int
read_owner(struct tx *t, struct call *c, struct new_account *n)
{
	const char *name = call_str(c, "owner-name");
	const char *address = call_str(c, "owner-address");
	struct ho_buf why = HO_BUF_INIT;

	if (naming_login(call_str(c, "owner"), n->owner.login, &why) != HO_OK ||
	    (address != NULL &&
		naming_reach(address, n->owner_address, &why) != HO_OK))
		return people_misnamed(c, &why);
	snprintf(n->owner.name, sizeof(n->owner.name), "%s",
	    name != NULL ? name : "");
	n->owner.role = HO_ROLE_ADMIN;
	n->owner.state =
	    call_flag(c, "owner-absent") ? HO_USER_DISABLED : HO_USER_ACTIVE;
	n->owner.created_at = t->now;
	return people_check_hash(c);
}

static int
read_contacts(struct call *c, struct new_account *n)
{
	json_t *list = json_object_get(c->args, "contact");
	struct ho_buf why = HO_BUF_INIT;
	const json_t *v;
	size_t i, mobiles = 0;

	json_array_foreach (list, i, v) {
		if (naming_reach(json_string_value(v), n->contact[i], &why) !=
		    HO_OK)
			return people_misnamed(c, &why);
		mobiles += naming_is_mobile(n->contact[i]);
		for (size_t j = 0; j < i; j++)
			if (strcasecmp(n->contact[i], n->contact[j]) == 0)
				return call_refuse(c, EXIT_USAGE, "usage",
				    "--contact %s is given twice",
				    n->contact[i]);
	}
	n->contacts = json_array_size(list);
	if (mobiles == n->contacts)
		return call_refuse(c, EXIT_USAGE, "usage",
		    "one --contact at least is an e-mail address: no request "
		    "comes from a mobile");
	return HO_OK;
}

/* "jane=jane@client.example" */
static int
read_admins(struct tx *t, struct call *c, struct new_account *n)
{
	json_t *list = json_object_get(c->args, "admin");
	struct ho_buf why = HO_BUF_INIT;
	char login[NAMING_LOGIN + 1];
	const char *text, *eq;
	const json_t *v;
	size_t i;

	json_array_foreach (list, i, v) {
		text = json_string_value(v);
		eq = strchr(text, '=');
		if (eq == NULL || (size_t)(eq - text) >= sizeof(login))
			return call_refuse(
			    c, EXIT_USAGE, "usage", "--admin takes LOGIN=ADDR");
		memcpy(login, text, (size_t)(eq - text));
		login[eq - text] = '\0';
		if (naming_login(login, n->admin[i].login, &why) != HO_OK ||
		    naming_address(eq + 1, n->admin_address[i], &why) != HO_OK)
			return people_misnamed(c, &why);
		n->admin[i].role = HO_ROLE_ADMIN;
		n->admin[i].state = HO_USER_ACTIVE;
		n->admin[i].created_at = t->now;
	}
	n->admins = json_array_size(list);
	return HO_OK;
}

static int
read_account(struct tx *t, struct call *c, struct new_account *n)
{
	const char *domain = call_str(c, "domain");
	struct ho_buf why = HO_BUF_INIT;
	struct ho_account other;
	int64_t active;
	int rc;

	if (naming_code(call_str(c, "subject"), &why) != HO_OK ||
	    (domain != NULL &&
		naming_domain(domain, n->a.domain, &why) != HO_OK))
		return people_misnamed(c, &why);
	snprintf(n->a.code, sizeof(n->a.code), "%s", call_str(c, "subject"));
	snprintf(n->a.name, sizeof(n->a.name), "%s", call_str(c, "name"));
	n->a.seats = call_int(c, "seats");
	n->a.created_at = n->a.valid_from = t->now;
	if ((rc = read_owner(t, c, n)) != HO_OK ||
	    (rc = read_contacts(c, n)) != HO_OK ||
	    (rc = read_admins(t, c, n)) != HO_OK)
		return rc;
	active = (int64_t)n->admins + (n->owner.state == HO_USER_ACTIVE);
	if (active > n->a.seats)
		return call_refuse(c, EXIT_REFUSED, "no-seat",
		    "%lld users do not fit into --seats %lld",
		    (long long)active, (long long)n->a.seats);
	rc = HO_ASK(t->s, HO_Q_ACCOUNT_BY_CODE, &other, HO_STR(n->a.code));
	if (rc == HO_OK)
		return call_refuse(c, EXIT_REFUSED, "account-taken",
		    "there is an account %s already", other.code);
	return rc == HO_E_NONE ? HO_OK : rc;
}

/* Those of the panel have authority at once: there is nobody to object yet. */
static int
put_address(struct tx *t, struct call *c, const struct new_account *n,
    int64_t user, const char *text)
{
	struct ho_address x = {
		.account = n->a.row.id, .user = user, .provenance = "panel"
	};

	int rc = people_not_desk(t, c, text);

	snprintf(x.text, sizeof(x.text), "%s", text);
	return rc != HO_OK ? rc : people_add_address(t, c, &x);
}

static int
put_addresses(struct tx *t, struct call *c, const struct new_account *n)
{
	int rc = HO_OK;

	for (size_t i = 0; rc == HO_OK && i < n->contacts; i++)
		rc = put_address(t, c, n, 0, n->contact[i]);
	if (rc == HO_OK && n->owner_address[0] != '\0')
		rc = put_address(t, c, n, n->owner.row.id, n->owner_address);
	for (size_t i = 0; rc == HO_OK && i < n->admins; i++)
		rc = put_address(
		    t, c, n, n->admin[i].row.id, n->admin_address[i]);
	return rc;
}

/* The account and its super-admin point at each other: see store.h. */
static int
put_account(struct tx *t, struct call *c, struct new_account *n)
{
	int64_t id;
	int rc;

	if ((rc = ho_store_next_id(t->s, HO_ACCOUNT, &id)) != HO_OK)
		return rc;
	n->a.row.id = n->owner.account = id;
	if ((rc = people_add_user(t, c, &n->owner)) != HO_OK)
		return rc;
	n->a.super_admin = n->owner.row.id;
	if ((rc = ho_store_put(t->s, HO_ACCOUNT, &n->a)) != HO_OK ||
	    (rc = people_add_hash(t, c, n->owner.row.id)) != HO_OK)
		return rc;
	for (size_t i = 0; i < n->admins; i++) {
		n->admin[i].account = id;
		if ((rc = people_add_user(t, c, &n->admin[i])) != HO_OK)
			return rc;
	}
	return put_addresses(t, c, n);
}

static int
add(struct tx *t, struct call *c, struct new_account *n)
{
	struct ho_event *ev;
	int rc;

	if ((rc = read_account(t, c, n)) != HO_OK ||
	    (rc = ho_event_begin(t->a, &ev, c->verb->event, t->now)) != HO_OK)
		return rc;
	ho_event_staff(ev, &c->me);
	ho_event_str(ev, "account", n->a.code);
	ho_event_str(ev, "owner", n->owner.login);
	ho_event_int(ev, "contacts", (int64_t)n->contacts);
	ho_event_int(ev, "admins", (int64_t)n->admins);
	ho_event_int(ev, "seats", n->a.seats);
	if ((rc = put_account(t, c, n)) != HO_OK) {
		ho_event_drop(&ev);
		return rc;
	}
	t->wants_checkpoint = true; /* addresses got authority */
	return ho_event_end(&ev, NULL);
}

int
verb_account_show(struct tx *t, struct call *c)
{
	struct ho_account a;
	int rc = people_account(t, c, call_str(c, "subject"), &a);

	return rc == HO_OK ? people_show_account(t, c, &a) : rc;
}

int
verb_account_add(struct tx *t, struct call *c)
{
	struct new_account *n = calloc(1, sizeof(*n)); /* 26 KiB */
	int rc;

	if (n == NULL)
		return HO_E_NOMEM;
	rc = add(t, c, n);
	if (rc == HO_OK) {
		ho_buf_fmt(&c->text, "account %s is on file; owner %s%s",
		    n->a.code, n->owner.login,
		    n->owner.state == HO_USER_ACTIVE ? "" : ", who is absent");
		rc = people_show_account(t, c, &n->a);
	}
	free(n);
	return rc;
}

static int
make_row(struct tx *t, struct call *c, void *ctx, const void *row, json_t **out)
{
	(void)t;
	(void)c;
	(void)ctx;
	*out = people_account_json(row);
	return *out != NULL ? HO_OK : HO_E_NOMEM;
}

int
verb_account_list(struct tx *t, struct call *c)
{
	return page_rows(t, c, HO_Q_ACCOUNTS, NULL, 0, make_row, NULL);
}

/* A whole address or domain is looked for as it would have been kept. */
int
verb_account_find(struct tx *t, struct call *c)
{
	const char *typed = call_str(c, "subject"), *kept = typed;
	char address[NAMING_ADDRESS], domain[NAMING_DOMAIN];

	if (naming_address(typed, address, NULL) == HO_OK)
		kept = address;
	else if (naming_domain(typed, domain, NULL) == HO_OK)
		kept = domain;
	return page_rows(t, c, HO_Q_ACCOUNTS_LIKE,
	    (struct ho_arg[]){ HO_STR(typed), HO_STR(kept) }, 2, make_row,
	    NULL);
}
