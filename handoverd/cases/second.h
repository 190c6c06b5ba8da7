/*
 * handoverd/cases/second.h - when a case needs a second person, and who can be
 * one.
 *
 * Approval is asked for by the setting, by an alert, by a stop before, or by
 * the kind of case.  approval = owner binds from the moment two approvers have
 * stood for 24 h, and for good: whoever removes an approver does not remove
 * the rule, only configuration does.  Where nobody else is left a hold of 24 h
 * takes the place of the approval.  An approver counts 24 h after getting the
 * role, so that a second person cannot be made up on the spot.
 *
 * What binds, and the alert, stand in the row HO_DESK, under its MAC.  Where
 * that row is dead an alert counts as raised and the setting as binding.
 * Source: DESIGN section 5.  All inside a transaction.
 */
#ifndef HANDOVERD_SECOND_H
#define HANDOVERD_SECOND_H

#include <stdbool.h>

#include "handoverd/cases/case_work.h"

#define SECOND_STANDS (24 * 3600) /* seconds until an approver counts */

/* The desk's row.  row.id 0: it is dead, and all holds that it could ask. */
void second_desk(struct tx *t, struct ho_desk *desk);

/* Does this one count as an approver now? */
bool second_stands(const struct tx *t, const struct ho_staff *who);

/* How many do. */
int second_count(struct tx *t, int *standing);

/* Does approval = owner bind?  Only asked where that is the setting. */
int second_binds(struct tx *t, bool *binds);

/* On a clock: writes down that it binds from now on, with an event. */
int second_tick(struct tx *t);

/* What is known of it, as enum ho_case_fact. */
int second_facts(struct work *w, unsigned *facts);

/* Writes down that whoever looks was shown the evidence; *was: that it is
 * written, now or before.  Not where there is nothing to be seen yet: a letter
 * that is not drawn, a document that is not fetched (--letter). */
int second_shown(struct work *w, bool *was);

/* May this person approve it now?  Refuses, and says why not. */
int second_may(struct work *w);

#endif
