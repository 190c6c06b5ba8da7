/* judge/resolver/zone.c - TXT records out of a file, in place of DNS. */
#include "judge/resolver/zone.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "lib/base/err.h"

#define CHAIN_MAX 8

struct record {
	char name[HO_QUESTION_MAX + 1];
	bool is_alias;
	struct ho_buf text; /* the joined strings; of an alias, its target */
};

struct zone {
	size_t count, cap;
	struct record *record;
};

/* Where we read, and one token. */
struct reader {
	const char *p, *end;
	unsigned line;
	bool in_parens;
	char *why;
	size_t why_cap;
	enum token {
		END_OF_FILE,
		END_OF_LINE,
		WORD,
		STRING /* a quoted word */
	} token;
	struct ho_buf text;
};

static int
fail(struct reader *r, const char *what)
{
	snprintf(r->why, r->why_cap, "line %u: %s", r->line, what);
	return HO_E_INPUT;
}

/* \X is X, \DDD is an octet (RFC 1035 section 5.1). */
static int
escape(struct reader *r)
{
	unsigned n = 0;

	if (r->p == r->end || *r->p == '\n')
		return fail(r, "nothing after the backslash");
	if (!isdigit((unsigned char)*r->p)) {
		ho_buf_chr(&r->text, *r->p++);
		return HO_OK;
	}
	for (int i = 0; i < 3; i++) {
		if (r->p == r->end || !isdigit((unsigned char)*r->p))
			return fail(r, "\\DDD needs three digits");
		n = n * 10 + (unsigned)(*r->p++ - '0');
	}
	if (n > 255)
		return fail(r, "\\DDD is above 255");
	ho_buf_chr(&r->text, (char)n);
	return HO_OK;
}

static int
quoted(struct reader *r)
{
	int rc;

	r->token = STRING;
	for (r->p++; r->p < r->end && *r->p != '\n';) {
		char c = *r->p++;

		if (c == '"')
			return HO_OK;
		if (c != '\\')
			ho_buf_chr(&r->text, c);
		else if ((rc = escape(r)) != HO_OK)
			return rc;
	}
	return fail(r, "a quote is not closed");
}

static bool
is_word(char c)
{
	return (unsigned char)c > ' ' && strchr("\"();", c) == NULL;
}

static int
word(struct reader *r)
{
	int rc;

	r->token = WORD;
	while (r->p < r->end && is_word(*r->p)) {
		char c = *r->p++;

		if (c != '\\')
			ho_buf_chr(&r->text, c);
		else if ((rc = escape(r)) != HO_OK)
			return rc;
	}
	return HO_OK;
}

/* Takes what separates tokens; true at a token, a line's or the file's end. */
static int
blanks(struct reader *r)
{
	for (; r->p < r->end; r->p++) {
		char c = *r->p;

		if (c == ';')
			while (r->p + 1 < r->end && r->p[1] != '\n')
				r->p++;
		else if (c == '\n' && !r->in_parens)
			return HO_OK;
		else if (c == '\n')
			r->line++;
		else if (c == '(' || c == ')') {
			if (r->in_parens == (c == '('))
				return fail(r, "a parenthesis too many");
			r->in_parens = c == '(';
		} else if (c != ' ' && c != '\t' && c != '\r')
			return HO_OK;
	}
	return r->in_parens ? fail(r, "a parenthesis is not closed") : HO_OK;
}

static int
next(struct reader *r)
{
	int rc;

	if (r->token == END_OF_LINE)
		r->line++;
	ho_buf_clear(&r->text);
	if ((rc = blanks(r)) != HO_OK)
		return rc;
	if (r->p == r->end) {
		r->token = END_OF_FILE;
		return HO_OK;
	}
	if (*r->p == '\n') {
		r->p++;
		r->token = END_OF_LINE;
		return HO_OK;
	}
	if (*r->p == '"')
		return quoted(r);
	return is_word(*r->p) ? word(r) : fail(r, "a control character");
}

static bool
at_end(const struct reader *r)
{
	return r->token == END_OF_FILE || r->token == END_OF_LINE;
}

static bool
is(const struct reader *r, const char *keyword)
{
	return r->token == WORD &&
	    strcasecmp(ho_buf_text(&r->text), keyword) == 0;
}

static bool
is_ttl(const struct reader *r)
{
	const char *t = ho_buf_text(&r->text);

	return r->token == WORD && *t != '\0' &&
	    t[strspn(t, "0123456789")] == '\0';
}

/* A domain name: lower case, the last dot dropped. */
static int
name(struct reader *r, char out[static HO_QUESTION_MAX + 1])
{
	size_t n = r->text.len;
	const char *t = ho_buf_text(&r->text);

	if (r->token != WORD)
		return fail(r, "a name is missing");
	if (*t == '$')
		return fail(r, "$-directives are not taken");
	if (n > 1 && t[n - 1] == '.')
		n--;
	if (n == 0 || n > HO_QUESTION_MAX)
		return fail(r, "a name is empty or too long");
	for (size_t i = 0; i < n; i++) {
		if (!isalnum((unsigned char)t[i]) && t[i] != '-' &&
		    t[i] != '_' && t[i] != '.')
			return fail(r, "not a name");
		if (t[i] == '.' && (i == 0 || t[i - 1] == '.'))
			return fail(r, "a name with an empty label");
		out[i] = (char)tolower((unsigned char)t[i]);
	}
	out[n] = '\0';
	return HO_OK;
}

/* What follows the type. */
static int
data(struct reader *r, struct record *new)
{
	char target[HO_QUESTION_MAX + 1];
	int rc;

	if ((rc = next(r)) != HO_OK)
		return rc;
	if (at_end(r))
		return fail(r, "nothing after the type");
	if (new->is_alias) {
		if ((rc = name(r, target)) != HO_OK || (rc = next(r)) != HO_OK)
			return rc;
		ho_buf_str(&new->text, target);
		return at_end(r) ? HO_OK : fail(r, "more than one name");
	}
	for (; !at_end(r); rc = next(r)) {
		if (rc != HO_OK)
			return rc;
		ho_buf_add(&new->text, r->text.data, r->text.len);
	}
	return rc;
}

static int
line(struct reader *r, struct record *new)
{
	int rc;

	if ((rc = name(r, new->name)) != HO_OK || (rc = next(r)) != HO_OK)
		return rc;
	for (int i = 0; i < 2 && (is_ttl(r) || is(r, "IN")); i++)
		if ((rc = next(r)) != HO_OK)
			return rc;
	new->is_alias = is(r, "CNAME");
	if (!new->is_alias && !is(r, "TXT"))
		return fail(r, "neither TXT nor CNAME");
	return data(r, new);
}

static struct record *
add(struct zone *z)
{
	if (z->count == z->cap) {
		size_t cap = z->cap ? z->cap * 2 : 64;
		struct record *more =
		    reallocarray(z->record, cap, sizeof(*more));

		if (more == NULL)
			return NULL;
		z->record = more;
		z->cap = cap;
	}
	z->record[z->count] = (struct record){ 0 };
	return &z->record[z->count++];
}

/* RFC 1034 section 3.6.2: a CNAME stands alone. */
static bool
stands_alone(const struct zone *z, const struct record *new)
{
	for (const struct record *o = z->record; o < new; o++)
		if (strcmp(o->name, new->name) == 0 &&
		    (o->is_alias || new->is_alias))
			return false;
	return true;
}

static int
lines(struct zone *z, struct reader *r)
{
	struct record *new;
	bool is_indented;
	int rc;

	for (;;) {
		is_indented = r->p < r->end && (*r->p == ' ' || *r->p == '\t');
		if ((rc = next(r)) != HO_OK || r->token == END_OF_FILE)
			return rc;
		if (r->token == END_OF_LINE)
			continue;
		/* RFC 1035 repeats the last name; here it would be a slip */
		if (is_indented)
			return fail(r, "the name is missing");
		if (z->count == ZONE_RECORDS)
			return fail(r, "too many records");
		if ((new = add(z)) == NULL)
			return HO_E_NOMEM;
		if ((rc = line(r, new)) != HO_OK ||
		    (rc = ho_buf_error(&new->text)) != HO_OK)
			return rc;
		if (!stands_alone(z, new))
			return fail(r, "a CNAME beside other records");
		if (r->token == END_OF_FILE)
			return HO_OK;
	}
}

int
zone_parse(
    struct zone **out, const char *text, size_t len, char *why, size_t cap)
{
	struct reader r = { .p = text,
		.end = text + len,
		.line = 1,
		.token = WORD,
		.why = why,
		.why_cap = cap };
	struct zone *z = calloc(1, sizeof(*z));
	int rc;

	*out = NULL;
	if (cap)
		why[0] = '\0';
	if (z == NULL)
		return HO_E_NOMEM;
	rc = lines(z, &r);
	if (rc == HO_OK)
		rc = ho_buf_error(&r.text);
	ho_buf_free(&r.text);
	if (rc == HO_OK)
		*out = z;
	else
		zone_free(&z);
	return rc;
}

void
zone_find(const struct zone *z, const char *asked, struct answer *a)
{
	const char *at = asked, *then;

	answer_set(a, HO_DNS_NONE);
	for (int hop = 0; hop <= CHAIN_MAX; hop++, at = then) {
		then = NULL;
		for (size_t i = 0; i < z->count; i++) {
			const struct record *r = &z->record[i];

			if (strcasecmp(r->name, at) != 0)
				continue;
			if (r->is_alias)
				then = ho_buf_text(&r->text);
			else
				answer_add(a, r->text.data, r->text.len);
		}
		if (then == NULL)
			return;
	}
	answer_set(a, HO_DNS_FAILED);
}

void
zone_free(struct zone **z)
{
	if (*z == NULL)
		return;
	for (size_t i = 0; i < (*z)->count; i++)
		ho_buf_free(&(*z)->record[i].text);
	free((*z)->record);
	free(*z);
	*z = NULL;
}
