/*
 * lib/mail/header.h - the letter cut into its fields and its body.
 *
 * DESIGN section 6, rules 1 and 2.  Nothing is copied or changed; a letter
 * with LF line ends stays as it is and is read as if each were CRLF.
 */
#ifndef HO_MAIL_HEADER_H
#define HO_MAIL_HEADER_H

#include "lib/mail/lex.h"
#include "lib/mail/mail.h"

struct field {
	const uint8_t *raw; /* from the name to before the last line end */
	size_t len;
	size_t name_len; /* raw[name_len] is the colon */
};

struct header {
	struct field field[HO_MAIL_FIELDS];
	size_t fields;
	const struct field *one[HO_FIELDS]; /* by enum ho_field_id, or NULL */
	struct span body;
};

/* What is wrong: a word of lib/flow/verdict.c, and what exactly. */
struct fault {
	const char *word; /* NULL: nothing */
	struct span what; /* octets of the letter, or a text of ours */
};

struct span field_name(const struct field *f);
struct span field_value(const struct field *f);
struct lex field_lex(const struct field *f); /* its value */

/* h points into the octets; on a fault it is not to be used. */
struct fault header_parse(struct header *h, const uint8_t *octets, size_t len);

struct fault fault_make(const char *word, const char *what);

#endif
