/*
 * handoverd/login/recovery.h - what a default password opened, in one conversation.
 *
 * Only ids and what was proven are kept between messages.  Every step reads
 * the rows afresh inside its own transaction, so a case that was stopped, a
 * credential that was spent or has expired, and an account that changed hands
 * meanwhile end the conversation at its next step; nothing is decided on what
 * was read before.
 */
#ifndef HANDOVERD_RECOVERY_H
#define HANDOVERD_RECOVERY_H

#include <stdbool.h>
#include <stdint.h>

#include "handoverd/writer.h"
#include "lib/conf/conf.h"
#include "lib/flow/assign.h"
#include "lib/secret/mac.h"
#include "lib/store/rows.h"

/* Who carries the conversation: the actor of its events. */
struct peer {
	uid_t uid;                       /* as the kernel says */
	char service[HO_CONF_NAME_SIZE]; /* "" unless the configuration names
					    it: a peer may claim any */
};

struct recovery {
	struct peer peer;
	int64_t credential;       /* 0: none was proven */
	uint8_t hash[HO_MAC_LEN]; /* of the default password typed */
	int64_t kind;             /* enum ho_case_kind */
	char ref[sizeof(((struct ho_case *)0)->ref)];
	int64_t until;      /* when it expires */
	unsigned known;     /* enum ho_known */
	bool has_factor;    /* a code of the user's authenticator was right */
	int64_t claim_code; /* code row that was answered right */
	int64_t candidate_code; /* the same; 0 where none was needed */
	int64_t candidate_user; /* 0: the contact becomes a user */
	int64_t candidate_address;
	char login[sizeof(((struct ho_user *)0)->login)]; /* new or theirs */
};

struct recovery_rows {
	struct ho_credential credential;
	struct ho_case of_case;
	struct ho_account account;
};

/*
 * Finds the live credential that this hash belongs to, among those of the user
 * (user != 0), or of the owner case with that reference.  HO_E_NONE: none;
 * unknown, expired, spent and wrong are one answer.
 */
int recovery_find(struct tx *t, int64_t user, const char *ref,
    const uint8_t hash[static HO_MAC_LEN], struct recovery *r);

/* The rows as they are now.  HO_E_NONE: it is not good any more. */
int recovery_read(
    struct tx *t, const struct recovery *r, struct recovery_rows *rows);

/* Was it issued without a claim code, and is that still what policy says?  Not
 * while an alert is raised: a second leg is asked for then, whenever it was
 * issued. */
bool recovery_no_claim(struct tx *t, const struct ho_credential *c);

/* Is it on file, and has it authority at this time?  Law 12. */
bool recovery_has_authority(const struct ho_address *a, int64_t now);

/* Does a mail to this address prove who reads it, at this time?  Law 12. */
bool recovery_can_reach(const struct ho_address *a, int64_t now);

/* May this user become super-admin?  address: their own, or NULL. */
enum ho_candidate recovery_judge(const struct ho_account *account,
    const struct ho_user *user, const struct ho_address *address, int64_t now);

#endif
