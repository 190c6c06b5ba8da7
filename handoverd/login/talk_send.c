/*
 * handoverd/login/talk_send.c - a code is sent where somebody asks for one.
 *
 *	look_up -> talk_send(): hash -> send -> the question again
 *
 * An empty answer, or the word of the settings, in place of the code.  The
 * password is checked first, and nothing is said of it: the next question, and
 * the time at which it comes, are the same whether anything was sent.  A
 * program that asks only once is told to come again, and refused.
 */
#include <string.h>

#include "handoverd/login/grid.h"
#include "handoverd/login/talk.h"
#include "lib/base/err.h"

static bool
is_word(const struct talk *t, const void *typed, size_t len)
{
	const char *word = t->d->conf.send_word;

	return len == strlen(word) && memcmp(typed, word, len) == 0;
}

bool
talk_asks_to_send(const struct talk *t, const struct ho_secret *answer)
{
	size_t len = ho_secret_len(answer);

	return t->form.can_send &&
	    (len == 0 || is_word(t, ho_secret_data(answer), len));
}

/* Nothing behind the password asks for nothing: it may be all there is. */
size_t
talk_send_word(const struct talk *t, const void *typed, size_t len)
{
	size_t n = strlen(t->d->conf.send_word);

	if (!t->form.can_send || n == 0 || len <= n ||
	    !is_word(t, (const char *)typed + len - n, n))
		return 0;
	return n;
}

/* --- sending -------------------------------------------------------------- */

static int
send_it(struct tx *tx, struct talk *t)
{
	struct limit_who who = talk_who(t);
	struct ho_account account;
	bool may = true;
	int rc = talk_check_again(tx, t, &account);

	if (rc == HO_OK && !t->form.password)
		rc = limits_letter(tx, &who, SENT_DAY, &may);
	if (rc == HO_OK && may)
		rc = sent_send(tx, &t->r.peer, t->attempt.user, talk_kinds(t),
		    t->code_ref);
	return rc;
}

static int
send(struct tx *tx, void *arg)
{
	struct talk *t = arg;
	const char *name = t->login[0] != '\0' ? t->login : t->name;
	int rc = sent_ref(t->d, name, tx->now, t->code_ref);

	if (rc == HO_OK)
		rc = talk_may_try(tx, t);
	if (rc != HO_OK || t->attempt.is_paused || t->attempt.is_junk)
		return rc;
	if (t->attempt.verdict == HO_ALLOW)
		return send_it(tx, t);
	/* with the other question still to come it is counted there */
	return t->form.one && t->form.password ? talk_keep_out(tx, t, false)
					       : HO_OK;
}

static void
come_again(struct talk *t)
{
	talk_tell(t, true,
	    "If all else was right, code %s is on its way to you. Sign in "
	    "again with it.",
	    t->code_ref);
	talk_refuse(t, 0);
}

static void
ask_again(struct talk *t)
{
	talk_ask(t, HO_STEP_CODE,
	    "Code %s, sent if all else was right: ", t->code_ref);
}

/* Nothing has happened where it could not be sent; that is nobody's business. */
static void
sent(struct talk *t, int rc)
{
	int64_t *slowest = &t->d->slowest_hash_ms;

	if (rc != HO_OK && rc != HO_E_NONE && rc != HO_E_TAKEN &&
	    rc != HO_E_LIMIT) {
		talk_fault(t, rc);
		return;
	}
	t->wants_sent = false;
	talk_later(t,
	    t->form.password ? grid_level(slowest, t->attempt.took_ms) : 0,
	    t->form.one ? come_again : ask_again);
}

static void
hashed(struct talk *t, int rc)
{
	if (rc == HO_OK)
		talk_write(t, send, sent);
	else
		talk_fault(t, rc);
}

void
talk_send(struct talk *t)
{
	t->attempt.verdict = HO_REFUSE;
	t->attempt.took_ms = 0;
	if (t->attempt.is_paused)
		hashed(t, HO_OK);
	else
		talk_hash(t, hashed);
}
