/*
 * lib/flow/case.h - what a case waits for, and what comes next.
 *
 * Pure tables over facts that the caller brings: no clock, no store.  A case
 * is in one state; facts decide where it goes when anything happened, acts are
 * what a person or the clock may do to it there.  What no table names does not
 * happen.  Source: DESIGN section 5, "A case" and "Stop".
 */
#ifndef HO_FLOW_CASE_H
#define HO_FLOW_CASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Kept in ho_case.state: numbers are for ever. */
enum ho_case_state {
	HO_AT_REFUSED = 0,  /* ended: a rule or a staff member refused it */
	HO_AT_UNCLEAR = 1,  /* DNS did not answer: judged again by itself */
	HO_AT_CONFIRM = 2,  /* the word has to come back from the asker */
	HO_AT_PROOF = 3,    /* the sender is not on file: the manager's turn */
	HO_AT_APPROVAL = 4, /* a second person has to look at it */
	HO_AT_HOLD = 5,     /* nobody else can look at it: time has to pass */
	HO_AT_READY = 6,    /* proven; nothing is issued (any more) */
	HO_AT_ISSUED = 7,   /* a default password is on its way */
	HO_AT_DONE = 8,     /* ended: it did its work */
	HO_AT_FROZEN = 9,   /* ended: stopped by somebody affected */
	HO_AT_LAPSED = 10,  /* ended: what it waited for did not come */
	HO_AT_WATCHED = 11, /* an address has its authority; stop words hold */
	HO_AT_TICKET = 12,  /* proven; the outside ticket does not exist yet */
	HO_AT_LEG = 13,     /* proven; the claim code has nobody to go to */
	HO_AT_REVERTED = 14, /* ended: done, and undone again */
	HO_AT_STATES
};

#define HO_CASE_HOLD         (24 * 3600) /* seconds; where nobody can approve */
#define HO_CASE_LIFE         (7 * 24 * 3600) /* seconds; new passwords so long */
#define HO_CASE_STOPS        (30 * 24 * 3600) /* seconds; one stop per address */
#define HO_CASE_UNCLEAR_LIFE (3 * 24 * 3600)  /* seconds of judging again */
#define HO_CONFIRMS_A_DAY    3 /* confirm letters to one mailbox in 24 h ... */
#define HO_CONFIRMS_AT_MOST  9 /* ... those of refused cases among them */
#define HO_CONTACT_ALONE     (72 * 3600) /* seconds of cool-down, at least,
					     where nobody can approve */
#define HO_CONTACT_STOPS     (30 * 24 * 3600) /* seconds; a contact's change
						  can be stopped so long */

/* The word for a state ("waiting-confirm"); "refused" for no state. */
const char *ho_case_word(int64_t state);

/* Who has to do what now; one sentence, never NULL. */
const char *ho_case_owed(int64_t state);

/* By whom: a role or roles as ho_roles_parse() reads them, or "client", "dns",
 * "ticket-system", "nobody". */
const char *ho_case_debtor(int64_t state);

/* What staff can tell the client meanwhile; "": the reason has a text. */
const char *ho_case_paste(int64_t state);

/* What is looked for by itself (ho_case.next_at) and leads it on by its facts;
 * NULL: nothing. */
const char *ho_case_again(int64_t state);

/* What becomes of it when its time has come. */
struct ho_case_over {
	enum ho_case_state to; /* HO_AT_STATES: where its facts lead */
	const char *reason;    /* why it stands there then; NULL: as before */
};
const struct ho_case_over *ho_case_over(int64_t state);

/* Has it not ended yet? */
bool ho_case_is_open(int64_t state);

/* --- facts: what is known, as bits ----------------------------------------- */
enum ho_case_fact {
	HO_IF_ACCEPT = 0x01,     /* the request's verdict is accept */
	HO_IF_CONFIRM = 0x02,    /* ... confirm */
	HO_IF_UNCLEAR = 0x04,    /* ... unclear; none of the three: refuse */
	HO_IF_STRANGER = 0x08,   /* refused only because it is not on file,
				    in an account that staff named */
	HO_IF_CONFIRMED = 0x10,  /* the word came back */
	HO_IF_APPROVAL = 0x20,   /* somebody else has to approve */
	HO_IF_APPROVED = 0x40,   /* ... and has */
	HO_IF_ALONE = 0x80,      /* there is nobody else: hold instead */
	HO_IF_HELD = 0x100,      /* ... and the time is over */
	HO_IF_CONTACT = 0x200,   /* it gives an address authority: time has to
				    pass in any case */
	HO_IF_NO_TICKET = 0x400, /* the ticket's key has not come back */
	HO_IF_HOLD = 0x800,      /* policy holds it, and the time is not over */
	HO_IF_NO_LEG = 0x1000,   /* the claim code goes to another contact than
				     the asker, and there is none */
};

/* Where a case with these facts stands.  0 is HO_AT_REFUSED. */
enum ho_case_state ho_case_next(unsigned facts);

/*
 * A second request about the same login while a case is open: does the new one
 * stand on firmer ground, so that the old one gives way?  A forged letter that
 * waits for its word must not lock out the signed one of the real contact.
 */
bool ho_case_gives_way(int64_t old_state, enum ho_case_state new_state);

/* --- acts: what may be done to a case, and when ---------------------------- */
enum ho_case_act {
	HO_ACT_CONFIRM = 1,
	HO_ACT_APPROVE,
	HO_ACT_ISSUE,
	HO_ACT_REFUSE,
	HO_ACT_FREEZE,
	HO_ACT_REVOKE,
	HO_ACT_COMPLETE,
	HO_ACT_REVERT, /* owner cases alone */
	HO_ACTS
};
bool ho_case_may(int64_t state, enum ho_case_act act);

/* --- the tables themselves, for who draws or models them ------------------- */

/* The first rule whose 'care' bits are exactly 'want' decides. */
struct ho_case_rule {
	unsigned care, want;
	enum ho_case_state then;
};
/* From 0; NULL past the last, and then it is HO_AT_REFUSED. */
const struct ho_case_rule *ho_case_rule_at(size_t i);

struct ho_case_doing {
	const char *word;
	const char *verb; /* of the desk, which has its roles; NULL: a sign-in */
	unsigned at;      /* states, as bits 1 << enum ho_case_state */
	enum ho_case_state to; /* HO_AT_STATES: where its facts lead */
};
/* NULL: no act. */
const struct ho_case_doing *ho_case_doing(enum ho_case_act act);

/* Of the fact 1 << bit; NULL past the last. */
const char *ho_case_fact_word(size_t bit);

/*
 * When an unclear letter is judged again: seconds after try number 'tries'
 * (1 is the first judgement) - 1, 5, 15 minutes, then hourly.
 */
int64_t ho_case_again_in(int64_t tries);

#endif
