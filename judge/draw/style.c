/* judge/draw/style.c - what an element's own attributes do to its text. */
#include "judge/draw/style.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BLANKS " \t\r\n\f"
#define VALUE  64 /* octets of one property's value that count, with NUL */

static bool
is_zero(const char *value)
{
	char *rest;

	return strtod(value, &rest) == 0 && rest != value;
}

/* "1px" and less: no letter can be read. */
static bool
is_unreadable(const char *value)
{
	char *rest;
	double n = strtod(value, &rest);

	return rest != value &&
	    (n == 0 ||
		(n <= 1 &&
		    (strncmp(rest, "px", 2) == 0 ||
			strncmp(rest, "pt", 2) == 0)));
}

static bool
begins(const char *text, const char *with)
{
	return strncmp(text, with, strlen(with)) == 0;
}

/* --- what each property does ---------------------------------------------------- */

static void
on_display(struct style *s, const char *value)
{
	s->is_gone = s->is_gone || begins(value, "none");
}

static void
on_hide(struct style *s, const char *value)
{
	s->is_gone = s->is_gone || begins(value, "all");
}

/* No height, no width, no opacity. */
static void
on_extent(struct style *s, const char *value)
{
	s->is_gone = s->is_gone || is_zero(value);
}

static void
on_visibility(struct style *s, const char *value)
{
	s->is_invisible = begins(value, "hidden") || begins(value, "collapse");
}

static void
on_font_size(struct style *s, const char *value)
{
	s->is_tiny = is_unreadable(value);
}

static void
on_line(struct style *s, const char *value)
{
	s->is_quote = s->is_quote || !(begins(value, "none") || is_zero(value));
}

static const struct property {
	const char *name;
	void (*read)(struct style *, const char *);
} properties[] = {
	{ "display", on_display },
	{ "mso-hide", on_hide },
	{ "max-height", on_extent },
	{ "max-width", on_extent },
	{ "opacity", on_extent },
	{ "visibility", on_visibility },
	{ "font-size", on_font_size },
	{ "border-left", on_line },
	{ "border-left-width", on_line },
	{ "border-left-style", on_line },
	{ "border-inline-start", on_line },
};

/* "display: none" of len octets. */
static void
declare(struct style *s, const char *text, size_t len)
{
	const char *colon = memchr(text, ':', len), *end = text + len;
	char value[VALUE];
	size_t n;

	if (colon == NULL)
		return;
	n = (size_t)(colon - text);
	while (n > 0 && strchr(BLANKS, text[n - 1]) != NULL)
		n--;
	for (colon++; colon < end && strchr(BLANKS, *colon) != NULL; colon++)
		;
	len = (size_t)(end - colon);
	len = len < sizeof(value) - 1 ? len : sizeof(value) - 1;
	memcpy(value, colon, len);
	value[len] = '\0';
	for (size_t i = 0; i < sizeof(properties) / sizeof(properties[0]); i++)
		if (strlen(properties[i].name) == n &&
		    memcmp(properties[i].name, text, n) == 0)
			properties[i].read(s, value);
}

static void
read_style(struct style *s, const char *text, size_t len)
{
	const char *end = text + len;

	while (text < end) {
		const char *stop = memchr(text, ';', (size_t)(end - text));

		while (text < end && strchr(BLANKS, *text) != NULL)
			text++;
		if (stop == NULL)
			stop = end;
		if (text < stop)
			declare(s, text, (size_t)(stop - text));
		text = stop + (stop < end);
	}
}

/* --- attributes ------------------------------------------------------------------- */

struct attribute {
	const char *name, *value;
	size_t name_len, value_len;
};

/* The next one at *p; false: none is left. */
static bool
next_attribute(const char **p, struct attribute *a)
{
	*p += strspn(*p, BLANKS "/");
	if (**p == '\0')
		return false;
	a->name = *p;
	a->name_len = 1 + strcspn(*p + 1, BLANKS "/=");
	*p += a->name_len;
	a->value = "";
	a->value_len = 0;
	if ((*p)[strspn(*p, BLANKS)] != '=')
		return true;
	*p += strspn(*p, BLANKS) + 1;
	*p += strspn(*p, BLANKS);
	if (**p == '"' || **p == '\'') {
		const char quote[] = { **p, '\0' };

		a->value = ++*p;
		a->value_len = strcspn(*p, quote);
		*p += a->value_len + (a->value[a->value_len] != '\0');
	} else {
		a->value = *p;
		a->value_len = strcspn(*p, BLANKS);
		*p += a->value_len;
	}
	return true;
}

static bool
is_named(const struct attribute *a, const char *name)
{
	return strlen(name) == a->name_len &&
	    memcmp(name, a->name, a->name_len) == 0;
}

/* --- elements ---------------------------------------------------------------------- */

static bool
is_one_of(const char *const *names, const char *name)
{
	for (; *names != NULL; names++)
		if (strcmp(*names, name) == 0)
			return true;
	return false;
}

/* Never closed. */
static const char *const voids[] = { "br", "hr", "img", "input", "meta", "link",
	"area", "base", "col", "embed", "source", "track", "wbr", NULL };

/* Cells have lines between them. */
static const char *const tables[] = { "table", "tr", "td", "th", NULL };

/* Most programs show nothing of what they hold. */
static const char *const unseen[] = { "template", "noscript", "object", "audio",
	"video", "canvas", "datalist", "dialog", NULL };

static struct style
style_of(struct style s, const char *name, const char *attr)
{
	bool was_quote = s.is_quote;
	struct attribute a;

	s.is_gone = s.is_gone || is_one_of(unseen, name);
	while (next_attribute(&attr, &a))
		if (is_named(&a, "hidden"))
			s.is_gone = true;
		else if (is_named(&a, "style"))
			read_style(&s, a.value, a.value_len);
	if (is_one_of(tables, name))
		s.is_quote = was_quote;
	return s;
}

/* The innermost open element of that name. */
static struct style_open *
find_open(struct style_stack *s, const char *name)
{
	for (size_t i = s->opens; i-- > 0;)
		if (strcmp(s->open[i].name, name) == 0)
			return &s->open[i];
	return NULL;
}

bool
style_open(
    struct style_stack *s, const char *name, const char *attr, bool is_cut)
{
	struct style_open *same = find_open(s, name);
	struct style within = style_of(s->now, name, attr);

	if (is_one_of(voids, name))
		return true;
	within.is_quote = within.is_quote || is_cut;
	if (memcmp(&within, &s->now, sizeof(within)) == 0) {
		if (same != NULL)
			same->inner++;
		return true;
	}
	if (s->opens == STYLE_DEPTH)
		return false;
	same = &s->open[s->opens++];
	*same = (struct style_open){ .outside = s->now };
	snprintf(same->name, sizeof(same->name), "%s", name);
	s->now = within;
	return true;
}

void
style_close(struct style_stack *s, const char *name)
{
	struct style_open *o = find_open(s, name);

	if (o == NULL)
		return;
	if (o->inner > 0) {
		o->inner--;
		return;
	}
	s->now = o->outside;
	s->opens = (size_t)(o - s->open);
}
