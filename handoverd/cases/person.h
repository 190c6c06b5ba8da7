/*
 * handoverd/cases/person.h - what one member of staff must not do alone, or so
 * often.
 *
 * Each refuses with a word that the log hears of too (call_note()).  Whatever
 * goes on by itself is nobody's, and is not refused here.
 */
#ifndef HANDOVERD_PERSON_H
#define HANDOVERD_PERSON_H

#include "handoverd/cases/case_work.h"

#define PERSON_DAY  (24 * 3600)     /* seconds in which cases-a-day counts */
#define PERSON_WEEK (7 * 24 * 3600) /* ... owner-cases-a-week */

/* Is the account marked as their own?  "own-account", exit 1. */
int person_owns(
    struct tx *t, struct call *call, const struct ho_account *account);

/* One more case of this kind by whoever calls?  "too-many-cases", exit 1. */
int person_may_open(struct tx *t, struct call *call, int64_t kind);

/* How many they opened within the last day, and owner cases of the week. */
int person_cases(
    struct tx *t, const struct ho_staff *who, int64_t *day, int64_t *week);

#endif
