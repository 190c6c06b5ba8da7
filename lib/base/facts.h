/*
 * lib/base/facts.h - what a letter says, and which of its signatures hold.
 *
 * Made by lib/mail, carried by lib/wire/facts.h, judged by lib/flow/verdict.h.
 * Facts, no opinion: nothing here says whether the letter may be believed.
 *
 * One flat struct of about 60 KiB, no pointer in it: nothing to free, and a
 * zeroed one has no From and no signature.  Every text ends with a NUL and
 * holds no control character, whoever wrote the letter; show it through
 * ho_show() all the same, for the program that made it reads hostile letters.
 * Every limit is chosen so that the whole fits one message of lib/wire.
 */
#ifndef HO_BASE_FACTS_H
#define HO_BASE_FACTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HO_WORD_MAX         31   /* octets of a word like "header-line" */
#define HO_DETAIL_MAX       127  /* octets */
#define HO_ADDR_MAX         320  /* octets: RFC 5321 has 64 + 1 + 255 */
#define HO_LIST_MAX         8192 /* octets of all To, and of all Cc */
#define HO_MSGID_MAX        500  /* octets, with < and > */
#define HO_REFS_MAX         2000 /* octets: the first and the newest ids */
#define HO_SUBJECT_MAX      998  /* octets, decoded */
#define HO_NAME_MAX         253  /* octets of a DNS name */
#define HO_FACTS_SIGNATURES 20
#define HO_FACTS_DNS        22   /* a key for each, and two DMARC policies */
#define HO_DNS_RECORDS      4    /* TXT records kept of one name */
#define HO_DNS_TEXT         1024 /* octets of them together */
#define HO_FACTS_NEVER      INT64_MIN

/* The fields of which a letter has at most one (DESIGN section 6, rule 2). */
enum ho_field_id {
	HO_FIELD_FROM,
	HO_FIELD_SENDER,
	HO_FIELD_REPLY_TO,
	HO_FIELD_TO,
	HO_FIELD_CC,
	HO_FIELD_SUBJECT,
	HO_FIELD_DATE,
	HO_FIELD_MESSAGE_ID,
	HO_FIELD_IN_REPLY_TO,
	HO_FIELD_REFERENCES,
	HO_FIELD_MIME_VERSION,
	HO_FIELD_CONTENT_TYPE,
	HO_FIELD_TRANSFER_ENCODING,
	HO_FIELDS /* how many there are */
};

#define HO_FIELD_BIT(id) ((uint32_t)1 << (id))

/* "Message-ID"; "" for a number that is none of them. */
const char *ho_field_name(enum ho_field_id id);

/* Addresses, each followed by its NUL. */
struct ho_addr_list {
	uint16_t len; /* octets used, the NULs among them */
	char text[HO_LIST_MAX];
};

/* The address after the one at *at; start with *at = 0; NULL at the end. */
const char *ho_addr_next(const struct ho_addr_list *l, size_t *at);

/* Adds one; false where it does not fit. */
bool ho_addr_add(struct ho_addr_list *l, const char *address);

/* What DNS said; the numbers are those of enum ho_dns in lib/wire/proto.h. */
enum ho_txt_status {
	HO_TXT_FAILED = 0, /* cannot tell, or not asked yet */
	HO_TXT_FOUND = 1,
	HO_TXT_NONE = 2,
	HO_TXT_TIMEOUT = 3, /* cannot tell */
	HO_TXT_BOGUS = 4,   /* cannot tell */
	HO_TXT_REFUSED = 5, /* nobody asked DNS: a name we do not ask for */
};

/* One question to DNS and its answer. */
struct ho_txt_answer {
	char name[HO_NAME_MAX + 1]; /* no trailing dot, lower case */
	uint8_t status;             /* enum ho_txt_status */
	bool secure;                /* DNSSEC validated */
	/*
	 * Records seen.  Where they are more than HO_DNS_RECORDS or longer
	 * than HO_DNS_TEXT together, is_cut is set and none of them is kept.
	 */
	uint8_t count;
	bool is_cut;
	uint16_t len[HO_DNS_RECORDS];
	uint8_t text[HO_DNS_TEXT]; /* one after another, any octets */
};

/* Adds a record, its strings already joined. */
void ho_txt_add(struct ho_txt_answer *a, const void *text, size_t len);

/* Record i < count of an answer that is not cut; *len gets its length. */
const uint8_t *ho_txt_record(
    const struct ho_txt_answer *a, size_t i, size_t *len);

/* Did DNS fail to tell?  (FAILED, TIMEOUT, BOGUS) */
bool ho_txt_is_unclear(const struct ho_txt_answer *a);

struct ho_signature {
	char domain[HO_NAME_MAX + 1];    /* d=, lower case; "" if unreadable */
	char selector[HO_NAME_MAX + 1];  /* s= */
	char algorithm[HO_WORD_MAX + 1]; /* a= where we know it, else
					    "other" */
	/*
	 * "pass", or why not, as a word for people: "tag-twice",
	 * "key-revoked", "body-differs"...  All words: lib/mail/dkim.h.
	 */
	char result[HO_WORD_MAX + 1];
	bool is_verified; /* holds in every way but time; == "pass" */
	/*
	 * d= is the From domain, or above or below it within one
	 * organisational domain, and DMARC does not ask for the same domain.
	 * Says nothing about whether the signature holds.
	 */
	bool is_aligned;
	/* Related to the From domain, and DNS did not tell key or policy. */
	bool is_unclear;
	bool is_dnssec;     /* the key was DNSSEC validated */
	uint32_t covers;    /* HO_FIELD_BIT of what is in h= */
	uint32_t key_bits;  /* 0: no key */
	int64_t signed_at;  /* t=, seconds since 1970; HO_FACTS_NEVER: none */
	int64_t expires_at; /* x=, likewise */
	/* SHA-256 over the canonical signed header and the decoded b= */
	uint8_t ledger[32];
};

struct ho_facts {
	/*
	 * The first thing wrong with the letter's build (DESIGN section 6,
	 * rules 1 to 3): a word that lib/flow/verdict.c knows, and what
	 * exactly, or "".  Beside a fault the rest may be empty.
	 */
	char fault[HO_WORD_MAX + 1];
	char detail[HO_DETAIL_MAX + 1];

	char from[HO_ADDR_MAX + 1];   /* local part as is, domain as A-label */
	char sender[HO_ADDR_MAX + 1]; /* "": none; see is_sender_bad */
	bool is_sender_bad;           /* there is one, not one mailbox */
	struct ho_addr_list to, cc;   /* groups opened; what is no address or a
				       domain literal is left out */
	int64_t date;                 /* seconds since 1970-01-01 UTC */
	char message_id[HO_MSGID_MAX + 1];  /* with < and > */
	char in_reply_to[HO_MSGID_MAX + 1]; /* the first id there, or "" */
	char references[HO_REFS_MAX + 1];   /* ids, one blank between, or "" */
	char subject[HO_SUBJECT_MAX + 1];   /* UTF-8, RFC 2047 decoded */

	char list_mark[HO_WORD_MAX + 1];      /* "List-Id"; "": no list */
	char automatic_mark[HO_WORD_MAX + 1]; /* "Auto-Submitted", ... */
	uint32_t present;   /* HO_FIELD_BIT of what is there */
	uint32_t unread;    /* ... of To and Cc that are no address list: of
			       such a one nobody is in 'to' or 'cc' */
	uint64_t size;      /* octets of the letter as it came */
	uint8_t sha256[32]; /* over the same */

	uint8_t signatures; /* in the order of the header, from the top */
	struct ho_signature signature[HO_FACTS_SIGNATURES];
	uint8_t questions;
	struct ho_txt_answer dns[HO_FACTS_DNS];
};

#endif
