/*
 * handoverd/login/transfer.h - a present super-admin hands over: what is read,
 * sent and written.
 *
 * What was proven in the conversation before: their password, and a code of
 * their own authenticator, or, of who has none, the code that is sent to their
 * own address here.  Then the successor, a user of the account, gives the code
 * that went to the successor's address.  Every step reads the rows anew: a
 * password changed meanwhile, an authenticator bound, a role that has moved, an
 * alert or a dispute ends it.  A code of the super-admin's own is taken at
 * once, the successor's in the transaction that moves the role.
 *
 * All inside a transaction.  HO_E_NONE, HO_E_TAKEN: something that it rests on
 * is not so any more, or somebody else was first; nothing has happened.
 */
#ifndef HANDOVERD_TRANSFER_H
#define HANDOVERD_TRANSFER_H

#include <stdbool.h>
#include <stdint.h>

#include "handoverd/login/enrol.h"
#include "handoverd/login/limits.h"
#include "lib/flow/assign.h"
#include "lib/flow/transfer.h"

struct transfer {
	struct enrol me;      /* who hands over; row, account and address as
				 transfer_read() found them */
	int64_t password_seq; /* of the row that was right */
	bool has_factor;      /* a code of theirs was right ... */
	const struct factor_match *proof; /* ... this one; borrowed */
	unsigned known;                   /* enum ho_known */
	enum ho_transfer_bar bar; /* set by each: anything but FREE is why
				     not, and nothing has happened */
	int64_t purpose;   /* enum ho_code_purpose: which code is asked */
	int64_t successor; /* user */
	struct ho_address address; /* theirs */
	int64_t code;              /* row that was answered right */
	char login[sizeof(((struct ho_user *)0)->login)]; /* theirs */
};

/* peer, user, password_seq, has_factor and proof are set.  me.address has row id 0
 * where there is none that a code could go to. */
int transfer_read(struct tx *t, struct transfer *x);

/* The code of x->purpose; HO_E_NONE too where there is no address. */
int transfer_send(struct tx *t, struct transfer *x, bool anew,
    enum code_sent *sent, char ref[static CODE_REF]);
/* Adds to x->known where it is right. */
int transfer_try(struct tx *t, struct transfer *x, const struct limit_who *who,
    const struct ho_secret *code, enum code_answer *answer);

/* Who may: fills in the successor. */
int transfer_choose(struct tx *t, struct transfer *x, const char *typed,
    enum ho_candidate *who);

/*
 * Moves the role: the successor is super-admin, the former one an admin, of
 * both sessions from before are void; one event, everyone affected and the
 * panel are told.  An owner case that opened meanwhile is stopped, and then
 * nothing is moved (x->bar).
 */
int transfer_complete(struct tx *t, struct transfer *x);

#endif
