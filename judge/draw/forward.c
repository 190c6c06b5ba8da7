/* judge/draw/forward.c - does somebody pass on what somebody else wrote? */
#include "judge/draw/forward.h"

#include <gmime/gmime.h>
#include <string.h>

#include "lib/base/err.h"

/* One is taken; where there are two nobody can say which was meant. */
static void
take(struct ho_drawing *d, const void *octets, size_t len)
{
	if (len == 0 || len > HO_DRAWING_ATTACHED)
		return;
	if (d->forward >= HO_FORWARD_ATTACHED) {
		d->forward = HO_FORWARD_SEVERAL;
		ho_buf_free(&d->attached);
		return;
	}
	d->attached.max = HO_DRAWING_ATTACHED;
	ho_buf_add(&d->attached, octets, len);
	if (ho_buf_error(&d->attached) == HO_OK)
		d->forward = HO_FORWARD_ATTACHED;
}

/* --- cut out of the letter -------------------------------------------------------- */

struct cut {
	const char *at, *end; /* what is left of the letter */
	const char *boundary;
	size_t n; /* of the boundary */
};

/* The next line; false: none is left. */
static bool
next_line(struct cut *c, const char **line, size_t *len)
{
	const char *lf;

	if (c->at >= c->end)
		return false;
	lf = memchr(c->at, '\n', (size_t)(c->end - c->at));
	*line = c->at;
	c->at = lf != NULL ? lf + 1 : c->end;
	*len = (size_t)(c->at - *line);
	return true;
}

static bool
is_empty(const char *line, size_t len)
{
	return len == 1 ? *line == '\n' : len == 2 && *line == '\r';
}

/* "--boundary", with blanks behind it, or the last one's two dashes. */
static bool
is_delimiter(const struct cut *c, const char *line, size_t len)
{
	if (len < c->n + 2 || memcmp(line, "--", 2) != 0 ||
	    memcmp(line + 2, c->boundary, c->n) != 0)
		return false;
	for (size_t i = c->n + 2; i < len; i++)
		if (strchr(" \t\r\n-", line[i]) == NULL)
			return false;
	return true;
}

static void
skip_header(struct cut *c)
{
	const char *line;
	size_t len;

	while (next_line(c, &line, &len) && !is_empty(line, len))
		;
}

/* To the delimiter behind a part, whose line end belongs to it; *end gets where
 * the part ends. */
static bool
skip_part(struct cut *c, const char **end)
{
	const char *start = c->at, *line;
	size_t len;

	while (next_line(c, &line, &len)) {
		if (!is_delimiter(c, line, len))
			continue;
		*end = line;
		*end -= *end > start && (*end)[-1] == '\n';
		*end -= *end > start && (*end)[-1] == '\r';
		return true;
	}
	return false;
}

void
forward_letters(
    struct ho_drawing *d, GMimeObject *top, const void *octets, size_t len)
{
	struct cut c = { .at = octets, .end = (const char *)octets + len };
	const char *start, *end;
	int parts;

	if (!GMIME_IS_MULTIPART(top) ||
	    (c.boundary = g_mime_multipart_get_boundary(
		 GMIME_MULTIPART(top))) == NULL ||
	    *c.boundary == '\0')
		return;
	c.n = strlen(c.boundary);
	parts = g_mime_multipart_get_count(GMIME_MULTIPART(top));
	skip_header(&c);
	if (!skip_part(&c, &end)) /* what stands before the first */
		return;
	for (int i = 0; i < parts && i < HO_DRAWING_PARTS; i++) {
		GMimeObject *o =
		    g_mime_multipart_get_part(GMIME_MULTIPART(top), i);

		start = c.at;
		if (!skip_part(&c, &end))
			return;
		if (GMIME_IS_MESSAGE_PART(o)) {
			struct cut part = { .at = start, .end = end };

			skip_header(&part);
			take(d, part.at, (size_t)(part.end - part.at));
		}
	}
}

/* --- attached as a file --------------------------------------------------------------- */

static void
take_stream(struct ho_drawing *d, GMimeStream *mem)
{
	GByteArray *octets =
	    g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(mem));

	take(d, octets->data, octets->len);
	g_object_unref(mem);
}

static bool
ends_with(const char *name, const char *end)
{
	size_t n = strlen(name), m = strlen(end);

	return n >= m && g_ascii_strcasecmp(name + n - m, end) == 0;
}

void
forward_file(struct ho_drawing *d, GMimeObject *o)
{
	const char *name = g_mime_part_get_filename(GMIME_PART(o));
	GMimeDataWrapper *content = g_mime_part_get_content(GMIME_PART(o));
	GMimeContentType *type = g_mime_object_get_content_type(o);
	GMimeStream *mem;

	if ((name != NULL && ends_with(name, ".msg")) ||
	    (type != NULL &&
		g_mime_content_type_is_type(
		    type, "application", "vnd.ms-outlook"))) {
		if (d->forward < HO_FORWARD_MSG)
			d->forward = HO_FORWARD_MSG;
		return;
	}
	if (name == NULL || !ends_with(name, ".eml") || content == NULL)
		return;
	mem = g_mime_stream_mem_new();
	g_mime_data_wrapper_write_to_stream(content, mem);
	take_stream(d, mem);
}

/* --- retold in the text --------------------------------------------------------- */

/* What programs write before a subject that they pass on. */
static const char *const prefixes[] = {
	"fwd:", "fw:", "wg:", "tr:", "rv:", "enc:", "vs:", "doorst:"
};

/* And above what they retell. */
static const char *const headings[] = { "forwarded message", "weitergeleitete",
	"message transf", "mensaje reenviado" };

static bool
has(const char *text, const char *word)
{
	for (size_t n = strlen(word); *text != '\0'; text++)
		if (g_ascii_strncasecmp(text, word, n) == 0)
			return true;
	return false;
}

void
forward_look(struct ho_drawing *d)
{
	bool is_one = false;

	for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++)
		is_one = is_one ||
		    g_ascii_strncasecmp(d->head[HO_HEAD_SUBJECT], prefixes[i],
			strlen(prefixes[i])) == 0;
	for (size_t i = 0; i < sizeof(headings) / sizeof(headings[0]); i++)
		is_one = is_one || has(ho_buf_text(&d->text), headings[i]);
	if (is_one && d->forward == HO_FORWARD_NONE)
		d->forward = HO_FORWARD_INLINE;
}
