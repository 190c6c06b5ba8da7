/*
 * lib/told/told.h - what is known of a letter, as it is told to people.
 *
 * One shape for `mail check`, `mail show`, `case show` and the picture in the
 * ticket: JSON objects with stable keys, and lines made of them.  Facts come
 * from the one strict parser; everything from handover-draw is what the
 * letter's writer wants to be read, and stands apart under "letter": no name
 * from there is ever beside a verdict.  Text is made visible already.
 *
 * Pure: no clock, no file, no store.
 */
#ifndef HO_TOLD_TOLD_H
#define HO_TOLD_TOLD_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "lib/base/buf.h"
#include "lib/base/facts.h"
#include "lib/helper/drawing.h"

/*
 * [{"domain","selector","algorithm","result","aligned","covers":[...],
 *   "dnssec"}, ...], and "unclear" where DNS did not tell; NULL: no memory.
 *
 *   seen_at  when the letter was first seen: what a signature is worth then
 *            ("expired", "from-the-future") is no fact of the letter
 */
json_t *ho_told_signatures(const struct ho_facts *facts, int64_t seen_at);

/*
 * {"from","sender","reply_to","to","cc","subject","date","forward",
 *  "attachments":[{"type","name","size","sha256"}],"text"}; what the header
 * does not have is "", an attachment that was not read to its end has neither
 * size nor sha256; forward: see ho_forward_word().  NULL: no memory.
 */
json_t *ho_told_letter(const struct ho_drawing *drawing);

/*
 * Shortens "text" to whole lines of at most max octets and sets "cut", where
 * it is longer.  HO_E_NOMEM.
 */
int ho_told_cut(json_t *letter, size_t max);

/* Leaves out the last attachment and sets "cut"; false: there is none. */
bool ho_told_fewer(json_t *letter);

/* What to do with a letter that somebody passed on, by the word for its form: a
 * sentence of ours.  NULL: it is none. */
const char *ho_told_forward(const char *word);

/* Octets given as a mail that are another kind of file: which, and what to do; a
 * sentence.  NULL: nothing speaks against it being a mail. */
const char *ho_told_no_mail(const void *octets, size_t len);

/* The same object as lines for people, each ended by LF. */
void ho_told_lines(struct ho_buf *out, const json_t *letter);

/*
 * The text that handover-snapshot draws: head, which is ours, then the
 * letter's lines, within HO_SNAPSHOT_TEXT octets.  HO_E_NOMEM.
 */
int ho_told_page(
    struct ho_buf *page, const struct ho_buf *head, const json_t *letter);

#endif
