/*
 * handoverd/cases/case_show.c - a case on one screen; the list of cases.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "handoverd/cases/case_work.h"
#include "handoverd/cases/second.h"
#include "handoverd/cases/ticket.h"
#include "handoverd/desk/page.h"
#include "handoverd/desk/people.h"
#include "handoverd/desk/verbs.h"
#include "lib/base/err.h"
#include "lib/base/when.h"
#include "lib/secret/secret.h"

/* --- the ticket's record of the credentials ------------------------------- */

static int
show_event(struct work *w)
{
	int rc;

	if ((rc = work_event(w, "case.credentials-shown")) != HO_OK)
		return rc;
	ho_event_str(w->ev, "ticket", w->c.ticket);
	return work_end(w);
}

/* A copy lives in the answer until it is sent; desk.c wipes that. */
static int
show_credentials(struct work *w)
{
	struct ho_secret *text = NULL;
	struct call *call = w->call;
	char kind[TICKET_KIND];
	struct ho_record r;
	int rc;

	if ((call->me.roles & TICKET_READERS) == 0)
		return call_refuse(call, EXIT_REFUSED, "role",
		    "what a ticket recorded is for support, manager and "
		    "security");
	ticket_credentials_kind(w->c.ref, kind);
	rc = ticket_read(w->t, w->c.ticket, kind, &r, &text);
	if (rc == HO_E_NONE)
		return call_refuse(call, EXIT_REFUSED, "no-credentials",
		    "the ticket holds no default credentials (any more)");
	if (rc == HO_OK && (rc = show_event(w)) == HO_OK) {
		work_answer(w);
		json_object_set_new(call->result, "credentials",
		    json_stringn((const char *)ho_secret_data(text),
			ho_secret_len(text)));
		call->exit = EXIT_DONE;
		call->reason[0] = '\0';
		/* not into text: that buffer leaves copies when it grows */
		ho_buf_clear(&call->text);
	}
	ho_secret_free(&text);
	return rc;
}

/* --- one case ------------------------------------------------------------- */

struct listing {
	struct work *w;
	json_t *into;
};

static int
each_credential(void *ctx, void *row)
{
	static const char *const states[] = { "void", "live", "spent",
		"revoked", "lapsed" };
	const struct ho_credential *c = row;
	struct listing *l = ctx;
	json_t *o = json_pack("{s:s, s:o, s:o, s:I, s:I}", "state",
	    c->state >= 0 && c->state <= HO_LAPSED ? states[c->state] : "void",
	    "issued_at", people_when(c->issued_at), "expires_at",
	    people_when(c->expires_at), "claim_tries",
	    (json_int_t)c->claim_tries, "tried_elsewhere",
	    (json_int_t)c->tried_elsewhere);

	if (c->tried_elsewhere > 0)
		ho_buf_fmt(&l->w->call->text,
		    "\nThe default password was tried %lld time%s at a service "
		    "where it cannot work\n(forced-step = no, or a program "
		    "that asks once): tell the client to use the\nsign-in "
		    "address of the answer.",
		    (long long)c->tried_elsewhere,
		    c->tried_elsewhere == 1 ? "" : "s");
	return json_array_append_new(l->into, o) == 0 ? HO_OK : HO_E_NOMEM;
}

static int
each_approval(void *ctx, void *row)
{
	const struct ho_approval *a = row;
	struct listing *l = ctx;
	struct ho_staff who;
	char at[HO_WHEN_LEN];
	json_t *o;

	if (ho_store_get(l->w->t->s, HO_STAFF, a->staff, &who) != HO_OK)
		return HO_OK;
	ho_when_format(a->at, at);
	o = json_pack(
	    "{s:s, s:s, s:s}", "by", who.name, "at", at, "evidence", a->sha256);
	return json_array_append_new(l->into, o) == 0 ? HO_OK : HO_E_NOMEM;
}

static int
each_letter(void *ctx, void *row)
{
	static const char *const states[] = { "?", "due", "handed", "sent",
		"failed", "dropped" };
	const struct ho_outbox *x = row;
	struct listing *l = ctx;
	struct ho_address to;
	json_t *o;

	if (ho_store_get(l->w->t->s, HO_ADDRESS, x->address, &to) != HO_OK)
		return HO_OK;
	o = json_pack("{s:s, s:s, s:s}", "kind", x->kind, "to", to.text,
	    "state",
	    x->state > 0 && x->state <= HO_OUT_DROPPED ? states[x->state]
						       : "?");
	return json_array_append_new(l->into, o) == 0 ? HO_OK : HO_E_NOMEM;
}

static int
add_list(struct work *w, const char *key, enum ho_query q, int64_t id,
    int (*each)(void *ctx, void *row))
{
	struct listing l = { w, json_array() };
	int rc;

	if (l.into == NULL)
		return HO_E_NOMEM;
	rc = ho_store_each(w->t->s, q, &HO_INT(id), 1, 200, each, &l);
	if (json_object_set_new(w->call->result, key, l.into) != 0)
		return HO_E_NOMEM;
	return rc;
}

/* Who approves says so about these octets. */
static void
evidence_line(struct work *w)
{
	const struct ho_evidence *e = &w->request;

	if (e->row.id != 0)
		ho_buf_fmt(&w->call->text, "\nevidence %s, %s (%s)%s",
		    e->sha256,
		    ho_mail_verdict_word((enum ho_mail_verdict)e->verdict),
		    e->reason, e->confirmed ? ", confirmed" : "");
	else if (w->c.evidence != 0)
		ho_buf_str(&w->call->text,
		    "\nevidence: its row in the store is dead; see handover "
		    "audit verify");
}

/* Who is to approve it has to have been shown it, and that is written down. */
static int
show_to_approver(struct work *w)
{
	bool was;
	int rc;

	if ((w->call->me.roles & HO_STAFF_APPROVER) == 0 ||
	    w->c.opened_by == w->call->me.row.id ||
	    !ho_case_is_open(w->c.state))
		return HO_OK;
	if ((rc = second_shown(w, &was)) != HO_OK)
		return rc;
	if (json_object_set_new(w->call->result, "shown", json_boolean(was)) !=
	    0)
		return HO_E_NOMEM;
	if (was)
		ho_buf_str(&w->call->text,
		    "\nyou were shown it, and can second it: case approve");
	else if (w->request.kind == HO_EV_REQUEST)
		ho_buf_str(&w->call->text,
		    "\nits letter is being drawn: look again before case "
		    "approve");
	else
		ho_buf_fmt(&w->call->text,
		    "\nread the document before case approve: case show %s "
		    "--letter FILE",
		    w->c.ref);
	return HO_OK;
}

int
verb_case_show(struct tx *t, struct call *c)
{
	struct work w = { .t = t, .call = c };
	int rc;

	if ((rc = work_find(&w, call_str(c, "subject"))) != HO_OK)
		return rc;
	if (call_flag(c, "credentials"))
		return show_credentials(&w);
	work_answer(&w);
	/* what was refused has its text already */
	if (json_object_get(c->result, "paste") == NULL &&
	    (rc = work_paste(&w)) != HO_OK)
		return rc;
	c->exit = EXIT_DONE;
	c->reason[0] = '\0';
	if ((rc = work_history(&w)) != HO_OK)
		return rc;
	evidence_line(&w);
	if ((rc = show_to_approver(&w)) != HO_OK)
		return rc;
	if ((rc = add_list(&w, "credentials_issued", HO_Q_CREDENTIALS_OF,
		 w.c.row.id, each_credential)) != HO_OK ||
	    (rc = add_list(&w, "approvals", HO_Q_APPROVALS_OF, w.c.row.id,
		 each_approval)) != HO_OK)
		return rc;
	if ((rc = add_list(&w, "letters", HO_Q_OUTBOX_OF, w.c.row.id,
		 each_letter)) != HO_OK ||
	    (rc = letter_file(&w)) != HO_OK)
		return rc;
	return letter_tell(&w);
}

/* --- the list ------------------------------------------------------------- */

/* Is the next step one of this person's, by role?  Nobody seconds what they
 * opened themselves. */
static bool
is_owed_by(const struct ho_case *one, const struct ho_staff *me)
{
	int64_t roles;

	return ho_roles_parse(ho_case_debtor(one->state), &roles) == HO_OK &&
	    (roles & me->roles) != 0 &&
	    !(one->state == HO_AT_APPROVAL && one->opened_by == me->row.id);
}

static bool
is_wanted(const struct call *c, const struct ho_case *one)
{
	if (!call_flag(c, "all") && !ho_case_is_open(one->state))
		return false;
	if (call_flag(c, "mine") && one->opened_by != c->me.row.id)
		return false;
	return !call_flag(c, "owed") || is_owed_by(one, &c->me);
}

static int
make_row(struct tx *t, struct call *c, void *ctx, const void *row, json_t **out)
{
	const struct ho_case *one = row;
	struct work w = { .t = t, .call = c };
	int rc;

	(void)ctx;
	if (!is_wanted(c, one))
		return HO_OK;
	if ((rc = work_load(&w, one->row.id)) != HO_OK)
		return rc;
	*out = work_object(&w);
	return *out != NULL ? HO_OK : HO_E_NOMEM;
}

int
verb_case_list(struct tx *t, struct call *c)
{
	const char *code = call_str(c, "account");
	struct ho_account a;
	int rc;

	if (code == NULL)
		return page_rows(t, c, HO_Q_CASES, NULL, 0, make_row, NULL);
	if ((rc = people_account(t, c, code, &a)) != HO_OK)
		return rc;
	return page_rows(
	    t, c, HO_Q_CASES_OF, &HO_INT(a.row.id), 1, make_row, NULL);
}
