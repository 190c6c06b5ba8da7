/* handoverd/cases/case_hands.c - who had a hand in a case: opened, approved, issued. */
#include "handoverd/cases/case_work.h"
#include "lib/base/err.h"

struct asking {
	hand_fn *each;
	void *ctx;
};

static int
each_approval(void *ctx, void *row)
{
	const struct ho_approval *a = row;
	struct asking *q = ctx;

	return q->each(q->ctx, a->staff);
}

static int
each_credential(void *ctx, void *row)
{
	const struct ho_credential *c = row;
	struct asking *q = ctx;

	return c->issued_by != 0 ? q->each(q->ctx, c->issued_by) : HO_OK;
}

int
case_hands(struct tx *t, const struct ho_case *c, hand_fn *each, void *ctx)
{
	struct asking q = { each, ctx };
	const struct ho_arg id = HO_INT(c->row.id);
	int rc = c->opened_by != 0 ? each(ctx, c->opened_by) : HO_OK;

	if (rc == HO_OK)
		rc = ho_store_each(
		    t->s, HO_Q_APPROVALS_OF, &id, 1, 0, each_approval, &q);
	if (rc == HO_OK)
		rc = ho_store_each(
		    t->s, HO_Q_CREDENTIALS_OF, &id, 1, 0, each_credential, &q);
	return rc;
}
