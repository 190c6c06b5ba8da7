/* lib/secret/word.c - words and references in Crockford's base32. */
#include "lib/secret/word.h"

#include <string.h>
#include <strings.h>

#include "lib/base/err.h"

#define GROUP 4

static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/* The canonical character, 0 for none.  Branches on no secret's value would
 * need a table without look-ups; a person types this once. */
static char
canonical(uint8_t c)
{
	if (c >= 'a' && c <= 'z')
		c = (uint8_t)(c - 'a' + 'A');
	if (c == 'I' || c == 'L')
		return '1';
	if (c == 'O')
		return '0';
	return c != 0 && strchr(alphabet, c) != NULL ? (char)c : 0;
}

/* What people and mail programs put between the groups. */
static bool
is_filler(uint8_t c)
{
	return c == '-' || c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Exactly n characters between any filler, into out. */
static bool
read_chars(const uint8_t *typed, size_t len, size_t n, char *out)
{
	size_t got = 0;
	char c;

	for (size_t i = 0; i < len; i++) {
		if (is_filler(typed[i]))
			continue;
		if ((c = canonical(typed[i])) == 0 || got == n)
			return false;
		out[got++] = c;
	}
	return got == n;
}

/* n characters of 5 random bits each; 32 divides 256, so all alike. */
static int
random_chars(char *out, size_t n)
{
	struct ho_secret *s = ho_secret_new(n);
	int rc = s == NULL ? HO_E_NOMEM : ho_secret_random(s, n);

	for (size_t i = 0; rc == HO_OK && i < n; i++)
		out[i] = alphabet[ho_secret_data(s)[i] & 31];
	ho_secret_free(&s);
	return rc;
}

int
ho_word_new(struct ho_secret *word)
{
	char text[HO_WORD_LEN];
	int rc = random_chars(text, sizeof(text));

	if (rc == HO_OK)
		rc = ho_secret_set(word, text, sizeof(text));
	else
		ho_secret_clear(word);
	explicit_bzero(text, sizeof(text));
	return rc;
}

int
ho_word_read(const void *typed, size_t len, struct ho_secret *word)
{
	char text[HO_WORD_LEN];
	int rc = HO_E_INPUT;

	ho_secret_clear(word);
	if (len <= HO_TYPED_MAX && read_chars(typed, len, sizeof(text), text))
		rc = ho_secret_set(word, text, sizeof(text));
	explicit_bzero(text, sizeof(text));
	return rc;
}

bool
ho_word_shape(const void *typed, size_t len)
{
	char text[HO_WORD_LEN];
	bool is_one =
	    len <= HO_TYPED_MAX && read_chars(typed, len, sizeof(text), text);

	explicit_bzero(text, sizeof(text));
	return is_one;
}

int
ho_word_show(const struct ho_secret *word, struct ho_secret *text)
{
	char shown[HO_WORD_TEXT];
	const char *from = (const char *)ho_secret_data(word);
	size_t n = 0;
	int rc;

	if (ho_secret_len(word) != HO_WORD_LEN)
		return HO_E_INPUT;
	for (size_t i = 0; i < HO_WORD_LEN; i++) {
		if (i > 0 && i % GROUP == 0)
			shown[n++] = '-';
		shown[n++] = from[i];
	}
	rc = ho_secret_add(text, shown, n);
	explicit_bzero(shown, sizeof(shown));
	return rc;
}

int
ho_word_hash(const struct ho_secret *key, const struct ho_secret *word,
    uint8_t out[static HO_MAC_LEN])
{
	memset(out, 0, HO_MAC_LEN);
	if (ho_secret_len(word) != HO_WORD_LEN)
		return HO_E_INPUT;
	return ho_mac(key, ho_secret_data(word), HO_WORD_LEN, out);
}

int
ho_ref_new(char out[static HO_REF_SIZE])
{
	memcpy(out, "HO-", 3);
	out[HO_REF_SIZE - 1] = '\0';
	return random_chars(out + 3, HO_REF_SIZE - 4);
}

int
ho_ref_read(const void *typed, size_t len, char out[static HO_REF_SIZE])
{
	const uint8_t *p = typed;

	out[0] = '\0';
	for (; len > 0 && is_filler(p[0]); p++, len--)
		;
	/* The O is no zero here: it is the name, not the number. */
	if (len > HO_TYPED_MAX || len < 2 ||
	    strncasecmp((const char *)p, "HO", 2) != 0 ||
	    !read_chars(p + 2, len - 2, HO_REF_SIZE - 4, out + 3)) {
		memset(out, 0, HO_REF_SIZE);
		return HO_E_INPUT;
	}
	memcpy(out, "HO-", 3);
	out[HO_REF_SIZE - 1] = '\0';
	return HO_OK;
}

bool
ho_ref_reserved(const char *name)
{
	return strncasecmp(name, "HO-", 3) == 0;
}
