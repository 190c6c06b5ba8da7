/*
 * handoverd/sealed.h - octets of a row, sealed into HO_OCTETS and back.
 *
 * The associated data is the row and the part ("evidence/12/1"), so that what
 * belongs to one row does not open at another.  All inside a transaction; the
 * octets' own rows are plain, no event is needed for them.
 */
#ifndef HANDOVERD_SEALED_H
#define HANDOVERD_SEALED_H

#include <stddef.h>
#include <stdint.h>

#include "handoverd/writer.h"
#include "lib/base/buf.h"
#include "lib/secret/keys.h"

struct ho_facts;
struct ho_secret;

struct sealed {
	enum ho_kind kind; /* whose they are */
	int64_t id;
	enum ho_octets_part part;
	enum ho_purpose key;
};

/*
 * Writes them; what was there for this row and part is replaced.  sum (65
 * octets, or NULL) gets the SHA-256 of the sealed form: under the MAC of its
 * row it keeps older sealed octets from being put back.
 */
int sealed_put(struct tx *t, const struct sealed *where, const void *data,
    size_t len, char *sum);

/* SHA-256 of any octets, in hex. */
int sealed_sum(const void *data, size_t len, char out[static 65]);

/* HO_E_NONE: not there (any more); HO_E_FORGED: exchanged or damaged. */
int sealed_get(struct tx *t, const struct sealed *where, struct ho_buf *out);
/* The same where the form that they are sealed in is the one that sum names. */
int sealed_get_as(struct tx *t, const struct sealed *where, const char *sum,
    struct ho_buf *out);
/* The same where they are a secret; the caller frees it. */
int sealed_get_secret(struct tx *t, const struct sealed *where, const char *sum,
    struct ho_secret **out);

/* The same for what the judge found in a letter.  The caller frees the facts
 * with free(); HO_E_NONE: nobody judged it. */
int sealed_put_facts(
    struct tx *t, const struct sealed *where, const struct ho_facts *facts);
int sealed_get_facts(
    struct tx *t, const struct sealed *where, struct ho_facts **facts);

/* Wipes them: the row is deleted (secure_delete).  None is fine. */
int sealed_drop(struct tx *t, const struct sealed *where);

#endif
