/* judge/draw/letter.c - a letter's text, as gmime decodes it. */
#include "judge/draw/letter.h"

#include <gmime/gmime.h>
#include <stdbool.h>
#include <string.h>

#include "judge/draw/aside.h"
#include "judge/draw/attached.h"
#include "judge/draw/charset.h"
#include "judge/draw/extent.h"
#include "judge/draw/forward.h"
#include "judge/draw/head.h"
#include "judge/draw/part.h"

#define TITLE 200 /* octets of an attachment's name in the text, with NUL */

struct walk {
	struct ho_drawing *d;
	struct ho_buf *text;
	struct ho_part *last; /* it, if the last part was an attachment */
	unsigned parts, asides;
	bool is_full; /* said already that something is left out */
};

static void draw_object(
    struct walk *w, GMimeObject *o, unsigned depth, bool is_quoted);

void
letter_load(void)
{
	charset_load();
	g_mime_init();
}

static void
leave_out(struct walk *w, const char *why)
{
	if (!w->is_full)
		ho_buf_fmt(w->text, "[left out: %s]\n", why);
	w->is_full = true;
}

/* Lines of their own, each with "> " where they are somebody else's. */
static void
add_lines(struct walk *w, const struct ho_buf *lines, bool is_quoted)
{
	const char *p = ho_buf_text(lines), *end = p + lines->len;

	while (p < end) {
		const char *stop = memchr(p, '\n', (size_t)(end - p));
		size_t n = (size_t)((stop ? stop : end) - p);

		if (is_quoted)
			ho_buf_str(w->text, "> ");
		ho_buf_add(w->text, p, n - (n != 0 && p[n - 1] == '\r'));
		ho_buf_chr(w->text, '\n');
		p += n + (stop != NULL);
	}
}

static void
draw_text(struct walk *w, GMimeObject *o, bool is_quoted)
{
	struct ho_buf lines = HO_BUF_INIT;

	part_text(&lines, o);
	add_lines(w, &lines, is_quoted);
	ho_buf_free(&lines);
}

/* Named, in one line that no name can leave. */
static void
name_part(struct walk *w, GMimeObject *o, bool is_quoted)
{
	GMimeContentType *type = g_mime_object_get_content_type(o);
	char *kind = type ? g_mime_content_type_get_mime_type(type) : NULL;
	struct ho_buf name = HO_BUF_INIT;
	char shown[TITLE];

	part_title(&name, o);
	head_show(shown, sizeof(shown), kind != NULL ? kind : "?");
	ho_buf_fmt(w->text, "[attached: %s", shown);
	head_show(shown, sizeof(shown), ho_buf_text(&name));
	ho_buf_fmt(w->text, "%s%s]\n", *shown != '\0' ? " " : "", shown);
	g_free(kind);
	ho_buf_free(&name);
	w->last = attached_add(w->d, o);
	if (!is_quoted && GMIME_IS_PART(o))
		forward_file(w->d, o);
}

static bool
is_attachment(GMimeObject *o)
{
	const char *how = g_mime_object_get_disposition(o);

	return how != NULL && g_ascii_strcasecmp(how, "attachment") == 0;
}

/*
 * What was a file was not written into this letter, though some programs show
 * it there ("inline"): it is a quote.
 */
static void
draw_part(struct walk *w, GMimeObject *o, unsigned depth, bool is_quoted)
{
	bool is_file = part_name(o) != NULL;

	w->last = NULL;
	if (is_attachment(o) ||
	    (!part_is_text(o, "html") && !part_is_text(o, "plain"))) {
		name_part(w, o, is_quoted);
		aside_add(w->d, o, depth, &w->asides);
		return;
	}
	if (is_file)
		name_part(w, o, is_quoted);
	draw_text(w, o, is_quoted || is_file);
}

static bool
has_words(const struct ho_buf *b, size_t from)
{
	const char *t = ho_buf_text(b);

	while (from < b->len && strchr(" \t\r\n>", t[from]) != NULL)
		from++;
	return from < b->len;
}

/*
 * Plain text, if it says anything; else the others in their order, simplest
 * first (RFC 2046 section 5.1.4), until one does.  Returns which was drawn
 * last; -1: none.
 */
static int
draw_one(struct walk *w, GMimeMultipart *m, unsigned depth, bool is_quoted)
{
	int n = g_mime_multipart_get_count(m), drawn = -1;
	size_t before = w->text->len;

	for (int plain = 1; plain >= 0; plain--)
		for (int i = 0; i < n; i++) {
			GMimeObject *o = g_mime_multipart_get_part(m, i);

			if (w->is_full || part_is_text(o, "plain") != plain)
				continue;
			draw_object(w, o, depth + 1, is_quoted);
			drawn = i;
			if (has_words(w->text, before))
				return drawn;
		}
	return drawn;
}

static void
draw_alternatives(
    struct walk *w, GMimeMultipart *m, unsigned depth, bool is_quoted)
{
	int n = g_mime_multipart_get_count(m);
	int drawn = draw_one(w, m, depth, is_quoted);

	for (int i = 0; i < n; i++)
		if (i != drawn)
			aside_add(w->d, g_mime_multipart_get_part(m, i),
			    depth + 1, &w->asides);
}

static void
draw_multipart(
    struct walk *w, GMimeMultipart *m, unsigned depth, bool is_quoted)
{
	GMimeContentType *type =
	    g_mime_object_get_content_type(GMIME_OBJECT(m));
	int n = g_mime_multipart_get_count(m);

	if (type != NULL &&
	    g_mime_content_type_is_type(type, "multipart", "alternative")) {
		draw_alternatives(w, m, depth, is_quoted);
		return;
	}
	/* some programs show what stands there as text; the judge saw none */
	if (n == 0)
		ho_buf_str(w->text, "[left out: parts without a boundary]\n");
	for (int i = 0; i < n && !w->is_full; i++)
		draw_object(
		    w, g_mime_multipart_get_part(m, i), depth + 1, is_quoted);
}

/* A letter within the letter: forwarded, so all of it is a quote. */
static void
draw_message(struct walk *w, GMimeObject *o, unsigned depth)
{
	GMimeMessage *inner =
	    g_mime_message_part_get_message(GMIME_MESSAGE_PART(o));

	ho_buf_str(w->text, "[attached letter]\n");
	attached_add(w->d, o);
	if (inner != NULL)
		draw_object(
		    w, g_mime_message_get_mime_part(inner), depth + 1, true);
}

static void
draw_object(struct walk *w, GMimeObject *o, unsigned depth, bool is_quoted)
{
	if (o == NULL || ho_buf_error(w->text) != 0)
		return;
	if (depth > LETTER_DEPTH || ++w->parts > LETTER_PARTS) {
		leave_out(w,
		    depth > LETTER_DEPTH ? "nested more than 32 deep"
					 : "more than 200 parts");
		return;
	}
	if (GMIME_IS_MULTIPART(o))
		draw_multipart(w, GMIME_MULTIPART(o), depth, is_quoted);
	else if (GMIME_IS_MESSAGE_PART(o))
		draw_message(w, o, depth);
	else
		draw_part(w, o, depth, is_quoted);
}

void
letter_draw(struct ho_drawing *d, const void *octets, size_t len)
{
	struct walk w = { .d = d, .text = &d->text };
	size_t seen = extent_of(octets, len);
	/* the octets as they are, without a copy of them: only read */
	GByteArray *a =
	    g_byte_array_new_take((guint8 *)(uintptr_t)octets, seen);
	GMimeStream *stream = g_mime_stream_mem_new_with_byte_array(a);
	GMimeParser *parser = g_mime_parser_new_with_stream(stream);
	GMimeMessage *m;

	g_mime_stream_mem_set_owner(GMIME_STREAM_MEM(stream), false);
	m = g_mime_parser_construct_message(parser, NULL);
	if (m == NULL) {
		leave_out(&w, "everything: its header does not end");
	} else {
		head_draw(d, m);
		draw_object(&w, g_mime_message_get_mime_part(m), 0, false);
		forward_letters(
		    d, g_mime_message_get_mime_part(m), octets, seen);
		if (seen < len && w.last != NULL)
			attached_cut(w.last);
		if (seen < len)
			leave_out(&w, "the rest of a letter that is too large");
		g_object_unref(m);
	}
	g_object_unref(parser);
	g_object_unref(stream);
	g_byte_array_free(a, false);
}
