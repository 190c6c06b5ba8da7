/*
 * handoverd/cases/contact.h - an address comes on file after its account did.
 *
 * Law 12: whoever brings it, such an address gets authority only once a word
 * came back from it (or a mail of its own was accepted) and the cool-down is
 * over.  So each has a case of its own (HO_CASE_CONTACT): a ticket, the proof
 * as evidence, a word to the address, a stop word to everybody who is on file.
 * A contact can ask for a new super-admin, so a second person has to approve
 * it; a plain user's own address speaks for that user only.
 *
 * Inside a transaction, no event open.
 */
#ifndef HANDOVERD_CONTACT_H
#define HANDOVERD_CONTACT_H

#include "handoverd/desk/verb.h"

struct contact_wish {
	const struct ho_account *account;
	int64_t user;     /* whose own address it is; 0: a contact */
	const char *text; /* normalised (naming.h) */
	int64_t replaces; /* the contact whose place it takes, or 0 */

	const struct ho_buf *proof; /* a document; NULL: there is none */
	const char *proof_kind;     /* "letterhead"; NULL without a proof */
	const char *reason;         /* why, in the manager's words, or NULL */
};

/*
 * Puts the address, opens its case, tells everyone; one event, named 'event'.
 * The answer gets the address and the case.  Refuses (exit 1) what is there
 * already ("address-taken") and the desk's own address ("desk-address").
 *
 * A contact besides: the own address of an owner or admin who has left
 * ("departed-owner"); any while another case of the account is open
 * ("case-open"), but for those that wait for exactly the new address, for
 * changes that are done and only watched, unless it is 'replaces' itself that
 * is, and - where this one replaces none - for other addresses that come on
 * file and a case that waits for a second contact;
 * and a stranger whose request waits for proof where none is given
 * ("no-proof").
 */
int contact_open(struct tx *t, struct call *c, const char *event,
    const struct contact_wish *wish);

#endif
