/*
 * lib/flow/rule.h - must this user have a second factor, and what follows.
 *
 * The settings name roles, an account may have a rule of its own; either
 * binds, and nothing that binds takes anything away from what the service
 * asks.  Who has a factor is asked for a code wherever they sign in.  Who never
 * had one is let in for a time, the grace, told each time, and then binds one
 * before the login is granted, or is kept out where that cannot be done.  Who
 * had one and lost it gets no grace: a removal would else buy two weeks of a
 * password alone.  A factor that the rule does not count is worth what it was
 * without the rule: its code is asked, and beside it all of this follows as for
 * who has none.
 *
 * Pure: the facts are read by handoverd/login/rule.c, the time is handed in.
 */
#ifndef HO_FLOW_RULE_H
#define HO_FLOW_RULE_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/flow/login.h"

/* What is known of a user; all zero: nobody's rule binds them. */
struct ho_rule {
	bool by_role;          /* second-factor names their role */
	bool by_account;       /* their account asks it of everybody */
	bool has_factor;       /* an authenticator, or a recovery code */
	bool has_counted;      /* ... of a kind that the rule counts */
	bool has_sent;         /* can be sent a code that the rule counts */
	bool had_factor;       /* an authenticator that was removed */
	bool has_address;      /* to which a code can go, to bind one */
	bool can_count;        /* what would be bound, a TOTP, counts */
	int64_t since;         /* the grace began then; 0: it has not yet */
	int64_t role_grace;    /* seconds */
	int64_t account_grace; /* seconds */
};

/* What follows once all that was asked is right. */
enum ho_after {
	HO_AFTER_REFUSE = 0, /* one is wanted, and cannot be bound here */
	HO_AFTER_LET_IN,
	HO_AFTER_GRACE, /* let in, and told */
	HO_AFTER_ENROL, /* binds one first, in the same conversation */
};

struct ho_rule_says {
	bool asks_code; /* beside the password, or alone */
	bool is_strict; /* only a code that the rule counts is one */
	enum ho_after after;
	int64_t until; /* beside HO_AFTER_GRACE: its end; else 0 */
};

bool ho_rule_binds(const struct ho_rule *r);

/* How long the grace is: the shorter one of those that bind; seconds. */
int64_t ho_rule_grace(const struct ho_rule *r);

/*
 * can_hold: this service and program can hold the conversation in which a
 * factor is bound (forced-step = login, and no single prompt).
 */
struct ho_rule_says ho_flow_rule(const struct ho_login_form *form,
    const struct ho_rule *r, bool can_hold, int64_t now);

/*
 * What counts as a code (bits; lib/conf/conf.h) beside a rule that binds: of
 * what the service takes what the rule counts too, and where that is nothing,
 * for nobody must be shut out by two lists, what the rule counts.
 */
int ho_rule_kinds(int service, int rule);

/*
 * Somewhere a rule is in force: a service that asks no code asks it of those
 * who have a factor and are bound.  Twice is fine.
 */
void ho_flow_rule_in_force(struct ho_login_form *form, bool can_send);

#endif
