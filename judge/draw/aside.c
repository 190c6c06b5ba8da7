/* judge/draw/aside.c - text of a letter that is not drawn. */
#include "judge/draw/aside.h"

#include <gmime/gmime.h>
#include <stdbool.h>
#include <string.h>

#include "judge/draw/extent.h"
#include "judge/draw/letter.h"
#include "judge/draw/part.h"
#include "lib/base/show.h"

/* As much as there is room for, whole characters. */
static void
add_text(struct ho_drawing *d, GMimeObject *o)
{
	struct ho_buf text = HO_BUF_INIT;
	size_t room = HO_DRAWING_TEXT - d->aside.len, n;

	part_text(&text, o);
	n = text.len < room ? text.len : room;
	while (n < text.len && n > 0 && (text.data[n] & 0xc0) == 0x80)
		n--;
	ho_buf_add(&d->aside, text.data, n);
	if (n < room && n > 0)
		ho_buf_chr(&d->aside, '\n');
	ho_buf_free(&text);
}

static bool
is_letter(GMimeObject *o)
{
	GMimeContentType *type = g_mime_object_get_content_type(o);
	const char *name = part_name(o), *end = ".eml";
	size_t n = name != NULL ? strlen(name) : 0;

	/* a letter in base64 is no letter to gmime (RFC 2046 section 5.2.1) */
	return (n >= strlen(end) &&
		   g_ascii_strcasecmp(name + n - strlen(end), end) == 0) ||
	    (type != NULL &&
		g_mime_content_type_is_type(type, "message", "rfc822"));
}

/* Within the bounds of a letter that comes by itself. */
static void
add_letter(
    struct ho_drawing *d, GMimeObject *o, unsigned depth, unsigned *parts)
{
	GMimeDataWrapper *content = g_mime_part_get_content(GMIME_PART(o));
	GMimeStream *mem = g_mime_stream_mem_new();
	GByteArray *octets =
	    g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(mem));
	GMimeMessage *m = NULL;
	GMimeParser *parser;

	if (content != NULL)
		g_mime_data_wrapper_write_to_stream(content, mem);
	if (octets->len > 0 && octets->len <= HO_DRAWING_ATTACHED) {
		g_byte_array_set_size(octets,
		    (guint)extent_of((char *)octets->data, octets->len));
		g_mime_stream_reset(mem);
		parser = g_mime_parser_new_with_stream(mem);
		m = g_mime_parser_construct_message(parser, NULL);
		g_object_unref(parser);
	}
	if (m != NULL) {
		aside_add(d, g_mime_message_get_mime_part(m), depth + 1, parts);
		g_object_unref(m);
	}
	g_object_unref(mem);
}

static void
add_within(
    struct ho_drawing *d, GMimeObject *o, unsigned depth, unsigned *parts)
{
	GMimeMultipart *m = GMIME_MULTIPART(o);
	int n = g_mime_multipart_get_count(m);

	for (int i = 0; i < n; i++)
		aside_add(d, g_mime_multipart_get_part(m, i), depth + 1, parts);
}

void
aside_add(struct ho_drawing *d, GMimeObject *o, unsigned depth, unsigned *parts)
{
	GMimeMessage *inner;

	if (o == NULL || depth > LETTER_DEPTH || *parts == ASIDE_PARTS ||
	    d->aside.len == HO_DRAWING_TEXT)
		return;
	++*parts;
	if (GMIME_IS_MULTIPART(o)) {
		add_within(d, o, depth, parts);
	} else if (GMIME_IS_MESSAGE_PART(o)) {
		inner = g_mime_message_part_get_message(GMIME_MESSAGE_PART(o));
		if (inner != NULL)
			aside_add(d, g_mime_message_get_mime_part(inner),
			    depth + 1, parts);
	} else if (is_letter(o)) {
		add_letter(d, o, depth, parts);
	} else if (part_is_text(o, "*")) {
		add_text(d, o);
	}
}
