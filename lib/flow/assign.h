/*
 * lib/flow/assign.h - after a default password: what is still to be asked.
 *
 * Pure: facts in, the next question out.  The same table serves the first
 * time and the line that was lost: what is known already is not asked again,
 * so a conversation that starts anew goes on where the facts leave it.
 * Source: DESIGN section 5, "The assignment" and "Reset of another user".
 */
#ifndef HO_FLOW_ASSIGN_H
#define HO_FLOW_ASSIGN_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/flow/login.h"

/* What is known in this conversation, as bits. */
enum ho_known {
	HO_KNOWN_CLAIM = 0x01,     /* the claim code was right, or none is
				      asked for */
	HO_KNOWN_CANDIDATE = 0x02, /* somebody who may become it was named */
	HO_KNOWN_MAILBOX = 0x04,   /* their code was right, or their address is
				      the one that the claim code went to */
	HO_KNOWN_LOGIN = 0x08,     /* they have a login, or chose one */
	HO_KNOWN_PASSWORD = 0x10,  /* they chose one that is good enough */
	HO_KNOWN_AGAIN = 0x20,     /* ... and typed it twice */
	HO_KNOWN_KEEPS = 0x40,     /* they keep the password they have */
	HO_KNOWN_FACTOR = 0x80,    /* a reset: a code of their authenticator was
				      right, or they have none */
};

/* what: enum ho_ask_for; any other ends at once (HO_STEP_END). */
enum ho_step ho_flow_assign(int64_t what, unsigned known);

/* Who was named as the new super-admin. */
enum ho_candidate {
	HO_CANDIDATE_NOBODY = 0, /* nobody of this account who is active */
	HO_CANDIDATE_DEPARTING,  /* the super-admin who is to be replaced */
	HO_CANDIDATE_NO_ADDRESS, /* no address that has authority */
	HO_CANDIDATE_SEVERAL,    /* an address of several, or a login of
				     one and the address of another */
	HO_CANDIDATE_NO_USER, /* as NOBODY, where a contact cannot become it */
	HO_CANDIDATE_NO_PASSWORD, /* ... nor who could not sign in */
	HO_CANDIDATE_USER,        /* yes: an active user */
	HO_CANDIDATE_CONTACT,     /* yes: the contact, who becomes a user */
	HO_CANDIDATES
};

bool ho_candidate_may(enum ho_candidate who);

/* Why not, for the person who typed it; NULL where they may. */
const char *ho_candidate_text(enum ho_candidate who);

/* A user of the store, seen from the account; all false is nobody. */
struct ho_candidate_is {
	bool is_ours;  /* a user of this account */
	bool is_super; /* its super-admin, present or departed */
	bool is_active;
	bool has_address; /* one of their own that has authority now */
};

enum ho_candidate ho_flow_candidate(const struct ho_candidate_is *is);

#endif
