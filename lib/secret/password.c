/* lib/secret/password.c - may this become somebody's password? */
#include "lib/secret/password.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <uninorm.h>
#include <zxcvbn.h>

#include "lib/base/err.h"
#include "lib/base/show.h"
#include "lib/secret/mac.h"
#include "lib/secret/word.h"

/*
 * Bits of the guess estimate: 10^10 guesses, zxcvbn's highest class, where the
 * password stands alone; 10^8, where a thief needs the second factor as well.
 */
#define BITS_ALONE  33.2
#define BITS_BESIDE 26.5

/* The estimate's time grows with the square of the length; what stands behind
 * the first hundred octets only makes a password better. */
#define ESTIMATE_MAX 100

#define PART_MIN 4 /* characters of a context word's part worth looking at */
#define PART_MAX 64
#define PARTS    128
#define PARTERS  "@.-_+ ,'/" /* between the parts */

enum fault {
	NOT_TEXT,
	TOO_LONG,
	TOO_SHORT_ALONE,
	TOO_SHORT_BESIDE,
	IS_DEFAULT,
	NAMES_YOU,
	TOO_EASY,
	FAILED
};

static const struct ho_password_fault faults[] = {
	[NOT_TEXT] = { "not-text",
	    "That contains a control key or something that is not text. Please "
	    "use letters, digits, spaces and signs only." },
	[TOO_LONG] = { "too-long",
	    "That is longer than 256 characters. Please choose a shorter one." },
	[TOO_SHORT_ALONE] = { "too-short",
	    "Please use at least 15 characters. Four or five words that do not "
	    "belong together are easy to remember." },
	[TOO_SHORT_BESIDE] = { "too-short",
	    "Please use at least 8 characters." },
	[IS_DEFAULT] = { "default-password",
	    "That is the default password from the mail. Please choose one of "
	    "your own." },
	[NAMES_YOU] = { "names-you",
	    "That is made of your own name, address or company, which others "
	    "know. Please choose something else." },
	[TOO_EASY] = { "too-easy",
	    "That would be guessed quickly: it follows a common pattern. Four "
	    "or five words that do not belong together are better." },
	[FAILED] = { "failed",
	    "The password could not be checked. Please try again." },
};

/* Counts characters; false for what is no text or holds a control. */
static bool
count_characters(const struct ho_secret *s, size_t *n)
{
	const uint8_t *p = ho_secret_data(s);
	size_t left = ho_secret_len(s), step;
	uint32_t cp;

	for (*n = 0; left > 0; p += step, left -= step, ++*n) {
		step = ho_utf8_next(p, left, &cp);
		if (step == 0 || cp < 0x20 || (cp >= 0x7f && cp < 0xa0))
			return false;
	}
	return true;
}

int
ho_password_normal(const struct ho_secret *typed, struct ho_secret *normal)
{
	size_t len = ho_secret_cap(normal), n;
	uint8_t *got;
	int rc;

	ho_secret_clear(normal);
	if (ho_secret_len(typed) == 0 || !count_characters(typed, &n))
		return HO_E_INPUT;
	if (n > HO_PASSWORD_MAX)
		return HO_E_LIMIT;
	got = u8_normalize(UNINORM_NFC, ho_secret_data(typed),
	    ho_secret_len(typed), ho_secret_room(normal), &len);
	if (got == NULL)
		return HO_E_NOMEM;
	if (got == ho_secret_room(normal)) {
		rc = ho_secret_fill(normal, len);
	} else { /* it found our room too small and took its own */
		explicit_bzero(got, len);
		free(got);
		rc = HO_E_LIMIT;
	}
	/* Composition may lengthen, too; the limit holds for both forms. */
	if (rc == HO_OK &&
	    (!count_characters(normal, &n) || n > HO_PASSWORD_MAX))
		rc = HO_E_LIMIT;
	if (rc != HO_OK)
		ho_secret_clear(normal);
	return rc;
}

/* Context words and their parts, for zxcvbn: NULL-terminated. */
struct dictionary {
	char text[PARTS][PART_MAX + 1];
	const char *word[PARTS + 1];
	size_t n;
};

static void
add_part(struct dictionary *d, const char *from, size_t len)
{
	if (len < PART_MIN || len > PART_MAX || d->n == PARTS)
		return;
	memcpy(d->text[d->n], from, len);
	d->text[d->n][len] = '\0';
	d->word[d->n] = d->text[d->n];
	d->n++;
}

/* ops@north-wind.example gives itself, ops@.., north, wind, example, ... */
static void
add_word(struct dictionary *d, const char *word)
{
	size_t len;

	if (word == NULL)
		return;
	add_part(d, word, strlen(word));
	if ((len = strcspn(word, "@")) < strlen(word)) {
		add_part(d, word, len);
		add_part(d, word + len + 1, strlen(word + len + 1));
	}
	for (const char *p = word; *p != '\0'; p += len) {
		len = strcspn(p, PARTERS);
		if (len < strlen(word))
			add_part(d, p, len);
		if (len == 0)
			len = 1;
	}
}

static struct dictionary *
make_dictionary(const struct ho_password_rules *rules)
{
	struct dictionary *d = calloc(1, sizeof(*d));

	if (d == NULL)
		return NULL;
	add_word(d, "handover");
	for (size_t i = 0; i < rules->n_words && i < HO_PASSWORD_WORDS; i++)
		add_word(d, rules->words[i]);
	return d;
}

/* Stood this word before, in any case? */
static bool
is_repeated(const char *text, const char *word, size_t len)
{
	size_t n;

	for (const char *p = text; p < word; p += n + (n == 0)) {
		n = strcspn(p, PARTERS);
		if (n == len && n != 0 && strncasecmp(p, word, n) == 0)
			return true;
	}
	return false;
}

/* Every word once: zxcvbn sees a repeated one only where nothing stands
 * between, and takes "hello hello hello" for three. */
static int
leave_repeats(const char *text, struct ho_secret *once)
{
	int rc = HO_OK;
	size_t n;

	for (const char *p = text; rc == HO_OK && *p != '\0';
	     p += n + (n == 0)) {
		n = strcspn(p, PARTERS);
		if (!is_repeated(text, p, n))
			rc = ho_secret_add(once, p, n + (n == 0));
	}
	return rc;
}

static int
judge_strength(const struct ho_secret *normal,
    const struct ho_password_rules *rules,
    const struct ho_password_fault **fault)
{
	double least = rules->has_factor ? BITS_BESIDE : BITS_ALONE, bits;
	struct dictionary *d = make_dictionary(rules);
	struct ho_secret *head = ho_secret_new(ESTIMATE_MAX);
	struct ho_secret *once = ho_secret_new(ESTIMATE_MAX);
	size_t len = ho_secret_len(normal);
	const char *text;
	int rc = HO_E_NOMEM;

	if (d == NULL || head == NULL || once == NULL)
		goto out;
	rc = ho_secret_set(head, ho_secret_data(normal),
	    len < ESTIMATE_MAX ? len : ESTIMATE_MAX);
	if (rc == HO_OK)
		rc = leave_repeats((const char *)ho_secret_data(head), once);
	if (rc != HO_OK)
		goto out;
	text = (const char *)ho_secret_data(once);
	if ((bits = ZxcvbnMatch(text, d->word, NULL)) >= least)
		*fault = NULL;
	else if (bits < ZxcvbnMatch(text, NULL, NULL))
		*fault = &faults[NAMES_YOU];
	else
		*fault = &faults[TOO_EASY];
out:
	free(d);
	ho_secret_free(&head);
	ho_secret_free(&once);
	return rc;
}

/* However it is typed: the letter shows it in groups, people leave them out. */
static int
is_default(const struct ho_secret *normal,
    const struct ho_password_rules *rules, bool *is_it)
{
	struct ho_secret *word;
	uint8_t hash[HO_MAC_LEN];
	int rc;

	*is_it = false;
	if (rules->word_key == NULL || rules->word_hash == NULL ||
	    !ho_word_shape(ho_secret_data(normal), ho_secret_len(normal)))
		return HO_OK;
	if ((word = ho_secret_new(HO_WORD_LEN)) == NULL)
		return HO_E_NOMEM;
	if ((rc = ho_word_read(ho_secret_data(normal), ho_secret_len(normal),
		 word)) == HO_OK &&
	    (rc = ho_word_hash(rules->word_key, word, hash)) == HO_OK)
		*is_it = ho_mac_equal(hash, rules->word_hash);
	ho_secret_free(&word);
	return rc;
}

static int
judge_normal(const struct ho_secret *normal,
    const struct ho_password_rules *rules,
    const struct ho_password_fault **fault)
{
	bool is_it;
	size_t n;
	int rc;

	if (!count_characters(normal, &n)) {
		*fault = &faults[NOT_TEXT];
		return HO_OK;
	}
	if (n < (rules->has_factor ? HO_PASSWORD_BESIDE : HO_PASSWORD_ALONE)) {
		*fault = &faults[rules->has_factor ? TOO_SHORT_BESIDE
						   : TOO_SHORT_ALONE];
		return HO_OK;
	}
	if ((rc = is_default(normal, rules, &is_it)) != HO_OK)
		return rc;
	if (is_it) {
		*fault = &faults[IS_DEFAULT];
		return HO_OK;
	}
	return judge_strength(normal, rules, fault);
}

int
ho_password_judge(const struct ho_secret *typed,
    const struct ho_password_rules *rules, struct ho_secret *normal,
    const struct ho_password_fault **fault)
{
	int rc;

	*fault = &faults[FAILED];
	if (ho_secret_len(typed) == 0) {
		ho_secret_clear(normal);
		*fault = &faults[rules->has_factor ? TOO_SHORT_BESIDE
						   : TOO_SHORT_ALONE];
		return HO_OK;
	}
	switch (rc = ho_password_normal(typed, normal)) {
	case HO_OK: rc = judge_normal(normal, rules, fault); break;
	case HO_E_INPUT:
		*fault = &faults[NOT_TEXT];
		rc = HO_OK;
		break;
	case HO_E_LIMIT:
		*fault = &faults[TOO_LONG];
		rc = HO_OK;
		break;
	}
	if (*fault != NULL)
		ho_secret_clear(normal);
	return rc;
}
