/* judge/draw/part.c - one part of a letter: its octets, its text. */
#include "judge/draw/part.h"

#include <gmime/gmime.h>
#include <string.h>

#include "judge/draw/charset.h"
#include "judge/draw/html.h"
#include "judge/draw/words.h"

bool
part_is_text(GMimeObject *o, const char *subtype)
{
	GMimeContentType *type = g_mime_object_get_content_type(o);

	return GMIME_IS_PART(o) && type != NULL &&
	    g_mime_content_type_is_type(type, "text", subtype);
}

const char *
part_name(GMimeObject *o)
{
	return GMIME_IS_PART(o) ? g_mime_part_get_filename(GMIME_PART(o))
				: NULL;
}

/* The text in quotes behind "name=" of a field. */
static const char *
quoted_name(GMimeObject *o, const char *field, size_t *len)
{
	GMimeHeader *h = g_mime_header_list_get_header(
	    g_mime_object_get_header_list(o), field);
	const char *p = h != NULL ? g_mime_header_get_raw_value(h) : NULL;

	p = p != NULL ? strcasestr(p, "name=\"") : NULL;
	if (p != NULL) {
		p += strlen("name=\"");
		*len = strcspn(p, "\"");
	}
	return p;
}

/*
 * Encoded words have no place in a parameter, and yet most programs write and
 * read them there.  gmime does too, and loses some (words.h).
 */
void
part_title(struct ho_buf *out, GMimeObject *o)
{
	const char *name = part_name(o), *raw;
	size_t len;
	char *words;

	if (name == NULL)
		return;
	if ((raw = quoted_name(o, "Content-Disposition", &len)) == NULL)
		raw = quoted_name(o, "Content-Type", &len);
	if (raw == NULL || memmem(raw, len, "=?", 2) == NULL) {
		ho_buf_str(out, name);
		return;
	}
	words = g_strndup(raw, len);
	words_add(out, words, false);
	g_free(words);
}

void
part_octets(struct ho_buf *out, GMimeObject *o)
{
	GMimeDataWrapper *content =
	    GMIME_IS_PART(o) ? g_mime_part_get_content(GMIME_PART(o)) : NULL;
	GMimeStream *mem;
	GByteArray *octets;

	if (content == NULL)
		return;
	mem = g_mime_stream_mem_new();
	g_mime_data_wrapper_write_to_stream(content, mem);
	octets = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(mem));
	ho_buf_add(out, octets->data, octets->len);
	g_object_unref(mem);
}

void
part_text(struct ho_buf *out, GMimeObject *o)
{
	const char *charset =
	    g_mime_object_get_content_type_parameter(o, "charset");
	struct ho_buf octets = HO_BUF_INIT, text = HO_BUF_INIT;
	bool is_html = part_is_text(o, "html");

	part_octets(&octets, o);
	charset_add(is_html ? &text : out, octets.data,
	    octets.len < PART_MAX ? octets.len : PART_MAX, charset);
	if (is_html)
		html_add(out, ho_buf_text(&text), text.len);
	ho_buf_free(&octets);
	ho_buf_free(&text);
}
