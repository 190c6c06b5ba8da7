/* handoverd/desk/procedure.c - the written procedure, line by line. */
#include "handoverd/desk/procedure.h"

#define CREDENTIALS PROCEDURE_CREDENTIALS

const struct procedure_line procedure[] = {
	{ "S1", NULL,
	    "A request for a reset counts only as a mail to {desk-address} "
	    "from a registered contact of the account, as it came.",
	    "handover reset --mail FILE --owner", "reset" },
	{ "S1", "unsigned=confirm",
	    "Where its signature does not prove the sender, a word goes to the "
	    "address on file and has to come back within {confirm-wait}.",
	    "handover case confirm --mail FILE", "case confirm" },
	{ "S1", "unsigned=refuse",
	    "Where its signature does not prove the sender it is refused.",
	    NULL, NULL },
	{ "S2", NULL,
	    "A request of the account's super-admin or an admin for another "
	    "user is accepted as it stands; an admin's never reaches the "
	    "super-admin, and a new super-admin is for a contact to ask.",
	    "handover reset --mail FILE --user LOGIN", "reset" },
	{ "S3", NULL,
	    "A request from an address that is not on file waits {proof-wait}. "
	    "The account manager brings proof,",
	    "handover contact change --account CODE --old ADDR --new ADDR "
	    "--proof FILE --kind KIND --reason TEXT",
	    "contact change" },
	{ "S3", NULL,
	    "another person reads it and approves, the new address confirms, "
	    "everybody on file is told and can stop it for {cool-down}; then "
	    "the request goes on by itself.",
	    "handover case approve REF", "case approve" },
	{ "S4", NULL,
	    "Without proof such a request is refused, whoever asks; the reason "
	    "and a text for the client are in the answer.",
	    "handover case show REF", "case show" },
	{ "S5", NULL,
	    "A request to add users needs the number of users and nothing "
	    "else: a line Users to add: N, or --count; without it it is "
	    "refused.",
	    "handover account seats CODE --mail FILE", "account seats" },
	{ "S6", NULL,
	    "Owner gone, code unreachable: by mail from the registered "
	    "contact. By telephone it is refused, and recorded as such.",
	    "handover reset --owner --account CODE", "reset" },
	{ "S7", "ticket-system=local",
	    "A ticket is made in the store, or the one of that key is used, "
	    "with the mail and a picture of it.",
	    "handover case ticket REF", "case ticket" },
	{ "S7", "ticket-system!local",
	    "A ticket is made in {ticket-system} ({ticket-project}), or the "
	    "one of that key is used, with the mail and a picture of it. Until "
	    "it exists there nothing is issued.",
	    "handover case ticket REF", "case ticket" },
	{ "S8", NULL,
	    "The sender is compared with the contact record by the software, "
	    "octet by octet; nobody can decide otherwise.",
	    "handover case verify REF", "case verify" },
	{ "S8", "approval-now=never",
	    "One person can run a case (approval = never); a second one "
	    "approves contacts, and the next case after a stop.",
	    "handover case approve REF", "case approve" },
	{ "S8", "approval-now=owner",
	    "A second person, who was shown the evidence, approves owner "
	    "cases.",
	    "handover case approve REF", "case approve" },
	{ "S8", "approval-binds=no",
	    "That does not bind yet: two approvers must have stood for 24 "
	    "hours. Until then one person can run an owner case.",
	    "handover staff add NAME --roles approver", "staff add" },
	{ "S8", "approval-now=always",
	    "A second person, who was shown the evidence, approves every case.",
	    "handover case approve REF", "case approve" },
	{ "S8", "alert=raised",
	    "An alert is raised: a second person approves every case until it "
	    "is lowered.",
	    "handover alert lower", "alert lower" },
	{ "S8", "hold!0ms",
	    "Then it is held for {hold}, while everybody affected is told and "
	    "can stop it.",
	    "handover case freeze REF", "case freeze" },
	{ "S8", "hold-sole-address!0ms",
	    "Where nobody but who asked could be told it is held for "
	    "{hold-sole-address}.",
	    "handover case freeze REF", "case freeze" },
	{ "S9", NULL,
	    "A default password is made, for one use within "
	    "{default-password-life}; nobody chooses it.",
	    "handover case issue REF", "case issue" },
	{ "S9", "record=plain",
	    "Login and default password are recorded in the ticket, and marked "
	    "void when they are spent, revoked or have expired.",
	    "handover case show REF --credentials", CREDENTIALS },
	{ "S9", "record=masked",
	    "The login and the last group of the default password are recorded "
	    "in the ticket.",
	    "handover case show REF --credentials", CREDENTIALS },
	{ "S10", NULL,
	    "The answer goes on the same thread, to the address on file only, "
	    "with login, default password and how to change the super-admin. "
	    "Everybody else affected is told, with a word that stops it.",
	    "handover outbox list", "outbox list" },
	{ "S11", NULL,
	    "The client signs in with them once, at {sign-in-url} (PAM "
	    "service {services}), gets no session, and names a new "
	    "super-admin, who proves a mailbox on file.",
	    NULL, "client" },
	{ "S11", "claim-now=contact",
	    "Before that a code goes to the contact that was answered.", NULL,
	    "client" },
	{ "S11", "claim-now=other-contact",
	    "Before that a code goes to another registered contact than asked; "
	    "where there is none the case waits for one.",
	    NULL, "client" },
	{ "S11", "claim-now=sms",
	    "Before that a code goes to a registered mobile; where there is "
	    "none the case waits for one.",
	    NULL, "client" },
	{ "S11", "claim-now=alert",
	    "Before that a code goes to another registered contact than asked "
	    "where there is one, else to the contact that was answered, as "
	    "long as the alert is raised (claim = {claim}).",
	    NULL, "client" },
	{ "S11", "claim-now=none",
	    "No code is asked before that (claim = none): whoever reads the "
	    "default password can use it.",
	    NULL, "client" },
	{ "S12", NULL,
	    "Staff can list every user of an account; they never ask for or "
	    "see a user's password, code or secret.",
	    "handover user list CODE", "user list" },
	{ "S12", NULL,
	    "Another login name: by a mail from the user's own address on "
	    "file; the user chooses it at a sign-in, behind password and code "
	    "(PAM service {services}). Nobody else gets the old one for "
	    "{login-kept}.",
	    "handover user rename LOGIN --mail FILE", "user rename" },
	{ "S12", NULL,
	    "An authenticator is removed only on a mail of the user, or of who "
	    "may ask for the user's reset, judged as that; everybody affected "
	    "is told and can stop it for {hold-removal}.",
	    "handover factor remove LOGIN --mail FILE --all", "factor remove" },
	{ "S12", NULL,
	    "A sign-in that {tries-disable} wrong tries have closed is opened "
	    "on such a mail too; password and codes stay what they are.",
	    "handover user unlock LOGIN --mail FILE", "user unlock" },
	{ "S13", "self-service=none",
	    "Self-service beside it is not set up here.", NULL, NULL },
	{ "S13", "enrolment!none",
	    "Beside it users bind an authenticator by themselves (PAM service "
	    "{enrolment}), by a code to their own address on file.",
	    NULL, "client" },
	{ "S13", "own-password!none",
	    "They change their own password by themselves, or replace one "
	    "that they forgot where a code alone is asked (PAM service "
	    "{own-password}).",
	    NULL, "client" },
	{ "S13", "handing-over!none",
	    "A present super-admin hands over by themselves (PAM service "
	    "{handing-over}), by their password and second factor and a code to "
	    "the new one's address on file; everybody affected is told.",
	    NULL, "client" },
};

const size_t procedure_lines = sizeof(procedure) / sizeof(procedure[0]);
