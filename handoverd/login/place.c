/* handoverd/login/place.c - where somebody comes from. */
#include "handoverd/login/place.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "handoverd/daemon.h"

#define PREFIX_OCTETS 8 /* of an IPv6 address: /64 */

static void
say_ipv6(struct place *p, const uint8_t addr[16])
{
	static const uint8_t mapped[12] = { [10] = 0xff, [11] = 0xff };
	char text[INET6_ADDRSTRLEN];
	struct in6_addr net = { 0 };

	if (memcmp(addr, mapped, sizeof(mapped)) == 0) {
		inet_ntop(AF_INET, addr + 12, text, sizeof(text));
	} else {
		memcpy(&net, addr, PREFIX_OCTETS);
		inet_ntop(AF_INET6, &net, text, sizeof(text));
	}
	snprintf(p->text, sizeof(p->text), "address %s", text);
}

static void
say_address(struct place *p, const char *rhost)
{
	uint8_t addr[16];
	size_t n;

	p->is_address = true;
	if (inet_pton(AF_INET6, rhost, addr) == 1) {
		say_ipv6(p, addr);
		return;
	}
	n = (size_t)snprintf(p->text, sizeof(p->text), "address %s", rhost);
	for (size_t i = 0; i < n && i < sizeof(p->text); i++)
		p->text[i] = (char)tolower((unsigned char)p->text[i]);
}

void
place_of(struct place *p, uid_t peer, const char *service, bool is_trusted,
    const char *rhost)
{
	*p = (struct place){ .is_address = false };
	if (is_trusted && rhost[0] != '\0')
		say_address(p, rhost);
	else
		snprintf(p->text, sizeof(p->text), "peer %u %s", (unsigned)peer,
		    service);
}

int
place_hash(const struct daemon *d, const struct place *p, int64_t user,
    uint8_t out[static HO_MAC_LEN])
{
	char text[sizeof(p->text) + 40];
	int n = snprintf(
	    text, sizeof(text), "place %lld %s", (long long)user, p->text);

	return ho_mac(
	    ho_keys_get(d->keys, HO_KEY_ACCOUNT_FOLD, 0), text, (size_t)n, out);
}
