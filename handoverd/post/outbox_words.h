/*
 * handoverd/post/outbox_words.h - how a thing in the outbox stands, in words.
 */
#ifndef HANDOVERD_OUTBOX_WORDS_H
#define HANDOVERD_OUTBOX_WORDS_H

#include <stdint.h>

#include "lib/base/buf.h"
#include "lib/store/rows.h"

/* "due", "sent"; "mail", "sms"; "unknown" for none of ours. */
const char *outbox_state_word(int64_t state);
const char *outbox_way_word(int64_t way);

/*
 * One or two sentences that staff can read out to whoever asks on the
 * telephone.  Who that is, nobody knows: so they name the address by its ends
 * only, and nothing of what was written.  to: where it goes, "" not known.
 */
void outbox_says(const struct ho_outbox *o, const char *to, struct ho_buf *out);

#endif
