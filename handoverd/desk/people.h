/*
 * handoverd/desk/people.h - accounts, users and addresses, as several verbs need
 * them: found or refused, made, shown.
 *
 * All inside a transaction; what makes a row, with an event open.
 */
#ifndef HANDOVERD_PEOPLE_H
#define HANDOVERD_PEOPLE_H

#include "handoverd/desk/verb.h"

struct ho_conf;

/* naming.h said no: its sentence becomes the refusal (exit 2); frees why. */
int people_misnamed(struct call *c, struct ho_buf *why);

/* By what was typed; otherwise refuses (exit 1, "no-account", "no-user"). */
int people_account(
    struct tx *t, struct call *c, const char *code, struct ho_account *a);
int people_user(
    struct tx *t, struct call *c, const char *login, struct ho_user *u);

/* By name, whether active, suspended or removed, in this order; otherwise
 * refuses (exit 1, "no-staff"). */
int people_staff(
    struct tx *t, struct call *c, const char *name, struct ho_staff *x);

/* The account's row by id; its code is needed to show a user. */
int people_account_of(struct tx *t, int64_t id, struct ho_account *a);

/* Puts a new user; a login in use refuses (exit 1, "login-taken"). */
int people_add_user(struct tx *t, struct call *c, struct ho_user *u);

/* The crypt string of the blob "hash", without its line end, into the user's
 * first password.  No blob: HO_OK.  What is no such hash refuses (exit 2). */
int people_add_hash(struct tx *t, struct call *c, int64_t user);
/* The same check before anything is written. */
int people_check_hash(struct call *c);

/*
 * Puts a new e-mail address; account, user (0: a contact), text, provenance and
 * replaces are the caller's.  Those of provenance "panel" have authority at
 * once, any other none yet (law 12).  One that stands there already for the
 * same account and user refuses (exit 1, "address-taken").
 */
int people_add_address(struct tx *t, struct call *c, struct ho_address *x);
/* Is it the desk's own?  A word or code that went there would be read by the
 * desk. */
bool people_is_desk(const struct ho_conf *conf, const char *address);
/* Refuses it ("desk-address"). */
int people_not_desk(struct tx *t, struct call *c, const char *address);

/* How many users of the account are not disabled. */
int people_active(struct tx *t, int64_t account, int64_t *n);

/* The account into result: itself, its super-admin, and the first 50 each of
 * its users, addresses and open cases. */
int people_show_account(
    struct tx *t, struct call *c, const struct ho_account *a);

/* As JSON; NULL: no memory. */
json_t *people_account_json(const struct ho_account *a);
json_t *people_user_json(
    struct tx *t, const struct ho_account *a, const struct ho_user *u);
json_t *people_address_json(
    struct tx *t, const struct ho_account *a, const struct ho_address *x);

/* "2026-11-21T09:30:00Z", or null for 0. */
json_t *people_when(int64_t at);

#endif
