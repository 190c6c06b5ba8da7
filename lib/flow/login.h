/*
 * lib/flow/login.h - the questions of a login, which comes first, and what is
 * said beside each.
 *
 * Pure: no clock, no store, no socket.  The words for HANDOVER_ASK stand in
 * one table; pam_module/ hands them to the panel, which parses no text.
 * Source: DESIGN sections 5 and 12.
 */
#ifndef HO_FLOW_LOGIN_H
#define HO_FLOW_LOGIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Where a conversation stands: what it waits for. */
enum ho_step {
	HO_STEP_END = 0, /* nothing: whatever comes is out of turn */
	HO_STEP_NEW,     /* the first message */
	HO_STEP_WORK,    /* our own work; the peer has no turn */
	HO_STEP_PASSWORD,
	HO_STEP_CODE,    /* of an authenticator, or a recovery code */
	HO_STEP_DEFAULT, /* the default password of a case reference */
	HO_STEP_CLAIM,
	HO_STEP_FACTOR,    /* a reset: the code of the user's authenticator */
	HO_STEP_ENROL,     /* the code sent to whoever binds an authenticator */
	HO_STEP_WHAT,      /* an authenticator, or recovery codes alone? */
	HO_STEP_BIND,      /* the first code of the authenticator */
	HO_STEP_NOTED,     /* the recovery codes are written down */
	HO_STEP_OWN_CODE,  /* the code sent to a super-admin who hands over */
	HO_STEP_SUCCESSOR, /* ... to whom, and ... */
	HO_STEP_SUCCESSOR_CODE, /* ... the code sent to that user */
	HO_STEP_CANDIDATE,
	HO_STEP_CANDIDATE_CODE,
	HO_STEP_NEW_LOGIN,
	HO_STEP_RENAME, /* who is signed in may choose another login */
	HO_STEP_NEW_PASSWORD,
	HO_STEP_AGAIN,
	HO_STEP_COMMIT, /* all is known: one transaction */
	HO_STEP_DONE,   /* "Done: sign in as ..." */
	HO_STEPS
};

/* A question.  What it says in words is put together by who asks. */
struct ho_question {
	const char *ask;     /* HANDOVER_ASK */
	bool is_echoed;      /* the answer may be seen */
	bool is_proven;      /* a credential was proven: REF, STEP and UNTIL
				  may be said */
	unsigned char times; /* asked so often in one call, at most */
	unsigned char owner; /* stage of HO_STAGES_OWNER; 0 not asked there */
	unsigned char reset; /* stage of HO_STAGES_RESET */
};

#define HO_STAGES_OWNER 5 /* default password, claim, candidate, choice, done */
#define HO_STAGES_RESET 3 /* default password, claim, choice */
#define HO_STAGE_SIZE   8 /* "2/5" and a NUL */

/* NULL: nothing is asked there. */
const struct ho_question *ho_flow_question(enum ho_step step);

/* "2/5" for a question of such a case (enum ho_ask_for); "" where
 * it is none of its questions or nothing is proven yet. */
void ho_flow_stage(
    int64_t what, enum ho_step step, char out[static HO_STAGE_SIZE]);

/*
 * Can this service and program take a default password at all?  The forced
 * step needs a service that says so and a program that asks more than once.
 */
bool ho_flow_takes_default(bool is_forced_step, bool is_single_prompt);

/* The first question; is_reference: the name begins with HO-. */
enum ho_step ho_flow_first(
    bool takes_default, bool is_reference, bool asks_password);

/* What a service asks at a login. */
struct ho_login_form {
	bool password;
	bool code;
	bool only_if;  /* the code, only of users who have a factor */
	bool by_rule;  /* ... and whom a rule binds: lib/flow/rule.h */
	bool one;      /* both in one field */
	bool can_send; /* a code is sent where somebody asks for one */
};

/*
 * Is a code to be asked once the password was typed?  has_factor: what the
 * store says, or what is made up for a name that is nobody's.
 */
bool ho_flow_asks_code(const struct ho_login_form *form, bool has_factor);

/* What the person is asked first. */
const char *ho_flow_prompt(const struct ho_login_form *form);

/* ... and for a code in a question of its own. */
const char *ho_flow_code_prompt(const struct ho_login_form *form);

#define HO_LOGIN_LEN 128 /* octets of a login */

/*
 * The folded form of what somebody typed as a login: ASCII letters small.
 * HO_E_INPUT: no login can look like this (empty, too long, a character
 * outside [a-z0-9._@+-], or it begins with - or . or HO-); out is then "".
 */
int ho_flow_login_fold(
    const void *typed, size_t len, char out[static HO_LOGIN_LEN + 1]);

#endif
