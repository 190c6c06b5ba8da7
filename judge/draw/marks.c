/* judge/draw/marks.c - lines that say CONFIRM or STOP, outside of quotes. */
#include "judge/draw/marks.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "lib/base/show.h"

#define LINE_CAP   1024 /* octets of a folded line, with NUL; more is cut */
#define REF_LEN    6    /* symbols behind HO- */
#define WORD_LEN   24   /* symbols */
#define RULE_DASH  3    /* "---" and letters open a quoted letter */
#define RULE_LINE  10   /* "__________" does, too */
#define FIELDS_MIN 3    /* lines "Word: text" in a row do, one with an @ */
#define FIELDS_ANY 4    /* so many do without: Outlook may show names only */

/* The rest of a text, from the beginning of a line. */
struct lines {
	const char *p, *end;
};

/* Characters that look like another, as ranges; 0: not seen at all. */
static const struct fold {
	uint32_t from, to;
	char as;
} folds[] = {
	{ 0x00a0, 0x00a0, ' ' },
	{ 0x00ab, 0x00ab, '"' },
	{ 0x00ad, 0x00ad, 0 },
	{ 0x00bb, 0x00bb, '|' }, /* some programs quote with it */
	{ 0x2000, 0x200a, ' ' },
	{ 0x200b, 0x200f, 0 },
	{ 0x2010, 0x2015, '-' },
	{ 0x2018, 0x201a, '\'' },
	{ 0x201c, 0x201f, '"' },
	{ 0x2022, 0x2022, '*' },
	{ 0x202a, 0x202e, 0 },
	{ 0x202f, 0x202f, ' ' },
	{ 0x2060, 0x2064, 0 },
	{ 0x2212, 0x2212, '-' },
	{ 0x2500, 0x2503, '|' },
	{ 0x3000, 0x3000, ' ' },
	{ 0xfeff, 0xfeff, 0 },
	{ 0xff1a, 0xff1a, ':' },
};

/* Any other character: letters among them, so no end of a word. */
#define OTHER 'U'

static char
folded(uint32_t cp)
{
	if (cp == '\t' || cp == '\r')
		return ' ';
	if (cp < 0x80)
		return cp < ' ' ? OTHER : (char)cp;
	for (size_t i = 0; i < sizeof(folds) / sizeof(*folds); i++)
		if (cp >= folds[i].from && cp <= folds[i].to)
			return folds[i].as;
	return OTHER;
}

/* The next line, as ASCII, blanks at both ends gone; false: none is left. */
static bool
next_line(struct lines *l, char out[static LINE_CAP])
{
	size_t n = 0;

	if (l->p >= l->end)
		return false;
	while (l->p < l->end && *l->p != '\n') {
		uint32_t cp = OTHER;
		size_t used = ho_utf8_next(
		    (const uint8_t *)l->p, (size_t)(l->end - l->p), &cp);
		char c = folded(used ? cp : OTHER);

		l->p += used ? used : 1;
		if (c != 0 && n < LINE_CAP - 1 && (n != 0 || c != ' '))
			out[n++] = c;
	}
	l->p += l->p < l->end;
	while (n != 0 && out[n - 1] == ' ')
		n--;
	out[n] = '\0';
	return true;
}

static bool
is_quoted(const char *line)
{
	return *line == '>' || *line == '|';
}

static bool
ends_with(const char *line, const char *end)
{
	size_t n = strlen(line), m = strlen(end);

	return n >= m && strcasecmp(line + n - m, end) == 0;
}

/* "From: x", "*Von:* x"; a label is one short word, in French one letter. */
static bool
is_field(const char *line)
{
	const char *p = line + strspn(line, "* ");
	size_t n = 0;

	while (isalpha((unsigned char)p[n]) || p[n] == '-')
		n++;
	p += n;
	p += strspn(p, " *");
	return n >= 1 && n <= 15 && *p == ':';
}

/* Enough such lines in a row, beginning with this one? */
static bool
is_header_block(const char *first, struct lines rest)
{
	char line[LINE_CAP];
	bool has_address = strchr(first, '@') != NULL;
	int n = is_field(first);

	while (n != 0 && n < FIELDS_ANY && next_line(&rest, line) &&
	    is_field(line)) {
		has_address = has_address || strchr(line, '@') != NULL;
		n++;
	}
	return n >= (has_address ? FIELDS_MIN : FIELDS_ANY);
}

/* Is the next line that is not empty a quoted one?  Then the quote marks
 * itself, and what follows it may be an answer again. */
static bool
marks_itself(struct lines rest)
{
	char line[LINE_CAP];

	while (next_line(&rest, line))
		if (*line != '\0')
			return is_quoted(line);
	return false;
}

/* "10:00": whoever quotes says when that was written. */
static bool
has_time(const char *line)
{
	for (const char *p = strchr(line, ':'); p; p = strchr(p + 1, ':'))
		if (p > line && isdigit((unsigned char)p[-1]) &&
		    isdigit((unsigned char)p[1]) &&
		    isdigit((unsigned char)p[2]))
			return true;
	return false;
}

/* Does this line open a letter that is quoted to the end? */
static bool
opens_quote(const char *line, struct lines rest)
{
	size_t dashes = strspn(line, "-");

	if ((dashes >= RULE_DASH &&
		strpbrk(line + dashes,
		    "abcdefghijklmnop"
		    "qrstuvwxyzABCDEFGH"
		    "IJKLMNOPQRSTUVWXY"
		    "Z")) ||
	    strspn(line, "_") >= RULE_LINE ||
	    strncasecmp(line, "begin forwarded", 15) == 0 ||
	    is_header_block(line, rest))
		return true;
	return (ends_with(line, "wrote:") ||
		   (ends_with(line, ":") &&
		       (strchr(line, '@') || has_time(line)))) &&
	    !marks_itself(rest);
}

/* A symbol of Crockford's base32, I, L and O forgiven. */
static bool
is_symbol(char c)
{
	return isalnum((unsigned char)c) && c != 'U' && c != 'u';
}

static const char *
skip_reply_marks(const char *p)
{
	static const char *const marks[] = { "re:", "aw:", "sv:", "antw:" };
	const char *before;

	do {
		before = p;
		p += strspn(p, " *_`\"'([-.");
		for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++)
			if (strncasecmp(p, marks[i], strlen(marks[i])) == 0)
				p += strlen(marks[i]);
	} while (p != before);
	return p;
}

/* "HO-7F3K2M" at p, also "ho 7f3k2m"; NULL: it is none. */
static const char *
read_ref(const char *p, char ref[static 10])
{
	size_t n = 0;

	if (strncasecmp(p, "HO", 2) != 0)
		return NULL;
	p += 2;
	p += strspn(p, " -");
	memcpy(ref, "HO-", 3);
	for (; n < REF_LEN && is_symbol(*p); n++, p++) {
		char c = (char)toupper((unsigned char)*p);

		ref[3 + n] = c == 'O' ? '0' : c == 'I' || c == 'L' ? '1' : c;
	}
	ref[3 + n] = '\0';
	return n == REF_LEN && !isalnum((unsigned char)*p) ? p : NULL;
}

/* 24 symbols in groups of any size; false: too few, too many, another sign. */
static bool
read_word(const char *p, char *word, size_t cap)
{
	size_t symbols = 0, n = 0;

	for (; symbols < WORD_LEN && n + 1 < cap; p++) {
		if (is_symbol(*p))
			symbols++;
		else if (*p != ' ' && *p != '-')
			return false;
		word[n++] = *p;
	}
	word[n] = '\0';
	return symbols == WORD_LEN && !isalnum((unsigned char)*p);
}

static bool
read_mark(const char *line, struct ho_mark *m)
{
	const char *p = skip_reply_marks(line);

	*m = (struct ho_mark){ 0 };
	if (strncasecmp(p, "CONFIRM", 7) == 0) {
		m->kind = HO_MARK_CONFIRM;
		p += 7;
	} else if (strncasecmp(p, "STOP", 4) == 0) {
		m->kind = HO_MARK_STOP;
		p += 4;
	} else {
		return false;
	}
	if (*p == '\0' || strchr(" *_:-", *p) == NULL)
		return false;
	p += strspn(p, " *_`:\"'-");
	if ((p = read_ref(p, m->ref)) == NULL)
		return false;
	p += strspn(p, " *_`:\"'-,.");
	return read_word(p, m->word, sizeof(m->word));
}

static bool
is_known(const struct ho_mark *mark, size_t n, const struct ho_mark *new)
{
	for (size_t i = 0; i < n; i++)
		if (mark[i].kind == new->kind &&
		    strcmp(mark[i].ref, new->ref) == 0 &&
		    strcmp(mark[i].word, new->word) == 0)
			return true;
	return false;
}

/* "Users to add: 5"; 0: it is none. */
static uint64_t
read_users(const char *line)
{
	static const char *const label[] = { "users ", "to ", "add" };
	const char *p = line + strspn(line, " *_-");
	uint64_t n = 0;

	for (size_t i = 0; i < sizeof(label) / sizeof(*label); i++) {
		if (strncasecmp(p, label[i], strlen(label[i])) != 0)
			return 0;
		p += strlen(label[i]);
		p += strspn(p, " *_");
	}
	if (*p++ != ':')
		return 0;
	p += strspn(p, " *_");
	for (; isdigit((unsigned char)*p) && n <= HO_DRAWING_USERS; p++)
		n = n * 10 + (uint64_t)(*p - '0');
	p += strspn(p, " *_.");
	return *p == '\0' && n <= HO_DRAWING_USERS ? n : 0;
}

uint64_t
marks_users(const char *text, size_t len)
{
	struct lines l = { text, text + len };
	char line[LINE_CAP];
	uint64_t found = 0, n;

	while (next_line(&l, line)) {
		if (*line == '\0' || is_quoted(line))
			continue;
		if ((n = read_users(line)) == 0) {
			if (opens_quote(line, l))
				break;
		} else if (found != 0 && found != n) {
			return 0;
		} else {
			found = n;
		}
	}
	return found;
}

size_t
marks_find(
    const char *text, size_t len, struct ho_mark mark[static HO_DRAWING_MARKS])
{
	struct lines l = { text, text + len };
	char line[LINE_CAP];
	struct ho_mark m;
	size_t n = 0;

	while (n < HO_DRAWING_MARKS && next_line(&l, line)) {
		if (*line == '\0' || is_quoted(line))
			continue;
		if (!read_mark(line, &m)) {
			if (opens_quote(line, l))
				break;
		} else if (!is_known(mark, n, &m)) {
			mark[n++] = m;
		}
	}
	return n;
}
