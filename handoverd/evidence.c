/*
 * handoverd/evidence.c - the mails on which a case rests.
 */
#include "handoverd/evidence.h"

#include <string.h>

#include "handoverd/sealed.h"
#include "lib/base/err.h"

static struct sealed
part(const struct ho_evidence *e, enum ho_octets_part which)
{
	return (struct sealed){ .kind = HO_EVIDENCE,
		.id = e->row.id,
		.part = which,
		.key = HO_KEY_EVIDENCE };
}

static int
put_facts(
    struct tx *t, const struct ho_evidence *e, const struct ho_facts *facts)
{
	struct sealed where = part(e, HO_PART_FACTS);

	return sealed_put_facts(t, &where, facts);
}

int
evidence_add(struct tx *t, struct ho_evidence *e, const void *mail, size_t len,
    const struct ho_facts *facts)
{
	struct sealed where;
	int rc;

	e->size = (int64_t)len;
	if ((rc = sealed_sum(mail, len, e->sha256)) != HO_OK ||
	    (rc = ho_store_put(t->s, HO_EVIDENCE, e)) != HO_OK)
		return rc;
	where = part(e, HO_PART_MAIL);
	if ((rc = sealed_put(t, &where, mail, len, NULL)) == HO_OK &&
	    facts != NULL)
		rc = put_facts(t, e, facts);
	return rc;
}

int
evidence_judged(
    struct tx *t, struct ho_evidence *e, const struct ho_facts *facts)
{
	int rc = put_facts(t, e, facts);

	return rc != HO_OK ? rc : ho_store_put(t->s, HO_EVIDENCE, e);
}

int
evidence_mail(struct tx *t, const struct ho_evidence *e, struct ho_buf *out)
{
	struct sealed where = part(e, HO_PART_MAIL);
	char sum[65];
	int rc;

	if ((rc = sealed_get(t, &where, out)) == HO_OK &&
	    (rc = sealed_sum(out->data, out->len, sum)) == HO_OK &&
	    strcmp(sum, e->sha256) != 0)
		rc = HO_E_FORGED;
	if (rc != HO_OK)
		ho_buf_clear(out);
	return rc;
}

int
evidence_facts(
    struct tx *t, const struct ho_evidence *e, struct ho_facts **facts)
{
	struct sealed where = part(e, HO_PART_FACTS);

	return sealed_get_facts(t, &where, facts);
}
