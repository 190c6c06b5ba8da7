/*
 * handoverd/desk/page.h - lists, a page at a time.
 *
 * A list is not one transaction: each page is read in one of its own, once the
 * peer has taken the page before, so that neither the writer nor memory is
 * held by a long list or a slow reader.  Rows come in id order.
 */
#ifndef HANDOVERD_PAGE_H
#define HANDOVERD_PAGE_H

#include "handoverd/desk/verb.h"

#define PAGE_ROWS 200

/* Makes the object for one row; leaves *out NULL to pass it over.  Anything
 * but HO_OK ends the list and comes back. */
typedef int page_fn(
    struct tx *t, struct call *c, void *ctx, const void *row, json_t **out);

/*
 * One page of a question whose last argument is an after-id; args are those
 * before it.  Sets c->after and c->more.
 */
int page_rows(struct tx *t, struct call *c, enum ho_query q,
    const struct ho_arg *args, size_t n_args, page_fn *make, void *ctx);

#endif
