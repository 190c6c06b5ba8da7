/*
 * handoverd/login/rule.h - the facts of a second factor's rule.
 *
 * What follows from them lib/flow/rule.h says.  All inside a transaction.
 */
#ifndef HANDOVERD_RULE_H
#define HANDOVERD_RULE_H

#include <stdbool.h>
#include <stdint.h>

#include "handoverd/writer.h"
#include "lib/flow/rule.h"
#include "lib/store/rows.h"

struct ho_event;

/*
 * Of this user at a service that takes 'kinds' for a code and sends the 'sent'
 * ones of them (bits of enum ho_otp_counts).  user 0, nobody: no rule binds,
 * and it takes as long.
 */
int rule_read(
    struct tx *t, int64_t user, int kinds, int sent, struct ho_rule *r);

/* Inside an open event: the grace of this user begins now, unless it has. */
int rule_begin(struct tx *t, int64_t user, bool *is_new);

/* Behind it: the user is told until when, at their address on file if there
 * is one. */
int rule_tell(struct tx *t, int64_t user, int64_t until);

/*
 * Is a rule in force for anybody?  Any thread; an account's own is known once
 * rule_start() ran in the writer's, or a verb set it there (rule_set).
 */
bool rule_in_force(const struct daemon *d);
int rule_start(struct tx *t);
void rule_set(struct tx *t);

#endif
