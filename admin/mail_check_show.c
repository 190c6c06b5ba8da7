/* admin/mail_check_show.c - a verdict, for people and for programs. */
#include "admin/mail_check_show.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/err.h"
#include "lib/base/show.h"

#define COLUMNS 80
#define CUT     "..."

/* The widths add up to COLUMNS with a blank between. */
static const struct column {
	const char *title;
	size_t width;
} columns[] = {
	{ "signed by", 25 },
	{ "selector", 14 },
	{ "algorithm", 14 },
	{ "result", 16 },
	{ "aligned", 7 },
};

#define TITLES (sizeof(columns) / sizeof(*columns))

/* Words from text, broken into lines that begin with indent blanks. */
static void
wrap(struct ho_buf *out, const char *text, size_t indent)
{
	size_t at = 0;

	while (*text != '\0') {
		size_t n = strcspn(text, " ");

		if (at == 0 || at + 1 + n > COLUMNS) {
			ho_buf_fmt(
			    out, "%s%*s", at ? "\n" : "", (int)indent, "");
			at = indent + n;
		} else {
			ho_buf_chr(out, ' ');
			at += 1 + n;
		}
		ho_buf_add(out, text, n);
		text += n + (text[n] == ' ');
	}
	ho_buf_chr(out, '\n');
}

/*
 * One cell, padded unless it is the last.  What is too long loses its
 * beginning: who controls a name controls its end.
 */
static void
cell(struct ho_buf *out, size_t column, const char *text)
{
	struct ho_buf shown = HO_BUF_INIT;
	size_t width = columns[column].width, over;
	const char *p;

	ho_show(&shown, text, strlen(text));
	p = ho_buf_text(&shown);
	over = shown.len > width ? shown.len - width + strlen(CUT) : 0;
	/* not into the middle of a character */
	while (over != 0 && ((unsigned char)p[over] & 0xc0) == 0x80)
		over++;
	ho_buf_fmt(out, "%s%s", over ? CUT : "", p + over);
	if (column + 1 < TITLES)
		ho_buf_fmt(out, "%*s",
		    (int)(1 + (shown.len < width ? width - shown.len : 0)), "");
	else
		ho_buf_chr(out, '\n');
	ho_buf_free(&shown);
}

static void
covered(struct ho_buf *out, const struct ho_signature *s)
{
	struct ho_buf names = HO_BUF_INIT;

	ho_buf_str(&names, s->covers ? "covers" : "covers nothing of interest");
	for (unsigned id = 0; id < HO_FIELDS; id++)
		if (s->covers & HO_FIELD_BIT(id))
			ho_buf_fmt(&names, " %s", ho_field_name(id));
	if (s->is_dnssec)
		ho_buf_str(&names, "; key secured by DNSSEC");
	if (s->is_unclear)
		ho_buf_str(&names, "; DNS did not tell");
	wrap(out, ho_buf_text(&names), 4);
	ho_buf_free(&names);
}

static void
table(struct ho_buf *out, const struct ho_facts *facts, int64_t seen_at)
{
	if (facts->signatures == 0) {
		ho_buf_str(out, "\nno signature\n");
		return;
	}
	ho_buf_chr(out, '\n');
	for (size_t i = 0; i < TITLES; i++)
		cell(out, i, columns[i].title);
	for (size_t i = 0; i < facts->signatures; i++) {
		const struct ho_signature *s = &facts->signature[i];

		cell(out, 0, s->domain);
		cell(out, 1, s->selector);
		cell(out, 2, s->algorithm);
		cell(out, 3, ho_flow_signature_result(s, seen_at));
		cell(out, 4, s->is_aligned ? "yes" : "no");
		covered(out, s);
	}
}

static void
line(struct ho_buf *out, const char *name, const char *value)
{
	if (*value == '\0')
		return;
	ho_buf_fmt(out, "%-12s", name);
	ho_show(out, value, strlen(value));
	ho_buf_chr(out, '\n');
}

void
mail_check_text(struct ho_buf *out, const struct ho_judgement *j,
    const struct ho_facts *facts, int64_t seen_at)
{
	ho_buf_fmt(
	    out, "%s: %s\n", ho_mail_verdict_word(j->verdict), j->reason->word);
	wrap(out, j->reason->text, 0);
	ho_buf_chr(out, '\n');
	line(out, "From", facts->from);
	line(out, "Message-ID", facts->message_id);
	line(out, "Subject", facts->subject);
	line(out, "Fault", facts->fault);
	line(out, "Where", facts->detail);
	line(out, "List mark", facts->list_mark);
	line(out, "Robot mark", facts->automatic_mark);
	table(out, facts, seen_at);
}

static json_t *
signature(const struct ho_signature *s, int64_t seen_at)
{
	json_t *covers = json_array();

	for (unsigned id = 0; id < HO_FIELDS; id++)
		if (s->covers & HO_FIELD_BIT(id))
			json_array_append_new(
			    covers, json_string(ho_field_name(id)));
	return json_pack("{s:s, s:s, s:s, s:s, s:b, s:o, s:b}", "domain",
	    s->domain, "selector", s->selector, "algorithm", s->algorithm,
	    "result", ho_flow_signature_result(s, seen_at), "aligned",
	    (int)s->is_aligned, "covers", covers, "dnssec", (int)s->is_dnssec);
}

void
mail_check_json(struct ho_buf *out, const struct ho_judgement *j,
    const struct ho_facts *facts, int64_t seen_at)
{
	json_t *signatures = json_array(), *all;
	char *text = NULL;

	for (size_t i = 0; i < facts->signatures; i++)
		json_array_append_new(
		    signatures, signature(&facts->signature[i], seen_at));
	all = json_pack("{s:s, s:s, s:s, s:s, s:o}", "verdict",
	    ho_mail_verdict_word(j->verdict), "reason", j->reason->word, "from",
	    facts->from, "message_id", facts->message_id, "signatures",
	    signatures);
	if (all != NULL)
		text = json_dumps(all, JSON_COMPACT | JSON_ENSURE_ASCII);
	if (text != NULL)
		ho_buf_fmt(out, "%s\n", text);
	else
		out->error = HO_E_NOMEM;
	free(text);
	json_decref(all);
}
