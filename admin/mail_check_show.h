/*
 * admin/mail_check_show.h - a verdict, for people and for programs.
 */
#ifndef HO_ADMIN_MAIL_CHECK_SHOW_H
#define HO_ADMIN_MAIL_CHECK_SHOW_H

#include "lib/base/buf.h"
#include "lib/base/facts.h"
#include "lib/flow/verdict.h"

/*
 * Some lines of at most 80 columns; outside text goes through ho_show().
 *
 *   seen_at  when the letter was first seen: what a signature is worth then
 *            ("expired", "from-the-future") is no fact of the letter
 */
void mail_check_text(struct ho_buf *out, const struct ho_judgement *j,
    const struct ho_facts *facts, int64_t seen_at);

/* One JSON object on one line, in ASCII; the keys of DESIGN section 11. */
void mail_check_json(struct ho_buf *out, const struct ho_judgement *j,
    const struct ho_facts *facts, int64_t seen_at);

#endif
