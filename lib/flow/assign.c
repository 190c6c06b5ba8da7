/* lib/flow/assign.c - after a default password: what is still to be asked. */
#include "lib/flow/assign.h"

#include <stddef.h>

#include "lib/flow/ask.h"

#define OWNER (1u << HO_ASK_OWNER)
#define RESET (1u << HO_ASK_RESET)

/* The first row of this kind of case whose fact is not known yet is next. */
static const struct need {
	unsigned kinds; /* 1 << enum ho_ask_for */
	unsigned fact;  /* any of these will do */
	enum ho_step ask;
} needs[] = {
	{ OWNER | RESET, HO_KNOWN_CLAIM, HO_STEP_CLAIM },
	{ OWNER, HO_KNOWN_CANDIDATE, HO_STEP_CANDIDATE },
	{ OWNER, HO_KNOWN_MAILBOX, HO_STEP_CANDIDATE_CODE },
	{ OWNER, HO_KNOWN_LOGIN, HO_STEP_NEW_LOGIN },
	{ OWNER, HO_KNOWN_PASSWORD | HO_KNOWN_KEEPS, HO_STEP_NEW_PASSWORD },
	{ OWNER, HO_KNOWN_AGAIN | HO_KNOWN_KEEPS, HO_STEP_AGAIN },
	/* a lost password drops no second factor in the same case */
	{ RESET, HO_KNOWN_FACTOR, HO_STEP_FACTOR },
	/* in a reset the password on file is the one that was lost */
	{ RESET, HO_KNOWN_PASSWORD, HO_STEP_NEW_PASSWORD },
	{ RESET, HO_KNOWN_AGAIN, HO_STEP_AGAIN },
};

enum ho_step
ho_flow_assign(int64_t what, unsigned known)
{
	if (what != HO_ASK_OWNER && what != HO_ASK_RESET)
		return HO_STEP_END;
	for (size_t i = 0; i < sizeof(needs) / sizeof(needs[0]); i++)
		if ((needs[i].kinds & 1u << what) != 0 &&
		    (known & needs[i].fact) == 0)
			return needs[i].ask;
	return HO_STEP_COMMIT;
}

/* NULL: they may. */
static const char *const why_not[HO_CANDIDATES] = {
	[HO_CANDIDATE_NOBODY] =
	    "There is no active user of this account with that login or "
	    "address, and it is not the registered contact.",
	[HO_CANDIDATE_DEPARTING] =
	    "That is the super-admin who is to be replaced. Name somebody "
	    "else.",
	[HO_CANDIDATE_NO_ADDRESS] =
	    "That user has no confirmed address to which a code could be "
	    "sent. Name somebody else.",
	[HO_CANDIDATE_SEVERAL] =
	    "More than one person is meant by that. Give a login or an "
	    "address that is theirs alone.",
	[HO_CANDIDATE_NO_USER] =
	    "There is no active user of this account with that login or "
	    "address.",
	[HO_CANDIDATE_NO_PASSWORD] =
	    "That user has no password yet, and could not sign in. Name "
	    "somebody else.",
};

bool
ho_candidate_may(enum ho_candidate who)
{
	return who == HO_CANDIDATE_USER || who == HO_CANDIDATE_CONTACT;
}

const char *
ho_candidate_text(enum ho_candidate who)
{
	if (ho_candidate_may(who))
		return NULL;
	if ((unsigned)who >= HO_CANDIDATES)
		who = HO_CANDIDATE_NOBODY;
	return why_not[who];
}

enum ho_candidate
ho_flow_candidate(const struct ho_candidate_is *is)
{
	if (!is->is_ours)
		return HO_CANDIDATE_NOBODY;
	if (is->is_super)
		return HO_CANDIDATE_DEPARTING;
	if (!is->is_active)
		return HO_CANDIDATE_NOBODY;
	return is->has_address ? HO_CANDIDATE_USER : HO_CANDIDATE_NO_ADDRESS;
}
