/*
 * lib/flow/transfer.h - a present super-admin hands over: may it be, and what
 * is still to be asked.
 *
 * Pure: facts in, an answer out.  What is known already is not asked again.
 * Source: DESIGN section 5, "Self-service".
 */
#ifndef HO_FLOW_TRANSFER_H
#define HO_FLOW_TRANSFER_H

#include <stdbool.h>

#include "lib/flow/login.h"

/* known: bits of enum ho_known (assign.h); of them HO_KNOWN_FACTOR says that a
 * second leg of the super-admin's own was right. */
enum ho_step ho_flow_transfer(unsigned known);

/* The account, as it is now. */
struct ho_transfer_is {
	bool is_super;  /* who asks is its super-admin */
	bool is_alert;  /* an alert is raised at the desk */
	bool is_frozen; /* it was, lately, or a case of it was stopped */
	bool is_asked;  /* a case asks for another super-admin */
};

enum ho_transfer_bar {
	HO_TRANSFER_NOT_THEIRS = 0, /* refused like a wrong password */
	HO_TRANSFER_ALERT,
	HO_TRANSFER_FROZEN,
	HO_TRANSFER_ASKED,
	HO_TRANSFER_FREE = 0x41c6 /* nothing stands in the way */
};

/*
 * While somebody disputes who the super-admin should be, the role does not
 * move by one person's word: a second person at the desk looks at it.
 */
enum ho_transfer_bar ho_flow_transfer_bar(const struct ho_transfer_is *is);

/* Why not, for who has proven to be the super-admin; NULL where there is
 * nothing to say to them. */
const char *ho_transfer_text(enum ho_transfer_bar bar);

#endif
