/*
 * handoverd/desk/import_put.c - an account of a file becomes rows.
 *
 * Every row has its MAC and its place in the log as any other (law 13).  What
 * makes a million of them fast is that an event tells of many: an account is
 * one, and a large one several, all in the same commit.
 */
#include <stdio.h>
#include <string.h>

#include "handoverd/desk/import.h"
#include "lib/base/err.h"

/* An event takes 1,024 rows and 65,535 octets, 53 of them a row's. */
#define EVENT_ROWS 900

/* What begins the account's first event; the others say that they go on. */
static int
open_event(struct import *in, size_t at)
{
	const struct import_account *a = &in->a;
	int rc = ho_event_begin(
	    in->t->a, &in->event, in->c->verb->event, in->t->now);

	if (rc != HO_OK)
		return rc;
	in->rows = 0;
	ho_event_staff(in->event, &in->c->me);
	ho_event_str(in->event, "account", import_text(a->line, "account"));
	ho_event_int(in->event, "users", (int64_t)a->users);
	if (at > 0)
		ho_event_int(in->event, "from_user", (int64_t)at + 1);
	return HO_OK;
}

static int
put(struct import *in, enum ho_kind kind, void *row)
{
	in->rows++;
	return ho_store_put(in->t->s, kind, row);
}

static int
put_addresses(
    struct import *in, const json_t *list, int64_t account, int64_t user)
{
	struct ho_address x;
	const json_t *v;
	size_t i;
	int rc;

	json_array_foreach (list, i, v) {
		x = (struct ho_address){ .account = account,
			.user = user,
			.provenance = "panel",
			.state = HO_ADDRESS_ON_FILE,
			.added_at = in->t->now,
			.usable_from = in->t->now };
		if ((rc = naming_reach(json_string_value(v), x.text, NULL)) !=
		    HO_OK)
			return rc;
		x.kind = naming_is_mobile(x.text) ? HO_MOBILE : HO_EMAIL;
		if ((rc = put(in, HO_ADDRESS, &x)) != HO_OK)
			return rc;
	}
	return HO_OK;
}

static int
put_user(struct import *in, const struct import_user *u, int64_t account,
    int64_t *id)
{
	struct ho_user row = { .account = account,
		.role = u->role,
		.state = u->is_active ? HO_USER_ACTIVE : HO_USER_DISABLED,
		.created_at = in->t->now };
	const char *name = import_text(u->line, "name");
	int rc;

	snprintf(row.login, sizeof(row.login), "%s", u->login);
	snprintf(row.name, sizeof(row.name), "%s", name != NULL ? name : "");
	if ((rc = put(in, HO_USER, &row)) == HO_OK)
		*id = row.row.id;
	return rc;
}

/* What hangs on a user's row. */
static int
put_rest(
    struct import *in, const struct import_user *u, int64_t account, int64_t id)
{
	struct ho_password p = { .user = id, .set_at = in->t->now };
	const char *hash = import_text(u->line, "hash");
	int rc = HO_OK;

	if (hash != NULL) {
		snprintf(p.hash, sizeof(p.hash), "%s", hash);
		rc = put(in, HO_PASSWORD, &p);
		explicit_bzero(&p, sizeof(p));
	}
	return rc != HO_OK
	    ? rc
	    : put_addresses(
		  in, json_object_get(u->line, "addresses"), account, id);
}

/* The account and its super-admin point at each other: see store.h. */
static int
put_account(struct import *in, const struct import_user *owner, int64_t *id)
{
	const struct import_account *a = &in->a;
	struct ho_account row = { .created_at = in->t->now,
		.valid_from = in->t->now };
	int rc;

	snprintf(
	    row.code, sizeof(row.code), "%s", import_text(a->line, "account"));
	snprintf(
	    row.name, sizeof(row.name), "%s", import_text(a->line, "name"));
	snprintf(row.domain, sizeof(row.domain), "%s", a->domain);
	row.seats = json_integer_value(json_object_get(a->line, "seats"));
	if ((rc = ho_store_next_id(in->t->s, HO_ACCOUNT, &row.row.id)) !=
		HO_OK ||
	    (rc = put_user(in, owner, row.row.id, &row.super_admin)) != HO_OK ||
	    (rc = put(in, HO_ACCOUNT, &row)) != HO_OK)
		return rc;
	*id = row.row.id;
	if ((rc = put_rest(in, owner, *id, row.super_admin)) != HO_OK)
		return rc;
	return put_addresses(in, json_object_get(a->line, "contacts"), *id, 0);
}

static int
put_users(struct import *in, int64_t account)
{
	const struct import_account *a = &in->a;
	int64_t id;
	int rc = HO_OK;

	for (size_t i = 0; i < a->users && rc == HO_OK; i++) {
		const struct import_user *u = &a->user[i];

		if (u->is_super_admin)
			continue;
		if (in->rows + 2 + IMPORT_ADDRESSES > EVENT_ROWS &&
		    ((rc = ho_event_end(&in->event, NULL)) != HO_OK ||
			(rc = open_event(in, i)) != HO_OK))
			break;
		if ((rc = put_user(in, u, account, &id)) == HO_OK)
			rc = put_rest(in, u, account, id);
	}
	return rc;
}

int
import_put(struct import *in)
{
	const struct import_user *owner = in->a.user;
	int64_t id;
	int rc;

	while (!owner->is_super_admin) /* import_check() saw one */
		owner++;
	if ((rc = open_event(in, 0)) == HO_OK &&
	    (rc = put_account(in, owner, &id)) == HO_OK)
		rc = put_users(in, id);
	if (rc == HO_OK)
		return ho_event_end(&in->event, NULL);
	ho_event_drop(&in->event);
	return rc;
}
