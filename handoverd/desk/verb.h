/*
 * handoverd/desk/verb.h - one desk verb at work.
 *
 * What verbs there are, with their options, roles and help, is the list in
 * lib/wire/verbs.h, which the command reads too; verb_run[] in verb_table.c
 * puts a function behind each.  desk.c reads the request, asks who the staff
 * member is (the kernel's word, then the staff table), has the letter judged
 * where the verb says so, and calls the function in the writer's thread.
 *
 * A verb answers by filling in result or rows, and, where it refuses, by
 * call_refuse().  It returns HO_OK to keep what it wrote; a refusal that is
 * itself recorded (an event, a refused case) is HO_OK with exit 1.  Any other
 * return undoes everything; what call_refuse() said is still told.
 */
#ifndef HANDOVERD_VERB_H
#define HANDOVERD_VERB_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "handoverd/writer.h"
#include "lib/base/buf.h"
#include "lib/wire/verbs.h"

struct ho_facts;
struct ho_drawing;

enum {
	EXIT_DONE = 0,
	EXIT_REFUSED = 1,
	EXIT_USAGE = 2,
	EXIT_UNFINISHED = 3,
	EXIT_FAULT = 4
};

struct call_blob {
	char name[33]; /* "mail", "proof" */
	struct ho_buf octets;
};

#define CALL_BLOBS 4

struct call {
	const struct ho_verb *verb; /* its row in lib/wire/verbs.h */
	struct ho_staff me;         /* read in this transaction */
	json_t *args; /* an object; every member checked against the table */
	struct call_blob blobs[CALL_BLOBS];
	size_t n_blobs;
	const struct ho_facts *facts;   /* of the blob "mail"; HO_V_JUDGE */
	const struct ho_drawing *drawn; /* the same; HO_V_DRAW */
	int64_t seen_at; /* when that mail was first seen and judged; 0: now */
	int64_t users; /* ... and how many users it asked for; drawn is NULL */
	bool courier_takes[HO_WAYS]; /* only the loop's thread knows */
	bool courier_has_tickets;

	/* The answer. */
	struct ho_buf file; /* for an option HO_OPT_INTO; or empty */
	json_t *result;     /* an object, empty at the start */
	json_t *rows;       /* an array of objects, empty at the start */
	int64_t after;      /* lists: rows from behind this id ... */
	bool more;      /* ... and whether to call again once these are read */
	bool has_begun; /* for a verb that is called again: its own ... */
	int64_t count, failed; /* ... and what it counts */
	bool is_trial; /* undo everything, and tell the answer all the same */
	int exit;
	char reason[33];
	struct ho_buf text; /* one sentence or a few lines for people */

	/* A refusal that the log hears of; "": none.  call_note() */
	char note[33];
	char note_account[65];
};

/* Options of the request; NULL, 0 or false where not given. */
const char *call_str(const struct call *c, const char *name);
int64_t call_int(const struct call *c, const char *name);
bool call_flag(const struct call *c, const char *name);
const struct ho_buf *call_octets(const struct call *c, const char *name);

/* Always returns HO_E_INPUT, so that "return call_refuse(...)" undoes; a verb
 * that records its refusal calls it and returns HO_OK. */
int call_refuse(struct call *c, int exit, const char *reason, const char *fmt,
    ...) __attribute__((format(printf, 4, 5)));

/* The refusal to come is an event too, by whoever called: all else is undone,
 * then it is written, then the answer goes.  account: a code, or "". */
void call_note(struct call *c, const char *event, const char *account);

/* A fault below (disk, memory, law): the sentence for rc, exit 4 or 3. */
int call_fault(struct call *c, int rc);

/* Adds one object to rows; takes it. HO_E_NOMEM. */
int call_row(struct call *c, json_t *object);

typedef int verb_fn(struct tx *t, struct call *c);

/* The function behind a row of the verb table; NULL: none. */
verb_fn *verb_find(const struct ho_verb *v);

#endif
