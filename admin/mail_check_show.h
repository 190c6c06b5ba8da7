/*
 * admin/mail_check_show.h - a verdict, for people and for programs.
 */
#ifndef HO_ADMIN_MAIL_CHECK_SHOW_H
#define HO_ADMIN_MAIL_CHECK_SHOW_H

#include <jansson.h>

#include "lib/base/buf.h"
#include "lib/base/facts.h"
#include "lib/flow/verdict.h"

/*
 * Some lines of at most 80 columns; outside text goes through ho_alike().
 *
 *   j        NULL: nobody to compare the sender with was named
 *   seen_at  when the letter was first seen: what a signature is worth then
 *            ("expired", "from-the-future") is no fact of the letter
 */
void mail_check_text(struct ho_buf *out, const struct ho_judgement *j,
    const struct ho_facts *facts, int64_t seen_at);

/* One JSON object with the keys of DESIGN section 11; NULL: no memory. */
json_t *mail_check_object(const struct ho_judgement *j,
    const struct ho_facts *facts, int64_t seen_at);

/* On one line, in ASCII; takes the object, which may be NULL. */
void mail_check_json(struct ho_buf *out, json_t *object);

#endif
