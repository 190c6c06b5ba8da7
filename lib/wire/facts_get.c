/* lib/wire/facts_get.c - facts read from a message; nothing is believed. */
#include "lib/wire/facts.h"

#include <string.h>

#include "lib/base/err.h"
#include "lib/base/show.h"

#define LISTS (HO_FIELD_BIT(HO_FIELD_TO) | HO_FIELD_BIT(HO_FIELD_CC))
/* a bit for each tag that is there once and always */
#define ALL_FACTS ((UINT64_C(1) << (HO_T_SIG_DOMAIN - HO_T_FACT)) - 1)

enum form {
	FORM_WORD,    /* letters, digits, hyphens, or nothing */
	FORM_NAME,    /* a DNS name, or nothing */
	FORM_ADDRESS, /* something "@" something, no blank outside quotes */
	FORM_IDS,     /* "<...>" one or more, one blank between, or nothing */
	FORM_TEXT,    /* anything that can be seen */
};

/* UTF-8 without control, bidi or invisible characters. */
static bool
is_visible(const uint8_t *p, size_t len)
{
	struct ho_buf shown = { .max = 32768 };
	bool same;

	ho_show(&shown, p, len);
	same = ho_buf_error(&shown) == HO_OK && shown.len == len;
	ho_buf_free(&shown);
	return same;
}

static bool
is_made_of(const uint8_t *p, size_t len, const char *more)
{
	for (size_t i = 0; i < len; i++)
		if (!((p[i] >= '0' && p[i] <= '9') ||
			(p[i] >= 'a' && p[i] <= 'z') ||
			(p[i] != 0 && strchr(more, p[i]) != NULL)))
			return false;
	return true;
}

static bool
is_address(const uint8_t *p, size_t len)
{
	size_t at = len;
	bool quoted = len > 0 && p[0] == '"';

	while (at > 0 && p[at - 1] != '@')
		at--;
	if (at < 2 || at == len || !is_made_of(p + at, len - at, "-."))
		return false;
	for (size_t i = 0; i + 1 < at; i++)
		if (!quoted && (p[i] <= ' ' || strchr("@<>,;:\"", p[i])))
			return false;
	return !quoted || (at >= 4 && p[at - 2] == '"');
}

static bool
is_ids(const uint8_t *p, size_t len)
{
	size_t i = 0, start;

	while (i < len) {
		start = i;
		if (p[i++] != '<')
			return false;
		while (i < len && p[i] > ' ' && p[i] != '<' && p[i] != '>')
			i++;
		if (i == len || p[i] != '>' || i - start < 2)
			return false;
		i++;
		if (i < len && (p[i++] != ' ' || i == len))
			return false;
	}
	return true;
}

static int
get_text(const struct ho_field *f, enum form form, char *out, size_t cap)
{
	bool good = f->len < cap && is_visible(f->data, f->len);

	if (!good || f->len == 0)
		return good ? HO_OK : HO_E_PEER;
	switch (form) {
	case FORM_WORD:
		good =
		    is_made_of(f->data, f->len, "-ABCDEFGHIJKLMNOPQRSTUVWXYZ");
		break;
	case FORM_NAME: good = is_made_of(f->data, f->len, "-._"); break;
	case FORM_ADDRESS: good = is_address(f->data, f->len); break;
	case FORM_IDS: good = is_ids(f->data, f->len); break;
	case FORM_TEXT: break;
	}
	if (!good)
		return HO_E_PEER;
	memcpy(out, f->data, f->len);
	out[f->len] = '\0';
	return HO_OK;
}

static int
get_u64(const struct ho_field *f, uint64_t max, uint64_t *n)
{
	*n = 0;
	if (f->len != 8)
		return HO_E_PEER;
	for (size_t i = 0; i < 8; i++)
		*n = *n << 8 | f->data[i];
	return *n <= max ? HO_OK : HO_E_PEER;
}

static int
get_octets(const struct ho_field *f, uint8_t *out, size_t len)
{
	if (f->len != len)
		return HO_E_PEER;
	memcpy(out, f->data, len);
	return HO_OK;
}

static int
get_list(const struct ho_field *f, struct ho_addr_list *list)
{
	size_t at = 0;

	if (f->len > HO_LIST_MAX)
		return HO_E_PEER;
	while (at < f->len) {
		const uint8_t *p = f->data + at;
		const uint8_t *nul = memchr(p, 0, f->len - at);
		struct ho_field one = { .data = p };
		char text[HO_ADDR_MAX + 1];

		if (nul == NULL || nul == p)
			return HO_E_PEER;
		one.len = (size_t)(nul - p);
		if (get_text(&one, FORM_ADDRESS, text, sizeof(text)) != HO_OK ||
		    !ho_addr_add(list, text))
			return HO_E_PEER;
		at += one.len + 1;
	}
	return HO_OK;
}

#define TEXT(form, where) get_text(f, form, where, sizeof(where))

static int
get_signature(const struct ho_field *f, struct ho_signature *s)
{
	uint64_t n;
	int rc;

	switch (f->tag) {
	case HO_T_SIG_DOMAIN: return TEXT(FORM_NAME, s->domain);
	case HO_T_SIG_SELECTOR: return TEXT(FORM_NAME, s->selector);
	case HO_T_SIG_ALGORITHM: return TEXT(FORM_WORD, s->algorithm);
	case HO_T_SIG_RESULT: return TEXT(FORM_WORD, s->result);
	case HO_T_SIG_LEDGER: return get_octets(f, s->ledger, 32);
	}
	if ((rc = get_u64(f, UINT64_MAX, &n)) != HO_OK)
		return rc;
	switch (f->tag) {
	case HO_T_SIG_FLAGS:
		s->is_verified = n & HO_SIG_VERIFIED;
		s->is_aligned = n & HO_SIG_ALIGNED;
		s->is_unclear = n & HO_SIG_UNCLEAR;
		s->is_dnssec = n & HO_SIG_DNSSEC;
		return n < 16 ? HO_OK : HO_E_PEER;
	case HO_T_SIG_COVERS:
		s->covers = (uint32_t)n;
		return n < HO_FIELD_BIT(HO_FIELDS) ? HO_OK : HO_E_PEER;
	case HO_T_SIG_BITS:
		s->key_bits = (uint32_t)n;
		return n <= UINT16_MAX ? HO_OK : HO_E_PEER;
	case HO_T_SIG_SIGNED: s->signed_at = (int64_t)n; return HO_OK;
	case HO_T_SIG_EXPIRES: s->expires_at = (int64_t)n; return HO_OK;
	}
	return HO_E_PEER;
}

static int
get_answer(const struct ho_field *f, struct ho_txt_answer *a)
{
	uint64_t n;
	int rc;

	switch (f->tag) {
	case HO_T_DNS_NAME:
		return f->len > 0 ? TEXT(FORM_NAME, a->name) : HO_E_PEER;
	case HO_T_DNS_STATUS:
		rc = get_u64(f, HO_TXT_REFUSED, &n);
		a->status = (uint8_t)n;
		return rc;
	case HO_T_DNS_SECURE:
		rc = get_u64(f, 1, &n);
		a->secure = n == 1;
		return rc;
	case HO_T_DNS_CUT:
		rc = get_u64(f, UINT8_MAX, &n);
		if (a->count > 0)
			return HO_E_PEER;
		a->count = (uint8_t)n;
		a->is_cut = true;
		return rc;
	case HO_T_DNS_TEXT:
		if (a->is_cut)
			return HO_E_PEER;
		ho_txt_add(a, f->data, f->len);
		return a->is_cut ? HO_E_PEER : HO_OK;
	}
	return HO_E_PEER;
}

static int
get_fact(const struct ho_field *f, struct ho_facts *facts)
{
	uint64_t n;
	int rc;

	switch (f->tag) {
	case HO_T_FACT_FAULT: return TEXT(FORM_WORD, facts->fault);
	case HO_T_FACT_DETAIL: return TEXT(FORM_TEXT, facts->detail);
	case HO_T_FACT_FROM: return TEXT(FORM_ADDRESS, facts->from);
	case HO_T_FACT_SENDER: return TEXT(FORM_ADDRESS, facts->sender);
	case HO_T_FACT_SENDER_BAD:
		rc = get_u64(f, 1, &n);
		facts->is_sender_bad = n == 1;
		return rc;
	case HO_T_FACT_TO: return get_list(f, &facts->to);
	case HO_T_FACT_CC: return get_list(f, &facts->cc);
	case HO_T_FACT_DATE:
		rc = get_u64(f, UINT64_MAX, &n);
		facts->date = (int64_t)n;
		return rc;
	case HO_T_FACT_MESSAGE_ID: return TEXT(FORM_IDS, facts->message_id);
	case HO_T_FACT_IN_REPLY_TO: return TEXT(FORM_IDS, facts->in_reply_to);
	case HO_T_FACT_REFERENCES: return TEXT(FORM_IDS, facts->references);
	case HO_T_FACT_SUBJECT: return TEXT(FORM_TEXT, facts->subject);
	case HO_T_FACT_LIST: return TEXT(FORM_TEXT, facts->list_mark);
	case HO_T_FACT_AUTOMATIC: return TEXT(FORM_WORD, facts->automatic_mark);
	case HO_T_FACT_PRESENT:
		rc = get_u64(f, HO_FIELD_BIT(HO_FIELDS) - 1, &n);
		facts->present = (uint32_t)n;
		return rc;
	case HO_T_FACT_SIZE: return get_u64(f, INT64_MAX, &facts->size);
	case HO_T_FACT_SHA256: return get_octets(f, facts->sha256, 32);
	case HO_T_FACT_UNREAD:
		rc = get_u64(f, UINT32_MAX, &n);
		facts->unread = (uint32_t)n;
		return (n & ~LISTS) == 0 ? rc : HO_E_PEER;
	}
	return HO_E_PEER;
}

/* To which room of the facts a tag belongs; opens the next where it does. */
static int
get_field(const struct ho_field *f, struct ho_facts *facts)
{
	if (f->tag == HO_T_SIG_DOMAIN &&
	    facts->signatures++ >= HO_FACTS_SIGNATURES)
		return HO_E_PEER;
	if (f->tag == HO_T_DNS_NAME && facts->questions++ >= HO_FACTS_DNS)
		return HO_E_PEER;
	if (f->tag < HO_T_SIG_DOMAIN)
		return get_fact(f, facts);
	if (f->tag < HO_T_DNS_NAME)
		return facts->signatures == 0
		    ? HO_E_PEER
		    : get_signature(
			  f, &facts->signature[facts->signatures - 1]);
	return facts->questions == 0
	    ? HO_E_PEER
	    : get_answer(f, &facts->dns[facts->questions - 1]);
}

int
ho_facts_get(const struct ho_view *v, struct ho_facts *facts)
{
	struct ho_field f;
	uint64_t seen = 0; /* each tag once in its room */
	size_t at = 0;
	int rc = HO_OK;

	_Static_assert(HO_T_DNS_TEXT - HO_T_FACT < 64, "tags fit the mask");
	memset(facts, 0, sizeof(*facts));
	if (v->type != HO_M_JUDGE_FACTS)
		return HO_E_PEER;
	while (rc == HO_OK && (rc = ho_view_next(v, &at, &f)) == HO_OK) {
		uint64_t bit;

		if (f.tag < HO_T_FACT || f.tag > HO_T_DNS_TEXT) {
			rc = HO_E_PEER;
			break;
		}
		bit = UINT64_C(1) << (f.tag - HO_T_FACT);
		if (f.tag == HO_T_SIG_DOMAIN || f.tag == HO_T_DNS_NAME)
			seen &= bit - 1; /* a new one begins */
		if (f.tag != HO_T_DNS_TEXT && (seen & bit) != 0)
			rc = HO_E_PEER;
		seen |= bit;
		if (rc == HO_OK)
			rc = get_field(&f, facts);
	}
	/* all facts there, and no signature verified without saying so */
	for (size_t i = 0; rc == HO_E_NONE && i < facts->signatures; i++)
		if (facts->signature[i].is_verified !=
		    (strcmp(facts->signature[i].result, "pass") == 0))
			rc = HO_E_PEER;
	if (rc == HO_E_NONE && (seen & ALL_FACTS) == ALL_FACTS)
		return HO_OK;
	memset(facts, 0, sizeof(*facts));
	return rc == HO_E_NOMEM ? rc : HO_E_PEER;
}
