/*
 * lib/mail/words.h - a Subject as text (RFC 2047), for showing and answering.
 *
 * Knows UTF-8, US-ASCII, ISO-8859-1 and windows-1252; an encoded word in any
 * other charset stays as it was written.  What is not UTF-8 after decoding
 * becomes U+FFFD; controls, bidi and invisible characters become <U+XXXX>.  Only
 * what makes no letter look like another goes: joiners and variation selectors.
 */
#ifndef HO_MAIL_WORDS_H
#define HO_MAIL_WORDS_H

#include "lib/base/facts.h"
#include "lib/mail/lex.h"

/* One line of UTF-8, cut between two characters; "" where memory fails. */
void words_decode(struct lex value, char out[static HO_SUBJECT_MAX + 1]);

#endif
