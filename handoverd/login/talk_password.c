/*
 * handoverd/login/talk_password.c - the first secret prompt: a password, or the
 * default password of a user.
 *
 *	look_up -> hash -> decide
 *
 * Every try that is not in a pause costs one hash, whoever is named, and one
 * event.  What look_up read is read again in decide: only a row that is still
 * the one that was hashed against lets anybody in.
 */
#include <string.h>

#include "handoverd/cases/case.h"
#include "handoverd/login/grid.h"
#include "handoverd/login/presence.h"
#include "handoverd/login/talk.h"
#include "lib/base/err.h"
#include "lib/secret/word.h"

#define ROUNDS 3 /* looks at a row that changes while it is hashed */

void
talk_read_word(struct talk *t)
{
	const struct ho_secret *key =
	    ho_keys_get(t->d->keys, HO_KEY_DEFAULT_PASSWORD, 0);
	const uint8_t *typed = ho_secret_data(t->answer);
	size_t len = ho_secret_len(t->answer);
	struct ho_secret *word;

	t->attempt.is_word = false;
	if (!ho_word_shape(typed, len) ||
	    (word = ho_secret_new(HO_WORD_LEN)) == NULL)
		return;
	t->attempt.is_word = ho_word_read(typed, len, word) == HO_OK &&
	    ho_word_hash(key, word, t->attempt.word) == HO_OK;
	ho_secret_free(&word);
}

/* --- look_up ---------------------------------------------------------------- */

/* What can be compared with; nothing where there is no active user. */
static int
look_up_user(struct tx *tx, struct talk *t, struct ho_user *user)
{
	struct attempt *a = &t->attempt;
	int rc = HO_E_NONE;

	if (t->login[0] != '\0')
		rc = HO_ASK(tx->s, HO_Q_USER_BY_LOGIN, user, HO_STR(t->login));
	if (rc != HO_OK)
		return rc;
	a->user = user->row.id;
	if (user->state != HO_USER_ACTIVE)
		return HO_E_NONE;
	rc = HO_ASK(tx->s, HO_Q_PASSWORD_OF, &a->on_file, HO_INT(user->row.id));
	/* a hash that no password fits would cost no time */
	if (rc == HO_OK &&
	    !ho_hash_valid(a->on_file.hash, strlen(a->on_file.hash)))
		a->on_file.row.id = 0;
	return rc == HO_E_NONE ? HO_OK : rc;
}

static int
look_up(struct tx *tx, void *arg)
{
	struct talk *t = arg;
	struct attempt *a = &t->attempt;
	struct ho_user user = { 0 };
	char ref[HO_REF_SIZE];
	int rc;

	a->user = 0;
	a->on_file = (struct ho_password){ 0 };
	a->found = (struct recovery){ .peer = t->r.peer };
	rc = look_up_user(tx, t, &user);
	if (!a->is_word || (rc != HO_OK && rc != HO_E_NONE))
		return rc == HO_E_NONE ? HO_OK : rc;
	if (rc == HO_OK)
		rc = recovery_find(tx, user.row.id, NULL, a->word, &a->found);
	else if (ho_ref_read(t->name, strlen(t->name), ref) == HO_OK)
		rc = recovery_find(tx, 0, ref, a->word, &a->found);
	return rc == HO_E_NONE ? HO_OK : rc;
}

/* --- hash -------------------------------------------------------------------- */

static void
check(struct talk *t)
{
	struct attempt *a = &t->attempt;
	unsigned cost = (unsigned)t->d->conf.hash_cost;
	char dummy[HO_HASH_SIZE];

	a->verdict = HO_REFUSE;
	a->renewed[0] = '\0';
	if (a->on_file.row.id == 0) {
		if ((t->rc = ho_hash_dummy(cost, dummy)) == HO_OK)
			t->rc = ho_hash_check(dummy, t->normal, &a->verdict);
		a->verdict = HO_REFUSE;
		return;
	}
	t->rc = ho_hash_check(a->on_file.hash, t->normal, &a->verdict);
	if (t->rc == HO_OK && a->verdict == HO_ALLOW &&
	    ho_hash_is_old(a->on_file.hash, cost))
		t->rc = ho_hash_make(t->normal, cost, a->renewed);
}

static void
hash(struct talk *t)
{
	int64_t from = loop_now();

	check(t);
	t->attempt.took_ms = loop_now() - from;
}

/* --- decide ------------------------------------------------------------------ */

/* Is what was hashed against still what lets this user in? */
static int
check_again(struct tx *tx, struct attempt *a, struct ho_account *account)
{
	struct ho_user user;
	struct ho_password now;
	int rc;

	if ((rc = ho_store_get(tx->s, HO_USER, a->user, &user)) != HO_OK ||
	    (rc = ho_store_get(tx->s, HO_ACCOUNT, user.account, account)) !=
		HO_OK ||
	    (rc = HO_ASK(tx->s, HO_Q_PASSWORD_OF, &now, HO_INT(a->user))) !=
		HO_OK)
		return rc;
	if (user.state != HO_USER_ACTIVE)
		return HO_E_NONE;
	/* another login made the hash anew, or the password is another one */
	a->has_changed = now.row.id != a->on_file.row.id ||
	    now.row.seq != a->on_file.row.seq;
	return a->has_changed ? HO_E_TAKEN : HO_OK;
}

static int
let_in(struct tx *tx, struct talk *t, const struct ho_account *account)
{
	struct attempt *a = &t->attempt;
	struct ho_event *ev = NULL;
	int rc = ho_event_begin(tx->a, &ev, "login.ok", tx->now);

	if (rc == HO_OK && a->renewed[0] != '\0') {
		memcpy(a->on_file.hash, a->renewed, sizeof(a->renewed));
		rc = ho_store_put(tx->s, HO_PASSWORD, &a->on_file);
	}
	if (rc != HO_OK) {
		ho_event_drop(&ev);
		return rc;
	}
	ho_event_peer(ev, t->r.peer.uid, t->r.peer.service);
	ho_event_int(ev, "user", a->user);
	ho_event_str(ev, "login", t->login);
	if ((rc = ho_event_end(&ev, NULL)) != HO_OK ||
	    account->super_admin != a->user)
		return rc;
	rc = case_owner_signed_in(tx, a->user);
	return rc == HO_E_NONE ? HO_OK : rc;
}

/* A name that is nobody's is not told: people type passwords there. */
static int
keep_out(struct tx *tx, struct talk *t)
{
	struct ho_event *ev = NULL;
	int rc = ho_event_begin(tx->a, &ev, "login.refused", tx->now);

	if (rc != HO_OK)
		return rc;
	ho_event_peer(ev, t->r.peer.uid, t->r.peer.service);
	if (t->attempt.user != 0)
		ho_event_int(ev, "user", t->attempt.user);
	return ho_event_end(&ev, NULL);
}

static int
decide(struct tx *tx, void *arg)
{
	struct talk *t = arg;
	struct attempt *a = &t->attempt;
	struct ho_account account;
	int rc;

	a->has_changed = false;
	if (a->verdict == HO_ALLOW) {
		rc = check_again(tx, a, &account);
		if (rc == HO_OK)
			return let_in(tx, t, &account);
		if (rc != HO_E_NONE)
			return rc; /* HO_E_TAKEN: look again */
		a->verdict = HO_REFUSE;
	}
	if (a->found.credential != 0 &&
	    (rc = case_tried_elsewhere(
		 tx, a->found.credential, t->r.peer.service)) != HO_OK)
		return rc;
	return keep_out(tx, t);
}

static void looked_up(struct talk *t, int rc);

static void
decided(struct talk *t, int rc)
{
	struct attempt *a = &t->attempt;
	struct pause_key key = talk_pause_key(t);
	struct presence_key who = {
		.peer = t->r.peer.uid, .service = t->service, .login = t->login
	};

	if (rc == HO_E_TAKEN && a->has_changed && ++a->rounds < ROUNDS) {
		talk_write(t, look_up, looked_up);
		return;
	}
	if (rc != HO_OK) {
		talk_fault(t, rc);
		return;
	}
	if (a->verdict != HO_ALLOW) {
		pauses_wrong(t->d->pauses, &key, loop_now());
		talk_refuse(t, grid_level(&t->d->slowest_hash_ms, a->took_ms));
		return;
	}
	pauses_right(t->d->pauses, &key);
	presence_note(t->d->presence, &who, loop_now());
	talk_allow(t, "ok", t->login);
}

static void
hashed(struct talk *t, int rc)
{
	if (rc == HO_OK)
		talk_write(t, decide, decided);
	else
		talk_fault(t, rc);
}

/* In a pause nothing is hashed, counted or told; see pauses.h. */
static void
looked_up(struct talk *t, int rc)
{
	struct pause_key key = talk_pause_key(t);

	if (rc != HO_OK) {
		talk_fault(t, rc);
		return;
	}
	if (t->takes_default && t->attempt.found.credential != 0) {
		ho_secret_clear(t->normal);
		t->r = t->attempt.found;
		memcpy(t->r.login, t->login, sizeof(t->r.login));
		talk_next(t);
	} else if (pauses_left(t->d->pauses, &key, loop_now()) > 0) {
		talk_refuse(t, 0);
	} else {
		talk_compute(t, hash, hashed);
	}
}

void
talk_password(struct talk *t)
{
	int rc;

	talk_read_word(t);
	rc = ho_password_normal(t->answer, t->normal);
	ho_secret_clear(t->answer);
	/* control characters are sshd's junk for users it does not know, or
	 * no text at all: nobody's password, and nobody's wrong try */
	if (rc == HO_E_INPUT || rc == HO_E_LIMIT)
		talk_refuse(t, 0);
	else if (rc != HO_OK)
		talk_fault(t, rc);
	else
		talk_write(t, look_up, looked_up);
}
