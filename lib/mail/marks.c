/* lib/mail/marks.c - lists and robots. */
#include "lib/mail/marks.h"

#include <string.h>

/* The first word of the value, CFWS before it left out. */
static struct span
first_word(const struct field *f)
{
	struct lex l = field_lex(f);
	struct span word = { l.p, 0 };

	if (lex_cfws(&l))
		lex_token(&l, &word);
	return word;
}

static bool
is_any(const struct field *f)
{
	(void)f;
	return true;
}

static bool
is_not_no(const struct field *f)
{
	return !span_equals(first_word(f), "no");
}

static bool
is_null_path(const struct field *f)
{
	struct lex l = field_lex(f);

	return lex_cfws(&l) &&
	    (lex_at_end(&l) ||
		(lex_take(&l, '<') && lex_cfws(&l) && lex_is(&l, '>')));
}

/* multipart/report: a bounce, a read receipt, a vacation note of some. */
static bool
is_report(const struct field *f)
{
	struct lex l = field_lex(f);
	struct span type, subtype;

	return lex_cfws(&l) && lex_token(&l, &type) && lex_cfws(&l) &&
	    lex_take(&l, '/') && lex_cfws(&l) && lex_token(&l, &subtype) &&
	    span_equals(type, "multipart") && span_equals(subtype, "report");
}

static bool
is_bulk(const struct field *f)
{
	static const char *const words[] = { "bulk", "junk", "list",
		"auto_reply" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (span_equals(first_word(f), words[i]))
			return true;
	return false;
}

static const struct mark {
	const char *name;
	bool (*is_set)(const struct field *);
} marks[] = {
	{ "Auto-Submitted", is_not_no },
	{ "Return-Path", is_null_path },
	{ "Content-Type", is_report },
	{ "X-Autoreply", is_any },
	{ "Precedence", is_bulk },
};

static bool
is_list_field(struct span name)
{
	return name.len > 5 && span_equals((struct span){ name.p, 5 }, "List-");
}

void
marks_find(const struct header *h, struct ho_facts *facts)
{
	for (size_t i = 0; i < h->fields; i++) {
		const struct field *f = &h->field[i];
		struct span name = field_name(f);

		if (facts->list_mark[0] == '\0' && is_list_field(name)) {
			size_t n =
			    name.len < HO_WORD_MAX ? name.len : HO_WORD_MAX;

			memcpy(facts->list_mark, name.p, n);
			facts->list_mark[n] = '\0';
		}
		for (size_t k = 0; k < sizeof(marks) / sizeof(marks[0]); k++)
			if (facts->automatic_mark[0] == '\0' &&
			    span_equals(name, marks[k].name) &&
			    marks[k].is_set(f))
				strcpy(facts->automatic_mark, marks[k].name);
	}
}
