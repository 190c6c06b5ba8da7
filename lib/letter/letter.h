/*
 * lib/letter/letter.h - from values to finished RFC 5322 octets.
 *
 * Every value is checked before the first octet is written: valid UTF-8, no
 * control character, the grammar of its field, its length.  So nothing that a
 * stranger wrote into a subject or a message-id can become a header of ours.
 * What comes out is ASCII (but for a UTF-8 local part), CRLF, in lines of at most
 * 76 octets unless one address or id is longer: text/plain in UTF-8, as it is
 * where it is short plain ASCII, else quoted-printable.  Parses nothing, allocates nothing, knows no clock.
 * Source: RFC 5322, 2045, 2047, 3834; DESIGN section 8.
 */
#ifndef HO_LETTER_LETTER_H
#define HO_LETTER_LETTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/letter/page.h"

#define HO_LETTER_SUBJECT 900 /* octets of a subject before encoding */
#define HO_LETTER_NAME    200 /* octets of a display name */
#define HO_LETTER_ADDRESS 254 /* octets; RFC 5321 section 4.5.3.1.3 */
#define HO_LETTER_ID      250 /* octets of one message-id with brackets */
#define HO_LETTER_EXTRA   8   /* fields of the caller's own */
#define HO_LETTER_VALUE   900 /* octets of such a field's value */

/* RFC 3834: a machine wrote this; other machines do not answer it. */
enum ho_auto {
	HO_AUTO_GENERATED = 0, /* notices */
	HO_AUTO_REPLIED        /* answers to a mail */
};

struct ho_letter_field {
	const char *name;  /* "X-Handover-Case": X-, letters, digits, dashes */
	const char *value; /* ASCII, one line */
};

/* All borrowed; NULL and "" are alike where a thing may be absent. */
struct ho_letter {
	const char *from_name; /* may be absent */
	const char *from;      /* ops@desk.example */
	const char *to;        /* one address, on file */
	const char *subject;
	size_t subject_len;
	bool is_reply;           /* the subject gets its one "Re: " */
	const char *message_id;  /* unique token@domain, no brackets */
	const char *in_reply_to; /* <id>; may be absent */
	const char *references;  /* <id> <id> ...: of the mail answered */
	int64_t date;            /* seconds since 1970-01-01 UTC */
	enum ho_auto automatic;
	const struct ho_letter_field *extra;
	size_t n_extra;
	const char *body; /* UTF-8, lines end in LF */
	size_t body_len;
};

/*
 * Writes the letter.  References becomes the given ids and in_reply_to behind
 * them: what is no id by grammar is left out, and of too many the first and
 * the newest stay, under 998 octets in all.
 *
 * HO_E_INPUT: a value is not fit; *field (may be NULL) then names it, a
 * constant.  HO_E_LIMIT: the page is too small; wipe it.
 */
int ho_letter_write(
    const struct ho_letter *l, struct ho_page *out, const char **field);

/* Is this one message-id with its brackets, as we would answer to? */
bool ho_letter_is_id(const char *text, size_t len);

/* Is this an address that may stand in From or To? */
bool ho_letter_is_address(const char *text);

#endif
