/* lib/wire/facts.c - facts written as one message. */
#include "lib/wire/facts.h"

#include "lib/base/err.h"

_Static_assert((int)HO_TXT_FAILED == (int)HO_DNS_FAILED &&
	(int)HO_TXT_FOUND == (int)HO_DNS_FOUND &&
	(int)HO_TXT_NONE == (int)HO_DNS_NONE &&
	(int)HO_TXT_TIMEOUT == (int)HO_DNS_TIMEOUT &&
	(int)HO_TXT_BOGUS == (int)HO_DNS_BOGUS &&
	(int)HO_TXT_REFUSED == (int)HO_DNS_REFUSED,
    "one set of numbers for what DNS said");

#define FIELD(max) (6 + (max))
#define NUMBER     FIELD(8)

/* The largest facts there can be: they fit one message. */
_Static_assert(HO_FRAME_HEAD + 3 * FIELD(HO_WORD_MAX) + FIELD(HO_DETAIL_MAX) +
	    2 * FIELD(HO_ADDR_MAX) + 2 * FIELD(HO_LIST_MAX) +
	    2 * FIELD(HO_MSGID_MAX) + FIELD(HO_REFS_MAX) +
	    FIELD(HO_SUBJECT_MAX) + FIELD(32) + 5 * NUMBER +
	    HO_FACTS_SIGNATURES *
		(2 * FIELD(HO_NAME_MAX) + 2 * FIELD(HO_WORD_MAX) + 5 * NUMBER +
		    FIELD(32)) +
	    HO_FACTS_DNS *
		(FIELD(HO_NAME_MAX) + 3 * NUMBER + HO_DNS_RECORDS * FIELD(0) +
		    HO_DNS_TEXT) <=
	HO_FRAME_MAX,
    "facts are one message");

static void
put_signature(struct ho_frame *f, const struct ho_signature *s)
{
	uint64_t flags = (s->is_verified ? HO_SIG_VERIFIED : 0) |
	    (s->is_aligned ? HO_SIG_ALIGNED : 0) |
	    (s->is_unclear ? HO_SIG_UNCLEAR : 0) |
	    (s->is_dnssec ? HO_SIG_DNSSEC : 0);

	ho_frame_str(f, HO_T_SIG_DOMAIN, s->domain);
	ho_frame_str(f, HO_T_SIG_SELECTOR, s->selector);
	ho_frame_str(f, HO_T_SIG_ALGORITHM, s->algorithm);
	ho_frame_str(f, HO_T_SIG_RESULT, s->result);
	ho_frame_u64(f, HO_T_SIG_FLAGS, flags);
	ho_frame_u64(f, HO_T_SIG_COVERS, s->covers);
	ho_frame_u64(f, HO_T_SIG_BITS, s->key_bits);
	ho_frame_u64(f, HO_T_SIG_SIGNED, (uint64_t)s->signed_at);
	ho_frame_u64(f, HO_T_SIG_EXPIRES, (uint64_t)s->expires_at);
	ho_frame_put(f, HO_T_SIG_LEDGER, s->ledger, sizeof(s->ledger));
}

static void
put_answer(struct ho_frame *f, const struct ho_txt_answer *a)
{
	ho_frame_str(f, HO_T_DNS_NAME, a->name);
	ho_frame_u64(f, HO_T_DNS_STATUS, a->status);
	ho_frame_u64(f, HO_T_DNS_SECURE, a->secure);
	if (a->is_cut)
		ho_frame_u64(f, HO_T_DNS_CUT, a->count);
	for (size_t i = 0; !a->is_cut && i < a->count; i++) {
		size_t len;
		const uint8_t *text = ho_txt_record(a, i, &len);

		ho_frame_put(f, HO_T_DNS_TEXT, text, len);
	}
}

int
ho_facts_put(struct ho_frame *f, void *mem, const struct ho_facts *facts)
{
	ho_frame_start(f, mem, HO_FRAME_MAX, HO_M_JUDGE_FACTS);
	if (facts->signatures > HO_FACTS_SIGNATURES ||
	    facts->questions > HO_FACTS_DNS || facts->to.len > HO_LIST_MAX ||
	    facts->cc.len > HO_LIST_MAX)
		return f->error = HO_E_LIMIT;
	ho_frame_str(f, HO_T_FACT_FAULT, facts->fault);
	ho_frame_str(f, HO_T_FACT_DETAIL, facts->detail);
	ho_frame_str(f, HO_T_FACT_FROM, facts->from);
	ho_frame_str(f, HO_T_FACT_SENDER, facts->sender);
	ho_frame_u64(f, HO_T_FACT_SENDER_BAD, facts->is_sender_bad);
	ho_frame_put(f, HO_T_FACT_TO, facts->to.text, facts->to.len);
	ho_frame_put(f, HO_T_FACT_CC, facts->cc.text, facts->cc.len);
	ho_frame_u64(f, HO_T_FACT_DATE, (uint64_t)facts->date);
	ho_frame_str(f, HO_T_FACT_MESSAGE_ID, facts->message_id);
	ho_frame_str(f, HO_T_FACT_IN_REPLY_TO, facts->in_reply_to);
	ho_frame_str(f, HO_T_FACT_REFERENCES, facts->references);
	ho_frame_str(f, HO_T_FACT_SUBJECT, facts->subject);
	ho_frame_str(f, HO_T_FACT_LIST, facts->list_mark);
	ho_frame_str(f, HO_T_FACT_AUTOMATIC, facts->automatic_mark);
	ho_frame_u64(f, HO_T_FACT_PRESENT, facts->present);
	ho_frame_u64(f, HO_T_FACT_SIZE, facts->size);
	ho_frame_put(f, HO_T_FACT_SHA256, facts->sha256, 32);
	ho_frame_u64(f, HO_T_FACT_UNREAD, facts->unread);
	for (size_t i = 0; i < facts->signatures; i++)
		put_signature(f, &facts->signature[i]);
	for (size_t i = 0; i < facts->questions; i++)
		put_answer(f, &facts->dns[i]);
	return ho_frame_end(f);
}
