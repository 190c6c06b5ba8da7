/*
 * lib/wire/facts.h - struct ho_facts as one HO_M_JUDGE_FACTS message.
 *
 * Always one message: the limits of lib/base/facts.h make the largest facts
 * fit (a static assertion in facts.c counts them).  The same octets are what
 * is kept with the evidence.
 *
 * Decoding trusts nothing: whoever sends this read a hostile letter and may be
 * its puppet.  Every text is checked for length, UTF-8 and invisible
 * characters, every id and address by its grammar, every number by its range;
 * what a puppet can still do is lie.
 */
#ifndef HO_WIRE_FACTS_H
#define HO_WIRE_FACTS_H

#include "lib/base/facts.h"
#include "lib/wire/frame.h"
#include "lib/wire/proto.h"

/*
 * Each at most once, but those marked *.  A SIG_DOMAIN opens a signature: the
 * SIG_ fields up to the next belong to it; a DNS_NAME likewise.
 */
enum ho_facts_tag {
	HO_T_FACT_FAULT = HO_T_FACT, /* word; "" is none */
	HO_T_FACT_DETAIL,
	HO_T_FACT_FROM,
	HO_T_FACT_SENDER,
	HO_T_FACT_SENDER_BAD, /* u64 0 or 1 */
	HO_T_FACT_TO,         /* addresses, each with its NUL */
	HO_T_FACT_CC,
	HO_T_FACT_DATE, /* u64, two's complement */
	HO_T_FACT_MESSAGE_ID,
	HO_T_FACT_IN_REPLY_TO,
	HO_T_FACT_REFERENCES,
	HO_T_FACT_SUBJECT,
	HO_T_FACT_LIST,      /* word: name of the field */
	HO_T_FACT_AUTOMATIC, /* word: name of the field */
	HO_T_FACT_PRESENT,   /* u64, bits of enum ho_field_id */
	HO_T_FACT_SIZE,      /* u64 */
	HO_T_FACT_SHA256,    /* 32 octets */
	HO_T_FACT_UNREAD,    /* u64, bits of To and Cc */

	HO_T_SIG_DOMAIN, /* * */
	HO_T_SIG_SELECTOR,
	HO_T_SIG_ALGORITHM,
	HO_T_SIG_RESULT,
	HO_T_SIG_FLAGS,  /* u64, HO_SIG_* below */
	HO_T_SIG_COVERS, /* u64, bits of enum ho_field_id */
	HO_T_SIG_BITS,   /* u64 */
	HO_T_SIG_SIGNED, /* u64, two's complement */
	HO_T_SIG_EXPIRES,
	HO_T_SIG_LEDGER, /* 32 octets */

	HO_T_DNS_NAME,   /* * */
	HO_T_DNS_STATUS, /* u64, enum ho_dns */
	HO_T_DNS_SECURE, /* u64 0 or 1 */
	HO_T_DNS_CUT,    /* u64, how many records there were; then no TEXT */
	HO_T_DNS_TEXT,   /* * a record */
};

#define HO_SIG_VERIFIED 0x01u
#define HO_SIG_ALIGNED  0x02u
#define HO_SIG_UNCLEAR  0x04u
#define HO_SIG_DNSSEC   0x08u

/*
 * Writes the whole message, ho_frame_end() included.
 *
 *   mem  HO_FRAME_MAX octets, the caller's; f points into it afterwards
 *
 * HO_E_LIMIT: a text without end or a count past its limit.
 */
int ho_facts_put(struct ho_frame *f, void *mem, const struct ho_facts *facts);

/*
 * Reads it back.  HO_E_PEER: not such a message, or anything in it is not as
 * said above; *facts is then zeroed, which is refused.
 */
int ho_facts_get(const struct ho_view *v, struct ho_facts *facts);

#endif
