/*
 * handoverd/cases/evidence.c - the mails on which a case rests.
 */
#include "handoverd/cases/evidence.h"

#include <stdlib.h>
#include <string.h>

#include "handoverd/sealed.h"
#include "lib/base/b64.h"
#include "lib/base/err.h"
#include "lib/base/facts.h"

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

/* What the judge saw is bound to the octets that it saw. */
static bool
is_about(const struct ho_facts *facts, const struct ho_evidence *e)
{
	struct ho_buf hex = HO_BUF_INIT;
	bool is_same;

	ho_hex(&hex, facts->sha256, sizeof(facts->sha256));
	is_same = ho_buf_error(&hex) == HO_OK &&
	    strcmp(ho_buf_text(&hex), e->sha256) == 0;
	ho_buf_free(&hex);
	return is_same;
}

int
evidence_facts(
    struct tx *t, const struct ho_evidence *e, struct ho_facts **facts)
{
	struct sealed where = part(e, HO_PART_FACTS);
	int rc = sealed_get_facts(t, &where, facts);

	if (rc == HO_OK && !is_about(*facts, e)) {
		free(*facts);
		*facts = NULL;
		rc = HO_E_FORGED;
	}
	return rc;
}

int
evidence_put_letter(
    struct tx *t, const struct ho_evidence *e, const json_t *letter)
{
	struct sealed where = part(e, HO_PART_TEXT);
	char *text = json_dumps(letter, JSON_COMPACT);
	int rc = HO_E_NOMEM;

	if (text != NULL)
		rc = sealed_put(t, &where, text, strlen(text), NULL);
	free(text);
	return rc;
}

int
evidence_letter(struct tx *t, const struct ho_evidence *e, json_t **letter)
{
	struct sealed where = part(e, HO_PART_TEXT);
	struct ho_buf text = HO_BUF_INIT;
	int rc;

	*letter = NULL;
	if ((rc = sealed_get(t, &where, &text)) == HO_OK) {
		*letter = json_loadb(
		    ho_buf_text(&text), text.len, JSON_REJECT_DUPLICATES, NULL);
		if (!json_is_object(*letter)) {
			json_decref(*letter);
			*letter = NULL;
			rc = HO_E_FORGED;
		}
	}
	ho_buf_free(&text);
	return rc;
}
