/*
 * lib/mail/marks.h - the marks of mailing lists and of programs that answer by
 * themselves (DESIGN section 6, rule 5).  Their absence proves nothing.
 */
#ifndef HO_MAIL_MARKS_H
#define HO_MAIL_MARKS_H

#include "lib/mail/header.h"

/* Sets facts->list_mark and automatic_mark to the first such field. */
void marks_find(const struct header *h, struct ho_facts *facts);

#endif
