/*
 * tests/unit/verdict_test.c - which rule speaks first, and what it says.
 *
 * Starts from facts that are accepted; each row spoils some of them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/flow/verdict.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define SEEN     INT64_C(1795253400)
#define DAY      86400

static const char *const addresses[] = { "OPS@northwind.example",
	"ops@northwind.example", "sam@northwind.example" };
static const char *const desks[] = { "desk@handover.example" };

#define ALL_FIELDS (HO_FIELD_BIT(HO_FIELDS) - 1)

static struct ho_verdict_query
question(void)
{
	return (struct ho_verdict_query){ .addresses = addresses,
		.n_addresses = COUNT(addresses),
		.desks = desks,
		.n_desks = COUNT(desks),
		.seen_at = SEEN };
}

static void
good_facts(struct ho_facts *f)
{
	struct ho_signature *s = &f->signature[0];

	memset(f, 0, sizeof(*f));
	strcpy(f->from, "ops@northwind.example");
	strcpy(f->message_id, "<a@b>");
	ho_addr_add(&f->to, "x@y");
	ho_addr_add(&f->to, "Desk@handover.example");
	f->date = SEEN - 60;
	f->present = HO_FIELD_BIT(HO_FIELD_FROM) | HO_FIELD_BIT(HO_FIELD_TO);
	f->signatures = 1;
	strcpy(s->domain, "northwind.example");
	strcpy(s->result, "pass");
	s->is_verified = s->is_aligned = true;
	s->covers = ALL_FIELDS;
	s->signed_at = s->expires_at = HO_FACTS_NEVER;
}

enum spoil {
	FAULT = 1 << 0,
	UNKNOWN = 1 << 1,
	SENDER = 1 << 2,
	LIST = 1 << 3,
	ROBOT = 1 << 4,
	NO_DESK = 1 << 5,
	OLD = 1 << 6,
	UNALIGNED = 1 << 7,
	UNVERIFIED = 1 << 8,
	KEY_SILENT = 1 << 9,
	POLICY_SILENT = 1 << 10,
	CASE = 1 << 11,
	NO_SUBJECT = 1 << 12,
	NO_TO = 1 << 13,
	NO_ID = 1 << 14,
	NO_TYPE = 1 << 15,
	NO_ENCODING = 1 << 16,
	FUTURE = 1 << 17,
	EXPIRED = 1 << 18,
	STRICT = 1 << 19, /* policy: unsigned is refused */
	TO_UNREAD = 1 << 20,
	CC_UNREAD = 1 << 21,
};

static void
spoil(struct ho_facts *f, unsigned how)
{
	struct ho_signature *s = &f->signature[0];
	static const struct {
		unsigned how;
		enum ho_field_id open;
	} opens[] = {
		{ NO_SUBJECT, HO_FIELD_SUBJECT },
		{ NO_TO, HO_FIELD_TO },
		{ NO_ID, HO_FIELD_MESSAGE_ID },
		{ NO_TYPE, HO_FIELD_CONTENT_TYPE },
		{ NO_ENCODING, HO_FIELD_TRANSFER_ENCODING },
	};

	for (size_t i = 0; i < COUNT(opens); i++)
		if (how & opens[i].how)
			s->covers &= ~HO_FIELD_BIT(opens[i].open);
	if (how & NO_ENCODING)
		f->present |= HO_FIELD_BIT(HO_FIELD_TRANSFER_ENCODING);
	if (how & FAULT)
		strcpy(f->fault, "field-repeated");
	if (how & UNKNOWN)
		strcpy(f->from, "eve@northwind.example");
	if (how & CASE)
		strcpy(f->from, "Ops@northwind.example");
	if (how & SENDER)
		f->is_sender_bad = true;
	if (how & LIST)
		strcpy(f->list_mark, "List-Id");
	if (how & ROBOT)
		strcpy(f->automatic_mark, "Auto-Submitted");
	if (how & NO_DESK)
		f->to.len = 0;
	if (how & TO_UNREAD)
		f->unread |= HO_FIELD_BIT(HO_FIELD_TO);
	if (how & CC_UNREAD)
		f->unread |= HO_FIELD_BIT(HO_FIELD_CC);
	if (how & OLD)
		f->date -= 8 * DAY;
	if (how & UNALIGNED)
		s->is_aligned = false;
	if (how & (UNVERIFIED | KEY_SILENT))
		s->is_verified = false;
	if (how & UNVERIFIED)
		strcpy(s->result, "body-differs");
	if (how & KEY_SILENT)
		strcpy(s->result, "dns-unclear");
	if (how & (KEY_SILENT | POLICY_SILENT))
		s->is_unclear = s->is_aligned;
	if (how & FUTURE)
		s->signed_at = SEEN + 301;
	if (how & EXPIRED)
		s->expires_at = SEEN - 1;
}

static void
the_first_rule_that_speaks_decides(void **state)
{
	static const struct row {
		unsigned how;
		enum ho_mail_verdict verdict;
		const char *word;
	} rows[] = {
		{ 0, HO_MAIL_ACCEPT, "signed" },
		{ ~(unsigned)CASE, HO_MAIL_REFUSE, "field-repeated" },
		{ ~(unsigned)(CASE | FAULT), HO_MAIL_REFUSE,
		    "from-not-registered" },
		{ SENDER | LIST | ROBOT | NO_DESK | OLD | UNVERIFIED,
		    HO_MAIL_REFUSE, "sender-differs" },
		{ LIST | ROBOT | NO_DESK | OLD, HO_MAIL_REFUSE,
		    "mailing-list" },
		{ ROBOT | NO_DESK | OLD, HO_MAIL_REFUSE, "automatic-mail" },
		{ NO_DESK | OLD | KEY_SILENT, HO_MAIL_REFUSE,
		    "desk-not-addressed" },
		{ NO_DESK | TO_UNREAD | CC_UNREAD | OLD, HO_MAIL_REFUSE,
		    "to-unreadable" },
		{ NO_DESK | CC_UNREAD | OLD, HO_MAIL_REFUSE, "cc-unreadable" },
		{ TO_UNREAD | CC_UNREAD, HO_MAIL_ACCEPT, "signed" },
		{ OLD | UNVERIFIED, HO_MAIL_REFUSE, "date-out-of-range" },
		{ UNVERIFIED, HO_MAIL_CONFIRM, "no-aligned-signature" },
		{ UNVERIFIED | STRICT, HO_MAIL_REFUSE, "no-aligned-signature" },
		{ UNALIGNED, HO_MAIL_CONFIRM, "no-aligned-signature" },
		{ UNALIGNED | KEY_SILENT, HO_MAIL_CONFIRM,
		    "no-aligned-signature" },
		{ FUTURE, HO_MAIL_CONFIRM, "no-aligned-signature" },
		{ EXPIRED, HO_MAIL_CONFIRM, "no-aligned-signature" },
		{ KEY_SILENT, HO_MAIL_UNCLEAR, "dns-unclear" },
		{ POLICY_SILENT, HO_MAIL_UNCLEAR, "dns-unclear" },
		{ KEY_SILENT | STRICT, HO_MAIL_UNCLEAR, "dns-unclear" },
		{ KEY_SILENT | NO_TO, HO_MAIL_CONFIRM, "no-aligned-signature" },
		{ KEY_SILENT | NO_TO | STRICT, HO_MAIL_UNCLEAR, "dns-unclear" },
		{ KEY_SILENT | CASE, HO_MAIL_CONFIRM, "no-aligned-signature" },
		{ KEY_SILENT | EXPIRED, HO_MAIL_CONFIRM,
		    "no-aligned-signature" },
		{ KEY_SILENT | NO_SUBJECT | STRICT, HO_MAIL_REFUSE,
		    "no-aligned-signature" },
		{ CASE, HO_MAIL_CONFIRM, "from-case-differs" },
		{ CASE | STRICT, HO_MAIL_CONFIRM, "from-case-differs" },
		{ CASE | UNVERIFIED | STRICT, HO_MAIL_REFUSE,
		    "no-aligned-signature" },
		{ NO_SUBJECT, HO_MAIL_CONFIRM, "subject-or-date-not-signed" },
		{ NO_SUBJECT | STRICT, HO_MAIL_REFUSE,
		    "subject-or-date-not-signed" },
		{ NO_TO, HO_MAIL_CONFIRM, "desk-not-signed" },
		{ NO_TO | STRICT, HO_MAIL_CONFIRM, "desk-not-signed" },
		{ NO_TO | NO_ID | NO_TYPE, HO_MAIL_CONFIRM, "desk-not-signed" },
		{ NO_ID | NO_TYPE, HO_MAIL_CONFIRM, "message-id-not-signed" },
		{ NO_TYPE | NO_ENCODING, HO_MAIL_CONFIRM,
		    "content-type-not-signed" },
		{ NO_ENCODING, HO_MAIL_CONFIRM,
		    "transfer-encoding-not-signed" },
	};
	static struct ho_facts f;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct ho_verdict_query q = question();
		struct ho_judgement j;

		q.n_addresses = rows[i].how & CASE ? 2 : COUNT(addresses);
		if (rows[i].how & CASE)
			q.addresses = addresses + 1;
		q.is_unsigned_refused = rows[i].how & STRICT;
		good_facts(&f);
		spoil(&f, rows[i].how);
		j = ho_flow_verdict(&f, &q);
		if (j.verdict != rows[i].verdict ||
		    strcmp(j.reason->word, rows[i].word) != 0)
			fail_msg("row %zu: %s %s", i,
			    ho_mail_verdict_word(j.verdict), j.reason->word);
	}
}

static void
the_address_that_matched_is_named(void **state)
{
	static struct ho_facts f;
	struct ho_verdict_query q = question();
	struct ho_judgement j;

	(void)state;
	good_facts(&f);
	j = ho_flow_verdict(&f, &q);
	assert_int_equal(j.address, 1); /* exact goes before alike */
	assert_int_equal(j.signature, 0);
	strcpy(f.from, "oPs@northwind.example");
	j = ho_flow_verdict(&f, &q);
	assert_int_equal(j.address, 0);
	strcpy(f.from, "eve@northwind.example");
	j = ho_flow_verdict(&f, &q);
	assert_int_equal(j.address, -1);
	assert_int_equal(j.signature, -1);
	/* only ASCII folds: the kelvin sign is no k, dotless i no i */
	strcpy(f.from, "\xe2\x84\xaa@northwind.example");
	q.addresses = (const char *const[]){ "k@northwind.example" };
	q.n_addresses = 1;
	assert_string_equal(
	    ho_flow_verdict(&f, &q).reason->word, "from-not-registered");
}

static void
nothing_is_refusal(void **state)
{
	static struct ho_facts f;
	struct ho_verdict_query q = question(), empty = { 0 };
	static const char *const lies[] = { "signed", "no-aligned-signature",
		"dns-unclear", "x" };

	(void)state;
	assert_int_equal(ho_flow_verdict(&f, &q).verdict, HO_MAIL_REFUSE);
	assert_int_equal(ho_flow_verdict(&f, &empty).verdict, HO_MAIL_REFUSE);
	good_facts(&f);
	assert_int_equal(ho_flow_verdict(&f, &empty).verdict, HO_MAIL_REFUSE);
	q.n_desks = 0;
	assert_string_equal(
	    ho_flow_verdict(&f, &q).reason->word, "desk-not-addressed");
	q.is_any_desk = true;
	assert_int_equal(ho_flow_verdict(&f, &q).verdict, HO_MAIL_ACCEPT);
	for (size_t i = 0; i < COUNT(lies); i++) {
		/* a word that is no fault is a fault all the same */
		strcpy(f.fault, lies[i]);
		assert_int_equal(
		    ho_flow_verdict(&f, &q).verdict, HO_MAIL_REFUSE);
	}
	good_facts(&f);
	f.from[0] = '\0';
	q.addresses = (const char *const[]){ "" };
	q.n_addresses = 1;
	assert_int_equal(ho_flow_verdict(&f, &q).verdict, HO_MAIL_REFUSE);
}

static void
days_are_days_of_utc(void **state)
{
	static const struct row {
		int64_t apart;
		enum ho_mail_verdict verdict;
	} rows[] = {
		{ 0, HO_MAIL_ACCEPT },
		{ 7 * DAY, HO_MAIL_ACCEPT },
		{ -7 * DAY, HO_MAIL_ACCEPT },
		{ 8 * DAY, HO_MAIL_REFUSE },
		{ -8 * DAY, HO_MAIL_REFUSE },
		{ INT64_MAX - SEEN, HO_MAIL_REFUSE },
		{ INT64_MIN, HO_MAIL_REFUSE },
	};
	static struct ho_facts f;
	struct ho_verdict_query q = question();

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		good_facts(&f);
		f.date = SEEN + rows[i].apart;
		assert_int_equal(
		    ho_flow_verdict(&f, &q).verdict, rows[i].verdict);
	}
	/* the first second of the first day, and the one before */
	good_facts(&f);
	f.date = SEEN / DAY * DAY - 7 * DAY;
	assert_int_equal(ho_flow_verdict(&f, &q).verdict, HO_MAIL_ACCEPT);
	f.date--;
	assert_int_equal(ho_flow_verdict(&f, &q).verdict, HO_MAIL_REFUSE);
}

static void
signatures_have_their_time(void **state)
{
	struct ho_signature s = { .is_verified = true,
		.result = "pass",
		.signed_at = SEEN,
		.expires_at = SEEN + 10 };

	(void)state;
	assert_string_equal(ho_flow_signature_result(&s, SEEN), "pass");
	assert_string_equal(ho_flow_signature_result(&s, SEEN + 10), "pass");
	assert_string_equal(ho_flow_signature_result(&s, SEEN + 11), "expired");
	assert_string_equal(ho_flow_signature_result(&s, SEEN - 300), "pass");
	assert_string_equal(
	    ho_flow_signature_result(&s, SEEN - 301), "from-the-future");
	strcpy(s.result, "body-differs");
	s.is_verified = false;
	assert_string_equal(ho_flow_signature_result(&s, SEEN), "body-differs");
	strcpy(s.result, "pass"); /* a lie */
	assert_string_equal(ho_flow_signature_result(&s, SEEN), "void");
}

static void
the_ledger_takes_what_holds_or_might(void **state)
{
	static const struct row {
		unsigned how;
		bool is_entry;
	} rows[] = { { 0, true }, { UNALIGNED, false }, { UNVERIFIED, false },
		{ KEY_SILENT, true }, { POLICY_SILENT, true },
		{ EXPIRED, true } };
	static struct ho_facts f;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		good_facts(&f);
		spoil(&f, rows[i].how);
		assert_int_equal(
		    ho_flow_is_ledger_entry(&f, 0), rows[i].is_entry);
		assert_false(ho_flow_is_ledger_entry(&f, 1));
	}
}

static void
every_word_is_said_once(void **state)
{
	const struct ho_reason *r;

	(void)state;
	for (size_t i = 0; (r = ho_reason_at(i)) != NULL; i++) {
		assert_ptr_equal(ho_reason_find(r->word), r);
		assert_true(strlen(r->word) <= HO_WORD_MAX);
		assert_int_equal(r->text[strlen(r->text) - 1], '.');
		assert_in_range(r->rule, 1, 10);
	}
	assert_null(ho_reason_find("no such word"));
	assert_string_equal(
	    ho_mail_verdict_word((enum ho_mail_verdict)77), "refuse");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_rule_that_speaks_decides),
		cmocka_unit_test(the_address_that_matched_is_named),
		cmocka_unit_test(nothing_is_refusal),
		cmocka_unit_test(days_are_days_of_utc),
		cmocka_unit_test(signatures_have_their_time),
		cmocka_unit_test(the_ledger_takes_what_holds_or_might),
		cmocka_unit_test(every_word_is_said_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
