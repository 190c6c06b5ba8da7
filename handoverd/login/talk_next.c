/*
 * handoverd/login/talk_next.c - after a default password: the next question, and the
 * transaction at the end.
 */
#include <string.h>

#include "handoverd/login/assign.h"
#include "handoverd/login/talk.h"
#include "lib/base/err.h"

/* One row for each step that the flow can come to. */
static void (*const go[HO_STEPS])(struct talk *t) = {
	[HO_STEP_CLAIM] = talk_ask_claim,
	[HO_STEP_FACTOR] = talk_ask_factor,
	[HO_STEP_CANDIDATE] = talk_ask_candidate,
	[HO_STEP_CANDIDATE_CODE] = talk_ask_candidate_code,
	[HO_STEP_NEW_LOGIN] = talk_ask_new_login,
	[HO_STEP_NEW_PASSWORD] = talk_ask_new_password,
	[HO_STEP_AGAIN] = talk_ask_again,
	[HO_STEP_COMMIT] = talk_commit,
};

void
talk_next(struct talk *t)
{
	enum ho_step step = ho_flow_assign(t->r.kind, t->r.known);

	if (go[step] == NULL)
		talk_refuse(t, 0);
	else
		go[step](t);
}

/* Blanks at its ends come with what was copied, and belong to no name. */
bool
talk_read_line(struct talk *t)
{
	const uint8_t *typed = ho_secret_data(t->answer);
	size_t len = ho_secret_len(t->answer);

	t->typed[0] = '\0';
	while (len > 0 && typed[len - 1] == ' ')
		len--;
	for (; len > 0 && typed[0] == ' '; typed++)
		len--;
	if (len >= sizeof(t->typed))
		return false;
	memcpy(t->typed, typed, len);
	t->typed[len] = '\0';
	return strlen(t->typed) == len;
}

/* --- the end of an owner case --------------------------------------------- */

static int
assign(struct tx *tx, void *arg)
{
	struct talk *t = arg;

	return assign_complete(tx, &t->r, t->hash);
}

static void
assigned(struct talk *t, int rc)
{
	if (rc != HO_OK)
		talk_fault(t, rc);
	else
		talk_ask(t, HO_STEP_DONE,
		    "Done: sign in as %s - press Enter: ", t->r.login);
}

/* Whatever was answered, and also where nobody answered. */
void
talk_done(struct talk *t)
{
	talk_assigned(t);
}

/* --- both ----------------------------------------------------------------- */

static void
write_it(struct talk *t)
{
	if (t->aim == TALK_CHANGE)
		talk_write_change(t);
	else if (t->r.kind == HO_CASE_OWNER)
		talk_write(t, assign, assigned);
	else
		talk_write_reset(t);
}

static void
hash(struct talk *t)
{
	t->rc =
	    ho_hash_make(t->normal, (unsigned)t->d->conf.hash_cost, t->hash);
	ho_secret_clear(t->normal);
}

static void
hashed(struct talk *t, int rc)
{
	if (rc == HO_OK)
		write_it(t);
	else
		talk_fault(t, rc);
}

void
talk_commit(struct talk *t)
{
	t->hash[0] = '\0';
	if ((t->r.known & HO_KNOWN_AGAIN) != 0)
		talk_compute(t, hash, hashed);
	else
		write_it(t);
}
