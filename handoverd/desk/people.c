/* handoverd/desk/people.c - accounts, users and addresses, for several verbs. */
#include "handoverd/desk/people.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "handoverd/daemon.h"
#include "handoverd/former.h"
#include "handoverd/naming.h"
#include "lib/base/err.h"
#include "lib/base/show.h"
#include "lib/secret/hash.h"

/* "there is no account 'x'": what was typed is shown, never believed. */
static int
not_there(
    struct call *c, const char *reason, const char *what, const char *name)
{
	struct ho_buf shown = HO_BUF_INIT;

	ho_show(&shown, name, strnlen(name, 130));
	call_refuse(c, EXIT_REFUSED, reason, "there is no %s '%s'", what,
	    ho_buf_text(&shown));
	ho_buf_free(&shown);
	return HO_E_INPUT;
}

int
people_misnamed(struct call *c, struct ho_buf *why)
{
	call_refuse(c, EXIT_USAGE, "usage", "%s", ho_buf_text(why));
	ho_buf_free(why);
	return HO_E_INPUT;
}

int
people_account(
    struct tx *t, struct call *c, const char *code, struct ho_account *a)
{
	int rc = HO_ASK(t->s, HO_Q_ACCOUNT_BY_CODE, a, HO_STR(code));

	return rc == HO_E_NONE ? not_there(c, "no-account", "account", code)
			       : rc;
}

int
people_user(struct tx *t, struct call *c, const char *login, struct ho_user *u)
{
	char folded[NAMING_LOGIN];
	int rc = naming_login(login, folded, NULL);

	if (rc == HO_OK)
		rc = HO_ASK(t->s, HO_Q_USER_BY_LOGIN, u, HO_STR(folded));
	else
		rc = HO_E_NONE;
	return rc == HO_E_NONE ? not_there(c, "no-user", "user", login) : rc;
}

struct namesake {
	const char *name;
	struct ho_staff found;
};

static int
each_staff(void *ctx, void *row)
{
	static const int rank[] = { [HO_STAFF_REMOVED] = 1,
		[HO_STAFF_SUSPENDED] = 2,
		[HO_STAFF_ACTIVE] = 3 };
	const struct ho_staff *x = row;
	struct namesake *s = ctx;

	if (strcmp(x->name, s->name) == 0 &&
	    (s->found.row.id == 0 || rank[x->state] > rank[s->found.state]))
		s->found = *x;
	return HO_OK;
}

int
people_staff(struct tx *t, struct call *c, const char *name, struct ho_staff *x)
{
	struct namesake s = { .name = name };
	struct ho_buf shown = HO_BUF_INIT;
	int rc =
	    ho_store_each(t->s, HO_Q_STAFF, &HO_INT(0), 1, 0, each_staff, &s);

	*x = s.found;
	if (rc != HO_OK || x->row.id != 0)
		return rc;
	ho_show(&shown, name, strlen(name));
	call_refuse(c, EXIT_REFUSED, "no-staff",
	    "there is no '%s' on the staff list", ho_buf_text(&shown));
	ho_buf_free(&shown);
	return HO_E_INPUT;
}

int
people_account_of(struct tx *t, int64_t id, struct ho_account *a)
{
	return ho_store_get(t->s, HO_ACCOUNT, id, a);
}

int
people_add_user(struct tx *t, struct call *c, struct ho_user *u)
{
	struct ho_user other;
	bool is_free;
	int rc = HO_ASK(t->s, HO_Q_USER_BY_LOGIN, &other, HO_STR(u->login));

	if (rc == HO_OK)
		return call_refuse(c, EXIT_REFUSED, "login-taken",
		    "the login %s is in use; logins are unique in the store",
		    u->login);
	if (rc != HO_E_NONE ||
	    (rc = former_is_free(t, u->login, 0, &is_free)) != HO_OK)
		return rc;
	if (!is_free)
		return call_refuse(c, EXIT_REFUSED, "login-kept",
		    "the login %s was given up by another user, and is kept "
		    "for them (login-kept)",
		    u->login);
	return ho_store_put(t->s, HO_USER, u);
}

/* Without the line end that echo and files add. */
static size_t
line_length(const struct ho_buf *b)
{
	size_t len = b->len;

	if (len > 0 && b->data[len - 1] == '\n')
		len--;
	if (len > 0 && b->data[len - 1] == '\r')
		len--;
	return len;
}

int
people_check_hash(struct call *c)
{
	const struct ho_buf *b = call_octets(c, "hash");

	if (b == NULL || ho_hash_valid(b->data, line_length(b)))
		return HO_OK;
	return call_refuse(c, EXIT_USAGE, "bad-hash",
	    "--hash is no crypt string that is taken here: $y$, $gy$, $6$, "
	    "$5$, $2a$, $2b$, $2y$ or $argon2id$, complete, on one line");
}

int
people_add_hash(struct tx *t, struct call *c, int64_t user)
{
	struct ho_password p = { .user = user, .set_at = t->now };
	const struct ho_buf *b = call_octets(c, "hash");
	int rc;

	if (b == NULL)
		return HO_OK;
	if ((rc = people_check_hash(c)) != HO_OK)
		return rc;
	snprintf(p.hash, sizeof(p.hash), "%.*s", (int)line_length(b),
	    (const char *)b->data);
	return ho_store_put(t->s, HO_PASSWORD, &p);
}

struct search {
	const char *text;
	int64_t user;
};

/* Another case of a letter is the same mailbox: section 6, rule 4. */
static int
same_address(void *ctx, void *row)
{
	const struct search *s = ctx;
	const struct ho_address *x = row;

	return x->user == s->user && strcasecmp(x->text, s->text) == 0
	    ? HO_E_TAKEN
	    : HO_OK;
}

int
people_add_address(struct tx *t, struct call *c, struct ho_address *x)
{
	struct search s = { x->text, x->user };
	struct ho_arg args[] = { HO_INT(x->account) };
	int rc;

	x->kind = naming_is_mobile(x->text) ? HO_MOBILE : HO_EMAIL;
	x->state = HO_ADDRESS_ON_FILE;
	x->added_at = t->now;
	x->usable_from = strcmp(x->provenance, "panel") == 0 ? t->now : 0;
	rc = ho_store_each(
	    t->s, HO_Q_ADDRESSES_OF, args, 1, SIZE_MAX, same_address, &s);
	if (rc == HO_E_TAKEN)
		return call_refuse(c, EXIT_REFUSED, "address-taken",
		    "%s is on file there already", x->text);
	return rc != HO_OK ? rc : ho_store_put(t->s, HO_ADDRESS, x);
}

bool
people_is_desk(const struct ho_conf *conf, const char *address)
{
	for (size_t i = 0; i < conf->desk_address.n; i++)
		if (strcasecmp(conf->desk_address.text[i], address) == 0)
			return true;
	return false;
}

int
people_not_desk(struct tx *t, struct call *c, const char *address)
{
	return !people_is_desk(&t->d->conf, address)
	    ? HO_OK
	    : call_refuse(c, EXIT_REFUSED, "desk-address",
		  "%s is the desk's own address", address);
}

struct count {
	int64_t active, last, seen;
};

static int
count_one(void *ctx, void *row)
{
	struct count *n = ctx;
	const struct ho_user *u = row;

	n->seen++;
	n->last = u->row.id;
	n->active += u->state == HO_USER_ACTIVE;
	return HO_OK;
}

int
people_active(struct tx *t, int64_t account, int64_t *n)
{
	struct count count = { 0 };
	int rc = HO_OK;

	do {
		struct ho_arg args[] = { HO_INT(account), HO_INT(count.last) };

		count.seen = 0;
		rc = ho_store_each(
		    t->s, HO_Q_USERS_OF, args, 2, 1000, count_one, &count);
	} while (rc == HO_OK && count.seen > 0);
	*n = count.active;
	return rc;
}
