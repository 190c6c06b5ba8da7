/* handoverd/login/transfer.c - a present super-admin hands over. */
#include "handoverd/login/transfer.h"

#include <string.h>

#include "handoverd/cases/case.h"
#include "handoverd/cases/second.h"
#include "handoverd/login/candidate.h"
#include "handoverd/login/user_code.h"
#include "handoverd/post/hook.h"
#include "lib/base/err.h"
#include "lib/secret/hash.h"

/* --- is everything still as it was? --------------------------------------- */

/* What was proven still lets them in, with no more than what was asked. */
static int
check_proof(struct tx *t, const struct transfer *x)
{
	struct ho_password password;
	bool has_factor;
	int rc = HO_ASK(t->s, HO_Q_PASSWORD_OF, &password, HO_INT(x->me.user));

	explicit_bzero(password.hash, sizeof(password.hash));
	if (rc == HO_OK && password.row.seq != x->password_seq)
		rc = HO_E_TAKEN;
	if (rc == HO_OK &&
	    (rc = factor_has(t, x->me.user, &has_factor)) == HO_OK &&
	    has_factor != x->has_factor)
		rc = HO_E_TAKEN;
	if (rc == HO_OK && x->has_factor)
		rc = factor_holds(t, x->me.user, x->proof);
	return rc;
}

static int
read_bar(struct tx *t, struct transfer *x)
{
	const struct ho_account *a = &x->me.account;
	struct ho_transfer_is is = { .is_super = a->super_admin == x->me.user,
		.is_frozen = a->frozen_until > t->now };
	struct ho_desk desk;
	int64_t id;
	int rc = case_owner_asked(t, x->me.user, &id);

	if (rc != HO_OK && rc != HO_E_NONE)
		return rc;
	second_desk(t, &desk);
	is.is_alert = desk.alert_at != 0;
	is.is_asked = rc == HO_OK;
	x->bar = ho_flow_transfer_bar(&is);
	return x->bar == HO_TRANSFER_NOT_THEIRS ? HO_E_NONE : HO_OK;
}

int
transfer_read(struct tx *t, struct transfer *x)
{
	int rc;

	x->bar = HO_TRANSFER_NOT_THEIRS;
	x->me = (struct enrol){ .peer = x->me.peer, .user = x->me.user };
	rc = enrol_read(t, &x->me);
	/* active, but without an address */
	if (rc == HO_E_NONE && x->me.row.state == HO_USER_ACTIVE &&
	    x->me.account.row.id != 0)
		rc = HO_OK;
	if (rc == HO_OK)
		rc = check_proof(t, x);
	return rc == HO_OK ? read_bar(t, x) : rc;
}

/* --- the codes ------------------------------------------------------------ */

/* The letter to the successor says who it is that hands over. */
static struct enrol
letter_of(const struct transfer *x)
{
	struct enrol e = x->me;

	if (x->purpose == HO_CODE_SUCCESSOR)
		e.address = x->address;
	return e;
}

static struct user_code
code_of(const struct transfer *x, const struct limit_who *who)
{
	bool is_own = x->purpose == HO_CODE_OWN;

	return (struct user_code){ .peer = x->me.peer,
		.purpose = x->purpose,
		.user = x->me.user,
		.login = x->me.row.login,
		.reader = is_own ? x->me.user : x->successor,
		.address = is_own ? x->me.address.row.id : x->address.row.id,
		.who = who };
}

static int
letter(struct tx *t, const void *ctx, const struct ho_secret *code,
    const struct ho_code *row)
{
	const struct transfer *x = ctx;
	struct enrol e = letter_of(x);

	return enrol_tell_code(t, &e, code, row);
}

int
transfer_send(struct tx *t, struct transfer *x, bool anew, enum code_sent *sent,
    char ref[static CODE_REF])
{
	struct user_code code;
	int rc = transfer_read(t, x);

	*sent = CODE_CLOSED;
	ref[0] = '\0';
	if (rc != HO_OK || x->bar != HO_TRANSFER_FREE)
		return rc;
	code = code_of(x, NULL);
	if (code.address == 0)
		return HO_E_NONE;
	return user_code_send(t, &code, anew, letter, x, sent, ref);
}

/* Their own leg is taken like a code of an authenticator, at once; and like
 * that it forgets wrong tries. */
static int
take_own(struct tx *t, const struct transfer *x, const struct user_code *code,
    int64_t id)
{
	struct ho_event *ev = NULL;
	int rc = ho_event_begin(t->a, &ev, "code.right", t->now);

	if (rc != HO_OK)
		return rc;
	ho_event_peer(ev, x->me.peer.uid, x->me.peer.service);
	ho_event_int(ev, "user", x->me.user);
	ho_event_str(ev, "login", x->me.row.login);
	ho_event_str(ev, "purpose", code_purpose(x->purpose));
	if ((rc = user_code_spend(t, code, id)) == HO_OK)
		rc = limits_clear(t, x->me.user, HO_TRIED_CODE);
	if (rc == HO_OK)
		return ho_event_end(&ev, NULL);
	ho_event_drop(&ev);
	return rc;
}

int
transfer_try(struct tx *t, struct transfer *x, const struct limit_who *who,
    const struct ho_secret *code, enum code_answer *answer)
{
	struct user_code sent;
	int64_t id;
	int rc = transfer_read(t, x);

	*answer = CODE_STALE;
	if (rc != HO_OK || x->bar != HO_TRANSFER_FREE)
		return rc;
	sent = code_of(x, who);
	if ((rc = user_code_try(t, &sent, code, answer, &id)) != HO_OK ||
	    *answer != CODE_RIGHT)
		return rc;
	if (x->purpose == HO_CODE_OWN) {
		if ((rc = take_own(t, x, &sent, id)) == HO_OK)
			x->known |= HO_KNOWN_FACTOR;
		return rc;
	}
	x->code = id;
	x->known |= HO_KNOWN_MAILBOX;
	return HO_OK;
}

/* --- to whom -------------------------------------------------------------- */

static int
has_password(struct tx *t, int64_t user, bool *has)
{
	struct ho_password p;
	int rc = HO_ASK(t->s, HO_Q_PASSWORD_OF, &p, HO_INT(user));

	*has = rc == HO_OK && ho_hash_valid(p.hash, strlen(p.hash));
	explicit_bzero(p.hash, sizeof(p.hash));
	return rc == HO_E_NONE ? HO_OK : rc;
}

int
transfer_choose(
    struct tx *t, struct transfer *x, const char *typed, enum ho_candidate *who)
{
	struct candidate found;
	bool has = false;
	int rc = transfer_read(t, x);

	*who = HO_CANDIDATE_NO_USER;
	if (rc != HO_OK || x->bar != HO_TRANSFER_FREE || typed[0] == '\0' ||
	    (rc = candidate_find(t, &x->me.account, typed, &found)) != HO_OK)
		return rc;
	if (found.who == HO_CANDIDATE_USER &&
	    (rc = has_password(t, found.user.row.id, &has)) == HO_OK && !has)
		found.who = HO_CANDIDATE_NO_PASSWORD;
	if (rc != HO_OK || found.who == HO_CANDIDATE_NOBODY)
		return rc;
	*who = found.who;
	if (found.who != HO_CANDIDATE_USER)
		return HO_OK;
	x->successor = found.user.row.id;
	x->address = found.address;
	x->code = 0;
	memcpy(x->login, found.user.login, sizeof(x->login));
	x->known |= HO_KNOWN_CANDIDATE;
	return HO_OK;
}

/* --- the role moves ------------------------------------------------------- */

/* Still active, still with that address and a password. */
static int
read_successor(struct tx *t, struct transfer *x, struct ho_user *successor)
{
	bool has;
	int rc = ho_store_get(t->s, HO_USER, x->successor, successor);

	if (rc == HO_OK)
		rc = ho_store_get(
		    t->s, HO_ADDRESS, x->address.row.id, &x->address);
	if (rc == HO_OK &&
	    recovery_judge(&x->me.account, successor, &x->address, t->now) !=
		HO_CANDIDATE_USER)
		rc = HO_E_NONE;
	if (rc == HO_OK &&
	    (rc = has_password(t, x->successor, &has)) == HO_OK && !has)
		rc = HO_E_NONE;
	return rc;
}

/* First what is spent: of any number of racing calls one gets past it. */
static int
put_all(struct tx *t, struct transfer *x, struct ho_user *successor)
{
	struct user_code code = code_of(x, NULL);
	struct ho_user *former = &x->me.row;
	int rc = user_code_spend(t, &code, x->code);

	successor->role = former->role = HO_ROLE_ADMIN;
	successor->valid_from = former->valid_from = t->now;
	if (rc != HO_OK ||
	    (rc = ho_store_put(t->s, HO_USER, successor)) != HO_OK ||
	    (rc = ho_store_put(t->s, HO_USER, former)) != HO_OK)
		return rc;
	x->me.account.super_admin = successor->row.id;
	return ho_store_put(t->s, HO_ACCOUNT, &x->me.account);
}

/* In the order in which the panel should do it. */
static int
tell_panel(struct tx *t, const struct transfer *x)
{
	const char *former = x->me.row.login;
	struct hook all[] = {
		{ .what = HOOK_OWNER_CHANGED,
		    .one = x->login,
		    .other = former },
		{ .what = HOOK_SESSIONS_END, .one = former },
		{ .what = HOOK_SESSIONS_END, .one = x->login },
	};

	return hook_put_all(
	    t, all, sizeof(all) / sizeof(all[0]), &x->me.account, NULL);
}

static int
hand_over(struct tx *t, struct transfer *x)
{
	struct ho_user successor;
	struct ho_event *ev = NULL;
	int rc;

	if ((rc = read_successor(t, x, &successor)) != HO_OK ||
	    (rc = ho_event_begin(t->a, &ev, "owner.transferred", t->now)) !=
		HO_OK)
		return rc;
	/* renamed since the choice: the panel knows them by the new name */
	memcpy(x->login, successor.login, sizeof(x->login));
	ho_event_peer(ev, x->me.peer.uid, x->me.peer.service);
	ho_event_str(ev, "account", x->me.account.code);
	ho_event_str(ev, "login", successor.login);
	ho_event_str(ev, "former", x->me.row.login);
	if ((rc = put_all(t, x, &successor)) == HO_OK &&
	    (rc = case_handed_over(t, ev, &x->me.account, &x->me.row)) == HO_OK)
		rc = tell_panel(t, x);
	if (rc != HO_OK) {
		ho_event_drop(&ev);
		return rc;
	}
	t->wants_checkpoint = true;
	return ho_event_end(&ev, NULL);
}

int
transfer_complete(struct tx *t, struct transfer *x)
{
	int rc;

	if (ho_flow_transfer(x->known) != HO_STEP_COMMIT || x->code == 0 ||
	    x->purpose != HO_CODE_SUCCESSOR)
		return HO_E_ORDER;
	/* they are here, and have proven it */
	rc = case_owner_signed_in(t, x->me.user);
	if (rc == HO_OK || rc == HO_E_NONE)
		rc = transfer_read(t, x);
	if (rc != HO_OK || x->bar != HO_TRANSFER_FREE)
		return rc;
	return hand_over(t, x);
}
