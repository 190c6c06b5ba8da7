/*
 * lib/flow/reason.h - why a case stands where it stands, in words.
 *
 * One stable word, one sentence for staff, one text that staff can paste to
 * the client: the same in CLI, JSON, ticket and log.  What is said about a
 * letter itself stands in lib/flow/verdict.h and is found here too.
 */
#ifndef HO_FLOW_REASON_H
#define HO_FLOW_REASON_H

#include <stddef.h>

struct ho_why {
	const char *word;
	const char *text;  /* for staff; never NULL */
	const char *paste; /* for the client; NULL: nothing to paste */
};

/* Never fails: an unknown word has a sentence that says so. */
struct ho_why ho_why(const char *word);

/* The row with this number of the table of cases, from 0; word NULL after the
 * last. */
struct ho_why ho_why_at(size_t i);

#endif
