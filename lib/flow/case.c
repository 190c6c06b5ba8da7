/*
 * lib/flow/case.c - states, facts and acts of a case, as tables.
 */
#include "lib/flow/case.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/*
 * ground: how firmly the request stands that brought a case here; 0 where it
 * has ended.  debtor: who has the next step, a role or roles where it is
 * staff's.  again: what is looked for by itself meanwhile, and brings it back
 * to its facts.  over: where it goes when its time has come.  paste: what staff can
 * tell the client, who may be a stranger: never who is on file; "" where the
 * reason has a text of its own.  The order is that of enum ho_case_state.
 */
static const struct state {
	const char *word;
	bool is_open;
	unsigned ground;
	const char *debtor;
	const char *again;
	const char *owed;
	struct ho_case_over over;
	const char *paste;
} states[HO_AT_STATES] = {
	[HO_AT_REFUSED] = { "refused", false, 0, "nobody", NULL,
	    "Nothing is owed: it was refused.", { HO_AT_REFUSED, NULL }, "" },
	[HO_AT_UNCLEAR] = { "unclear", true, 1, "dns", "judged again",
	    "DNS owes an answer; the letter is judged again by itself.",
	    { HO_AT_LAPSED, "unclear-lapsed" },
	    "Your request has arrived and is being checked. There is nothing "
	    "to do for you." },
	[HO_AT_CONFIRM] = { "waiting-confirm", true, 2, "client", NULL,
	    "The client owes the confirm word that was sent to the address on "
	    "file.",
	    { HO_AT_LAPSED, "confirm-lapsed" },
	    "Your request has arrived. A message went to the address that we "
	    "have on file; please answer it as it says, then it goes on by "
	    "itself." },
	[HO_AT_PROOF] = { "waiting-proof", true, 1, "manager", "on file",
	    "The account manager owes proof that the sender belongs on file.",
	    { HO_AT_LAPSED, "proof-lapsed" }, "" },
	[HO_AT_APPROVAL] = { "waiting-approval", true, 3, "approver", NULL,
	    "An approver other than who opened it owes a look at the "
	    "evidence: case show, then case approve.",
	    { HO_AT_LAPSED, "approval-lapsed" },
	    "Your request is good, and a second person here looks at it before "
	    "it goes on." },
	[HO_AT_HOLD] = { "holding", true, 3, "nobody", NULL,
	    "Time has to pass, so that anybody affected can stop it.",
	    { HO_AT_STATES, NULL },
	    "Your request is good. It waits a while, so that whoever it "
	    "concerns can object, and goes on by itself." },
	[HO_AT_READY] = { "ready", true, 3, "support", NULL,
	    "Support owes what was asked for: case issue.",
	    { HO_AT_LAPSED, "not-issued" },
	    "Your request is good, and we send you the way to sign in next." },
	[HO_AT_ISSUED] = { "issued", true, 3, "client", NULL,
	    "The client owes the sign-in with what was issued.",
	    { HO_AT_READY, "password-expired" },
	    "The way to sign in was sent to the address that we have on file. "
	    "Please follow that message while it is good." },
	[HO_AT_DONE] = { "done", false, 0, "nobody", NULL,
	    "Nothing is owed: it is done.", { HO_AT_DONE, NULL },
	    "Your request is done." },
	[HO_AT_FROZEN] = { "frozen", false, 0, "nobody", NULL,
	    "Nothing is owed: it was stopped.", { HO_AT_FROZEN, NULL }, "" },
	[HO_AT_LAPSED] = { "lapsed", false, 0, "nobody", NULL,
	    "Nothing is owed: what it waited for did not come in time.",
	    { HO_AT_LAPSED, NULL }, "" },
	[HO_AT_TICKET] = { "waiting-ticket", true, 3, "ticket-system",
	    "the ticket is there",
	    "The ticket system owes the ticket; until it exists no default "
	    "password is issued. It goes on by itself.",
	    { HO_AT_LAPSED, "ticket-lapsed" },
	    "Your request is good, and goes on by itself in a moment." },
	[HO_AT_LEG] = { "waiting-contact", true, 3, "manager",
	    "a second contact",
	    "The account manager owes a second contact with authority, or a "
	    "mobile: the claim code goes there. It goes on by itself.",
	    { HO_AT_LAPSED, "no-other-contact" },
	    "Your request is good. It needs a second contact of your account "
	    "on our file; your account manager knows how to register one." },
	[HO_AT_REVERTED] = { "reverted", false, 0, "nobody", NULL,
	    "Nothing is owed: it was undone. Nobody is super-admin who can "
	    "sign in until a new request has named somebody.",
	    { HO_AT_REVERTED, NULL }, "" },
	[HO_AT_WATCHED] = { "watched", true, 3, "nobody", NULL,
	    "Nothing is owed: it is done, and whoever was told of it can still "
	    "stop it.",
	    { HO_AT_DONE, NULL }, "Your request is done." },
};

/* The first row whose 'care' bits are exactly 'want' decides. */
static const struct ho_case_rule rules[] = {
	{ HO_IF_ACCEPT | HO_IF_CONFIRM | HO_IF_UNCLEAR | HO_IF_STRANGER,
	    HO_IF_STRANGER, HO_AT_PROOF },
	{ HO_IF_ACCEPT | HO_IF_CONFIRM | HO_IF_UNCLEAR, 0, HO_AT_REFUSED },
	{ HO_IF_UNCLEAR, HO_IF_UNCLEAR, HO_AT_UNCLEAR },
	{ HO_IF_CONFIRM | HO_IF_CONFIRMED, HO_IF_CONFIRM, HO_AT_CONFIRM },
	/* From here on it is proven: accepted, or confirmed. */
	{ HO_IF_APPROVAL | HO_IF_APPROVED | HO_IF_ALONE, HO_IF_APPROVAL,
	    HO_AT_APPROVAL },
	{ HO_IF_APPROVAL | HO_IF_APPROVED | HO_IF_ALONE | HO_IF_HELD,
	    HO_IF_APPROVAL | HO_IF_ALONE, HO_AT_HOLD },
	/* An address cools down, and then it has authority, no password. */
	{ HO_IF_CONTACT | HO_IF_HELD, HO_IF_CONTACT, HO_AT_HOLD },
	{ HO_IF_CONTACT, HO_IF_CONTACT, HO_AT_WATCHED },
	/* Everyone affected has been told, and has time to stop it. */
	{ HO_IF_HOLD, HO_IF_HOLD, HO_AT_HOLD },
	{ HO_IF_NO_LEG, HO_IF_NO_LEG, HO_AT_LEG },
	/* Law 1: a ticket is one that exists. */
	{ HO_IF_NO_TICKET, HO_IF_NO_TICKET, HO_AT_TICKET },
	{ HO_IF_ACCEPT, HO_IF_ACCEPT, HO_AT_READY },
	{ HO_IF_CONFIRM | HO_IF_CONFIRMED, HO_IF_CONFIRM | HO_IF_CONFIRMED,
	    HO_AT_READY },
};

#define AT(x) (1u << HO_AT_##x)
#define WAITING                                                            \
	(AT(UNCLEAR) | AT(CONFIRM) | AT(PROOF) | AT(APPROVAL) | AT(HOLD) | \
	    AT(LEG) | AT(TICKET))

static const struct ho_case_doing acts[HO_ACTS] = {
	[HO_ACT_CONFIRM] = { "confirm", "case confirm", AT(CONFIRM),
	    HO_AT_STATES },
	[HO_ACT_APPROVE] = { "approve", "case approve", AT(APPROVAL) | AT(HOLD),
	    HO_AT_STATES },
	[HO_ACT_ISSUE] = { "issue", "case issue", AT(READY) | AT(ISSUED),
	    HO_AT_ISSUED },
	[HO_ACT_REFUSE] = { "refuse", "case refuse",
	    WAITING | AT(READY) | AT(ISSUED), HO_AT_REFUSED },
	[HO_ACT_FREEZE] = { "freeze", "case freeze",
	    WAITING | AT(READY) | AT(ISSUED) | AT(WATCHED), HO_AT_FROZEN },
	[HO_ACT_REVOKE] = { "revoke", "case revoke", AT(ISSUED), HO_AT_READY },
	[HO_ACT_COMPLETE] = { "sign-in", NULL, AT(ISSUED), HO_AT_DONE },
	[HO_ACT_REVERT] = { "revert", "case revert", AT(DONE), HO_AT_REVERTED },
};

/* In the order of their bits. */
static const char *const facts_words[] = {
	"accepted",
	"to confirm",
	"unclear",
	"a stranger",
	"word came back",
	"approval asked",
	"approved",
	"nobody else",
	"time passed",
	"an address",
	"no ticket",
	"held by policy",
	"no second contact",
};

static const struct state *
state_of(int64_t state)
{
	if (state < 0 || state >= HO_AT_STATES)
		state = HO_AT_REFUSED;
	return &states[state];
}

const char *
ho_case_word(int64_t state)
{
	return state_of(state)->word;
}

const char *
ho_case_owed(int64_t state)
{
	return state_of(state)->owed;
}

bool
ho_case_is_open(int64_t state)
{
	return state_of(state)->is_open;
}

enum ho_case_state
ho_case_next(unsigned facts)
{
	for (size_t i = 0; i < COUNT(rules); i++)
		if ((facts & rules[i].care) == rules[i].want)
			return rules[i].then;
	return HO_AT_REFUSED;
}

bool
ho_case_gives_way(int64_t old_state, enum ho_case_state new_state)
{
	return state_of(old_state)->is_open &&
	    state_of(new_state)->ground > state_of(old_state)->ground;
}

bool
ho_case_may(int64_t state, enum ho_case_act act)
{
	return state >= 0 && state < HO_AT_STATES && act > 0 && act < HO_ACTS &&
	    (acts[act].at & 1u << state) != 0;
}

const char *
ho_case_debtor(int64_t state)
{
	return state_of(state)->debtor;
}

const char *
ho_case_paste(int64_t state)
{
	return state_of(state)->paste;
}

const char *
ho_case_again(int64_t state)
{
	return state_of(state)->again;
}

const struct ho_case_over *
ho_case_over(int64_t state)
{
	return &state_of(state)->over;
}

const struct ho_case_rule *
ho_case_rule_at(size_t i)
{
	return i < COUNT(rules) ? &rules[i] : NULL;
}

const struct ho_case_doing *
ho_case_doing(enum ho_case_act act)
{
	return act > 0 && act < HO_ACTS ? &acts[act] : NULL;
}

const char *
ho_case_fact_word(size_t bit)
{
	return bit < COUNT(facts_words) ? facts_words[bit] : NULL;
}

int64_t
ho_case_again_in(int64_t tries)
{
	static const int64_t after[] = { 60, 300, 900 };

	if (tries < 1)
		tries = 1;
	return tries <= (int64_t)COUNT(after) ? after[tries - 1] : 3600;
}
