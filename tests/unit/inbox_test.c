/*
 * tests/unit/inbox_test.c - how much mail from outside the store takes.
 *
 * The real store and log in this process, in one transaction that is never
 * committed; facts of letters are made up, as if a judge had found them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "handoverd/daemon.h"
#include "handoverd/cases/inbox_work.h"
#include "handoverd/cases/put_off.h"
#include "handoverd/cases/word_mask.h"
#include "lib/base/b64.h"
#include "lib/base/err.h"
#include "lib/base/facts.h"
#include "lib/flow/case.h"
#include "lib/helper/drawing.h"
#include "lib/flow/case.h"
#include "lib/secret/secret.h"
#include "lib/secret/word.h"
#include "tests/login/must.h"

#define CONTACT  "ops@northwind.example"
#define PENDING  "it@northwind.example"
#define STRANGER "boss@evil.example"
#define HOUR     3600

static struct daemon d;
static struct tx t;
static struct ho_audit_signer signer;
static char dir[] = "/tmp/handover-inbox-XXXXXX";
static int made; /* mails so far: each is another one */

/* Nothing leaves this process. */
void
courier_wake(struct daemon *of)
{
	(void)of;
}

/* --- the world --------------------------------------------------------------- */

static void
load(void)
{
	struct ho_buf text = HO_BUF_INIT, why = HO_BUF_INIT;

	must(mkdtemp(dir) != NULL, "directory");
	ho_buf_fmt(&text,
	    "state-dir = %s\nruntime-dir = %s\nstore-key = %s/store.key\n"
	    "log-key = %s/log.key\nlocked-memory = try\n"
	    "desk-address = desk@host.example\n"
	    "sign-in-url = https://panel.example/\n",
	    dir, dir, dir, dir);
	must(ho_conf_parse(
		 &d.conf, "test", ho_buf_text(&text), text.len, &why) == HO_OK,
	    ho_buf_text(&why));
	must(ho_secret_policy(HO_LOCK_TRY) == HO_OK, "memory");
	must(ho_key_make(d.conf.store_key) == HO_OK &&
		ho_key_make(d.conf.log_key) == HO_OK,
	    "keys");
	must(ho_store_create(d.conf.store, &why) == HO_OK, ho_buf_text(&why));
	must(ho_keys_open(d.conf.store_key, &d.keys, &why) == HO_OK &&
		ho_signer_open(d.conf.log_key, &d.signer, &why) == HO_OK,
	    ho_buf_text(&why));
	ho_buf_free(&text);
	ho_buf_free(&why);
}

/* A client with one contact. */
static void
put_client(void)
{
	struct ho_account account = { .code = "northwind",
		.name = "Northwind",
		.seats = 3,
		.created_at = t.now };
	struct ho_user owner = {
		.login = "olga", .role = HO_ROLE_ADMIN, .created_at = t.now
	};
	struct ho_address a = { .kind = HO_EMAIL,
		.text = CONTACT,
		.provenance = "panel",
		.usable_from = t.now,
		.state = HO_ADDRESS_ON_FILE,
		.added_at = t.now };
	struct ho_event *ev;

	must(ho_event_begin(t.a, &ev, "account.add", t.now) == HO_OK, "event");
	ho_event_self(ev);
	must(ho_store_next_id(t.s, HO_ACCOUNT, &account.row.id) == HO_OK, "id");
	owner.account = a.account = account.row.id;
	must(ho_store_put(t.s, HO_USER, &owner) == HO_OK, "owner");
	account.super_admin = owner.row.id;
	must(ho_store_put(t.s, HO_ACCOUNT, &account) == HO_OK &&
		ho_store_put(t.s, HO_ADDRESS, &a) == HO_OK,
	    "account");
	must(ho_event_end(&ev, NULL) == HO_OK, "event");
}

static int
world(void **state)
{
	struct ho_buf why = HO_BUF_INIT;

	(void)state;
	load();
	t = (struct tx){ .d = &d, .now = 1800000000 };
	must(daemon_open_store(&d, &signer, &t.s, &t.a, &why) == HO_OK,
	    ho_buf_text(&why));
	must(ho_store_begin(t.s) == HO_OK, "transaction");
	put_client();
	return 0;
}

static int
world_end(void **state)
{
	char command[160];

	(void)state;
	ho_store_rollback(t.s);
	ho_audit_close(&t.a);
	ho_store_close(&t.s);
	ho_signer_free(&d.signer);
	ho_keys_free(&d.keys);
	ho_conf_free(&d.conf);
	snprintf(command, sizeof(command), "rm -r '%s'", dir);
	memset(&d, 0, sizeof(d));
	must(system(command) == 0, command);
	memcpy(dir, "/tmp/handover-inbox-XXXXXX", sizeof(dir));
	return 0;
}

/* --- mails -------------------------------------------------------------------- */

/* As accepted facts are: one signature that covers all. */
static void
sign(struct ho_facts *f)
{
	struct ho_signature *s = &f->signature[0];

	f->signatures = 1;
	snprintf(s->domain, sizeof(s->domain), "northwind.example");
	snprintf(s->result, sizeof(s->result), "pass");
	s->is_verified = s->is_aligned = true;
	s->covers = HO_FIELD_BIT(HO_FIELDS) - 1;
	s->signed_at = s->expires_at = HO_FACTS_NEVER;
}

static bool is_signed, is_undrawn; /* what comes() makes */

/* A mail of that many octets comes in; is it kept?  row: of it. */
static bool
comes(const char *from, size_t octets, int number, struct ho_inbox *row)
{
	struct arrival a = { .door = "receive",
		.facts = calloc(1, sizeof(*a.facts)),
		.drawing = calloc(1, sizeof(*a.drawing)) };
	bool kept;

	must(a.facts != NULL && a.drawing != NULL, "memory");
	a.octets.data = calloc(1, octets + 1);
	must(a.octets.data != NULL && octets > 8, "memory");
	a.octets.cap = octets + 1;
	a.octets.len = octets;
	snprintf((char *)a.octets.data, 9, "%08d", number);
	snprintf(a.facts->from, sizeof(a.facts->from), "%s", from);
	snprintf(
	    a.facts->message_id, sizeof(a.facts->message_id), "<%d@x>", number);
	a.facts->date = t.now;
	must(ho_addr_add(&a.facts->to, "desk@host.example"), "To");
	if (is_signed)
		sign(a.facts);
	if (is_undrawn)
		ho_drawing_free(&a.drawing);
	assert_int_equal(inbox_take(&t, &a), HO_OK);
	kept = a.put_off == NULL;
	assert_int_equal(kept, a.id != 0);
	if (kept && row != NULL)
		assert_int_equal(ho_store_get(t.s, HO_INBOX, a.id, row), HO_OK);
	arrival_clear(&a);
	return kept;
}

static int64_t
held(void)
{
	int64_t n;

	assert_int_equal(
	    ho_store_count(t.s, HO_Q_INBOX_HELD, &HO_INT(0), 1, &n), HO_OK);
	return n;
}

static void
the_same_octets_are_one_mail(void **state)
{
	struct ho_inbox first, again;

	(void)state;
	made++;
	assert_true(comes(STRANGER, 100, made, &first));
	t.now += HOUR;
	assert_true(comes(STRANGER, 100, made, &again));
	assert_int_equal(again.row.id, first.row.id);
	assert_int_equal(again.seen_at, first.seen_at);
	assert_int_equal(held(), 1);
}

/* From is easily forged: whoever writes in a client's name fills no list. */
static void
twenty_of_a_sender_wait(void **state)
{
	struct ho_inbox row;

	(void)state;
	for (int i = 0; i < INBOX_OF_SENDER; i++) {
		assert_true(comes(CONTACT, 100, ++made, &row));
		assert_int_equal(row.state, HO_IN_WAITING);
	}
	assert_true(comes("OPS@northwind.example", 100, ++made, &row));
	assert_int_equal(row.state, HO_IN_QUARANTINED);
	assert_string_equal(row.reason, "too-many-waiting");
	/* nor keeps out what the client has signed; but that has an end too */
	is_signed = true;
	for (int i = 0; i < INBOX_OF_SENDER; i++) {
		assert_true(comes(CONTACT, 100, ++made, &row));
		assert_string_equal(row.reason, "signed");
	}
	assert_true(comes(CONTACT, 100, ++made, &row));
	assert_int_equal(row.state, HO_IN_QUARANTINED);
	is_signed = false;
}

/* Strangers are put off; who is on file is not. */
static void
so_many_strangers_an_hour(void **state)
{
	struct ho_inbox row;

	(void)state;
	for (int i = 0; i < INBOX_AN_HOUR; i++)
		assert_true(comes(STRANGER, 100, ++made, NULL));
	made++;
	assert_false(comes(STRANGER, 100, made, NULL));
	assert_int_equal(held(), INBOX_AN_HOUR);
	assert_true(comes(CONTACT, 100, made + 1, &row));
	assert_int_equal(row.state, HO_IN_WAITING);
	t.now += HOUR;
	assert_true(comes(STRANGER, 100, made, NULL));
	made++;
}

static void
the_oldest_give_way(void **state)
{
	struct ho_inbox first, row;

	(void)state;
	assert_true(comes(STRANGER, 100, ++made, &first));
	for (int i = 1; i < INBOX_HELD; i++) {
		t.now += HOUR / INBOX_AN_HOUR + 1;
		assert_true(comes(STRANGER, 100, ++made, NULL));
	}
	assert_int_equal(held(), INBOX_HELD);
	t.now += HOUR;
	assert_true(comes(STRANGER, 100, ++made, NULL));
	assert_int_equal(held(), INBOX_HELD);
	assert_int_equal(
	    ho_store_get(t.s, HO_INBOX, first.row.id, &row), HO_E_NONE);
	assert_int_equal(
	    ho_store_get(t.s, HO_INBOX, first.row.id + 1, &row), HO_OK);
}

static void
their_octets_are_bounded(void **state)
{
	const size_t large = (size_t)25 << 20;
	const int fit = (int)(INBOX_OCTETS / (int64_t)large);

	(void)state;
	for (int i = 0; i < fit; i++)
		assert_true(comes(STRANGER, large, ++made, NULL));
	assert_int_equal(held(), fit);
	assert_true(comes(STRANGER, large, ++made, NULL));
	assert_int_equal(held(), fit);
}

/* --- words that live -------------------------------------------------------------- */

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
	must(ho_event_begin(t.a, &ev, "case.open", t.now) == HO_OK, "event");
	ho_event_self(ev);
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

	must(ho_event_begin(t.a, &ev, "case.refuse", t.now) == HO_OK, "event");
	ho_event_self(ev);
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
		ho_buf_fmt(&a.octets, "mail %d", ++made);
		snprintf(a.facts->from, sizeof(a.facts->from), STRANGER);
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

/* --- an address that comes on file ------------------------------------------------ */

static void
put_pending(void)
{
	struct ho_address on_file,
	    a = { .kind = HO_EMAIL,
		    .text = PENDING,
		    .provenance = "staff",
		    .state = HO_ADDRESS_ON_FILE,
		    .added_at = t.now };
	struct ho_case c = { .ref = "HO-000001",
		.kind = HO_CASE_CONTACT,
		.state = HO_AT_CONFIRM,
		.opened_at = t.now };
	struct ho_event *ev;

	must(HO_ASK(t.s, HO_Q_ADDRESSES_BY_TEXT, &on_file, HO_STR(CONTACT)) ==
		HO_OK,
	    "contact");
	must(ho_event_begin(t.a, &ev, "contact.add", t.now) == HO_OK, "event");
	ho_event_self(ev);
	a.account = c.account = on_file.account;
	must(ho_store_put(t.s, HO_ADDRESS, &a) == HO_OK, "address");
	c.asker = a.row.id;
	must(ho_store_put(t.s, HO_CASE, &c) == HO_OK, "case");
	must(ho_event_end(&ev, NULL) == HO_OK, "event");
}

/* No text, no yes: it may quote the very word. */
static void
what_cannot_be_drawn_confirms_nothing(void **state)
{
	struct ho_inbox row;
	struct ho_case c;

	(void)state;
	put_pending();
	is_signed = is_undrawn = true;
	assert_true(comes(PENDING, 100, ++made, &row));
	is_signed = is_undrawn = false;
	assert_int_equal(row.state, HO_IN_WAITING);
	assert_string_equal(row.reason, "signed");
	assert_int_equal(
	    HO_ASK(t.s, HO_Q_CASE_BY_REF, &c, HO_STR("HO-000001")), HO_OK);
	assert_int_equal(c.state, HO_AT_CONFIRM);
}

/* --- what is put off ------------------------------------------------------------ */

static void
put_off_comes_on_the_schedule_of_cases(void **state)
{
	static const int64_t waits[] = { 60, 300, 900, 3600, 3600 };
	char key[PUT_OFF_KEY], other[PUT_OFF_KEY];
	int64_t now = 1000000;

	(void)state;
	assert_int_equal(put_off_key("a letter", 8, key), HO_OK);
	assert_int_equal(put_off_key("another", 7, other), HO_OK);
	assert_false(put_off_is_early(key, now));
	for (size_t i = 0; i < sizeof(waits) / sizeof(waits[0]); i++) {
		put_off_note(key, now);
		assert_true(put_off_is_early(key, now));
		assert_true(put_off_is_early(key, now + waits[i] - 1));
		assert_false(put_off_is_early(key, now + waits[i]));
		assert_false(put_off_is_early(other, now));
		/* a clock that was put back keeps nobody out for longer */
		assert_false(put_off_is_early(key, now - 1));
		now += waits[i];
	}
}

/* Two that share a place: the first keeps it until its time has come. */
static void
a_place_has_one_mail(void **state)
{
	char first[PUT_OFF_KEY], second[PUT_OFF_KEY];
	int64_t now = 2000000;

	(void)state;
	assert_int_equal(put_off_key("first", 5, first), HO_OK);
	memcpy(second, first, sizeof(second));
	second[PUT_OFF_KEY - 2] ^= 1;
	put_off_note(first, now);
	put_off_note(second, now);
	assert_true(put_off_is_early(first, now));
	assert_false(put_off_is_early(second, now));
	put_off_note(second, now + 60);
	assert_true(put_off_is_early(second, now + 60));
	assert_false(put_off_is_early(first, now + 60));
}

/* The beginning and no more: 25 MiB are not read for this. */
static void
a_beginning_is_enough(void **state)
{
	static char mail[PUT_OFF_BEGIN + 2];
	char one[PUT_OFF_KEY], same[PUT_OFF_KEY], other[PUT_OFF_KEY];

	(void)state;
	assert_int_equal(put_off_key(mail, sizeof(mail), one), HO_OK);
	mail[PUT_OFF_BEGIN] = 'x';
	assert_int_equal(put_off_key(mail, sizeof(mail), same), HO_OK);
	assert_string_equal(one, same);
	mail[PUT_OFF_BEGIN - 1] = 'x';
	assert_int_equal(put_off_key(mail, sizeof(mail), other), HO_OK);
	assert_string_not_equal(one, other);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define IN_A_WORLD(f) cmocka_unit_test_setup_teardown(f, world, world_end)
		IN_A_WORLD(the_same_octets_are_one_mail),
		IN_A_WORLD(twenty_of_a_sender_wait),
		IN_A_WORLD(so_many_strangers_an_hour),
		IN_A_WORLD(the_oldest_give_way),
		IN_A_WORLD(their_octets_are_bounded),
		IN_A_WORLD(words_are_masked_however_they_are_written),
		IN_A_WORLD(words_are_found_wherever_they_stand),
		IN_A_WORLD(looking_for_words_has_an_end),
		IN_A_WORLD(what_cannot_be_drawn_confirms_nothing),
		cmocka_unit_test(put_off_comes_on_the_schedule_of_cases),
		cmocka_unit_test(a_place_has_one_mail),
		cmocka_unit_test(a_beginning_is_enough),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
