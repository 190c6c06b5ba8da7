/* handoverd/desk/import_line.c - one line of a file of accounts. */
#include "handoverd/desk/import.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "lib/base/err.h"
#include "lib/base/show.h"
#include "lib/secret/hash.h"

/* --- members -------------------------------------------------------------- */

enum type {
	TEXT = 1, /* one line of 1 to 256 octets */
	NUMBER,   /* 1 to 1,000,000 */
	ADDRESSES
};

struct member {
	const char *name;
	enum type type;
	bool required;
};

static const struct member of_account[] = {
	{ "account", TEXT, true },
	{ "name", TEXT, true },
	{ "domain", TEXT, false },
	{ "seats", NUMBER, true },
	{ "users", NUMBER, true },
	{ "contacts", ADDRESSES, false },
	{ NULL, 0, false },
};

static const struct member of_user[] = {
	{ "user", TEXT, true },
	{ "name", TEXT, false },
	{ "role", TEXT, true },
	{ "state", TEXT, false },
	{ "hash", TEXT, false },
	{ "addresses", ADDRESSES, false },
	{ NULL, 0, false },
};

const char *
import_text(const json_t *line, const char *member)
{
	return json_string_value(json_object_get(line, member));
}

/* The line that is being read. */
struct line {
	struct import_account *a;
	const struct ho_conf *conf;
	json_t *json;
	size_t number;
};

static int
check_text(const struct line *l, const char *name, const json_t *v)
{
	static const struct ho_opt fits = { .name = "",
		.type = HO_OPT_TEXT,
		.min = 1,
		.max = HO_HASH_SIZE - 1 };
	/* names are shorter, a crypt string may be longer */
	size_t most =
	    strcmp(name, "hash") == 0 ? HO_HASH_SIZE - 1 : HO_VERB_TEXT;

	if (json_is_string(v) && json_string_length(v) <= most &&
	    ho_opt_text(&fits, json_string_value(v), NULL) == HO_OK)
		return HO_OK;
	return import_fault(l->a, l->number,
	    "%s must be one line of 1 to %zu octets", name, most);
}

/* The next of the list, as the store keeps it; those before it are in kept. */
static int
check_address(const struct line *l, const char *name, const char *typed,
    char kept[][NAMING_ADDRESS], size_t i)
{
	struct ho_buf why = HO_BUF_INIT;
	int rc = HO_OK;

	if (naming_reach(typed, kept[i], &why) != HO_OK)
		rc = import_fault(l->a, l->number, "%s", ho_buf_text(&why));
	for (size_t j = 0; j < i && rc == HO_OK; j++)
		if (kept[i][0] != '\0' && strcasecmp(kept[i], kept[j]) == 0)
			rc = import_fault(
			    l->a, l->number, "%s has %s twice", name, kept[i]);
	if (rc == HO_OK && people_is_desk(l->conf, kept[i]))
		rc = import_fault(
		    l->a, l->number, "%s is the desk's own address", kept[i]);
	ho_buf_free(&why);
	return rc;
}

/* What is to be written stands in the list then. */
static int
check_addresses(const struct line *l, const char *name, json_t *list)
{
	char kept[IMPORT_ADDRESSES][NAMING_ADDRESS];
	const char *typed;
	int rc = HO_OK;

	if (!json_is_array(list) || json_array_size(list) > IMPORT_ADDRESSES)
		return import_fault(l->a, l->number,
		    "%s must be a list of at most %d addresses", name,
		    IMPORT_ADDRESSES);
	for (size_t i = 0; i < json_array_size(list) && rc == HO_OK; i++) {
		typed = json_string_value(json_array_get(list, i));
		rc =
		    check_address(l, name, typed != NULL ? typed : "", kept, i);
		if (rc == HO_OK && l->a->faults == 0 &&
		    strcmp(typed, kept[i]) != 0 &&
		    json_array_set_new(list, i, json_string(kept[i])) != 0)
			rc = HO_E_NOMEM;
	}
	return rc;
}

static int
check_member(const struct line *l, const struct member *m, json_t *v)
{
	switch (m->type) {
	case TEXT: return check_text(l, m->name, v);
	case ADDRESSES: return check_addresses(l, m->name, v);
	case NUMBER: break;
	}
	if (json_is_integer(v) && json_integer_value(v) >= 1 &&
	    json_integer_value(v) <= 1000000)
		return HO_OK;
	return import_fault(
	    l->a, l->number, "%s must be a number of 1 to 1000000", m->name);
}

static int
unknown(const struct line *l, const char *name)
{
	struct ho_buf shown = HO_BUF_INIT;
	int rc;

	ho_show(&shown, name, strnlen(name, 64));
	rc = import_fault(l->a, l->number, "'%s' is no member of such a line",
	    ho_buf_text(&shown));
	ho_buf_free(&shown);
	return rc;
}

/* Every member known and of its type, every one there that must be. */
static int
check_members(const struct line *l, const struct member *table)
{
	const struct member *m;
	const char *name;
	json_t *v;
	int rc = HO_OK;

	json_object_foreach (l->json, name, v) {
		for (m = table; m->name != NULL && strcmp(m->name, name); m++)
			;
		rc = m->name != NULL ? check_member(l, m, v) : unknown(l, name);
		if (rc != HO_OK)
			return rc;
	}
	for (m = table; m->name != NULL && rc == HO_OK; m++)
		if (m->required && json_object_get(l->json, m->name) == NULL)
			rc = import_fault(
			    l->a, l->number, "%s is missing", m->name);
	return rc;
}

/* naming.h said no; frees why. */
static int
misnamed(const struct line *l, struct ho_buf *why)
{
	int rc = import_fault(l->a, l->number, "%s", ho_buf_text(why));

	ho_buf_free(why);
	return rc;
}

/* --- the two kinds of line ------------------------------------------------ */

int
import_read_account(struct import_account *a, const struct ho_conf *conf,
    json_t *line, size_t number)
{
	const struct line l = { a, conf, line, number };
	struct ho_buf why = HO_BUF_INIT;
	const char *domain;
	int rc;

	a->line = line;
	a->number = number;
	if ((rc = check_members(&l, of_account)) != HO_OK || a->faults > 0)
		return rc;
	a->announced =
	    (size_t)json_integer_value(json_object_get(line, "users"));
	domain = import_text(line, "domain");
	if (naming_code(import_text(line, "account"), &why) != HO_OK ||
	    (domain != NULL && naming_domain(domain, a->domain, &why) != HO_OK))
		return misnamed(&l, &why);
	return HO_OK;
}

static int
read_role(const struct line *l, struct import_user *u)
{
	const char *role = import_text(l->json, "role");

	u->is_super_admin = strcmp(role, "super-admin") == 0;
	if (u->is_super_admin || strcmp(role, "admin") == 0)
		u->role = HO_ROLE_ADMIN;
	else if (strcmp(role, "user") == 0)
		u->role = HO_ROLE_USER;
	else
		return import_fault(
		    l->a, l->number, "role is super-admin, admin or user");
	return HO_OK;
}

static int
read_state(const struct line *l, struct import_user *u)
{
	const char *state = import_text(l->json, "state");

	u->is_active = state == NULL || strcmp(state, "active") == 0;
	if (u->is_active || strcmp(state, "disabled") == 0)
		return HO_OK;
	return import_fault(l->a, l->number, "state is active or disabled");
}

static int
read_user(const struct line *l, struct import_user *u)
{
	size_t before = l->a->faults;
	struct ho_buf why = HO_BUF_INIT;
	const char *hash;
	int rc = check_members(l, of_user);

	if (rc != HO_OK || l->a->faults > before)
		return rc;
	hash = import_text(l->json, "hash");
	if (naming_login(import_text(l->json, "user"), u->login, &why) != HO_OK)
		rc = misnamed(l, &why);
	if (rc == HO_OK && hash != NULL && !ho_hash_valid(hash, strlen(hash)))
		rc = import_fault(l->a, l->number,
		    "hash is no crypt string that is taken here: $y$, $gy$, "
		    "$6$, $5$, $2a$, $2b$, $2y$ or $argon2id$, complete and "
		    "within its bounds");
	if (rc == HO_OK && (rc = read_role(l, u)) == HO_OK)
		rc = read_state(l, u);
	return rc;
}

static int
make_room(struct import_account *a)
{
	size_t room = a->room * 2 + 16;
	struct import_user *more =
	    reallocarray(a->user, room, sizeof(*a->user));

	if (more == NULL)
		return HO_E_NOMEM;
	a->user = more;
	a->room = room;
	return HO_OK;
}

int
import_read_user(struct import_account *a, const struct ho_conf *conf,
    json_t *line, size_t number)
{
	const struct line l = { a, conf, line, number };

	if (a->users == a->room && make_room(a) != HO_OK) {
		json_decref(line);
		return HO_E_NOMEM;
	}
	a->user[a->users] =
	    (struct import_user){ .line = line, .number = number };
	return read_user(&l, &a->user[a->users++]);
}
