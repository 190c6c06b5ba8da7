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

static int
check_text(struct import *in, size_t number, const char *name, const json_t *v)
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
	return import_problem(
	    in, number, "%s must be one line of 1 to %zu octets", name, most);
}

static int
check_addresses(
    struct import *in, size_t number, const char *name, const json_t *list)
{
	static const char none[] = "";
	char kept[IMPORT_ADDRESSES][NAMING_ADDRESS];
	struct ho_buf why = HO_BUF_INIT;
	const char *text;
	const json_t *v;
	size_t i;
	int rc = HO_OK;

	if (!json_is_array(list) || json_array_size(list) > IMPORT_ADDRESSES)
		return import_problem(in, number,
		    "%s must be a list of at most %d addresses", name,
		    IMPORT_ADDRESSES);
	json_array_foreach (list, i, v) {
		text = json_is_string(v) ? json_string_value(v) : none;
		if (naming_reach(text, kept[i], &why) != HO_OK)
			rc =
			    import_problem(in, number, "%s", ho_buf_text(&why));
		for (size_t j = 0; j < i && rc == HO_OK; j++)
			if (kept[i][0] != '\0' &&
			    strcasecmp(kept[i], kept[j]) == 0)
				rc = import_problem(in, number,
				    "%s has %s twice", name, kept[i]);
		if (rc == HO_OK && people_is_desk(in->t, kept[i]))
			rc = import_problem(in, number,
			    "%s is the desk's own address", kept[i]);
		ho_buf_free(&why);
		if (rc != HO_OK)
			break;
	}
	return rc;
}

static int
check_member(
    struct import *in, size_t number, const struct member *m, const json_t *v)
{
	switch (m->type) {
	case TEXT: return check_text(in, number, m->name, v);
	case ADDRESSES: return check_addresses(in, number, m->name, v);
	case NUMBER: break;
	}
	if (json_is_integer(v) && json_integer_value(v) >= 1 &&
	    json_integer_value(v) <= 1000000)
		return HO_OK;
	return import_problem(
	    in, number, "%s must be a number of 1 to 1000000", m->name);
}

static int
unknown(struct import *in, size_t number, const char *name)
{
	struct ho_buf shown = HO_BUF_INIT;
	int rc;

	ho_show(&shown, name, strnlen(name, 64));
	rc = import_problem(in, number, "'%s' is no member of such a line",
	    ho_buf_text(&shown));
	ho_buf_free(&shown);
	return rc;
}

/* Every member known and of its type, every one there that must be. */
static int
check_members(
    struct import *in, size_t number, json_t *line, const struct member *table)
{
	const struct member *m;
	const char *name;
	json_t *v;
	int rc = HO_OK;

	json_object_foreach (line, name, v) {
		for (m = table; m->name != NULL && strcmp(m->name, name); m++)
			;
		rc = m->name != NULL ? check_member(in, number, m, v)
				     : unknown(in, number, name);
		if (rc != HO_OK)
			return rc;
	}
	for (m = table; m->name != NULL && rc == HO_OK; m++)
		if (m->required && json_object_get(line, m->name) == NULL)
			rc = import_problem(
			    in, number, "%s is missing", m->name);
	return rc;
}

/* naming.h said no; frees why. */
static int
misnamed(struct import *in, size_t number, struct ho_buf *why)
{
	int rc = import_problem(in, number, "%s", ho_buf_text(why));

	ho_buf_free(why);
	return rc;
}

/* --- the two kinds of line ------------------------------------------------ */

int
import_read_account(struct import *in, json_t *line, size_t number)
{
	struct import_account *a = &in->a;
	struct ho_buf why = HO_BUF_INIT;
	const char *domain;
	int rc;

	*a = (struct import_account){ .line = line, .number = number };
	if ((rc = check_members(in, number, line, of_account)) != HO_OK ||
	    a->is_bad)
		return rc;
	a->announced =
	    (size_t)json_integer_value(json_object_get(line, "users"));
	domain = import_text(line, "domain");
	if (naming_code(import_text(line, "account"), &why) != HO_OK ||
	    (domain != NULL && naming_domain(domain, a->domain, &why) != HO_OK))
		return misnamed(in, number, &why);
	return HO_OK;
}

static int
read_role(struct import *in, struct import_user *u)
{
	const char *role = import_text(u->line, "role");

	u->is_super_admin = strcmp(role, "super-admin") == 0;
	if (u->is_super_admin || strcmp(role, "admin") == 0)
		u->role = HO_ROLE_ADMIN;
	else if (strcmp(role, "user") == 0)
		u->role = HO_ROLE_USER;
	else
		return import_problem(
		    in, u->number, "role is super-admin, admin or user");
	return HO_OK;
}

static int
read_state(struct import *in, struct import_user *u)
{
	const char *state = import_text(u->line, "state");

	u->is_active = state == NULL || strcmp(state, "active") == 0;
	if (u->is_active || strcmp(state, "disabled") == 0)
		return HO_OK;
	return import_problem(in, u->number, "state is active or disabled");
}

static int
read_user(struct import *in, struct import_user *u)
{
	struct import_account *a = &in->a;
	bool was_bad = a->is_bad;
	struct ho_buf why = HO_BUF_INIT;
	const char *hash;
	int rc;

	a->is_bad = false;
	rc = check_members(in, u->number, u->line, of_user);
	if (rc == HO_OK && !a->is_bad) {
		hash = import_text(u->line, "hash");
		if (naming_login(
			import_text(u->line, "user"), u->login, &why) != HO_OK)
			rc = misnamed(in, u->number, &why);
		if (rc == HO_OK && hash != NULL &&
		    !ho_hash_valid(hash, strlen(hash)))
			rc = import_problem(in, u->number,
			    "hash is no crypt string that is taken here: $y$, "
			    "$gy$, $6$, $5$, $2a$, $2b$, $2y$ or $argon2id$, "
			    "complete and within its bounds");
		if (rc == HO_OK && (rc = read_role(in, u)) == HO_OK)
			rc = read_state(in, u);
	}
	a->is_bad = a->is_bad || was_bad;
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
import_read_user(struct import *in, json_t *line, size_t number)
{
	struct import_account *a = &in->a;

	if (a->users == a->room && make_room(a) != HO_OK) {
		json_decref(line);
		return HO_E_NOMEM;
	}
	a->user[a->users] =
	    (struct import_user){ .line = line, .number = number };
	return read_user(in, &a->user[a->users++]);
}

void
import_clear(struct import_account *a)
{
	json_decref(a->line);
	for (size_t i = 0; i < a->users; i++)
		json_decref(a->user[i].line); /* wiped: see desk.c */
	free(a->user);
	*a = (struct import_account){ 0 };
}
