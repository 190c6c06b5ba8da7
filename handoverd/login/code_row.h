/*
 * handoverd/login/code_row.h - a code's row: made, named and compared.
 *
 * What a code is good for enters its hash: purpose, user and a challenge of
 * its own (word.h).  Letter and question call a code by the same short
 * reference, so that people know which is meant; it is no secret, and says
 * nothing of the digits.  All inside a transaction.
 */
#ifndef HANDOVERD_CODE_ROW_H
#define HANDOVERD_CODE_ROW_H

#include <stdbool.h>
#include <stdint.h>

#include "handoverd/writer.h"
#include "lib/store/rows.h"

struct ho_secret;

#define CODE_DIGITS 8
#define CODE_REF    5                        /* "K7-M" and a NUL */
#define CODE_LIFE   600                      /* seconds */
#define CODE_EVERY  120                      /* seconds between two letters */
#define CODE_MOST   (CODE_LIFE / CODE_EVERY) /* letters in CODE_LIFE */

/* In the hash and in the log: "claim", "candidate", "enrol" and so on. */
const char *code_purpose(int64_t purpose);
/* Of the letter. */
const char *code_template(int64_t purpose);

/* The digits of a new code for a user (0: the recovery login), and challenge
 * and hash of its row, whose purpose is set. */
int code_row_make(
    struct tx *t, int64_t user, struct ho_code *row, struct ho_secret *code);

/* The reference that stands for three octets. */
void code_ref(const uint8_t of[static 3], char out[static CODE_REF]);
/* ... and a row's, by its challenge.  HO_E_INPUT: it has none. */
int code_row_ref(const struct ho_code *row, char out[static CODE_REF]);

int code_row_is(struct tx *t, int64_t user, const struct ho_code *row,
    const struct ho_secret *code, bool *is_right);

#endif
