/*
 * lib/wire/verbs_row.h - how a row of a table of verbs is written.
 *
 * For the tables alone (verbs_client.c, verbs_case.c, verbs_house.c), each of
 * which ends with LAST.  Other people read them through verbs.h.
 */
#ifndef HO_WIRE_VERBS_ROW_H
#define HO_WIRE_VERBS_ROW_H

#include "lib/store/rows.h"
#include "lib/wire/proto.h"
#include "lib/wire/verbs.h"

extern const struct ho_verb ho_verbs_client[], ho_verbs_case[],
    ho_verbs_house[];

#define LAST                                                   \
	{                                                      \
		NULL, NULL, NULL, NULL, 0, 0, NULL, NULL, NULL \
	}

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

/* What an option is for that several verbs have. */
#define WHAT_OWNER   "the case is about the panel's owner"
#define WHAT_USER    "the case is about this user's login"
#define WHAT_ACCOUNT "where the sender has several accounts"
#define WHAT_COUNT   "users to add; left out: the mail's line Users to add: N"
#define WHAT_FACTOR  "this one, by its id of factor list"
#define WHAT_FACTORS "every one, and the recovery codes"
#define WHAT_TICKET  "use this ticket, open none"
#define WHAT_KINDS   "letterhead, id, domain, invoice or other"
#define WHAT_DRY     "say what would be decided, change nothing"

#endif
