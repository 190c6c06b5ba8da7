/*
 * handoverd/daemon.h - what the parts of the daemon share.
 */
#ifndef HANDOVERD_DAEMON_H
#define HANDOVERD_DAEMON_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "handoverd/loop.h"
#include "handoverd/pool.h"
#include "handoverd/writer.h"
#include "lib/conf/conf.h"
#include "lib/secret/keys.h"
#include "lib/secret/sign.h"

struct door;

struct daemon {
	struct ho_store_guard guard; /* of every connection to the store */
	struct ho_conf conf;         /* constant after start */
	struct ho_keys *keys;        /* constant after start */
	struct ho_signer *signer;    /* the log's key; the writer's alone */
	struct loop *loop;
	struct writer *writer;
	struct pool *pool;
	struct pool *reader; /* one thread for long reading: audit verify */
	struct door *login, *desk, *courier;
	struct timer *checkpoint_timer, *tick_timer;
	struct courier_door *out;       /* letters waiting for the courier */
	struct ho_templates *templates; /* constant after start: notify.c */
	struct judges *judges;          /* handover-judge children under way */
	struct presence *presence;      /* who signed in of late: acct_mgmt */
	atomic_bool has_own_rules;      /* some account has: login/rule.c */
	/* of any sign-in so far; the loop's (grid.h) */
	int64_t slowest_hash_ms;
	/* calls since the start that there was no room for; any thread */
	atomic_llong turned_away;
};

/* Seconds since 1970 by the daemon's clock (the system's, or the system's
 * plus what stands in the file that 'clock' names). Any thread. */
int64_t daemon_now(const struct daemon *d);

/* For another, read-only connection: audit verify.  Also init's way in. */
void daemon_guard(struct daemon *d);
int daemon_open_store(struct daemon *d, struct ho_audit_signer *signer,
    struct ho_store **store, struct ho_audit **audit, struct ho_buf *why);

/* Loads configuration and keys; why says what is wrong, with file and line. */
int daemon_load(struct daemon *d, const char *config, struct ho_buf *why);
/* A new store and a first configuration; an exit status (init.c). */
int daemon_init(int argc, char **argv);
/* audit verify where no daemon runs; an exit status (verify.c). */
int daemon_verify(const char *config);

/* Tell the courier that letters are due. Loop's thread. */
void courier_wake(struct daemon *d);
bool courier_takes(const struct daemon *d, enum ho_way way);
bool courier_has_tickets(const struct daemon *d);
int courier_start(struct daemon *d);
void courier_free(struct daemon *d);

/* --- the doors: each in its own file -------------------------------------- */
struct door_ops;
extern const struct door_ops login_door;   /* login.c */
extern const struct door_ops desk_door;    /* desk.c */
extern const struct door_ops courier_door; /* courier_door.c */

/* --- what goes on by itself (timed.c) --------------------------------------
 * Called every few seconds in the loop's thread. */
void cases_tick(struct daemon *d); /* case_timed.c: due cases */

#endif
