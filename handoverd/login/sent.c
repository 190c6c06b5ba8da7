/* handoverd/login/sent.c - codes that are sent where somebody signs in. */
#include "handoverd/login/sent.h"

#include <stdio.h>
#include <string.h>

#include "handoverd/daemon.h"
#include "handoverd/login/code_row.h"
#include "handoverd/login/limits.h"
#include "handoverd/post/notify.h"
#include "lib/base/err.h"
#include "lib/base/when.h"
#include "lib/secret/word.h"

static const struct way {
	enum ho_address_kind kind;
	int counts;
	const char *name;
	int64_t life; /* seconds */
} ways[] = {
	{ HO_EMAIL, HO_COUNTS_MAIL, "mail", CODE_LIFE },
	{ HO_MOBILE, HO_COUNTS_SMS, "sms", SENT_LIFE_SMS },
};

static const struct way *
way_of(const struct ho_address *a)
{
	return &ways[a->kind == HO_MOBILE];
}

static int64_t
purpose_of(int kinds)
{
	return (kinds & SENT_FOR_CHANGE) != 0 ? HO_CODE_CHANGE : HO_CODE_LOGIN;
}

int
sent_ref(const struct daemon *d, const char *name, int64_t now,
    char out[static CODE_REF])
{
	char text[HO_LOGIN_NAME_MAX + 64];
	uint8_t mac[HO_MAC_LEN];
	int n = snprintf(text, sizeof(text), "reference %lld %s",
	    (long long)(now / CODE_EVERY), name);
	int rc = ho_mac(
	    ho_keys_get(d->keys, HO_KEY_ACCOUNT_FOLD, 0), text, (size_t)n, mac);

	code_ref(mac, out);
	return rc;
}

/* --- sending -------------------------------------------------------------- */

struct finding {
	struct tx *t;
	int kinds;
	struct ho_address *out;
};

/* Mail before text messages, the first of each. */
static int
find_address(void *ctx, void *row)
{
	struct finding *f = ctx;
	const struct ho_address *a = row;
	bool is_better = f->out->row.id == 0 || a->kind < f->out->kind;

	if ((way_of(a)->counts & f->kinds) != 0 && is_better &&
	    recovery_has_authority(a, f->t->now))
		*f->out = *a;
	return HO_OK;
}

int
sent_address(struct tx *t, int64_t user, int kinds, struct ho_address *to)
{
	struct finding f = { .t = t, .kinds = kinds, .out = to };
	struct ho_arg key = HO_INT(user);

	*to = (struct ho_address){ 0 };
	return ho_store_each(
	    t->s, HO_Q_ADDRESSES_OF_USER, &key, 1, 0, find_address, &f);
}

int
sent_way(struct tx *t, int64_t user, int kinds, const char **name)
{
	struct ho_address to;
	int rc = sent_address(t, user, kinds, &to);

	*name = rc == HO_OK && to.row.id != 0 ? way_of(&to)->name : NULL;
	return rc;
}

/* For whatever purpose.  Not those of a clock that was ahead: see codes.c. */
static int
count_since(struct tx *t, int64_t user, int64_t seconds, int64_t *n)
{
	static const int64_t purposes[] = { HO_CODE_LOGIN, HO_CODE_CHANGE };
	int rc = HO_OK;

	*n = 0;
	for (size_t i = 0; rc == HO_OK && i < 2; i++) {
		const struct ho_arg args[] = { HO_INT(user),
			HO_INT(purposes[i]), HO_INT(t->now - seconds),
			HO_INT(t->now) };
		int64_t of_it;

		rc = ho_store_count(
		    t->s, HO_Q_CODES_OF_USER_SINCE, args, 4, &of_it);
		*n += rc == HO_OK ? of_it : 0;
	}
	return rc;
}

static int
tell(struct tx *t, const struct ho_user *u, const struct ho_code *row,
    const struct ho_secret *code, const char *ref)
{
	char until[HO_WHEN_LEN];
	struct ho_account account;
	int rc = ho_store_get(t->s, HO_ACCOUNT, u->account, &account);
	const struct notice_value values[] = {
		{ "code_ref", ref, NULL },
		{ "code", NULL, code },
		{ "until", until, NULL },
		{ "account",
		    account.name[0] != '\0' ? account.name : account.code,
		    NULL },
		{ "login", u->login, NULL },
	};
	const struct notice n = { .template = code_template(row->purpose),
		.address = row->address,
		.use_until = row->expires_at,
		.values = values,
		.n_values = sizeof(values) / sizeof(values[0]) };

	ho_when_show(row->expires_at, until);
	return rc == HO_OK ? notify(t, &n, NULL) : rc;
}

/* old: the one that it voids; row id 0: none. */
static int
put_new(struct tx *t, const struct peer *peer, const struct ho_user *u,
    struct ho_code *old, struct ho_code *row)
{
	struct ho_event *ev = NULL;
	int rc = ho_event_begin(t->a, &ev, "code.sent", t->now);

	if (rc != HO_OK)
		return rc;
	ho_event_peer(ev, peer->uid, peer->service);
	ho_event_int(ev, "user", u->row.id);
	ho_event_str(ev, "login", u->login);
	ho_event_str(ev, "purpose", code_purpose(row->purpose));
	ho_event_int(ev, "address", row->address);
	if (old->row.id != 0) {
		old->state = t->now < old->expires_at ? HO_REVOKED : HO_LAPSED;
		rc = ho_store_put(t->s, HO_CODE, old);
	}
	if (rc == HO_OK)
		rc = ho_store_put(t->s, HO_CODE, row);
	if (rc == HO_OK)
		return ho_event_end(&ev, NULL);
	ho_event_drop(&ev);
	return rc;
}

static int
send_to(struct tx *t, const struct peer *peer, const struct ho_user *u,
    const struct ho_address *to, int64_t purpose, const char *ref)
{
	struct ho_code old,
	    row = { .user = u->row.id,
		    .purpose = purpose,
		    .address = to->row.id,
		    .state = HO_LIVE,
		    .sent_at = t->now,
		    .expires_at = t->now + way_of(to)->life };
	struct ho_secret *code = ho_secret_new(CODE_DIGITS);
	int rc = HO_ASK(t->s, HO_Q_CODE_LIVE_OF_USER, &old, HO_INT(u->row.id),
	    HO_INT(purpose));

	if (rc == HO_E_NONE)
		rc = HO_OK;
	if (rc == HO_OK && code == NULL)
		rc = HO_E_NOMEM;
	if (rc == HO_OK &&
	    (rc = code_row_make(t, u->row.id, &row, code)) == HO_OK &&
	    (rc = put_new(t, peer, u, &old, &row)) == HO_OK)
		rc = tell(t, u, &row, code, ref);
	ho_secret_free(&code);
	return rc;
}

int
sent_send(struct tx *t, const struct peer *peer, int64_t user, int kinds,
    const char *ref)
{
	struct ho_address to;
	struct ho_user u;
	int64_t lately, today;
	int rc = ho_store_get(t->s, HO_USER, user, &u);

	if (rc != HO_OK || u.state != HO_USER_ACTIVE)
		return rc;
	if ((rc = count_since(t, user, CODE_EVERY, &lately)) != HO_OK ||
	    (rc = count_since(t, user, 86400, &today)) != HO_OK ||
	    (rc = sent_address(t, user, kinds, &to)) != HO_OK)
		return rc;
	if (to.row.id == 0 || lately > 0 || today >= SENT_DAY)
		return HO_OK;
	return send_to(t, peer, &u, &to, purpose_of(kinds), ref);
}

/* --- answering ------------------------------------------------------------ */

/* HO_E_NONE: there is none that it could be. */
static int
find_live(struct tx *t, int64_t user, int kinds, struct ho_code *row,
    const struct way **way)
{
	struct ho_address a;
	int rc = HO_ASK(t->s, HO_Q_CODE_LIVE_OF_USER, row, HO_INT(user),
	    HO_INT(purpose_of(kinds)));

	if (rc != HO_OK ||
	    (rc = ho_store_get(t->s, HO_ADDRESS, row->address, &a)) != HO_OK)
		return rc;
	*way = way_of(&a);
	if (t->now >= row->expires_at || ((*way)->counts & kinds) == 0 ||
	    !recovery_has_authority(&a, t->now))
		return HO_E_NONE;
	return HO_OK;
}

/* No new code resets what was wrong: at the end none is taken any more. */
static int
is_locked(struct tx *t, int64_t user, bool *yes)
{
	struct limit_state state;
	int rc = limits_look(t, user, HO_TRIED_CODE, &state);

	*yes = rc != HO_OK ||
	    state.tally.wrong + state.tally.strange >= t->d->conf.tries_disable;
	return rc;
}

int
sent_match(struct tx *t, int64_t user, int kinds, const char *digits, size_t n,
    struct factor_match *m)
{
	const struct way *way = NULL;
	struct ho_secret *code;
	struct ho_code row;
	bool is_right = false, locked;
	int rc = find_live(t, user, kinds, &row, &way);

	if (rc != HO_OK)
		return rc == HO_E_NONE ? HO_OK : rc;
	if (m->answer == FACTOR_NONE)
		m->answer = FACTOR_WRONG;
	if (n != CODE_DIGITS || m->answer == FACTOR_RIGHT)
		return HO_OK;
	m->fits = true;
	if ((code = ho_secret_new(CODE_DIGITS)) == NULL)
		return HO_E_NOMEM;
	if ((rc = is_locked(t, user, &locked)) == HO_OK &&
	    (rc = ho_secret_set(code, digits, n)) == HO_OK)
		rc = code_row_is(t, user, &row, code, &is_right);
	ho_secret_free(&code);
	if (rc == HO_OK && is_right) {
		m->answer = locked ? FACTOR_LOCKED : FACTOR_RIGHT;
		m->kind = way->name;
		m->factor = (struct ho_factor){ 0 };
		m->sent = row;
	}
	return rc;
}

int
sent_take(struct tx *t, struct factor_match *m)
{
	if (m->answer != FACTOR_RIGHT || m->sent.state != HO_LIVE)
		return HO_E_TAKEN;
	m->sent.state = HO_SPENT;
	return ho_store_put(t->s, HO_CODE, &m->sent);
}

int
sent_holds(struct tx *t, const struct factor_match *m)
{
	struct ho_address a;
	int rc = ho_store_get(t->s, HO_ADDRESS, m->sent.address, &a);

	return rc == HO_OK && !recovery_has_authority(&a, t->now) ? HO_E_TAKEN
								  : rc;
}

static int
wrong_of(struct tx *t, int64_t user, int kinds)
{
	const struct way *way;
	struct ho_code row;
	int rc = find_live(t, user, kinds, &row, &way);

	if (rc != HO_OK)
		return rc == HO_E_NONE ? HO_OK : rc;
	if (++row.tries >= SENT_TRIES)
		row.state = HO_REVOKED;
	return ho_store_put(t->s, HO_CODE, &row);
}

/* Whichever it was meant to be. */
int
sent_wrong(struct tx *t, int64_t user)
{
	int rc = wrong_of(t, user, HO_COUNTS_SENT);

	return rc == HO_OK ? wrong_of(t, user, HO_COUNTS_SENT | SENT_FOR_CHANGE)
			   : rc;
}
