/*
 * handoverd/cases/removal.c - a request to remove an authenticator (S12).
 *
 * Nothing is sent that could be stopped later, as a default password can: when
 * the authenticator is gone it is gone.  So everybody affected is told first,
 * and hold-removal is the time in which their stop word counts.  Without it one
 * mailbox would do for a removal and then for a reset, and the second factor
 * would be none.
 */
#include <stdio.h>

#include "handoverd/cases/case_text.h"
#include "handoverd/cases/case_work.h"
#include "handoverd/desk/verbs.h"
#include "handoverd/login/factor.h"
#include "lib/base/err.h"

/* --- which ---------------------------------------------------------------- */

int
removal_read(struct work *w)
{
	int64_t id = call_int(w->call, "factor");
	int rc;

	if ((id != 0) == call_flag(w->call, "all"))
		return call_refuse(w->call, EXIT_USAGE, "usage",
		    "say which: either --factor ID, as factor list has it, or "
		    "--all");
	w->c.factor = id;
	if ((rc = work_factor(w)) != HO_OK || id == 0)
		return rc;
	return w->factor.row.id != 0 ? HO_OK : work_refuse(w, "no-factor", "");
}

int
removal_unfit(struct work *w, const char **why)
{
	const struct ho_factor *f = &w->factor;
	bool has = f->row.id != 0 && f->state == HO_LIVE;
	int rc = HO_OK;

	if (w->c.factor == 0)
		rc = factor_has(w->t, w->user.row.id, &has);
	if (rc == HO_E_FORGED) { /* this is the way out */
		has = true;
		rc = HO_OK;
	}
	*why = has ? NULL : "no-factor";
	return rc;
}

/* The user knows it by its day, staff by its number. */
void
removal_what(const struct work *w, char *out, size_t cap)
{
	char at[HO_WHEN_LEN];

	if (w->factor.row.id == 0) {
		snprintf(out, cap,
		    w->c.factor == 0
			? "the removal of all authenticators of the user %s"
			: "the removal of an authenticator of the user %s",
		    w->user.login);
		return;
	}
	ho_when_show(w->factor.bound_at, at);
	snprintf(out, cap,
	    "the removal of an authenticator of the user %s (%s of %s)",
	    w->user.login, w->factor.kind == HO_FACTOR_TOTP ? "totp" : "hotp",
	    at);
}

/* --- it goes -------------------------------------------------------------- */

static int
left(struct work *w, int64_t *n)
{
	return ho_store_count(
	    w->t->s, HO_Q_FACTORS_LIVE_OF, &HO_INT(w->user.row.id), 1, n);
}

/* On the thread to who asked; to the others as a letter of its own. */
static int
tell(struct work *w, int64_t n)
{
	struct values v;
	struct notice out = { .template = "factor-removed",
		.of_case = w->c.row.id,
		.address = w->c.answer_to,
		.thread = &w->c };
	int rc;

	text_values(w, w->t->now, &v);
	text_put(&v, "left",
	    n == 0 ? "No authenticator and no recovery code is left."
		   : "What else was set up, recovery codes too, stays.");
	out.values = v.v;
	out.n_values = v.n;
	if ((rc = notify(w->t, &out, NULL)) != HO_OK)
		return rc;
	return letter_others(w, &out);
}

static int
write_down(struct work *w)
{
	int64_t n = 0;
	int rc;

	if ((rc = left(w, &n)) != HO_OK)
		return rc;
	ho_event_str(w->ev, "login", w->user.login);
	if (w->c.factor != 0)
		ho_event_int(w->ev, "factor", w->c.factor);
	ho_event_int(w->ev, "left", n);
	ho_event_str(w->ev, "ticket", w->c.ticket);
	ho_event_str(w->ev, "evidence", w->request.sha256);
	if ((rc = tell(w, n)) != HO_OK ||
	    (rc = work_record(w, "done", "%s has %lld authenticator%s now.",
		 w->user.login, (long long)n, n == 1 ? "" : "s")) != HO_OK ||
	    (rc = work_thaw(w)) != HO_OK)
		return rc;
	return work_settle(w, HO_AT_DONE, "");
}

/* It may have gone while the case waited. */
static int
take_away(struct work *w)
{
	const char *why;
	int rc = removal_unfit(w, &why);

	if (rc != HO_OK)
		return rc;
	if (why != NULL)
		return work_settle(w, HO_AT_REFUSED, why);
	rc = w->c.factor != 0 ? factor_end(w->t, &w->factor)
			      : factor_end_all(w->t, w->user.row.id);
	return rc != HO_OK ? rc : write_down(w);
}

int
removal_issue(struct work *w)
{
	return work_act(w, "factor.remove", take_away);
}

int
verb_factor_remove(struct tx *t, struct call *c)
{
	return case_open_for(t, c, HO_CASE_FACTOR);
}
