/*
 * lib/flow/reason.c - the table of reasons.
 */
#include "lib/flow/reason.h"

#include <string.h>

#include "lib/flow/verdict.h"

/*
 * What the client may be told; it goes into the text refused-paste.  Never who
 * is on file: a stranger may be reading.
 */
static const char write_to_us[] =
    "The request did not reach us by e-mail from an address that we have on "
    "file for this account and that may ask for it.";
static const char write_anew[] =
    "Your message could not be used as it reached us. Please send a new, plain "
    "e-mail, not forwarded and not through a list or an automatic answer.";
static const char known_here[] =
    "This very message has reached us before and was dealt with then. If you "
    "need anything else, please write a new e-mail.";
static const char already_open[] =
    "A request about this sign-in is under way already. Please follow the "
    "message that went to the address on file, or wait until it has ended.";
static const char too_late[] =
    "The time for this request has run out without an answer. Nothing was "
    "changed.";
static const char stopped[] =
    "The request was stopped by somebody whom it concerns. Nothing was "
    "changed.";

static const char how_many[] =
    "A request to add users has to say how many. Please send a new e-mail that "
    "has the number on a line of its own, like this: Users to add: 3";

static const struct ho_why cases[] = {
	/* when a request comes in */
	{ "not-by-mail",
	    "A request counts only when it is made by e-mail from an address "
	    "on file.",
	    write_to_us },
	{ "may-not-ask",
	    "The sender is on file, but may not ask for this: an owner case "
	    "comes from a contact, another login name is for its own user to "
	    "ask, and no request reaches higher than its sender.",
	    write_to_us },
	{ "user-disabled",
	    "The user is disabled; it would give them nothing. Where the owner "
	    "has left, open an owner case.",
	    NULL },
	{ "case-open", "A case about the same login is open already.",
	    already_open },
	{ "seen-before",
	    "This very mail, or one with its Message-ID, has started a case "
	    "before.",
	    known_here },
	{ "too-many-confirms",
	    "The address was asked for a confirm word three times within 24 "
	    "hours; somebody else may be writing in its name.",
	    too_late },
	{ "superseded",
	    "A request on firmer ground took its place before it was proven.",
	    already_open },
	{ "from-not-registered",
	    "The sender has no authority in this account. Without proof "
	    "nothing is issued.",
	    write_to_us },
	{ "no-number",
	    "A request to add users needs the number of users, in the mail "
	    "(Users to add: N) or as --count N.",
	    how_many },
	{ "number-differs",
	    "The mail names another number of users than --count.", how_many },
	{ "too-many-seats", "An account has at most 1,000,000 seats.", NULL },
	{ "no-factor", "The user has no such authenticator (any more).", NULL },
	{ "not-locked",
	    "No wrong try is counted against the user: there is nothing to "
	    "unlock.",
	    NULL },
	{ "no-ticket", "There is no ticket of that key.", NULL },
	{ "ticket-of-another", "That ticket is about another account.", NULL },
	{ "no-ticket-there",
	    "The ticket system has no ticket of the key that was given, or not "
	    "in its project.",
	    NULL },
	/* an address that comes on file */
	{ "with-proof",
	    "A manager brought proof that the address belongs to the client.",
	    NULL },
	{ "without-proof",
	    "Staff brought the address; nothing else speaks for it.", NULL },
	{ "no-proof",
	    "A request from this address waits for proof: a stranger comes on "
	    "file with proof only.",
	    NULL },
	/* while it goes on */
	{ "wrong-word",
	    "The mail carries no word that this case waits for, outside of "
	    "what it quotes.",
	    NULL },
	{ "not-now", "The case is not where this can be done.", NULL },
	{ "own-case", "Whoever opened a case cannot approve it.", NULL },
	{ "not-shown",
	    "Whoever approves has to have been shown this evidence: case show "
	    "first.",
	    NULL },
	{ "approver-too-new",
	    "An approver counts 24 hours after they got the role.", NULL },
	{ "own-account",
	    "The account is marked as your own: somebody else has to handle "
	    "it.",
	    NULL },
	{ "too-many-cases",
	    "You have opened as many cases as one person may (cases-a-day, "
	    "owner-cases-a-week): somebody else has to go on.",
	    NULL },
	{ "own-hand",
	    "Whoever opened, approved or issued a case does not undo it; "
	    "another person with the role security does.",
	    NULL },
	{ "no-assignment",
	    "Only a case that has made a new super-admin can be undone, and "
	    "once.",
	    NULL },
	{ "evidence-too-old",
	    "The evidence was judged more than 7 days ago: a new request is "
	    "needed.",
	    too_late },
	{ "no-authority-now",
	    "The address that asked, or the one that is answered, is no "
	    "longer on file with authority.",
	    write_to_us },
	{ "owner-changed",
	    "The account has another super-admin than when the case opened.",
	    NULL },
	{ "no-other-contact",
	    "The claim code has to go to another contact than the one that "
	    "asked, or to a mobile (claim), and the account has none with "
	    "authority; a manager can register one (contact add).",
	    too_late },
	{ "evidence-dead",
	    "The evidence in the store is not what the log says it was.",
	    NULL },
	{ "stop-used",
	    "This address has stopped a case of the account within 30 days "
	    "already: this one asks for approval instead.",
	    NULL },
	/* mail that came in by itself */
	{ "not-judged",
	    "The judge could not read the mail to its end; it may have been "
	    "written to break it.",
	    NULL },
	{ "too-many-waiting",
	    "Twenty mails of this sender wait already; somebody else may be "
	    "writing in its name.",
	    NULL },
	{ "stop-word", "It brought the stop word of a case.", NULL },
	{ "confirm-word", "It brought the confirm word of a case.", NULL },
	{ "confirm-letter",
	    "It is a signed mail of an address that comes on file, and has "
	    "confirmed it.",
	    NULL },
	{ "reply",
	    "It came on the thread of a case, and is kept with it; it decides "
	    "nothing.",
	    NULL },
	{ "opened", "A case was opened on it.", NULL },
	/* how it ended */
	{ "by-staff", "A staff member refused it; the note says why.",
	    "We have looked at your request and cannot act on it." },
	{ "stopped", "Stopped by somebody affected.", stopped },
	{ "frozen-by-staff", "Stopped by a staff member.", stopped },
	{ "owner-signed-in",
	    "The departed owner signed in with their own password while the "
	    "case was open.",
	    stopped },
	{ "reverted",
	    "What it did was wrong, and was undone; the account's next case "
	    "needs approval.",
	    "We have undone what this request did. A new request is needed, "
	    "by e-mail from a contact address that we have on file." },
	{ "unclear-lapsed",
	    "DNS did not tell for three days whether the mail's signature "
	    "holds.",
	    too_late },
	{ "confirm-lapsed", "The confirm word did not come back in time.",
	    too_late },
	{ "proof-lapsed", "No proof came that the sender belongs on file.",
	    too_late },
	{ "approval-lapsed", "Nobody approved it in time.", too_late },
	{ "ticket-lapsed",
	    "The ticket system did not give a ticket for 7 days, and without "
	    "one nothing is issued.",
	    too_late },
	{ "not-issued", "It was ready, and nothing was issued.", too_late },
	{ "password-lapsed",
	    "The default password was not used before it expired, and no new "
	    "one was issued.",
	    too_late },
	{ "permission-lapsed",
	    "The user did not choose another login name in time, and no new "
	    "permission was given.",
	    too_late },
	{ "permission-expired",
	    "The permission expired unused; a new one can be given: case "
	    "issue.",
	    NULL },
	{ "revoked", "What was issued was revoked.", NULL },
	{ "password-expired",
	    "The default password expired unused; a new one can be issued.",
	    NULL },
};

#define CASES (sizeof(cases) / sizeof(cases[0]))

struct ho_why
ho_why_at(size_t i)
{
	return i < CASES ? cases[i] : (struct ho_why){ NULL, NULL, NULL };
}

struct ho_why
ho_why(const char *word)
{
	const struct ho_reason *r;

	for (size_t i = 0; i < CASES; i++)
		if (strcmp(cases[i].word, word) == 0)
			return cases[i];
	if ((r = ho_reason_find(word)) != NULL)
		return (struct ho_why){ r->word, r->text,
			r->verdict == HO_MAIL_REFUSE ? write_anew : NULL };
	return (struct ho_why){ word, "No more is known.", NULL };
}
