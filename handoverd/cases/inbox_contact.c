/*
 * handoverd/cases/inbox_contact.c - a signed mail of an address that comes on file.
 *
 * Who signs in that address's name, by the same rules as a request, proves the
 * mailbox; the word that went there asks for no more.  What proves is the
 * signature.  Subject and thread only say which case is meant: nothing rests on
 * a field that anybody could have added, and where several cases wait for the
 * address and the mail names none of them, it confirms none.
 *
 * A mail that names its case is an answer, and the case takes it.  Any other
 * may be a request: it confirms, is not used up, and waits for staff as it
 * would have.  But not where the sender is on file with authority already, for
 * then it may be about that: somebody who put them on file for the wrong account
 * must not have that confirmed by their next letter.
 *
 * Where DNS does not tell, there is no judging again in the inbox: whoever
 * brought the mail brings it once more.
 */
#include <stdio.h>
#include <string.h>

#include "handoverd/cases/case_work.h"
#include "handoverd/cases/inbox_work.h"
#include "handoverd/desk/call.h"
#include "lib/base/err.h"
#include "lib/base/facts.h"

#define PENDING_MAX 8 /* cases that wait for one address; more: none is meant */

struct pending {
	struct tx *t;
	int64_t address; /* the row whose cases are looked at */
	bool is_known;   /* it has, or had, authority somewhere */
	size_t n;
	struct {
		int64_t id;
		char ref[17];
	} of[PENDING_MAX];
};

static int
each_case(void *ctx, void *row)
{
	const struct ho_case *c = row;
	struct pending *p = ctx;

	if (c->kind != HO_CASE_CONTACT || c->asker != p->address ||
	    !ho_case_may(c->state, HO_ACT_CONFIRM))
		return HO_OK;
	if (p->n == PENDING_MAX)
		return HO_E_LIMIT;
	p->of[p->n].id = c->row.id;
	snprintf(p->of[p->n++].ref, sizeof(p->of[0].ref), "%s", c->ref);
	return HO_OK;
}

static int
each_address(void *ctx, void *row)
{
	const struct ho_address *a = row;
	struct pending *p = ctx;

	if (a->usable_from != 0) {
		p->is_known = true;
		return HO_OK;
	}
	p->address = a->row.id;
	return ho_store_each(p->t->s, HO_Q_CASES_OPEN_OF, &HO_INT(a->account),
	    1, 0, each_case, p);
}

/* Which of them the mail names: by its subject, else by what it answers.
 * HO_E_NONE: none, or several. */
static int
find_named(const struct pending *p, const struct ho_facts *f, int64_t *id)
{
	struct ho_case thread = { 0 };
	size_t n = 0;
	int rc;

	for (size_t i = 0; i < p->n; i++)
		if (strcasestr(f->subject, p->of[i].ref) != NULL) {
			*id = p->of[i].id;
			n++;
		}
	if (n > 0)
		return n == 1 ? HO_OK : HO_E_NONE;
	if ((rc = inbox_thread(p->t, f, &thread)) != HO_OK)
		return rc;
	for (size_t i = 0; i < p->n; i++)
		if (p->of[i].id == thread.row.id) {
			*id = thread.row.id;
			return HO_OK;
		}
	return HO_E_NONE;
}

static int
confirm(struct tx *t, struct arrival *a, struct ho_inbox *row, int64_t id,
    bool is_named)
{
	enum ho_mail_verdict verdict = HO_MAIL_REFUSE;
	struct call call;
	struct work w = { .t = t, .call = &call };
	int rc;

	if ((rc = inbox_borrow(&call, "confirm", a)) == HO_OK &&
	    (rc = work_load(&w, id)) == HO_OK)
		rc = confirm_at_door(&w, is_named, &verdict);
	if (rc == HO_OK && is_named)
		inbox_taken(row, &w.c, "confirm-letter");
	else if (rc == HO_OK)
		rc = HO_E_NONE;
	inbox_give_back(&call);
	if (rc == HO_E_NONE && verdict == HO_MAIL_UNCLEAR) {
		a->put_off = "DNS does not tell about the mail of an address "
			     "that comes on file";
		rc = HO_OK;
	}
	return rc;
}

int
inbox_by_contact(struct tx *t, struct arrival *a, struct ho_inbox *row)
{
	struct pending p = { .t = t };
	int64_t id;
	int rc;

	/* what it says has to be known: it may quote the word */
	if (a->drawing == NULL)
		return HO_E_NONE;
	/* octet by octet, as the verdict will want it */
	rc = ho_store_each(t->s, HO_Q_ADDRESSES_BY_TEXT,
	    &HO_STR(a->facts->from), 1, 0, each_address, &p);
	if (rc == HO_E_LIMIT)
		return HO_E_NONE;
	if (rc != HO_OK || p.n == 0)
		return rc != HO_OK ? rc : HO_E_NONE;
	if ((rc = find_named(&p, a->facts, &id)) == HO_OK)
		return confirm(t, a, row, id, true);
	if (rc != HO_E_NONE || p.n > 1 || p.is_known)
		return rc;
	return confirm(t, a, row, p.of[0].id, false);
}
