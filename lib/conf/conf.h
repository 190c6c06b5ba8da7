/*
 * lib/conf/conf.h - what the daemons are told by files.
 *
 *	# a comment stands on a line of its own
 *	desk-address = support@host.example, help@host.example
 *	default-password-life = 24h
 *
 *	[service panel]
 *	forced-step = login
 *
 * Read in this order, later files overriding key by key (and a service's keys
 * one by one): /usr/lib/handover/ *.conf, /etc/handover/handover.conf,
 * /etc/handover/handover.conf.d/ *.conf.  Where a file is named explicitly:
 * that file, then FILE.d/ *.conf, and nothing else.  Each file must belong to
 * root or to the daemon's own uid, and nobody else may write it.  An unknown
 * key, a key twice in one file, a bad value, a missing explicit file: an error
 * that names file and line; nothing is guessed.
 *
 * The keys, their types, defaults, ranges and meaning are one table, keys.c,
 * and one for a service's section, keys_service.c; the man page is made from
 * them.  Durations are written 250ms, 30s, 10m, 24h, 7d.  A path is absolute,
 * or begins with state-dir/ or runtime-dir/, which stand for those two
 * settings.
 */
#ifndef HO_CONF_CONF_H
#define HO_CONF_CONF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>

#include "lib/base/buf.h"

#define HO_CONF_LINE      1024   /* octets of a line */
#define HO_CONF_FILE      262144 /* octets of a file */
#define HO_CONF_FILES     64     /* files read in all */
#define HO_CONF_LIST      16     /* entries of a list */
#define HO_CONF_SERVICES  64     /* [service] sections, "*" among them */
#define HO_CONF_NAME_SIZE 65     /* a service's name and a NUL */

#define HO_UID_NONE ((uid_t)-1) /* nobody; equals no peer */

enum ho_approval_policy {
	HO_APPROVAL_NEVER = 0,
	HO_APPROVAL_OWNER, /* owner cases; see handoverd/cases/second.h */
	HO_APPROVAL_ALWAYS
};
enum ho_unsigned {
	HO_UNSIGNED_CONFIRM = 0,
	HO_UNSIGNED_REFUSE
};
enum ho_claim {
	HO_CLAIM_CONTACT = 0, /* who was answered */
	HO_CLAIM_OTHER,       /* owner cases: another contact of the account */
	HO_CLAIM_NONE,        /* nobody: the default password alone opens it */
	HO_CLAIM_SMS          /* owner cases: a mobile of the account */
};
enum ho_memory {
	HO_MEMORY_REQUIRE = 0,
	HO_MEMORY_TRY
};
enum ho_log_to {
	HO_LOG_TO_STDERR = 0,
	HO_LOG_TO_SYSLOG
};
enum ho_delivery {
	HO_DELIVERY_MAILDIR = 0,
	HO_DELIVERY_SMTP
};
enum ho_tls {
	HO_TLS_REQUIRED = 0,
	HO_TLS_OPPORTUNISTIC,
	HO_TLS_NONE
};
enum ho_sms_method {
	HO_SMS_POST = 0,
	HO_SMS_GET,
	HO_SMS_PUT
};
enum ho_sms_form {
	HO_SMS_JSON = 0,
	HO_SMS_FORM /* application/x-www-form-urlencoded */
};
enum ho_tickets { /* as enum ho_ticket_system of lib/ticket/ticket.h */
	HO_TICKETS_IN_STORE = 0,
	HO_TICKETS_IN_JIRA,
	HO_TICKETS_IN_JIRA_DC,
	HO_TICKETS_IN_RT
};
enum ho_record_as {
	HO_RECORD_PLAIN = 0,
	HO_RECORD_MASKED /* all but the last group of a default password */
};
enum ho_login_by {
	HO_LOGIN_BY_PASSWORD = 0,
	HO_LOGIN_BY_BOTH,    /* password+otp */
	HO_LOGIN_BY_CODE,    /* otp */
	HO_LOGIN_BY_BOTH_IF, /* password+otp?: of users who have a factor */
};
/* Bits of what counts as a code; in the order of the words. */
enum ho_otp_counts {
	HO_COUNTS_TOTP = 0x1,
	HO_COUNTS_HOTP = 0x2,
	HO_COUNTS_RECOVERY = 0x4,
	HO_COUNTS_ALL = 0x7,  /* what a user bound, or was given for it */
	HO_COUNTS_MAIL = 0x8, /* a code that is sent when it is asked for */
	HO_COUNTS_SMS = 0x10,
	HO_COUNTS_SENT = 0x18
};
/* Bits of whose second factor is wanted; in the order of the words. */
enum ho_factor_of {
	HO_FACTOR_OF_SUPER = 0x1,
	HO_FACTOR_OF_ADMIN = 0x2,
	HO_FACTOR_OF_USER = 0x4
};
enum ho_address_from {
	HO_ADDRESS_UNKNOWN = 0,
	HO_ADDRESS_TRUSTED /* PAM_RHOST of this service is believed */
};
enum ho_prompts {
	HO_PROMPTS_MANY = 0,
	HO_PROMPTS_ONE /* password and code in one field */
};
enum ho_enrol {
	HO_ENROL_NO = 0,
	HO_ENROL_YES /* a password change there binds an authenticator */
};
enum ho_change {
	HO_CHANGE_NO = 0,
	HO_CHANGE_YES /* a password change there changes the password */
};
enum ho_transfer {
	HO_TRANSFER_NO = 0,
	HO_TRANSFER_YES /* a password change there hands the account over */
};
enum ho_forced_step {
	HO_FORCED_STEP_NO = 0, /* a default password answers like a wrong one */
	HO_FORCED_STEP_LOGIN   /* the conversation runs inside the login */
};

struct ho_conf_list {
	char *text[HO_CONF_LIST];
	size_t n;
};

struct ho_conf_uids {
	uid_t uid[HO_CONF_LIST];
	size_t n;
};

struct ho_service {
	char name[HO_CONF_NAME_SIZE]; /* the PAM service, or "*" */
	int login;                    /* enum ho_login_by */
	int otp;                      /* bits of enum ho_otp_counts */
	int prompts;                  /* enum ho_prompts */
	int address;                  /* enum ho_address_from */
	int enrol;                    /* enum ho_enrol */
	int change;                   /* enum ho_change */
	int transfer;                 /* enum ho_transfer */
	int forced_step;              /* enum ho_forced_step */
	uint32_t given;               /* which keys a file gave: ours */
};

/* Effective settings.  Enumerations are int, so that one table fills all. */
struct ho_conf {
	/* where things are */
	char *state_dir, *runtime_dir, *store, *store_key, *log_key;
	char *login_socket, *desk_socket, *courier_socket;
	char *resolver_socket, *libexec_dir, *templates_dir;
	/* who may reach us */
	uid_t courier_uid, daemon_uid;
	struct ho_conf_uids login_uids;
	/* the log */
	char *log_origin, *checkpoint_file;
	int64_t checkpoint_interval_ms;
	/* the desk */
	struct ho_conf_list desk_address; /* at least one; A-label domains */
	char *desk_name, *sign_in_url, *mail_domain, *send_word;
	/* policy */
	int approval;      /* enum ho_approval_policy */
	int unsigned_mail; /* enum ho_unsigned */
	int claim;         /* enum ho_claim */
	int64_t default_password_life_ms, confirm_wait_ms, proof_wait_ms;
	int64_t approval_wait_ms, cool_down_ms, hold_ms, hold_sole_ms;
	int64_t login_kept_ms;
	int64_t hold_removal_ms; /* cases about authenticators alone */
	int64_t cases_a_day, owner_cases_a_week; /* each member of staff */
	/* a second factor: who must have one, and what is one */
	int second_factor;    /* bits of enum ho_factor_of */
	int second_factor_by; /* bits of enum ho_otp_counts */
	int64_t second_factor_grace_ms;
	/* wrong tries: in a row, and of many in a window */
	int64_t tries_free, tries_disable, tries_strange;
	int64_t pause_first_ms, pause_longest_ms;
	int64_t tries_window_ms, tries_address, tries_account, tries_peer,
	    tries_store;
	/* machinery */
	int64_t failure_grid_ms, hash_cost, hash_threads, hash_queue;
	int locked_memory; /* enum ho_memory */
	char *clock;       /* "system", or a file of seconds to add */
	int log_to;        /* enum ho_log_to */
	int log_level;     /* enum ho_log_level of lib/base/log.h */
	/* the courier; "" where not set */
	int delivery; /* enum ho_delivery */
	char *maildir, *smtp_url, *smtp_user, *smtp_password_file,
	    *smtp_token_file, *smtp_ca_file;
	int smtp_tls; /* enum ho_tls */
	/* text messages; "" where not set */
	char *sms_url, *sms_body, *sms_headers, *sms_from, *sms_user,
	    *sms_token_file, *sms_ca_file, *sms_sent, *sms_sent_member;
	int sms_method; /* enum ho_sms_method */
	int sms_form;   /* enum ho_sms_form */
	int64_t sms_a_day;
	/* notices to the panel; "" where not set */
	char *hook_url, *hook_secret_file, *hook_ca_file;
	/* mail in; "" where not set */
	char *inbox_url, *inbox_folder, *inbox_move_to, *inbox_user,
	    *inbox_password_file, *inbox_token_file, *inbox_ca_file;
	int inbox_tls; /* enum ho_tls */
	int64_t inbox_interval_ms;
	char *sent_folder; /* in that mailbox; "": no copies */
	char *lmtp_socket;
	struct ho_conf_uids lmtp_uids;
	/* tickets; "" where not set */
	int ticket_system; /* enum ho_tickets */
	char *ticket_url, *ticket_project, *ticket_type, *ticket_labels,
	    *ticket_fields, *ticket_comments, *ticket_status, *ticket_link,
	    *ticket_user, *ticket_token_file, *ticket_ca_file;
	int64_t ticket_lag_ms;
	int record; /* enum ho_record_as */
	/* the resolver; "" where not set */
	char *resolver; /* "system" or ADDR@PORT */
	char *trust_anchor, *records;
	/* sections */
	struct ho_service service[HO_CONF_SERVICES];
	size_t n_services;
};

/*
 * Loads; explicit_file NULL is the standard order.  conf is overwritten and is
 * to be freed whatever came back.
 *
 * HO_E_INPUT: see above; error holds one line "FILE:LINE: sentence".
 * HO_E_NONE: the explicit file is not there.  HO_E_IO: cannot be read.
 * HO_E_LIMIT: too many or too large files.  HO_E_NOMEM.
 */
int ho_conf_load(
    struct ho_conf *conf, const char *explicit_file, struct ho_buf *error);

/* The standard order below another root directory; for tests. */
int ho_conf_load_under(
    struct ho_conf *conf, const char *root, struct ho_buf *error);

/* The same from text in hand, without a look at owners; for tests. */
int ho_conf_parse(struct ho_conf *conf, const char *name, const char *text,
    size_t len, struct ho_buf *error);

void ho_conf_free(struct ho_conf *conf); /* zeroed; twice is fine */

/* What holds for a PAM service: its section, else "*", else the defaults. */
struct ho_service ho_conf_service(const struct ho_conf *conf, const char *name);

/*
 * Does no service at all take a password without a code?  [service *] has to
 * say so too: what is in no section would otherwise take one alone.
 */
bool ho_conf_wants_factor(const struct ho_conf *conf);

/*
 * Every effective setting, one a line, in the table's order: what the digest
 * in the log is made over, and what config show prints.  Holds no secret.
 */
void ho_conf_dump(const struct ho_conf *conf, struct ho_buf *out);

struct ho_conf_pair {
	const char *key, *value;
};

/* What ho_conf_write_start() would not write. */
struct ho_conf_bad {
	const char *what; /* the profile or the key, as given */
	const char *why;  /* the end of a sentence; static */
};

/*
 * Writes a first configuration file: each key with its sentence, the given
 * ones set, the others as comments that show their default.  A key written
 * "panel/forced-step" goes into a section [service panel].
 * profile: "documented", "standard" or "strict"; what is given wins over it.
 *
 * HO_E_INPUT: no such profile or key, or a value that would not load; *bad
 * then says which, and why.  HO_E_IO: the stream failed.
 */
int ho_conf_write_start(FILE *out, const char *profile,
    const struct ho_conf_pair *pairs, size_t n_pairs, struct ho_conf_bad *bad);

/* One key, for the man page and completion. */
struct ho_conf_doc {
	const char *name, *type, *help; /* help: one sentence */
	const char *preset;             /* the default; NULL: must be set */
	char range[96];                 /* "1m to 24h", "confirm | refuse" */
	bool is_service;                /* of a [service NAME] section */
};

/* The i-th key of the table into *doc; false past the last. */
bool ho_conf_key(size_t i, struct ho_conf_doc *doc);

#endif
