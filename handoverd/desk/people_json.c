/* handoverd/desk/people_json.c - accounts, users and addresses as answers show them.
 */
#include <string.h>

#include "handoverd/desk/people.h"
#include "lib/base/err.h"
#include "lib/base/when.h"

json_t *
people_when(int64_t at)
{
	char text[HO_WHEN_LEN];

	if (at == 0)
		return json_null();
	ho_when_format(at, text);
	return json_string(text);
}

json_t *
people_account_json(const struct ho_account *a)
{
	return json_pack("{s:s, s:s, s:s, s:I, s:o, s:o, s:s}", "code", a->code,
	    "name", a->name, "domain", a->domain, "seats", (json_int_t)a->seats,
	    "created_at", people_when(a->created_at), "frozen_until",
	    people_when(a->frozen_until), "second_factor",
	    a->factor_rule != 0 ? "required" : "by-role");
}

json_t *
people_user_json(
    struct tx *t, const struct ho_account *a, const struct ho_user *u)
{
	struct ho_password p;
	const char *role = u->row.id == a->super_admin ? "super-admin"
	    : u->role == HO_ROLE_ADMIN                 ? "admin"
	    : u->role == HO_ROLE_USER                  ? "user"
						       : "none";
	bool has =
	    HO_ASK(t->s, HO_Q_PASSWORD_OF, &p, HO_INT(u->row.id)) == HO_OK &&
	    p.hash[0] != '\0';

	explicit_bzero(&p, sizeof(p));
	return json_pack("{s:s, s:s, s:s, s:s, s:s, s:b, s:o}", "login",
	    u->login, "account", a->code, "role", role, "state",
	    u->state == HO_USER_ACTIVE ? "active" : "disabled", "name", u->name,
	    "has_password", has, "created_at", people_when(u->created_at));
}

/* "now" or "from when" it may ask; people need to see which it is. */
static const char *
authority(const struct ho_address *x, int64_t now)
{
	if (x->usable_from == 0)
		return "none yet";
	if (x->ended_at != 0)
		return "ended";
	return x->usable_from <= now ? "yes" : "cool-down";
}

json_t *
people_address_json(
    struct tx *t, const struct ho_account *a, const struct ho_address *x)
{
	struct ho_user u = { 0 };

	if (x->user != 0)
		(void)ho_store_get(t->s, HO_USER, x->user, &u);
	return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:o, s:o, s:o}",
	    "address", x->text, "account", a->code, "kind",
	    x->kind == HO_EMAIL ? "e-mail" : "mobile", "user", u.login,
	    "provenance", x->provenance, "authority", authority(x, t->now),
	    "usable_from", people_when(x->usable_from), "ended_at",
	    people_when(x->ended_at), "added_at", people_when(x->added_at));
}
