/*
 * lib/flow/ask.h - who may ask for what, where the answer goes, who is told.
 *
 * The table of DESIGN section 5 and law 12: a request never reaches higher
 * than its sender.  Pure; whose address it is, and whether it has authority,
 * the caller finds out: one without any is not shown to this room.
 */
#ifndef HO_FLOW_ASK_H
#define HO_FLOW_ASK_H

#include <stdbool.h>

/* What is asked for; the numbers are those of enum ho_case_kind. */
enum ho_ask_for {
	HO_ASK_OWNER = 1,   /* a new super-admin */
	HO_ASK_RESET = 2,   /* a new password for one user */
	HO_ASK_CONTACT = 3, /* an address: a manager's, nobody asks by mail */
	HO_ASK_SEATS = 4,   /* more users */
	HO_ASK_RENAME = 5,  /* another login name for one user */
	HO_ASK_FACTOR = 6,  /* an authenticator of one user goes */
	HO_ASK_UNLOCK = 7,  /* wrong tries of one user are forgiven */
};

/* Who writes, seen from the account and the user that it is about. */
enum ho_who {
	HO_WHO_NOBODY = 0,
	HO_WHO_CONTACT, /* a contact of the account */
	HO_WHO_SELF,    /* the user it is about */
	HO_WHO_SUPER,   /* the super-admin, about somebody else */
	HO_WHO_ADMIN,   /* an admin, about somebody else */
	HO_WHO_USER,    /* any other user of the account */
	HO_WHO_COUNT
};

/* Whom it is about. */
enum ho_about {
	HO_ABOUT_USER = 0,
	HO_ABOUT_ADMIN,
	HO_ABOUT_SUPER,
	HO_ABOUT_COUNT
};

/* Of an address of the account, as claims; all false is a contact's. */
struct ho_whose {
	bool is_users;    /* a user's own address */
	bool is_self;     /* ... of the user that it is about */
	bool is_super;    /* ... of the super-admin */
	bool is_admin;    /* ... of an admin */
	bool is_disabled; /* ... who is disabled */
};

enum ho_who ho_who_is(const struct ho_whose *w);

/*
 * May such a sender ask?  Somebody disabled may ask for nothing: the departed
 * owner's mailbox is often still read by the departed owner.
 */
bool ho_may_ask(
    enum ho_ask_for what, const struct ho_whose *w, enum ho_about about);

enum ho_answer {
	HO_ANSWER_NOBODY = 0,
	HO_ANSWER_ASKER,
	HO_ANSWER_USER /* the user's own address on file */
};

/* Where the default credentials go, or the word that it is done. */
enum ho_answer ho_answer_goes(
    enum ho_ask_for what, enum ho_who who, bool user_has_address);

/*
 * Is somebody like this told that such a case is under way, and how it ended?
 * The asker always is; disabled users too: the departed owner.
 */
bool ho_is_told(enum ho_ask_for what, enum ho_who who);

#endif
