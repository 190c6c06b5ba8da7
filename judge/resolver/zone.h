/*
 * judge/resolver/zone.h - TXT records out of a file, in place of DNS.
 *
 * For tests, and for judging a letter again with the records of its day.  DNS
 * master-file lines (RFC 1035 section 5.1) of this much:
 *
 *	NAME [TTL] [IN] TXT STRING...
 *	NAME [TTL] [IN] CNAME NAME
 *
 * with `;` comments, quotes, \X and \DDD, and parentheses over several lines.
 * Names are absolute, with or without the last dot.  A string may be longer
 * than 255 octets: a record is its strings joined, and they would only be cut
 * to be joined again.  No $-directive, no @, no empty owner, no other type.
 */
#ifndef HO_RESOLVER_ZONE_H
#define HO_RESOLVER_ZONE_H

#include <stddef.h>

#include "judge/resolver/answer.h"

#define ZONE_MAX     ((size_t)4 << 20) /* octets of the file */
#define ZONE_RECORDS 10000

struct zone;

/*
 * Reads text of len octets.  HO_E_INPUT: `why` says what, with the line;
 * HO_E_NOMEM.  *z is NULL then.
 */
int zone_parse(
    struct zone **z, const char *text, size_t len, char *why, size_t cap);

/*
 * All records of name, in the order of the file.  A chain of CNAMEs is
 * followed 8 times; longer ones have failed.  Never secure.
 */
void zone_find(const struct zone *z, const char *name, struct answer *a);

void zone_free(struct zone **z);

#endif
