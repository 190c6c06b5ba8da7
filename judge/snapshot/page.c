/* judge/snapshot/page.c - a page of text, as a picture. */
#include "judge/snapshot/page.h"

#include <cairo.h>
#include <pango/pangocairo.h>
#include <string.h>

#include "lib/base/err.h"

#define MARGIN  24   /* pixels around a part */
#define INSET   16   /* between its frame and its text */
#define FOOT    80   /* kept free for the line that says it is cut */
#define STRETCH 2000 /* octets of a line laid out at a time */

struct colour {
	double r, g, b;
};

/* How a part looks. */
struct part {
	const char *font;
	struct colour paper, frame, ink;
	double line; /* of the frame, pixels */
};

static const struct part ours = { "sans-serif 12", { .93, .95, .99 },
	{ .10, .20, .45 }, { 0, 0, .15 }, 4 };
static const struct part title = { "sans-serif bold 15", { .93, .95, .99 },
	{ .10, .20, .45 }, { .10, .20, .45 }, 4 };
static const struct part theirs = { "sans-serif 11", { 1, 1, 1 },
	{ .75, .75, .75 }, { 0, 0, 0 }, 1 };
static const struct part between = { "sans-serif bold 10", { 1, 1, 1 },
	{ 1, 1, 1 }, { .10, .20, .45 }, 0 };

struct drawing {
	cairo_t *on;
	PangoLayout *layout;
	double y;     /* where the next line begins */
	double limit; /* no line below this */
	unsigned missing;
};

static void
paint(cairo_t *on, struct colour c)
{
	cairo_set_source_rgb(on, c.r, c.g, c.b);
}

/* The page is white only as far as something stands on it. */
static void
strip(struct drawing *d, const struct part *p, double height)
{
	double left = p->line > 0 ? MARGIN : 0;

	cairo_rectangle(d->on, 0, d->y, PAGE_WIDTH, height);
	paint(d->on, (struct colour){ 1, 1, 1 });
	cairo_fill(d->on);
	if (p->line == 0)
		return;
	cairo_rectangle(d->on, left, d->y, PAGE_WIDTH - 2 * left, height);
	paint(d->on, p->paper);
	cairo_fill(d->on);
	paint(d->on, p->frame);
	cairo_rectangle(d->on, left, d->y, p->line, height);
	cairo_rectangle(
	    d->on, PAGE_WIDTH - left - p->line, d->y, p->line, height);
	cairo_fill(d->on);
}

/* Room without text. */
static void
blank(struct drawing *d, const struct part *p, double height)
{
	strip(d, p, height);
	d->y += height;
}

/* The frame's line, above and below. */
static void
edge(struct drawing *d, const struct part *p)
{
	strip(d, p, p->line);
	cairo_rectangle(d->on, MARGIN, d->y, PAGE_WIDTH - 2 * MARGIN, p->line);
	paint(d->on, p->frame);
	cairo_fill(d->on);
	d->y += p->line;
}

/* One stretch of text within its own strip; false: no room for it. */
static bool
write_text(
    struct drawing *d, const struct part *p, const char *text, size_t len)
{
	PangoRectangle size;
	int height;

	pango_layout_set_text(
	    d->layout, len != 0 ? text : " ", len != 0 ? (int)len : 1);
	pango_layout_get_pixel_extents(d->layout, NULL, &size);
	height = size.height + 2;
	if (d->y + height > d->limit)
		return false;
	strip(d, p, height);
	cairo_save(d->on);
	cairo_rectangle(d->on, MARGIN + p->line, d->y,
	    PAGE_WIDTH - 2 * (MARGIN + p->line), height);
	cairo_clip(d->on);
	paint(d->on, p->ink);
	cairo_move_to(d->on, MARGIN + INSET, d->y);
	pango_cairo_show_layout(d->on, d->layout);
	cairo_restore(d->on);
	d->missing +=
	    (unsigned)pango_layout_get_unknown_glyphs_count(d->layout);
	d->y += height;
	return true;
}

/* As many octets of a line as are laid out at a time, whole characters. */
static size_t
stretch(const char *p, size_t len)
{
	size_t n = STRETCH;

	if (len <= STRETCH)
		return len;
	while (n > 1 && ((unsigned char)p[n] & 0xc0) == 0x80)
		n--;
	return n;
}

/* False: it did not all fit. */
static bool
write_lines(
    struct drawing *d, const struct part *p, const char *text, size_t len)
{
	PangoFontDescription *font;
	const char *end = text + len;
	bool fits = true;

	if (len == 0)
		return true;
	font = pango_font_description_from_string(p->font);
	pango_layout_set_font_description(d->layout, font);
	pango_font_description_free(font);
	while (fits && text < end) {
		const char *stop = memchr(text, '\n', (size_t)(end - text));
		size_t n = (size_t)((stop ? stop : end) - text);
		size_t some = stretch(text, n);

		fits = write_text(d, p, text, some);
		text += some + (some == n && stop != NULL);
	}
	return fits;
}

/* A framed part; ours has its first line as title. */
static bool
write_part(
    struct drawing *d, const struct part *p, const char *text, size_t len)
{
	const char *stop = p == &ours ? memchr(text, '\n', len) : NULL;
	size_t first = stop != NULL ? (size_t)(stop + 1 - text) : 0;
	bool fits;

	edge(d, p);
	blank(d, p, INSET);
	fits = write_lines(d, &title, text, first) &&
	    write_lines(d, p, text + first, len - first);
	blank(d, p, INSET);
	edge(d, p);
	return fits;
}

static void
compose(struct drawing *d, struct page *page, const char *text, size_t len)
{
	static const char below[] =
	    "Below stands what the letter says. Whoever "
	    "wrote it chose every word.";
	static const char cut[] = "Cut here: there is more of it.";
	const char *parts = memchr(text, PAGE_PARTS, len);
	size_t head = parts != NULL ? (size_t)(parts - text) : len;

	d->limit = PAGE_HEIGHT / 4;
	blank(d, &between, MARGIN);
	page->is_cut = !write_part(d, &ours, text, head);
	blank(d, &between, INSET);
	if (parts != NULL) {
		d->limit = PAGE_HEIGHT - FOOT;
		write_lines(d, &between, below, sizeof(below) - 1);
		blank(d, &between, INSET / 2);
		if (!write_part(d, &theirs, parts + 1, len - head - 1))
			page->is_cut = true;
	}
	d->limit = PAGE_HEIGHT;
	if (page->is_cut)
		write_lines(d, &between, cut, sizeof(cut) - 1);
	blank(d, &between, INSET);
}

static cairo_status_t
keep(void *closure, const unsigned char *data, unsigned int len)
{
	struct page *page = closure;

	ho_buf_add(&page->png, data, len);
	return ho_buf_error(&page->png) == HO_OK ? CAIRO_STATUS_SUCCESS
						 : CAIRO_STATUS_WRITE_ERROR;
}

/* The page ends where its text does: the same pixels under less height. */
static int
encode(struct page *page, cairo_surface_t *whole)
{
	cairo_surface_t *cut;
	cairo_status_t s;

	cairo_surface_flush(whole);
	cut = cairo_image_surface_create_for_data(
	    cairo_image_surface_get_data(whole), CAIRO_FORMAT_RGB24,
	    (int)page->width, (int)page->height,
	    cairo_image_surface_get_stride(whole));
	s = cairo_surface_write_to_png_stream(cut, keep, page);
	cairo_surface_destroy(cut);
	if (ho_buf_error(&page->png) != HO_OK)
		return ho_buf_error(&page->png);
	return s == CAIRO_STATUS_SUCCESS ? HO_OK : HO_E_NOMEM;
}

int
page_draw(struct page *page, const char *text, size_t len)
{
	cairo_surface_t *whole = cairo_image_surface_create(
	    CAIRO_FORMAT_RGB24, PAGE_WIDTH, PAGE_HEIGHT);
	struct drawing d = { .on = cairo_create(whole) };
	int rc = HO_E_NOMEM;

	d.layout = pango_cairo_create_layout(d.on);
	pango_layout_set_width(
	    d.layout, (PAGE_WIDTH - 2 * (MARGIN + INSET)) * PANGO_SCALE);
	pango_layout_set_wrap(d.layout, PANGO_WRAP_WORD_CHAR);
	/* a letter in Hebrew stays where a person looks for it: at the left */
	pango_layout_set_auto_dir(d.layout, FALSE);
	compose(&d, page, text, len);
	page->width = PAGE_WIDTH;
	page->height = (unsigned)d.y;
	page->missing = d.missing;
	if (cairo_status(d.on) == CAIRO_STATUS_SUCCESS)
		rc = encode(page, whole);
	g_object_unref(d.layout);
	cairo_destroy(d.on);
	cairo_surface_destroy(whole);
	return rc;
}
