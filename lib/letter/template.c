/* lib/letter/template.c - a text with placeholders, and its filling in. */
#include "lib/letter/template.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/err.h"
#include "lib/base/show.h"
#include "lib/letter/parts.h"

/* A sentence with file and line in front; "no" is always the answer. */
static int
wrong(struct ho_buf *error, const char *file, unsigned line, const char *why,
    const char *what, size_t what_len)
{
	if (error == NULL)
		return HO_E_INPUT;
	ho_buf_fmt(error, "%s:%u: %s", file, line, why);
	if (what_len > 0) {
		ho_buf_str(error, ": ");
		ho_show(error, what, what_len);
	}
	return HO_E_INPUT;
}

struct parser {
	struct ho_template *t;
	struct ho_buf *error;
	const char *at, *end;
	unsigned line;
	int open; /* the section we are in, -1: none */
	bool in_subject;
};

static int
fault(const struct parser *p, const char *why, const char *what, size_t len)
{
	return wrong(p->error, p->t->name, p->line, why, what, len);
}

static bool
is_name(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if ((text[i] < 'a' || text[i] > 'z') && text[i] != '_')
			return false;
	return len > 0 && len < HO_TEMPLATE_NAME;
}

static int
find(const struct ho_template *t, const char *name, size_t len)
{
	for (size_t i = 0; i < t->n_asks; i++)
		if (strlen(t->ask[i].name) == len &&
		    memcmp(t->ask[i].name, name, len) == 0)
			return (int)i;
	return -1;
}

static int
declare(struct parser *p, const char *list, const char *end)
{
	struct ho_template *t = p->t;
	size_t n;

	for (; list < end; list += n) {
		n = 0;
		while (list + n < end && list[n] != ' ')
			n++;
		if (n == 0) {
			n = 1;
			continue;
		}
		if (!is_name(list, n))
			return fault(
			    p, "not a name for a placeholder", list, n);
		if (find(t, list, n) >= 0)
			return fault(p, "declared twice", list, n);
		if (t->n_asks == HO_TEMPLATE_VALUES)
			return fault(p, "too many placeholders", NULL, 0);
		memcpy(t->ask[t->n_asks].name, list, n);
		t->ask[t->n_asks++].name[n] = '\0';
	}
	return HO_OK;
}

/* The line at p->at without its LF; moves on behind it. */
static bool
next_line(struct parser *p, const char **from, size_t *len)
{
	const char *lf;

	if (p->at == p->end)
		return false;
	lf = memchr(p->at, '\n', (size_t)(p->end - p->at));
	*from = p->at;
	*len = (size_t)((lf == NULL ? p->end : lf) - p->at);
	p->at = lf == NULL ? p->end : lf + 1;
	return true;
}

static int
add_part(struct parser *p, enum ho_part_kind kind, const char *text, size_t len,
    int ask)
{
	struct ho_template *t = p->t;

	if (kind == HO_PART_TEXT && len == 0)
		return HO_OK;
	if (t->n_parts == HO_TEMPLATE_PARTS)
		return fault(p, "too many placeholders in the text", NULL, 0);
	t->part[t->n_parts++] = (struct ho_part){ .kind = kind,
		.text = text,
		.len = len,
		.ask = (size_t)(ask < 0 ? 0 : ask) };
	if (ask >= 0)
		t->ask[ask].is_used = true;
	return HO_OK;
}

/* {name}, {?name} or {/name}: what stands between the braces. */
static int
add_mark(struct parser *p, const char *text, size_t len)
{
	enum ho_part_kind kind = text[0] == '?' ? HO_PART_IF
	    : text[0] == '/'                    ? HO_PART_END
						: HO_PART_VALUE;
	size_t skip = kind == HO_PART_VALUE ? 0 : 1;
	int ask = find(p->t, text + skip, len - skip);

	if (ask < 0)
		return fault(p, "placeholder not declared", text, len);
	if (kind != HO_PART_VALUE && p->in_subject)
		return fault(p, "no section in a subject", text, len);
	if (kind == HO_PART_IF && p->open >= 0)
		return fault(p, "a section in a section", text, len);
	if (kind == HO_PART_END && p->open != ask)
		return fault(p, "ends a section that is not open", text, len);
	if (kind != HO_PART_VALUE)
		p->open = kind == HO_PART_IF ? ask : -1;
	return add_part(p, kind, NULL, 0, ask);
}

/* One line of subject or body; its end belongs to it unless it is a mark. */
static int
add_line(struct parser *p, const char *text, size_t len)
{
	const char *brace, *close;
	bool is_mark = len > 2 && text[0] == '{' &&
	    (text[1] == '?' || text[1] == '/') &&
	    memchr(text, '}', len) == text + len - 1;
	size_t n;
	int rc;

	while ((brace = memchr(text, '{', len)) != NULL) {
		n = (size_t)(brace - text);
		if (n + 1 < len && brace[1] == '{') {
			rc = add_part(p, HO_PART_TEXT, text, n + 1, -1);
			n += 2;
		} else {
			close = memchr(brace, '}', len - n);
			if (close == NULL || close == brace + 1)
				return fault(
				    p, "brace without a name", brace, len - n);
			if ((rc = add_part(p, HO_PART_TEXT, text, n, -1)) ==
			    HO_OK)
				rc = add_mark(
				    p, brace + 1, (size_t)(close - brace) - 1);
			n = (size_t)(close - text) + 1;
		}
		if (rc != HO_OK)
			return rc;
		text += n;
		len -= n;
	}
	if (p->in_subject || is_mark)
		return add_part(p, HO_PART_TEXT, text, len, -1);
	return add_part(p, HO_PART_TEXT, text, len + 1, -1); /* and its LF */
}

static int
parse_head(struct parser *p)
{
	static const char declares[] = "# placeholders:",
			  subject[] = "Subject: ";
	const char *text;
	size_t len, n = sizeof(declares) - 1;
	int rc;

	for (p->line = 1; next_line(p, &text, &len); p->line++) {
		if (len >= n && memcmp(text, declares, n) == 0) {
			if ((rc = declare(p, text + n, text + len)) != HO_OK)
				return rc;
		} else if (len == 0 || text[0] != '#') {
			break;
		}
	}
	n = sizeof(subject) - 1;
	if (p->at == p->end || len <= n || memcmp(text, subject, n) != 0)
		return fault(p, "the subject should stand here", NULL, 0);
	p->in_subject = true;
	if ((rc = add_line(p, text + n, len - n)) != HO_OK)
		return rc;
	p->in_subject = false;
	p->t->n_subject = p->t->n_parts;
	p->line++;
	if (!next_line(p, &text, &len) || len != 0)
		return fault(p, "an empty line should stand here", NULL, 0);
	p->line++;
	return HO_OK;
}

static int
parse(struct parser *p)
{
	const char *text;
	size_t len;
	int rc;

	if ((rc = parse_head(p)) != HO_OK)
		return rc;
	for (; next_line(p, &text, &len); p->line++)
		if ((rc = add_line(p, text, len)) != HO_OK)
			return rc;
	if (p->open >= 0)
		return fault(p, "section not closed", p->t->ask[p->open].name,
		    strlen(p->t->ask[p->open].name));
	for (size_t i = 0; i < p->t->n_asks; i++)
		if (!p->t->ask[i].is_used)
			return fault(p, "declared but not used",
			    p->t->ask[i].name, strlen(p->t->ask[i].name));
	return HO_OK;
}

/* The text must end in LF, so that every line has one; and be only text. */
static int
check_text(const struct parser *p, const char *text, size_t len)
{
	struct ho_buf shown = HO_BUF_INIT;
	int rc = HO_OK;

	if (len == 0 || text[len - 1] != '\n')
		return fault(p, "the last line has no end", NULL, 0);
	ho_show_lines(&shown, text, len);
	if (ho_buf_error(&shown))
		rc = ho_buf_error(&shown);
	else if (shown.len != len || memcmp(shown.data, text, len) != 0)
		rc = fault(p, "not plain UTF-8 text", NULL, 0);
	ho_buf_free(&shown);
	return rc;
}

int
ho_template_parse(const char *name, const char *text, size_t len,
    struct ho_template **t, struct ho_buf *error)
{
	struct parser p = { .error = error, .line = 1, .open = -1 };
	int rc = HO_E_NOMEM;

	*t = NULL;
	if ((p.t = calloc(1, sizeof(*p.t))) == NULL ||
	    (p.t->name = strdup(name)) == NULL ||
	    (p.t->text = malloc(len + 1)) == NULL)
		goto out;
	if (len > 0)
		memcpy(p.t->text, text, len);
	p.at = p.t->text;
	p.end = p.at + len;
	if (len > HO_TEMPLATE_MAX)
		rc = fault(&p, "too large", NULL, 0);
	else if ((rc = check_text(&p, p.at, len)) == HO_OK)
		rc = parse(&p);
out:
	if (rc == HO_OK)
		*t = p.t;
	else
		ho_template_free(&p.t);
	return rc;
}

void
ho_template_free(struct ho_template **t)
{
	if (t == NULL || *t == NULL)
		return;
	free((*t)->name);
	free((*t)->text);
	free(*t);
	*t = NULL;
}

const char *
ho_template_asks(const struct ho_template *t, size_t i)
{
	return i < t->n_asks ? t->ask[i].name : NULL;
}
