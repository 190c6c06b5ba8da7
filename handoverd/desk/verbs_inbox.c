/* handoverd/desk/verbs_inbox.c - inbox list, show, drop, and a case on one: mail
 * that came in by itself, in the hands of staff. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "handoverd/cases/inbox_work.h"
#include "handoverd/desk/page.h"
#include "handoverd/desk/people.h"
#include "handoverd/desk/verbs.h"
#include "lib/base/err.h"
#include "lib/base/facts.h"
#include "lib/flow/reason.h"
#include "lib/told/told.h"

static const char *
state_word(int64_t state)
{
	static const char *const words[] = { "unknown", "waiting",
		"quarantined", "refused", "taken", "dropped" };

	return state >= HO_IN_WAITING && state <= HO_IN_DROPPED ? words[state]
								: words[0];
}

/* --- list ----------------------------------------------------------------- */

static json_t *
mail_json(struct tx *t, const struct ho_inbox *m)
{
	struct ho_case of_case = { 0 };

	if (m->of_case != 0)
		(void)ho_store_get(t->s, HO_CASE, m->of_case, &of_case);
	return json_pack("{s:I, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:o, s:s, "
			 "s:I, s:I}",
	    "id", (json_int_t)m->row.id, "state", state_word(m->state),
	    "reason", m->reason, "sender", m->sender, "subject", m->subject,
	    "case", of_case.ref, "door", m->door, "form", m->form, "seen_at",
	    people_when(m->seen_at), "sha256", m->sha256, "size",
	    (json_int_t)m->size, "of_mail", (json_int_t)m->of_mail);
}

static bool
is_wanted(const struct call *c, int64_t state)
{
	if (call_flag(c, "all"))
		return true;
	if (call_flag(c, "held"))
		return state == HO_IN_QUARANTINED || state == HO_IN_REFUSED;
	return state == HO_IN_WAITING;
}

static int
make_row(struct tx *t, struct call *c, void *ctx, const void *row, json_t **out)
{
	const struct ho_inbox *m = row;

	(void)ctx;
	if (!is_wanted(c, m->state))
		return HO_OK;
	*out = mail_json(t, m);
	return *out != NULL ? HO_OK : HO_E_NOMEM;
}

int
verb_inbox_list(struct tx *t, struct call *c)
{
	return page_rows(t, c, HO_Q_INBOX, NULL, 0, make_row, NULL);
}

/* --- one ------------------------------------------------------------------ */

static int
find(struct tx *t, struct call *c, struct ho_inbox *m)
{
	const char *text = call_str(c, "subject");
	long long id;
	char *end;
	int rc;

	errno = 0;
	id = strtoll(text, &end, 10);
	if (errno != 0 || *end != '\0' || id < 1)
		return call_refuse(
		    c, EXIT_USAGE, "usage", "ID is a mail's number");
	rc = ho_store_get(t->s, HO_INBOX, id, m);
	if (rc == HO_E_NONE)
		return call_refuse(c, EXIT_REFUSED, "no-mail",
		    "there is no mail %lld in the inbox (any more)", id);
	return rc;
}

static int
is_dropped(struct call *c)
{
	return call_refuse(c, EXIT_REFUSED, "mail-dropped",
	    "the mail was dropped; its text is wiped");
}

static int
find_whole(struct tx *t, struct call *c, struct ho_inbox *m)
{
	int rc = find(t, c, m);

	return rc == HO_OK && m->state == HO_IN_DROPPED ? is_dropped(c) : rc;
}

/* A forward, for whoever was sent one. */
static int
add_form(struct call *c, const struct ho_inbox *m)
{
	const char *text = ho_told_forward(m->form);

	return text == NULL ||
		json_object_set_new(c->result, "forward", json_string(text)) ==
		    0
	    ? HO_OK
	    : HO_E_NOMEM;
}

/* Its decoded text, made visible when it was drawn, words masked. */
static int
add_text(struct tx *t, struct call *c, const struct ho_inbox *m)
{
	struct sealed where = inbox_part(m, HO_PART_TEXT);
	struct ho_buf text = HO_BUF_INIT;
	int rc = sealed_get(t, &where, &text);

	if (rc == HO_OK &&
	    json_object_set_new(c->result, "text",
		json_stringn(ho_buf_text(&text), text.len)) != 0)
		rc = HO_E_NOMEM;
	ho_buf_free(&text);
	return rc == HO_E_NONE ? HO_OK : rc;
}

/* A word is for its mailbox alone: what quotes one that lives stays closed, as
 * octets and as what a case rests on. */
static int
may_open(struct tx *t, struct call *c, const struct ho_inbox *m)
{
	bool found;
	int rc = inbox_has_word(t, m, &found);

	return rc != HO_OK || !found
	    ? rc
	    : call_refuse(c, EXIT_REFUSED, "holds-word",
		  "the mail quotes the word of a case that is open; ask for "
		  "one without it, or wait until that case has ended");
}

/* Its octets as they came. */
static int
read_mail(struct tx *t, const struct ho_inbox *m, struct ho_buf *out)
{
	struct sealed where = inbox_part(m, HO_PART_MAIL);
	char sum[65];
	int rc = sealed_get(t, &where, out);

	if (rc == HO_OK)
		rc = sealed_sum(out->data, out->len, sum);
	if (rc == HO_OK && strcmp(sum, m->sha256) != 0)
		rc = HO_E_FORGED;
	return rc == HO_E_NONE ? HO_E_FORGED : rc;
}

/* Nobody has opened a case on it yet, and it may be anybody's letter: who took
 * it out stands in the log. */
static int
give_file(struct tx *t, struct call *c, const struct ho_inbox *m)
{
	struct ho_event *ev;
	int rc;

	if (!call_flag(c, "letter"))
		return HO_OK;
	if (m->state == HO_IN_DROPPED)
		return is_dropped(c);
	if ((rc = may_open(t, c, m)) != HO_OK ||
	    (rc = read_mail(t, m, &c->file)) != HO_OK ||
	    (rc = ho_event_begin(t->a, &ev, "inbox.letter-shown", t->now)) !=
		HO_OK)
		return rc;
	ho_event_staff(ev, &c->me);
	ho_event_str(ev, "sha256", m->sha256);
	return ho_event_end(&ev, NULL);
}

int
verb_inbox_show(struct tx *t, struct call *c)
{
	struct ho_inbox m;
	json_t *own;
	int rc;

	if ((rc = find(t, c, &m)) != HO_OK)
		return rc;
	if ((own = mail_json(t, &m)) == NULL ||
	    json_object_set_new(
		own, "why", json_string(ho_why(m.reason).text)) != 0 ||
	    json_object_update(c->result, own) != 0)
		rc = HO_E_NOMEM;
	json_decref(own);
	if (rc != HO_OK || (rc = add_form(c, &m)) != HO_OK ||
	    (rc = add_text(t, c, &m)) != HO_OK)
		return rc;
	return give_file(t, c, &m);
}

/* --- open ----------------------------------------------------------------- */

/* The mail as if it had been given with the call, and the facts as they were
 * found when it came. */
static int
load(struct tx *t, struct call *c, const struct ho_inbox *m,
    struct ho_facts **facts)
{
	struct sealed found = inbox_part(m, HO_PART_FACTS);
	struct call_blob *b = &c->blobs[0];
	int rc;

	snprintf(b->name, sizeof(b->name), "mail");
	c->n_blobs = 1; /* freed with the call */
	if ((rc = read_mail(t, m, &b->octets)) != HO_OK)
		return rc;
	rc = sealed_get_facts(t, &found, facts);
	if (rc == HO_E_NONE)
		return call_refuse(c, EXIT_REFUSED, "not-judged",
		    "the judge could not read this mail");
	c->facts = *facts;
	c->seen_at = m->seen_at;
	c->users = m->users;
	return rc;
}

/* The case has the mail as its evidence now; here it stays until its time is
 * over, for a case that was refused can be opened anew. */
static int
note(struct tx *t, struct call *c, struct ho_inbox *m)
{
	const char *ref = json_string_value(json_object_get(c->result, "ref"));
	struct ho_event *ev;
	struct ho_case opened;
	int rc;

	if (ref == NULL)
		return HO_E_ORDER;
	if ((rc = HO_ASK(t->s, HO_Q_CASE_BY_REF, &opened, HO_STR(ref))) !=
		HO_OK ||
	    (rc = ho_event_begin(t->a, &ev, "inbox.open", t->now)) != HO_OK)
		return rc;
	ho_event_staff(ev, &c->me);
	ho_event_str(ev, "sha256", m->sha256);
	ho_event_str(ev, "ref", ref);
	m->state = HO_IN_TAKEN;
	m->of_case = opened.row.id;
	m->done_at = t->now;
	snprintf(m->reason, sizeof(m->reason), "opened");
	if ((rc = ho_store_put(t->s, HO_INBOX, m)) != HO_OK) {
		ho_event_drop(&ev);
		return rc;
	}
	return ho_event_end(&ev, NULL);
}

/* run: the verb that makes a whole case of the mail. */
static int
open_as(struct tx *t, struct call *c, verb_fn *run)
{
	struct ho_facts *facts = NULL;
	struct ho_inbox m;
	int rc;

	if ((rc = find_whole(t, c, &m)) == HO_OK &&
	    (rc = may_open(t, c, &m)) == HO_OK &&
	    (rc = load(t, c, &m, &facts)) == HO_OK && (rc = run(t, c)) == HO_OK)
		rc = note(t, c, &m);
	free(facts);
	c->facts = NULL;
	return rc;
}

int
verb_inbox_open(struct tx *t, struct call *c)
{
	return open_as(t, c, verb_reset);
}

int
verb_inbox_seats(struct tx *t, struct call *c)
{
	return open_as(t, c, verb_account_seats);
}

int
verb_inbox_rename(struct tx *t, struct call *c)
{
	return open_as(t, c, verb_user_rename);
}

int
verb_inbox_factor(struct tx *t, struct call *c)
{
	return open_as(t, c, verb_factor_remove);
}

int
verb_inbox_unlock(struct tx *t, struct call *c)
{
	return open_as(t, c, verb_user_unlock);
}

/* --- drop ----------------------------------------------------------------- */

int
verb_inbox_drop(struct tx *t, struct call *c)
{
	struct ho_event *ev;
	struct ho_inbox m;
	int rc;

	if ((rc = find_whole(t, c, &m)) != HO_OK ||
	    (rc = ho_event_begin(t->a, &ev, "inbox.drop", t->now)) != HO_OK)
		return rc;
	ho_event_staff(ev, &c->me);
	ho_event_str(ev, "sha256", m.sha256);
	m.state = HO_IN_DROPPED;
	m.done_at = t->now;
	m.subject[0] = '\0';
	if ((rc = ho_store_put(t->s, HO_INBOX, &m)) != HO_OK ||
	    (rc = inbox_wipe(t, &m)) != HO_OK) {
		ho_event_drop(&ev);
		return rc;
	}
	return ho_event_end(&ev, NULL);
}
