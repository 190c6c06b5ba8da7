/*
 * handoverd/desk/import_put.c - an account of a file becomes rows.
 *
 * Every row has its MAC and its place in the log as any other (law 13).  What
 * makes a million of them fast is that an event tells of many: an account is
 * one, and a large one several, all in the same commit.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "handoverd/desk/import.h"
#include "lib/base/err.h"

/* An event takes 1,024 rows and 65,535 octets, 53 of them a row's. */
#define EVENT_ROWS 900

/* What begins the account's first event; the others say that they go on. */
static int
open_event(struct import *in, size_t at)
{
	const struct import_account *a = in->a;
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

/* --- rows that are written together --------------------------------------- */

#define TOGETHER  48 /* users */
#define ADDRESSES 96 /* at least IMPORT_ADDRESSES */

struct together {
	int64_t account;
	const struct import_user *who[TOGETHER];
	struct ho_user user[TOGETHER];
	size_t users;
	struct ho_password password[TOGETHER];
	size_t passwords;
	struct ho_address address[ADDRESSES];
	size_t addresses;
};

static int
put_many(struct import *in, enum ho_kind kind, void *rows, size_t *n)
{
	int rc = ho_store_put_many(in->t->s, kind, rows, *n);

	in->rows += *n;
	*n = 0;
	return rc;
}

static void
add_address(
    struct import *in, struct together *w, const char *text, int64_t user)
{
	struct ho_address *x = &w->address[w->addresses++];

	*x = (struct ho_address){ .account = w->account,
		.user = user,
		.kind = naming_is_mobile(text) ? HO_MOBILE : HO_EMAIL,
		.provenance = "panel",
		.state = HO_ADDRESS_ON_FILE,
		.added_at = in->t->now,
		.usable_from = in->t->now };
	snprintf(x->text, sizeof(x->text), "%s", text);
}

/* user 0: contacts.  The reader left them as they are to be kept. */
static int
add_addresses(
    struct import *in, struct together *w, const json_t *list, int64_t user)
{
	const json_t *v;
	size_t i;
	int rc = HO_OK;

	if (w->addresses + json_array_size(list) > ADDRESSES)
		rc = put_many(in, HO_ADDRESS, w->address, &w->addresses);
	json_array_foreach (list, i, v)
		if (rc == HO_OK)
			add_address(in, w, json_string_value(v), user);
	return rc;
}

static void
add_user(struct import *in, struct together *w, const struct import_user *u)
{
	const char *name = import_text(u->line, "name");
	struct ho_user *x = &w->user[w->users];

	*x = (struct ho_user){ .account = w->account,
		.role = u->role,
		.state = u->is_active ? HO_USER_ACTIVE : HO_USER_DISABLED,
		.created_at = in->t->now };
	snprintf(x->login, sizeof(x->login), "%s", u->login);
	snprintf(x->name, sizeof(x->name), "%s", name != NULL ? name : "");
	w->who[w->users++] = u;
}

/* What hangs on the users' rows, once these have their ids. */
static int
put_rest(struct import *in, struct together *w, size_t users)
{
	const char *hash;
	struct ho_password *p;
	int rc = HO_OK;

	for (size_t i = 0; i < users && rc == HO_OK; i++) {
		const json_t *line = w->who[i]->line;
		int64_t id = w->user[i].row.id;

		if ((hash = import_text(line, "hash")) != NULL) {
			p = &w->password[w->passwords++];
			*p = (struct ho_password){ .user = id,
				.set_at = in->t->now };
			snprintf(p->hash, sizeof(p->hash), "%s", hash);
		}
		rc = add_addresses(
		    in, w, json_object_get(line, "addresses"), id);
	}
	if (rc == HO_OK)
		rc = put_many(in, HO_PASSWORD, w->password, &w->passwords);
	if (rc == HO_OK)
		rc = put_many(in, HO_ADDRESS, w->address, &w->addresses);
	return rc;
}

static int
put_users(struct import *in, struct together *w)
{
	size_t users = w->users;
	int rc = put_many(in, HO_USER, w->user, &w->users);

	return rc != HO_OK ? rc : put_rest(in, w, users);
}

/* --- an account ----------------------------------------------------------- */

/* The account and its super-admin point at each other: see store.h. */
static int
put_account(
    struct import *in, struct together *w, const struct import_user *owner)
{
	const struct import_account *a = in->a;
	struct ho_account row = { .created_at = in->t->now,
		.valid_from = in->t->now };
	int rc;

	snprintf(
	    row.code, sizeof(row.code), "%s", import_text(a->line, "account"));
	snprintf(
	    row.name, sizeof(row.name), "%s", import_text(a->line, "name"));
	snprintf(row.domain, sizeof(row.domain), "%s", a->domain);
	row.seats = json_integer_value(json_object_get(a->line, "seats"));
	if ((rc = ho_store_next_id(in->t->s, HO_ACCOUNT, &row.row.id)) != HO_OK)
		return rc;
	w->account = row.row.id;
	add_user(in, w, owner);
	if ((rc = put_many(in, HO_USER, w->user, &w->users)) != HO_OK)
		return rc;
	row.super_admin = w->user[0].row.id;
	in->rows++;
	if ((rc = ho_store_put(in->t->s, HO_ACCOUNT, &row)) != HO_OK ||
	    (rc = add_addresses(
		 in, w, json_object_get(a->line, "contacts"), 0)) != HO_OK)
		return rc;
	return put_rest(in, w, 1);
}

/* All but the owner. */
static int
put_others(struct import *in, struct together *w)
{
	const struct import_account *a = in->a;
	size_t waiting = 0; /* rows of the users that are gathered */
	int rc = HO_OK;

	for (size_t i = 0; i < a->users && rc == HO_OK; i++) {
		const struct import_user *u = &a->user[i];

		if (u->is_super_admin)
			continue;
		if (w->users == TOGETHER ||
		    in->rows + waiting + 2 + IMPORT_ADDRESSES > EVENT_ROWS) {
			rc = put_users(in, w);
			waiting = 0;
		}
		if (rc == HO_OK &&
		    in->rows + 2 + IMPORT_ADDRESSES > EVENT_ROWS &&
		    (rc = ho_event_end(&in->event, NULL)) == HO_OK)
			rc = open_event(in, i);
		add_user(in, w, u);
		waiting +=
		    2 + json_array_size(json_object_get(u->line, "addresses"));
	}
	return rc != HO_OK ? rc : put_users(in, w);
}

int
import_put(struct import *in)
{
	const struct import_user *owner = in->a->user;
	struct together *w = calloc(1, sizeof(*w));
	int rc;

	if (w == NULL)
		return HO_E_NOMEM;
	while (!owner->is_super_admin) /* import_check() saw one */
		owner++;
	if ((rc = open_event(in, 0)) == HO_OK &&
	    (rc = put_account(in, w, owner)) == HO_OK)
		rc = put_others(in, w);
	if (rc == HO_OK)
		rc = ho_event_end(&in->event, NULL);
	else
		ho_event_drop(&in->event);
	explicit_bzero(w->password, sizeof(w->password));
	free(w);
	return rc;
}
