/* judge/draw/attached.c - attachments: name, size and hash. */
#include "judge/draw/attached.h"

#include <gmime/gmime.h>
#include <string.h>

#include "judge/draw/head.h"
#include "judge/draw/part.h"

/* Nothing is kept: the octets run through a hash into nowhere. */
static void
measure(struct ho_part *p, GMimePart *part)
{
	GMimeDataWrapper *content = g_mime_part_get_content(part);
	GMimeStream *nowhere = g_mime_stream_null_new();
	GMimeStream *in = g_mime_stream_filter_new(nowhere);
	GMimeFilter *hash = g_mime_filter_checksum_new(G_CHECKSUM_SHA256);

	g_mime_stream_filter_add(GMIME_STREAM_FILTER(in), hash);
	if (content != NULL &&
	    g_mime_data_wrapper_write_to_stream(content, in) >= 0 &&
	    g_mime_stream_flush(in) == 0 &&
	    g_mime_filter_checksum_get_digest(GMIME_FILTER_CHECKSUM(hash),
		p->sha256, sizeof(p->sha256)) == sizeof(p->sha256)) {
		p->is_read = true;
		p->size = (uint64_t)GMIME_STREAM_NULL(nowhere)->written;
	}
	g_object_unref(hash);
	g_object_unref(in);
	g_object_unref(nowhere);
}

struct ho_part *
attached_add(struct ho_drawing *d, GMimeObject *o)
{
	GMimeContentType *type = g_mime_object_get_content_type(o);
	char *kind = type ? g_mime_content_type_get_mime_type(type) : NULL;
	struct ho_buf name = HO_BUF_INIT;
	struct ho_part *p;

	if (d->parts == HO_DRAWING_PARTS) {
		g_free(kind);
		return NULL;
	}
	p = &d->part[d->parts++];
	head_show(p->type, sizeof(p->type), kind);
	g_free(kind);
	if (GMIME_IS_PART(o)) {
		part_title(&name, o);
		head_show(p->name, sizeof(p->name), ho_buf_text(&name));
		ho_buf_free(&name);
		measure(p, GMIME_PART(o));
	}
	return p;
}

void
attached_cut(struct ho_part *part)
{
	part->is_read = false;
	part->size = 0;
}
