/*
 * tests/login/steps.h - what the tests of a recovery do and look at.
 */
#ifndef HO_TESTS_LOGIN_STEPS_H
#define HO_TESTS_LOGIN_STEPS_H

#include "tests/login/caller.h"
#include "tests/login/world.h"

#define CHOSEN "correct horse battery staple" /* a new password */

/* Answers, and the next question is this one. */
#define say(c, answer, then)               \
	do {                               \
		caller_say((c), (answer)); \
		is_asked((c), (then));     \
	} while (0)

void can_log_in(const char *login, const char *password, bool can);
/* As far as the first question after the default password. */
void to_claim(struct caller *c, const char *name, const struct opened *o);
/* The present question calls the code that was sent as the last letter does; a
 * case goes before it for HANDOVER_REF, NULL: there is none. */
void names_code(struct caller *c, const char *of_case);
/* The present question says "done" for this login; the end of the call. */
void is_done(struct caller *c, const char *login);

/* The TOTP so many steps from now, of the key that stands in the prompt. */
const char *shown_code(struct caller *c, int steps);

void is_spent(const struct opened *o, int64_t state);
void super_admin_is(struct house *h, int64_t user);
/* The departed owner: disabled, and no password of theirs fits any more. */
void is_gone(struct house *h);

/* The code of a key as it stands in the prompt, so many steps from now. */
const char *shown_code(struct caller *c, int steps);

int open_world(void **state);
int close_world(void **state);

#endif
