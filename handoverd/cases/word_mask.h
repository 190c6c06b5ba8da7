/*
 * handoverd/cases/word_mask.h - words in texts that others than their mailbox read.
 *
 * A vacation note quotes the letter that it answers, and the word in it lives.
 * What has the shape of a word is masked where staff can read it, so that only
 * the mailbox that it went to can send it back; and what is one that lives is
 * found also where programs broke it over lines, marked it as a quote or put
 * blanks in it, for prose has no shape that could be told from that: the store
 * is asked, by its hash.
 */
#ifndef HANDOVERD_WORD_MASK_H
#define HANDOVERD_WORD_MASK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "handoverd/writer.h"

#define WORD_MASK_HOLDS 65 /* six references with blanks between, and a NUL */

/* All texts of one mail, one after another; starts with t alone. */
struct word_mask {
	struct tx *t;
	char holds
	    [WORD_MASK_HOLDS]; /* "HO-7F3K2M ...": cases whose words, living
					now, are there */
	unsigned tries;        /* asked of the store until now */
};

/* Masks what could be a word in a text, and what is one that lives. */
int word_mask(struct word_mask *m, uint8_t *text, size_t len);

/* Is one of those cases (holds) open? */
int word_mask_open(struct tx *t, const char *holds, bool *found);

/* Does a text, which stays as it is, hold a word of a case that is open? */
int word_mask_look(struct tx *t, const void *text, size_t len, bool *found);

#endif
