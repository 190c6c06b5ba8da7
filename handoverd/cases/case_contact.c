/*
 * handoverd/cases/case_contact.c - what it means for an address that its case gets
 * into a state.
 *
 * The address gets its authority in one place, contact_enter(), when its case
 * begins to be watched; in the same transaction whom it replaces loses theirs.
 * Until the stop words have run out everything can be taken back: that is why
 * the replaced row stays on file so long, and only says that it has ended.
 */
#include <stdio.h>

#include "handoverd/cases/case_work.h"
#include "handoverd/daemon.h"
#include "handoverd/post/hook.h"
#include "lib/base/err.h"

/* --- what is known ------------------------------------------------------------ */

/* A mail of the address's own that was accepted is as good as its word. */
static int
each_evidence(void *ctx, void *row)
{
	const struct ho_evidence *e = row;
	unsigned *facts = ctx;

	if (e->kind == HO_EV_CONFIRM && e->verdict == HO_MAIL_ACCEPT)
		*facts |= HO_IF_CONFIRMED;
	return HO_OK;
}

int
contact_facts(struct work *w, unsigned *facts)
{
	*facts |= HO_IF_CONTACT;
	if (w->c.state == HO_AT_WATCHED ||
	    (w->c.state == HO_AT_HOLD && w->c.wait_until <= w->t->now))
		*facts |= HO_IF_HELD;
	return ho_store_each(w->t->s, HO_Q_EVIDENCE_OF, &HO_INT(w->c.row.id), 1,
	    0, each_evidence, facts);
}

/* --- how long ----------------------------------------------------------------- */

/* before: what it waited for until now, or 0. */
static int64_t
cool_down(struct work *w, int64_t before)
{
	int64_t wait = w->t->d->conf.cool_down_ms / 1000, until;

	if (w->is_alone && wait < HO_CONTACT_ALONE)
		wait = HO_CONTACT_ALONE;
	until = w->t->now + wait;
	/* an approval that comes late makes nothing later */
	return before != 0 && before < until ? before : until;
}

int64_t
contact_stops_until(const struct work *w)
{
	return w->c.opened_at + HO_CONTACT_STOPS +
	    w->t->d->conf.cool_down_ms / 1000;
}

int64_t
contact_wait(struct work *w, enum ho_case_state from, int64_t before)
{
	int64_t until;

	if (w->c.state == HO_AT_HOLD)
		return cool_down(w, from == HO_AT_HOLD ? before : 0);
	until = contact_stops_until(w);
	return until > w->t->now ? until : w->t->now;
}

/* --- what an address asked for ------------------------------------------------- */

struct dependent {
	struct work *w;
	int64_t address;
	const char *letter;  /* that tells of the end */
	struct ho_buf ended; /* references, for the one event */
};

/* What the address asked for, or is about to be sent, ends with it. */
static int
each_open(void *ctx, void *row)
{
	struct dependent *d = ctx;
	const struct ho_case *c = row;
	struct work other = {
		.t = d->w->t, .call = d->w->call, .ev = d->w->ev
	};
	int rc;

	if (c->row.id == d->w->c.row.id || c->kind == HO_CASE_CONTACT ||
	    (c->asker != d->address && c->answer_to != d->address))
		return HO_OK;
	if ((rc = work_load(&other, c->row.id)) != HO_OK ||
	    (rc = letter_over(&other, d->letter, "")) != HO_OK ||
	    (rc = work_settle(&other, HO_AT_FROZEN, "no-authority-now")) !=
		HO_OK)
		return rc;
	ho_buf_fmt(&d->ended, "%s%s", d->ended.len > 0 ? " " : "", other.c.ref);
	return ho_store_put(d->w->t->s, HO_CASE, &other.c);
}

/* Who asked in time, and has lost their authority since, shall not finish. */
static int
end_cases(struct work *w, int64_t address, const char *letter)
{
	struct dependent d = { w, address, letter, HO_BUF_INIT };
	int rc;

	if (address == 0)
		return HO_OK;
	rc = ho_store_each(w->t->s, HO_Q_CASES_OPEN_OF, &HO_INT(w->c.account),
	    1, 0, each_open, &d);
	if (rc == HO_OK)
		rc = ho_buf_error(&d.ended);
	if (rc == HO_OK && d.ended.len > 0)
		ho_event_str(w->ev, "ended", ho_buf_text(&d.ended));
	ho_buf_free(&d.ended);
	return rc;
}

/* --- authority ---------------------------------------------------------------- */

static int
put(struct work *w, struct ho_address *a)
{
	return a->row.id == 0 ? HO_OK : ho_store_put(w->t->s, HO_ADDRESS, a);
}

/* A contact's place has another; a user's own address is no contact. */
static int
tell_panel(struct work *w, const struct ho_address *came,
    const struct ho_address *went)
{
	if (w->fresh.user != 0)
		return HO_OK;
	return hook_put(w->t,
	    &(struct hook){ .what = HOOK_CONTACT_CHANGED,
		.account = &w->account,
		.of_case = w->c.row.id,
		.ref = w->c.ref,
		.one = came->row.id != 0 ? came->text : NULL,
		.other = went->row.id != 0 ? went->text : NULL });
}

static int
grant(struct work *w)
{
	int rc;

	w->fresh.usable_from = w->t->now;
	w->old.ended_at = w->t->now;
	w->t->wants_checkpoint = true;
	if ((rc = put(w, &w->fresh)) != HO_OK ||
	    (rc = put(w, &w->old)) != HO_OK)
		return rc;
	ho_event_str(w->ev, "authority", w->fresh.text);
	if ((rc = tell_panel(w, &w->fresh, &w->old)) != HO_OK ||
	    (rc = end_cases(w, w->old.row.id, "notice-lapsed")) != HO_OK)
		return rc;
	return letter_over(w, "contact-done", "");
}

/* The order is that of the schema's law: first the one, then the other. */
static int
take_back(struct work *w)
{
	bool had = w->fresh.usable_from != 0;
	int rc;

	w->fresh.usable_from = 0;
	w->old.ended_at = 0;
	if ((had && (rc = tell_panel(w, &w->old, &w->fresh)) != HO_OK) ||
	    (rc = put(w, &w->fresh)) != HO_OK)
		return rc;
	return put(w, &w->old);
}

/* Nobody can stop it any more: whom it replaced goes. */
static int
retire(struct work *w)
{
	w->old.state = HO_ADDRESS_REMOVED;
	return put(w, &w->old);
}

static int
reject(struct work *w)
{
	int rc;

	w->fresh.state = HO_ADDRESS_REMOVED;
	rc = take_back(w);
	return rc != HO_OK ? rc : end_cases(w, w->fresh.row.id, "case-frozen");
}

int
contact_enter(struct work *w, enum ho_case_state from)
{
	enum ho_case_state to = (enum ho_case_state)w->c.state;

	if (to == HO_AT_WATCHED)
		return from == HO_AT_WATCHED ? HO_OK : grant(w);
	if (to == HO_AT_DONE)
		return retire(w);
	if (!ho_case_is_open(to))
		return reject(w);
	return from == HO_AT_WATCHED ? take_back(w) : HO_OK;
}
