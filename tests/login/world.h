/*
 * tests/login/world.h - the login door at work in this process.
 *
 * The real loop, writer, hash pool, store and log behind the real door; only
 * cases and letters are doubles, which remember what they were asked.  Loop
 * and writer run in threads of their own, the test in the main thread.  Any
 * failure of the world itself ends the test program.
 */
#ifndef HO_TESTS_LOGIN_WORLD_H
#define HO_TESTS_LOGIN_WORLD_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "handoverd/writer.h"
#include "lib/store/rows.h"

#define WORLD_PASSWORD "a password nobody guesses"
#define WORLD_GRID_MS  100
#define WORLD_WAIT_MS  100    /* where world_hurries: TALK_WAIT_MS */
#define WORLD_LIFE_MS  2500   /* ... and TALK_LIFE_MS */
#define WORLD_PANEL    65533u /* a peer that is not root */

/*
 * Opens it in a new directory below /tmp.  Services: "panel" takes default
 * passwords, "plain" and any other do not.
 */
extern const char *world_settings; /* more of them, before world_open() */
void world_open(void);
void world_close(void);
const char *world_socket(void);

/* Runs f in the writer's thread and waits for the commit; its rc. */
int world_do(writer_run_fn *f, void *arg);
void world_clock(int64_t seconds); /* ahead of the system's */

/*
 * An account with its people, their logins ending in ".N", N new each time:
 *
 *	gone   super-admin, password, address ops2@
 *	ann    admin, password, ann@; carl the same with an imported $6$ hash
 *	bob    user, no password, bob@
 *	dora   user, password, an address without authority
 *	eve    disabled, password, eve@
 *	mia, moe  users who share an address
 *	sam	user, password, a mobile
 *
 * Contacts are ops@, to whom the credentials go, and ops3@.
 */
struct house {
	int n;
	int64_t account, gone, ann, bob, carl, contact;
	char login[32]; /* room for world_login() */
};
void world_house(struct house *h);
const char *world_login(struct house *h, const char *who);
/* "ops@acmeN.example": the registered contact's, or another local part. */
const char *world_address(struct house *h, const char *local);

/* A case at the point where its default password has been sent. */
struct opened {
	int64_t of_case, credential;
	char ref[17];
	char word[64]; /* as it stands in the letter */
};
/* user 0: an owner case. */
void world_case(struct house *h, int64_t user, struct opened *o);

/* A case whose user may choose another login name; it goes into o->ref. */
void world_permit(struct house *h, int64_t user, struct opened *o);

/*
 * Binds an authenticator to a user: the key of RFC 4226, six digits, 30 s; a
 * HOTP begins at 0.  Returns the row's id.
 */
int64_t world_factor(int64_t user, enum ho_factor_kind kind);
void world_remove(int64_t factor); /* as a case does */
int64_t world_step(void);          /* the present step of 30 s */
/* The TOTP so many steps from now, or the HOTP of a counter. */
const char *world_totp(int steps);
const char *world_hotp(int64_t counter);
/* FACTOR_CODES new recovery codes, one a line. */
void world_spares(int64_t user, char out[static 512]);

/* Rows as they are now; zeroed where there is none. */
void world_get(enum ho_kind kind, int64_t id, void *row);
void world_password_of(int64_t user, struct ho_password *row);
int64_t world_user(const char *login, struct ho_user *user);
int64_t world_log_size(void);

/* What the doubles were asked. */
struct letters {
	atomic_int sent;
	char code[16];
	char code_ref[8];
	int64_t address;
	char template[33];
};
/* An imported panel's hash: $6$. */
bool world_old_hash(const char *password, char *out, size_t cap);
extern struct letters world_letters;
extern atomic_bool world_hurries; /* for the calls that begin now */
extern atomic_int world_completed, world_tried_elsewhere, world_owner_came;
extern atomic_int world_handed_over;
extern atomic_bool world_is_asked; /* a case asks for a new super-admin */

#endif
