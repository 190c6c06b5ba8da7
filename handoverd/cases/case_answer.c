/*
 * handoverd/cases/case_answer.c - a case as it is answered: one object for
 * programs, one screen for people, and what to paste to the client.
 */
#include <stdio.h>
#include <string.h>

#include "handoverd/cases/case_work.h"
#include "handoverd/cases/ticket.h"
#include "lib/base/err.h"
#include "lib/base/show.h"
#include "lib/base/when.h"
#include "lib/flow/reason.h"

static void
set_str(json_t *o, const char *key, const char *text)
{
	if (text != NULL && text[0] != '\0')
		(void)json_object_set_new(o, key, json_string(text));
}

static void
set_time(json_t *o, const char *key, int64_t at)
{
	char text[HO_WHEN_LEN];

	if (at == 0)
		return;
	ho_when_format(at, text);
	set_str(o, key, text);
}

static void
set_address(struct work *w, json_t *o, const char *key, int64_t id)
{
	struct ho_address a;

	if (id != 0 && ho_store_get(w->t->s, HO_ADDRESS, id, &a) == HO_OK)
		set_str(o, key, a.text);
}

static void
describe(struct work *w, json_t *o)
{
	const struct ho_case *c = &w->c;
	char key[65];

	set_str(o, "ref", c->ref);
	set_str(o, "kind", case_kind(c->kind)->word);
	set_str(o, "state", ho_case_word(c->state));
	set_str(o, "reason", c->reason);
	set_str(o, "account", w->account.code);
	set_str(o, "user", w->user.login);
	set_str(o, "asked_from", c->asked_from);
	set_str(o, "address", w->fresh.text);
	set_str(o, "replaces", w->old.text);
	if (c->kind == HO_CASE_SEATS) {
		(void)json_object_set_new(
		    o, "seats_asked", json_integer(c->seats));
		(void)json_object_set_new(
		    o, "seats", json_integer(w->account.seats));
	}
	if (c->factor != 0)
		(void)json_object_set_new(o, "factor", json_integer(c->factor));
	set_address(w, o, "answer_to", c->answer_to);
	set_str(o, "ticket", ticket_shown(w->t, c->ticket, key));
	set_time(o, "opened_at", c->opened_at);
	set_time(o, "wait_until", c->wait_until);
	set_time(o, "closed_at", c->closed_at);
	if (c->sole_address)
		(void)json_object_set_new(o, "sole_address", json_true());
	if (w->request.row.id != 0) {
		set_str(o, "verdict",
		    ho_mail_verdict_word(
			(enum ho_mail_verdict)w->request.verdict));
		set_str(o, "evidence", w->request.sha256);
	}
	set_str(o, "owed", ho_case_owed(c->state));
	set_str(o, "owed_by", ho_case_debtor(c->state));
}

json_t *
work_object(struct work *w)
{
	json_t *o = json_object();

	if (o != NULL)
		describe(w, o);
	return o;
}

/* --- for people ----------------------------------------------------------- */

static void
line_until(struct ho_buf *out, const char *what, int64_t at)
{
	char text[HO_WHEN_LEN];

	if (at == 0)
		return;
	ho_when_format(at, text);
	ho_buf_fmt(out, "%s %s\n", what, text);
}

void
work_screen(struct work *w, struct ho_buf *out)
{
	const struct ho_case *c = &w->c;
	struct ho_address to;

	ho_buf_fmt(out, "%s  %s: %s", w->is_trial ? "dry run" : c->ref,
	    case_kind(c->kind)->word, ho_case_word(c->state));
	if (w->account.row.id != 0)
		ho_buf_fmt(out, ", account %s", w->account.code);
	if (w->user.row.id != 0)
		ho_buf_fmt(out, ", user %s", w->user.login);
	ho_buf_chr(out, '\n');
	if (c->asked_from[0] != '\0') {
		ho_buf_str(out, "asked by ");
		ho_show(out, c->asked_from, strlen(c->asked_from));
		ho_buf_chr(out, '\n');
	}
	if (w->fresh.row.id != 0)
		ho_buf_fmt(out, "%s comes on file%s%s\n", w->fresh.text,
		    w->old.row.id ? " instead of " : "", w->old.text);
	if (c->seats != 0)
		ho_buf_fmt(out, "%lld more to its seats, which are %lld now\n",
		    (long long)c->seats, (long long)w->account.seats);
	if (c->kind == HO_CASE_FACTOR && c->factor != 0)
		ho_buf_fmt(out, "about authenticator %lld of factor list\n",
		    (long long)c->factor);
	else if (c->kind == HO_CASE_FACTOR)
		ho_buf_str(out, "about all authenticators\n");
	if (c->reason[0] != '\0')
		ho_buf_fmt(out, "%s: %s\n", c->reason, ho_why(c->reason).text);
	if (w->more != NULL && w->more[0] != '\0')
		ho_buf_fmt(out, "%s\n", w->more);
	if (c->state == HO_AT_ISSUED &&
	    ho_store_get(w->t->s, HO_ADDRESS, c->answer_to, &to) == HO_OK)
		ho_buf_fmt(out, "The %s %s to %s.\n",
		    c->kind == HO_CASE_RENAME ? "way to choose another login"
					      : "default password",
		    w->is_trial ? "would go" : "went", to.text);
	if (c->sole_address)
		ho_buf_str(out,
		    "sole-address: nobody else on file could be "
		    "told of it.\n");
	ho_buf_fmt(out, "%s\n", ho_case_owed(c->state));
	line_until(out, "until", c->wait_until);
	line_until(out, "ended", c->closed_at);
	if (c->ticket[0] != '\0' && !w->is_trial)
		ticket_tell(w->t, c->ticket, out);
}

/* What the command's exit says of a case, by its state. */
static const int exits[HO_AT_STATES] = {
	[HO_AT_REFUSED] = EXIT_REFUSED,
	[HO_AT_UNCLEAR] = EXIT_UNFINISHED,
	[HO_AT_CONFIRM] = EXIT_UNFINISHED,
	[HO_AT_PROOF] = EXIT_REFUSED,
	[HO_AT_APPROVAL] = EXIT_UNFINISHED,
	[HO_AT_HOLD] = EXIT_UNFINISHED,
	[HO_AT_READY] = EXIT_DONE,
	[HO_AT_ISSUED] = EXIT_DONE,
	[HO_AT_DONE] = EXIT_DONE,
	[HO_AT_FROZEN] = EXIT_DONE,
	[HO_AT_LAPSED] = EXIT_REFUSED,
	[HO_AT_WATCHED] = EXIT_DONE,
	[HO_AT_TICKET] = EXIT_UNFINISHED,
	[HO_AT_LEG] = EXIT_UNFINISHED,
	[HO_AT_REVERTED] = EXIT_DONE,
};

/* What is shown ends without a line end; who adds a line begins with one. */
static void
trim(struct ho_buf *text)
{
	while (text->len > 0 && text->data[text->len - 1] == '\n')
		text->data[--text->len] = '\0';
}

/* What the client can be told, in the answer too. */
int
work_paste(struct work *w)
{
	struct ho_buf paste = HO_BUF_INIT;
	int rc = letter_paste(w, &paste);

	if (rc == HO_OK && paste.len > 0) {
		set_str(w->call->result, "paste", ho_buf_text(&paste));
		ho_buf_fmt(&w->call->text, "%sTo paste to the client:\n\n%s",
		    w->call->text.len > 0 &&
			    w->call->text.data[w->call->text.len - 1] != '\n'
			? "\n"
			: "",
		    ho_buf_text(&paste));
		trim(&w->call->text);
	}
	ho_buf_free(&paste);
	return rc;
}

int
work_answer(struct work *w)
{
	struct call *call = w->call;
	int rc = HO_OK;

	if (call == NULL)
		return HO_OK;
	ho_buf_clear(&call->text);
	describe(w, call->result);
	work_screen(w, &call->text);
	call->exit = exits[w->c.state];
	snprintf(call->reason, sizeof(call->reason), "%s",
	    call->exit == EXIT_DONE ? "" : w->c.reason);
	if (call->exit == EXIT_REFUSED)
		rc = work_paste(w);
	trim(&call->text);
	return rc;
}
