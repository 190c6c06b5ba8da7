/*
 * handoverd/cases/case_rejudge.h - do stored verdicts still follow from stored facts?
 *
 * A verdict is a row with a MAC, so nobody without the key has changed it; but
 * whether it was right can be asked again, years later and by newer code, for
 * octets and facts are kept with it, DNS answers among them.
 */
#ifndef HANDOVERD_CASE_REJUDGE_H
#define HANDOVERD_CASE_REJUDGE_H

#include <stdint.h>

#include "handoverd/writer.h"
#include "lib/audit/audit.h"

/*
 * For audit verify: every mail whose verdict gave something (accept, confirm).
 * Are octets and facts those that were stored, and do the facts, as of when it
 * was first seen, give a verdict as good?  Each that does not is a fault:
 *
 *	letter-gone   octets or facts are not what was stored
 *	verdict-other today's rules give less than what stands there
 *
 * What is no property of the letter is left out: who is on file today, and
 * whether policy takes unsigned mail.  Where the desk's addresses have changed
 * since, the rule about them too.  No child is started and DNS is not asked;
 * case verify --again reads the octets anew.
 *
 *   t        over a reader; t->a is not used
 *   letters  how many were looked at; faults counts on
 */
int rejudge_all(struct tx *t, const struct ho_audit_check *check,
    int64_t *letters, int64_t *faults);

#endif
