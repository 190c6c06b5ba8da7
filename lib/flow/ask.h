/*
 * lib/flow/ask.h - who may ask for what, where the answer goes, who is told.
 *
 * The table of DESIGN section 5 and law 12: a request never reaches higher
 * than its sender.  Pure; whether an address is on file, has authority and
 * belongs to an active user is for the caller to find out: one without is
 * HO_WHO_NOBODY.
 */
#ifndef HO_FLOW_ASK_H
#define HO_FLOW_ASK_H

#include <stdbool.h>

#include "lib/store/rows.h"

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

/* address of the account a; owner: whose address it is, NULL for a contact;
 * about: the user of the request. */
enum ho_who ho_who_is(const struct ho_account *a, const struct ho_address *ad,
    const struct ho_user *owner, const struct ho_user *about);
enum ho_about ho_about_whom(
    const struct ho_account *a, const struct ho_user *about);

/* kind: enum ho_case_kind. */
bool ho_may_ask(int64_t kind, enum ho_who who, enum ho_about about);

enum ho_answer {
	HO_ANSWER_NOBODY = 0,
	HO_ANSWER_ASKER,
	HO_ANSWER_USER /* the user's own address on file */
};
enum ho_answer ho_answer_goes(
    int64_t kind, enum ho_who who, bool user_has_address);

/* Is somebody like this told that such a case is under way and how it ended?
 * (The asker always is.)  Disabled users count too: the departed owner. */
bool ho_is_told(int64_t kind, enum ho_who who);

/* May an address have an effect now?  usable_from 0: not at all yet. */
bool ho_has_authority(const struct ho_address *ad, int64_t now);

#endif
