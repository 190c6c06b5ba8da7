/* lib/wire/verbs.c - the table of the desk's verbs. */
#include "lib/wire/verbs.h"

#include "lib/store/rows.h"
#include "lib/wire/proto.h"

#define OPTS(...)                 \
	((const struct ho_opt[]){ \
	    __VA_ARGS__, { NULL, 0, NULL, false, 0, 0, NULL } })
#define FLAG(name, help)                                       \
	{                                                      \
		(name), HO_OPT_FLAG, NULL, false, 0, 0, (help) \
	}
#define TEXT(name, what, max, help)                                  \
	{                                                            \
		(name), HO_OPT_TEXT, (what), false, 1, (max), (help) \
	}
#define NEED(name, what, max, help)                                 \
	{                                                           \
		(name), HO_OPT_TEXT, (what), true, 1, (max), (help) \
	}
#define NUMBER(name, need, min, max, help)                               \
	{                                                                \
		(name), HO_OPT_NUMBER, "N", (need), (min), (max), (help) \
	}
#define MAIL(help)                                                           \
	{                                                                    \
		"mail", HO_OPT_FILE, "FILE", false, 1, HO_LETTER_MAX, (help) \
	}
#define PROOF(need, help)                                                      \
	{                                                                      \
		"proof", HO_OPT_FILE, "FILE", (need), 1, HO_LETTER_MAX, (help) \
	}
#define HASH(whose)                                                 \
	{                                                           \
		"hash", HO_OPT_FILE, "FILE", false, 1, HO_HASH_MAX, \
		    "crypt string of " whose                        \
		    " first password; - is standard input"          \
	}
#define HERE(name, what, help)                                      \
	{                                                           \
		(name), HO_OPT_HERE, (what), false, 1, 4096, (help) \
	}
#define INTO(name, help)                                            \
	{                                                           \
		(name), HO_OPT_INTO, "FILE", false, 1, 4096, (help) \
	}

/* Who may: support opens and issues, a manager changes contacts and seats, an
 * approver approves, security stops, an auditor reads and changes nothing, an
 * admin has the staff and the house. */
#define ANYONE   HO_STAFF_ALL
#define SUPPORT  HO_STAFF_SUPPORT
#define MANAGER  HO_STAFF_MANAGER
#define SECURITY HO_STAFF_SECURITY
#define DESK     (SUPPORT | MANAGER)
#define WATCH    (SECURITY | HO_STAFF_AUDITOR)

static const char what_owner[] = "the case is about the panel's owner";
static const char what_user[] = "the case is about this user's login";
static const char what_account[] = "where the sender has several accounts";
static const char what_count[] =
    "users to add; left out: the mail's line Users to add: N";
static const char what_factor[] = "this one, by its id of factor list";
static const char what_factors[] = "every one, and the recovery codes";
static const char what_ticket[] = "use this ticket, open none";
static const char proof_kinds[] = "letterhead, id, domain, invoice or other";
static const char what_dry[] = "say what would be decided, change nothing";

const struct ho_verb ho_verbs[] = {
	/* --- accounts, users, contacts: verbs_account.c and so on ---------- */
	{ "account", "add", "CODE",
	    OPTS(NEED("name", "NAME", HO_VERB_TEXT, "of the client"),
		NEED("owner", "LOGIN", 128, "the super-admin's login"),
		TEXT("owner-name", "NAME", HO_VERB_TEXT, "for people"),
		FLAG("owner-absent", "the owner has left: a disabled user"),
		TEXT("owner-address", "ADDR", HO_ADDRESS_TEXT,
		    "the owner's own e-mail address or mobile"),
		HASH("the owner's"),
		{ "contact", HO_OPT_MANY, "ADDR", true, 1, HO_ADDRESS_TEXT,
		    "a registered contact: an e-mail address, or a mobile "
		    "such as +4915112345678" },
		NUMBER("seats", true, 1, 1000000, "how many users it may have"),
		TEXT("domain", "DOMAIN", HO_VERB_TEXT, "the client's domain"),
		{ "admin", HO_OPT_MANY, "LOGIN=ADDR", false, 3, 450,
		    "an admin of the panel with their own address" }),
	    MANAGER, 0, "account.add", NULL, "take on a client's panel" },
	{ "account", "list", NULL, NULL, ANYONE, HO_V_LIST, NULL,
	    "code name domain seats", "every account" },
	{ "account", "show", "CODE", NULL, ANYONE, 0, NULL, NULL,
	    "one account: owner, users, contacts, open cases" },
	{ "account", "find", "TEXT", NULL, ANYONE, HO_V_LIST, NULL,
	    "code name domain seats",
	    "accounts by part of code, name, domain or address" },
	{ "account", "seats", "CODE",
	    OPTS(MAIL("the client's request, as it came"),
		NUMBER("count", false, 1, 1000000, what_count),
		TEXT("ticket", "KEY", 64, what_ticket),
		FLAG("dry-run", what_dry)),
	    MANAGER, HO_V_JUDGE | HO_V_DRAW, "account.seats", NULL,
	    "a whole case for more users" },
	{ "account", "policy", "CODE",
	    OPTS(NEED("second-factor", "RULE", 16,
		     "required: of all its users; by-role: of those that the "
		     "settings name"),
		NUMBER("grace", false, 0, 90,
		    "days that who never had one is let in without; left out: "
		    "second-factor-grace")),
	    SECURITY, 0, "account.policy", NULL,
	    "must all users of an account have a second factor?" },
	{ "account", "check", "[CODE]", NULL, ANYONE, HO_V_LIST, NULL,
	    "account problem about",
	    "what stands in the way of a safe recovery" },
	{ "account", "import", NULL,
	    OPTS({ "file", HO_OPT_FILE, "FILE", true, 1, HO_LETTER_MAX,
		     "lines of JSON: accounts, each with its users" },
		FLAG("skip-bad", "leave out accounts with a fault"),
		FLAG("dry-run", what_dry)),
	    HO_STAFF_ADMIN, HO_V_LIST | HO_V_ALONE, "account.import",
	    "line account problem", "take on a whole panel" },
	{ "account", "export", "[CODE]",
	    OPTS({ "to", HO_OPT_HERE, "FILE", true, 1, 4096,
		     "where the lines go; - is standard output" },
		FLAG("with-secrets", "password hashes too; admins, an event")),
	    MANAGER | WATCH | HO_STAFF_ADMIN, HO_V_LIST, "account.export", NULL,
	    "accounts and users, as account import takes them" },

	{ "user", "add", "LOGIN",
	    OPTS(NEED("account", "CODE", 64, "which account"),
		NEED("name", "NAME", HO_VERB_TEXT, "for people"),
		TEXT("address", "ADDR", HO_ADDRESS_TEXT,
		    "own e-mail address or mobile; has no authority yet"),
		HASH("the user's")),
	    DESK, 0, "user.add", NULL, "add a plain user, within the seats" },
	{ "user", "list", "CODE", NULL, ANYONE, HO_V_LIST, NULL,
	    "login role state name", "every user of an account" },
	{ "user", "show", "LOGIN", NULL, ANYONE, 0, NULL, NULL, "one user" },
	{ "user", "rename", "LOGIN",
	    OPTS(MAIL("the user's request, as it came"),
		TEXT("ticket", "KEY", 64, what_ticket),
		FLAG("dry-run", what_dry)),
	    SUPPORT, HO_V_JUDGE, "case.open", NULL,
	    "a whole case: the user may choose another login" },
	{ "user", "disable", "LOGIN", NULL, MANAGER | SECURITY, 0,
	    "user.disable", NULL, "end a user's sign-ins" },
	{ "user", "unlock", "LOGIN",
	    OPTS(MAIL("the request, as it came"),
		TEXT("ticket", "KEY", 64, what_ticket),
		FLAG("dry-run", what_dry)),
	    SUPPORT, HO_V_JUDGE, "user.unlock", NULL,
	    "a whole case to forgive a user's wrong tries" },

	{ "factor", "list", "LOGIN", NULL, ANYONE, HO_V_LIST, NULL,
	    "id kind label state bound_at used_at",
	    "a user's authenticators, and recovery codes left" },
	{ "factor", "remove", "LOGIN",
	    OPTS(MAIL("the request, as it came"),
		NUMBER("factor", false, 1, INT64_MAX, what_factor),
		FLAG("all", what_factors),
		TEXT("ticket", "KEY", 64, what_ticket),
		FLAG("dry-run", what_dry)),
	    SUPPORT, HO_V_JUDGE, "factor.remove", NULL,
	    "a whole case to remove an authenticator" },
	{ "factor", "import", "[LOGIN]",
	    OPTS({ "file", HO_OPT_FILE, "FILE", true, 1, 1048576,
		"of google-authenticator, with LOGIN; or a usersfile of "
		"pam_oath" }),
	    HO_STAFF_ADMIN, 0, "factor.import", NULL,
	    "take over authenticators from another module" },

	{ "contact", "add", "CODE",
	    OPTS(NEED("address", "ADDR", HO_ADDRESS_TEXT,
		     "an e-mail address, or a mobile for codes; has no "
		     "authority yet"),
		PROOF(false, "a document that speaks for it"),
		TEXT("kind", "KIND", 16, proof_kinds),
		TEXT("reason", "TEXT", HO_VERB_TEXT, "why, for the record")),
	    MANAGER, 0, "contact.add", NULL,
	    "register a contact; everyone on file is told" },
	{ "contact", "change", NULL,
	    OPTS(NEED("account", "CODE", 64, "which account"),
		NEED("old", "ADDR", HO_ADDRESS_TEXT, "the contact until now"),
		NEED("new", "ADDR", HO_ADDRESS_TEXT,
		    "has its place once it is confirmed, approved and cooled "
		    "down"),
		PROOF(true, "the document that speaks for it"),
		NEED("kind", "KIND", 16, proof_kinds),
		NEED("reason", "TEXT", HO_VERB_TEXT, "why, for the record")),
	    MANAGER, 0, "contact.change", NULL,
	    "put another contact in the place of one, by proof" },
	{ "contact", "list", "CODE", NULL, ANYONE, HO_V_LIST, NULL,
	    "address user provenance authority", "every address on file" },

	/* --- cases: verbs_case.c -------------------------------------------- */
	{ "case", "open", NULL,
	    OPTS(MAIL("the client's request, as it came"),
		TEXT("account", "CODE", 64, what_account),
		FLAG("owner", what_owner),
		TEXT("user", "LOGIN", 128, what_user),
		TEXT("ticket", "KEY", 64, what_ticket),
		FLAG("dry-run", what_dry)),
	    SUPPORT, HO_V_JUDGE, "case.open", NULL,
	    "open a case on a request" },
	{ "case", "list", NULL,
	    OPTS(TEXT("account", "CODE", 64, "only this account's"),
		FLAG("mine", "only those that you opened"),
		FLAG("owed", "only those where the next step is yours"),
		FLAG("all", "closed ones too")),
	    ANYONE, HO_V_LIST, NULL,
	    "ref kind state owed_by account wait_until", "cases" },
	{ "case", "show", "REF",
	    OPTS(FLAG("credentials", "what the ticket recorded; an event"),
		INTO("snapshot", "make a file of the letter's picture, a PNG"),
		INTO("letter", "make a file of the letter, as it came")),
	    ANYONE, 0, "case.credentials-shown", NULL,
	    "what happened, what is owed, by whom, until when" },
	{ "case", "ticket", "REF", NULL, ANYONE, HO_V_LIST, NULL,
	    "at kind text", "what its ticket holds, credentials left out" },
	{ "case", "verify", "REF",
	    OPTS(FLAG(
		"again", "from its octets anew, with DNS as it answered then")),
	    ANYONE, HO_V_READER, NULL, NULL,
	    "judge the stored evidence again by today's policy" },
	{ "case", "confirm", "[REF]",
	    OPTS({ "mail", HO_OPT_FILE, "FILE", true, 1, HO_LETTER_MAX,
		"the reply that carries the confirm word" }),
	    SUPPORT, HO_V_JUDGE | HO_V_DRAW, "case.confirm", NULL,
	    "take in a confirm word" },
	{ "case", "approve", "REF", NULL, HO_STAFF_APPROVER, 0, "case.approve",
	    NULL, "second a case" },
	{ "case", "issue", "REF", NULL, SUPPORT, 0, "case.issue", NULL,
	    "issue the default password, or a new one" },
	{ "case", "refuse", "REF",
	    OPTS(NEED("reason", "TEXT", HO_VERB_TEXT, "why, for the record")),
	    SUPPORT | HO_STAFF_APPROVER | SECURITY, 0, "case.refuse", NULL,
	    "end a case with a refusal" },
	{ "case", "freeze", "[REF]",
	    OPTS(MAIL("a reply that carries a stop word"),
		TEXT("account", "CODE", 64, "security: all of this account"),
		TEXT("staff", "NAME", 64,
		    "security: all that they opened, approved or issued"),
		FLAG("all", "security: every open case")),
	    SUPPORT | SECURITY, HO_V_LIST | HO_V_JUDGE | HO_V_DRAW,
	    "case.freeze", "ref kind account state",
	    "stop a case, or many, and all that was issued" },
	{ "case", "revoke", "REF", NULL, SUPPORT | SECURITY, 0, "case.revoke",
	    NULL, "end a case's default password" },
	{ "case", "revert", "REF",
	    OPTS(NEED("reason", "TEXT", HO_VERB_TEXT, "why, for the record")),
	    SECURITY, 0, "case.revert", NULL, "undo a wrong new super-admin" },
	{ "case", "note", "REF",
	    OPTS({ "text", HO_OPT_LINES, "TEXT", true, 1, 4000,
		"kept in the ticket" }),
	    DESK | HO_STAFF_APPROVER | SECURITY, 0, "case.note", NULL,
	    "add a note to the ticket" },
	{ "reset", NULL, NULL,
	    OPTS(MAIL("the client's request, as it came"),
		TEXT("account", "CODE", 64, what_account),
		FLAG("owner", what_owner),
		TEXT("user", "LOGIN", 128, what_user),
		TEXT("ticket", "KEY", 64, what_ticket),
		FLAG("dry-run", what_dry)),
	    SUPPORT, HO_V_JUDGE, "case.open", NULL,
	    "a whole case: judge, ticket, issue, answer" },

	/* --- mail and outbox ------------------------------------------------- */
	{ "mail", "check", NULL, NULL, 0, HO_V_LOCAL, NULL, NULL,
	    "the verdict on a letter, without the daemon" },
	{ "mail", "show", NULL, NULL, 0, HO_V_LOCAL, NULL, NULL,
	    "a letter, made safe to look at, without the daemon" },
	{ "inbox", "list", NULL,
	    OPTS(FLAG("held", "quarantined and refused ones"),
		FLAG("all", "every one that is kept")),
	    ANYONE, HO_V_LIST, NULL, "id state reason sender subject case",
	    "mail that came in by itself and waits for staff" },
	{ "inbox", "show", "ID",
	    OPTS(INTO(
		"letter", "make a file of the mail, as it came; an event")),
	    DESK | WATCH, 0, "inbox.letter-shown", NULL,
	    "one mail: what it says and why it is there" },
	{ "inbox", "open", "ID",
	    OPTS(TEXT("account", "CODE", 64, what_account),
		FLAG("owner", what_owner),
		TEXT("user", "LOGIN", 128, what_user),
		TEXT("ticket", "KEY", 64, what_ticket),
		FLAG("dry-run", what_dry)),
	    SUPPORT, 0, "case.open", NULL,
	    "a whole case on such a mail: as reset" },
	{ "inbox", "seats", "ID",
	    OPTS(TEXT("account", "CODE", 64, what_account),
		NUMBER("count", false, 1, 1000000, what_count),
		TEXT("ticket", "KEY", 64, what_ticket),
		FLAG("dry-run", what_dry)),
	    MANAGER, 0, "account.seats", NULL,
	    "a whole case on such a mail: as account seats" },
	{ "inbox", "rename", "ID",
	    OPTS(NEED("user", "LOGIN", 128, what_user),
		TEXT("ticket", "KEY", 64, what_ticket),
		FLAG("dry-run", what_dry)),
	    SUPPORT, 0, "case.open", NULL,
	    "a whole case on such a mail: as user rename" },
	{ "inbox", "factor", "ID",
	    OPTS(NEED("user", "LOGIN", 128, "whose authenticator"),
		NUMBER("factor", false, 1, INT64_MAX, what_factor),
		FLAG("all", what_factors),
		TEXT("ticket", "KEY", 64, what_ticket),
		FLAG("dry-run", what_dry)),
	    SUPPORT, 0, "factor.remove", NULL,
	    "a whole case on such a mail: as factor remove" },
	{ "inbox", "unlock", "ID",
	    OPTS(NEED("user", "LOGIN", 128, "whose wrong tries"),
		TEXT("ticket", "KEY", 64, what_ticket),
		FLAG("dry-run", what_dry)),
	    SUPPORT, 0, "user.unlock", NULL,
	    "a whole case on such a mail: as user unlock" },
	{ "inbox", "drop", "ID", NULL, DESK | SECURITY, 0, "inbox.drop", NULL,
	    "wipe a mail that is no request" },
	{ "outbox", "list", NULL,
	    OPTS(FLAG("all", "sent and dropped ones too"),
		FLAG("dead",
		    "only what did not get there: failed, lapsed, "
		    "unclear")),
	    ANYONE, HO_V_LIST, NULL, "id state kind case to",
	    "letters and messages on their way" },
	{ "outbox", "show", "ID", NULL, ANYONE, 0, NULL, NULL,
	    "how one stands, in words for the telephone too" },
	{ "outbox", "retry", "ID", NULL, DESK, 0, "letter.retry", NULL,
	    "try a letter that waits now" },
	{ "outbox", "drop", "ID", NULL, DESK | SECURITY, 0, "letter.dropped",
	    NULL, "wipe a letter that has not left" },

	/* --- staff: verbs_staff.c -------------------------------------------- */
	{ "staff", "add", "NAME",
	    OPTS(NEED("roles", "ROLE,...", 80,
		     "support manager approver security auditor admin"),
		NUMBER("uid", false, 0, 4294967293,
		    "of the Unix account; looked up if left out")),
	    HO_STAFF_ADMIN, 0, "staff.add", NULL,
	    "give a Unix account roles, or other ones" },
	{ "staff", "list", NULL, NULL, ANYONE, HO_V_LIST, NULL,
	    "name uid state since roles", "who works here" },
	{ "staff", "suspend", "NAME",
	    OPTS(TEXT("reason", "TEXT", HO_VERB_TEXT, "why, for the record")),
	    HO_STAFF_SECURITY, 0, "staff.suspend", NULL,
	    "let somebody do nothing any more, at once" },
	{ "staff", "resume", "NAME", NULL, HO_STAFF_ADMIN, 0, "staff.resume",
	    NULL, "let somebody work again who was suspended" },
	{ "staff", "remove", "NAME", NULL, HO_STAFF_ADMIN, 0, "staff.remove",
	    NULL, "take all roles away" },
	{ "staff", "own", "NAME",
	    OPTS(NEED("account", "CODE", 64, "which they must not handle"),
		FLAG("not", "it is theirs no longer")),
	    HO_STAFF_ADMIN, 0, "staff.own", NULL,
	    "mark an account as somebody's own" },
	{ "alert", "raise", NULL,
	    OPTS(NEED("reason", "TEXT", HO_VERB_TEXT, "why, for the record")),
	    DESK | HO_STAFF_APPROVER | SECURITY | HO_STAFF_ADMIN, 0,
	    "alert.raise", NULL,
	    "the desk is attacked: two people for a case" },
	{ "alert", "lower", NULL, NULL, SECURITY | HO_STAFF_ADMIN, 0,
	    "alert.lower", NULL, "it is over; takes two, or one after 24 h" },

	/* --- the log: verbs_audit.c ------------------------------------------ */
	{ "audit", "verify", NULL,
	    OPTS(HERE("export", "FILE", "leaves, instead of the store"),
		HERE("checkpoint", "FILE", "the signed note beside them"),
		HERE("key", "KEY", "the log's key, as audit key told it")),
	    WATCH | HO_STAFF_ADMIN, HO_V_READER, NULL, NULL,
	    "is the log whole, and the store as it says?" },
	{ "audit", "prove", "[SEQ]",
	    OPTS(NUMBER("from", false, 0, INT64_MAX,
		"instead: that the log of a checkpoint of this size is the "
		"beginning of today's")),
	    WATCH | HO_STAFF_ADMIN, HO_V_READER, NULL, NULL,
	    "prove that an event is in the log: a tlog-proof" },
	{ "audit", "list", NULL,
	    OPTS(NUMBER("from", false, 1, INT64_MAX,
		     "first event's number; left out: the last ones"),
		NUMBER("count", false, 1, INT64_MAX,
		    "so many at most; without --from 50 if left out"),
		TEXT("event", "NAME", 64, "only these: case.issue, or case")),
	    WATCH | HO_STAFF_ADMIN, HO_V_LIST, NULL, "seq time event actor ref",
	    "events" },
	{ "audit", "show", "SEQ", NULL, WATCH | HO_STAFF_ADMIN, 0, NULL, NULL,
	    "one event, all of it" },
	{ "audit", "checkpoint", NULL, NULL, WATCH | HO_STAFF_ADMIN, 0, NULL,
	    NULL, "sign the log's size and root now" },
	{ "audit", "key", NULL, NULL, ANYONE, 0, NULL, NULL,
	    "the key that checks checkpoints" },
	{ "audit", "export", NULL,
	    OPTS({ "leaves", HO_OPT_HERE, "FILE", true, 1, 4096,
		     "where the events go, one a line; - is standard output" },
		HERE("checkpoint", "FILE", "where a signed note goes")),
	    WATCH, HO_V_LIST, NULL, NULL, "the whole log, as it was hashed" },

	/* --- the house: verbs_store.c ---------------------------------------- */
	{ "config", "check", NULL,
	    OPTS(HERE("config", "FILE", "this one, not the standard files")), 0,
	    HO_V_LOCAL, NULL, NULL,
	    "can the daemons read their configuration?" },
	{ "config", "show", NULL, NULL, HO_STAFF_ADMIN | WATCH, 0, NULL, NULL,
	    "the settings in force" },
	{ "init", NULL, NULL, NULL, 0, HO_V_LOCAL, NULL, NULL,
	    "make a store, keys and a first configuration" },
	{ "status", NULL, NULL, NULL, ANYONE, 0, NULL, NULL,
	    "is everything up?" },
	{ "doctor", NULL, NULL,
	    OPTS(TEXT("service", "NAME", 64, "what does it ask, and why?"),
		TEXT("user", "LOGIN", 128, "... of this user")),
	    ANYONE, 0, NULL, NULL,
	    "what is wrong with this set-up, and what to do" },
	{ "procedure", NULL, NULL, NULL, ANYONE, 0, NULL, NULL,
	    "the written procedure, as this installation runs it" },
	{ "completion", NULL, "SHELL", NULL, 0, HO_V_LOCAL, NULL, NULL,
	    "words for a shell: bash" },
	{ "help", NULL, "[NOUN]",
	    OPTS(FLAG("man", "as scdoc, for the manual"),
		FLAG("man-conf", "the settings as scdoc, for the manual"),
		FLAG("graph", "the states of a case, for Graphviz"),
		FLAG("roles", "verbs, roles and events, as Markdown")),
	    0, HO_V_LOCAL, NULL, NULL, "this list" },
};

const size_t ho_verb_count = sizeof(ho_verbs) / sizeof(ho_verbs[0]);

const char *const ho_role_names[HO_ROLE_NAMES] = { "support", "manager",
	"approver", "security", "auditor", "admin" };
