/* handoverd/login/talk_choose.c - a new password, typed twice. */
#include <string.h>

#include "handoverd/login/talk.h"
#include "lib/base/err.h"

/* --- once ----------------------------------------------------------------- */

void
talk_ask_new_password(struct talk *t)
{
	talk_ask(t, HO_STEP_NEW_PASSWORD, "New password for %s: ", t->r.login);
}

/* What belongs to the account and must not be in its super-admin's password. */
static int
read_context(struct tx *tx, void *arg)
{
	struct talk *t = arg;
	struct context *c = &t->context;
	struct recovery_rows rows;
	struct ho_address address;
	int rc;

	if (t->aim == TALK_CHANGE)
		return talk_change_context(tx, t);
	rc = recovery_read(tx, &t->r, &rows);
	if (rc == HO_OK)
		rc = ho_store_get(
		    tx->s, HO_ADDRESS, rows.credential.claim_to, &address);
	if (rc != HO_OK)
		return rc;
	memcpy(c->code, rows.account.code, sizeof(c->code));
	memcpy(c->name, rows.account.name, sizeof(c->name));
	memcpy(c->domain, rows.account.domain, sizeof(c->domain));
	memcpy(c->address, address.text, sizeof(c->address));
	return HO_OK;
}

static void
judge(struct talk *t)
{
	const char *const words[] = { t->r.login, t->context.code,
		t->context.name, t->context.domain, t->context.address,
		t->address.text };
	const struct ho_password_rules rules = {
		.has_factor = ho_conf_wants_factor(&t->d->conf),
		.words = words,
		.n_words = sizeof(words) / sizeof(words[0]),
		.word_key = ho_keys_get(t->d->keys, HO_KEY_DEFAULT_PASSWORD, 0),
		.word_hash = t->r.hash,
	};

	t->rc = ho_password_judge(t->answer, &rules, t->normal, &t->fault);
	ho_secret_clear(t->answer);
}

static void
judged(struct talk *t, int rc)
{
	if (rc != HO_OK) {
		talk_fault(t, rc);
		return;
	}
	if (t->fault == NULL)
		t->r.known |= HO_KNOWN_PASSWORD;
	else
		talk_tell(t, true, "%s", t->fault->sentence);
	talk_next(t);
}

static void
context_read(struct talk *t, int rc)
{
	if (rc == HO_OK)
		talk_compute(t, judge, judged);
	else
		talk_fault(t, rc);
}

void
talk_new_password(struct talk *t)
{
	talk_write(t, read_context, context_read);
}

/* --- and again ------------------------------------------------------------ */

void
talk_ask_again(struct talk *t)
{
	talk_ask(t, HO_STEP_AGAIN, "New password again: ");
}

void
talk_again(struct talk *t)
{
	struct ho_secret *again = ho_secret_new(HO_PASSWORD_OCTETS);

	if (again == NULL) {
		talk_fault(t, HO_E_NOMEM);
		return;
	}
	if (ho_password_normal(t->answer, again) == HO_OK &&
	    ho_secret_equal(again, t->normal)) {
		t->r.known |= HO_KNOWN_AGAIN;
	} else {
		t->r.known &= ~(unsigned)HO_KNOWN_PASSWORD;
		ho_secret_clear(t->normal);
		talk_tell(t, true, "The two are not the same.");
	}
	ho_secret_free(&again);
	talk_next(t);
}
