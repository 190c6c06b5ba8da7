/*
 * lib/flow/verdict.h - is this letter from that address?
 *
 * Pure: from facts and a question to a verdict, the same in handoverd, in
 * `handover mail check` and when stored evidence is judged again.  Source:
 * DESIGN section 6, rules 1 to 10.  Rule 11 (not seen before) needs the store
 * and is the caller's; its word stands in lib/flow/reason.c.
 */
#ifndef HO_FLOW_VERDICT_H
#define HO_FLOW_VERDICT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/facts.h"

/* No number here becomes another by one flipped bit; zero is refusal. */
enum ho_mail_verdict {
	HO_MAIL_REFUSE = 0,
	HO_MAIL_ACCEPT = 0x41c6,
	HO_MAIL_CONFIRM = 0x2b39, /* a word to the address on file decides */
	HO_MAIL_UNCLEAR = 0x1e5a, /* DNS did not tell: judge again later */
};

/* "accept", "confirm", "refuse", "unclear"; "refuse" for any other number. */
const char *ho_mail_verdict_word(enum ho_mail_verdict v);

struct ho_reason {
	const char *word; /* stable: CLI, JSON, ticket, log */
	enum ho_mail_verdict verdict;
	int rule;         /* of DESIGN section 6 */
	const char *text; /* one sentence for staff */
};

/* The row of the one table, or NULL. */
const struct ho_reason *ho_reason_find(const char *word);

/* The row with this number, from 0; NULL after the last. */
const struct ho_reason *ho_reason_at(size_t i);

struct ho_verdict_query {
	/* Who may ask: normalised as facts are (local part as registered,
	 * domain as lower-case A-label). */
	const char *const *addresses;
	size_t n_addresses;
	/* The desk's own addresses, likewise; compared without ASCII case. */
	const char *const *desks;
	size_t n_desks;
	/* Only `mail check` without --desk sets this: rule 6 then asks for the
	 * date alone.  Otherwise no desk here means that none is addressed. */
	bool is_any_desk;
	/* When the letter was first seen, seconds since 1970-01-01 UTC. */
	int64_t seen_at;
	/* Policy: an unsigned letter is refused, not confirmed (rule 9). */
	bool is_unsigned_refused;
};

struct ho_judgement {
	enum ho_mail_verdict verdict;
	/* Never NULL.  Where policy says refuse for unsigned letters, verdict
	 * differs from reason->verdict; verdict is what counts. */
	const struct ho_reason *reason;
	int address;   /* index into query->addresses, or -1: none matched */
	int signature; /* index into facts->signature, or -1: none counted */
};

/* Never fails: what it cannot understand it refuses. */
struct ho_judgement ho_flow_verdict(
    const struct ho_facts *facts, const struct ho_verdict_query *query);

/*
 * What became of a signature by the time the letter was first seen: its
 * result, or where that is "pass" perhaps "expired" or "from-the-future".
 * Borrowed; never NULL.
 */
const char *ho_flow_signature_result(
    const struct ho_signature *s, int64_t seen_at);

/*
 * For rule 11: does signature i belong into the ledger when a case opens?
 * Yes where it is aligned and holds, or might hold once DNS tells.
 */
bool ho_flow_is_ledger_entry(const struct ho_facts *facts, size_t i);

#endif
