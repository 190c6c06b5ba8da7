/* judge/draw/html.c - HTML, reduced to the lines that a reader would see. */
#include "judge/draw/html.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "judge/draw/entity.h"
#include "judge/draw/style.h"

#define QUOTE  "> "
#define HIDDEN "[hidden] "
#define TAG    STYLE_NAME
#define ATTR   4096 /* octets of its attributes that we look at, with NUL */

struct html {
	const char *p, *end;
	struct ho_buf *out, line;
	unsigned depth; /* of blockquotes */
	unsigned pre;
	bool is_fenced;     /* all that follows is somebody else's */
	bool has_blank;     /* white space is due before the next character */
	struct style style; /* of the line that is being written */
	struct style_stack styles;
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
	{ "textarea", SKIP },
	{ "select", SKIP },
};

/* In the attributes of the tag that opens the letter answered, or forwarded:
 * Gmail, Yahoo, Outlook twice, Proton, Zoho, Thunderbird's forward, Tuta,
 * Outlook on phones twice. */
static const char *const fences[] = {
	"gmail_quote",
	"yahoo_quoted",
	"appendonsend",
	"divrplyfwdmsg",
	"protonmail_quote",
	"zmail_extra",
	"moz-forward-container",
	"tutanota_quote",
	"mail-editor-reference-message-container",
	"ms-outlook-mobile-reference-message",
};

#define COUNT(a) (sizeof(a) / sizeof(*(a)))

/* How often a line is marked as somebody else's: what nobody sees is, too. */
static unsigned
quotes(const struct html *h)
{
	if (h->is_fenced)
		return 1;
	return h->depth +
	    (h->style.is_quote || (h->depth == 0 && style_hides(&h->style)));
}

/* Ends the line; empty ones are left out, the text stays readable. */
static void
break_line(struct html *h)
{
	h->has_blank = false;
	if (h->line.len == 0)
		return;
	for (unsigned i = 0; i < quotes(h) && i < 8; i++)
		ho_buf_str(h->out, QUOTE);
	if (style_hides(&h->style))
		ho_buf_str(h->out, HIDDEN);
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

/* "&...;" at p; false: it is only an ampersand. */
static bool
entity(struct html *h)
{
	char text[ENTITY_TEXT];
	size_t n = entity_read(h->p, (size_t)(h->end - h->p), text);

	if (strcmp(text, " ") == 0 && n != 0)
		h->has_blank = true;
	else if (n != 0)
		put(h, text, strlen(text));
	h->p += n;
	return n != 0;
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

/* From here on nothing is known to be the writer's own. */
static void
fence(struct html *h)
{
	break_line(h);
	h->is_fenced = true;
}

/* Are there more attributes than are looked at? */
static bool
is_cut(const struct html *h)
{
	return strlen(h->attr) == ATTR - 1;
}

/* Text that looks other is another line. */
static void
restyle(struct html *h)
{
	const struct style *now = &h->styles.now;
	bool is_known = true;

	if (h->name[0] == '/')
		style_close(&h->styles, h->name + 1);
	else
		is_known = style_open(&h->styles, h->name, h->attr, is_cut(h));
	if (!is_known)
		fence(h);
	if (style_hides(now) != style_hides(&h->style) ||
	    now->is_quote != h->style.is_quote)
		break_line(h);
	h->style = *now;
}

static void
on_tag(struct html *h)
{
	read_tag(h);
	for (size_t i = 0; i < COUNT(fences); i++)
		if (h->name[0] != '/' && strstr(h->attr, fences[i]) != NULL)
			fence(h);
	restyle(h);
	for (size_t i = 0; i < COUNT(effects); i++)
		if (strcmp(effects[i].name, h->name) == 0)
			apply(h, effects[i].effect);
}

/* Is that ">" the end of the comment at p, as browsers see it?  "-->" is, also
 * in "<!-->", and so is "--!>". */
static bool
ends_comment(const char *p, const char *close)
{
	return memcmp(close - 2, "--", 2) == 0 ||
	    (close >= p + 7 && memcmp(close - 3, "--!", 3) == 0);
}

/* "<!-- ... -->" and "<! ... >", "<? ... >". */
static void
skip_declaration(struct html *h)
{
	size_t room = (size_t)(h->end - h->p);
	bool is_comment = room >= 4 && memcmp(h->p, "<!--", 4) == 0;
	const char *close = memchr(h->p, '>', room);

	while (is_comment && close != NULL && !ends_comment(h->p, close))
		close = memchr(close + 1, '>', (size_t)(h->end - close - 1));
	h->p = close != NULL ? close + 1 : h->end;
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
