/*
 * handoverd/cases/case_work.c - one case at work inside one transaction.
 */
#include "handoverd/cases/case_work.h"

#include <string.h>

#include "handoverd/cases/person.h"
#include "handoverd/cases/ticket.h"
#include "lib/base/err.h"
#include "lib/flow/reason.h"
#include "lib/secret/word.h"

/* A row that is dead is not there; what needs it refuses. */
static int
maybe(int rc)
{
	return rc == HO_E_NONE ? HO_OK : rc;
}

/* The address that a contact's case is about, and whom it replaces. */
static int
load_contact(struct work *w)
{
	struct ho_store *s = w->t->s;
	int rc;

	w->fresh = w->old = (struct ho_address){ 0 };
	if (w->c.kind != HO_CASE_CONTACT)
		return HO_OK;
	rc = maybe(ho_store_get(s, HO_ADDRESS, w->c.asker, &w->fresh));
	if (rc != HO_OK || w->fresh.replaces == 0)
		return rc;
	return maybe(ho_store_get(s, HO_ADDRESS, w->fresh.replaces, &w->old));
}

int
work_factor(struct work *w)
{
	int rc;

	w->factor = (struct ho_factor){ 0 };
	if (w->c.factor == 0)
		return HO_OK;
	rc = maybe(ho_store_get(w->t->s, HO_FACTOR, w->c.factor, &w->factor));
	if (rc == HO_OK && w->factor.user != w->user.row.id)
		w->factor = (struct ho_factor){ 0 };
	return rc;
}

int
work_load(struct work *w, int64_t id)
{
	struct ho_store *s = w->t->s;
	int rc;

	if ((rc = ho_store_get(s, HO_CASE, id, &w->c)) != HO_OK ||
	    (rc = maybe(ho_store_get(
		 s, HO_ACCOUNT, w->c.account, &w->account))) != HO_OK ||
	    (rc = maybe(ho_store_get(s, HO_USER, w->c.user, &w->user))) !=
		HO_OK)
		return rc;
	rc = maybe(ho_store_get(s, HO_EVIDENCE, w->c.evidence, &w->request));
	if (rc == HO_OK && w->request.of_case != w->c.row.id)
		w->request = (struct ho_evidence){ 0 };
	if (rc != HO_OK || (rc = work_factor(w)) != HO_OK)
		return rc;
	return load_contact(w);
}

int
work_find(struct work *w, const char *typed)
{
	char ref[HO_REF_SIZE];
	struct ho_case c;
	int rc;

	if (typed == NULL || ho_ref_read(typed, strlen(typed), ref) != HO_OK)
		return call_refuse(w->call, EXIT_USAGE, "usage",
		    "a case is named by its reference, such as HO-7F3K2M");
	rc = HO_ASK(w->t->s, HO_Q_CASE_BY_REF, &c, HO_STR(ref));
	if (rc == HO_E_NONE)
		return call_refuse(w->call, EXIT_REFUSED, "no-case",
		    "there is no case %s", ref);
	if (rc != HO_OK || (rc = work_load(w, c.row.id)) != HO_OK)
		return rc;
	return person_owns(w->t, w->call, &w->account);
}

/* Whatever changes a case by hand passes here. */
int
work_event(struct work *w, const char *name)
{
	int rc = person_owns(w->t, w->call, &w->account);

	if (rc != HO_OK ||
	    (rc = ho_event_begin(w->t->a, &w->ev, name, w->t->now)) != HO_OK)
		return rc;
	/* mail that came in by itself has a call, and nobody at the desk */
	if (w->call != NULL && w->call->me.row.id != 0)
		ho_event_staff(w->ev, &w->call->me);
	else
		ho_event_self(w->ev);
	ho_event_str(w->ev, "ref", w->c.ref);
	ho_event_str(w->ev, "kind", case_kind(w->c.kind)->word);
	if (w->account.row.id != 0)
		ho_event_str(w->ev, "account", w->account.code);
	return HO_OK;
}

int
work_end(struct work *w)
{
	int rc;

	ho_event_str(w->ev, "state", ho_case_word(w->c.state));
	if (w->c.reason[0] != '\0')
		ho_event_str(w->ev, "reason", w->c.reason);
	if ((rc = ho_store_put(w->t->s, HO_CASE, &w->c)) != HO_OK) {
		work_drop(w);
		return rc;
	}
	return ho_event_end(&w->ev, NULL);
}

void
work_drop(struct work *w)
{
	ho_event_drop(&w->ev);
}

int
work_act(struct work *w, const char *name, int (*do_it)(struct work *w))
{
	int rc = work_event(w, name);

	if (rc != HO_OK)
		return rc;
	if ((rc = do_it(w)) != HO_OK) {
		work_drop(w);
		return rc;
	}
	w->t->wants_checkpoint = true;
	return work_end(w);
}

int
work_record(struct work *w, const char *kind, const char *fmt, ...)
{
	struct ho_buf text = HO_BUF_INIT;
	va_list ap;
	int rc;

	if (w->c.ticket[0] == '\0')
		return HO_OK;
	va_start(ap, fmt);
	ho_buf_vfmt(&text, fmt, ap);
	va_end(ap);
	ho_buf_chr(&text, '\n');
	if ((rc = ho_buf_error(&text)) == HO_OK)
		rc =
		    ticket_record(w->t, w->c.ticket, kind, text.data, text.len);
	ho_buf_free(&text);
	return rc;
}

int
work_refuse(struct work *w, const char *reason, const char *more)
{
	if (w->call == NULL)
		return HO_E_INPUT;
	return call_refuse(w->call, EXIT_REFUSED, reason, "%s%s%s",
	    ho_why(reason).text, *more ? " " : "", more);
}
