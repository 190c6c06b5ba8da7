/*
 * lib/flow/case.c - states, facts and acts of a case, as tables.
 */
#include "lib/flow/case.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/*
 * ground: how firmly the request stands that brought a case here; 0 where it
 * has ended.  The order is that of enum ho_case_state.
 */
static const struct state {
	const char *word;
	bool is_open;
	unsigned ground;
	const char *owed;
} states[HO_AT_STATES] = {
	[HO_AT_REFUSED] = { "refused", false, 0,
	    "Nothing is owed: it was refused." },
	[HO_AT_UNCLEAR] = { "unclear", true, 1,
	    "DNS owes an answer; the letter is judged again by itself." },
	[HO_AT_CONFIRM] = { "waiting-confirm", true, 2,
	    "The client owes the confirm word that was sent to the address on "
	    "file." },
	[HO_AT_PROOF] = { "waiting-proof", true, 1,
	    "The account manager owes proof that the sender belongs on file." },
	[HO_AT_APPROVAL] = { "waiting-approval", true, 3,
	    "An approver other than who opened it owes a look at the "
	    "evidence." },
	[HO_AT_HOLD] = { "holding", true, 3,
	    "Time has to pass, so that anybody affected can stop it." },
	[HO_AT_READY] = { "ready", true, 3,
	    "Support owes the default password: case issue." },
	[HO_AT_ISSUED] = { "issued", true, 3,
	    "The client owes the sign-in with the default password." },
	[HO_AT_DONE] = { "done", false, 0, "Nothing is owed: it is done." },
	[HO_AT_FROZEN] = { "frozen", false, 0,
	    "Nothing is owed: it was stopped." },
	[HO_AT_LAPSED] = { "lapsed", false, 0,
	    "Nothing is owed: what it waited for did not come in time." },
	[HO_AT_TICKET] = { "waiting-ticket", true, 3,
	    "The ticket system owes the ticket; until it exists no default "
	    "password is issued. It goes on by itself." },
	[HO_AT_LEG] = { "waiting-contact", true, 3,
	    "The account manager owes a second contact with authority: the "
	    "claim code goes to another one than asked. It goes on by "
	    "itself." },
	[HO_AT_WATCHED] = { "watched", true, 3,
	    "Nothing is owed: it is done, and whoever was told of it can still "
	    "stop it." },
};

/* The first row whose 'care' bits are exactly 'want' decides. */
static const struct rule {
	unsigned care;
	unsigned want;
	enum ho_case_state then;
} rules[] = {
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

static const unsigned acts[HO_ACTS] = {
	[HO_ACT_CONFIRM] = AT(CONFIRM),
	[HO_ACT_APPROVE] = AT(APPROVAL) | AT(HOLD),
	[HO_ACT_ISSUE] = AT(READY) | AT(ISSUED),
	[HO_ACT_REFUSE] = WAITING | AT(READY) | AT(ISSUED),
	[HO_ACT_FREEZE] = WAITING | AT(READY) | AT(ISSUED) | AT(WATCHED),
	[HO_ACT_REVOKE] = AT(ISSUED),
	[HO_ACT_COMPLETE] = AT(ISSUED),
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
	    (acts[act] & 1u << state) != 0;
}

int64_t
ho_case_again_in(int64_t tries)
{
	static const int64_t after[] = { 60, 300, 900 };

	if (tries < 1)
		tries = 1;
	return tries <= (int64_t)COUNT(after) ? after[tries - 1] : 3600;
}
