/*
 * judge/snapshot/page.h - a page of text, as a picture.
 *
 * Two parts.  On top, framed, what handoverd says: case, verdict, hash.  Below
 * what the letter says, each line within its own strip and all of it within a
 * frame of its own, so that nothing there can be painted over what is above,
 * whatever marks are heaped upon a letter.
 */
#ifndef HO_SNAPSHOT_PAGE_H
#define HO_SNAPSHOT_PAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/base/buf.h"

#define PAGE_WIDTH  1000  /* pixels */
#define PAGE_HEIGHT 10000 /* pixels, at most */

/* Between the two parts of the text: it stands in neither. */
#define PAGE_PARTS '\f'

struct page {
	unsigned width, height; /* pixels */
	unsigned missing;       /* glyphs that no font has: boxes are drawn */
	bool is_cut;            /* the letter goes on; a line says so */
	struct ho_buf png;
};

/*
 * Draws text (UTF-8, LF line ends, made visible already).  The caller sets
 * png.max.  HO_E_NOMEM; HO_E_LIMIT: the picture is larger than that.
 */
int page_draw(struct page *page, const char *text, size_t len);

#endif
