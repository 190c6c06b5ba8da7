/*
 * lib/helper/kept.h - what DNS said about a letter, from its kept facts.
 *
 * So that a letter can be judged again offline, years later, by the records of
 * its day: keys are changed and policies too.
 */
#ifndef HO_HELPER_KEPT_H
#define HO_HELPER_KEPT_H

#include "lib/base/buf.h"
#include "lib/base/facts.h"

/* The answer about name; NULL: that was not asked. */
const struct ho_txt_answer *ho_kept_find(
    const struct ho_facts *kept, const char *name);

/*
 * Its records as a message of the resolver, appended to out.  Of an answer
 * that was cut none were kept: as many come out, too long to fit again, so
 * that the judge finds what it found then.  HO_E_NOMEM.
 */
int ho_kept_message(const struct ho_txt_answer *then, struct ho_buf *out);

#endif
