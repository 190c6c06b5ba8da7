/* lib/mail/tags.c - tag=value lists. */
#include "lib/mail/tags.h"

#include <string.h>

static struct span
trim(struct span s)
{
	while (s.len > 0 && is_blank(s.p[0])) {
		s.p++;
		s.len--;
	}
	while (s.len > 0 && is_blank(s.p[s.len - 1]))
		s.len--;
	return s;
}

/* Case counts here (section 3.2). */
static bool
same(struct span a, struct span b)
{
	return a.len == b.len && memcmp(a.p, b.p, a.len) == 0;
}

static bool
is_name(struct span s)
{
	for (size_t i = 0; i < s.len; i++) {
		uint8_t c = lower(s.p[i]);

		if ((c < 'a' || c > 'z') &&
		    (i == 0 || (!is_digit(c) && c != '_')))
			return false;
	}
	return s.len > 0;
}

static bool
is_value(struct span s)
{
	for (size_t i = 0; i < s.len; i++)
		if ((s.p[i] <= 0x20 && !is_blank(s.p[i])) || s.p[i] == 0x7f)
			return false;
	return true;
}

/* Octets up to c, or to the end. */
static struct span
until(struct lex *l, char c)
{
	const uint8_t *start = l->p;
	const uint8_t *at = memchr(start, c, (size_t)(l->end - start));

	l->p = at != NULL ? at : l->end;
	return (struct span){ start, (size_t)(l->p - start) };
}

const char *
tags_parse(struct tags *t, struct lex l)
{
	t->n = 0;
	lex_blanks(&l);
	while (!lex_at_end(&l)) {
		struct span spec = until(&l, ';');
		struct lex inner = { spec.p, spec.p + spec.len };
		struct tag tag = { .name = trim(until(&inner, '=')) };

		if (!lex_take(&inner, '=') || t->n == TAGS_MAX)
			return "tag-syntax";
		tag.gap = until(&inner, ';');
		tag.value = trim(tag.gap);
		if (!is_name(tag.name) || !is_value(tag.value))
			return "tag-syntax";
		for (size_t i = 0; i < t->n; i++)
			if (same(t->tag[i].name, tag.name))
				return "tag-twice";
		t->tag[t->n++] = tag;
		if (lex_take(&l, ';'))
			lex_blanks(&l);
	}
	return t->n > 0 ? NULL : "tag-syntax";
}

bool
tags_is(struct span value, const char *word)
{
	return same(
	    value, (struct span){ (const uint8_t *)word, strlen(word) });
}

const struct tag *
tags_find(const struct tags *t, const char *name)
{
	for (size_t i = 0; i < t->n; i++)
		if (tags_is(t->tag[i].name, name))
			return &t->tag[i];
	return NULL;
}

bool
tags_item(struct lex *rest, bool *more, struct span *item)
{
	if (!*more)
		return false;
	*item = trim(until(rest, ':'));
	*more = lex_take(rest, ':');
	return true;
}

bool
tags_has(struct span list, const char *word)
{
	struct lex rest = { list.p, list.p + list.len };
	struct span item;
	bool more = true;

	while (tags_item(&rest, &more, &item))
		if (tags_is(item, word))
			return true;
	return false;
}

bool
tags_number(struct span value, int64_t *n)
{
	*n = 0;
	if (value.len == 0 || value.len > 12)
		return false;
	for (size_t i = 0; i < value.len; i++) {
		if (!is_digit(value.p[i]))
			return false;
		*n = *n * 10 + (value.p[i] - '0');
	}
	return true;
}
