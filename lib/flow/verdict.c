/*
 * lib/flow/verdict.c - is this letter from that address?
 *
 * The rules run in one order, and the first that refuses ends it: how the
 * letter is built (1-3), who wrote it (4), whether a person did (5), to whom
 * and when (6).  Only then do signatures count (7-9), and nothing that a
 * signature says can undo a refusal.
 */
#include "lib/flow/verdict.h"

#include <string.h>

#define DAY  INT64_C(86400)
#define DAYS 7 /* rule 6 */
/* seconds by which a signer's clock may be ahead of ours (rule 7) */
#define SKEW 300

/* What the rules before the signatures leave behind. */
struct match {
	int address;
	bool is_case_alike; /* equal but for ASCII case of the local part */
	uint32_t desk_in;   /* HO_FIELD_BIT of To and Cc that name the desk */
};

static char
fold(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

/* Domains are normalised, so folding both whole folds the local part only. */
static bool
is_alike(const char *a, const char *b)
{
	for (; *a != '\0' && fold(*a) == fold(*b); a++, b++)
		;
	return *a == *b;
}

static bool
find_address(const struct ho_verdict_query *q, const char *from,
    bool (*same)(const char *, const char *), int *which)
{
	for (size_t i = 0; from[0] != '\0' && i < q->n_addresses; i++) {
		if (!same(q->addresses[i], from))
			continue;
		*which = (int)i;
		return true;
	}
	return false;
}

static bool
is_equal(const char *a, const char *b)
{
	return strcmp(a, b) == 0;
}

/* --- the rules that refuse: NULL, or the word ----------------------------- */

static const char *
rule_build(
    const struct ho_facts *f, const struct ho_verdict_query *q, struct match *m)
{
	const struct ho_reason *r;

	(void)q;
	(void)m;
	if (f->fault[0] == '\0')
		return f->from[0] != '\0' && f->message_id[0] != '\0'
		    ? NULL
		    : "malformed";
	/* a word we do not know is still a fault */
	r = ho_reason_find(f->fault);
	return r != NULL && r->verdict == HO_MAIL_REFUSE ? r->word
							 : "malformed";
}

static const char *
rule_from(
    const struct ho_facts *f, const struct ho_verdict_query *q, struct match *m)
{
	if (find_address(q, f->from, is_equal, &m->address))
		return NULL;
	m->is_case_alike = find_address(q, f->from, is_alike, &m->address);
	return m->is_case_alike ? NULL : "from-not-registered";
}

static const char *
rule_person(
    const struct ho_facts *f, const struct ho_verdict_query *q, struct match *m)
{
	(void)q;
	(void)m;
	if (f->is_sender_bad ||
	    (f->present & HO_FIELD_BIT(HO_FIELD_SENDER) &&
		strcmp(f->sender, f->from) != 0))
		return "sender-differs";
	if (f->list_mark[0] != '\0')
		return "mailing-list";
	return f->automatic_mark[0] != '\0' ? "automatic-mail" : NULL;
}

static bool
names_desk(const struct ho_addr_list *l, const struct ho_verdict_query *q)
{
	const char *to;
	size_t at = 0;

	while ((to = ho_addr_next(l, &at)) != NULL)
		for (size_t i = 0; i < q->n_desks; i++)
			if (is_alike(to, q->desks[i]))
				return true;
	return false;
}

static const char *
rule_desk(
    const struct ho_facts *f, const struct ho_verdict_query *q, struct match *m)
{
	if (names_desk(&f->to, q))
		m->desk_in |= HO_FIELD_BIT(HO_FIELD_TO);
	if (names_desk(&f->cc, q))
		m->desk_in |= HO_FIELD_BIT(HO_FIELD_CC);
	if (m->desk_in != 0 || q->is_any_desk)
		return NULL;
	/* half a list would be a guess; the word says where to look */
	if (f->unread & HO_FIELD_BIT(HO_FIELD_TO))
		return "to-unreadable";
	return f->unread & HO_FIELD_BIT(HO_FIELD_CC) ? "cc-unreadable"
						     : "desk-not-addressed";
}

/* Whole days of UTC: "of the day the mail was first seen". */
static const char *
rule_date(
    const struct ho_facts *f, const struct ho_verdict_query *q, struct match *m)
{
	int64_t apart;

	(void)m;
	/* no date before 1970 is read; the bound keeps a lie from overflowing */
	if (f->date < -DAY || f->date > (INT64_MAX >> 8) || q->seen_at < 0)
		return "date-out-of-range";
	apart = q->seen_at / DAY - f->date / DAY;
	return apart >= -DAYS && apart <= DAYS ? NULL : "date-out-of-range";
}

static const char *(*const refusing[])(const struct ho_facts *,
    const struct ho_verdict_query *, struct match *) = {
	rule_build,
	rule_from,
	rule_person,
	rule_desk,
	rule_date,
};

/* --- signatures ----------------------------------------------------------- */

const char *
ho_flow_signature_result(const struct ho_signature *s, int64_t seen_at)
{
	if (!s->is_verified)
		return strcmp(s->result, "pass") != 0 ? s->result : "void";
	if (s->signed_at != HO_FACTS_NEVER && s->signed_at > seen_at + SKEW)
		return "from-the-future";
	if (s->expires_at != HO_FACTS_NEVER && s->expires_at < seen_at)
		return "expired";
	return "pass";
}

/* Rule 7: does it hold, or (where DNS did not tell) might it? */
static bool
is_good(const struct ho_signature *s, int64_t seen_at, bool by_hope)
{
	struct ho_signature hoped = *s;

	if (s->is_unclear && !by_hope)
		return false;
	hoped.is_verified = s->is_verified || s->is_unclear;
	return hoped.is_aligned &&
	    strcmp(ho_flow_signature_result(&hoped, seen_at), "pass") == 0;
}

static size_t
rank(const char *word)
{
	/* from worst to best; what is no word of it is worst */
	static const char *const order[] = { "no-aligned-signature",
		"subject-or-date-not-signed", "desk-not-signed",
		"message-id-not-signed", "content-type-not-signed",
		"transfer-encoding-not-signed", "from-case-differs", "signed" };

	for (size_t i = 0; i < sizeof(order) / sizeof(order[0]); i++)
		if (strcmp(order[i], word) == 0)
			return i;
	return 0;
}

/* Rule 8: what one good signature is worth. */
static const char *
worth(const struct ho_facts *f, const struct ho_signature *s,
    const struct ho_verdict_query *q, const struct match *m)
{
	const uint32_t core = HO_FIELD_BIT(HO_FIELD_FROM) |
	    HO_FIELD_BIT(HO_FIELD_DATE) | HO_FIELD_BIT(HO_FIELD_SUBJECT);
	const uint32_t encoding = HO_FIELD_BIT(HO_FIELD_TRANSFER_ENCODING);

	if ((s->covers & core) != core)
		return "subject-or-date-not-signed";
	if ((s->covers & m->desk_in) == 0 && !q->is_any_desk)
		return "desk-not-signed";
	if (!(s->covers & HO_FIELD_BIT(HO_FIELD_MESSAGE_ID)))
		return "message-id-not-signed";
	if (!(s->covers & HO_FIELD_BIT(HO_FIELD_CONTENT_TYPE)))
		return "content-type-not-signed";
	if (f->present & encoding && !(s->covers & encoding))
		return "transfer-encoding-not-signed";
	return m->is_case_alike ? "from-case-differs" : "signed";
}

/* The best that the signatures give; coverage never adds up. */
static const char *
best(const struct ho_facts *f, const struct ho_verdict_query *q,
    const struct match *m, bool by_hope, int *which)
{
	const char *word = "no-aligned-signature";

	*which = -1;
	for (int i = 0; i < f->signatures && i < HO_FACTS_SIGNATURES; i++) {
		const struct ho_signature *s = &f->signature[i];
		const char *w;

		if (!is_good(s, q->seen_at, by_hope))
			continue;
		w = worth(f, s, q, m);
		if (*which >= 0 && rank(w) <= rank(word))
			continue;
		word = w;
		*which = i;
	}
	return word;
}

static struct ho_judgement
judge(const char *word, const struct ho_verdict_query *q)
{
	struct ho_judgement j = {
		.reason = ho_reason_find(word), .address = -1, .signature = -1
	};

	if (j.reason == NULL)
		j.reason = ho_reason_at(0);
	j.verdict = j.reason->verdict;
	if (j.verdict == HO_MAIL_CONFIRM && j.reason->rule == 9 &&
	    q->is_unsigned_refused)
		j.verdict = HO_MAIL_REFUSE;
	return j;
}

struct ho_judgement
ho_flow_verdict(const struct ho_facts *f, const struct ho_verdict_query *q)
{
	struct match m = { .address = -1 };
	struct ho_judgement now, hoped;
	const char *word = NULL;
	int which;

	for (size_t i = 0; i < sizeof(refusing) / sizeof(refusing[0]); i++)
		if ((word = refusing[i](f, q, &m)) != NULL)
			break;
	if (word != NULL) {
		now = judge(word, q);
		now.address = m.address;
		return now;
	}
	now = judge(best(f, q, &m, false, &which), q);
	now.signature = which;
	now.address = m.address;
	/* what DNS did not tell counts only where it would change something */
	hoped = judge(best(f, q, &m, true, &which), q);
	if (hoped.verdict != now.verdict && now.verdict != HO_MAIL_ACCEPT) {
		hoped = judge("dns-unclear", q);
		hoped.address = m.address;
		return hoped;
	}
	return now;
}

bool
ho_flow_is_ledger_entry(const struct ho_facts *f, size_t i)
{
	const struct ho_signature *s = &f->signature[i];

	return i < f->signatures && s->is_aligned &&
	    (s->is_verified || s->is_unclear);
}
