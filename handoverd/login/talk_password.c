/*
 * handoverd/login/talk_password.c - the secret prompts of a login: a password
 * (or the default password of a user), and a code.
 *
 *	look_up -> [the code] -> talk_judge(): hash -> decide
 *
 * Every try that is not in a pause costs one hash where a password is asked,
 * whoever is named, and one event.  Which of password and code was wrong is
 * never told, and the questions are the same for everybody: where only users
 * with a factor are asked for a code, half of all other names are too.
 */
#include <string.h>

#include "handoverd/login/talk.h"
#include "lib/base/err.h"
#include "lib/base/log.h"
#include "lib/secret/word.h"

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

/* --- look_up -------------------------------------------------------------- */

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
	a->account = user->account;
	if (user->state != HO_USER_ACTIVE)
		return HO_E_NONE;
	rc = HO_ASK(tx->s, HO_Q_PASSWORD_OF, &a->on_file, HO_INT(user->row.id));
	/* a hash that no password fits would cost no time */
	if (rc == HO_OK &&
	    !ho_hash_valid(a->on_file.hash, strlen(a->on_file.hash)))
		a->on_file.row.id = 0;
	return rc == HO_E_NONE ? HO_OK : rc;
}

/* One field: from its end the code goes, the rest is the password. */
static int
split(struct tx *tx, struct talk *t)
{
	const uint8_t *typed = ho_secret_data(t->answer);
	size_t len = ho_secret_len(t->answer), n = 0;
	bool asks = t->attempt.says.asks_code;
	int rc = HO_OK;

	if (asks)
		n = talk_send_word(t, typed, len);
	t->wants_sent = n > 0;
	if (asks && n == 0)
		rc = factor_split(
		    tx, t->attempt.user, talk_kinds(t), typed, len, &n);
	if (rc != HO_OK ||
	    (rc = ho_secret_set(t->code, typed + len - n, n)) != HO_OK ||
	    (rc = ho_secret_set(t->first, typed, len - n)) != HO_OK)
		return rc;
	rc = ho_password_normal(t->first, t->normal);
	t->attempt.is_junk = rc == HO_E_INPUT || rc == HO_E_LIMIT;
	return t->attempt.is_junk ? HO_OK : rc;
}

static int
look_up(struct tx *tx, void *arg)
{
	struct talk *t = arg;
	struct attempt *a = &t->attempt;
	struct ho_user user = { 0 };
	char ref[HO_REF_SIZE];
	int rc, found;

	a->user = a->account = 0;
	a->on_file = (struct ho_password){ 0 };
	a->found = (struct recovery){ .peer = t->r.peer };
	found = look_up_user(tx, t, &user);
	rc = found == HO_E_NONE ? HO_OK : found;
	if (rc == HO_OK)
		rc = talk_rule(tx, t);
	if (rc == HO_OK && t->form.one && t->form.code)
		rc = split(tx, t);
	if (rc == HO_OK)
		rc = talk_may_try(tx, t);
	if (rc != HO_OK || !a->is_word)
		return rc;
	if (found == HO_OK)
		rc = recovery_find(tx, user.row.id, NULL, a->word, &a->found);
	else if (ho_ref_read(t->name, strlen(t->name), ref) == HO_OK)
		rc = recovery_find(tx, 0, ref, a->word, &a->found);
	return rc == HO_E_NONE ? HO_OK : rc;
}

/* --- what comes next ------------------------------------------------------ */

static void looked_up(struct talk *t, int rc);

static void
again(struct talk *t)
{
	talk_write(t, look_up, looked_up);
}

/* Is the code still to be asked, in a question of its own? */
static bool
lacks_code(const struct talk *t)
{
	return !t->form.one && t->form.password &&
	    t->times[HO_STEP_CODE] == 0 && t->attempt.says.asks_code;
}

/* Control characters are sshd's junk for users it does not know, or no text at
 * all: hashed as anything else, nobody's password and nobody's wrong try. */
static void
junk_hashed(struct talk *t, int rc)
{
	if (rc == HO_OK)
		talk_refuse_hashed(t);
	else
		talk_fault(t, rc);
}

/*
 * In a pause nothing is hashed, counted or told (see limits.h); the questions
 * are the same, and the refusal leaves as late as if it had been hashed.
 */
static void
looked_up(struct talk *t, int rc)
{
	if (rc != HO_OK) {
		talk_fault(t, rc);
	} else if (t->takes_default && t->attempt.found.credential != 0) {
		ho_secret_clear(t->normal);
		ho_secret_clear(t->first);
		t->r = t->attempt.found;
		memcpy(t->r.login, t->login, sizeof(t->r.login));
		talk_next(t);
	} else if (lacks_code(t)) {
		talk_ask(t, HO_STEP_CODE, "%s", ho_flow_code_prompt(&t->form));
	} else if (t->wants_sent) {
		talk_send(t);
	} else if (t->attempt.is_paused) {
		talk_refuse_unhashed(t);
	} else if (t->attempt.is_junk) {
		talk_hash(t, junk_hashed);
	} else {
		talk_judge(t, again);
	}
}

void
talk_password(struct talk *t)
{
	int rc = HO_OK;

	talk_read_word(t);
	if (!t->form.one || !t->form.code) { /* else the code goes first */
		rc = ho_password_normal(t->answer, t->normal);
		t->attempt.is_junk = rc == HO_E_INPUT || rc == HO_E_LIMIT;
		if (t->attempt.is_junk)
			rc = HO_OK;
	}
	if (rc == HO_OK && t->form.code && !t->form.one)
		rc = ho_secret_set(t->first, ho_secret_data(t->answer),
		    ho_secret_len(t->answer));
	if (rc != HO_OK)
		talk_fault(t, rc);
	else
		talk_write(t, look_up, looked_up);
}

/*
 * A second question, or the only one.  A program that answers every question
 * with the same password (Apache) tried no code.
 */
void
talk_otp(struct talk *t)
{
	struct attempt *a = &t->attempt;

	if (!t->form.password)
		talk_read_word(t);
	t->wants_sent = talk_asks_to_send(t, t->answer);
	a->is_one = t->form.password && !t->wants_sent &&
	    ho_secret_equal(t->first, t->answer);
	if (a->is_one)
		ho_info("login door: %s gives one answer to two questions; set "
			"prompts = one there",
		    t->r.peer.service[0] != '\0' ? t->r.peer.service
						 : "a service");
	/* what is longer than any code is none */
	if (ho_secret_set(t->code, ho_secret_data(t->answer),
		ho_secret_len(t->answer)) != HO_OK)
		ho_secret_clear(t->code);
	ho_secret_clear(t->answer);
	if (!t->wants_sent) /* else the question comes again */
		ho_secret_clear(t->first);
	talk_write(t, look_up, looked_up);
}
