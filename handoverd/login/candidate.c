/* handoverd/login/candidate.c - who is meant to become the new super-admin. */
#include "handoverd/login/candidate.h"

#include <string.h>
#include <strings.h>

#include "handoverd/naming.h"
#include "lib/base/err.h"
#include "lib/secret/hash.h"

/* The search, its limits and what it found. */
struct named {
	struct tx *t;
	const struct ho_account *account;
	struct ho_address contact; /* that the credentials went to, or "" */
	struct ho_address proven;  /* whose claim code was right, or "" */
	enum ho_candidate who;
	struct ho_user user; /* id 0: the contact becomes one */
	struct ho_address address;
	bool has_contact;
	unsigned users;
};

/* Of several the mailbox of the claim code is best: one code then serves. */
static int
visit_own(void *ctx, void *row)
{
	struct named *n = ctx;
	const struct ho_address *a = row;

	if (recovery_can_reach(a, n->t->now) &&
	    (n->address.row.id == 0 || strcmp(a->text, n->proven.text) == 0))
		n->address = *a;
	return HO_OK;
}

static int
find_by_login(struct named *n, const char *login)
{
	struct ho_arg key;
	int rc = HO_ASK(n->t->s, HO_Q_USER_BY_LOGIN, &n->user, HO_STR(login));

	if (rc != HO_OK)
		return rc == HO_E_NONE ? HO_OK : rc;
	key = HO_INT(n->user.row.id);
	n->address = (struct ho_address){ 0 };
	if ((rc = ho_store_each(n->t->s, HO_Q_ADDRESSES_OF_USER, &key, 1, 0,
		 visit_own, n)) != HO_OK)
		return rc;
	n->who = recovery_judge(n->account, &n->user, &n->address, n->t->now);
	return HO_OK;
}

static int
visit_address(void *ctx, void *row)
{
	struct named *n = ctx;
	const struct ho_address *a = row;
	struct ho_user user;
	enum ho_candidate who;
	int rc;

	if (a->account != n->account->row.id)
		return HO_OK;
	if (a->user == 0) {
		if (a->row.id == n->contact.row.id)
			n->has_contact = true;
		return HO_OK;
	}
	rc = ho_store_get(n->t->s, HO_USER, a->user, &user);
	if (rc != HO_OK)
		return rc == HO_E_NONE ? HO_OK : rc;
	who = recovery_judge(n->account, &user, a, n->t->now);
	if (who == HO_CANDIDATE_USER) {
		if (n->users++ == 0 || user.row.id == n->user.row.id) {
			n->users = 1;
			n->user = user;
			n->address = *a;
		}
	} else if (n->users == 0) {
		n->who = who; /* why not, if nobody better is found */
	}
	return HO_OK;
}

static int
find_by_address(struct named *n, const char *address)
{
	struct ho_arg key = HO_STR(address);
	int rc;

	n->user = (struct ho_user){ 0 };
	n->users = 0;
	n->has_contact = false;
	if ((rc = ho_store_each(n->t->s, HO_Q_ADDRESSES_BY_FOLD, &key, 1, 0,
		 visit_address, n)) != HO_OK)
		return rc;
	if (n->users == 1) {
		n->who = HO_CANDIDATE_USER;
	} else if (n->users > 1) {
		n->who = HO_CANDIDATE_SEVERAL;
	} else if (n->has_contact && n->contact.user == 0 &&
	    n->contact.kind == HO_EMAIL) {
		n->who = HO_CANDIDATE_CONTACT;
		n->user = (struct ho_user){ 0 };
		n->address = n->contact;
	}
	return HO_OK;
}

/* Users choose their logins, which may look like an address: whoever chose that
 * of somebody else must not be taken for them. */
static int
look_for_namesake(struct named *n, const char *typed)
{
	struct named other = *n;
	char address[NAMING_ADDRESS];
	struct ho_buf why = HO_BUF_INIT;
	int rc = HO_OK;

	other.who = HO_CANDIDATE_NOBODY;
	if (naming_address(typed, address, &why) == HO_OK &&
	    strcasecmp(address, n->address.text) != 0)
		rc = find_by_address(&other, address);
	if (other.who == HO_CANDIDATE_SEVERAL ||
	    (ho_candidate_may(other.who) &&
		other.user.row.id != n->user.row.id))
		n->who = HO_CANDIDATE_SEVERAL;
	ho_buf_free(&why);
	return rc;
}

static int
find(struct named *n, const char *typed)
{
	char login[NAMING_LOGIN], address[NAMING_ADDRESS];
	struct ho_buf why = HO_BUF_INIT;
	enum ho_candidate first;
	int rc = HO_OK;

	if (naming_login(typed, login, &why) == HO_OK)
		rc = find_by_login(n, login);
	if (rc == HO_OK && ho_candidate_may(n->who))
		rc = look_for_namesake(n, typed);
	first = n->who;
	if (rc == HO_OK && !ho_candidate_may(n->who) &&
	    n->who != HO_CANDIDATE_SEVERAL &&
	    naming_address(typed, address, &why) == HO_OK) {
		rc = find_by_address(n, address);
		if (n->who == HO_CANDIDATE_NOBODY)
			n->who = first;
	}
	ho_buf_free(&why);
	return rc;
}

int
candidate_find(struct tx *t, const struct ho_account *account,
    const char *typed, struct candidate *found)
{
	struct named n = { .t = t, .account = account };
	int rc = find(&n, typed);

	*found = (struct candidate){
		.who = rc == HO_OK ? n.who : HO_CANDIDATE_NOBODY,
		.user = n.user,
		.address = n.address,
	};
	return rc;
}

/* --- of an owner case ----------------------------------------------------- */

/* The one of before, by who it was and not by what was typed then. */
static int
find_again(struct named *n, const struct ho_credential *c)
{
	struct ho_user user;
	int rc;

	if (c->candidate_user == 0)
		return find_by_address(n, n->contact.text);
	rc = ho_store_get(n->t->s, HO_USER, c->candidate_user, &user);
	return rc != HO_OK ? rc : find_by_login(n, user.login);
}

static int
start(struct tx *t, const struct recovery *r, struct recovery_rows *rows,
    struct ho_address *contact)
{
	int rc = recovery_read(t, r, rows);

	if (rc == HO_OK)
		rc = ho_store_get(
		    t->s, HO_ADDRESS, rows->of_case.answer_to, contact);
	if (rc == HO_OK && contact->state != HO_ADDRESS_ON_FILE)
		rc = HO_E_NONE;
	return rc;
}

int
candidate_preset(
    struct tx *t, const struct recovery *r, struct ho_address *address)
{
	struct recovery_rows rows;
	struct ho_address before;
	int rc = start(t, r, &rows, address);

	if (rc == HO_OK && rows.credential.candidate_user != 0 &&
	    ho_store_get(t->s, HO_ADDRESS, rows.credential.candidate_address,
		&before) == HO_OK)
		*address = before;
	return rc;
}

/* So that a lost line comes back to the same choice. */
static int
remember(struct tx *t, const struct recovery *r, struct ho_credential *c,
    const struct named *n)
{
	struct ho_event *ev = NULL;
	int rc;

	if (c->candidate_user == n->user.row.id &&
	    c->candidate_address == n->address.row.id)
		return HO_OK;
	if ((rc = ho_event_begin(t->a, &ev, "case.candidate", t->now)) != HO_OK)
		return rc;
	ho_event_peer(ev, r->peer.uid, r->peer.service);
	ho_event_str(ev, "ref", r->ref);
	ho_event_int(ev, "user", n->user.row.id);
	ho_event_int(ev, "address", n->address.row.id);
	c->candidate_user = n->user.row.id;
	c->candidate_address = n->address.row.id;
	if ((rc = ho_store_put(t->s, HO_CREDENTIAL, c)) == HO_OK)
		return ho_event_end(&ev, NULL);
	ho_event_drop(&ev);
	return rc;
}

/* What need not be asked any more, now that it is known who. */
static int
conclude(struct recovery *r, const struct named *n)
{
	struct ho_password password;
	int rc;

	r->candidate_user = n->user.row.id;
	r->candidate_address = n->address.row.id;
	r->candidate_code = 0;
	r->known |= HO_KNOWN_CANDIDATE;
	if (strcmp(n->address.text, n->proven.text) == 0)
		r->known |= HO_KNOWN_MAILBOX;
	r->login[0] = '\0';
	if (n->user.row.id == 0)
		return HO_OK;
	memcpy(r->login, n->user.login, sizeof(r->login));
	r->known |= HO_KNOWN_LOGIN;
	rc = HO_ASK(
	    n->t->s, HO_Q_PASSWORD_OF, &password, HO_INT(n->user.row.id));
	if (rc == HO_OK && ho_hash_valid(password.hash, strlen(password.hash)))
		r->known |= HO_KNOWN_KEEPS;
	return rc == HO_E_NONE ? HO_OK : rc;
}

int
candidate_choose(struct tx *t, struct recovery *r, const char *typed,
    enum ho_candidate *who, struct ho_address *address)
{
	struct recovery_rows rows;
	struct named n = { .t = t, .account = &rows.account };
	int rc;

	*who = HO_CANDIDATE_NOBODY;
	if ((rc = start(t, r, &rows, &n.contact)) != HO_OK)
		return rc;
	if (r->claim_code != 0 &&
	    (rc = ho_store_get(t->s, HO_ADDRESS, rows.credential.claim_to,
		 &n.proven)) != HO_OK)
		return rc;
	rc = typed[0] == '\0' ? find_again(&n, &rows.credential)
			      : find(&n, typed);
	if (rc != HO_OK)
		return rc;
	*who = n.who;
	if (!ho_candidate_may(n.who))
		return HO_OK;
	*address = n.address;
	if ((rc = remember(t, r, &rows.credential, &n)) != HO_OK)
		return rc;
	return conclude(r, &n);
}
