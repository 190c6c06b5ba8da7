/*
 * handoverd/desk/import.h - accounts out of a file, between the files that do
 * it: import_line.c reads a line, import_read.c an account, import_check.c
 * compares it with the store, import_put.c writes it, verbs_import.c goes over
 * the file.
 *
 * The file is lines of JSON: an account, then each of its users, then the next
 * account; handover(8), IMPORT, has the members.  A request carries whole
 * accounts, at most HO_LETTER_MAX octets of them, and is one commit: all of
 * them or none, unless bad ones may be left out.  An account whose code is on
 * file stays as it is, so that a file can be given again.
 *
 * What reads has no transaction, and runs in another thread than what writes:
 * an account goes from one to the other and back (import_ahead.h).
 */
#ifndef HANDOVERD_IMPORT_H
#define HANDOVERD_IMPORT_H

#include "handoverd/desk/people.h"
#include "handoverd/naming.h"

#define IMPORT_ADDRESSES 32  /* of an account, of a user */
#define IMPORT_TOLD      200 /* faults told of one request */

struct import_user {
	json_t *line;  /* owned; name, hash and addresses lie in it */
	size_t number; /* of the line, from 1 */
	char login[NAMING_LOGIN];
	int64_t role; /* enum ho_role */
	bool is_super_admin, is_active;
};

struct import_fault {
	size_t number;      /* of the line, from 1 */
	struct ho_buf text; /* owned */
};

/* Zeroed: nothing was read yet. */
struct import_account {
	json_t *line; /* owned; NULL: lines that belong to no account */
	size_t number;
	char domain[NAMING_DOMAIN];
	size_t announced; /* users that shall follow */
	struct import_user *user;
	size_t users, room;
	struct import_fault *fault; /* the first IMPORT_TOLD of them */
	size_t faults;              /* 0: it is good */
};

/* Accounts of a text, one after the other. */
struct import_reader {
	const struct ho_conf *conf; /* borrowed, as is text */
	const char *text;
	size_t len;    /* octets that are not read yet */
	size_t number; /* lines that are */
	json_t *kept;  /* the line that ended the account before */
};

/* --- reading --------------------------------------------------------------- */

/* One line of the account is wrong.  number 0: the account's own.
 * HO_E_NOMEM. */
int import_fault(struct import_account *a, size_t number, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* The line of JSON (owned by a from then on) is the account's, or that of a
 * user of it; what is wrong with it becomes a fault.  HO_E_NOMEM. */
int import_read_account(struct import_account *a, const struct ho_conf *conf,
    json_t *line, size_t number);
int import_read_user(struct import_account *a, const struct ho_conf *conf,
    json_t *line, size_t number);

const char *import_text(const json_t *line, const char *member); /* or NULL */

/* An ahead_source's: a struct import_reader gives a struct import_account. */
int import_read(void *reader, void **account, size_t *lines);
void import_free(void *account); /* wiped: see desk.c */

/* --- writing --------------------------------------------------------------- */

struct import {
	struct tx *t;
	struct call *c;
	struct import_account *a; /* the one that is at hand */
	struct ho_event *event;
	size_t rows; /* in the open event */
	/* Whose login it is that is in use already, is asked for each where
	 * that shall be told.  What was looked at before, and is written now,
	 * relies on the store: it takes none twice (HO_E_TAKEN). */
	bool asks_logins;
	/* What came of it. */
	int64_t accounts, imported_users, already, bad, faults;
};

/* Is the account whole, and is there place for it?  What is wrong with it
 * becomes a fault.  is_there: its code is on file. */
int import_check(struct import *in, bool *is_there);

/* Writes it, with its events. */
int import_put(struct import *in);

#endif
