/* handoverd/cases/word_mask.c - words in texts that others than their mailbox
 * read. */
#include "handoverd/cases/word_mask.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "lib/base/buf.h"
#include "lib/base/err.h"
#include "lib/secret/word.h"

#define MASK     '*'
#define REF_TEXT 9  /* "HO-7F3K2M" */
#define REF_NEAR 64 /* octets before a word in which its reference stands */

static bool
is_word_char(uint8_t c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
	    (c >= 'a' && c <= 'z') || c == '-';
}

void
word_mask(uint8_t *text, size_t len)
{
	size_t at = 0, end;

	while (at < len) {
		for (end = at; end < len && is_word_char(text[end]); end++)
			;
		if (ho_word_shape(text + at, end - at))
			memset(text + at, MASK, end - at);
		at = end + 1;
	}
}

/* Is the case open whose reference stands last before a masked word? */
static int
is_owed(struct tx *t, const char *text, size_t len, bool *owed)
{
	char ref[REF_TEXT + 1];
	struct ho_case c;
	int rc;

	for (size_t at = len; at-- > 0 && len - at <= REF_NEAR;) {
		if (len - at < REF_TEXT ||
		    strncasecmp(text + at, "HO-", 3) != 0)
			continue;
		for (size_t i = 0; i < REF_TEXT; i++)
			ref[i] = (char)toupper((unsigned char)text[at + i]);
		ref[REF_TEXT] = '\0';
		rc = HO_ASK(t->s, HO_Q_CASE_BY_REF, &c, HO_STR(ref));
		*owed = rc == HO_OK && c.closed_at == 0;
		return rc == HO_E_NONE ? HO_OK : rc;
	}
	return HO_OK;
}

int
word_mask_find(struct tx *t, const char *text, size_t len, bool *found)
{
	size_t at = 0, end;
	int rc = HO_OK;

	*found = false;
	while (rc == HO_OK && !*found && at < len) {
		for (end = at; end < len && text[end] == MASK; end++)
			;
		if (end - at >= HO_WORD_LEN)
			rc = is_owed(t, text, at, found);
		at = end + 1;
	}
	return rc;
}

int
word_mask_look(struct tx *t, const void *text, size_t len, bool *found)
{
	struct ho_buf copy = HO_BUF_INIT;
	int rc;

	*found = false;
	ho_buf_add(&copy, text, len);
	if ((rc = ho_buf_error(&copy)) == HO_OK && copy.len > 0) {
		word_mask(copy.data, copy.len);
		rc = word_mask_find(t, ho_buf_text(&copy), copy.len, found);
		explicit_bzero(copy.data, copy.cap);
	}
	ho_buf_free(&copy);
	return rc;
}
