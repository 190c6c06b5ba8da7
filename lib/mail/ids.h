/*
 * lib/mail/ids.h - message ids: "<", visible octets, ">".
 *
 * Looser than RFC 5322 between the brackets (ids with two "@", or with none,
 * come from honest programs) and no looser than a header that we write can
 * bear: no blank, no control character, no bracket.
 */
#ifndef HO_MAIL_IDS_H
#define HO_MAIL_IDS_H

#include "lib/base/err.h"
#include "lib/base/facts.h"
#include "lib/mail/lex.h"

/* Exactly one id, with comments around it at most.  HO_E_INPUT: not so, or
 * longer than HO_MSGID_MAX; out is "". */
int id_one(struct lex value, char out[static HO_MSGID_MAX + 1]);

/* The first id in the field, or "". */
void id_first(struct lex value, char out[static HO_MSGID_MAX + 1]);

/*
 * The ids in a field, one blank between them, all else left out; where they
 * are too long together, the first and as many of the newest as fit.
 */
void id_list(struct lex value, char out[static HO_REFS_MAX + 1]);

#endif
