/*
 * lib/wire/verbs.h - every verb of the desk, in one list.
 *
 * The command reads it to parse its arguments, to print usage, completion and
 * the manual's list, and to lay out answers; handoverd reads it to check what
 * came, who may ask, and what to have ready.  So the two cannot disagree about
 * a verb, and a verb that is not here does not exist.  What a verb does stands
 * in handoverd/desk/verb_table.c.
 *
 * The command sends VERB as "NOUN VERB" ("case open", or "status" for a short
 * way) and ARGS as one JSON object: the subject as "subject", each option
 * under its own name: a flag, or a file to be made, as true, text as a string,
 * a repeatable one as an array of strings, a number as an integer.  Files are
 * not in it: they follow as blobs under the name of their option.
 */
#ifndef HO_WIRE_VERBS_H
#define HO_WIRE_VERBS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/buf.h"

enum ho_opt_type {
	HO_OPT_FLAG = 1,
	HO_OPT_TEXT,   /* one line of UTF-8, no control characters */
	HO_OPT_LINES,  /* the same, but LF and TAB may stand in it */
	HO_OPT_MANY,   /* HO_OPT_TEXT, any number of times to HO_OPT_TIMES */
	HO_OPT_NUMBER, /* min to max */
	HO_OPT_FILE,   /* read by the command, sent as a blob */
	HO_OPT_HERE,   /* for the command alone, never sent */
	HO_OPT_INTO,   /* a file that the command makes of what comes back: sent
			  as a flag, one at a time */
};

#define HO_OPT_TIMES 32 /* how often a repeatable option may be given */

struct ho_opt {
	const char *name; /* "owner-name" */
	enum ho_opt_type type;
	const char *what; /* what stands for its value: "NAME"; flags: NULL */
	bool required;
	int64_t min; /* number: least; text, file: octets, at least */
	int64_t max; /* number: most; text, file: octets, at most */
	const char *help;
};

/* Bits of ho_verb.flags. */
#define HO_V_JUDGE  0x01u /* its mail is judged first (call->facts) */
#define HO_V_DRAW   0x02u /* its mail is drawn first (call->drawn) */
#define HO_V_LIST   0x04u /* answers in rows, page by page */
#define HO_V_LOCAL  0x08u /* the command does it alone */
#define HO_V_READER 0x10u /* runs beside the writer, over a reader of its own */
#define HO_V_ALONE  0x20u /* writes so much that it is a commit of its own */

struct ho_verb {
	const char *noun;
	const char *verb;         /* NULL: the noun is a short way ("reset") */
	const char *subject;      /* "CODE", "[REF]" where it may be left out */
	const struct ho_opt *opt; /* ends with a name of NULL; or NULL */
	int64_t roles;            /* HO_STAFF_*: any of these will do */
	unsigned flags;
	const char *event;   /* "account.add"; NULL: reads only */
	const char *columns; /* lists: members shown to people, in order */
	const char *help;    /* one line */
};

/* Every verb, in the order of the usage and of the manual: the i-th from 0 on;
 * NULL behind the last. */
const struct ho_verb *ho_verb_at(size_t i);

#define HO_VERB_NAME    48   /* octets of "NOUN VERB", with NUL */
#define HO_VERB_SUBJECT 320  /* octets */
#define HO_HASH_MAX     4096 /* octets of a file with a crypt string */
#define HO_VERB_TEXT    256  /* octets of most texts */
#define HO_ADDRESS_TEXT 320  /* octets of an address as typed */

/* By noun and verb; verb "" or NULL: a short way.  NULL: no such verb. */
const struct ho_verb *ho_verb_get(const char *noun, const char *verb);

/* By "NOUN VERB", as it travels. */
const struct ho_verb *ho_verb_named(const char *name);

/* That name, into out. */
void ho_verb_name(const struct ho_verb *v, char out[static HO_VERB_NAME]);

/* One option; NULL: the verb has none of that name. */
const struct ho_opt *ho_verb_opt(const struct ho_verb *v, const char *name);

/* May the subject be left out? */
bool ho_verb_subject_is_optional(const struct ho_verb *v);

/* Appends "SUBJECT --needed X [--other Y]". */
void ho_verb_usage(const struct ho_verb *v, struct ho_buf *out);

/*
 * Is text a fit value for the option?  o NULL: for a subject.  Numbers and
 * flags have checks of their own (ho_opt_number()).  HO_E_INPUT: no; why, may
 * be NULL, gets the rest of a sentence: "must be 1 to 64 octets".
 */
int ho_opt_text(const struct ho_opt *o, const char *text, struct ho_buf *why);
int ho_opt_number(const struct ho_opt *o, int64_t n, struct ho_buf *why);

/* Names of roles, in the order of their bits: "support", "manager", ... */
#define HO_ROLE_NAMES 6
extern const char *const ho_role_names[HO_ROLE_NAMES];

/* "support,manager" to bits; HO_E_INPUT: empty or an unknown name. */
int ho_roles_parse(const char *text, int64_t *roles);
void ho_roles_format(int64_t roles, struct ho_buf *out);

#endif
