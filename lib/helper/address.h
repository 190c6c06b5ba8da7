/*
 * lib/helper/address.h - an address to compare a letter's addresses with.
 *
 * For `handover mail check`, which has no store: the same form that facts
 * have (lib/base/facts.h), from what somebody typed.  Nothing is mapped: a
 * full-width letter is refused, not taken for its plain twin.
 */
#ifndef HO_HELPER_ADDRESS_H
#define HO_HELPER_ADDRESS_H

#include "lib/base/facts.h"

/*
 * Local part of at most 64 octets as it stands, domain as lower-case A-label
 * (IDNA 2008).  HO_E_INPUT: no such address; out is "".
 */
int ho_address_normalise(const char *typed, char out[static HO_ADDR_MAX + 1]);

#endif
