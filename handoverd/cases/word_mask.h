/*
 * handoverd/cases/word_mask.h - words in texts that others than their mailbox read.
 *
 * A vacation note quotes the letter that it answers, and the word in it lives.
 * Whatever could be one is masked where staff can read it, so that only the
 * mailbox that it went to can send it back.
 */
#ifndef HANDOVERD_WORD_MASK_H
#define HANDOVERD_WORD_MASK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "handoverd/writer.h"

void word_mask(uint8_t *text, size_t len);

/* Does a masked text hold one of a case that is open? */
int word_mask_find(struct tx *t, const char *text, size_t len, bool *found);

/* The same for a text that is not masked, and stays as it is. */
int word_mask_look(struct tx *t, const void *text, size_t len, bool *found);

#endif
