/*
 * handoverd/cases/case_kind.c - what one kind of case has of its own.
 */
#include "handoverd/cases/case_work.h"

/* The order is that of enum ho_case_kind. */
static const struct case_kind kinds[] = {
	{ .word = "unknown", .subject = "unknown" },
	[HO_CASE_OWNER] = { .word = "owner",
	    .subject = "new super-admin",
	    .is_held = true },
	[HO_CASE_RESET] = { .word = "reset",
	    .subject = "reset",
	    .is_users = true,
	    .is_held = true },
	[HO_CASE_CONTACT] = { .word = "contact", .subject = "address" },
	[HO_CASE_SEATS] = { .word = "seats",
	    .subject = "more users",
	    .unfit = seats_unfit,
	    .issue = seats_issue },
	[HO_CASE_RENAME] = { .word = "rename",
	    .subject = "another login name",
	    .is_users = true,
	    .is_held = true,
	    .tells_all = true,
	    .is_own = true,
	    .issue = rename_issue },
	[HO_CASE_FACTOR] = { .word = "factor",
	    .subject = "removal of an authenticator",
	    .is_users = true,
	    .is_held = true,
	    .unfit = removal_unfit,
	    .issue = removal_issue },
	[HO_CASE_UNLOCK] = { .word = "unlock",
	    .subject = "unlock",
	    .is_users = true,
	    .is_held = true,
	    .unfit = unlock_unfit,
	    .issue = unlock_issue },
};

const struct case_kind *
case_kind(int64_t kind)
{
	const int64_t n = sizeof(kinds) / sizeof(kinds[0]);

	return kind > 0 && kind < n && kinds[kind].word != NULL ? &kinds[kind]
								: &kinds[0];
}
