/*
 * lib/store/rows.h - what the store remembers, one struct a table.
 *
 * Every struct begins with struct ho_row.  id 0 is a row not yet written.
 * Text is NUL-terminated UTF-8 in place, "" is NULL in the database, and so is
 * a 0 in a column that points at another row or may be empty.  Times are
 * seconds since 1970-01-01 UTC.  Zero in every state, role and verdict means
 * the thing that gives nobody anything.  schema/README.md tells each column.
 */
#ifndef HO_STORE_ROWS_H
#define HO_STORE_ROWS_H

#include <stddef.h>
#include <stdint.h>

enum ho_kind {
	HO_ACCOUNT = 1,
	HO_USER,
	HO_PASSWORD,
	HO_ADDRESS,
	HO_STAFF,
	HO_CASE,
	HO_EVIDENCE,
	HO_APPROVAL,
	HO_CREDENTIAL,
	HO_CODE,
	HO_WORD,
	HO_SEEN,
	HO_TICKET,
	HO_RECORD,
	HO_OUTBOX,
	HO_OCTETS,
	HO_INBOX,
	HO_FACTOR,
	HO_RECOVERY,
	HO_JOB,
	HO_DESK,
	HO_SHOWN,
	HO_OWN,
	HO_TALLY,
	HO_ORIGIN,
	HO_BUDGET,
	HO_PERMIT,
	HO_FORMER,
	HO_KINDS
};

struct ho_row {
	int64_t id;
	int64_t seq; /* the event that last wrote it; 0 for HO_OUTBOX, HO_JOB,
		    HO_OCTETS, HO_BUDGET */
};

/* One client's panel.  Its super-admin is who this row points at. */
struct ho_account {
	struct ho_row row;
	char code[65]; /* unique; as given, compared without ASCII case */
	char name[257];
	char domain[256];    /* A-label, or "" */
	int64_t super_admin; /* user, same account */
	int64_t seats;
	int64_t created_at;
	int64_t valid_from;   /* panel sessions from before are void */
	int64_t frozen_until; /* a stopped case: next one needs approval */
	int64_t factor_rule;  /* 1: each user must have a second factor */
	int64_t factor_grace; /* ... and has so many seconds until then */
};

enum ho_role {
	HO_ROLE_NONE = 0,
	HO_ROLE_USER = 1,
	HO_ROLE_ADMIN = 2
};
enum ho_user_state {
	HO_USER_DISABLED = 0,
	HO_USER_ACTIVE = 1
};

struct ho_user {
	struct ho_row row;
	int64_t account;
	char login[129]; /* folded [a-z0-9._@+-], unique in the store */
	char name[257];
	int64_t role;  /* enum ho_role; the super-admin's is HO_ROLE_ADMIN */
	int64_t state; /* enum ho_user_state */
	int64_t created_at;
	int64_t valid_from;
	int64_t grace_from; /* when a second factor was first missed of them;
			       once set it stays */
};

struct ho_password {
	struct ho_row row;
	int64_t user;   /* unique */
	char hash[385]; /* crypt(3) string */
	int64_t set_at;
};

enum ho_address_kind {
	HO_EMAIL = 1,
	HO_MOBILE = 2
};
enum ho_address_state {
	HO_ADDRESS_REMOVED = 0,
	HO_ADDRESS_ON_FILE = 1
};

/* A contact of the account (user 0), or a user's own address. */
struct ho_address {
	struct ho_row row;
	int64_t account;
	int64_t user;
	int64_t kind;
	char text[321];      /* local part as given @ A-label, or +number */
	char provenance[33]; /* "panel", "staff", "assignment", ... */
	int64_t usable_from; /* it has authority from then; 0: not at all yet */
	int64_t state;
	int64_t added_at;
	int64_t replaces; /* the contact whose place it takes, or 0 */
	int64_t ended_at; /* another took its place then; 0: none did */
};

/* Bits of ho_staff.roles. */
#define HO_STAFF_SUPPORT  0x01
#define HO_STAFF_MANAGER  0x02
#define HO_STAFF_APPROVER 0x04
#define HO_STAFF_SECURITY 0x08
#define HO_STAFF_AUDITOR  0x10
#define HO_STAFF_ADMIN    0x20
#define HO_STAFF_ALL      0x3f

enum ho_staff_state {
	HO_STAFF_REMOVED = 0,
	HO_STAFF_ACTIVE = 1,
	HO_STAFF_SUSPENDED = 2 /* keeps their roles, and may do nothing */
};

struct ho_staff {
	struct ho_row row;
	int64_t uid;   /* Unix user id + 1, so that 0 stays nobody */
	char name[65]; /* the Unix account's name, for people to read */
	int64_t roles;
	int64_t state; /* enum ho_staff_state */
	int64_t since;
};

/*
 * What holds for the whole desk: one row, which init makes.  Where it is dead
 * everything that it could ask for is asked for (handoverd/desk/alert.h).
 */
#define HO_DESK_ID 1
struct ho_desk {
	struct ho_row row;
	int64_t binds_at;  /* approval = owner binds since then; 0: not yet */
	int64_t alert_at;  /* an alert is raised since then; 0: none is */
	int64_t raised_by; /* staff */
	int64_t lower_by;  /* staff who asked to lower it; 0: nobody yet */
	char reason[257];  /* why it was raised */
};

/* An account that a member of staff must not handle: it is their own. */
struct ho_own {
	struct ho_row row;
	int64_t staff;
	int64_t account;
	int64_t state; /* 0 it was once, 1 it is */
	int64_t since;
};

enum ho_case_kind {
	HO_CASE_OWNER = 1,
	HO_CASE_RESET = 2,
	HO_CASE_CONTACT = 3, /* an address comes on file: its row is 'asker' */
	HO_CASE_SEATS = 4,   /* more users */
	HO_CASE_RENAME = 5,  /* another login name for one user */
	HO_CASE_FACTOR = 6,  /* an authenticator goes, or all of a user's */
	HO_CASE_UNLOCK = 7   /* wrong tries of a user are forgiven */
};

/* Does it need a second person, besides what the settings ask? */
enum ho_needs {
	HO_NEEDS_NONE = 0,
	HO_NEEDS_APPROVAL = 1,
	HO_NEEDS_SERVED = 2 /* a hold took their place, and is over */
};

struct ho_case {
	struct ho_row row;
	char ref[17]; /* HO-7F3K2M, unique */
	int64_t kind;
	int64_t account; /* 0 until it is known */
	int64_t user;    /* whose login it is about; owner case: the super-admin
			    when it opened */
	int64_t state;   /* enum ho_case_state of lib/flow/case.h */
	char reason[33]; /* stable reason word of where it stands */
	char asked_from[321];   /* what From says; "" without a mail */
	int64_t asker;          /* address on file that asked; 0 not known */
	int64_t answer_to;      /* address the credentials go to */
	int64_t evidence;       /* the request's */
	int64_t opened_by;      /* staff */
	char ticket[65];        /* key in the ticket system; "" not yet */
	int64_t sole_address;   /* 1: only one address on file to tell */
	int64_t needs_approval; /* enum ho_needs */
	int64_t opened_at;
	int64_t wait_until; /* when what it waits for has lapsed; 0 nothing */
	int64_t next_at;    /* when it is looked at again by itself; 0 never */
	int64_t tries;
	int64_t held_at; /* when a hold of it was over; 0: none was */
	int64_t closed_at;
	int64_t successor;    /* HO_CASE_OWNER, done: who became super-admin */
	char message_id[999]; /* of the request, with <> */
	char refs[2001];      /* its References, cut */
	char subject[513];    /* decoded, one line */
	int64_t seats;        /* HO_CASE_SEATS: how many more; else 0 */
	int64_t factor;       /* HO_CASE_FACTOR: which goes; 0: all */
};

enum ho_evidence_kind {
	HO_EV_REQUEST = 1,
	HO_EV_CONFIRM = 2,
	HO_EV_STOP = 3,
	HO_EV_PROOF = 4,
	HO_EV_REPLY = 5 /* on its thread; decides nothing */
};

enum ho_drawn {
	HO_DRAWN_NOT = 0,     /* not yet */
	HO_DRAWN_PICTURE = 1, /* the ticket has a picture with this verdict */
	HO_DRAWN_NONE = 2     /* there can be none; the ticket says why */
};

/* A mail on which a case rests, with its verdict; octets lie in HO_OCTETS. */
struct ho_evidence {
	struct ho_row row;
	int64_t of_case;
	int64_t kind;
	char sha256[65];
	int64_t size;
	int64_t verdict; /* enum ho_mail_verdict of lib/flow/verdict.h */
	char reason[33];
	int64_t
	    confirmed; /* 1: the word came back; only ever set with 'of_word' */
	int64_t of_word;
	int64_t first_seen;
	int64_t judged_at;
	int64_t added_by; /* staff; 0: came by itself */
	int64_t drawn;    /* enum ho_drawn: its text and picture */
};

struct ho_approval {
	struct ho_row row;
	int64_t of_case;
	int64_t staff;
	char sha256[65]; /* of the evidence that was shown */
	int64_t at;
};

/* A member of staff was shown this evidence of a case. */
struct ho_shown {
	struct ho_row row;
	int64_t of_case;
	int64_t staff;
	char sha256[65];
	int64_t at;
};

enum ho_spendable {
	HO_VOID = 0,
	HO_LIVE = 1,
	HO_SPENT = 2,
	HO_REVOKED = 3,
	HO_LAPSED = 4
};

/* A default password. */
struct ho_credential {
	struct ho_row row;
	int64_t of_case;
	int64_t user;      /* 0: the recovery login of an owner case */
	char hash[65];     /* keyed hash, hex */
	int64_t state;     /* enum ho_spendable */
	int64_t issued_by; /* staff; 0: it was issued by itself */
	int64_t issued_at;
	int64_t expires_at;  /* never 0 */
	int64_t claim_to;    /* address that the claim code goes to */
	int64_t no_claim;    /* 1: issued where claim = none; as long as that is
			     so, and no alert, no claim code is asked for */
	int64_t claim_tries; /* wrong claim codes so far; ten at most */
	int64_t tried_elsewhere; /* times it came to a service that cannot */
	int64_t candidate_user;  /* chosen so far in the assignment, or 0 */
	int64_t candidate_address;
};

/* A user may choose another login name at their next sign-in. */
struct ho_permit {
	struct ho_row row;
	int64_t of_case;  /* HO_CASE_RENAME */
	int64_t user;     /* whose case it is */
	int64_t state;    /* enum ho_spendable */
	int64_t given_by; /* staff; 0: it was given by itself */
	int64_t given_at;
	int64_t expires_at; /* never 0 */
};

/* A login name that its user gave up; nobody else gets it until then. */
struct ho_former {
	struct ho_row row;
	char login[129];
	int64_t user;
	int64_t of_case; /* whose permission was used */
	int64_t left_at;
	int64_t kept_until;
};
#define HO_FORMER_LEAST (90 * 24 * 3600) /* seconds; the schema's least too */

enum ho_code_purpose {
	HO_CODE_CLAIM = 1,
	HO_CODE_CANDIDATE = 2,
	HO_CODE_ENROL = 3,     /* a user binds an authenticator */
	HO_CODE_LOGIN = 4,     /* a user signs in */
	HO_CODE_OWN = 5,       /* a super-admin hands over */
	HO_CODE_SUCCESSOR = 6, /* ... to somebody who reads this mailbox */
	HO_CODE_CHANGE = 7     /* a user chooses another password */
};

struct ho_code {
	struct ho_row row;
	int64_t credential; /* that it continues; or 0, and ... */
	int64_t user;       /* ... whose own it is */
	int64_t purpose;
	int64_t address;
	char challenge[33]; /* random, hex */
	char hash[65];      /* keyed, over purpose, user, challenge, code */
	int64_t state;      /* enum ho_spendable */
	int64_t tries;
	int64_t sent_at;
	int64_t expires_at;
};

enum ho_word_kind {
	HO_WORD_CONFIRM = 1,
	HO_WORD_STOP = 2
};

struct ho_word {
	struct ho_row row;
	int64_t of_case;
	int64_t kind;
	int64_t address; /* that it was sent to */
	char hash[65];
	int64_t state; /* enum ho_spendable */
	int64_t expires_at;
};

/* The ledger of law 6. */
struct ho_seen {
	struct ho_row row;
	int64_t of_case;
	int64_t kind;  /* 1 signature, 2 Message-ID */
	char hash[65]; /* unique */
};

/* The local ticket system. */
struct ho_ticket {
	struct ho_row row;
	char key[65]; /* T-1 */
	int64_t of_case;
	char subject[257];
	char status[33]; /* "open", "waiting", "done", "refused", ... */
	int64_t opened_at;
	int64_t changed_at;
	char system[17];  /* "jira", "jira-dc", "rt"; "" only here */
	char named[65];   /* the key that staff gave, to be looked up */
	char outside[65]; /* its key there, once that came back */
};

struct ho_record {
	struct ho_row row;
	int64_t ticket;
	char kind[33]; /* "opened", "mail", "verdict", "credentials", ... */
	int64_t at;
	char sha256[65]; /* of the sealed octets in HO_OCTETS */
};

/* How something leaves. */
enum ho_way {
	HO_WAY_MAIL = 1,
	HO_WAY_SMS = 2,
	HO_WAY_HOOK = 3, /* a notice to the panel */
	HO_WAY_COPY = 4, /* of a letter, masked, into the desk's folder */
	HO_WAYS
};

enum ho_outbox_state {
	HO_OUT_DUE = 1,
	HO_OUT_HANDED = 2, /* the courier has it */
	HO_OUT_SENT = 3,
	HO_OUT_FAILED = 4,
	HO_OUT_DROPPED = 5,
	HO_OUT_UNCLEAR = 6, /* nobody knows, and it is not repeated */
	HO_OUT_LAPSED = 7,  /* its use was over before it could leave */
	HO_OUT_HELD = 8     /* a copy, until its letter has left */
};

enum ho_job_act {
	HO_JOB_LOOK = 2, /* is the ticket that staff named there? */
	HO_JOB_CREATE = 3,
	HO_JOB_COMMENT = 4, /* a record's text */
	HO_JOB_ATTACH = 5,  /* a record's octets as a file */
	HO_JOB_STATUS = 6,
	HO_JOB_LINK = 7 /* to an earlier one of the account */
};

/* What an outside ticket system still has to be told; enum ho_outbox_state. */
struct ho_job {
	struct ho_row row;
	int64_t ticket;
	int64_t record; /* HO_JOB_COMMENT, HO_JOB_ATTACH */
	int64_t act;
	int64_t other; /* HO_JOB_LINK: ticket; else 0 */
	int64_t state;
	int64_t due_at;
	int64_t tries;
	int64_t created_at;
	int64_t unclear_at; /* last try that may have worked; 0 none */
	int64_t done_at;
	char outcome[257]; /* the last report, shown safe */
};

/* Something finished that leaves; sealed in HO_OCTETS until it is sent, then
 * wiped. */
struct ho_outbox {
	struct ho_row row;
	int64_t of_case; /* 0: none */
	int64_t account;
	int64_t way;     /* enum ho_way */
	int64_t address; /* where it goes, of a copy where its letter goes: a
			    row on file, never a text; 0 for HO_WAY_HOOK only */
	char kind[33];   /* template; of a hook: what happened */
	char message_id[257]; /* a copy has its letter's */
	int64_t state;        /* enum ho_outbox_state */
	int64_t due_at;
	int64_t tries;
	int64_t created_at;
	int64_t use_until;  /* what it says is over then; 0: never */
	int64_t unclear_at; /* last try that may have arrived; 0: none */
	int64_t done_at;
	char outcome[257]; /* the last report, shown safe */
};

enum ho_inbox_state {
	HO_IN_WAITING = 1,     /* from a sender on file: for staff to open */
	HO_IN_QUARANTINED = 2, /* from nobody on file */
	HO_IN_REFUSED = 3,     /* cannot be a request, whoever wrote it */
	HO_IN_TAKEN = 4,       /* it went to a case */
	HO_IN_DROPPED = 5      /* staff looked, and want no more of it */
};

/* A mail that came in by itself.  Mail, facts and text lie in HO_OCTETS; all
 * of it goes INBOX_KEPT seconds after it came (handoverd/cases/inbox.h). */
struct ho_inbox {
	struct ho_row row;
	char door[17];   /* "inbox", "receive", "attached" */
	char sha256[65]; /* unique: what is brought twice is one */
	int64_t size;
	int64_t seen_at;
	int64_t state;
	char reason[33];  /* stable word why it is there */
	char form[17];    /* "attached", "inline", "msg": it is a forward */
	char sender[321]; /* what From says, or "" */
	char subject[513];
	char holds[65];  /* "HO-7F3K2M ...": cases whose words, living when it
			    came, it quotes */
	int64_t users;   /* "Users to add: 5"; 0: it says no one number */
	int64_t of_case; /* that took it, or that its thread names */
	int64_t of_mail; /* the forward that it was attached to */
	int64_t done_at; /* taken or dropped */
};

enum ho_factor_kind {
	HO_FACTOR_TOTP = 1, /* as enum ho_otp_kind */
	HO_FACTOR_HOTP = 2
};

/* An authenticator that a user bound.  Its seed lies sealed in HO_OCTETS. */
struct ho_factor {
	struct ho_row row;
	int64_t user;
	int64_t kind;  /* enum ho_factor_kind */
	int64_t state; /* HO_LIVE or HO_REVOKED of enum ho_spendable */
	char label[65];
	int64_t hash;   /* enum ho_otp_hash */
	int64_t digits; /* 6 to 8 */
	int64_t step;   /* seconds; HOTP: 0 */
	int64_t floor;  /* the lowest step or counter not yet used */
	int64_t far;    /* what must come next, see lib/otp; or 0 */
	int64_t drift;  /* steps that a TOTP's clock is ahead; or 0 */
	int64_t wrong;  /* wrong codes in a row */
	int64_t bound_at;
	int64_t used_at; /* 0: never */
	char sha256[65]; /* of the sealed seed */
};

/* One of the codes for the day when the device is gone. */
struct ho_recovery {
	struct ho_row row;
	int64_t user;
	char hash[65]; /* keyed, unique */
	int64_t state; /* enum ho_spendable */
	int64_t made_at;
};

/* What was tried: each has a count of its own. */
enum ho_tried {
	HO_TRIED_PASSWORD = 1,
	HO_TRIED_CODE = 2
};

/*
 * Wrong tries in a row against what one user signs in with.  Its id is
 * HO_TALLY_ID(user, what): the first wrong try makes the row, under that id.
 */
struct ho_tally {
	struct ho_row row;
	int64_t user;
	int64_t what;       /* enum ho_tried */
	int64_t wrong;      /* from where this user signed in before */
	int64_t wrong_at;   /* the last of them; 0: none */
	int64_t strange;    /* from anywhere else */
	int64_t strange_at; /* the last of them; 0: none */
	int64_t bound; /* HO_TRIED_CODE: authenticators the user should have */
};
#define HO_TALLY_ID(user, what) ((user)*2 + (what)-2)

/* Somewhere that a user signed in from: no address can be read from it. */
struct ho_origin {
	struct ho_row row;
	int64_t user;
	char hash[65]; /* keyed, over user and place; unique */
	int64_t seen_at;
};

enum ho_budget_kind {
	HO_BUDGET_NAME = 1, /* names that are nobody's */
	HO_BUDGET_ADDRESS,
	HO_BUDGET_ACCOUNT,
	HO_BUDGET_PEER, /* the uid of the program that calls PAM */
	HO_BUDGET_STORE,
	HO_BUDGET_DEFAULT, /* default passwords of references */
	HO_BUDGET_LETTERS  /* codes sent to a user whom a stranger named */
};

/* Wrong tries of many, by a number of slots that does not grow with them. */
struct ho_budget {
	struct ho_row row;
	int64_t kind; /* enum ho_budget_kind */
	int64_t what; /* enum ho_tried */
	int64_t slot; /* which of the kind */
	int64_t wrong;
	int64_t since; /* they count from then; where tries in a row are
			  counted, the last of them */
};

struct ho_blob {
	uint8_t *data; /* owned; freed by ho_row_free() */
	size_t len;
};

enum ho_octets_part {
	HO_PART_MAIL = 1,
	HO_PART_FACTS = 2,
	HO_PART_TEXT = 3, /* ticket record; a letter's finished text; a mail's
			     decoded one */
	HO_PART_SEED = 4, /* a factor's key */
};

/* Sealed octets that belong to a row. */
struct ho_octets {
	struct ho_row row;
	int64_t of_kind; /* enum ho_kind */
	int64_t of_id;
	int64_t part;
	struct ho_blob sealed;
};

#endif
