/* handoverd/desk/import_check.c - is an account of a file whole, and new? */
#include <stdlib.h>
#include <string.h>

#include "handoverd/desk/import.h"
#include "handoverd/former.h"
#include "lib/base/err.h"

/* --- within the file ------------------------------------------------------ */

static int
by_login(const void *a, const void *b)
{
	const struct import_user *const *x = a, *const *y = b;
	int order = strcmp((*x)->login, (*y)->login);

	/* the later line is the one to blame */
	return order != 0 ? order : (*x)->number < (*y)->number ? -1 : 1;
}

static int
check_twice(struct import_account *a)
{
	const struct import_user **all = calloc(a->users, sizeof(*all));
	int rc = HO_OK;

	if (all == NULL)
		return HO_E_NOMEM;
	for (size_t i = 0; i < a->users; i++)
		all[i] = &a->user[i];
	qsort(all, a->users, sizeof(*all), by_login);
	for (size_t i = 1; i < a->users && rc == HO_OK; i++)
		if (strcmp(all[i - 1]->login, all[i]->login) == 0)
			rc = import_fault(a, all[i]->number,
			    "the login %s stands in line %zu too",
			    all[i]->login, all[i - 1]->number);
	free(all);
	return rc;
}

static int
check_number(struct import_account *a)
{
	int64_t seats = json_integer_value(json_object_get(a->line, "seats"));
	int64_t active = 0, owners = 0;

	for (size_t i = 0; i < a->users; i++) {
		active += a->user[i].is_active;
		owners += a->user[i].is_super_admin;
	}
	if (a->users != a->announced)
		return import_fault(a, 0,
		    "it announces %zu users, and %zu follow: is the file "
		    "whole?",
		    a->announced, a->users);
	if (owners != 1)
		return import_fault(a, 0,
		    "it has %lld super-admins; an account has one, who may be "
		    "disabled",
		    (long long)owners);
	if (active > seats)
		return import_fault(a, 0,
		    "%lld active users do not fit into %lld seats",
		    (long long)active, (long long)seats);
	return HO_OK;
}

/* --- and with the store --------------------------------------------------- */

static int
check_login(struct import *in, const struct import_user *u)
{
	struct ho_user other;
	bool is_free;
	int rc = former_is_free(in->t, u->login, 0, &is_free);

	if (rc != HO_OK || is_free)
		return rc;
	rc = HO_ASK(in->t->s, HO_Q_USER_BY_LOGIN, &other, HO_STR(u->login));
	if (rc == HO_OK)
		return import_fault(in->a, u->number,
		    "the login %s is in use; logins are unique in the store",
		    u->login);
	return rc != HO_E_NONE ? rc
			       : import_fault(in->a, u->number,
				     "the login %s was given up by another "
				     "user, and is kept for them",
				     u->login);
}

static int
check_logins(struct import *in)
{
	int rc = HO_OK;

	for (size_t i = 0; i < in->a->users && rc == HO_OK; i++)
		rc = check_login(in, &in->a->user[i]);
	return rc;
}

int
import_check(struct import *in, bool *is_there)
{
	struct import_account *a = in->a;
	struct ho_account other;
	int rc;

	*is_there = false;
	/* what a bad line left out makes all the rest look wrong */
	if (a->faults > 0)
		return HO_OK;
	rc = HO_ASK(in->t->s, HO_Q_ACCOUNT_BY_CODE, &other,
	    HO_STR(import_text(a->line, "account")));
	if (rc == HO_OK)
		*is_there = true;
	if (rc != HO_E_NONE)
		return rc;
	if ((rc = check_number(a)) != HO_OK || a->faults > 0 ||
	    (rc = check_twice(a)) != HO_OK || a->faults > 0)
		return rc;
	return in->asks_logins ? check_logins(in) : HO_OK;
}
