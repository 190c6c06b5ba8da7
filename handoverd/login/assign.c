/*
 * handoverd/login/assign.c - the transaction that makes a new super-admin.
 *
 * Every row is read here again; what the conversation learned before is only
 * which rows to look at.
 */
#include "handoverd/login/assign.h"

#include <string.h>

#include "handoverd/cases/case.h"
#include "handoverd/login/codes.h"
#include "handoverd/login/factor.h"
#include "handoverd/login/limits.h"
#include "handoverd/post/hook.h"
#include "lib/base/err.h"
#include "lib/secret/hash.h"

#define NO_HASH "*" /* no password fits it */

struct work {
	struct tx *t;
	struct recovery *r;
	const char *hash;
	struct recovery_rows rows;
	struct ho_user departing, successor;
	struct ho_address address; /* that the successor proved */
	struct ho_event *ev;
};

/* --- is everything still as it was? ------------------------------------------ */

static bool
is_complete(const struct recovery *r, const char *hash)
{
	unsigned known = r->known;

	return ho_flow_assign(r->kind, known) == HO_STEP_COMMIT &&
	    r->kind == HO_CASE_OWNER &&
	    (r->claim_code != 0 || r->candidate_code != 0) &&
	    ((known & HO_KNOWN_KEEPS) != 0) == (hash[0] == '\0');
}

/* A candidate who is a user: still active, still with that address. */
static int
read_user(struct work *w)
{
	struct ho_password password;
	int rc =
	    ho_store_get(w->t->s, HO_USER, w->r->candidate_user, &w->successor);

	if (rc != HO_OK)
		return rc;
	if (recovery_judge(&w->rows.account, &w->successor, &w->address,
		w->t->now) != HO_CANDIDATE_USER)
		return HO_E_NONE;
	if (w->hash[0] != '\0')
		return HO_OK;
	rc = HO_ASK(
	    w->t->s, HO_Q_PASSWORD_OF, &password, HO_INT(w->successor.row.id));
	if (rc == HO_OK && !ho_hash_valid(password.hash, strlen(password.hash)))
		rc = HO_E_NONE;
	return rc;
}

/* The address that received a code; that of the claim code where one served. */
static int
read_address(struct work *w)
{
	struct ho_address claim;
	int rc = ho_store_get(
	    w->t->s, HO_ADDRESS, w->r->candidate_address, &w->address);

	if (rc != HO_OK)
		return rc;
	if (w->address.account != w->rows.account.row.id ||
	    !recovery_can_reach(&w->address, w->t->now))
		return HO_E_NONE;
	if (w->r->candidate_code != 0)
		return HO_OK;
	rc = ho_store_get(
	    w->t->s, HO_ADDRESS, w->rows.credential.claim_to, &claim);
	if (rc == HO_OK && strcmp(claim.text, w->address.text) != 0)
		rc = HO_E_NONE;
	return rc;
}

static int
read_all(struct work *w)
{
	struct recovery_rows *rows = &w->rows;
	int rc;

	if ((rc = recovery_read(w->t, w->r, rows)) != HO_OK ||
	    (rc = read_address(w)) != HO_OK)
		return rc;
	if (w->r->claim_code == 0 &&
	    !recovery_no_claim(w->t, &rows->credential))
		return HO_E_NONE;
	/* handed over meanwhile by other means: this case has no object */
	if (rows->of_case.user != rows->account.super_admin)
		return HO_E_NONE;
	rc = ho_store_get(
	    w->t->s, HO_USER, rows->account.super_admin, &w->departing);
	if (rc != HO_OK || w->r->candidate_user == 0)
		return rc;
	return read_user(w);
}

/* --- the rows ------------------------------------------------------------------ */

static int
put_password(struct work *w, int64_t user, const char *hash)
{
	struct ho_password row;
	int rc = HO_ASK(w->t->s, HO_Q_PASSWORD_OF, &row, HO_INT(user));

	if (rc != HO_OK && rc != HO_E_NONE)
		return rc;
	row.user = user;
	row.set_at = w->t->now;
	memcpy(row.hash, hash, strlen(hash) + 1);
	if ((rc = ho_store_put(w->t->s, HO_PASSWORD, &row)) != HO_OK)
		return rc;
	return limits_clear(w->t, user, HO_TRIED_PASSWORD);
}

/* The contact becomes a user; their address earned its authority by the code
 * that is spent here (law 12), so it comes first without any. */
static int
put_new_user(struct work *w)
{
	struct ho_address own = { .account = w->rows.account.row.id,
		.kind = HO_EMAIL,
		.state = HO_ADDRESS_ON_FILE,
		.added_at = w->t->now,
		.provenance = "assignment" };
	int rc;

	w->successor = (struct ho_user){ .account = own.account,
		.role = HO_ROLE_ADMIN,
		.state = HO_USER_ACTIVE,
		.created_at = w->t->now,
		.valid_from = w->t->now };
	memcpy(w->successor.login, w->r->login, sizeof(w->r->login));
	memcpy(own.text, w->address.text, sizeof(own.text));
	if ((rc = ho_store_put(w->t->s, HO_USER, &w->successor)) != HO_OK)
		return rc;
	own.user = w->successor.row.id;
	if ((rc = ho_store_put(w->t->s, HO_ADDRESS, &own)) != HO_OK)
		return rc;
	own.usable_from = w->t->now;
	return ho_store_put(w->t->s, HO_ADDRESS, &own);
}

static int
put_successor(struct work *w)
{
	int rc;

	if (w->r->candidate_user == 0) {
		rc = put_new_user(w);
	} else {
		w->successor.role = HO_ROLE_ADMIN;
		rc = ho_store_put(w->t->s, HO_USER, &w->successor);
	}
	if (rc == HO_OK && w->hash[0] != '\0')
		rc = put_password(w, w->successor.row.id, w->hash);
	return rc;
}

static int
revoke(void *ctx, void *row)
{
	struct work *w = ctx;
	struct ho_credential *c = row;

	c->state = HO_REVOKED;
	return ho_store_put(w->t->s, HO_CREDENTIAL, c);
}

/* Nothing of theirs opens anything any more. */
static int
put_departing(struct work *w)
{
	struct ho_arg key = HO_INT(w->departing.row.id);
	int rc;

	w->departing.state = HO_USER_DISABLED;
	w->departing.valid_from = w->t->now;
	if ((rc = ho_store_put(w->t->s, HO_USER, &w->departing)) != HO_OK ||
	    (rc = put_password(w, w->departing.row.id, NO_HASH)) != HO_OK)
		return rc;
	if ((rc = factor_end_all(w->t, w->departing.row.id)) != HO_OK)
		return rc;
	return ho_store_each(
	    w->t->s, HO_Q_CREDENTIAL_LIVE_OF_USER, &key, 1, 0, revoke, w);
}

/* First what is spent: of any number of racing calls one gets past it. */
static int
put_all(struct work *w)
{
	struct ho_credential *c = &w->rows.credential;
	int rc;

	c->state = HO_SPENT;
	if ((rc = ho_store_put(w->t->s, HO_CREDENTIAL, c)) != HO_OK)
		return rc;
	if (w->r->claim_code != 0 &&
	    (rc = code_spend(w->t, w->r, w->r->claim_code)) != HO_OK)
		return rc;
	if (w->r->candidate_code != 0 &&
	    (rc = code_spend(w->t, w->r, w->r->candidate_code)) != HO_OK)
		return rc;
	if ((rc = put_successor(w)) != HO_OK ||
	    (rc = put_departing(w)) != HO_OK)
		return rc;
	w->rows.account.super_admin = w->successor.row.id;
	w->rows.account.valid_from = w->t->now;
	return ho_store_put(w->t->s, HO_ACCOUNT, &w->rows.account);
}

/* In the order in which the panel should do it. */
static int
tell_panel(struct work *w)
{
	const char *departed = w->departing.login;
	struct hook all[] = {
		{ .what = HOOK_OWNER_CHANGED,
		    .one = w->successor.login,
		    .other = departed },
		{ .what = HOOK_USER_DISABLED, .one = departed },
		{ .what = HOOK_SESSIONS_END },
	};

	return hook_put_all(w->t, all, sizeof(all) / sizeof(all[0]),
	    &w->rows.account, &w->rows.of_case);
}

int
assign_complete(struct tx *t, struct recovery *r, const char *hash)
{
	struct work w = { .t = t, .r = r, .hash = hash };
	int rc;

	if (!is_complete(r, hash))
		return HO_E_ORDER;
	if ((rc = read_all(&w)) != HO_OK ||
	    (rc = ho_event_begin(t->a, &w.ev, "owner.assigned", t->now)) !=
		HO_OK)
		return rc;
	ho_event_peer(w.ev, r->peer.uid, r->peer.service);
	ho_event_str(w.ev, "ref", r->ref);
	ho_event_str(w.ev, "account", w.rows.account.code);
	if ((rc = put_all(&w)) == HO_OK) {
		memcpy(r->login, w.successor.login, sizeof(r->login));
		ho_event_str(w.ev, "login", r->login);
		ho_event_str(w.ev, "departed", w.departing.login);
		rc = case_complete(t, w.ev, w.rows.of_case.row.id, r->login);
	}
	if (rc == HO_OK)
		rc = tell_panel(&w);
	if (rc != HO_OK) {
		ho_event_drop(&w.ev);
		return rc;
	}
	t->wants_checkpoint = true;
	return ho_event_end(&w.ev, NULL);
}
