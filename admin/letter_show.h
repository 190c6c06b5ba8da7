/*
 * admin/letter_show.h - what a letter says, apart from what we say.
 */
#ifndef HO_ADMIN_LETTER_SHOW_H
#define HO_ADMIN_LETTER_SHOW_H

#include <jansson.h>

#include "lib/base/buf.h"

/*
 * The lines of ho_told_lines(), each behind a mark at its left that no text
 * can leave: nothing that a writer puts there looks like a line of ours.
 */
void letter_show(struct ho_buf *out, const json_t *letter);

#endif
