/* lib/helper/picture.c - what handover-snapshot made of a page. */
#include "lib/helper/picture.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/err.h"
#include "lib/wire/proto.h"

/* Words that are stored and told: from this list, not from the child. */
static int
read_none(struct ho_picture *p, const struct ho_view *v)
{
	static const char *const words[] = { "no-landlock", "no-fonts",
		"too-large" };
	char word[sizeof(p->none)];
	int rc = ho_view_str(v, HO_T_REASON, word, sizeof(word));

	if (rc != HO_OK)
		return rc == HO_E_NONE ? HO_E_NONE : HO_E_PEER;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(words[i], word) == 0) {
			strcpy(p->none, word);
			return HO_OK;
		}
	return HO_E_PEER;
}

static int
read_size(const struct ho_view *v, uint16_t tag, unsigned most, unsigned *out)
{
	uint64_t n;

	if (ho_view_u64(v, tag, &n) != HO_OK || n == 0 || n > most)
		return HO_E_PEER;
	*out = (unsigned)n;
	return HO_OK;
}

static int
read_picture(struct ho_picture *p, const struct ho_view *v)
{
	uint64_t cut;
	int rc;

	if ((rc = read_size(v, HO_T_WIDTH, HO_PICTURE_WIDTH, &p->width)) !=
		HO_OK ||
	    (rc = read_size(v, HO_T_HEIGHT, HO_PICTURE_HEIGHT, &p->height)) !=
		HO_OK)
		return rc;
	if (ho_view_u64(v, HO_T_MISSING, &p->missing) != HO_OK ||
	    ho_view_u64(v, HO_T_CUT, &cut) != HO_OK || cut > 1 ||
	    ho_view_u64(v, HO_T_LENGTH, &p->length) != HO_OK ||
	    p->length > HO_SNAPSHOT_MAX)
		return HO_E_PEER;
	p->is_cut = cut == 1;
	return HO_OK;
}

int
ho_picture_decode(struct ho_picture *p, const struct ho_view *v)
{
	int rc = HO_E_PEER;

	*p = (struct ho_picture){ .png = { .max = HO_SNAPSHOT_MAX } };
	if (v->type == HO_M_SNAPSHOT_PICTURE &&
	    (rc = read_none(p, v)) == HO_E_NONE)
		rc = read_picture(p, v);
	if (rc != HO_OK)
		*p = (struct ho_picture){ 0 };
	return rc;
}

bool
ho_picture_is_whole(const struct ho_picture *p)
{
	static const uint8_t begins[] = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a,
		'\n' };

	return p->png.len == p->length && p->png.len >= sizeof(begins) &&
	    memcmp(p->png.data, begins, sizeof(begins)) == 0;
}

void
ho_picture_free(struct ho_picture **p)
{
	if (*p == NULL)
		return;
	ho_buf_free(&(*p)->png);
	free(*p);
	*p = NULL;
}
