/* handoverd/login/change.c - a user changes the own password. */
#include "handoverd/login/change.h"

#include <string.h>

#include "handoverd/login/limits.h"
#include "handoverd/post/hook.h"
#include "lib/base/err.h"

/* The rows as they are now, if they are what was proven. */
static int
read_all(struct tx *t, const struct change *c, struct ho_user *user,
    struct ho_account *account, struct ho_password *password)
{
	int rc = ho_store_get(t->s, HO_USER, c->user, user);

	if (rc == HO_OK &&
	    (user->state != HO_USER_ACTIVE ||
		strcmp(user->login, c->login) != 0))
		rc = HO_E_NONE;
	if (rc == HO_OK)
		rc = ho_store_get(t->s, HO_ACCOUNT, user->account, account);
	if (rc != HO_OK)
		return rc;
	rc = HO_ASK(t->s, HO_Q_PASSWORD_OF, password, HO_INT(c->user));
	if (rc != HO_OK && rc != HO_E_NONE)
		return rc;
	return password->row.seq == c->password_seq ? HO_OK : HO_E_TAKEN;
}

static int
put_all(struct tx *t, const struct change *c, struct ho_user *user,
    struct ho_password *password, const char *hash)
{
	int rc;

	password->user = user->row.id;
	password->set_at = t->now;
	memcpy(password->hash, hash, strlen(hash) + 1);
	if ((rc = ho_store_put(t->s, HO_PASSWORD, password)) != HO_OK ||
	    (rc = limits_clear(t, c->user, HO_TRIED_PASSWORD)) != HO_OK ||
	    !c->is_reset)
		return rc;
	user->valid_from = t->now;
	return ho_store_put(t->s, HO_USER, user);
}

/* Without an address nobody can be told; the log says it all the same. */
static int
tell(struct tx *t, const struct change *c)
{
	struct enrol e = { .peer = c->peer, .user = c->user };
	int rc = enrol_read(t, &e);

	if (rc == HO_OK)
		rc = enrol_tell(t, &e, "password-changed", t->now);
	return rc == HO_E_NONE ? HO_OK : rc;
}

int
change_complete(struct tx *t, const struct change *c, const char *hash)
{
	struct ho_password password;
	struct ho_account account;
	struct ho_event *ev = NULL;
	struct ho_user user;
	int rc;

	if (hash[0] == '\0')
		return HO_E_ORDER;
	if ((rc = read_all(t, c, &user, &account, &password)) != HO_OK ||
	    (rc = ho_event_begin(t->a, &ev, "password.changed", t->now)) !=
		HO_OK)
		return rc;
	ho_event_peer(ev, c->peer.uid, c->peer.service);
	ho_event_int(ev, "user", c->user);
	ho_event_str(ev, "account", account.code);
	ho_event_str(ev, "login", user.login);
	ho_event_str(ev, "by", c->is_reset ? "code" : "password");
	rc = put_all(t, c, &user, &password, hash);
	explicit_bzero(&password, sizeof(password));
	if (rc != HO_OK) {
		ho_event_drop(&ev);
		return rc;
	}
	if ((rc = ho_event_end(&ev, NULL)) == HO_OK && c->is_reset)
		rc = hook_put(t,
		    &(struct hook){ .what = HOOK_SESSIONS_END,
			.account = &account,
			.one = user.login });
	if (rc != HO_OK)
		return rc;
	t->wants_checkpoint = true;
	return tell(t, c);
}
