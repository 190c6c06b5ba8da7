/*
 * handoverd/login/talk_transfer.c - a present super-admin hands over, by a
 * password change of a service with transfer = yes.
 *
 *	password (and code; or a code sent to their own address) ->
 *	to whom -> code sent to that user's address -> the role moves
 *
 * Who is no super-admin is asked for password and code alike, and refused like
 * anybody who typed them wrong; see talk_verdict.c.  There is no session at the
 * end: those from before are void, of both.
 */
#include "handoverd/login/talk.h"
#include "lib/base/err.h"

static void ask_own(struct talk *t);
static void ask_successor(struct talk *t);
static void ask_successor_code(struct talk *t);
static void commit(struct talk *t);

/* One row for each step that the flow can come to. */
static void (*const go[HO_STEPS])(struct talk *t) = {
	[HO_STEP_OWN_CODE] = ask_own,
	[HO_STEP_SUCCESSOR] = ask_successor,
	[HO_STEP_SUCCESSOR_CODE] = ask_successor_code,
	[HO_STEP_COMMIT] = commit,
};

static void
next(struct talk *t)
{
	go[ho_flow_transfer(t->transfer.known)](t);
}

/* Is that the end, because of rc or because something stands in the way? */
static bool
is_barred(struct talk *t, int rc)
{
	const char *why;

	if (rc != HO_OK) {
		talk_fault(t, rc);
		return true;
	}
	if (t->transfer.bar == HO_TRANSFER_FREE)
		return false;
	if ((why = ho_transfer_text(t->transfer.bar)) != NULL)
		talk_tell(t, true, "%s", why);
	talk_refuse(t, 0);
	return true;
}

static int
look(struct tx *tx, void *arg)
{
	struct talk *t = arg;

	return transfer_read(tx, &t->transfer);
}

static void
looked(struct talk *t, int rc)
{
	if (!is_barred(t, rc))
		next(t);
}

/* A code of an authenticator was asked of whoever has one, and was right. */
void
talk_ask_transfer(struct talk *t)
{
	const struct attempt *a = &t->attempt;

	t->transfer = (struct transfer){
		.me = { .peer = t->r.peer, .user = a->user },
		.password_seq = a->on_file.row.seq,
		.has_factor = a->has_factor,
		.proof = &a->code,
		.known = a->has_factor ? HO_KNOWN_FACTOR : 0,
	};
	talk_write(t, look, looked);
}

/* --- the codes ------------------------------------------------------------ */

static int
send(struct tx *tx, void *arg)
{
	struct talk *t = arg;

	return transfer_send(
	    tx, &t->transfer, t->wants_anew, &t->sent, t->code_ref);
}

static void
sent(struct talk *t, int rc)
{
	bool is_own = t->transfer.purpose == HO_CODE_OWN;
	const char *to =
	    is_own ? t->transfer.me.address.text : t->transfer.address.text;

	if (rc == HO_E_NONE && is_own && to[0] == '\0' &&
	    t->transfer.bar == HO_TRANSFER_FREE)
		talk_tell(t, true,
		    "There is no confirmed address of yours on file to which "
		    "a code could be sent. Please ask the support desk.");
	if (is_barred(t, rc))
		return;
	if (t->sent == CODE_TOO_MANY) {
		talk_tell(t, true,
		    "Many codes were sent already. Please try again later.");
		talk_refuse(t, 0);
		return;
	}
	talk_mailed(t, is_own ? HO_STEP_OWN_CODE : HO_STEP_SUCCESSOR_CODE, to);
}

static void
ask_code(struct talk *t, bool anew)
{
	t->wants_anew = anew;
	talk_write(t, send, sent);
}

static void
ask_own(struct talk *t)
{
	t->transfer.purpose = HO_CODE_OWN;
	ask_code(t, false);
}

static void
ask_successor_code(struct talk *t)
{
	t->transfer.purpose = HO_CODE_SUCCESSOR;
	ask_code(t, false);
}

static int
try(struct tx *tx, void *arg)
{
	struct talk *t = arg;
	struct limit_who who = talk_who(t);

	return transfer_try(tx, &t->transfer, &who, t->normal, &t->judged);
}

static void
tried(struct talk *t, int rc)
{
	ho_secret_clear(t->normal);
	if (is_barred(t, rc))
		return;
	switch (t->judged) {
	case CODE_RIGHT: next(t); break;
	case CODE_WRONG_CLOSED:
		talk_tell(t, true, "Too many wrong codes.");
		talk_refuse(t, 0);
		break;
	case CODE_STALE:
	case CODE_WRONG: talk_mailed_wrong(t, ask_code); break;
	}
}

void
talk_transfer_code(struct talk *t)
{
	talk_mailed_answer(t, ask_code, try, tried);
}

/* --- to whom -------------------------------------------------------------- */

static void
ask_successor(struct talk *t)
{
	talk_ask(
	    t, HO_STEP_SUCCESSOR, "Login or address of the new super-admin: ");
}

static int
choose(struct tx *tx, void *arg)
{
	struct talk *t = arg;

	return transfer_choose(tx, &t->transfer, t->typed, &t->who);
}

static void
chosen(struct talk *t, int rc)
{
	if (is_barred(t, rc))
		return;
	if (!ho_candidate_may(t->who))
		talk_tell(t, true, "%s", ho_candidate_text(t->who));
	next(t);
}

/* What is too long to be a name is nobody's. */
void
talk_successor(struct talk *t)
{
	if (!talk_read_line(t))
		t->typed[0] = '\0';
	talk_write(t, choose, chosen);
}

/* --- the end -------------------------------------------------------------- */

static int
complete(struct tx *tx, void *arg)
{
	struct talk *t = arg;
	int rc = transfer_complete(tx, &t->transfer);

	return rc == HO_OK
	    ? standing_read(tx, t->transfer.me.user, &t->standing)
	    : rc;
}

static void
completed(struct talk *t, int rc)
{
	if (is_barred(t, rc))
		return;
	talk_tell(t, false,
	    "Done: %s is the super-admin now, and you are an admin. Please "
	    "sign in again.",
	    t->transfer.login);
	talk_allow(t, "ok", t->login);
}

static void
commit(struct talk *t)
{
	talk_write(t, complete, completed);
}
