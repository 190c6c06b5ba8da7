/* judge/draw/html.c - HTML, reduced to the lines that a reader would see. */
#include "judge/draw/html.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define QUOTE "> "
#define TAG   16  /* octets of a tag's name that we know, with NUL */
#define ATTR  512 /* octets of its attributes that we look at, with NUL */

struct html {
	const char *p, *end;
	struct ho_buf *out, line;
	unsigned depth; /* of blockquotes */
	unsigned pre;
	bool is_fenced;  /* all that follows is somebody else's */
	bool has_blank;  /* white space is due before the next character */
	char name[TAG];  /* of the last tag, lower case, with its '/' */
	char attr[ATTR]; /* the rest of it, lower case */
};

/* What a tag does to the lines. */
static const struct effect {
	const char *name;
	enum what {
		LINE = 1, /* begins a line */
		BLANK,    /* parts two words */
		QUOTE_IN,
		QUOTE_OUT,
		PRE_IN,
		PRE_OUT,
		SKIP, /* what it holds is not for reading */
	} effect;
} effects[] = {
	{ "br", LINE },
	{ "p", LINE },
	{ "/p", LINE },
	{ "div", LINE },
	{ "/div", LINE },
	{ "tr", LINE },
	{ "/tr", LINE },
	{ "table", LINE },
	{ "/table", LINE },
	{ "li", LINE },
	{ "/li", LINE },
	{ "ul", LINE },
	{ "/ul", LINE },
	{ "ol", LINE },
	{ "/ol", LINE },
	{ "hr", LINE },
	{ "h1", LINE },
	{ "/h1", LINE },
	{ "h2", LINE },
	{ "/h2", LINE },
	{ "h3", LINE },
	{ "/h3", LINE },
	{ "h4", LINE },
	{ "/h4", LINE },
	{ "section", LINE },
	{ "/section", LINE },
	{ "article", LINE },
	{ "/article", LINE },
	{ "body", LINE },
	{ "/body", LINE },
	{ "td", BLANK },
	{ "th", BLANK },
	{ "blockquote", QUOTE_IN },
	{ "/blockquote", QUOTE_OUT },
	{ "pre", PRE_IN },
	{ "/pre", PRE_OUT },
	{ "script", SKIP },
	{ "style", SKIP },
	{ "title", SKIP },
	{ "template", SKIP },
	{ "textarea", SKIP },
	{ "select", SKIP },
	{ "noscript", SKIP },
};

/* In the attributes of the tag that opens the letter answered, or forwarded:
 * Gmail, Yahoo, Outlook twice, Proton, Zoho, Thunderbird's forward. */
static const char *const fences[] = {
	"gmail_quote",
	"yahoo_quoted",
	"appendonsend",
	"divrplyfwdmsg",
	"protonmail_quote",
	"zmail_extra",
	"moz-forward-container",
};

static const struct entity {
	const char *name, *text;
} entities[] = {
	{ "amp", "&" },
	{ "lt", "<" },
	{ "gt", ">" },
	{ "quot", "\"" },
	{ "apos", "'" },
	{ "nbsp", " " },
	{ "ndash", "-" },
	{ "mdash", "-" },
	{ "hellip", "..." },
	{ "auml", "\xc3\xa4" },
	{ "ouml", "\xc3\xb6" },
	{ "uuml", "\xc3\xbc" },
	{ "szlig", "\xc3\x9f" },
	{ "eacute", "\xc3\xa9" },
	{ "egrave", "\xc3\xa8" },
	{ "agrave", "\xc3\xa0" },
	{ "ccedil", "\xc3\xa7" },
	{ "copy", "\xc2\xa9" },
	{ "euro", "\xe2\x82\xac" },
};

#define COUNT(a) (sizeof(a) / sizeof(*(a)))

/* Ends the line; empty ones are left out, the text stays readable. */
static void
break_line(struct html *h)
{
	h->has_blank = false;
	if (h->line.len == 0)
		return;
	for (unsigned i = 0; i < (h->is_fenced ? 1 : h->depth) && i < 8; i++)
		ho_buf_str(h->out, QUOTE);
	ho_buf_add(h->out, h->line.data, h->line.len);
	ho_buf_chr(h->out, '\n');
	ho_buf_clear(&h->line);
}

static void
put(struct html *h, const char *text, size_t len)
{
	if (h->has_blank && h->line.len != 0)
		ho_buf_chr(&h->line, ' ');
	h->has_blank = false;
	ho_buf_add(&h->line, text, len);
}

static void
put_code_point(struct html *h, unsigned long cp)
{
	char o[4];
	size_t n;

	/* a line end is white space here, however it is written */
	if (cp == '\n' || cp == '\r' || cp == '\t' || cp == ' ') {
		h->has_blank = true;
		return;
	}
	if (cp == 0 || cp > 0x10ffff || (cp >= 0xd800 && cp <= 0xdfff))
		cp = 0xfffd;
	if (cp < 0x80) {
		o[0] = (char)cp;
		n = 1;
	} else {
		n = cp < 0x800 ? 2 : cp < 0x10000 ? 3 : 4;
		for (size_t i = n - 1; i > 0; i--, cp >>= 6)
			o[i] = (char)(0x80 | (cp & 0x3f));
		o[0] = (char)(cp | (0xf00u >> n & 0xf0u));
	}
	put(h, o, n);
}

/* "&...;" at p; false: it is only an ampersand. */
static bool
entity(struct html *h)
{
	size_t room = (size_t)(h->end - h->p), n;
	const char *semicolon =
	    memchr(h->p, ';', room < 12 ? room : (size_t)12);
	char word[12];
	char *rest;

	if (semicolon == NULL || semicolon < h->p + 2)
		return false;
	n = (size_t)(semicolon - h->p - 1);
	memcpy(word, h->p + 1, n);
	word[n] = '\0';
	if (word[0] == '#') {
		bool is_hex = word[1] == 'x' || word[1] == 'X';
		const char *digits = word + (is_hex ? 2 : 1);
		unsigned long cp = strtoul(digits, &rest, is_hex ? 16 : 10);

		if (!isxdigit((unsigned char)*digits) || *rest != '\0')
			return false;
		put_code_point(h, cp);
		h->p = semicolon + 1;
		return true;
	}
	for (size_t i = 0; i < COUNT(entities); i++)
		if (strcmp(entities[i].name, word) == 0) {
			if (strcmp(word, "nbsp") == 0)
				h->has_blank = true;
			else
				put(h, entities[i].text,
				    strlen(entities[i].text));
			h->p = semicolon + 1;
			return true;
		}
	return false;
}

/* Past the tag at p, its name and attributes kept. */
static void
read_tag(struct html *h)
{
	size_t n = 0, a = 0;
	char quote = 0;

	for (h->p++; h->p < h->end &&
	     (isalnum((unsigned char)*h->p) || (n == 0 && *h->p == '/'));
	     h->p++)
		if (n < TAG - 1)
			h->name[n++] = (char)tolower((unsigned char)*h->p);
	h->name[n] = '\0';
	for (; h->p < h->end && (quote || *h->p != '>'); h->p++) {
		if (quote == *h->p)
			quote = 0;
		else if (!quote && (*h->p == '"' || *h->p == '\''))
			quote = *h->p;
		if (a < ATTR - 1)
			h->attr[a++] = (char)tolower((unsigned char)*h->p);
	}
	h->attr[a] = '\0';
	h->p += h->p < h->end;
}

/* Past "</name"; what comes before it is not text. */
static void
skip(struct html *h)
{
	size_t n = strlen(h->name);

	for (; h->p < h->end; h->p++)
		if ((size_t)(h->end - h->p) > n + 2 && h->p[0] == '<' &&
		    h->p[1] == '/' && strncasecmp(h->p + 2, h->name, n) == 0)
			return;
}

static void
apply(struct html *h, enum what effect)
{
	if (effect == BLANK) {
		h->has_blank = true;
		return;
	}
	if (effect == SKIP) {
		skip(h);
		return;
	}
	break_line(h);
	if (effect == QUOTE_IN)
		h->depth++;
	else if (effect == QUOTE_OUT && h->depth > 0)
		h->depth--;
	else if (effect == PRE_IN)
		h->pre++;
	else if (effect == PRE_OUT && h->pre > 0)
		h->pre--;
}

static void
on_tag(struct html *h)
{
	read_tag(h);
	for (size_t i = 0; i < COUNT(fences); i++)
		if (h->name[0] != '/' && strstr(h->attr, fences[i]) != NULL) {
			break_line(h);
			h->is_fenced = true;
		}
	for (size_t i = 0; i < COUNT(effects); i++)
		if (strcmp(effects[i].name, h->name) == 0)
			apply(h, effects[i].effect);
}

/* "<!-- ... -->" and "<! ... >", "<? ... >". */
static void
skip_declaration(struct html *h)
{
	size_t room = (size_t)(h->end - h->p);
	bool is_comment = room >= 4 && memcmp(h->p, "<!--", 4) == 0;
	const char *close = is_comment ? memmem(h->p + 4, room - 4, "-->", 3)
				       : memchr(h->p, '>', room);

	h->p = close ? close + (is_comment ? 3 : 1) : h->end;
}

void
html_add(struct ho_buf *out, const char *html, size_t len)
{
	struct html h = { .p = html, .end = html + len, .out = out };

	while (h.p < h.end && out->error == 0) {
		char c = *h.p, next = h.p + 1 < h.end ? h.p[1] : 0;

		if (c == '<' && (isalpha((unsigned char)next) || next == '/'))
			on_tag(&h);
		else if (c == '<' && (next == '!' || next == '?'))
			skip_declaration(&h);
		else if (c == '&' && entity(&h))
			;
		else if (c == '\n' && h.pre) {
			break_line(&h);
			h.p++;
		} else if (isspace((unsigned char)c)) {
			h.has_blank = true;
			h.p++;
		} else {
			put(&h, &c, 1);
			h.p++;
		}
	}
	break_line(&h);
	ho_buf_free(&h.line);
}
