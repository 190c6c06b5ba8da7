/*
 * handoverd/cases/case_request.c - what a request is about: the account, the user,
 * the row of a new case.
 */
#include <stdio.h>
#include <string.h>

#include "handoverd/cases/case_work.h"
#include "handoverd/desk/people.h"
#include "lib/base/err.h"
#include "lib/base/facts.h"
#include "lib/base/show.h"
#include "lib/secret/word.h"

#define REF_TRIES 16 /* 2^30 references: more means a broken generator */
#define FITTING   20 /* accounts named where several fit */

/* --- which account, which user -------------------------------------------- */

struct fitting {
	bool contacts_only;
	size_t n;
	int64_t id[FITTING];
};

static int
each_fitting(void *ctx, void *row)
{
	const struct ho_address *a = row;
	struct fitting *f = ctx;

	if (f->contacts_only && a->user != 0)
		return HO_OK;
	for (size_t i = 0; i < f->n; i++)
		if (f->id[i] == a->account)
			return HO_OK;
	if (f->n < FITTING)
		f->id[f->n++] = a->account;
	return HO_OK;
}

static int
several_fit(struct work *w, const struct fitting *f)
{
	struct call *call = w->call;
	struct ho_buf list = HO_BUF_INIT;
	struct ho_account a;

	for (size_t i = 0; i < f->n; i++) {
		if (ho_store_get(w->t->s, HO_ACCOUNT, f->id[i], &a) != HO_OK)
			continue;
		ho_buf_fmt(&list, "\n  %s  ", a.code);
		ho_show(&list, a.name, strlen(a.name));
		(void)call_row(call,
		    json_pack("{s:s, s:s}", "code", a.code, "name", a.name));
	}
	call_refuse(call, EXIT_USAGE, "which-account",
	    "the sender has several accounts; name one with --account:%s",
	    ho_buf_text(&list));
	ho_buf_free(&list);
	return HO_E_INPUT;
}

/* The account that the sender is a contact of, else one that knows them. */
static int
account_of_sender(struct work *w)
{
	struct fitting f = { .contacts_only = true };
	char folded[HO_ADDR_MAX + 1];
	int rc = HO_OK;

	if (w->call->facts->from[0] == '\0')
		return HO_OK;
	snprintf(folded, sizeof(folded), "%s", w->call->facts->from);
	for (char *p = folded; *p != '\0'; p++)
		if (*p >= 'A' && *p <= 'Z')
			*p = (char)(*p - 'A' + 'a');
	for (int pass = 0; rc == HO_OK && f.n == 0 && pass < 2; pass++) {
		f.contacts_only = pass == 0;
		rc = ho_store_each(w->t->s, HO_Q_ADDRESSES_BY_FOLD,
		    &HO_STR(folded), 1, 0, each_fitting, &f);
	}
	if (rc != HO_OK || f.n == 0)
		return rc;
	if (f.n > 1)
		return several_fit(w, &f);
	return people_account_of(w->t, f.id[0], &w->account);
}

static int
about_user(struct work *w, const char *login, const char *code)
{
	struct ho_account named;
	int rc;

	if ((rc = people_user(w->t, w->call, login, &w->user)) != HO_OK ||
	    (rc = people_account_of(w->t, w->user.account, &w->account)) !=
		HO_OK)
		return rc;
	if (code == NULL)
		return HO_OK;
	if ((rc = people_account(w->t, w->call, code, &named)) != HO_OK)
		return rc;
	if (named.row.id != w->account.row.id)
		return call_refuse(w->call, EXIT_REFUSED, "no-user",
		    "%s is not a user of account %s", w->user.login,
		    named.code);
	return HO_OK;
}

static int
about_owner(struct work *w, const char *code)
{
	int rc = HO_OK;

	if (code != NULL)
		rc = people_account(w->t, w->call, code, &w->account);
	else if (call_octets(w->call, "mail") != NULL)
		rc = account_of_sender(w);
	if (rc != HO_OK || w->account.row.id == 0)
		return rc;
	return ho_store_get(w->t->s, HO_USER, w->account.super_admin, &w->user);
}

/* account seats names it; of a mail in the inbox it may be the sender's. */
static int
about_seats(struct work *w)
{
	struct call *call = w->call;
	bool is_in_inbox = call->seen_at != 0;
	const char *code = call_str(call, is_in_inbox ? "account" : "subject");

	seats_read(w);
	return code != NULL ? people_account(w->t, call, code, &w->account)
			    : account_of_sender(w);
}

/* The verbs of an authenticator, an unlock and a rename name the user. */
static int
about_one(struct work *w)
{
	bool is_in_inbox = w->call->seen_at != 0;
	int rc = about_user(
	    w, call_str(w->call, is_in_inbox ? "user" : "subject"), NULL);

	return rc == HO_OK && w->c.kind == HO_CASE_FACTOR ? removal_read(w)
							  : rc;
}

static int
read_request(struct work *w)
{
	struct call *call = w->call;
	const char *login = call_str(call, "user");

	if (w->c.kind == HO_CASE_SEATS)
		return about_seats(w);
	if (w->c.kind != 0)
		return about_one(w);
	if (call_flag(call, "owner") == (login != NULL))
		return call_refuse(call, EXIT_USAGE, "usage",
		    "say what it is about: either --owner or --user LOGIN");
	if (login != NULL) {
		w->c.kind = HO_CASE_RESET;
		return about_user(w, login, call_str(call, "account"));
	}
	w->c.kind = HO_CASE_OWNER;
	return about_owner(w, call_str(call, "account"));
}

/* --- the case's row ------------------------------------------------------- */

int
work_new_ref(struct work *w)
{
	char ref[HO_REF_SIZE];
	struct ho_case other;
	int rc;

	for (int i = 0; i < REF_TRIES; i++) {
		if ((rc = ho_ref_new(ref)) != HO_OK)
			return rc;
		rc = HO_ASK(w->t->s, HO_Q_CASE_BY_REF, &other, HO_STR(ref));
		if (rc == HO_E_NONE) {
			snprintf(w->c.ref, sizeof(w->c.ref), "%s", ref);
			return HO_OK;
		}
		if (rc != HO_OK)
			return rc;
	}
	return HO_E_LIMIT;
}

/* Cut where a character ends. */
static void
set_subject(struct ho_case *c, const char *subject)
{
	size_t at = 0, len = strlen(subject), step;
	uint32_t cp;

	while (at < len) {
		step =
		    ho_utf8_next((const uint8_t *)subject + at, len - at, &cp);
		if (step == 0 || at + step >= sizeof(c->subject))
			break;
		at += step;
	}
	memcpy(c->subject, subject, at);
	c->subject[at] = '\0';
}

static int
fill_case(struct work *w)
{
	const struct ho_facts *facts = w->call->facts;
	struct ho_case *c = &w->c;

	c->account = w->account.row.id;
	c->user = w->user.row.id;
	c->opened_by = w->call->me.row.id;
	c->opened_at = w->t->now;
	c->tries = 1;
	c->needs_approval = w->account.frozen_until > w->t->now;
	if (facts != NULL) {
		snprintf(
		    c->asked_from, sizeof(c->asked_from), "%s", facts->from);
		snprintf(c->message_id, sizeof(c->message_id), "%s",
		    facts->message_id);
		snprintf(c->refs, sizeof(c->refs), "%s", facts->references);
		if (c->refs[0] == '\0')
			snprintf(
			    c->refs, sizeof(c->refs), "%s", facts->in_reply_to);
		set_subject(c, facts->subject);
	}
	return work_new_ref(w);
}

int
work_request(struct work *w)
{
	int rc = read_request(w);

	return rc != HO_OK ? rc : fill_case(w);
}
