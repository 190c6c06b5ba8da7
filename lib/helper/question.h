/*
 * lib/helper/question.h - the names that may be asked for, and by whom.
 *
 * The judge reads hostile letters and may be taken over; DNS questions are
 * then its only way to tell anybody anything.  So both the carrier and the
 * resolver ask here, and what is no key or policy name is refused.
 */
#ifndef HO_HELPER_QUESTION_H
#define HO_HELPER_QUESTION_H

#include <stdbool.h>

#define HO_QUESTION_MAX   253   /* octets of a name, without a trailing dot */
#define HO_ANSWER_RECORDS 32    /* in one answer; with more it has failed */
#define HO_ANSWER_OCTETS  16384 /* of all records of one answer, likewise */

/*
 * Is name `SELECTOR._domainkey.DOMAIN` or `_dmarc.DOMAIN`?
 *
 * Labels of 1 to 63 letters, digits, hyphens and underscores (RFC 1035,
 * RFC 6376 section 3.6.2.1), at most HO_QUESTION_MAX octets, no trailing dot;
 * domains as A-labels; neither marker inside DOMAIN.
 */
bool ho_question_allowed(const char *name);

#endif
