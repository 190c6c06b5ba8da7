/*
 * handoverd/cases/case.h - what the login conversation may do to a case.
 *
 * Everything else about cases is behind the desk's verbs (verbs_case.c) and
 * the clock (case_timed.c).  All inside a transaction.
 */
#ifndef HANDOVERD_CASE_H
#define HANDOVERD_CASE_H

#include <stdint.h>

#include "handoverd/writer.h"

/*
 * The default password did its work: the event 'event' (HO_CASE_OWNER:
 * "owner.assigned", HO_CASE_RESET: "user.reset") is open in ev, the rows of
 * the assignment are put by the caller; this closes the case, marks the
 * ticket's record of the credentials as spent, voids stop words and codes,
 * and tells everyone affected that it is done.
 */
int case_complete(
    struct tx *t, struct ho_event *ev, int64_t case_id, const char *new_login);

/*
 * HO_CASE_RENAME: its user has chosen.  The event "login.renamed" is open in
 * ev, permission, names and user are put by the caller; this closes the case,
 * voids stop words and tells everyone affected.  HO_E_NONE: not where that can
 * be done.
 */
int case_renamed(
    struct tx *t, struct ho_event *ev, int64_t case_id, const char *former);

/*
 * The default password was tried where it cannot work ('service' is known to
 * the configuration or ""): the case shows it.  Makes its own event.
 */
int case_tried_elsewhere(
    struct tx *t, int64_t credential_id, const char *service);

/* The open case in which a new super-admin is asked for in this one's place;
 * no stranger's letter that waits for proof.  HO_E_NONE: there is none. */
int case_owner_asked(struct tx *t, int64_t user_id, int64_t *case_id);

/*
 * The super-admin has handed over by themselves: the rows are put, the event
 * is open in ev.  What an admin had asked for about the new one ends (a request
 * never reaches higher than its sender, law 12), and everyone affected by a new
 * super-admin is told.
 */
int case_handed_over(struct tx *t, struct ho_event *ev,
    const struct ho_account *account, const struct ho_user *former);

/*
 * The departed owner signed in while their own owner case is open: the case is
 * frozen (DESIGN section 5, Stop).  HO_E_NONE: there was none to freeze.
 */
int case_owner_signed_in(struct tx *t, int64_t user_id);

#endif
