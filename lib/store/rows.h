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
	HO_KINDS
};

struct ho_row {
	int64_t id;
	int64_t seq; /* the event that last wrote it; 0 for HO_OUTBOX, HO_JOB,
		    HO_OCTETS */
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

struct ho_staff {
	struct ho_row row;
	int64_t uid;   /* Unix user id + 1, so that 0 stays nobody */
	char name[65]; /* the Unix account's name, for people to read */
	int64_t roles;
	int64_t state; /* 0 removed, 1 active */
	int64_t since;
};

enum ho_case_kind {
	HO_CASE_OWNER = 1,
	HO_CASE_RESET = 2,
	HO_CASE_CONTACT = 3, /* an address comes on file: its row is 'asker' */
	HO_CASE_SEATS = 4    /* more users */
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
	char asked_from[321]; /* what From says; "" without a mail */
	int64_t asker;        /* address on file that asked; 0 not known */
	int64_t answer_to;    /* address the credentials go to */
	int64_t evidence;     /* the request's */
	int64_t opened_by;    /* staff */
	char ticket[65];      /* key in the ticket system; "" not yet */
	int64_t sole_address; /* 1: only one address on file to tell */
	int64_t needs_approval;
	int64_t opened_at;
	int64_t wait_until; /* when what it waits for has lapsed; 0 nothing */
	int64_t next_at;    /* when it is looked at again by itself; 0 never */
	int64_t tries;
	int64_t closed_at;
	char message_id[999]; /* of the request, with <> */
	char refs[2001];      /* its References, cut */
	char subject[513];    /* decoded, one line */
	int64_t seats;        /* HO_CASE_SEATS: how many more; else 0 */
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
	int64_t user;  /* 0: the recovery login of an owner case */
	char hash[65]; /* keyed hash, hex */
	int64_t state; /* enum ho_spendable */
	int64_t issued_at;
	int64_t expires_at;      /* never 0 */
	int64_t claim_to;        /* address that the claim code goes to */
	int64_t claim_tries;     /* wrong claim codes so far; ten at most */
	int64_t tried_elsewhere; /* times it came to a service that cannot */
	int64_t candidate_user;  /* chosen so far in the assignment, or 0 */
	int64_t candidate_address;
};

enum ho_code_purpose {
	HO_CODE_CLAIM = 1,
	HO_CODE_CANDIDATE = 2,
	HO_CODE_ENROL = 3 /* a user binds an authenticator */
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

enum ho_outbox_state {
	HO_OUT_DUE = 1,
	HO_OUT_HANDED = 2, /* the courier has it */
	HO_OUT_SENT = 3,
	HO_OUT_FAILED = 4,
	HO_OUT_DROPPED = 5
};

enum ho_job_act {
	HO_JOB_LOOK = 2, /* is the ticket that staff named there? */
	HO_JOB_CREATE = 3,
	HO_JOB_COMMENT = 4, /* a record's text */
	HO_JOB_ATTACH = 5,  /* a record's octets as a file */
	HO_JOB_STATUS = 6
};

/* What an outside ticket system still has to be told; enum ho_outbox_state. */
struct ho_job {
	struct ho_row row;
	int64_t ticket;
	int64_t record; /* HO_JOB_COMMENT, HO_JOB_ATTACH */
	int64_t act;
	int64_t state;
	int64_t due_at;
	int64_t tries;
	int64_t created_at;
	int64_t unclear_at; /* last try that may have worked; 0 none */
	int64_t done_at;
	char outcome[257]; /* the last report, shown safe */
};

/* A finished letter; sealed in HO_OCTETS until it is sent, then wiped. */
struct ho_outbox {
	struct ho_row row;
	int64_t of_case; /* 0: none */
	int64_t address; /* where it goes: a row on file, never a text */
	char kind[33];   /* template */
	char message_id[257];
	int64_t state;
	int64_t due_at;
	int64_t tries;
	int64_t created_at;
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
	int64_t far;    /* HOTP: what must come next, see lib/otp; or 0 */
	int64_t wrong;  /* wrong codes in a row beside a right password */
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
