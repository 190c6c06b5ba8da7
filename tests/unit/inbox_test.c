/*
 * tests/unit/inbox_test.c - how much mail from outside the store takes.
 *
 * Facts of letters are made up, as if a judge had found them.
 */
#include "handoverd/cases/inbox_work.h"
#include "handoverd/cases/put_off.h"
#include "lib/base/facts.h"
#include "lib/flow/case.h"
#include "lib/helper/drawing.h"
#include "tests/cases/world.h"

#define PENDING  "it@northwind.example"
#define STRANGER "boss@evil.example"
#define HOUR     3600

static int made; /* mails so far: each is another one */

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
		assert_true(comes(WORLD_CONTACT, 100, ++made, &row));
		assert_int_equal(row.state, HO_IN_WAITING);
	}
	assert_true(comes("OPS@northwind.example", 100, ++made, &row));
	assert_int_equal(row.state, HO_IN_QUARANTINED);
	assert_string_equal(row.reason, "too-many-waiting");
	/* nor keeps out what the client has signed; but that has an end too */
	is_signed = true;
	for (int i = 0; i < INBOX_OF_SENDER; i++) {
		assert_true(comes(WORLD_CONTACT, 100, ++made, &row));
		assert_string_equal(row.reason, "signed");
	}
	assert_true(comes(WORLD_CONTACT, 100, ++made, &row));
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
	assert_true(comes(WORLD_CONTACT, 100, made + 1, &row));
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

	must(HO_ASK(t.s, HO_Q_ADDRESSES_BY_TEXT, &on_file,
		 HO_STR(WORLD_CONTACT)) == HO_OK,
	    "contact");
	ev = event("contact.add");
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
		IN_A_WORLD(the_same_octets_are_one_mail),
		IN_A_WORLD(twenty_of_a_sender_wait),
		IN_A_WORLD(so_many_strangers_an_hour),
		IN_A_WORLD(the_oldest_give_way),
		IN_A_WORLD(their_octets_are_bounded),
		IN_A_WORLD(what_cannot_be_drawn_confirms_nothing),
		cmocka_unit_test(put_off_comes_on_the_schedule_of_cases),
		cmocka_unit_test(a_place_has_one_mail),
		cmocka_unit_test(a_beginning_is_enough),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
