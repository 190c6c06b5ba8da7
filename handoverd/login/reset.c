/* handoverd/login/reset.c - the transaction that gives a user a new password. */
#include "handoverd/login/reset.h"

#include <string.h>

#include "handoverd/cases/case.h"
#include "handoverd/login/codes.h"
#include "handoverd/login/factor.h"
#include "handoverd/login/limits.h"
#include "handoverd/post/hook.h"
#include "lib/base/err.h"

/* The user as they are now; a disabled one gets no password. */
static int
read_all(struct tx *t, const struct recovery *r, struct recovery_rows *rows,
    struct ho_user *user, struct ho_password *password)
{
	bool has_factor;
	int rc;

	if ((rc = recovery_read(t, r, rows)) != HO_OK ||
	    (rc = ho_store_get(t->s, HO_USER, rows->credential.user, user)) !=
		HO_OK)
		return rc;
	if (r->claim_code == 0 && !recovery_no_claim(t, &rows->credential))
		return HO_E_NONE;
	if (user->state != HO_USER_ACTIVE ||
	    user->account != rows->account.row.id)
		return HO_E_NONE;
	/* bound meanwhile: then its code is owed */
	if ((rc = factor_has(t, user->row.id, &has_factor)) != HO_OK ||
	    (has_factor && !r->has_factor))
		return rc != HO_OK ? rc : HO_E_NONE;
	rc = HO_ASK(t->s, HO_Q_PASSWORD_OF, password, HO_INT(user->row.id));
	return rc == HO_E_NONE ? HO_OK : rc;
}

/* First what is spent: of any number of racing calls one gets past it. */
static int
put_all(struct tx *t, const struct recovery *r, struct recovery_rows *rows,
    struct ho_user *user, struct ho_password *password)
{
	int rc;

	rows->credential.state = HO_SPENT;
	password->user = user->row.id;
	password->set_at = t->now;
	user->valid_from = t->now;
	if ((rc = ho_store_put(t->s, HO_CREDENTIAL, &rows->credential)) !=
		HO_OK ||
	    (r->claim_code != 0 &&
		(rc = code_spend(t, r, r->claim_code)) != HO_OK) ||
	    (rc = ho_store_put(t->s, HO_PASSWORD, password)) != HO_OK ||
	    (rc = limits_clear(t, user->row.id, HO_TRIED_PASSWORD)) != HO_OK)
		return rc;
	return ho_store_put(t->s, HO_USER, user);
}

int
reset_complete(struct tx *t, struct recovery *r, const char *hash)
{
	struct recovery_rows rows;
	struct ho_user user;
	struct ho_password password;
	struct ho_event *ev = NULL;
	int rc;

	if (ho_flow_assign(r->kind, r->known) != HO_STEP_COMMIT ||
	    r->kind != HO_CASE_RESET || hash[0] == '\0')
		return HO_E_ORDER;
	if ((rc = read_all(t, r, &rows, &user, &password)) != HO_OK ||
	    (rc = ho_event_begin(t->a, &ev, "user.reset", t->now)) != HO_OK)
		return rc;
	ho_event_peer(ev, r->peer.uid, r->peer.service);
	ho_event_str(ev, "ref", r->ref);
	ho_event_str(ev, "account", rows.account.code);
	ho_event_str(ev, "login", user.login);
	memcpy(password.hash, hash, strlen(hash) + 1);
	if ((rc = put_all(t, r, &rows, &user, &password)) == HO_OK)
		rc = case_complete(t, ev, rows.of_case.row.id, user.login);
	if (rc == HO_OK)
		rc = hook_put(t,
		    &(struct hook){ .what = HOOK_SESSIONS_END,
			.account = &rows.account,
			.of_case = rows.of_case.row.id,
			.ref = r->ref,
			.one = user.login });
	if (rc != HO_OK) {
		ho_event_drop(&ev);
		return rc;
	}
	memcpy(r->login, user.login, sizeof(r->login));
	t->wants_checkpoint = true;
	return ho_event_end(&ev, NULL);
}
