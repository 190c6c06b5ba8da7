/*
 * handoverd/post/outbox.h - finished letters until they have left.
 *
 * A row says who gets it and how it stands; the letter itself lies sealed
 * beside it under the outbox key, with outbox row, address row and the address
 * itself as associated data: sent anywhere else it does not open.  Wiped once
 * it was sent or given up.  All inside a transaction.
 */
#ifndef HANDOVERD_OUTBOX_H
#define HANDOVERD_OUTBOX_H

#include <stdint.h>

#include "handoverd/writer.h"

struct ho_secret;

#define OUTBOX_GIVE_UP (3 * 24 * 3600) /* seconds of trying */

/*
 * Adds a letter that is due at once; o->of_case, address, kind and message_id
 * are the caller's.  to: the row of o->address, as read in this transaction.
 */
int outbox_put(struct tx *t, struct ho_outbox *o, const struct ho_address *to,
    const struct ho_secret *letter);

/*
 * Marks it handed out and opens it.  HO_E_FORGED: the letter or its address
 * was exchanged; HO_E_NONE: the address is gone.  Either way the caller gives
 * it up (outbox_failed()).
 */
int outbox_take(struct tx *t, struct ho_outbox *o, struct ho_address *to,
    struct ho_secret **letter);

/* It has left: wiped, event "letter.sent". */
int outbox_sent(struct tx *t, struct ho_outbox *o);

/* It will never leave: wiped, event "letter.failed". */
int outbox_failed(struct tx *t, struct ho_outbox *o, const char *why);

/* Not now: due again after a growing pause, or given up after three days. */
int outbox_later(struct tx *t, struct ho_outbox *o, const char *why);

#endif
