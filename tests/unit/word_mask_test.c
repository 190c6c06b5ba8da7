/* tests/unit/word_mask_test.c - words that live, masked wherever they stand. */
#include <time.h>

#include "handoverd/cases/inbox_work.h"
#include "handoverd/cases/word_mask.h"
#include "lib/base/b64.h"
#include "lib/base/facts.h"
#include "lib/flow/case.h"
#include "lib/helper/drawing.h"
#include "lib/secret/secret.h"
#include "lib/secret/word.h"
#include "tests/cases/world.h"

#define HOUR 3600

#define REF  "HO-7F3K2M"
#define WORD "7K2M-Q4X9-ABCD-EFGH-JKMN-PQRS"

/* A case that waits for WORD. */
static void
put_words(struct ho_case *c)
{
	const struct ho_secret *key = ho_keys_get(d.keys, HO_KEY_WORD, 0);
	struct ho_secret *word = ho_secret_new(HO_WORD_LEN);
	struct ho_word row = { .kind = HO_WORD_CONFIRM,
		.address = 1,
		.state = HO_LIVE,
		.expires_at = t.now + HOUR };
	struct ho_buf hex = HO_BUF_INIT;
	uint8_t hash[HO_MAC_LEN];
	struct ho_event *ev;

	*c = (struct ho_case){ .kind = HO_CASE_OWNER,
		.state = HO_AT_CONFIRM,
		.opened_at = t.now };
	snprintf(c->ref, sizeof(c->ref), REF);
	must(ho_word_read(WORD, strlen(WORD), word) == HO_OK &&
		ho_word_hash(key, word, hash) == HO_OK,
	    "word");
	ho_hex(&hex, hash, sizeof(hash));
	snprintf(row.hash, sizeof(row.hash), "%s", ho_buf_text(&hex));
	ev = event("case.open");
	must(ho_store_put(t.s, HO_CASE, c) == HO_OK, "case");
	row.of_case = c->row.id;
	must(ho_store_put(t.s, HO_WORD, &row) == HO_OK, "word's row");
	must(ho_event_end(&ev, NULL) == HO_OK, "event");
	ho_secret_free(&word);
	ho_buf_free(&hex);
}

static void
close_case(struct ho_case *c)
{
	struct ho_event *ev;

	ev = event("case.refuse");
	c->state = HO_AT_REFUSED;
	c->closed_at = t.now;
	must(ho_store_put(t.s, HO_CASE, c) == HO_OK &&
		ho_event_end(&ev, NULL) == HO_OK,
	    "case");
}

/* What is left of text, and whether it held a word of the open case. */
static bool
masked(const char *text, char *out, size_t cap)
{
	struct word_mask m = { .t = &t };
	bool found, looked;

	snprintf(out, cap, "%s", text);
	assert_int_equal(word_mask(&m, (uint8_t *)out, strlen(out)), HO_OK);
	assert_int_equal(word_mask_open(&t, m.holds, &found), HO_OK);
	assert_true(m.holds[0] == '\0' || strcmp(m.holds, REF) == 0);
	assert_int_equal(
	    word_mask_look(&t, text, strlen(text), &looked), HO_OK);
	assert_int_equal(looked, found);
	return found;
}

#define S4 "****"

static void
words_are_masked_however_they_are_written(void **state)
{
	static const struct row {
		const char *text, *left; /* NULL: as it was */
		bool lives;
	} rows[] = {
		{ "", NULL, false },
		{ "CONFIRM " REF " " WORD "\n",
		    "CONFIRM " REF " " S4 S4 S4 S4 S4 S4 "*****\n", true },
		/* broken by who quotes it */
		{ "> " WORD, "> " S4 S4 S4 S4 S4 S4 "*****", true },
		{ "> 7K2M-Q4X9-ABCD-\n> EFGH-JKMN-PQRS",
		    "> " S4 S4 S4 "***\n" S4 S4 S4 "****", true },
		{ "7K2M-Q4X9-AB=\nCD-EFGH-JKMN-PQRS",
		    S4 S4 S4 "*\n" S4 S4 S4 S4 "*", true },
		{ "7k2m q4x9 abcd efgh jkmn pqrs.", S4 S4 S4 S4 S4 S4 "*****.",
		    true },
		{ "7K2M\u2013Q4X9\u2013ABCD\u2013EFGH\u2013JKMN\u2013PQRS",
		    S4 S4 S4 S4 S4 S4 S4 S4 S4 "***", true },
		{ "7K2M-Q4X9-<U+200B>ABCD-EFGH-JKMN-PQRS",
		    S4 S4 S4 S4 S4 S4 S4 S4 "*****", true },
		{ "*7K2M*-*Q4X9*-*ABCD*-*EFGH*-*JKMN*-*PQRS*",
		    "*" S4 S4 S4 S4 S4 S4 S4 S4 S4 "****", true },
		{ WORD "-", S4 S4 S4 S4 S4 S4 "*****-", true },
		/* what could be one, by its shape, and is none */
		{ "0000-1111-2222-3333-4444-5555!", S4 S4 S4 S4 S4 S4 "*****!",
		    false },
		{ "x 000011112222333344445555 y", "x " S4 S4 S4 S4 S4 S4 " y",
		    false },
		/* what is none */
		{ "550e8400-e29b-41d4-a716-446655440000", NULL, false },
		{ "0000 1111 2222 3333 4444 5555", NULL, false },
		{ "Ring 030 1234567 or come by at 9 with it.", NULL, false },
		{ "x" WORD, NULL, false },
		{ WORD "x", NULL, false },
		{ "7K2M-Q4X9-ABCD-EFGH-JKMN", NULL, false },
	};
	struct ho_case c;
	char out[200];

	(void)state;
	put_words(&c);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const char *want = rows[i].left ? rows[i].left : rows[i].text;
		bool lives = masked(rows[i].text, out, sizeof(out));

		if (lives != rows[i].lives || strcmp(out, want) != 0)
			fail_msg("%s: %d, %s", rows[i].text, lives, out);
	}
	close_case(&c);
	assert_false(masked(WORD, out, sizeof(out)));
}

/* Wherever it stands: staff get the octets of a mail with all that is in it. */
static void
words_are_found_wherever_they_stand(void **state)
{
	struct arrival a = { .door = "receive" };
	struct ho_case c;
	struct ho_inbox row;
	bool found;

	(void)state;
	put_words(&c);
	for (int i = 0; i < 4; i++) {
		a.facts = calloc(1, sizeof(*a.facts));
		a.drawing = calloc(1, sizeof(*a.drawing));
		must(a.facts != NULL && a.drawing != NULL, "memory");
		ho_buf_fmt(&a.octets, "mail %d", i);
		snprintf(
		    a.facts->from, sizeof(a.facts->from), "boss@evil.example");
		ho_buf_str(&a.drawing->text, i == 0 ? "> " WORD : "hello");
		ho_buf_str(&a.drawing->aside, i == 1 ? "> " WORD : "hello");
		snprintf(a.drawing->head[HO_HEAD_SUBJECT], HO_DRAWING_HEAD,
		    "%s", i == 2 ? "Re: " WORD : "hello");
		assert_int_equal(inbox_take(&t, &a), HO_OK);
		assert_int_equal(
		    ho_store_get(t.s, HO_INBOX, a.id, &row), HO_OK);
		assert_int_equal(inbox_has_word(&t, &row, &found), HO_OK);
		assert_int_equal(found, i < 3);
		assert_null(strstr(row.subject, WORD));
		arrival_clear(&a);
		snprintf(a.door, sizeof(a.door), "receive");
	}
}

/* However much there is to look at. */
static void
looking_for_words_has_an_end(void **state)
{
	struct word_mask m = { .t = &t };
	struct ho_buf text = HO_BUF_INIT;
	clock_t start = clock();

	(void)state;
	while (text.len < HO_DRAWING_TEXT)
		ho_buf_str(&text, "1 ");
	assert_int_equal(word_mask(&m, text.data, text.len), HO_OK);
	assert_true((clock() - start) * 2 < CLOCKS_PER_SEC);
	ho_buf_free(&text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		IN_A_WORLD(words_are_masked_however_they_are_written),
		IN_A_WORLD(words_are_found_wherever_they_stand),
		IN_A_WORLD(looking_for_words_has_an_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
