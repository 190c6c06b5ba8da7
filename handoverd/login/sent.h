/*
 * handoverd/login/sent.h - codes that are sent where somebody signs in.
 *
 * Only when asked for, and, where a password is asked, only beside a right one:
 * a stranger fills nobody's mailbox.  Where none is, a stranger has half of a
 * day's at most.  Eight digits, kept as a keyed hash over
 * purpose, user, challenge and digits; a new one voids the one before.  One
 * letter in CODE_EVERY and SENT_DAY a day and user; SENT_TRIES wrong answers
 * end a code, and all wrong answers count as of any code (limits.h), which no
 * new code resets.  Good for CODE_LIFE, by text message SENT_LIFE_SMS.
 *
 * The reference of such a code (code_row.h) comes of name and time alone:
 * whoever asks sees one, and learns nothing from it, also where nothing is sent
 * (law 9).
 *
 * Mail is no second factor (NIST SP 800-63B-4 section 3.1.3.1): it is here
 * because panels use it.
 *
 * All inside a transaction.
 */
#ifndef HANDOVERD_SENT_H
#define HANDOVERD_SENT_H

#include <stddef.h>
#include <stdint.h>

#include "handoverd/login/code_row.h"
#include "handoverd/login/factor.h"
#include "handoverd/login/recovery.h"
#include "handoverd/writer.h"

#define SENT_DAY      10  /* letters a day and user */
#define SENT_TRIES    5   /* wrong answers a code */
#define SENT_LIFE_SMS 300 /* seconds */

/* Beside the kinds: codes that are sent for a change of the password, and no
 * others.  What somebody was talked out of for a sign-in changes none, and its
 * letter says what it is for. */
#define SENT_FOR_CHANGE 0x100

/* For this name, asked for at this time. HO_E_CRYPTO. */
int sent_ref(const struct daemon *d, const char *name, int64_t now,
    char out[static CODE_REF]);

/*
 * Sends one to the user's own address, by mail before text message, as 'kinds'
 * (enum ho_otp_counts) allow; nothing where there is none, or for now no more
 * may go out.  HO_E_NONE, HO_E_LIMIT: the text message could not leave.
 */
int sent_send(struct tx *t, const struct peer *peer, int64_t user, int kinds,
    const char *ref);

/* The user's own address, by mail before text message; row id 0: none. */
int sent_address(struct tx *t, int64_t user, int kinds, struct ho_address *to);

/* By what it would be sent, "mail" or "sms"; NULL: there is no address. */
int sent_way(struct tx *t, int64_t user, int kinds, const char **name);

/* Part of factor_match(): of these digits, if they are better than what *m has
 * found. */
int sent_match(struct tx *t, int64_t user, int kinds, const char *digits,
    size_t n, struct factor_match *m);

/* Part of factor_holds(). */
int sent_holds(struct tx *t, const struct factor_match *m);

/* Part of factor_take() and factor_wrong(): inside an open event. */
int sent_take(struct tx *t, struct factor_match *m);
int sent_wrong(struct tx *t, int64_t user);

#endif
