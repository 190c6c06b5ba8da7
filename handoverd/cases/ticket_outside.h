/*
 * handoverd/cases/ticket_outside.h - what an outside ticket system is to be
 * told of the tickets and records in the store.
 *
 * Of the ticket_*.c files alone; the others know ticket.h.  All inside a
 * transaction with an event open.  Nothing is done where ticket-system is
 * local, and for a ticket that was opened while it was.
 */
#ifndef HANDOVERD_TICKET_OUTSIDE_H
#define HANDOVERD_TICKET_OUTSIDE_H

#include "handoverd/writer.h"

struct ho_buf;
struct ho_secret;

/* Puts a new ticket of the case, and the job to create it, or to look up the
 * one that staff named (named "": none); then it is linked to what the account
 * had before. */
int ticket_begin_outside(struct tx *t, struct ho_ticket *ticket,
    const struct ho_case *c, const char *named);
/* A record that was put. */
int ticket_record_outside(
    struct tx *t, const struct ho_ticket *ticket, const struct ho_record *r);
/* The ticket has another status. */
int ticket_status_outside(struct tx *t, const struct ho_ticket *ticket);

/* --- what a job says (post/jobs.c) ------------------------------------------- */
#define TICKET_MARK 65 /* octets of a mark, with NUL */
#define TICKET_NAME 65 /* octets of a file's name, with NUL */

/* By which a ticket (r NULL) or a record is known there, and nothing else. */
int ticket_mark(struct tx *t, const struct ho_ticket *ticket,
    const struct ho_record *r, char mark[static TICKET_MARK]);
/* The file that a record becomes. */
void ticket_file_name(const struct ho_record *r, char name[static TICKET_NAME]);
const char *ticket_file_type(const struct ho_record *r);
/* Its octets: into text where they are credentials, else into plain.
 * HO_E_NONE: they were wiped. */
int ticket_octets(struct tx *t, const struct ho_record *r,
    struct ho_secret **text, struct ho_buf *plain);
/* What a new ticket says: its first record. */
int ticket_first(
    struct tx *t, const struct ho_ticket *ticket, struct ho_record *r);

/* The system of the configuration as a ticket has it; "" local. */
const char *ticket_system(const struct daemon *d);

#endif
