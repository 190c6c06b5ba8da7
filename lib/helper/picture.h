/*
 * lib/helper/picture.h - what handover-snapshot made of a page.
 *
 * It shaped hostile text and may be its puppet: the octets are a PNG by their
 * first eight and their announced size, and no more can be said of them.  They
 * are kept and handed to people; no program of ours decodes them.
 */
#ifndef HO_HELPER_PICTURE_H
#define HO_HELPER_PICTURE_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/base/buf.h"
#include "lib/wire/frame.h"

#define HO_PICTURE_WIDTH  2000  /* pixels, at most */
#define HO_PICTURE_HEIGHT 10000 /* pixels, at most */

struct ho_picture {
	/* Why there is none: "no-landlock", "no-fonts", "too-large"; or "". */
	char none[16];
	unsigned width, height; /* pixels */
	uint64_t missing;       /* glyphs that no font has, drawn as boxes */
	bool is_cut;            /* not all of the text is on it */
	uint64_t length;        /* octets of png announced */
	struct ho_buf png;
};

/*
 * Reads an HO_M_SNAPSHOT_PICTURE message; unless none is set the pieces with
 * the picture follow it.  HO_E_PEER: not what the protocol says; *p is then
 * empty.
 */
int ho_picture_decode(struct ho_picture *p, const struct ho_view *v);

/* All of it there, and a PNG by its beginning? */
bool ho_picture_is_whole(const struct ho_picture *p);

void ho_picture_free(struct ho_picture **p); /* NULL is fine */

#endif
