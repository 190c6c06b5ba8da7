/*
 * handoverd/desk/import.h - accounts out of a file, between the files that do
 * it: import_line.c reads a line, import_check.c an account, import_put.c
 * writes it, verbs_import.c goes over the file.
 *
 * The file is lines of JSON: an account, then each of its users, then the next
 * account; handover(8), IMPORT, has the members.  A request carries whole
 * accounts, at most HO_LETTER_MAX octets of them, and is one commit: all of
 * them or none, unless bad ones may be left out.  An account whose code is on
 * file stays as it is, so that a file can be given again.
 */
#ifndef HANDOVERD_IMPORT_H
#define HANDOVERD_IMPORT_H

#include "handoverd/desk/people.h"
#include "handoverd/naming.h"

#define IMPORT_ADDRESSES 32  /* of an account, of a user */
#define IMPORT_TOLD      200 /* problems told of one request */

struct import_user {
	json_t *line;  /* owned; name, hash and addresses lie in it */
	size_t number; /* of the line, from 1 */
	char login[NAMING_LOGIN];
	int64_t role; /* enum ho_role */
	bool is_super_admin, is_active;
};

struct import_account {
	json_t *line; /* owned; NULL: there is none yet */
	size_t number;
	char domain[NAMING_DOMAIN];
	size_t announced; /* users that shall follow */
	struct import_user *user;
	size_t users, room;
	bool is_bad; /* something of it was told as a problem */
};

struct import {
	struct tx *t;
	struct call *c;
	struct import_account a; /* the one that is being read */
	struct ho_event *event;
	size_t rows; /* in the open event */
	/* What came of it. */
	int64_t accounts, imported_users, already, bad, problems;
};

/* One line of the account that is being read is wrong: a row of the answer,
 * and is_bad.  number 0: the account's own.  HO_E_NOMEM. */
int import_problem(struct import *in, size_t number, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* A line of JSON of either kind, into in->a; what is wrong with it is told.
 * Takes line. */
int import_read_account(struct import *in, json_t *line, size_t number);
int import_read_user(struct import *in, json_t *line, size_t number);

const char *import_text(const json_t *line, const char *member); /* or NULL */

/* Is the account whole, and is there place for it?  Problems are told.
 * is_there: its code is on file. */
int import_check(struct import *in, bool *is_there);

/* Writes it, with its events. */
int import_put(struct import *in);

void import_clear(struct import_account *a); /* frees, wipes, zeroes */

#endif
