/*
 * handoverd/sealed.c - octets of a row, sealed.
 */
#include "handoverd/sealed.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "handoverd/daemon.h"
#include "lib/base/b64.h"
#include "lib/base/err.h"
#include "lib/base/facts.h"
#include "lib/secret/mac.h"
#include "lib/secret/seal.h"
#include "lib/wire/facts.h"

#define IDENTITY 96

static size_t
identity(const struct sealed *w, char out[static IDENTITY])
{
	int n = snprintf(out, IDENTITY, "%s/%" PRId64 "/%d",
	    ho_kind_name(w->kind), w->id, (int)w->part);

	return (size_t)n;
}

int
sealed_sum(const void *data, size_t len, char out[static 65])
{
	struct ho_buf hex = HO_BUF_INIT;
	uint8_t sum[HO_SHA256_LEN];
	int rc;

	out[0] = '\0';
	if ((rc = ho_sha256(data, len, sum)) != HO_OK)
		return rc;
	ho_hex(&hex, sum, sizeof(sum));
	if ((rc = ho_buf_error(&hex)) == HO_OK)
		memcpy(out, ho_buf_text(&hex), 65);
	ho_buf_free(&hex);
	return rc;
}

static int
find(struct tx *t, const struct sealed *w, struct ho_octets *row)
{
	return HO_ASK(t->s, HO_Q_OCTETS_OF, row, HO_INT(w->kind), HO_INT(w->id),
	    HO_INT(w->part));
}

int
sealed_put(struct tx *t, const struct sealed *w, const void *data, size_t len,
    char *sum)
{
	struct ho_buf out = { .max = HO_SEAL_MAX + HO_SEAL_OVERHEAD };
	struct ho_octets row = {
		.of_kind = w->kind, .of_id = w->id, .part = w->part
	};
	char ad[IDENTITY];
	size_t ad_len = identity(w, ad);
	int rc;

	if ((rc = sealed_drop(t, w)) == HO_OK &&
	    (rc = ho_seal(t->d->keys, w->key, ad, ad_len, data, len, &out)) ==
		HO_OK) {
		row.sealed.data = out.data;
		row.sealed.len = out.len;
		if ((rc = ho_store_put(t->s, HO_OCTETS, &row)) == HO_OK &&
		    sum != NULL)
			rc = sealed_sum(out.data, out.len, sum);
	}
	ho_buf_free(&out);
	return rc;
}

int
sealed_get(struct tx *t, const struct sealed *w, struct ho_buf *out)
{
	struct ho_octets row;
	char ad[IDENTITY];
	size_t ad_len = identity(w, ad);
	int rc;

	if ((rc = find(t, w, &row)) == HO_OK)
		rc = ho_unseal_plain(t->d->keys, w->key, ad, ad_len,
		    row.sealed.data, row.sealed.len, out);
	ho_row_free(HO_OCTETS, &row);
	return rc;
}

/* An older form, put back, is not the one that the row names. */
static int
find_as(struct tx *t, const struct sealed *w, const char *sum,
    struct ho_octets *row)
{
	char found[65];
	int rc;

	if ((rc = find(t, w, row)) == HO_OK &&
	    (rc = sealed_sum(row->sealed.data, row->sealed.len, found)) ==
		HO_OK &&
	    strcmp(found, sum) != 0)
		rc = HO_E_FORGED;
	return rc;
}

int
sealed_get_as(
    struct tx *t, const struct sealed *w, const char *sum, struct ho_buf *out)
{
	struct ho_octets row;
	char ad[IDENTITY];
	size_t ad_len = identity(w, ad);
	int rc;

	if ((rc = find_as(t, w, sum, &row)) == HO_OK)
		rc = ho_unseal_plain(t->d->keys, w->key, ad, ad_len,
		    row.sealed.data, row.sealed.len, out);
	ho_row_free(HO_OCTETS, &row);
	return rc;
}

int
sealed_get_secret(struct tx *t, const struct sealed *w, const char *sum,
    struct ho_secret **out)
{
	struct ho_octets row;
	char ad[IDENTITY];
	size_t ad_len = identity(w, ad);
	int rc;

	*out = NULL;
	if ((rc = find_as(t, w, sum, &row)) == HO_OK)
		rc = ho_unseal(t->d->keys, w->key, ad, ad_len, row.sealed.data,
		    row.sealed.len, out);
	ho_row_free(HO_OCTETS, &row);
	return rc;
}

int
sealed_drop(struct tx *t, const struct sealed *w)
{
	struct ho_octets row;
	int rc;

	if ((rc = find(t, w, &row)) == HO_OK) {
		rc = ho_store_drop(t->s, HO_OCTETS, &row);
		t->wants_sweep = true;
	} else if (rc == HO_E_NONE)
		rc = HO_OK;
	ho_row_free(HO_OCTETS, &row);
	return rc;
}

/* --- facts: the one message of lib/wire/facts.h ------------------------------- */

int
sealed_put_facts(
    struct tx *t, const struct sealed *where, const struct ho_facts *facts)
{
	uint8_t *mem = malloc(HO_FRAME_MAX);
	struct ho_frame f;
	int rc = HO_E_NOMEM;

	if (mem != NULL && (rc = ho_facts_put(&f, mem, facts)) == HO_OK)
		rc = sealed_put(t, where, f.data, f.len, NULL);
	free(mem);
	return rc;
}

int
sealed_get_facts(
    struct tx *t, const struct sealed *where, struct ho_facts **facts)
{
	struct ho_buf octets = HO_BUF_INIT;
	struct ho_view v;
	int rc;

	*facts = NULL;
	if ((rc = sealed_get(t, where, &octets)) == HO_OK) {
		*facts = malloc(sizeof(**facts));
		if (*facts == NULL)
			rc = HO_E_NOMEM;
		else if (ho_view_open(&v, octets.data, octets.len) != HO_OK ||
		    ho_facts_get(&v, *facts) != HO_OK)
			rc = HO_E_FORGED;
	}
	if (rc != HO_OK) {
		free(*facts);
		*facts = NULL;
	}
	ho_buf_free(&octets);
	return rc;
}
