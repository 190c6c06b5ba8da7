/*
 * handoverd/cases/case_handed.c - a super-admin has handed over by themselves:
 * what that means to the account's open cases, and who hears of it.
 */
#include <stdlib.h>

#include "handoverd/cases/case.h"
#include "handoverd/cases/case_work.h"
#include "handoverd/post/notify.h"
#include "lib/base/err.h"
#include "lib/base/when.h"

struct handed {
	struct work w; /* of no case: whom it is about, and the account */
	struct ho_buf ended;
};

/* --- what others had asked for -------------------------------------------- */

/* An admin may reset or unlock a user, never the super-admin (law 12).  A
 * manager brings an address, and who waits for proof is measured once it is
 * there. */
static int
each_open(void *ctx, void *row)
{
	const struct ho_case *c = row;
	struct handed *h = ctx;
	struct work other = { .t = h->w.t, .ev = h->w.ev };
	int rc;

	if (c->user != h->w.account.super_admin || c->kind == HO_CASE_CONTACT ||
	    c->state == HO_AT_PROOF)
		return HO_OK;
	if ((rc = work_load(&other, c->row.id)) != HO_OK ||
	    work_may_still(&other) ||
	    (rc = work_settle(&other, HO_AT_REFUSED, "owner-changed")) != HO_OK)
		return rc;
	ho_buf_fmt(&h->ended, "%s%s", h->ended.len > 0 ? " " : "", other.c.ref);
	return ho_store_put(h->w.t->s, HO_CASE, &other.c);
}

static int
end_cases(struct handed *h)
{
	int rc = ho_store_each(h->w.t->s, HO_Q_CASES_OPEN_OF,
	    &HO_INT(h->w.account.row.id), 1, 0, each_open, h);

	if (rc == HO_OK)
		rc = ho_buf_error(&h->ended);
	if (rc == HO_OK && h->ended.len > 0)
		ho_event_str(h->w.ev, "ended", ho_buf_text(&h->ended));
	return rc;
}

/* --- who hears of it ------------------------------------------------------ */

static int
tell_one(struct handed *h, int64_t address, const struct ho_user *successor)
{
	const struct ho_account *a = &h->w.account;
	char at[HO_WHEN_LEN];
	const struct notice_value values[] = {
		{ "account", a->name[0] != '\0' ? a->name : a->code, NULL },
		{ "former", h->w.user.login, NULL },
		{ "new_login", successor->login, NULL },
		{ "at", at, NULL },
	};
	const struct notice n = { .template = "owner-transferred",
		.address = address,
		.values = values,
		.n_values = sizeof(values) / sizeof(values[0]) };

	ho_when_show(h->w.t->now, at);
	return notify(h->w.t, &n, NULL);
}

/* Whoever is told of an owner case: contacts, both, every admin. */
static int
tell(struct handed *h)
{
	struct circle *all = malloc(sizeof(*all));
	struct ho_user successor;
	int rc = HO_E_NOMEM;

	if (all == NULL ||
	    (rc = ho_store_get(h->w.t->s, HO_USER, h->w.account.super_admin,
		 &successor)) != HO_OK ||
	    (rc = circle_told(&h->w, all)) != HO_OK)
		goto out;
	for (size_t i = 0; rc == HO_OK && i < all->n; i++)
		rc = tell_one(h, all->p[i].address, &successor);
out:
	free(all);
	return rc;
}

int
case_handed_over(struct tx *t, struct ho_event *ev,
    const struct ho_account *account, const struct ho_user *former)
{
	struct handed h = { .ended = HO_BUF_INIT };
	int rc;

	h.w = (struct work){
		.t = t, .ev = ev, .account = *account, .user = *former
	};
	h.w.c.kind = HO_CASE_OWNER;
	h.w.c.account = account->row.id;
	h.w.c.user = former->row.id;
	if ((rc = end_cases(&h)) == HO_OK)
		rc = tell(&h);
	ho_buf_free(&h.ended);
	return rc;
}
