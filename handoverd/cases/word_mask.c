/* handoverd/cases/word_mask.c - words in texts that others than their mailbox
 * read. */
#include "handoverd/cases/word_mask.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "handoverd/cases/case_work.h"
#include "lib/base/buf.h"
#include "lib/base/err.h"
#include "lib/secret/word.h"

#define MASK   '*'
#define SPREAD 256  /* octets that one word is spread over, at most */
#define TRIES  4096 /* of a mail that the store is asked about */

/* 24 symbols that could be a word, with anything between them. */
struct spread {
	size_t start, end;
	bool is_shaped; /* nothing but dashes is between, nor a dash around */
	bool has_digit;
	char word[HO_WORD_LEN];
};

static bool
is_sign(uint8_t c)
{
	return c < 0x80 && isalnum(c);
}

/* "<U+200B>" takes so many octets; 0: there is none. */
static size_t
mark_len(const uint8_t *p, size_t len)
{
	size_t n = 3;

	if (len < 8 || memcmp(p, "<U+", n) != 0)
		return 0;
	while (n < len && isxdigit(p[n]))
		n++;
	return n >= 7 && n <= 9 && n < len && p[n] == '>' ? n + 1 : 0;
}

/* From the sign at start on; false: there is no such thing. */
static bool
gather(const uint8_t *text, size_t len, size_t start, struct spread *s)
{
	size_t at = start, n = 0;

	*s = (struct spread){ .start = start,
		.is_shaped = start == 0 || text[start - 1] != '-' };
	while (at < len && at - start < SPREAD && n < HO_WORD_LEN) {
		size_t mark = mark_len(text + at, len - at);

		if (mark == 0 && is_sign(text[at])) {
			s->has_digit = s->has_digit || isdigit(text[at]);
			s->word[n++] = (char)text[at];
		} else if (mark != 0 || text[at] != '-') {
			s->is_shaped = false;
		}
		at += mark != 0 ? mark : 1;
	}
	s->end = at;
	if (at < len && text[at] == '-')
		s->is_shaped = false;
	return n == HO_WORD_LEN && (at == len || !is_sign(text[at])) &&
	    ho_word_shape(s->word, n);
}

/* Staff learn of which case it is, never the word. */
static int
note(struct word_mask *m, const struct spread *s, bool *found)
{
	char *holds = m->holds;
	size_t used = strlen(holds);
	struct ho_word word;
	struct ho_case c;
	int rc;

	*found = false;
	if (m->tries == TRIES)
		return HO_OK;
	m->tries++;
	rc = words_live(m->t, s->word, sizeof(s->word), &word);
	if (rc != HO_OK)
		return rc == HO_E_NONE ? HO_OK : rc;
	*found = true;
	if ((rc = ho_store_get(m->t->s, HO_CASE, word.of_case, &c)) != HO_OK)
		return rc == HO_E_NONE ? HO_OK : rc;
	/* one that has no room is of a seventh case */
	if (strstr(holds, c.ref) == NULL &&
	    used + 1 + strlen(c.ref) < sizeof(m->holds))
		snprintf(holds + used, sizeof(m->holds) - used, "%s%s",
		    used != 0 ? " " : "", c.ref);
	return HO_OK;
}

/* Lines stay lines. */
static void
mask(uint8_t *text, const struct spread *s)
{
	for (size_t i = s->start; i < s->end; i++)
		if (text[i] != '\n')
			text[i] = MASK;
}

int
word_mask(struct word_mask *m, uint8_t *text, size_t len)
{
	struct spread s = { 0 };
	int rc = HO_OK;

	for (size_t at = 0; rc == HO_OK && at < len; at++) {
		bool is_start =
		    is_sign(text[at]) && (at == 0 || !is_sign(text[at - 1]));
		bool found = false;

		if (!is_start || !gather(text, len, at, &s))
			continue;
		/* of 8,000 words one has no digit, and of prose most */
		if (s.has_digit)
			rc = note(m, &s, &found);
		if (found || s.is_shaped) {
			mask(text, &s);
			at = s.end - 1;
		}
	}
	explicit_bzero(&s, sizeof(s));
	return rc;
}

int
word_mask_open(struct tx *t, const char *holds, bool *found)
{
	char refs[WORD_MASK_HOLDS], *rest = refs, *ref;
	struct ho_case c;
	int rc;

	*found = false;
	snprintf(refs, sizeof(refs), "%s", holds);
	while (!*found && (ref = strsep(&rest, " ")) != NULL && *ref != '\0') {
		rc = HO_ASK(t->s, HO_Q_CASE_BY_REF, &c, HO_STR(ref));
		if (rc != HO_OK && rc != HO_E_NONE)
			return rc;
		*found = rc == HO_OK && c.closed_at == 0;
	}
	return HO_OK;
}

int
word_mask_look(struct tx *t, const void *text, size_t len, bool *found)
{
	struct word_mask m = { .t = t };
	struct ho_buf copy = HO_BUF_INIT;
	int rc;

	*found = false;
	ho_buf_add(&copy, text, len);
	if ((rc = ho_buf_error(&copy)) == HO_OK && copy.len > 0) {
		rc = word_mask(&m, copy.data, copy.len);
		explicit_bzero(copy.data, copy.cap);
	}
	ho_buf_free(&copy);
	return rc != HO_OK ? rc : word_mask_open(t, m.holds, found);
}
