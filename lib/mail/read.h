/*
 * lib/mail/read.h - the fields of a letter as facts (DESIGN section 6, rules
 * 2 to 6: who, to whom, when, which).
 */
#ifndef HO_MAIL_READ_H
#define HO_MAIL_READ_H

#include "lib/mail/header.h"

/* All but signatures and questions; returns what is wrong, if anything. */
struct fault read_facts(const struct header *h, struct ho_facts *facts);

#endif
