/*
 * handoverd/cases/inbox_work.h - what the files inbox_*.c share; nobody else
 * includes it.
 */
#ifndef HANDOVERD_INBOX_WORK_H
#define HANDOVERD_INBOX_WORK_H

#include "handoverd/cases/inbox.h"
#include "handoverd/sealed.h"

/* --- inbox_rows.c ------------------------------------------------------------ */
/* Where the octets of a row lie. */
struct sealed inbox_part(const struct ho_inbox *row, enum ho_octets_part part);
/* Is there an hour's room for another one that is held? */
int inbox_may_hold(struct tx *t, bool *may);
/* The row with its octets; where it is held, the oldest ones give way.  The
 * event is open. */
int inbox_put(struct tx *t, struct ho_inbox *row, const struct arrival *a);
/* Did it hold a word of a case that is open still?  As octets, or as the
 * evidence of another case, it would be there to read. */
int inbox_has_word(struct tx *t, const struct ho_inbox *row, bool *found);
/* Octets, facts and text go, the row stays: it was dropped.  Event open. */
int inbox_wipe(struct tx *t, const struct ho_inbox *row);
/* All of it goes.  Event open. */
int inbox_forget(struct tx *t, const struct ho_inbox *row);

/* --- inbox_case.c ------------------------------------------------------------ */
/* A case takes it: by a word that lives, or as a reply on its thread.  how gets
 * the word for the row's reason.  HO_E_NONE: none does. */
int inbox_by_word(struct tx *t, struct arrival *a, struct ho_inbox *row);
int inbox_as_reply(struct tx *t, struct arrival *a, struct ho_inbox *row);

/* The mail as if it had been given with a call of 'case VERB' by nobody at the
 * desk; its octets are the arrival's, so inbox_give_back() ends the call. */
struct call;
int inbox_borrow(struct call *c, const char *verb, struct arrival *a);
void inbox_give_back(struct call *c);
/* Which case do In-Reply-To and References name?  HO_E_NONE: none. */
int inbox_thread(struct tx *t, const struct ho_facts *f, struct ho_case *c);
/* It is that case's now; how: the word for the row's reason. */
void inbox_taken(
    struct ho_inbox *row, const struct ho_case *c, const char *how);

/* --- inbox_contact.c --------------------------------------------------------- */
/*
 * A signed mail of an address that comes on file confirms it.  HO_OK: its case
 * has taken the mail, or it has to be brought again (a->put_off).  HO_E_NONE:
 * it goes its way, whether it has confirmed or not.
 */
int inbox_by_contact(struct tx *t, struct arrival *a, struct ho_inbox *row);

#endif
