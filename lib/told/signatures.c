/* lib/told/signatures.c - a letter's signatures, as they are told. */
#include "lib/flow/verdict.h"
#include "lib/told/told.h"

static json_t *
covered(const struct ho_signature *s)
{
	json_t *covers = json_array();

	for (unsigned id = 0; covers != NULL && id < HO_FIELDS; id++)
		if (s->covers & HO_FIELD_BIT(id))
			json_array_append_new(
			    covers, json_string(ho_field_name(id)));
	return covers;
}

static json_t *
signature(const struct ho_signature *s, int64_t seen_at)
{
	json_t *o = json_pack("{s:s, s:s, s:s, s:s, s:b, s:o, s:b}", "domain",
	    s->domain, "selector", s->selector, "algorithm", s->algorithm,
	    "result", ho_flow_signature_result(s, seen_at), "aligned",
	    (int)s->is_aligned, "covers", covered(s), "dnssec",
	    (int)s->is_dnssec);

	if (o != NULL && s->is_unclear)
		json_object_set_new(o, "unclear", json_true());
	return o;
}

json_t *
ho_told_signatures(const struct ho_facts *facts, int64_t seen_at)
{
	json_t *all = json_array();

	for (size_t i = 0; all != NULL && i < facts->signatures; i++)
		if (json_array_append_new(
			all, signature(&facts->signature[i], seen_at)) != 0) {
			json_decref(all);
			return NULL;
		}
	return all;
}
