/*
 * handoverd/login/talk.h - one login conversation, held as a state machine.
 *
 * The table of what may come when is in login.c.  A handler either asks the
 * next question, or gives work away (talk_write: the writer's thread;
 * talk_compute: the hash pool) and goes on in a function of its own, or ends
 * the call.  While work is under way the peer has no turn, and nobody but the
 * work touches the talk; a peer that leaves meanwhile only leaves 'c' NULL,
 * and the talk is freed when the work comes back.
 */
#ifndef HANDOVERD_TALK_H
#define HANDOVERD_TALK_H

#include <stdbool.h>
#include <stdint.h>

#include "handoverd/daemon.h"
#include "handoverd/login/codes.h"
#include "handoverd/login/enrol.h"
#include "handoverd/login/factor.h"
#include "handoverd/login/limits.h"
#include "handoverd/login/recovery.h"
#include "handoverd/login/rename.h"
#include "handoverd/login/rule.h"
#include "handoverd/login/sent.h"
#include "handoverd/login/standing.h"
#include "handoverd/login/transfer.h"
#include "lib/flow/assign.h"
#include "lib/flow/login.h"
#include "lib/secret/hash.h"
#include "lib/secret/password.h"
#include "lib/wire/proto.h"

#define TALK_LIFE_MS 600000 /* a whole conversation */
#define TALK_WAIT_MS 120000 /* one answer of somebody who proved nothing yet */

/* A password on its way through the pool; see talk_password.c. */
struct attempt {
	bool is_word;             /* it has the shape of a default password */
	uint8_t word[HO_MAC_LEN]; /* ... whose hash is this */
	struct recovery found;    /* ... which opens this; credential 0: none */
	int64_t user, account;    /* 0: nobody has that login */
	struct ho_password on_file; /* row id 0: nothing to compare with */
	enum ho_verdict verdict;
	char renewed[HO_HASH_SIZE]; /* "" where the old one is good enough */
	bool has_changed;           /* the row did, while it was hashed */
	bool is_paused;             /* refused, neither counted nor told */
	int64_t held;               /* seconds, of a default password's */
	int64_t took_ms;            /* hashing it */
	unsigned rounds;
	/* the code, where the service asks one */
	bool has_factor;          /* or it is made up that they have */
	struct ho_rule_says says; /* what is asked, and what follows */
	bool with_code;           /* ... and the code was right */
	bool is_taken;            /* ... and spent, before the sign-in */
	bool is_new_grace;        /* it began with this login */
	bool is_junk;             /* no text: nobody's password */
	bool is_one; /* one answer to both questions: no try of a code */
	struct factor_match code; /* as decide found it */
	int64_t codes_left;       /* recovery codes; -1: no code was used */
};

/* What a new password may not resemble, read in the writer's thread. */
struct context {
	char code[sizeof(((struct ho_account *)0)->code)];
	char name[sizeof(((struct ho_account *)0)->name)];
	char domain[sizeof(((struct ho_account *)0)->domain)];
	char address[sizeof(((struct ho_address *)0)->text)];
};

/* What it is for. */
enum talk_aim {
	TALK_LOGIN = 0,
	TALK_ENROL,    /* binding an authenticator */
	TALK_CHANGE,   /* a user changes the own password */
	TALK_TRANSFER, /* a super-admin hands over */
	TALK_RENAME,   /* a login; its user may choose another name first */
	TALK_AIMS
};

struct talk {
	struct daemon *d;
	struct conn *c; /* NULL: the peer is gone */
	enum ho_step step;
	bool is_busy; /* work under way */
	bool is_over; /* the result is said */
	void (*then)(struct talk *t, int rc);
	void (*compute)(struct talk *t);
	void (*again)(struct talk *t); /* looks up anew: talk_judge() */
	void (*later)(struct talk *t); /* talk_later() */
	int rc;                        /* what was computed came to this */
	struct timer *wait, *life, *leave;
	int64_t asked_ms;              /* when the present message came */
	int64_t waits_ms;              /* when 'wait' began */
	unsigned char times[HO_STEPS]; /* asked so often */
	unsigned char
	    repeats; /* the default password, where it was not asked */

	/* of the first message */
	uint64_t phase, flags;
	bool takes_default;
	struct ho_login_form form; /* what the service asks */
	int kinds; /* enum ho_otp_counts: what counts as a code */
	char name[HO_LOGIN_NAME_MAX + 1]; /* as given */
	char login[HO_LOGIN_LEN + 1];     /* folded; "": no login looks so */
	char service[HO_LOGIN_NAME_MAX + 1];
	char rhost[HO_LOGIN_NAME_MAX + 1];
	struct place place; /* where the person comes from */

	struct ho_secret *answer; /* the present one, as typed */
	struct ho_secret *normal; /* a password in the form that is hashed */
	struct ho_secret
	    *first;             /* the first answer, beside a second question */
	struct ho_secret *code; /* as typed */

	struct attempt attempt;
	struct recovery r;
	enum talk_aim aim;
	struct rename rename; /* TALK_RENAME */
	bool is_forced;       /* an enrolment, before this login is granted */
	struct enrol enrol;
	struct transfer transfer;
	bool wants_sent;            /* a code */
	char code_ref[CODE_REF];    /* of the next question alone */
	struct ho_factor factor;    /* as it will be bound */
	struct ho_otp_place device; /* ... and where it is */
	struct ho_secret *seed;     /* its key, and ... */
	struct ho_secret *shown;    /* ... what the person is shown */
	/* in and out of the recovery's work */
	int64_t purpose; /* enum ho_code_purpose: which code is asked */
	bool wants_anew; /* ... and the one before did not arrive */
	enum code_sent sent;
	enum code_answer judged;
	int64_t code_row;
	enum ho_candidate who;
	bool is_free;                      /* the login name */
	char typed[HO_LOGIN_NAME_MAX + 1]; /* an answer that is no secret */
	struct ho_address address;         /* the one that it is about */
	struct context context;
	const struct ho_password_fault *fault;
	char hash[HO_HASH_SIZE];  /* of the new password; "" none */
	struct standing standing; /* told beside a yes */
};

/* --- talk.c: turns, work and the end -------------------------------------- */
struct talk *talk_new(struct conn *c); /* NULL: no memory */
void talk_gone(struct talk *t);        /* the connection is closed */
void talk_heard(struct talk *t);       /* a message in its turn is here */

/* Since when it waits for somebody who proved nothing yet, by loop_now(); 0:
 * it does not. */
int64_t talk_waits_since(const struct talk *t);

void talk_write(
    struct talk *t, writer_run_fn *run, void (*then)(struct talk *t, int rc));
void talk_compute(struct talk *t, void (*compute)(struct talk *t),
    void (*then)(struct talk *t, int rc));

/* A question, unless it was asked too often: then the end. */
void talk_ask(struct talk *t, enum ho_step step, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
/* Not under PAM_SILENT. */
void talk_tell(struct talk *t, bool is_error, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* Goes on at a line of the grid, and no earlier than held_ms from now; until
 * then the peer has no turn. */
void talk_later(struct talk *t, int64_t held_ms, void (*then)(struct talk *t));
/* The end.  A refusal leaves on the grid, likewise. */
void talk_refuse(struct talk *t, int64_t held_ms);
void talk_unavailable(struct talk *t);
void talk_allow(struct talk *t, const char *word, const char *login);
void talk_assigned(struct talk *t);
/* A refusal that says why: the password was right.  On the grid. */
void talk_must_enrol(struct talk *t, int64_t held_ms);
/* What an error of a transaction means to the peer. */
void talk_fault(struct talk *t, int rc);

/* Who tries, as far as is known yet; borrows from t. */
struct limit_who talk_who(const struct talk *t);

/* --- what is done with each message; all are rows of the table ------------ */
void talk_start(struct talk *t);    /* talk_start.c */
void talk_password(struct talk *t); /* talk_password.c */
void talk_otp(struct talk *t);
void talk_factor(struct talk *t); /* talk_factor.c */
void talk_enrol(struct talk *t);  /* talk_enrol.c */
void talk_what(struct talk *t);
void talk_bind(struct talk *t);
void talk_noted(struct talk *t);
void talk_not_noted(struct talk *t);
void talk_transfer_code(struct talk *t); /* talk_transfer.c */
void talk_successor(struct talk *t);
void talk_default(struct talk *t); /* talk_default.c */
void talk_claim(struct talk *t);   /* talk_code.c */
void talk_candidate_code(struct talk *t);
void talk_candidate(struct talk *t); /* talk_candidate.c */
void talk_new_login(struct talk *t);
void talk_new_password(struct talk *t); /* talk_choose.c */
void talk_again(struct talk *t);
void talk_done(struct talk *t); /* talk_next.c */

/* --- talk_verdict.c: what was typed, against what is on file -------------- */
/* Hashes the password (where the service asks one) and decides; 'again' looks
 * up anew where the row changed meanwhile. */
void talk_judge(struct talk *t, void (*again)(struct talk *t));

/* Sets attempt.is_paused; inside a transaction. */
int talk_may_try(struct tx *tx, struct talk *t);
/* Sets attempt.verdict: is the password right?  Where none is asked, whoever
 * is somebody is as good as right. */
void talk_hash(struct talk *t, void (*then)(struct talk *t, int rc));
/* Is what was hashed against still what lets this user in?  HO_E_TAKEN,
 * HO_E_NONE: no. */
int talk_check_again(struct tx *tx, struct talk *t, struct ho_account *account);
/* The event of a refusal, and its count; by_code: the password was right
 * (talk_refused.c). */
int talk_keep_out(struct tx *tx, struct talk *t, bool by_code);
/* ... of who had it all right, and hands over what is not theirs. */
int talk_note_not_theirs(struct tx *tx, struct talk *t);
/* As late as the slowest hash: after one, and as if there had been one. */
void talk_refuse_hashed(struct talk *t);
void talk_refuse_unhashed(struct talk *t);

/* Lets them in, in one event, which takes the code (attempt.with_code). */
int talk_let_in(
    struct tx *tx, struct talk *t, const struct ho_account *account);

/* --- talk_welcome.c: ... and what they are told --------------------------- */
void talk_welcome(struct talk *t);

/* --- talk_rule.c: a second factor is wanted ------------------------------- */
/* A service that asks no code may have to. */
void talk_rule_in_force(struct talk *t);
/* Sets attempt.has_factor and .says; inside a transaction. */
int talk_rule(struct tx *tx, struct talk *t);
/* What counts as a code of this user. */
int talk_kinds(const struct talk *t);
/* Are they kept out, or not in yet? */
bool talk_wants_factor(const struct talk *t);
/* Inside an open event of a login: what it says of the rule; a grace begins. */
int talk_put_grace(struct tx *tx, struct talk *t, struct ho_event *ev);
/* Behind it. */
int talk_tell_grace(struct tx *tx, struct talk *t);
/* Who wants_factor binds one, or is told that it cannot be done here. */
void talk_force(struct talk *t);
/* Before anything is bound: HO_E_TAKEN where they had a first factor, or another
 * password, or no factor any more, meanwhile; or as talk_check_device(). */
int talk_check_binder(struct tx *tx, struct talk *t);
/* Before a password or a login name changes: HO_E_TAKEN where a code would be
 * asked by now; or as talk_check_device(). */
int talk_check_asked(struct tx *tx, struct talk *t);
/* HO_E_TAKEN where what the code came from is not theirs any more. */
int talk_check_device(struct tx *tx, const struct talk *t);
/* Once it is bound. */
void talk_forced(struct talk *t);

/* --- talk_send.c: a code is sent where somebody asks for one -------------- */
/* Does this answer ask for it? */
bool talk_asks_to_send(const struct talk *t, const struct ho_secret *answer);
/* In one field: how many octets of the end do. */
size_t talk_send_word(const struct talk *t, const void *typed, size_t len);
void talk_send(struct talk *t);

/* --- talk_mailed.c: a code that was sent to an address on file -------------- */

/* Sends one and asks for it, where 'sent' and 'judged' stand in the talk; anew:
 * the person says that none came. */
typedef void talk_mailed_fn(struct talk *t, bool anew);

/* It has left, or had a moment ago: the question, with no more of the address
 * than its owner needs. */
void talk_mailed(struct talk *t, enum ho_step step, const char *to);
/* It was wrong or too old: says so, and asks again. */
void talk_mailed_wrong(struct talk *t, talk_mailed_fn *ask);
/* What was typed: a code is tried, in t->normal; anything else is asked again. */
void talk_mailed_answer(struct talk *t, talk_mailed_fn *ask, writer_run_fn *try,
    void (*tried)(struct talk *t, int rc));

/* --- talk_enrol.c: who has proven themselves binds an authenticator ------- */
void talk_ask_enrol(struct talk *t);

/* --- talk_rename.c: ... chooses another login name ------------------------ */
void talk_ask_rename(struct talk *t);
void talk_rename(struct talk *t);

/* --- talk_change.c: ... or chooses another password ----------------------- */
void talk_ask_change(struct talk *t);
void talk_write_change(struct talk *t);
/* What the new one may not resemble. */
int talk_change_context(struct tx *tx, struct talk *t);

/* --- talk_reset.c: ... or has just set it, by a default password ---------- */
void talk_write_reset(struct talk *t);

/* --- talk_transfer.c: ... or hands the account over ----------------------- */
void talk_ask_transfer(struct talk *t);

/* --- going on after a default password ------------------------------------ */
void talk_next(struct talk *t);
void talk_ask_claim(struct talk *t);
void talk_ask_candidate_code(struct talk *t);
void talk_ask_factor(struct talk *t);
void talk_closed(struct talk *t); /* too many wrong codes */
void talk_ask_candidate(struct talk *t);
void talk_ask_new_login(struct talk *t);
void talk_ask_new_password(struct talk *t);
void talk_ask_again(struct talk *t);
void talk_commit(struct talk *t);

/* --- talk_repeat.c: a program that cannot hold a conversation ------------- */
/* Is this answer the default password again, once too often?  Counts it. */
bool talk_repeats(struct talk *t);
void talk_unfit(struct talk *t); /* ... then the case is told; the end */

/* The answer as a line of text that is no secret, into t->typed; false: too
 * long to be one. */
bool talk_read_line(struct talk *t);

/* Reads the answer as a default password into the attempt. */
void talk_read_word(struct talk *t);

#endif
