/*
 * lib/mail/align.h - does a signing domain speak for the From domain?
 * (DESIGN section 6, rule 7; RFC 7489 section 3.1 and 6.6.3, adkim only)
 */
#ifndef HO_MAIL_ALIGN_H
#define HO_MAIL_ALIGN_H

#include "lib/mail/mail.h"

enum relation {
	RELATION_FOREIGN = 0,
	RELATION_SAME,
	RELATION_RELATED, /* above or below, one organisation: adkim decides */
};

/* Both normalised (lower-case A-labels). */
enum relation align_relation(
    const struct ho_suffixes *s, const char *from, const char *d);

/* The organisational domain, or NULL; points into domain. */
const char *align_organisation(const struct ho_suffixes *s, const char *domain);

enum adkim {
	ADKIM_STRICT = 0,
	ADKIM_RELAXED,
	ADKIM_UNCLEAR, /* DNS did not tell */
};

/*
 * What the policies say: own is that of the From domain, org that of its
 * organisational domain, or NULL where they are the same name.  A policy
 * that cannot be understood is strict.
 */
enum adkim align_policy(
    const struct ho_txt_answer *own, const struct ho_txt_answer *org);

#endif
