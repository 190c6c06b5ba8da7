/*
 * handoverd/cases/ticket.h - the case's record in the ticket system.
 *
 * It is in the store in any case: tables, every record sealed under the ticket
 * key with its row as associated data.  Where ticket-system names an outside
 * one, each act is a job of the courier too (post/jobs.h), and the ticket
 * exists, as law 1 has it, once that system's key has come back.
 *
 * All inside a transaction with an event open (tickets and records are guarded
 * rows).  Text of a record is UTF-8 with LF, or for "mail" the raw octets.
 */
#ifndef HANDOVERD_TICKET_H
#define HANDOVERD_TICKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "handoverd/writer.h"

struct ho_buf;
struct ho_secret;

/* Record kinds that code asks for by name. */
#define TICKET_MAIL "mail"
#define TICKET_VOID "void" /* what became of the credentials */
/* Who may read those. */
#define TICKET_READERS (HO_STAFF_SUPPORT | HO_STAFF_MANAGER | HO_STAFF_SECURITY)

/* Several cases may share a ticket, so the kind of a case's credentials bears
 * its reference: one case must neither show nor wipe another's. */
#define TICKET_KIND 33 /* octets of a kind, with NUL */
void ticket_credentials_kind(const char *ref, char kind[static TICKET_KIND]);
/* So does that of its letter's picture, a PNG. */
void ticket_snapshot_kind(const char *ref, char kind[static TICKET_KIND]);
/* ... or the sentence why there is none. */
void ticket_no_snapshot_kind(const char *ref, char kind[static TICKET_KIND]);

/* Words of a status beside those of a case. */
#define TICKET_GONE "gone" /* the outside system has none of that key */

/* A new ticket for the case (its ref, its row id); key: 65 octets. */
int ticket_open(struct tx *t, const struct ho_case *c, const char *subject,
    char key[static 65]);

/*
 * The ticket that staff named, for the case: one of ours, or with an outside
 * system one that is looked up there.  HO_E_NONE: there is none of that key.
 * HO_E_TAKEN: it is about another account.
 */
int ticket_use(struct tx *t, const char *named, const struct ho_case *c,
    char key[static 65]);

/* An outside ticket whose key has not come back; false for no ticket. */
bool ticket_is_owed(struct tx *t, const char *key);
/* It was looked up, and is not there. */
bool ticket_is_gone(struct tx *t, const char *key);
/* Its key as people know it: the outside one where there is one.  out. */
const char *ticket_shown(struct tx *t, const char *key, char out[static 65]);
/* A line or two about it and what the outside system is still owed. */
void ticket_tell(struct tx *t, const char *key, struct ho_buf *out);

/* Adds one record. */
int ticket_record(struct tx *t, const char *key, const char *kind,
    const void *text, size_t len);
/* The same where the text carries a default password. */
int ticket_record_secret(struct tx *t, const char *key, const char *kind,
    const struct ho_secret *text);

/* "open", "waiting", "done", "refused", "stopped", "lapsed" */
int ticket_status(struct tx *t, const char *key, const char *status);

/*
 * The credentials of the case 'ref' in the ticket are worth nothing any more:
 * their text is wiped, a record with 'why' takes their place.  None there is
 * fine.
 */
int ticket_void(struct tx *t, const char *key, const char *ref,
    const struct ho_secret *why);

/* --- the local system's reading side --------------------------------------- */
/* HO_E_NONE: there is none of that key. */
int ticket_find(struct tx *t, const char *key, struct ho_ticket *ticket);
/* Appends what one of its records (HO_Q_RECORDS_OF) says; not for those whose
 * kind is that of credentials. */
int ticket_text(struct tx *t, const struct ho_record *r, struct ho_buf *text);
/* The newest record of a kind whose text is still there; the caller frees.
 * HO_E_NONE: none. */
int ticket_read(struct tx *t, const char *key, const char *kind,
    struct ho_record *r, struct ho_secret **text);
/* The same where it is no secret: appends it. */
int ticket_read_plain(
    struct tx *t, const char *key, const char *kind, struct ho_buf *text);

#endif
