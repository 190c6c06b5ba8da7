/*
 * handoverd/desk/doctor.h - what is wrong with a set-up, one check a line.
 *
 * A check looks at one thing and says one sentence; where it is not well, the
 * sentence ends with what to do.  "warn": it works, and somebody should know.
 * "fail": something of the promise does not hold.  doctor.c looks at files,
 * programs and sockets, doctor_policy.c at settings and the log,
 * doctor_people.c at staff, doctor_inbox.c at mail that comes in,
 * doctor_limits.c at wrong tries, doctor_rule.c at second factors.
 */
#ifndef HANDOVERD_DOCTOR_H
#define HANDOVERD_DOCTOR_H

#include "handoverd/desk/verb.h"
#include "lib/conf/conf.h"
#include "lib/flow/rule.h"

enum health {
	HEALTH_FAIL = 0,
	HEALTH_WARN,
	HEALTH_OK
};

struct doctor {
	struct tx *t;
	struct call *c;
	const char *check; /* the one at work */
	json_t *lines;
	int fails, warns;
	int rc; /* memory */
};

struct doctor_check {
	const char *name;
	void (*look)(struct doctor *x);
};

void doctor_say(struct doctor *x, enum health h, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* Does it say that it can ask what the forced step asks?  The program may still
 * be one that asks once. */
bool doctor_holds_step(const struct ho_service *s);

/* What --service asks, of --user: instead of the checks. */
int doctor_login(struct doctor *x);

/* What wrong tries have come to, of this user (doctor_limits.c). */
void doctor_limits_user(
    struct doctor *x, const struct ho_user *u, const struct ho_service *policy);

/* Whether a rule wants a second factor of them, and what it does there
 * (doctor_rule.c). */
void doctor_rule_user(struct doctor *x, const struct ho_user *u,
    const struct ho_login_form *form, const struct ho_rule *r,
    const struct ho_rule_says *says);

/* They end with a NULL name. */
extern const struct doctor_check doctor_policy[], doctor_inbox[],
    doctor_people[], doctor_limits[];

#endif
