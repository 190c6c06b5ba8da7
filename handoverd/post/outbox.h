/*
 * handoverd/post/outbox.h - what is finished, until it has left.
 *
 * A row says who gets it, which way, and how it stands; the thing itself lies
 * sealed beside it under the outbox key, with the row, its way, its account and
 * where it goes as associated data: sent anywhere else it does not open.
 * Wiped once it was sent or given up.
 *
 * Ways differ in what may be done where nobody knows whether it arrived.  A
 * letter goes out again under the same Message-ID, and a notice to the panel
 * under the same id: who has it already can tell.  A text message cannot be
 * told from a second one, and each costs: it is not repeated.  A copy is looked
 * for in its folder before it is put there again.
 *
 * A copy is put beside its letter, held until that one has left, and dropped
 * where it did not: the desk's folder shows what went out, and nothing else.
 *
 * All inside a transaction.
 */
#ifndef HANDOVERD_OUTBOX_H
#define HANDOVERD_OUTBOX_H

#include <stdint.h>

#include "handoverd/post/report.h"
#include "handoverd/writer.h"
#include "lib/wire/proto.h"

struct ho_secret;

#define OUTBOX_GIVE_UP (3 * 24 * 3600) /* seconds of trying */

#define OUTBOX_TO sizeof(((struct ho_address *)0)->text)

/*
 * Adds one that is due at once; of_case, account, way, kind, message_id and
 * use_until are the caller's.  to: where it goes, as read in this transaction;
 * NULL for a hook.  A copy is held instead.
 */
int outbox_put(struct tx *t, struct ho_outbox *o, const struct ho_address *to,
    const struct ho_secret *octets);

/*
 * Marks it handed out and opens it.  to: "" for a hook.  HO_E_NONE: there is
 * nothing to hand out; it was given up, because its use is over, its address
 * is gone, or one of the two was exchanged.
 */
int outbox_take(struct tx *t, struct ho_outbox *o, char to[static OUTBOX_TO],
    struct ho_secret **octets);

/* What the courier said of it. */
int outbox_report(struct tx *t, struct ho_outbox *o, const struct report *r);

/* The line was lost while it was out: nobody knows. */
int outbox_put_back(struct tx *t, struct ho_outbox *o);

/*
 * A letter has come to its end, and o says to which: its copy leaves now, or
 * is dropped with it.  For whoever ends one by hand; nothing is done about what
 * has no copy.
 */
int outbox_settle_copy(struct tx *t, const struct ho_outbox *o);

#endif
