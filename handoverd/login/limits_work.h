/*
 * handoverd/login/limits_work.h - what limits.c and limits_count.c share.
 */
#ifndef HANDOVERD_LIMITS_WORK_H
#define HANDOVERD_LIMITS_WORK_H

#include "handoverd/login/limits.h"
#include "lib/flow/limit.h"

/* Seconds and counts as the settings have them. */
struct ho_pauses limits_pauses(const struct tx *t);

/* Row id 0: nothing was wrong yet. HO_E_FORGED: see limits_may(). */
int limits_tally(
    struct tx *t, int64_t user, enum ho_tried what, struct ho_tally *tally);

/* Did this user sign in from here?  row: as it is, or as it would be put. */
int limits_is_seen(struct tx *t, const struct limit_who *who,
    struct ho_origin *row, bool *is_seen);

/* What is counted of many. */
struct limit_rule {
	enum ho_budget_kind kind;
	bool is_for_all; /* holds up who comes from a place of theirs too */
	bool (*counts)(const struct limit_who *who); /* NULL: always */
	int (*slot)(
	    const struct tx *t, const struct limit_who *who, int64_t *slot);
	size_t most; /* offset in struct ho_conf */
};
extern const struct limit_rule limit_rules[]; /* ends with kind 0 */

/* In a row, by slots: of names that are nobody's; of default passwords.  And
 * codes that a stranger had sent, in a day. */
extern const struct limit_rule limit_name, limit_default, limit_letters;

int64_t limits_most(const struct tx *t, const struct limit_rule *rule);

/* The row as it is, or as it would be put. */
int limits_budget(struct tx *t, const struct limit_rule *rule,
    const struct limit_who *who, enum ho_tried what, struct ho_budget *b);

#endif
