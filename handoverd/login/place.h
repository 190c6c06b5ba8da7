/*
 * handoverd/login/place.h - where somebody comes from.
 *
 * The address, where the service is configured as trusted to name it; else the
 * program itself: its uid and service.  IPv6 counts by the /64, of which one
 * person has all; IPv4 written as IPv6 is IPv4; any other text that the
 * program gives (a host's name) counts as it stands, without case.
 *
 * Kept is only a keyed hash: the store tells nobody's address.  Source: RFC
 * 4291 sections 2.5.4 and 2.5.5.2; RFC 6177 for the /64.
 */
#ifndef HANDOVERD_PLACE_H
#define HANDOVERD_PLACE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "lib/secret/mac.h"
#include "lib/wire/proto.h"

struct daemon;

struct place {
	bool is_address;
	char text[HO_LOGIN_NAME_MAX + 32]; /* one form for one place */
};

/* service: "" where the configuration names none; rhost: as claimed. */
void place_of(struct place *p, uid_t peer, const char *service, bool is_trusted,
    const char *rhost);

/* Keyed hash of the place for one user; 0: for nobody. HO_E_CRYPTO. */
int place_hash(const struct daemon *d, const struct place *p, int64_t user,
    uint8_t out[static HO_MAC_LEN]);

#endif
