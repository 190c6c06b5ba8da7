/* lib/mail/mail.c - a letter's two halves: before DNS and after. */
#include "lib/mail/mail.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/err.h"
#include "lib/base/show.h"
#include "lib/mail/align.h"
#include "lib/mail/canon.h"
#include "lib/mail/dkim.h"
#include "lib/mail/read.h"

struct ho_mail {
	struct header header;
	const struct ho_suffixes *suffixes;
	struct dkim dkim[HO_FACTS_SIGNATURES];
	enum relation relation[HO_FACTS_SIGNATURES];
};

/* A fault's octets, made visible and cut. */
static void
note_fault(struct ho_facts *facts, struct fault f)
{
	struct ho_buf text = { .max = HO_DETAIL_MAX };
	size_t len = f.what.len < HO_DETAIL_MAX ? f.what.len : HO_DETAIL_MAX;

	/* what does not fit is left out character by character */
	ho_show(&text, f.what.p, len);
	snprintf(facts->fault, sizeof(facts->fault), "%s", f.word);
	snprintf(
	    facts->detail, sizeof(facts->detail), "%s", ho_buf_text(&text));
	ho_buf_free(&text);
}

static const char *
from_domain(const struct ho_facts *facts)
{
	const char *at = strrchr(facts->from, '@');

	return at != NULL ? at + 1 : "";
}

static struct fault
read_signatures(struct ho_mail *m, struct ho_facts *facts)
{
	for (size_t i = 0; i < m->header.fields; i++) {
		const struct field *f = &m->header.field[i];
		struct ho_signature *s;
		size_t n = facts->signatures;

		if (!span_equals(field_name(f), "DKIM-Signature"))
			continue;
		if (n == HO_FACTS_SIGNATURES)
			return fault_make(
			    "header-too-large", "more than 20 signatures");
		s = &facts->signature[n];
		dkim_read(&m->dkim[n], f, s);
		if (s->domain[0] != '\0')
			m->relation[n] = align_relation(
			    m->suffixes, from_domain(facts), s->domain);
		facts->signatures++;
	}
	return (struct fault){ 0 };
}

static struct ho_txt_answer *
find_answer(struct ho_facts *facts, const char *name)
{
	for (size_t i = 0; i < facts->questions; i++)
		if (strcmp(facts->dns[i].name, name) == 0)
			return &facts->dns[i];
	return NULL;
}

/* Names are few enough by the limits of facts.h; each is asked once. */
static void
ask(struct ho_facts *facts, const char *name)
{
	if (name[0] == '\0' || facts->questions == HO_FACTS_DNS ||
	    find_answer(facts, name) != NULL)
		return;
	strcpy(facts->dns[facts->questions++].name, name);
}

/* "_dmarc." and the domain; "" where that is no name any more. */
static void
policy_name(const char *domain, char name[static HO_NAME_MAX + 1])
{
	name[0] = '\0';
	if (domain != NULL && strlen(domain) + 7 <= HO_NAME_MAX)
		snprintf(name, HO_NAME_MAX + 1, "_dmarc.%s", domain);
}

/* The policies that bear on a signature from above or below. */
static void
policy_names(const struct ho_mail *m, const struct ho_facts *facts,
    char own[static HO_NAME_MAX + 1], char org[static HO_NAME_MAX + 1])
{
	const char *domain = from_domain(facts);

	policy_name(domain, own);
	policy_name(align_organisation(m->suffixes, domain), org);
}

static void
ask_all(const struct ho_mail *m, struct ho_facts *facts)
{
	char name[HO_NAME_MAX + 1], org[HO_NAME_MAX + 1];
	bool is_related = false;

	for (size_t i = 0; i < facts->signatures; i++) {
		if (m->dkim[i].problem != NULL)
			continue;
		is_related = is_related || m->relation[i] == RELATION_RELATED;
		dkim_key_name(&facts->signature[i], name);
		ask(facts, name);
	}
	if (!is_related)
		return;
	policy_names(m, facts, name, org);
	ask(facts, name);
	ask(facts, org);
}

static bool
digest_whole(const void *octets, size_t len, uint8_t out[static 32])
{
	struct sink s;

	if (sink_open(&s))
		sink_add(&s, octets, len);
	return sink_close(&s, out);
}

int
ho_mail_open(struct ho_mail **m, const void *octets, size_t len,
    const struct ho_suffixes *suffixes, struct ho_facts *facts)
{
	struct fault f;

	memset(facts, 0, sizeof(*facts));
	if ((*m = calloc(1, sizeof(**m))) == NULL)
		return HO_E_NOMEM;
	if (len == 0)
		octets = ""; /* an empty buffer may be NULL */
	(*m)->suffixes = suffixes;
	facts->size = len;
	if (!digest_whole(octets, len, facts->sha256)) {
		memset(facts, 0, sizeof(*facts));
		ho_mail_free(m);
		return HO_E_CRYPTO;
	}
	f = header_parse(&(*m)->header, octets, len);
	if (f.word == NULL)
		f = read_facts(&(*m)->header, facts);
	if (f.word == NULL)
		f = read_signatures(*m, facts);
	if (f.word != NULL) {
		note_fault(facts, f);
		facts->signatures = 0;
		memset(facts->signature, 0, sizeof(facts->signature));
	}
	ask_all(*m, facts);
	return HO_OK;
}

/* Each of the two forms of the body is hashed once, if anybody wants it. */
struct body_hashes {
	bool is_made[2];
	uint8_t hash[2][32];
};

static const uint8_t *
body_hash(struct body_hashes *b, struct span body, bool is_relaxed)
{
	struct sink s;

	if (!b->is_made[is_relaxed]) {
		if (sink_open(&s))
			canon_body(&s, body, is_relaxed);
		if (!sink_close(&s, b->hash[is_relaxed]))
			return NULL;
		b->is_made[is_relaxed] = true;
	}
	return b->hash[is_relaxed];
}

static void
align(
    const struct ho_mail *m, struct ho_facts *facts, size_t i, enum adkim adkim)
{
	struct ho_signature *s = &facts->signature[i];
	bool is_open = strcmp(s->result, "dns-unclear") == 0;

	if (m->relation[i] == RELATION_SAME) {
		s->is_aligned = true;
	} else if (m->relation[i] == RELATION_RELATED) {
		s->is_aligned = adkim != ADKIM_STRICT;
		is_open = is_open || (adkim == ADKIM_UNCLEAR && s->is_verified);
	}
	s->is_unclear = s->is_aligned && is_open;
}

static enum adkim
policy(const struct ho_mail *m, struct ho_facts *facts)
{
	char own[HO_NAME_MAX + 1], org[HO_NAME_MAX + 1];
	const struct ho_txt_answer *first, *second;

	policy_names(m, facts, own, org);
	if ((first = find_answer(facts, own)) == NULL)
		return ADKIM_STRICT; /* not asked: nobody is related */
	second = strcmp(own, org) != 0 ? find_answer(facts, org) : NULL;
	return align_policy(first, second);
}

static int
check(const struct ho_mail *m, struct ho_facts *facts, size_t i,
    struct body_hashes *hashes)
{
	static const struct ho_txt_answer refused = { .status =
							  HO_TXT_REFUSED };
	const struct dkim *d = &m->dkim[i];
	const struct ho_txt_answer *key;
	const uint8_t *body;
	char name[HO_NAME_MAX + 1];

	if (d->problem != NULL)
		return HO_OK;
	body = body_hash(hashes, m->header.body, d->is_body_relaxed);
	if (body == NULL)
		return HO_E_CRYPTO;
	dkim_key_name(&facts->signature[i], name);
	if ((key = find_answer(facts, name)) == NULL)
		key = &refused;
	return dkim_check(d, &m->header, body, key, &facts->signature[i]);
}

int
ho_mail_verify(struct ho_mail *m, struct ho_facts *facts)
{
	struct body_hashes hashes = { 0 };
	enum adkim adkim = policy(m, facts);
	int rc = HO_OK;

	for (size_t i = 0; rc == HO_OK && i < facts->signatures; i++) {
		rc = check(m, facts, i, &hashes);
		align(m, facts, i, adkim);
	}
	for (size_t i = 0; rc != HO_OK && i < facts->signatures; i++)
		facts->signature[i].is_verified = false;
	return rc;
}

void
ho_mail_free(struct ho_mail **m)
{
	free(*m);
	*m = NULL;
}
