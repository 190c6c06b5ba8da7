/*
 * tests/unit/forgery_test.c - who writes in somebody's name is not believed.
 *
 * The ways to do so are the rows of tests/mail/forgeries.c.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/base/err.h"
#include "lib/flow/verdict.h"
#include "lib/mail/mail.h"
#include "lib/wire/facts.h"
#include "tests/mail/forgeries.h"
#include "tests/mail/sign.h"

static const char letter[] = "From: Ops <ops@northwind.example>\r\n"
			     "To: Help <desk@handover.example>\r\n"
			     "Subject: Please reset\r\n"
			     "Date: Sat, 21 Nov 2026 09:00:00 +0000\r\n"
			     "Message-ID: <m1@northwind.example>\r\n"
			     "MIME-Version: 1.0\r\n"
			     "Content-Type: text/plain; charset=utf-8\r\n"
			     "\r\n"
			     "The owner has left us.\r\n"
			     "Please reset the login.\r\n";

static const char *const contacts[] = { "ops@northwind.example",
	"ops@mail.northwind.example", "victim@a.github.io",
	"boss@northwind.co.uk", "boss@xn--bcher-kva.example",
	"sam@bigmail.example" };
static const char *const desks[] = { "desk@handover.example" };

static EVP_PKEY *keys[KEYS];
static struct ho_suffixes *suffixes;

/* --- from a row to its letter --------------------------------------------- */

static void
replace(struct ho_buf *b, const char *find, const char *put)
{
	struct ho_buf out = HO_BUF_INIT;
	const char *all = ho_buf_text(b), *at = strstr(all, find);

	assert_non_null(at);
	ho_buf_add(&out, all, (size_t)(at - all));
	ho_buf_str(&out, put);
	ho_buf_str(&out, at + strlen(find));
	ho_buf_free(b);
	*b = out;
}

static void
sign_row(struct ho_buf *out, const struct row *r, const char *plain)
{
	const char *c = r->c ? r->c : "relaxed/relaxed";
	const char *names = r->names ? r->names : ALL;
	struct ho_buf tags = HO_BUF_INIT;
	struct sign s = { .names = names,
		.after = r->after,
		.body_len = -1,
		.key = keys[r->key] };

	if (r->tags != NULL)
		ho_buf_str(&tags, r->tags);
	else
		ho_buf_fmt(&tags,
		    "v=1; a=%s; %s%s%sd=%s; s=k1;\r\n %s%s%s%sh=%s;",
		    r->a ? r->a : "rsa-sha256", *c ? "c=" : "", c,
		    *c ? "; " : "", r->d ? r->d : "northwind.example",
		    r->i ? "i=" : "", r->i ? r->i : "", r->i ? "; " : "",
		    r->more ? r->more : "", names);
	s.tags = ho_buf_text(&tags);
	s.relaxed_header = strncmp(c, "relaxed", 7) == 0;
	s.relaxed_body = strstr(c, "/relaxed") != NULL;
	test_sign(out, &s, plain);
	ho_buf_free(&tags);
}

static void
write_row(struct ho_buf *out, const struct row *r)
{
	struct ho_buf plain = HO_BUF_INIT, whole = HO_BUF_INIT;

	ho_buf_str(&plain, letter);
	if (r->find != NULL)
		replace(&plain, r->find, r->put);
	if (r->is_unsigned)
		ho_buf_str(&whole, ho_buf_text(&plain));
	else
		sign_row(&whole, r, ho_buf_text(&plain));
	if (r->later_find != NULL)
		replace(&whole, r->later_find, r->later_put);
	if (r->top != NULL)
		ho_buf_str(out, r->top);
	for (const char *p = ho_buf_text(&whole); *p != '\0'; p++)
		if (!r->is_lf || *p != '\r')
			ho_buf_chr(out, *p);
	ho_buf_free(&plain);
	ho_buf_free(&whole);
}

static void
answer(struct ho_txt_answer *a, const struct row *r)
{
	static const char *const kinds[] = { "v=DKIM1; ", "v=DKIM1; ",
		"v=DKIM1; ", "v=DKIM1; k=ed25519; " };
	const char *text;
	char *key =
	    test_record(keys[r->key], r->record ? r->record : kinds[r->key]);

	if (strncmp(a->name, "_dmarc.", 7) == 0)
		text = strcmp(a->name, "_dmarc.northwind.example") == 0 &&
			r->dmarc == NULL
		    ? r->dmarc_org
		    : strcmp(a->name, "_dmarc.northwind.example") != 0 ||
			r->dmarc_org == NULL
		    ? r->dmarc
		    : r->dmarc_org;
	else
		text = r->whole ? r->whole : key;
	a->status = text == NULL ? HO_TXT_NONE : HO_TXT_FOUND;
	if (strncmp(a->name, "_dmarc.", 7) == 0) {
		if (r->is_dmarc_silent)
			a->status = HO_TXT_FAILED;
	} else if (r->is_silent) {
		a->status = HO_TXT_FAILED;
	} else if (r->dns != 0) {
		a->status = (uint8_t)r->dns;
	}
	if (a->status == HO_TXT_FOUND) {
		ho_txt_add(a, text, strlen(text));
		if (r->second != NULL)
			ho_txt_add(a, r->second, strlen(r->second));
	}
	free(key);
}

/* Through the wire and back, as the daemon gets it. */
static void
carry(struct ho_facts *facts)
{
	static uint8_t mem[HO_FRAME_MAX], again[HO_FRAME_MAX];
	struct ho_frame f, g;
	struct ho_view v;

	assert_int_equal(ho_facts_put(&f, mem, facts), HO_OK);
	assert_int_equal(ho_view_open(&v, mem, f.len), HO_OK);
	assert_int_equal(ho_facts_get(&v, facts), HO_OK);
	assert_int_equal(ho_facts_put(&g, again, facts), HO_OK);
	assert_int_equal(f.len, g.len);
	assert_memory_equal(mem, again, f.len);
}

static struct ho_judgement
judge(const struct ho_buf *text, const struct row *r, struct ho_facts *facts)
{
	struct ho_verdict_query q = { .addresses = contacts,
		.n_addresses = sizeof(contacts) / sizeof(contacts[0]),
		.desks = desks,
		.n_desks = 1,
		.seen_at = r->seen ? r->seen : SEEN,
		.is_unsigned_refused = r->is_refusing };
	struct ho_mail *m;

	assert_int_equal(
	    ho_mail_open(&m, text->data, text->len, suffixes, facts), HO_OK);
	for (size_t i = 0; i < facts->questions; i++)
		answer(&facts->dns[i], r);
	assert_int_equal(ho_mail_verify(m, facts), HO_OK);
	ho_mail_free(&m);
	carry(facts);
	return ho_flow_verdict(facts, &q);
}

/*
 * For tests/mail/campaign.py, which asks others about the same letters: each
 * with its records in files of the directory KEEP_LETTERS, and a list of them
 * as tests/mail/judge_files.c reads it, with verdict, reason and name behind.
 */
static void
keep(size_t n, const struct row *r, const struct ho_buf *text,
    const struct ho_facts *facts)
{
	const char *dir = getenv("KEEP_LETTERS");
	char path[3][512];
	FILE *f[3];

	if (dir == NULL)
		return;
	snprintf(path[0], sizeof(path[0]), "%s/list", dir);
	snprintf(path[1], sizeof(path[1]), "%s/%zu.eml", dir, n);
	snprintf(path[2], sizeof(path[2]), "%s/%zu.dns", dir, n);
	for (int i = 0; i < 3; i++)
		assert_non_null(f[i] = fopen(path[i], i == 0 ? "a" : "w"));
	fprintf(f[0], "%s\t", path[1]);
	for (size_t i = 0; i < sizeof(contacts) / sizeof(contacts[0]); i++)
		fprintf(f[0], "%s%s", i > 0 ? "," : "", contacts[i]);
	fprintf(f[0], "\t%s\t%lld\t%s\t%s\t%s\t%s\t%s\n", desks[0],
	    (long long)(r->seen ? r->seen : SEEN), path[2],
	    r->is_refusing ? "refuse" : "confirm",
	    ho_mail_verdict_word(r->verdict), r->reason, r->name);
	fwrite(text->data, 1, text->len, f[1]);
	for (size_t i = 0; i < facts->questions; i++) {
		const struct ho_txt_answer *a = &facts->dns[i];
		size_t len, k = 0;

		do {
			const uint8_t *record =
			    k < a->count ? ho_txt_record(a, k, &len) : NULL;

			fprintf(f[2], "%s\t%d\t0\t%.*s\n", a->name, a->status,
			    record ? (int)len : 0,
			    record ? (const char *)record : "");
		} while (++k < a->count);
	}
	for (int i = 0; i < 3; i++)
		fclose(f[i]);
}

static void
every_way_of_writing_has_its_verdict(void **state)
{
	static struct ho_facts facts;
	int wrong = 0;

	(void)state;
	for (size_t i = 0; i < n_rows; i++) {
		const struct row *r = &rows[i];
		struct ho_buf text = HO_BUF_INIT;
		struct ho_judgement j;

		write_row(&text, r);
		j = judge(&text, r, &facts);
		keep(i, r, &text, &facts);
		if (j.verdict != r->verdict ||
		    strcmp(j.reason->word, r->reason) != 0) {
			wrong++;
			print_error("%s: %s %s, not %s %s (%s; %s)\n", r->name,
			    ho_mail_verdict_word(j.verdict), j.reason->word,
			    ho_mail_verdict_word(r->verdict), r->reason,
			    facts.detail, facts.signature[0].result);
		}
		ho_buf_free(&text);
	}
	assert_int_equal(wrong, 0);
}

/* --- many small changes to one good letter -------------------------------- */

static uint32_t
next_random(uint32_t *state)
{
	*state = *state * 1664525u + 1013904223u;
	return *state >> 8;
}

/* The same to a reader: From, To, Subject, Date, Message-ID. */
static bool
says_the_same(const struct ho_facts *a, const struct ho_facts *b)
{
	return strcmp(a->from, b->from) == 0 && a->to.len == b->to.len &&
	    memcmp(a->to.text, b->to.text, a->to.len) == 0 &&
	    strcmp(a->subject, b->subject) == 0 && a->date == b->date &&
	    strcmp(a->message_id, b->message_id) == 0;
}

static void
no_changed_octet_changes_what_is_accepted(void **state)
{
	static const struct row plain = { "mutated", ACCEPT };
	static struct ho_facts facts, first;
	struct ho_buf text = HO_BUF_INIT;
	uint32_t seed = 2026;
	size_t body;
	int accepted = 0;

	(void)state;
	write_row(&text, &plain);
	assert_int_equal(judge(&text, &plain, &first).verdict, HO_MAIL_ACCEPT);
	body =
	    (size_t)(strstr((char *)text.data, "\r\n\r\n") - (char *)text.data);
	for (int n = 0; n < 2000; n++) {
		size_t at = next_random(&seed) % text.len;
		uint8_t old = text.data[at];
		uint8_t new = (uint8_t)next_random(&seed);
		struct ho_judgement j;

		if (new == old)
			continue;
		text.data[at] = new;
		j = judge(&text, &plain, &facts);
		if (j.verdict == HO_MAIL_ACCEPT) {
			accepted++;
			/* relaxed forms bear a blank for a TAB, a letter of a
			 * field's name in the other case: nothing that says
			 * anything */
			assert_true(says_the_same(&first, &facts));
			assert_memory_equal(facts.signature[0].ledger,
			    first.signature[0].ledger, 32);
			assert_true(at <= body || old == ' ' || old == '\t');
		}
		text.data[at] = old;
	}
	assert_true(accepted < 200);
	ho_buf_free(&text);
}

/* A letter with more signatures: the best counts, coverage never adds up. */
static void
of_several_signatures_the_best_counts(void **state)
{
	static const struct row good = { "good", ACCEPT },
				narrow = { "narrow",
					.names = "From:Date:Subject:Message-ID",
					ACCEPT },
				other = { "other",
					.names =
					    "From:Date:Subject:To:Content-Type",
					ACCEPT },
				foreign = { "foreign", .d = "evil.example",
					ACCEPT },
				broken = { "broken", .more = "; ", ACCEPT };
	static const struct {
		const struct row *signs[3];
		int counts;
		const char *reason;
	} cases[] = {
		{ { &good, &foreign, &broken }, 2, "signed" },
		{ { &narrow, &other, NULL }, 0, "message-id-not-signed" },
		{ { &foreign, &narrow, &good }, 0, "signed" },
		{ { &foreign, &broken, NULL }, -1, "no-aligned-signature" },
	};
	static struct ho_facts facts;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct ho_buf text = HO_BUF_INIT;
		struct ho_judgement j;

		ho_buf_str(&text, letter);
		for (size_t k = 0; k < 3 && cases[i].signs[k]; k++) {
			struct ho_buf more = HO_BUF_INIT;

			sign_row(&more, cases[i].signs[k], ho_buf_text(&text));
			ho_buf_free(&text);
			text = more;
		}
		j = judge(&text, &good, &facts);
		assert_string_equal(j.reason->word, cases[i].reason);
		assert_int_equal(j.signature, cases[i].counts);
		ho_buf_free(&text);
	}
}

static int
make_keys(void **state)
{
	(void)state;
	keys[RSA_2048] = test_rsa(2048);
	keys[RSA_1024] = test_rsa(1024);
	keys[RSA_512] = test_rsa(512);
	keys[ED25519] = test_ed25519();
	return ho_suffixes_load(&suffixes);
}

static int
drop_keys(void **state)
{
	(void)state;
	for (size_t i = 0; i < KEYS; i++)
		EVP_PKEY_free(keys[i]);
	ho_suffixes_free(&suffixes);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_way_of_writing_has_its_verdict),
		cmocka_unit_test(no_changed_octet_changes_what_is_accepted),
		cmocka_unit_test(of_several_signatures_the_best_counts),
	};

	return cmocka_run_group_tests(tests, make_keys, drop_keys);
}
