/*
 * lib/mail/tags.h - the tag=value lists of DKIM and DMARC (RFC 6376 3.2).
 *
 * Strict: a tag twice, an octet that has no business there or more tags than
 * anybody writes, and the whole list is void.  Two readers of a doubled tag
 * would take one each.
 */
#ifndef HO_MAIL_TAGS_H
#define HO_MAIL_TAGS_H

#include "lib/mail/lex.h"

#define TAGS_MAX 40

struct tag {
	struct span name;
	struct span value; /* blanks around it left out */
	struct span gap;   /* all between "=" and ";": what b= leaves empty */
};

struct tags {
	struct tag tag[TAGS_MAX];
	size_t n;
};

/* NULL, or why it is void: "tag-syntax", "tag-twice". */
const char *tags_parse(struct tags *t, struct lex text);

/* The tag of that name (case counts), or NULL. */
const struct tag *tags_find(const struct tags *t, const char *name);

/* The next of a list with ":" between, blanks around it left out; false at
 * the end.  Start with *rest = the value and *more = true. */
bool tags_item(struct lex *rest, bool *more, struct span *item);

/* Is it this word?  Case counts in values (section 3.2), though not in the
 * names of fields and domains that stand in some. */
bool tags_is(struct span value, const char *word);

/* Is word in the list?  Case counts. */
bool tags_has(struct span list, const char *word);

/* Digits only, at most 12 (RFC 6376 section 3.5); false: not so. */
bool tags_number(struct span value, int64_t *n);

#endif
