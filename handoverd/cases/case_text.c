/*
 * handoverd/cases/case_text.c - the values of a case's texts, and the texts that only
 * staff read.
 */
#include "handoverd/cases/case_text.h"

#include <stdio.h>
#include <string.h>

#include "handoverd/cases/ticket.h"
#include "lib/base/err.h"
#include "lib/flow/reason.h"
#include "lib/letter/page.h"
#include "lib/secret/secret.h"

/* --- values: what the texts of a case may ask for ------------------------- */

void
text_put(struct values *v, const char *name, const char *text)
{
	v->v[v->n++] = (struct notice_value){ .name = name, .text = text };
}

void
text_put_secret(struct values *v, const char *name, const struct ho_secret *s)
{
	v->v[v->n++] = (struct notice_value){ .name = name, .secret = s };
}

/* The recovery login of an owner case is its reference, no panel user. */
static const char *
login_of(const struct work *w)
{
	return w->c.kind == HO_CASE_OWNER ? w->c.ref : w->user.login;
}

static void
say_what(const struct work *w, char *out, size_t cap)
{
	const char *old = w->old.text;

	switch (w->c.kind) {
	case HO_CASE_OWNER: snprintf(out, cap, "a new super-admin"); break;
	case HO_CASE_RESET:
		snprintf(
		    out, cap, "a new password for the user %s", w->user.login);
		break;
	case HO_CASE_RENAME:
		snprintf(out, cap, "another login name for the user %s",
		    w->user.login);
		break;
	case HO_CASE_CONTACT:
		snprintf(out, cap, "the address %s%s%s on file", w->fresh.text,
		    old[0] ? " instead of " : "", old);
		break;
	case HO_CASE_SEATS:
		if (w->c.seats == 0)
			snprintf(out, cap, "more users");
		else
			snprintf(out, cap, "%lld more user%s",
			    (long long)w->c.seats, w->c.seats == 1 ? "" : "s");
		break;
	case HO_CASE_FACTOR: removal_what(w, out, cap); break;
	case HO_CASE_UNLOCK:
		snprintf(out, cap, "the sign-in of the user %s unlocked",
		    w->user.login);
		break;
	default: snprintf(out, cap, "?");
	}
}

void
text_values(const struct work *w, int64_t until, struct values *v)
{
	v->n = 0;
	v->use_until = 0;
	ho_when_show(until, v->until);
	ho_when_show(w->c.opened_at, v->asked_at);
	say_what(w, v->what, sizeof(v->what));
	text_put(v, "ref", w->c.ref);
	text_put(v, "account", w->account.name);
	text_put(v, "account_code", w->account.code);
	text_put(v, "what", v->what);
	text_put(v, "login", login_of(w));
	text_put(v, "asked_from", w->c.asked_from);
	text_put(v, "asked_at", v->asked_at);
	text_put(v, "subject", w->c.subject);
	text_put(v, "ticket", ticket_shown(w->t, w->c.ticket, v->ticket));
	text_put(v, "until", v->until);
	text_put(v, "address", w->fresh.text);
	text_put(v, "old", w->old.text);
}

/* The text of a template into a new secret: locked for the little while that
 * it takes, for one path writes credentials too. */
int
text_fill(struct work *w, const char *template, const struct values *v,
    struct ho_secret **text)
{
	const struct notice n = {
		.template = template, .values = v->v, .n_values = v->n
	};
	int rc = HO_E_NOMEM;

	if ((*text = ho_secret_new(HO_PAGE_MAX)) != NULL)
		rc = notify_text(w->t, &n, *text);
	if (rc != HO_OK)
		ho_secret_free(text);
	return rc;
}

/* --- what only staff read ------------------------------------------------- */

int
letter_record(struct work *w, const char *kind, const char *template,
    const char *sentence)
{
	const char *verdict =
	    ho_mail_verdict_word((enum ho_mail_verdict)w->request.verdict);
	struct ho_secret *text = NULL;
	struct values v;
	int rc;

	text_values(w, w->t->now, &v);
	text_put(&v, "verdict", verdict);
	text_put(&v, "reason", w->request.reason);
	text_put(&v, "sentence",
	    sentence != NULL ? sentence : ho_why(w->request.reason).text);
	if ((rc = text_fill(w, template, &v, &text)) == HO_OK)
		rc = ticket_record_secret(w->t, w->c.ticket, kind, text);
	ho_secret_free(&text);
	return rc;
}

/* Why default credentials in a ticket are worth nothing. */
static const struct {
	const char *why, *sentence;
} voids[] = {
	{ "spent", "They did their work and are used up." },
	{ "revoked", "They were revoked." },
	{ "replaced", "New ones were issued in their place." },
	{ "lapsed", "They expired without being used." },
};

int
letter_void(struct work *w, const char *why)
{
	struct ho_secret *text = NULL;
	struct values v;
	int rc;

	text_values(w, w->t->now, &v);
	for (size_t i = 0; i < sizeof(voids) / sizeof(voids[0]); i++)
		if (strcmp(voids[i].why, why) == 0)
			text_put(&v, "sentence", voids[i].sentence);
	if ((rc = text_fill(w, "ticket-void", &v, &text)) == HO_OK)
		rc = ticket_void(w->t, w->c.ticket, w->c.ref, text);
	ho_secret_free(&text);
	return rc;
}

/* While it goes on: a line with the reference, by which they are found again. */
static int
paste_line(struct work *w, const char *sentence, struct ho_buf *out)
{
	if (sentence[0] != '\0')
		ho_buf_fmt(out, "%s (Reference %s)\n", sentence, w->c.ref);
	return ho_buf_error(out);
}

int
letter_paste(struct work *w, struct ho_buf *out)
{
	bool is_open = ho_case_is_open(w->c.state) && w->c.state != HO_AT_PROOF;
	const char *sentence = is_open ? NULL : ho_why(w->c.reason).paste;
	struct ho_secret *text = NULL;
	struct values v;
	int rc;

	if (sentence == NULL)
		return paste_line(w, ho_case_paste(w->c.state), out);
	text_values(w, w->t->now, &v);
	text_put(&v, "sentence", sentence);
	if ((rc = text_fill(w, "refused-paste", &v, &text)) == HO_OK)
		ho_buf_add(out, ho_secret_data(text), ho_secret_len(text));
	ho_secret_free(&text);
	return rc != HO_OK ? rc : ho_buf_error(out);
}
