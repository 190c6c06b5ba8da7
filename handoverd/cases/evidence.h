/*
 * handoverd/cases/evidence.h - the mails on which a case rests.
 *
 * The octets of a mail and the facts that the judge found in it lie sealed
 * beside the evidence row (associated data: the row), and the row carries the
 * octets' SHA-256 under its MAC: neither can be exchanged.  All inside a
 * transaction; the writing ones with an event open.
 */
#ifndef HANDOVERD_EVIDENCE_H
#define HANDOVERD_EVIDENCE_H

#include <jansson.h>

#include "handoverd/writer.h"
#include "lib/base/buf.h"

struct ho_facts;

/*
 * Adds e (of_case, kind, verdict, reason, first_seen, judged_at, added_by are
 * set by the caller; sha256 and size here) with its octets and facts (may be
 * NULL: a mail that nobody judged).
 */
int evidence_add(struct tx *t, struct ho_evidence *e, const void *mail,
    size_t len, const struct ho_facts *facts);

/* Another judgement of the same octets: e changed by the caller is put, the
 * facts exchanged. */
int evidence_judged(
    struct tx *t, struct ho_evidence *e, const struct ho_facts *facts);

/* Octets as they came; HO_E_FORGED: not those that the row names. */
int evidence_mail(
    struct tx *t, const struct ho_evidence *e, struct ho_buf *out);

/* The caller frees the facts with free().  HO_E_FORGED: not of these octets. */
int evidence_facts(
    struct tx *t, const struct ho_evidence *e, struct ho_facts **facts);

/* What handover-draw read there, as ho_told_letter() has it; HO_E_NONE: it was
 * not drawn, or not yet. */
int evidence_put_letter(
    struct tx *t, const struct ho_evidence *e, const json_t *letter);
int evidence_letter(struct tx *t, const struct ho_evidence *e, json_t **letter);

#endif
