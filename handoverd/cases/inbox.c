/* handoverd/cases/inbox.c - what becomes of a mail that came in by itself. */
#include "handoverd/cases/inbox.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "handoverd/cases/case_work.h"
#include "handoverd/cases/inbox_work.h"
#include "handoverd/daemon.h"
#include "lib/base/err.h"
#include "lib/base/facts.h"
#include "lib/base/show.h"
#include "lib/helper/drawing.h"

#define SENDERS_MAX 32 /* rows on file for one address, over all accounts */

void
arrival_clear(struct arrival *a)
{
	if (a->octets.data != NULL)
		explicit_bzero(a->octets.data, a->octets.cap);
	ho_buf_free(&a->octets);
	free(a->facts);
	ho_drawing_free(&a->drawing);
	*a = (struct arrival){ 0 };
}

/* --- what it is -------------------------------------------------------------------- */

static void
set(struct ho_inbox *row, enum ho_inbox_state state, const char *reason)
{
	row->state = state;
	snprintf(row->reason, sizeof(row->reason), "%s", reason);
}

struct senders {
	size_t n;
	char text[SENDERS_MAX][HO_ADDR_MAX + 1];
};

static int
each_sender(void *ctx, void *row)
{
	const struct ho_address *a = row;
	struct senders *s = ctx;

	if (a->kind == HO_EMAIL && s->n < SENDERS_MAX)
		snprintf(s->text[s->n++], sizeof(s->text[0]), "%s", a->text);
	return HO_OK;
}

/* What can be said without knowing what is asked for: who may ask for it is
 * judged when staff open it. */
static void
judge(struct tx *t, const struct ho_facts *f, const struct senders *from,
    struct ho_inbox *row)
{
	const struct ho_conf *conf = &t->d->conf;
	const char *who[SENDERS_MAX];
	struct ho_verdict_query q = { .addresses = who,
		.n_addresses = from->n,
		.desks = (const char *const *)conf->desk_address.text,
		.n_desks = conf->desk_address.n,
		.seen_at = t->now,
		.is_unsigned_refused =
		    conf->unsigned_mail == HO_UNSIGNED_REFUSE };
	struct ho_judgement j;

	for (size_t i = 0; i < from->n; i++)
		who[i] = from->text[i];
	j = ho_flow_verdict(f, &q);
	set(row, j.verdict == HO_MAIL_REFUSE ? HO_IN_REFUSED : HO_IN_WAITING,
	    j.reason->word);
}

struct waiting {
	bool is_signed;
	int n;
};

static bool
is_signed(const struct ho_inbox *row)
{
	const struct ho_reason *r = ho_reason_find(row->reason);

	return r != NULL && r->verdict == HO_MAIL_ACCEPT;
}

static int
each_waiting(void *ctx, void *row)
{
	struct waiting *w = ctx;

	w->n += is_signed(row) == w->is_signed;
	return HO_OK;
}

/* From is easily forged: whoever writes in a client's name can fill no more
 * than a quarantine, nor keep out what that client has signed. */
static int
bound_sender(struct tx *t, struct ho_inbox *row)
{
	struct waiting w = { .is_signed = is_signed(row) };
	int rc;

	if (row->state != HO_IN_WAITING)
		return HO_OK;
	rc = ho_store_each(t->s, HO_Q_INBOX_WAITING_FROM, &HO_STR(row->sender),
	    1, 0, each_waiting, &w);
	if (rc == HO_OK && w.n >= INBOX_OF_SENDER)
		set(row, HO_IN_QUARANTINED, "too-many-waiting");
	return rc;
}

/* What is attached is a quote from end to end, and no answer of anybody. */
static int
by_open_case(struct tx *t, struct arrival *a, struct ho_inbox *row)
{
	int rc;

	if (a->of_mail != 0)
		return HO_E_NONE;
	rc = inbox_by_contact(t, a, row);
	return rc == HO_E_NONE ? inbox_as_reply(t, a, row) : rc;
}

static int
from_whom(struct tx *t, struct arrival *a, struct ho_inbox *row)
{
	struct senders *from = calloc(1, sizeof(*from));
	int rc = HO_E_NOMEM;

	if (from == NULL)
		return rc;
	rc = ho_store_each(t->s, HO_Q_ADDRESSES_BY_FOLD,
	    &HO_STR(a->facts->from), 1, 0, each_sender, from);
	if (rc != HO_OK)
		goto out;
	if (from->n == 0) {
		set(row, HO_IN_QUARANTINED, "from-not-registered");
		goto out;
	}
	rc = by_open_case(t, a, row);
	if (rc == HO_E_NONE) {
		judge(t, a->facts, from, row);
		rc = bound_sender(t, row);
	}
out:
	free(from);
	return rc;
}

/* The whole of a letter within a letter is a quote: no word counts there. */
static int
decide(struct tx *t, struct arrival *a, struct ho_inbox *row)
{
	const char *unfit;
	int rc;

	if (a->facts == NULL) {
		set(row, HO_IN_REFUSED, "not-judged");
		return HO_OK;
	}
	if ((unfit = words_unfit(a->facts)) != NULL) {
		set(row, HO_IN_REFUSED, unfit);
		return HO_OK;
	}
	rc = a->of_mail != 0 ? HO_E_NONE : inbox_by_word(t, a, row);
	return rc != HO_E_NONE ? rc : from_whom(t, a, row);
}

/* --- what is kept of it --------------------------------------------------------------- */

/* Cut where a character ends. */
static void
copy_text(char *out, size_t cap, const char *text)
{
	size_t at = 0, len = strlen(text), step;
	uint32_t cp;

	while (at < len &&
	    (step = ho_utf8_next((const uint8_t *)text + at, len - at, &cp)) !=
		0 &&
	    at + step < cap)
		at += step;
	memcpy(out, text, at);
	out[at] = '\0';
}

static int
describe(struct tx *t, const struct arrival *a, struct ho_inbox *row)
{
	*row = (struct ho_inbox){ .size = (int64_t)a->octets.len,
		.seen_at = t->now,
		.of_mail = a->of_mail };
	snprintf(row->door, sizeof(row->door), "%s", a->door);
	if (a->facts != NULL) {
		copy_text(row->sender, sizeof(row->sender), a->facts->from);
		copy_text(
		    row->subject, sizeof(row->subject), a->facts->subject);
	}
	if (a->drawing != NULL) {
		row->users = (int64_t)a->drawing->users;
		snprintf(row->form, sizeof(row->form), "%s",
		    ho_forward_word(a->drawing->forward));
		/* in any charset, its look-alikes marked */
		copy_text(row->subject, sizeof(row->subject),
		    a->drawing->head[HO_HEAD_SUBJECT]);
	}
	return sealed_sum(a->octets.data, a->octets.len, row->sha256);
}

static const char *const states[] = {
	[HO_IN_WAITING] = "waiting",
	[HO_IN_QUARANTINED] = "quarantined",
	[HO_IN_REFUSED] = "refused",
	[HO_IN_TAKEN] = "taken",
};

static int
keep(struct tx *t, struct arrival *a, struct ho_inbox *row)
{
	struct ho_event *ev;
	struct ho_case c;
	int rc;

	if ((rc = ho_event_begin(t->a, &ev, "inbox.mail", t->now)) != HO_OK)
		return rc;
	ho_event_self(ev);
	ho_event_str(ev, "door", row->door);
	ho_event_str(ev, "sha256", row->sha256);
	ho_event_str(ev, "state", states[row->state]);
	ho_event_str(ev, "reason", row->reason);
	if (row->state == HO_IN_TAKEN) {
		row->done_at = t->now;
		if (ho_store_get(t->s, HO_CASE, row->of_case, &c) == HO_OK)
			ho_event_str(ev, "ref", c.ref);
	}
	if ((rc = inbox_put(t, row, a)) != HO_OK) {
		ho_event_drop(&ev);
		return rc;
	}
	a->id = row->row.id;
	return ho_event_end(&ev, NULL);
}

/* A program's letter brings ours along, or anybody's. */
static bool
has_letter(const struct arrival *a)
{
	return a->of_mail == 0 && a->facts != NULL && a->drawing != NULL &&
	    a->drawing->attached.len > 0 && words_unfit(a->facts) == NULL;
}

int
inbox_take(struct tx *t, struct arrival *a)
{
	struct ho_inbox row, known;
	bool may = true;
	int rc;

	a->has_letter = has_letter(a);
	if ((rc = describe(t, a, &row)) != HO_OK)
		return rc;
	rc = HO_ASK(t->s, HO_Q_INBOX_BY_SHA256, &known, HO_STR(row.sha256));
	if (rc == HO_OK)
		a->id = known.row.id;
	if (rc != HO_E_NONE || (rc = decide(t, a, &row)) != HO_OK ||
	    a->put_off != NULL)
		return rc;
	if (row.state == HO_IN_QUARANTINED || row.state == HO_IN_REFUSED)
		rc = inbox_may_hold(t, &may);
	if (rc != HO_OK)
		return rc;
	if (!may)
		a->put_off = "too many mails within an hour that are from "
			     "nobody on file or cannot be requests";
	return may ? keep(t, a, &row) : HO_OK;
}
