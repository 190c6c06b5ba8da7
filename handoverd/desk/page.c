/* handoverd/desk/page.c - lists, a page at a time. */
#include "handoverd/desk/page.h"

#include <string.h>

#include "lib/base/err.h"

#define MAX_ARGS 4

struct page {
	struct tx *t;
	struct call *c;
	page_fn *make;
	void *ctx;
	size_t n;
};

static int
visit(void *ctx, void *row)
{
	struct page *p = ctx;
	json_t *object = NULL;
	int rc;

	p->n++;
	p->c->after = ((const struct ho_row *)row)->id;
	rc = p->make(p->t, p->c, p->ctx, row, &object);
	if (rc == HO_OK && object != NULL)
		rc = call_row(p->c, object);
	return rc;
}

int
page_rows(struct tx *t, struct call *c, enum ho_query q,
    const struct ho_arg *args, size_t n_args, page_fn *make, void *ctx)
{
	struct page p = { t, c, make, ctx, 0 };
	struct ho_arg all[MAX_ARGS];
	int rc;

	if (n_args >= MAX_ARGS)
		return HO_E_ORDER;
	if (n_args > 0)
		memcpy(all, args, n_args * sizeof(*args));
	all[n_args] = HO_INT(c->after);
	rc = ho_store_each(t->s, q, all, n_args + 1, PAGE_ROWS, visit, &p);
	/* fewer than a page may also mean that dead rows were passed over */
	c->more = p.n > 0;
	return rc;
}
