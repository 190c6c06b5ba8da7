/*
 * lib/mail/address.h - mailboxes, strictly for From and Sender, by the whole
 * of RFC 5322 for To and Cc.
 *
 * An address leaves here normalised: local part octet by octet as it stands,
 * domain as lower-case A-label (IDNA 2008 without mapping; RFC 5890, 5891).
 */
#ifndef HO_MAIL_ADDRESS_H
#define HO_MAIL_ADDRESS_H

#include "lib/base/err.h"
#include "lib/base/facts.h"
#include "lib/mail/lex.h"

/*
 * A domain, normalised: labels of letters, digits and hyphens, 63 octets
 * each, HO_NAME_MAX in all, no dot at either end.
 *
 * HO_E_INPUT: it is none, or only a mapping would make it one; out is "".
 */
int domain_normalise(struct span in, char out[static HO_NAME_MAX + 1]);

/*
 * Exactly one mailbox: "a@b", "Name <a@b>" and comments around them; nothing
 * inside the address, no obsolete form, no domain literal, no encoded word.
 *
 * HO_E_INPUT: it is none; out is "".
 */
int address_one(struct lex value, char out[static HO_ADDR_MAX + 1]);

/*
 * Adds the addresses of an address list; groups are opened, domain literals
 * and domains that are none are left out.
 *
 * HO_E_INPUT: it is no address list; nothing was added, for half a list is
 * a guess.  HO_E_LIMIT: they do not fit.
 */
int address_list(struct lex value, struct ho_addr_list *list);

#endif
