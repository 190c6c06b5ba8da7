/* judge/draw/words.c - encoded words of a header field, as text. */
#include "judge/draw/words.h"

#include <gmime/gmime.h>
#include <string.h>
#include <strings.h>

#include "judge/draw/charset.h"

#define CHARSET  64 /* octets of its name, with NUL */
#define BLANKS   " \t\r\n"
#define SPECIALS "()<>[]:;@\\,.\""

struct words {
	struct ho_buf *out;
	struct ho_buf octets;  /* of words until now, all in one charset */
	char charset[CHARSET]; /* "": none is pending */
	bool is_list;
	bool is_quoted; /* within a quoted string */
};

/* A word in a list that is not in quotes already. */
static void
add_quoted(struct words *w, const struct ho_buf *text)
{
	bool needs =
	    !w->is_quoted && strpbrk(ho_buf_text(text), SPECIALS) != NULL;

	if (needs)
		ho_buf_chr(w->out, '"');
	for (size_t i = 0; i < text->len; i++) {
		if (text->data[i] == '"' || text->data[i] == '\\')
			ho_buf_chr(w->out, '\\');
		ho_buf_add(w->out, text->data + i, 1);
	}
	if (needs)
		ho_buf_chr(w->out, '"');
}

/* Together, for a character may begin in one word and end in the next. */
static void
flush(struct words *w)
{
	struct ho_buf text = HO_BUF_INIT;

	if (w->charset[0] == '\0')
		return;
	charset_add(&text, w->octets.data, w->octets.len, w->charset);
	if (w->is_list)
		add_quoted(w, &text);
	else
		ho_buf_add(w->out, text.data, text.len);
	ho_buf_clear(&w->octets);
	w->charset[0] = '\0';
	ho_buf_free(&text);
}

static void
decode_q(struct ho_buf *out, const char *p, size_t len)
{
	for (; len > 0; p++, len--) {
		bool is_hex = *p == '=' && len > 2 && g_ascii_isxdigit(p[1]) &&
		    g_ascii_isxdigit(p[2]);

		if (is_hex) {
			ho_buf_chr(out,
			    (char)(g_ascii_xdigit_value(p[1]) << 4 |
				g_ascii_xdigit_value(p[2])));
			p += 2;
			len -= 2;
		} else {
			ho_buf_chr(out, *p == '_' ? ' ' : *p);
		}
	}
}

/* Its padding may be missing. */
static void
decode_b(struct ho_buf *out, const char *p, size_t len)
{
	static const unsigned char padding[] = "===";
	unsigned char *octets = g_malloc(len + 8);
	guint32 save = 0;
	int state = 0;
	size_t n;

	n = g_mime_encoding_base64_decode_step(
	    (const unsigned char *)p, len, octets, &state, &save);
	if (memchr(p, '=', len) == NULL)
		n += g_mime_encoding_base64_decode_step(
		    padding, (4 - len % 4) % 4, octets + n, &state, &save);
	ho_buf_add(out, octets, n);
	g_free(octets);
}

static const struct encoding {
	char name;
	void (*decode)(struct ho_buf *, const char *, size_t);
} encodings[] = {
	{ 'q', decode_q },
	{ 'Q', decode_q },
	{ 'b', decode_b },
	{ 'B', decode_b },
};

static const struct encoding *
encoding_of(char name)
{
	for (size_t i = 0; i < sizeof(encodings) / sizeof(encodings[0]); i++)
		if (encodings[i].name == name)
			return &encodings[i];
	return NULL;
}

/* "=?charset?B?text?=" */
struct word {
	char charset[CHARSET];
	const struct encoding *how;
	const char *text;
	size_t len, taken; /* octets: of text, of the whole */
};

static bool
is_word(const char *p, struct word *word)
{
	const char *name = p + 2, *end;
	size_t n;

	if (strncmp(p, "=?", 2) != 0)
		return false;
	n = strcspn(name, "? \t\r\n");
	if (name[n] != '?' || name[n + 1] == '\0' || name[n + 2] != '?' ||
	    (word->how = encoding_of(name[n + 1])) == NULL)
		return false;
	word->text = name + n + 3;
	end = word->text + strcspn(word->text, "?\r\n");
	if (end[0] != '?' || end[1] != '=')
		return false;
	word->len = (size_t)(end - word->text);
	word->taken = (size_t)(end + 2 - p);
	/* RFC 2231: a language may follow a star */
	n = n < strcspn(name, "*") ? n : strcspn(name, "*");
	if (n == 0 || n >= CHARSET)
		return false;
	memcpy(word->charset, name, n);
	word->charset[n] = '\0';
	return true;
}

static void
take(struct words *w, const struct word *word)
{
	if (strcasecmp(word->charset, w->charset) != 0)
		flush(w);
	memcpy(w->charset, word->charset, CHARSET);
	word->how->decode(&w->octets, word->text, word->len);
}

/* Blanks between two words are none (section 6.2), nor is a fold's line end. */
static const char *
add_gap(struct words *w, const char *p)
{
	const char *end = p + strspn(p, BLANKS);
	struct word next;

	if (*end == '\0' || (w->charset[0] != '\0' && is_word(end, &next)))
		return end;
	flush(w);
	for (; p < end; p++)
		if (*p != '\r' && *p != '\n')
			ho_buf_chr(w->out, *p);
	return end;
}

/* One character that stands for itself. */
static const char *
add_plain(struct words *w, const char *p)
{
	flush(w);
	if (*p == '\\' && w->is_quoted && p[1] != '\0')
		ho_buf_chr(w->out, *p++);
	else if (*p == '"')
		w->is_quoted = !w->is_quoted;
	ho_buf_chr(w->out, *p);
	return p + 1;
}

void
words_add(struct ho_buf *out, const char *value, bool is_list)
{
	struct words w = { .out = out, .is_list = is_list };
	const char *p = value + strspn(value, BLANKS);
	struct word word;

	while (*p != '\0')
		if (is_word(p, &word)) {
			take(&w, &word);
			p += word.taken;
		} else if (strchr(BLANKS, *p) != NULL) {
			p = add_gap(&w, p);
		} else {
			p = add_plain(&w, p);
		}
	flush(&w);
	ho_buf_free(&w.octets);
}
