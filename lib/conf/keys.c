/* lib/conf/keys.c - every key of the house: its type, default, range, place and
 * meaning. */
#include "lib/conf/keys_row.h"

#define SECOND ((int64_t)1000)
#define MINUTE (60 * SECOND)
#define HOUR   (60 * MINUTE)
#define DAY    (24 * HOUR)

#define AT(member) offsetof(struct ho_conf, member)

/* Words stand in the order of the enumeration in conf.h. */
const struct ho_setting ho_settings[] = {
	{ "state-dir", HO_TYPE_PATH, AT(state_dir), "/var/lib/handover",
	    NO_RANGE, "Where the daemon keeps what must last." },
	{ "runtime-dir", HO_TYPE_PATH, AT(runtime_dir), "/run/handover",
	    NO_RANGE, "Where the sockets are; empty after a boot." },
	{ "store", HO_TYPE_PATH, AT(store), "state-dir/store.db", NO_RANGE,
	    "The store: accounts, cases, the log." },
	{ "store-key", HO_TYPE_PATH, AT(store_key), "/etc/handover/store.key",
	    NO_RANGE,
	    "The key of 32 octets that seals and authenticates the store; "
	    "mode 0400, never in a backup of the store." },
	{ "log-key", HO_TYPE_PATH, AT(log_key), "/etc/handover/log.key",
	    NO_RANGE, "The Ed25519 seed that signs checkpoints of the log." },
	{ "login-socket", HO_TYPE_SOCKET, AT(login_socket),
	    "runtime-dir/login.sock", NO_RANGE,
	    "The door of pam_handover.so." },
	{ "desk-socket", HO_TYPE_SOCKET, AT(desk_socket),
	    "runtime-dir/desk.sock", NO_RANGE,
	    "The door of the handover command." },
	{ "courier-socket", HO_TYPE_SOCKET, AT(courier_socket),
	    "runtime-dir/courier.sock", NO_RANGE,
	    "The door of handover-courier." },
	{ "resolver-socket", HO_TYPE_SOCKET, AT(resolver_socket),
	    "/run/handover-resolver/resolver.sock", NO_RANGE,
	    "Where handover-resolver answers." },
	{ "libexec-dir", HO_TYPE_PATH, AT(libexec_dir), "/usr/libexec/handover",
	    NO_RANGE, "Where handover-judge and handover-draw are." },
	{ "templates-dir", HO_TYPE_PATH, AT(templates_dir),
	    "/usr/share/handover/templates", NO_RANGE,
	    "The texts of letters and ticket records." },
	{ "courier-uid", HO_TYPE_UID, AT(courier_uid), "handover-courier",
	    NO_RANGE,
	    "Who may come in by the courier's door; none closes it." },
	{ "daemon-uid", HO_TYPE_UID, AT(daemon_uid), "handover", NO_RANGE,
	    "Who handoverd runs as; handover-resolver answers nobody else." },
	{ "login-uids", HO_TYPE_UIDS, AT(login_uids), "0", NO_RANGE,
	    "Who may come in by the login door: the users that programs which "
	    "call PAM run as." },
	{ "log-origin", HO_TYPE_ORIGIN, AT(log_origin),
	    "handover.invalid/audit", NO_RANGE,
	    "The log's name, on every checkpoint; no other log may have it, "
	    "and it never changes." },
	{ "checkpoint-file", HO_TYPE_PATH, AT(checkpoint_file),
	    "state-dir/checkpoints", NO_RANGE,
	    "Every signed checkpoint is appended here, for somebody else to "
	    "keep." },
	{ "checkpoint-interval", HO_TYPE_DURATION, AT(checkpoint_interval_ms),
	    "10m", RANGE(SECOND, DAY),
	    "A checkpoint is signed this often, if there is anything new." },
	{ "desk-address", HO_TYPE_ADDRESSES, AT(desk_address), NULL, NO_RANGE,
	    "The support desk's addresses: a request must be sent to one of "
	    "them, answers come from the first." },
	{ "desk-name", HO_TYPE_TEXT, AT(desk_name), "Support desk", NO_RANGE,
	    "The name beside that address." },
	{ "sign-in-url", HO_TYPE_WEB, AT(sign_in_url), NULL, NO_RANGE,
	    "Where clients sign in; stands in their letters." },
	{ "mail-domain", HO_TYPE_DOMAIN, AT(mail_domain), "", NO_RANGE,
	    "The domain of our message-ids; empty: that of the first desk "
	    "address." },
	{ "send-word", HO_TYPE_TEXT, AT(send_word), "send", NO_RANGE,
	    "What people type in place of a code to have one sent (otp = mail, "
	    "sms); an empty answer does the same." },
	{ "approval", HO_TYPE_WORD, AT(approval), "never",
	    ONE_OF("never", "owner", "always"),
	    "Must a second person approve a case before a default password is "
	    "issued? owner: owner cases, from the moment two approvers have "
	    "stood for 24 h." },
	{ "cases-a-day", HO_TYPE_NUMBER, AT(cases_a_day), "100",
	    RANGE(1, 100000),
	    "How many cases one member of staff may open within 24 h." },
	{ "owner-cases-a-week", HO_TYPE_NUMBER, AT(owner_cases_a_week), "20",
	    RANGE(1, 100000),
	    "How many of them may be owner cases within 7 days." },
	{ "unsigned", HO_TYPE_WORD, AT(unsigned_mail), "confirm",
	    ONE_OF("confirm", "refuse"),
	    "What becomes of a request without a good signature: a word is "
	    "sent to the address on file, or it is refused." },
	{ "claim", HO_TYPE_WORD, AT(claim), "contact",
	    ONE_OF("contact", "other-contact", "none", "sms"),
	    "Who is sent the claim code at the first sign-in: the address that "
	    "the default password went to; for a new super-admin another "
	    "registered contact, or a registered mobile (sms), without which "
	    "the case waits; or nobody, so that the default password alone "
	    "opens it." },
	{ "hold", HO_TYPE_DURATION, AT(hold_ms), "0s", RANGE(0, 3 * DAY),
	    "How long everyone affected can stop a case before its default "
	    "password is issued." },
	{ "hold-sole-address", HO_TYPE_DURATION, AT(hold_sole_ms), "0s",
	    RANGE(0, 3 * DAY),
	    "The same where nobody but the address that is answered can be "
	    "told; the longer of the two counts." },
	{ "hold-removal", HO_TYPE_DURATION, AT(hold_removal_ms), "24h",
	    RANGE(0, 3 * DAY),
	    "How long everyone affected can stop the removal of an "
	    "authenticator; where the two above are longer they count." },
	{ "default-password-life", HO_TYPE_DURATION,
	    AT(default_password_life_ms), "24h", RANGE(SECOND, DAY),
	    "How long a default password can be used." },
	{ "login-kept", HO_TYPE_DURATION, AT(login_kept_ms), "90d",
	    RANGE(90 * DAY, 3650 * DAY),
	    "How long nobody else gets a login name that its user gave up." },
	{ "confirm-wait", HO_TYPE_DURATION, AT(confirm_wait_ms), "72h",
	    RANGE(SECOND, 3 * DAY),
	    "How long a case waits for the confirm word to come back." },
	{ "proof-wait", HO_TYPE_DURATION, AT(proof_wait_ms), "7d",
	    RANGE(SECOND, 30 * DAY),
	    "How long a request from an unknown address waits for proof." },
	{ "approval-wait", HO_TYPE_DURATION, AT(approval_wait_ms), "3d",
	    RANGE(SECOND, 30 * DAY), "How long a case waits for approval." },
	{ "cool-down", HO_TYPE_DURATION, AT(cool_down_ms), "72h",
	    RANGE(0, 30 * DAY),
	    "How long a new address must wait before it can ask for "
	    "anything." },
	{ "second-factor", HO_TYPE_WORDS, AT(second_factor), "",
	    ONE_OF("super-admin", "admin", "user"),
	    "Whose role must have a second factor, whatever a service asks of "
	    "others; an account can ask it of all its users (account policy); "
	    "empty: nobody's." },
	{ "second-factor-grace", HO_TYPE_DURATION, AT(second_factor_grace_ms),
	    "14d", RANGE(0, 90 * DAY),
	    "How long who never had one is let in without, from when it was "
	    "first missed; after it the sign-in binds one." },
	{ "second-factor-by", HO_TYPE_WORDS, AT(second_factor_by),
	    "totp, hotp, recovery",
	    ONE_OF("totp", "hotp", "recovery", "mail", "sms"),
	    "What counts as one beside such a rule; mail and sms are none for "
	    "NIST, and count only where the service takes them too." },
	{ "tries-free", HO_TYPE_NUMBER, AT(tries_free), "5", RANGE(1, 20),
	    "Wrong passwords, or codes, in a row of one user before a pause "
	    "follows each further one." },
	{ "pause-first", HO_TYPE_DURATION, AT(pause_first_ms), "1s",
	    RANGE(SECOND, MINUTE),
	    "The first pause; each further one is twice as long." },
	{ "pause-longest", HO_TYPE_DURATION, AT(pause_longest_ms), "1m",
	    RANGE(SECOND, HOUR), "Where pauses grow no further." },
	{ "tries-disable", HO_TYPE_NUMBER, AT(tries_disable), "100",
	    RANGE(10, 100),
	    "Wrong ones in a row that disable a password, or the "
	    "authenticators, until they are bound again." },
	{ "tries-strange", HO_TYPE_NUMBER, AT(tries_strange), "50",
	    RANGE(5, 50),
	    "As many of them may come from where the user never signed in; "
	    "then nobody is let in from there." },
	{ "tries-window", HO_TYPE_DURATION, AT(tries_window_ms), "10m",
	    RANGE(MINUTE, DAY),
	    "The time in which the wrong tries of the next four are "
	    "counted." },
	{ "tries-address", HO_TYPE_NUMBER, AT(tries_address), "30",
	    RANGE(1, 1000000),
	    "Wrong tries from one address, then it is refused; only where the "
	    "service has address = trusted." },
	{ "tries-account", HO_TYPE_NUMBER, AT(tries_account), "100",
	    RANGE(1, 1000000),
	    "Wrong tries against the users of one account, then only who comes "
	    "from where they signed in before is let in." },
	{ "tries-peer", HO_TYPE_NUMBER, AT(tries_peer), "2000",
	    RANGE(1, 100000000), "The same by one Unix user of login-uids." },
	{ "tries-store", HO_TYPE_NUMBER, AT(tries_store), "10000",
	    RANGE(1, 100000000), "The same by everybody." },
	{ "failure-grid", HO_TYPE_DURATION, AT(failure_grid_ms), "250ms",
	    RANGE(10, 5 * SECOND),
	    "Refusals leave at multiples of this time, so that what was "
	    "computed does not show." },
	{ "hash-cost", HO_TYPE_NUMBER, AT(hash_cost), "5", RANGE(1, 9),
	    "The cost of new yescrypt hashes; one more is twice the time and "
	    "memory." },
	{ "hash-threads", HO_TYPE_NUMBER, AT(hash_threads), "0", RANGE(0, 256),
	    "Threads that hash passwords; 0: one for each core." },
	{ "hash-queue", HO_TYPE_NUMBER, AT(hash_queue), "1024",
	    RANGE(1, 100000),
	    "Passwords that may wait to be hashed; further logins are told "
	    "that the service is busy." },
	{ "locked-memory", HO_TYPE_WORD, AT(locked_memory), "require",
	    ONE_OF("require", "try"),
	    "Is memory for secrets that cannot be locked an error?" },
	{ "clock", HO_TYPE_CLOCK, AT(clock), "system", NO_RANGE,
	    "For tests: a file that holds the seconds to add to the system's "
	    "clock." },
	{ "log", HO_TYPE_WORD, AT(log_to), "stderr", ONE_OF("stderr", "syslog"),
	    "Where the daemons' own lines go (the audit log is in the "
	    "store)." },
	{ "log-level", HO_TYPE_WORD, AT(log_level), "info",
	    ONE_OF("error", "warn", "info", "debug"),
	    "The least important lines that are still written." },
	{ "delivery", HO_TYPE_WORD, AT(delivery), "maildir",
	    ONE_OF("maildir", "smtp"), "How letters leave." },
	{ "maildir", HO_TYPE_PATH, AT(maildir), "state-dir/outgoing", NO_RANGE,
	    "delivery = maildir: the directory that gets them." },
	{ "smtp-url", HO_TYPE_SMTP, AT(smtp_url), "smtp://localhost:25",
	    NO_RANGE,
	    "delivery = smtp: the mail server, smtp:// or smtps://." },
	{ "smtp-tls", HO_TYPE_WORD, AT(smtp_tls), "required",
	    ONE_OF("required", "opportunistic", "none"),
	    "Whether the way to it must be encrypted and its certificate "
	    "good." },
	{ "smtp-user", HO_TYPE_TEXT, AT(smtp_user), "", NO_RANGE,
	    "The name to sign in there with, if it asks." },
	{ "smtp-password-file", HO_TYPE_PATH, AT(smtp_password_file), "",
	    NO_RANGE, "The file with the password, the courier's alone." },
	{ "smtp-token-file", HO_TYPE_PATH, AT(smtp_token_file), "", NO_RANGE,
	    "Instead of a password: the file with an OAuth 2.0 access token "
	    "(XOAUTH2), read anew each time." },
	{ "smtp-ca-file", HO_TYPE_PATH, AT(smtp_ca_file), "", NO_RANGE,
	    "Certificates to trust instead of the system's." },
	{ "sms-url", HO_TYPE_WEB, AT(sms_url), "", NO_RANGE,
	    "Text messages: where the gateway takes one, https://...; http:// "
	    "only to this host; empty: none are sent. {to} and the like stand "
	    "for values, see TEXT MESSAGES." },
	{ "sms-method", HO_TYPE_WORD, AT(sms_method), "post",
	    ONE_OF("post", "get", "put"), "How it is asked." },
	{ "sms-form", HO_TYPE_WORD, AT(sms_form), "json",
	    ONE_OF("json", "form"), "What sms-body is." },
	{ "sms-body", HO_TYPE_TEMPLATE, AT(sms_body),
	    "{\"to\":\"{to}\",\"message\":\"{text}\"}", NO_RANGE,
	    "What it is told; each value is encoded for sms-form." },
	{ "sms-headers", HO_TYPE_TEMPLATE, AT(sms_headers),
	    "Authorization: Bearer {token}", NO_RANGE,
	    "Fields of the request, parted by |." },
	{ "sms-from", HO_TYPE_TEXT, AT(sms_from), "", NO_RANGE,
	    "{from}: the sender's name or number, as the gateway wants it." },
	{ "sms-user", HO_TYPE_TEXT, AT(sms_user), "", NO_RANGE,
	    "{user}, and half of {basic}: the name to sign in there with." },
	{ "sms-token-file", HO_TYPE_PATH, AT(sms_token_file), "", NO_RANGE,
	    "The file with the token or password, the courier's alone, read "
	    "anew each time." },
	{ "sms-ca-file", HO_TYPE_PATH, AT(sms_ca_file), "", NO_RANGE,
	    "Certificates to trust instead of the system's." },
	{ "sms-sent", HO_TYPE_TEXT, AT(sms_sent), "200-299", NO_RANGE,
	    "Which answers mean that a message is on its way: HTTP's numbers, "
	    "parted by commas." },
	{ "sms-sent-member", HO_TYPE_TEXT, AT(sms_sent_member), "", NO_RANGE,
	    "And what must stand in them, PATH=VALUE of their JSON, such as "
	    "messages.0.status=0; empty: nothing." },
	{ "sms-a-day", HO_TYPE_NUMBER, AT(sms_a_day), "20", RANGE(1, 10000),
	    "How many text messages an account is sent in 24 hours." },
	{ "hook-url", HO_TYPE_WEB, AT(hook_url), "", NO_RANGE,
	    "Notices to the panel: where it takes them, https://...; http:// "
	    "only to this host; empty: it is told nothing." },
	{ "hook-secret-file", HO_TYPE_PATH, AT(hook_secret_file), "", NO_RANGE,
	    "The file with the key that signs them, whsec_ and base64, the "
	    "courier's and the panel's; read anew each time." },
	{ "hook-ca-file", HO_TYPE_PATH, AT(hook_ca_file), "", NO_RANGE,
	    "Certificates to trust instead of the system's." },
	{ "inbox-url", HO_TYPE_IMAP, AT(inbox_url), "", NO_RANGE,
	    "Mail in: the IMAP server of the desk's mailbox, imap:// or "
	    "imaps://; empty: none is read." },
	{ "inbox-folder", HO_TYPE_FOLDER, AT(inbox_folder), "INBOX", NO_RANGE,
	    "The folder that is read there." },
	{ "inbox-move-to", HO_TYPE_FOLDER, AT(inbox_move_to), "", NO_RANGE,
	    "The folder that a message moves to once it is taken; empty: it "
	    "stays, marked with the keyword HandoverTaken." },
	{ "inbox-interval", HO_TYPE_DURATION, AT(inbox_interval_ms), "30s",
	    RANGE(SECOND, HOUR), "How often the folder is looked at." },
	{ "inbox-tls", HO_TYPE_WORD, AT(inbox_tls), "required",
	    ONE_OF("required", "opportunistic", "none"),
	    "Whether the way to it must be encrypted and its certificate "
	    "good." },
	{ "inbox-user", HO_TYPE_TEXT, AT(inbox_user), "", NO_RANGE,
	    "The name to sign in there with." },
	{ "inbox-password-file", HO_TYPE_PATH, AT(inbox_password_file), "",
	    NO_RANGE, "The file with the password, the courier's alone." },
	{ "inbox-token-file", HO_TYPE_PATH, AT(inbox_token_file), "", NO_RANGE,
	    "Instead of a password: the file with an OAuth 2.0 access token "
	    "(XOAUTH2), read anew each time." },
	{ "inbox-ca-file", HO_TYPE_PATH, AT(inbox_ca_file), "", NO_RANGE,
	    "Certificates to trust instead of the system's." },
	{ "sent-folder", HO_TYPE_FOLDER, AT(sent_folder), "", NO_RANGE,
	    "The folder of that mailbox which gets a copy of each letter that "
	    "has left, with default passwords, codes and words masked; it must "
	    "be there, and not be inbox-folder; empty: none is kept." },
	{ "lmtp-socket", HO_TYPE_SOCKET, AT(lmtp_socket), "", NO_RANGE,
	    "Mail in: where the courier takes mail by LMTP from this host's "
	    "own mail server; empty: nowhere." },
	{ "lmtp-uids", HO_TYPE_UIDS, AT(lmtp_uids), "0", NO_RANGE,
	    "Who may bring mail there: the user that the mail server delivers "
	    "as." },
	{ "ticket-system", HO_TYPE_WORD, AT(ticket_system), "local",
	    ONE_OF("local", "jira", "jira-dc", "rt"),
	    "Where tickets are: in the store, in Jira Cloud, in Jira Data "
	    "Center, in Request Tracker 5." },
	{ "ticket-url", HO_TYPE_WEB, AT(ticket_url), "", NO_RANGE,
	    "Its address, https://HOST or https://HOST/PATH; http:// only to "
	    "this host." },
	{ "ticket-project", HO_TYPE_TEXT, AT(ticket_project), "", NO_RANGE,
	    "Jira: the project's key; RT: the queue's name." },
	{ "ticket-type", HO_TYPE_TEXT, AT(ticket_type), "Task", NO_RANGE,
	    "Jira: the type of new issues." },
	{ "ticket-labels", HO_TYPE_TEXT, AT(ticket_labels), "", NO_RANGE,
	    "Jira: more labels of new issues, parted by commas; each gets one "
	    "of its own besides, by which it is found again." },
	{ "ticket-fields", HO_TYPE_TEXT, AT(ticket_fields), "", NO_RANGE,
	    "More fields of new tickets, as one JSON object, such as "
	    "{\"priority\":{\"name\":\"High\"}}." },
	{ "ticket-comments", HO_TYPE_TEXT, AT(ticket_comments), "", NO_RANGE,
	    "Jira, who reads our comments: internal (service management), "
	    "role:NAME or group:NAME; empty: whoever sees the ticket.  RT's "
	    "are internal always." },
	{ "ticket-status", HO_TYPE_TEXT, AT(ticket_status), "", NO_RANGE,
	    "Its names for where a ticket stands, WORD=NAME, parted by commas; "
	    "the words are open, waiting, done, refused, stopped and lapsed. "
	    "One without a name leaves the ticket where it is." },
	{ "ticket-link", HO_TYPE_TEXT, AT(ticket_link), "Relates", NO_RANGE,
	    "How a new ticket is linked to the one that the account had "
	    "before; Jira: the name of a link type, RT: RefersTo, whatever it "
	    "says; empty: not at all." },
	{ "ticket-user", HO_TYPE_TEXT, AT(ticket_user), "", NO_RANGE,
	    "Jira Cloud: the address whose API token it is; else empty." },
	{ "ticket-token-file", HO_TYPE_PATH, AT(ticket_token_file), "",
	    NO_RANGE,
	    "The file with the token, the courier's alone, read anew each "
	    "time." },
	{ "ticket-ca-file", HO_TYPE_PATH, AT(ticket_ca_file), "", NO_RANGE,
	    "Certificates to trust instead of the system's." },
	{ "ticket-lag", HO_TYPE_DURATION, AT(ticket_lag_ms), "5m",
	    RANGE(SECOND, DAY),
	    "How long its search may lag behind: after a new ticket of which "
	    "nobody knows whether it was made, this long is searched before "
	    "it is made again." },
	{ "record", HO_TYPE_WORD, AT(record), "plain",
	    ONE_OF("plain", "masked"),
	    "How the ticket records a default password: whole, or its last "
	    "group alone." },
	{ "resolver", HO_TYPE_RESOLVER, AT(resolver), "system", NO_RANGE,
	    "Who is asked for DNS: the system's servers, or ADDR@PORT." },
	{ "trust-anchor", HO_TYPE_PATH, AT(trust_anchor), "", NO_RANGE,
	    "The DNSSEC root key file; without one answers are not "
	    "validated." },
	{ "records", HO_TYPE_PATH, AT(records), "", NO_RANGE,
	    "For tests: a file of DNS records that is asked instead of DNS." },
};
const size_t ho_n_settings = COUNT(ho_settings);

_Static_assert(COUNT(ho_settings) <= HO_SETTINGS_MAX, "a place for every key");
