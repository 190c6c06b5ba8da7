/*
 * lib/flow/ask.c - the table who may ask.
 */
#include "lib/flow/ask.h"

#include <stddef.h>

#define ABOUT(x)  (1u << HO_ABOUT_##x)
#define ABOUT_ALL (ABOUT(USER) | ABOUT(ADMIN) | ABOUT(SUPER))

/*
 * DESIGN section 5: a row is a right, what is not here may not be asked.
 * An owner case is always about the super-admin and comes from a contact
 * only; an admin reaches other admins, never the super-admin (law 12).
 */
static const struct right {
	enum ho_ask_for what;
	enum ho_who who;
	unsigned about;
	enum ho_answer with_address;
	enum ho_answer without;
} rights[] = {
	{ HO_ASK_OWNER, HO_WHO_CONTACT, ABOUT(SUPER), HO_ANSWER_ASKER,
	    HO_ANSWER_ASKER },
	{ HO_ASK_RESET, HO_WHO_SELF, ABOUT_ALL, HO_ANSWER_ASKER,
	    HO_ANSWER_ASKER },
	{ HO_ASK_RESET, HO_WHO_CONTACT, ABOUT_ALL, HO_ANSWER_USER,
	    HO_ANSWER_ASKER },
	{ HO_ASK_RESET, HO_WHO_SUPER, ABOUT_ALL, HO_ANSWER_USER,
	    HO_ANSWER_ASKER },
	{ HO_ASK_RESET, HO_WHO_ADMIN, ABOUT(USER) | ABOUT(ADMIN),
	    HO_ANSWER_USER, HO_ANSWER_ASKER },
	{ HO_ASK_SEATS, HO_WHO_CONTACT, ABOUT_ALL, HO_ANSWER_ASKER,
	    HO_ANSWER_ASKER },
	{ HO_ASK_SEATS, HO_WHO_SUPER, ABOUT_ALL, HO_ANSWER_ASKER,
	    HO_ANSWER_ASKER },
	{ HO_ASK_SEATS, HO_WHO_ADMIN, ABOUT_ALL, HO_ANSWER_ASKER,
	    HO_ANSWER_ASKER },
	/* by what name somebody signs in is for nobody else to ask */
	{ HO_ASK_RENAME, HO_WHO_SELF, ABOUT_ALL, HO_ANSWER_ASKER,
	    HO_ANSWER_ASKER },
	/* as a reset of that user; nothing is sent that opens anything */
	{ HO_ASK_FACTOR, HO_WHO_SELF, ABOUT_ALL, HO_ANSWER_ASKER,
	    HO_ANSWER_ASKER },
	{ HO_ASK_FACTOR, HO_WHO_CONTACT, ABOUT_ALL, HO_ANSWER_ASKER,
	    HO_ANSWER_ASKER },
	{ HO_ASK_FACTOR, HO_WHO_SUPER, ABOUT_ALL, HO_ANSWER_ASKER,
	    HO_ANSWER_ASKER },
	{ HO_ASK_FACTOR, HO_WHO_ADMIN, ABOUT(USER) | ABOUT(ADMIN),
	    HO_ANSWER_ASKER, HO_ANSWER_ASKER },
	{ HO_ASK_UNLOCK, HO_WHO_SELF, ABOUT_ALL, HO_ANSWER_ASKER,
	    HO_ANSWER_ASKER },
	{ HO_ASK_UNLOCK, HO_WHO_CONTACT, ABOUT_ALL, HO_ANSWER_ASKER,
	    HO_ANSWER_ASKER },
	{ HO_ASK_UNLOCK, HO_WHO_SUPER, ABOUT_ALL, HO_ANSWER_ASKER,
	    HO_ANSWER_ASKER },
	{ HO_ASK_UNLOCK, HO_WHO_ADMIN, ABOUT(USER) | ABOUT(ADMIN),
	    HO_ANSWER_ASKER, HO_ANSWER_ASKER },
};

/* Who hears of it. */
static const struct told {
	enum ho_ask_for what;
	enum ho_who who;
} told[] = {
	{ HO_ASK_OWNER, HO_WHO_CONTACT },
	{ HO_ASK_OWNER, HO_WHO_SELF },
	{ HO_ASK_OWNER, HO_WHO_SUPER },
	{ HO_ASK_OWNER, HO_WHO_ADMIN },
	{ HO_ASK_RESET, HO_WHO_SELF },
	/* an address can speak for all of the account: everyone on file */
	{ HO_ASK_CONTACT, HO_WHO_CONTACT },
	{ HO_ASK_CONTACT, HO_WHO_SELF },
	{ HO_ASK_CONTACT, HO_WHO_SUPER },
	{ HO_ASK_CONTACT, HO_WHO_ADMIN },
	{ HO_ASK_CONTACT, HO_WHO_USER },
	{ HO_ASK_SEATS, HO_WHO_CONTACT },
	{ HO_ASK_SEATS, HO_WHO_SUPER },
	{ HO_ASK_SEATS, HO_WHO_ADMIN },
	{ HO_ASK_RENAME, HO_WHO_CONTACT },
	{ HO_ASK_RENAME, HO_WHO_SELF },
	{ HO_ASK_RENAME, HO_WHO_SUPER },
	{ HO_ASK_RENAME, HO_WHO_ADMIN },
	{ HO_ASK_FACTOR, HO_WHO_SELF },
	{ HO_ASK_UNLOCK, HO_WHO_SELF },
};

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static const struct right *
right_of(enum ho_ask_for what, enum ho_who who)
{
	for (size_t i = 0; i < COUNT(rights); i++)
		if (rights[i].what == what && rights[i].who == who)
			return &rights[i];
	return NULL;
}

enum ho_who
ho_who_is(const struct ho_whose *w)
{
	if (!w->is_users)
		return HO_WHO_CONTACT;
	if (w->is_self)
		return HO_WHO_SELF;
	if (w->is_super)
		return HO_WHO_SUPER;
	return w->is_admin ? HO_WHO_ADMIN : HO_WHO_USER;
}

bool
ho_may_ask(enum ho_ask_for what, const struct ho_whose *w, enum ho_about about)
{
	const struct right *r = right_of(what, ho_who_is(w));

	return r != NULL && !w->is_disabled && about < HO_ABOUT_COUNT &&
	    (r->about & 1u << about) != 0;
}

enum ho_answer
ho_answer_goes(enum ho_ask_for what, enum ho_who who, bool user_has_address)
{
	const struct right *r = right_of(what, who);

	if (r == NULL)
		return HO_ANSWER_NOBODY;
	return user_has_address ? r->with_address : r->without;
}

bool
ho_is_told(enum ho_ask_for what, enum ho_who who)
{
	for (size_t i = 0; i < COUNT(told); i++)
		if (told[i].what == what && told[i].who == who)
			return true;
	return false;
}
