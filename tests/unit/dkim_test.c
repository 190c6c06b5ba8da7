/* tests/unit/dkim_test.c - signatures: the vectors of RFC 6376 and RFC 8463,
 * and keys that are too weak. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "lib/base/buf.h"
#include "lib/base/err.h"
#include "lib/flow/verdict.h"
#include "lib/mail/align.h"
#include "lib/mail/header.h"
#include "lib/mail/key.h"
#include "lib/mail/tags.h"
#include "lib/wire/facts.h"
#include "tests/mail/suffixes.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static const struct vector {
	const char *path, *name, *record;
} vectors[] = {
	/* RFC 6376 appendix A and C */
	{ "tests/mail/rfc6376.eml", "brisbane._domainkey.example.com",
	    "v=DKIM1; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDwIRP/UC3SBsEmGqZ"
	    "9ZJW3/DkMoGeLnQg1fWn7/zYtIxN2SnFCjxOCKG9v3b4jYfcTNh5ijSsq631uBItLa"
	    "7od+v/RtdC2UzJ1lWT947qR+Rcac2gbto/NMqJ0fzfVjH4OuKhitdY9tf6mcwGjaNBc"
	    "WToIMmPSPDdQPNUYckcQ2QIDAQAB" },
	/* RFC 8463 appendix A */
	{ "tests/mail/rfc8463.eml", "brisbane._domainkey.football.example.com",
	    "v=DKIM1; k=ed25519; "
	    "p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=" },
	{ "tests/mail/rfc8463.eml", "test._domainkey.football.example.com",
	    "v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDkHlOQoBTz"
	    "WRiGs5V6NpP3idY6Wk08a5qhdR6wy5bdOKb2jLQiY/J16JYi0Qvx/byYzCNb3W91y3F"
	    "utACDfzwQ/BC/e/8uBsCR+yz1Lxj+PL6lHvqMKrM3rG4hstT5QjvHO9PzoxZyVYLzBf"
	    "O2EeC3Ip3G+2kryOTIKT+l/K4w3QIDAQAB" },
};

static void
load(const char *path, struct ho_buf *b)
{
	FILE *f = fopen(path, "rb");
	int c;

	assert_non_null(f);
	while ((c = getc(f)) != EOF)
		ho_buf_chr(b, (char)c);
	fclose(f);
}

static void
the_rfcs_letters_verify(void **state)
{
	static struct ho_facts facts;

	(void)state;
	for (size_t i = 0; i < COUNT(vectors); i++) {
		const struct vector *v = &vectors[i];
		struct ho_buf b = HO_BUF_INIT;
		struct ho_mail *m;
		int passed = 0;

		load(v->path, &b);
		assert_int_equal(
		    ho_mail_open(&m, b.data, b.len, suffixes, &facts), HO_OK);
		for (size_t k = 0; k < facts.questions; k++) {
			if (strcmp(facts.dns[k].name, v->name) != 0)
				continue;
			facts.dns[k].status = HO_TXT_FOUND;
			facts.dns[k].secure = true;
			ho_txt_add(&facts.dns[k], v->record, strlen(v->record));
		}
		assert_int_equal(ho_mail_verify(m, &facts), HO_OK);
		for (size_t k = 0; k < facts.signatures; k++) {
			const struct ho_signature *s = &facts.signature[k];

			passed += s->is_verified && s->is_dnssec;
			assert_true(s->is_verified || s->is_unclear);
		}
		assert_int_equal(passed, 1);
		ho_mail_free(&m);
		ho_buf_free(&b);
	}
}

/* Keys under which anybody can sign, and their honest neighbours. */
static void
weak_keys_are_no_keys(void **state)
{
	static const struct row {
		const char *what;
		enum key_type type;
		const char *p, *why; /* why NULL: a key */
	} rows[] = {
		{ "an RSA exponent of 1", KEY_RSA,
		    "MIGHAoGBALx8KVzhFpROFUK9LtuBgfejU9gy147LYutBx6DFt11zYVN/D0Yi"
		    "+MfZgvvk5I3dt3BjVY0838wAGZEihW7rEp2JTnNLFTdnCyTu9VCp4rhbeWPJ"
		    "hkeAnTu5uKgBhyj1lPCzmr66CbTXIJTv7ba4cgbukgSsOIkfD79ZxGKzGdr3"
		    "AgEB",
		    "key-malformed" },
		{ "an even one", KEY_RSA,
		    "MIGHAoGBALx8KVzhFpROFUK9LtuBgfejU9gy147LYutBx6DFt11zYVN/D0Yi"
		    "+MfZgvvk5I3dt3BjVY0838wAGZEihW7rEp2JTnNLFTdnCyTu9VCp4rhbeWPJ"
		    "hkeAnTu5uKgBhyj1lPCzmr66CbTXIJTv7ba4cgbukgSsOIkfD79ZxGKzGdr3"
		    "AgEC",
		    "key-malformed" },
		{ "of 3", KEY_RSA,
		    "MIGHAoGBALx8KVzhFpROFUK9LtuBgfejU9gy147LYutBx6DFt11zYVN/D0Yi"
		    "+MfZgvvk5I3dt3BjVY0838wAGZEihW7rEp2JTnNLFTdnCyTu9VCp4rhbeWPJ"
		    "hkeAnTu5uKgBhyj1lPCzmr66CbTXIJTv7ba4cgbukgSsOIkfD79ZxGKzGdr3"
		    "AgED",
		    NULL },
		{ "the neutral point", KEY_ED25519,
		    "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
		    "key-malformed" },
		{ "its other spelling", KEY_ED25519,
		    "7v///////////////////////////////////////38=",
		    "key-malformed" },
		{ "the same with a sign", KEY_ED25519,
		    "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAIA=",
		    "key-malformed" },
		{ "order 8", KEY_ED25519,
		    "JuiVj8KyJ7BFw/SJ8u+Y8NXfrAXTxjM5sTgCiG1T/AU=",
		    "key-malformed" },
		{ "RFC 8032's first key", KEY_ED25519,
		    "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=", NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct ho_txt_answer a = { .status = HO_TXT_FOUND };
		struct key key;
		char text[1024];
		const char *why;

		snprintf(text, sizeof(text), "v=DKIM1; k=%s; p=%s",
		    rows[i].type == KEY_RSA ? "rsa" : "ed25519", rows[i].p);
		ho_txt_add(&a, text, strlen(text));
		why = key_parse(&a, rows[i].type, &key);
		if (why == NULL
			? rows[i].why != NULL
			: rows[i].why == NULL || strcmp(why, rows[i].why) != 0)
			fail_msg("%s: %s", rows[i].what, why ? why : "a key");
		EVP_PKEY_free(key.pkey);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_rfcs_letters_verify),
		cmocka_unit_test(weak_keys_are_no_keys),
	};

	return cmocka_run_group_tests(tests, open_suffixes, close_suffixes);
}
