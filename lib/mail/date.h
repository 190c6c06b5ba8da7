/*
 * lib/mail/date.h - the date-time of RFC 5322 section 3.3.
 *
 * Four digits of year, a zone of digits, or UT, GMT and the zones of North
 * America, which some mailers still write and which mean one thing only; the
 * military letters mean nothing any more and are refused.  The name of the day
 * must be one of the seven; whether it is the right one is not asked, for it
 * says nothing that the date does not.
 */
#ifndef HO_MAIL_DATE_H
#define HO_MAIL_DATE_H

#include "lib/base/err.h"
#include "lib/mail/lex.h"

/* Seconds since 1970-01-01 UTC.  HO_E_INPUT: no such date; *at is 0. */
int date_parse(struct lex value, int64_t *at);

#endif
