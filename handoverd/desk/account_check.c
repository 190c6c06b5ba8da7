/*
 * handoverd/desk/account_check.c - which accounts could not be recovered safely,
 * told while somebody can still do something about it.
 *
 * The answers come from what is on file and from mail that was seen, in cases
 * and in the inbox; a contact that never wrote is not suspected.  Anybody can
 * write an unsigned letter in a contact's name: once the contact's own domain
 * has signed one, only a letter that the contact stood for can say otherwise.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "handoverd/desk/page.h"
#include "handoverd/desk/people.h"
#include "handoverd/desk/verbs.h"
#include "handoverd/login/rule.h"
#include "lib/base/err.h"
#include "lib/flow/verdict.h"

#define CONTACTS 32 /* of one account that are looked at one by one */
#define FOUND    1  /* ends a walk: all is known */

#define RECENTLY (30 * 24 * 3600) /* seconds that a good signature speaks for */

enum seen {
	SEEN_NOTHING = 0,
	SEEN_GOOD,    /* signed in all that counts */
	SEEN_CONFIRM, /* signed, but proves too little: the word is asked for */
	SEEN_UNSIGNED, /* no signature that holds; anybody may have written it */
	SEEN_BARE, /* likewise, and its word came back: it was the contact */
	SEENS
};

struct contact {
	char text[321];
	bool is_owners;
	int64_t at[SEENS]; /* when the newest such letter came; 0: never */
};

struct checkup {
	struct tx *t;
	struct call *c;
	const struct ho_account *a;
	struct contact contact[CONTACTS];
	size_t contacts; /* with authority now */
	bool has_other;  /* an active user beside the super-admin */
	int64_t after;
	bool more;
};

/* --- looking -------------------------------------------------------------- */

static int
each_contact(void *ctx, void *row)
{
	const struct ho_address *x = row;
	struct checkup *k = ctx;

	if (x->kind != HO_EMAIL || x->usable_from == 0 ||
	    x->usable_from > k->t->now || x->ended_at != 0)
		return HO_OK;
	if (k->contacts < CONTACTS)
		memcpy(k->contact[k->contacts].text, x->text, sizeof(x->text));
	k->contacts++;
	return HO_OK;
}

static size_t
looked_at(const struct checkup *k)
{
	return k->contacts < CONTACTS ? k->contacts : CONTACTS;
}

static int
each_own(void *ctx, void *row)
{
	const struct ho_address *x = row;
	struct checkup *k = ctx;

	for (size_t i = 0; i < looked_at(k); i++)
		if (strcasecmp(k->contact[i].text, x->text) == 0)
			k->contact[i].is_owners = true;
	return HO_OK;
}

static int
each_user(void *ctx, void *row)
{
	const struct ho_user *u = row;
	struct checkup *k = ctx;

	k->after = u->row.id;
	k->more = true;
	k->has_other =
	    u->state == HO_USER_ACTIVE && u->row.id != k->a->super_admin;
	return k->has_other ? FOUND : HO_OK;
}

/* What was said of a letter by its signatures. */
static enum seen
seen_in(const char *reason)
{
	const struct ho_reason *r = ho_reason_find(reason);

	if (r == NULL || r->verdict == HO_MAIL_REFUSE ||
	    r->verdict == HO_MAIL_UNCLEAR)
		return SEEN_NOTHING;
	if (r->verdict == HO_MAIL_ACCEPT)
		return SEEN_GOOD;
	return r->rule == 9 ? SEEN_UNSIGNED : SEEN_CONFIRM;
}

static void
note(struct contact *x, enum seen seen, int64_t at)
{
	if (seen != SEEN_NOTHING && x->at[seen] < at)
		x->at[seen] = at;
}

static int
each_case(void *ctx, void *row)
{
	const struct ho_case *c = row;
	struct checkup *k = ctx;
	struct ho_evidence e;
	enum seen seen;

	k->after = c->row.id;
	k->more = true;
	for (size_t i = 0; i < looked_at(k); i++) {
		if (strcasecmp(k->contact[i].text, c->asked_from) != 0 ||
		    ho_store_get(k->t->s, HO_EVIDENCE, c->evidence, &e) !=
			HO_OK)
			continue;
		seen = seen_in(e.reason);
		if (seen == SEEN_UNSIGNED && e.confirmed == 1)
			seen = SEEN_BARE;
		note(&k->contact[i], seen, e.first_seen);
	}
	return HO_OK;
}

/* Mail that waits for staff was judged as it came; what staff made a case of
 * is among the cases. */
static int
each_mail(void *ctx, void *row)
{
	const struct ho_inbox *m = row;

	note(ctx, seen_in(m->reason), m->seen_at);
	return HO_OK;
}

static int
look_in_inbox(struct checkup *k)
{
	int rc = HO_OK;

	for (size_t i = 0; rc == HO_OK && i < looked_at(k); i++)
		rc = ho_store_each(k->t->s, HO_Q_INBOX_WAITING_FROM,
		    &HO_STR(k->contact[i].text), 1, 0, each_mail,
		    &k->contact[i]);
	return rc;
}

/*
 * What the contact's mail can do.  The best signature of late counts, for who
 * replays an old letter can show a worse one; without one the newest letter of
 * those that were proven; and only where there is none, one that was not.
 */
static enum seen
summed_up(const struct contact *x, int64_t now)
{
	const int64_t *at = x->at;
	enum seen best = SEEN_NOTHING;

	for (enum seen s = SEEN_GOOD; s <= SEEN_CONFIRM; s++)
		if (at[s] != 0 && at[s] >= now - RECENTLY)
			return s;
	for (enum seen s = SEEN_GOOD; s < SEENS; s++)
		if (s != SEEN_UNSIGNED && at[s] > at[best])
			best = s;
	return best != SEEN_NOTHING  ? best
	    : at[SEEN_UNSIGNED] != 0 ? SEEN_UNSIGNED
				     : SEEN_NOTHING;
}

/* All of a list, page by page. */
static int
walk(struct checkup *k, enum ho_query q, int (*each)(void *ctx, void *row))
{
	int rc = HO_OK;

	k->after = 0;
	do {
		struct ho_arg args[] = { HO_INT(k->a->row.id),
			HO_INT(k->after) };

		k->more = false;
		rc = ho_store_each(k->t->s, q, args, 2, 0, each, k);
	} while (rc == HO_OK && k->more);
	return rc == FOUND ? HO_OK : rc;
}

static int
look(struct checkup *k)
{
	int rc;

	if ((rc = ho_store_each(k->t->s, HO_Q_CONTACTS_OF,
		 &HO_INT(k->a->row.id), 1, 0, each_contact, k)) != HO_OK ||
	    (rc = ho_store_each(k->t->s, HO_Q_ADDRESSES_OF_USER,
		 &HO_INT(k->a->super_admin), 1, 0, each_own, k)) != HO_OK ||
	    (rc = walk(k, HO_Q_USERS_OF, each_user)) != HO_OK)
		return rc;
	rc = walk(k, HO_Q_CASES_OF, each_case);
	return rc != HO_OK ? rc : look_in_inbox(k);
}

/* --- telling -------------------------------------------------------------- */

/* about: whose fault it is, or "". */
static int
tell(
    struct checkup *k, const char *problem, const char *about, const char *text)
{
	return call_row(k->c,
	    json_pack("{s:s, s:s, s:s, s:s}", "account", k->a->code, "problem",
		problem, "about", about, "text", text));
}

static int
tell_contact(struct checkup *k, const struct contact *x)
{
	enum seen seen = summed_up(x, k->t->now);
	int rc = HO_OK;

	if (x->is_owners)
		rc = tell(k, "contact-is-owner", x->text,
		    "the contact is the owner's own address: it leaves with "
		    "them");
	if (rc == HO_OK && (seen == SEEN_UNSIGNED || seen == SEEN_BARE))
		rc = tell(k, "contact-unsigned", x->text,
		    "its mail had no signature of its domain (DKIM) that "
		    "holds");
	if (rc == HO_OK && seen == SEEN_CONFIRM)
		rc = tell(k, "contact-needs-confirm", x->text,
		    "its mail was not signed in all that counts: a word has "
		    "to come back");
	return rc;
}

/* Who must bind an authenticator is sent a code first. */
static int
each_bound(void *ctx, void *row)
{
	const struct ho_user *u = row;
	struct checkup *k = ctx;
	struct ho_rule r;
	int rc;

	k->after = u->row.id;
	k->more = true;
	if (u->state != HO_USER_ACTIVE)
		return HO_OK;
	rc = rule_read(k->t, u->row.id, 0, 0, &r);
	if (rc != HO_OK || !ho_rule_binds(&r) || r.has_counted || r.has_address)
		return rc;
	return tell(k, "no-address-to-enrol", u->login,
	    "must have a second factor, and has no confirmed address to which "
	    "a code could go to bind one");
}

static int
check(struct tx *t, struct call *c, const struct ho_account *a)
{
	struct checkup *k = calloc(1, sizeof(*k));
	int rc = HO_E_NOMEM;

	if (k == NULL)
		return rc;
	k->t = t;
	k->c = c;
	k->a = a;
	if ((rc = look(k)) == HO_OK && k->contacts == 0)
		rc = tell(k, "no-contact", "",
		    "no contact is confirmed: nobody could ask for a new "
		    "super-admin");
	if (rc == HO_OK && k->contacts == 1)
		rc = tell(k, "one-contact", k->contact[0].text,
		    "the only contact: nobody else would hear of a request "
		    "made there");
	for (size_t i = 0; rc == HO_OK && i < looked_at(k); i++)
		rc = tell_contact(k, &k->contact[i]);
	if (rc == HO_OK && !k->has_other)
		rc = tell(k, "no-second-user", "",
		    "nobody but the super-admin can sign in");
	if (rc == HO_OK && rule_in_force(t->d))
		rc = walk(k, HO_Q_USERS_OF, each_bound);
	free(k);
	return rc;
}

static int
make_row(struct tx *t, struct call *c, void *ctx, const void *row, json_t **out)
{
	(void)ctx;
	(void)out;
	return check(t, c, row);
}

int
verb_account_check(struct tx *t, struct call *c)
{
	const char *code = call_str(c, "subject");
	struct ho_account a;
	int rc;

	if (code == NULL)
		return page_rows(t, c, HO_Q_ACCOUNTS, NULL, 0, make_row, NULL);
	if ((rc = people_account(t, c, code, &a)) != HO_OK)
		return rc;
	return check(t, c, &a);
}
