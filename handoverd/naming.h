/*
 * handoverd/naming.h - addresses, domains, logins and codes as people type
 * them, and as the store keeps them.
 *
 * Unlike a letter's (lib/mail: nothing is mapped there), what a person at the
 * desk types may be mapped: capitals, full-width letters, an ideographic full
 * stop become what they stand for, and the answer shows what was stored.  The
 * local part of an address is kept as it is, for only its own host knows what
 * its capitals mean.  Source: RFC 5321, RFC 5891 and UTS 46.
 *
 * Each returns HO_E_INPUT where it is none; out is then "", and why (may be
 * NULL) gets a whole sentence without its full stop.
 */
#ifndef HANDOVERD_NAMING_H
#define HANDOVERD_NAMING_H

#include <stdbool.h>

#include "lib/base/buf.h"
#include "lib/store/rows.h"

#define NAMING_ADDRESS sizeof(((struct ho_address *)0)->text)
#define NAMING_DOMAIN  sizeof(((struct ho_account *)0)->domain)
#define NAMING_LOGIN   sizeof(((struct ho_user *)0)->login)

/* "Jane@Example.ORG" is Jane@example.org: ASCII local part of at most 64
 * octets, no quotes; 254 octets in all (RFC 5321 section 4.5.3.1). */
int naming_address(
    const char *typed, char out[static NAMING_ADDRESS], struct ho_buf *why);

/* "+4915112345678", E.164 as it is written: a plus, 7 to 15 digits, the first
 * of them not 0; no blank and no dash.  Is it meant as one?  Whatever begins
 * with a plus and has no @. */
bool naming_is_mobile(const char *typed);
int naming_mobile(
    const char *typed, char out[static NAMING_ADDRESS], struct ho_buf *why);

/* One of the two. */
int naming_reach(
    const char *typed, char out[static NAMING_ADDRESS], struct ho_buf *why);

/* Two labels or more, lower-case A-labels, 253 octets. */
int naming_domain(
    const char *typed, char out[static NAMING_DOMAIN], struct ho_buf *why);

int naming_login(
    const char *typed, char out[static NAMING_LOGIN], struct ho_buf *why);

/* An account's code is kept as typed: letters, digits, . _ - in 64 octets, no
 * option (-rf), no path (..) and no case (HO-). */
int naming_code(const char *typed, struct ho_buf *why);

#endif
