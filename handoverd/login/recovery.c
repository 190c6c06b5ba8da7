/* handoverd/login/recovery.c - what a default password opened, in a conversation. */
#include "handoverd/login/recovery.h"

#include <string.h>

#include "handoverd/cases/second.h"
#include "handoverd/daemon.h"
#include "lib/base/b64.h"
#include "lib/base/err.h"

/* Live by state and by the clock, and this hash: the search's one condition. */
struct search {
	const struct tx *t;
	const uint8_t *hash;
	int64_t user;
	struct ho_credential found;
};

static bool
is_good(const struct ho_credential *c, const struct tx *t, const uint8_t *hash)
{
	uint8_t stored[HO_MAC_LEN];

	return c->state == HO_LIVE && t->now < c->expires_at &&
	    ho_unhex(stored, sizeof(stored), c->hash) == HO_OK &&
	    ho_mac_equal(stored, hash);
}

static int
visit(void *ctx, void *row)
{
	struct search *s = ctx;
	const struct ho_credential *c = row;

	if (c->user == s->user && is_good(c, s->t, s->hash))
		s->found = *c;
	return HO_OK;
}

/* The case is open, of a kind we know, and its account alive. */
static int
read_case(struct tx *t, struct recovery_rows *rows)
{
	int rc = ho_store_get(
	    t->s, HO_CASE, rows->credential.of_case, &rows->of_case);

	if (rc == HO_OK &&
	    (rows->of_case.closed_at != 0 ||
		(rows->of_case.kind == HO_CASE_OWNER) !=
		    (rows->credential.user == 0)))
		rc = HO_E_NONE;
	if (rc == HO_OK)
		rc = ho_store_get(
		    t->s, HO_ACCOUNT, rows->of_case.account, &rows->account);
	return rc;
}

int
recovery_find(struct tx *t, int64_t user, const char *ref,
    const uint8_t hash[static HO_MAC_LEN], struct recovery *r)
{
	struct search s = { .t = t, .hash = hash, .user = user };
	struct recovery_rows rows;
	struct ho_arg key = HO_INT(user);
	enum ho_query q = HO_Q_CREDENTIAL_LIVE_OF_USER;
	int rc;

	r->credential = 0;
	if (user == 0) {
		if ((rc = HO_ASK(t->s, HO_Q_CASE_BY_REF, &rows.of_case,
			 HO_STR(ref))) != HO_OK)
			return rc;
		key.number = rows.of_case.row.id;
		q = HO_Q_CREDENTIALS_OF;
	}
	if ((rc = ho_store_each(t->s, q, &key, 1, 0, visit, &s)) != HO_OK)
		return rc;
	if (s.found.row.id == 0)
		return HO_E_NONE;
	rows.credential = s.found;
	if ((rc = read_case(t, &rows)) != HO_OK)
		return rc;
	r->credential = s.found.row.id;
	memcpy(r->hash, hash, sizeof(r->hash));
	r->kind = rows.of_case.kind;
	memcpy(r->ref, rows.of_case.ref, sizeof(r->ref));
	r->until = s.found.expires_at;
	r->known = recovery_no_claim(t, &s.found) ? HO_KNOWN_CLAIM : 0;
	return HO_OK;
}

int
recovery_read(
    struct tx *t, const struct recovery *r, struct recovery_rows *rows)
{
	int rc =
	    ho_store_get(t->s, HO_CREDENTIAL, r->credential, &rows->credential);

	if (rc == HO_OK && !is_good(&rows->credential, t, r->hash))
		rc = HO_E_NONE;
	return rc != HO_OK ? rc : read_case(t, rows);
}

bool
recovery_no_claim(struct tx *t, const struct ho_credential *c)
{
	struct ho_desk desk;

	second_desk(t, &desk);
	return c->no_claim == 1 && t->d->conf.claim == HO_CLAIM_NONE &&
	    desk.alert_at == 0;
}

bool
recovery_has_authority(const struct ho_address *a, int64_t now)
{
	return a->state == HO_ADDRESS_ON_FILE && a->usable_from != 0 &&
	    a->usable_from <= now && a->ended_at == 0;
}

bool
recovery_can_reach(const struct ho_address *a, int64_t now)
{
	return a->kind == HO_EMAIL && recovery_has_authority(a, now);
}

enum ho_candidate
recovery_judge(const struct ho_account *account, const struct ho_user *user,
    const struct ho_address *address, int64_t now)
{
	struct ho_candidate_is is = {
		.is_ours = user->account == account->row.id,
		.is_super = user->row.id == account->super_admin,
		.is_active = user->state == HO_USER_ACTIVE,
		.has_address = address != NULL &&
		    address->user == user->row.id &&
		    recovery_can_reach(address, now),
	};

	return ho_flow_candidate(&is);
}
