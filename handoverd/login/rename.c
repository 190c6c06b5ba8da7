/* handoverd/login/rename.c - the transaction that changes a login name. */
#include "handoverd/login/rename.h"

#include <string.h>

#include "handoverd/cases/case.h"
#include "handoverd/daemon.h"
#include "handoverd/former.h"
#include "handoverd/post/hook.h"
#include "lib/base/err.h"
#include "lib/flow/case.h"

struct work {
	struct tx *t;
	struct rename *r;
	struct ho_permit permit; /* id 0: none that is good now */
	struct ho_case of_case;
	struct ho_account account;
	struct ho_user user;
	struct ho_former former;
	struct ho_event *ev;
};

/* --- the permission ------------------------------------------------------- */

/* Live by state and by the clock, of a case about this user that waits for it. */
static int
read_permit(struct work *w, int64_t user)
{
	struct ho_permit p;
	int rc = HO_ASK(w->t->s, HO_Q_PERMIT_LIVE_OF, &p, HO_INT(user));

	w->permit.row.id = 0;
	if (rc == HO_OK)
		rc = ho_store_get(w->t->s, HO_CASE, p.of_case, &w->of_case);
	if (rc == HO_OK && w->t->now < p.expires_at &&
	    w->of_case.kind == HO_CASE_RENAME && w->of_case.user == user &&
	    ho_case_may(w->of_case.state, HO_ACT_COMPLETE))
		w->permit = p;
	return rc == HO_E_NONE ? HO_OK : rc;
}

int
rename_find(struct tx *t, int64_t user, struct rename *r)
{
	struct work w = { .t = t };
	int rc = read_permit(&w, user);

	r->permit = rc == HO_OK ? w.permit.row.id : 0;
	if (r->permit == 0)
		return rc;
	r->user = user;
	r->until = w.permit.expires_at;
	memcpy(r->ref, w.of_case.ref, sizeof(r->ref));
	return HO_OK;
}

/* --- another name --------------------------------------------------------- */

/* First what is spent: of any number of racing calls one gets past it.  The
 * schema wants the old name kept before the user has another. */
static int
put_all(struct work *w)
{
	int64_t kept = w->t->d->conf.login_kept_ms / 1000;
	int rc;

	w->permit.state = HO_SPENT;
	w->former = (struct ho_former){ .user = w->user.row.id,
		.of_case = w->of_case.row.id,
		.left_at = w->t->now,
		.kept_until = w->t->now + kept };
	memcpy(w->former.login, w->user.login, sizeof(w->former.login));
	memcpy(w->user.login, w->r->login, sizeof(w->user.login));
	w->user.valid_from = w->t->now;
	if ((rc = ho_store_put(w->t->s, HO_PERMIT, &w->permit)) != HO_OK ||
	    (rc = ho_store_put(w->t->s, HO_FORMER, &w->former)) != HO_OK)
		return rc;
	return ho_store_put(w->t->s, HO_USER, &w->user);
}

/* In the order in which the panel should do it. */
static int
tell_panel(struct work *w)
{
	struct hook all[] = {
		{ .what = HOOK_USER_RENAMED,
		    .one = w->user.login,
		    .other = w->former.login },
		{ .what = HOOK_SESSIONS_END, .one = w->user.login },
	};

	return hook_put_all(
	    w->t, all, sizeof(all) / sizeof(all[0]), &w->account, &w->of_case);
}

static int
change(struct work *w)
{
	int rc = ho_event_begin(w->t->a, &w->ev, "login.renamed", w->t->now);

	if (rc != HO_OK)
		return rc;
	ho_event_peer(w->ev, w->r->peer.uid, w->r->peer.service);
	ho_event_str(w->ev, "ref", w->of_case.ref);
	ho_event_str(w->ev, "account", w->account.code);
	ho_event_int(w->ev, "user", w->user.row.id);
	if ((rc = put_all(w)) == HO_OK) {
		ho_event_str(w->ev, "former", w->former.login);
		ho_event_str(w->ev, "login", w->user.login);
		rc = case_renamed(
		    w->t, w->ev, w->of_case.row.id, w->former.login);
	}
	if (rc == HO_OK)
		rc = tell_panel(w);
	if (rc != HO_OK) {
		ho_event_drop(&w->ev);
		return rc;
	}
	w->t->wants_checkpoint = true;
	return ho_event_end(&w->ev, NULL);
}

/* --- the answer ----------------------------------------------------------- */

static int
note_login(struct work *w)
{
	int rc = ho_event_begin(w->t->a, &w->ev, "login.ok", w->t->now);

	if (rc != HO_OK)
		return rc;
	ho_event_peer(w->ev, w->r->peer.uid, w->r->peer.service);
	ho_event_int(w->ev, "user", w->user.row.id);
	ho_event_str(w->ev, "login", w->user.login);
	ho_event_str(w->ev, "ref", w->r->ref);
	memcpy(w->r->login, w->user.login, sizeof(w->r->login));
	return ho_event_end(&w->ev, NULL);
}

/* Of anybody else on file in this account: who asks for them by it must not
 * come to this user. */
static int
each_address(void *ctx, void *row)
{
	const struct ho_address *a = row;
	struct work *w = ctx;

	if (a->account == w->user.account && a->user != w->user.row.id)
		w->r->end = RENAME_TAKEN;
	return HO_OK;
}

static int
decide(struct work *w)
{
	struct rename *r = w->r;
	bool is_free = false;
	int rc = read_permit(w, r->user);

	if (rc != HO_OK)
		return rc;
	if (w->permit.row.id == 0 || w->permit.row.id != r->permit) {
		r->end = RENAME_OVER;
		return HO_OK;
	}
	if (r->login[0] == '\0' || strcmp(r->login, w->user.login) == 0) {
		r->end = RENAME_KEPT;
		return HO_OK;
	}
	rc = former_is_free(w->t, r->login, r->user, &is_free);
	r->end = is_free ? RENAME_DONE : RENAME_TAKEN;
	return rc != HO_OK ? rc
			   : ho_store_each(w->t->s, HO_Q_ADDRESSES_BY_FOLD,
				 &HO_STR(r->login), 1, 0, each_address, w);
}

int
rename_answer(struct tx *t, struct rename *r)
{
	struct work w = { .t = t, .r = r };
	int rc = ho_store_get(t->s, HO_USER, r->user, &w.user);

	if (rc == HO_OK && w.user.state != HO_USER_ACTIVE)
		rc = HO_E_NONE;
	if (rc == HO_OK)
		rc = ho_store_get(t->s, HO_ACCOUNT, w.user.account, &w.account);
	if (rc == HO_OK)
		rc = decide(&w);
	if (rc != HO_OK || r->end == RENAME_TAKEN)
		return rc;
	if (r->end == RENAME_DONE && (rc = change(&w)) != HO_OK)
		return rc;
	return note_login(&w);
}
