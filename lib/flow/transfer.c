/* lib/flow/transfer.c - a present super-admin hands over: what comes next. */
#include "lib/flow/transfer.h"

#include <stddef.h>

#include "lib/flow/assign.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* The first row whose fact is not known yet is next. */
static const struct need {
	unsigned fact;
	enum ho_step ask;
} needs[] = {
	{ HO_KNOWN_FACTOR, HO_STEP_OWN_CODE },
	{ HO_KNOWN_CANDIDATE, HO_STEP_SUCCESSOR },
	{ HO_KNOWN_MAILBOX, HO_STEP_SUCCESSOR_CODE },
};

enum ho_step
ho_flow_transfer(unsigned known)
{
	for (size_t i = 0; i < COUNT(needs); i++)
		if ((known & needs[i].fact) == 0)
			return needs[i].ask;
	return HO_STEP_COMMIT;
}

enum ho_transfer_bar
ho_flow_transfer_bar(const struct ho_transfer_is *is)
{
	if (!is->is_super)
		return HO_TRANSFER_NOT_THEIRS;
	if (is->is_alert)
		return HO_TRANSFER_ALERT;
	if (is->is_frozen)
		return HO_TRANSFER_FROZEN;
	return is->is_asked ? HO_TRANSFER_ASKED : HO_TRANSFER_FREE;
}

/* NULL: nothing is said. */
static const char *const why_not[] = {
	[HO_TRANSFER_ALERT] =
	    "The support desk has raised an alert: until it is over nobody "
	    "can hand over by themselves. Please ask the support desk.",
	[HO_TRANSFER_FROZEN] =
	    "This account was frozen lately, by somebody whom it concerns or by "
	    "the support desk: for a while nobody can hand over by themselves. "
	    "Please ask the support desk.",
	[HO_TRANSFER_ASKED] =
	    "Somebody else has asked for a new super-admin of this account: "
	    "until that is over nobody can hand over by themselves. Please "
	    "ask the support desk.",
};

const char *
ho_transfer_text(enum ho_transfer_bar bar)
{
	return (size_t)bar < COUNT(why_not) ? why_not[bar] : NULL;
}
