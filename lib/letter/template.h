/*
 * lib/letter/template.h - the texts that people get, kept in files.
 *
 *	# placeholders: ref login until note
 *	Subject: Your sign-in for {login}
 *
 *	Hello,
 *	{?note}
 *	{note}
 *	{/note}
 *	sign in as {login} until {until}.
 *
 * Comment lines at the top, one of which declares every placeholder; then the
 * subject, an empty line, and the body.  {name} is replaced by its value,
 * {?name} ... {/name} stays only where the value is not empty (sections do not
 * nest), and a line that holds nothing but one of these two marks vanishes.
 * "{{" is a brace.  A placeholder that is not declared, or declared and not
 * used, is an error when the file is read; a value that is missing or that
 * nobody asked for is an error when it is filled in.  Values are made visible
 * (page.h) and never looked at for placeholders.
 *
 * A template holds no secret; it is read-only once read and may be used from
 * any thread.
 */
#ifndef HO_LETTER_TEMPLATE_H
#define HO_LETTER_TEMPLATE_H

#include <stddef.h>

#include "lib/base/buf.h"
#include "lib/letter/page.h"

#define HO_TEMPLATE_MAX    16384 /* bytes of one file */
#define HO_TEMPLATE_VALUES 24    /* placeholders of one file */
#define HO_TEMPLATE_NAME   32    /* octets of a placeholder's name */

/* Every text there is; the file is NAME.txt, its placeholders stand in it. */
enum ho_text {
	HO_TEXT_OWNER_CREDENTIALS = 0,  /* to the contact: an owner case */
	HO_TEXT_USER_CREDENTIALS,       /* to the user: a reset */
	HO_TEXT_USER_CREDENTIALS_ASKER, /* a user without an address */
	HO_TEXT_CONFIRM,                /* please send this line back */
	HO_TEXT_CLAIM_CODE,             /* the code at the sign-in */
	HO_TEXT_CANDIDATE_CODE,         /* you are being made super-admin */
	HO_TEXT_NOTICE_STARTED,         /* to everyone affected, with STOP */
	HO_TEXT_NOTICE_DONE,            /* to everyone affected */
	HO_TEXT_NOTICE_LAPSED,          /* to those who were told it began */
	HO_TEXT_NOTICE_UNCONFIRMED,     /* to everyone affected */
	HO_TEXT_CONTACT_ADDED,          /* to everyone on file, with STOP */
	HO_TEXT_CONTACT_DONE,           /* to them: it has authority now */
	HO_TEXT_CONFIRM_ADDRESS,        /* to it: please send this back */
	HO_TEXT_SEATS_ADDED,            /* to everyone affected */
	HO_TEXT_RENAME_PERMITTED,       /* to the user, on the thread */
	HO_TEXT_RENAME_DONE,            /* to everyone affected */
	HO_TEXT_FACTOR_REMOVED,         /* to everyone affected */
	HO_TEXT_USER_UNLOCKED,          /* to everyone affected */
	HO_TEXT_DONE_FOR_ASKER,         /* to who asked for another */
	HO_TEXT_CASE_FROZEN,            /* to everyone affected */
	HO_TEXT_CASE_REVERTED,          /* to them: a new super-admin no more */
	HO_TEXT_ENROL_CODE,             /* to who binds an authenticator */
	HO_TEXT_FACTOR_WANTED,          /* a user without one signs in */
	HO_TEXT_FACTOR_BOUND,           /* ... and once it is bound */
	HO_TEXT_RECOVERY_RENEWED,       /* to who made new recovery codes */
	HO_TEXT_PASSWORD_CHANGED,       /* to who changed the own password */
	HO_TEXT_OWN_CODE,               /* to a super-admin who hands over */
	HO_TEXT_SUCCESSOR_CODE,         /* to whom they hand over */
	HO_TEXT_OWNER_TRANSFERRED,      /* to everyone affected */
	HO_TEXT_LOGIN_CODE,             /* to who asked for one at a login */
	HO_TEXT_LOGIN_CODE_SMS,
	HO_TEXT_CHANGE_CODE, /* ... or to choose another password */
	HO_TEXT_CHANGE_CODE_SMS,
	HO_TEXT_TRIES_STRANGE, /* to whom somebody guesses at */
	HO_TEXT_TRIES_DISABLED,
	HO_TEXT_CLAIM_CODE_SMS, /* text messages: short, no subject */
	HO_TEXT_CONFIRM_ADDRESS_SMS,
	HO_TEXT_REFUSED_PASTE, /* for staff to paste; never sent by us */
	HO_TEXT_TICKET_OPENED, /* from here on: records of the ticket */
	HO_TEXT_TICKET_VERDICT,
	HO_TEXT_TICKET_CREDENTIALS,
	HO_TEXT_TICKET_VOID,
	HO_TEXT_TICKET_DONE,
	HO_TEXTS
};

/* "owner-credentials"; NULL for no text. */
const char *ho_text_name(enum ho_text which);

struct ho_templates; /* all of them */
struct ho_template;  /* one */

/*
 * Reads every text from a directory.  HO_E_INPUT: a file is missing or wrong;
 * error names file and line.  The caller frees it.
 */
int ho_templates_open(
    const char *dir, struct ho_templates **all, struct ho_buf *error);
void ho_templates_free(struct ho_templates **all);
const struct ho_template *ho_templates_get(
    const struct ho_templates *all, enum ho_text which);
/* By name; NULL: there is none. */
const struct ho_template *ho_templates_find(
    const struct ho_templates *all, const char *name);

/* One template from text in hand; name is for messages. */
int ho_template_parse(const char *name, const char *text, size_t len,
    struct ho_template **t, struct ho_buf *error);
void ho_template_free(struct ho_template **t);

/* Its declared placeholders, in the order of the declaration; NULL past it. */
const char *ho_template_asks(const struct ho_template *t, size_t i);

struct ho_value {
	const char *name;
	const char *text; /* may be NULL where len is 0; no NUL needed */
	size_t len;
};
#define HO_VALUE(n, t)                                     \
	{                                                  \
		.name = (n), .text = (t), .len = strlen(t) \
	}

/*
 * Fills in.  Exactly the declared names must be there, in any order, once.
 * subject gets one line without an end, body lines that end in LF and are
 * broken at a space where a value would make them longer than 78 characters.
 * HO_E_INPUT: names do not fit, error says which and names file and line.
 * HO_E_LIMIT: a page is too small.  On failure the pages are to be thrown
 * away.
 */
int ho_template_fill(const struct ho_template *t, const struct ho_value *values,
    size_t n_values, struct ho_page *subject, struct ho_page *body,
    struct ho_buf *error);

#endif
