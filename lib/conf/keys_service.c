/* lib/conf/keys_service.c - every key of a service's own section. */
#include "lib/conf/keys_row.h"

#define AT(member) offsetof(struct ho_service, member)

/* Words stand in the order of the enumeration in conf.h. */
const struct ho_setting ho_service_settings[] = {
	{ "login", HO_TYPE_WORD, AT(login), "password",
	    ONE_OF("password", "password+otp", "otp", "password+otp?"),
	    "What a login is asked for; with a question mark the code is "
	    "asked only of users who bound an authenticator." },
	{ "otp", HO_TYPE_WORDS, AT(otp), "totp, hotp, recovery",
	    ONE_OF("totp", "hotp", "recovery", "mail", "sms"),
	    "What counts as a code; mail and sms are sent to the user's own "
	    "address when they are asked for, and mail is no second factor." },
	{ "prompts", HO_TYPE_WORD, AT(prompts), "many", ONE_OF("many", "one"),
	    "one: this program can ask only once, so the code stands behind "
	    "the password in the same field." },
	{ "address", HO_TYPE_WORD, AT(address), "unknown",
	    ONE_OF("unknown", "trusted"),
	    "trusted: this program is believed about the address that "
	    "somebody comes from (PAM_RHOST), so that a stranger's wrong tries "
	    "are not the owner's." },
	{ "enrol", HO_TYPE_WORD, AT(enrol), "no", ONE_OF("no", "yes"),
	    "yes: a password change by this service binds an authenticator "
	    "instead." },
	{ "change", HO_TYPE_WORD, AT(change), "no", ONE_OF("no", "yes"),
	    "yes: whoever answers the questions of this service may choose a "
	    "new password by a password change: the old one's owner where "
	    "login has a password, where it is otp who has lost it." },
	{ "transfer", HO_TYPE_WORD, AT(transfer), "no", ONE_OF("no", "yes"),
	    "yes: by a password change the super-admin hands the account to "
	    "another user, with password and second factor, whatever login "
	    "says, and a code to the other's address." },
	{ "forced-step", HO_TYPE_WORD, AT(forced_step), "no",
	    ONE_OF("no", "login"),
	    "login: this program can hold the conversation that follows a "
	    "default password; no: it cannot, and a default password is wrong "
	    "here." },
};
const size_t ho_n_service_settings = COUNT(ho_service_settings);

_Static_assert(COUNT(ho_service_settings) <= HO_SERVICE_SETTINGS_MAX,
    "a place for every key of a service");
