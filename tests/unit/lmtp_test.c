/*
 * tests/unit/lmtp_test.c - one LMTP session, octet by octet.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "courier/lmtp.h"
#include "lib/wire/proto.h"

#define BEGIN "LHLO mta\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<desk@x>\r\n"
#define TOP   "Return-Path: <a@b.example>\r\n"

static struct lmtp s;

/* Everything that is said, mails taken as they come; in steps of so many. */
static const char *
talk(const char *octets, size_t len, size_t step)
{
	size_t at = 0, n;

	lmtp_free(&s);
	lmtp_begin(&s, "x");
	while (at < len && s.at != LMTP_OVER) {
		n = len - at < step ? len - at : step;
		at += lmtp_hear(&s, octets + at, n);
		if (s.at == LMTP_READY)
			lmtp_answer(&s, true);
	}
	return ho_buf_text(&s.out);
}

/* The first digits of each line of an answer that is none of many: "220 250" */
static const char *
codes(const char *said)
{
	static char out[4096];
	size_t n = 0;

	for (const char *p = said; *p != '\0'; p = strchr(p, '\n') + 1)
		if (p[3] == ' ' && n < sizeof(out) - 5)
			n += (size_t)snprintf(out + n, sizeof(out) - n,
			    "%s%.3s", n ? " " : "", p);
	return out;
}

static void
what_is_said(void **state)
{
	static const struct row {
		const char *octets, *codes;
	} rows[] = {
		{ "", "220" },
		{ BEGIN "DATA\r\nx\r\n.\r\nQUIT\r\n",
		    "220 250 250 250 354 250 221" },
		{ "LHLO a\r\nMAIL FROM:<>\r\nRCPT TO:<a@b>\r\n"
		  "RCPT TO:<c@d>\r\nDATA\r\n.\r\n",
		    "220 250 250 250 250 354 250 250" },
		/* order */
		{ "MAIL FROM:<a@b>\r\n", "220 503" },
		{ "LHLO a\r\nRCPT TO:<a@b>\r\n", "220 250 503" },
		{ "LHLO a\r\nMAIL FROM:<a@b>\r\nDATA\r\n", "220 250 250 503" },
		{ "LHLO a\r\nMAIL FROM:<a@b>\r\nMAIL FROM:<a@b>\r\n",
		    "220 250 250 503" },
		{ BEGIN "RSET\r\nDATA\r\n", "220 250 250 250 250 503" },
		{ BEGIN "LHLO a\r\n", "220 250 250 250 503" },
		/* no such thing */
		{ "HELO a\r\n", "220 500" },
		{ "EHLO a\r\n", "220 500" },
		{ "LHLO\r\n", "220 501" },
		{ "XLHLO a\r\n", "220 500" },
		{ "\r\n", "220 500" },
		{ "QUIT now\r\n", "220 501" },
		{ "noop\r\nvrfy x\r\nrset\r\n", "220 250 252 250" },
		/* paths */
		{ "LHLO a\r\nMAIL FROM:a@b\r\n", "220 250 501" },
		{ "LHLO a\r\nMAIL FROM: <a@b>\r\n", "220 250 501" },
		{ "LHLO a\r\nMAIL FROM:<a b@c>\r\n", "220 250 501" },
		{ "LHLO a\r\nMAIL FROM:<a@b>x\r\n", "220 250 501" },
		{ "LHLO a\r\nMAIL FROM:<a<@b>\r\n", "220 250 501" },
		{ "LHLO a\r\nMAIL FROM:<a\x7f@b>\r\n", "220 250 501" },
		{ "LHLO a\r\nMAIL FROM:<a\xff@b>\r\n", "220 250 501" },
		{ "LHLO a\r\nMAIL FROM:<a@b>\r\nRCPT TO:<>\r\n",
		    "220 250 250 501" },
		{ "LHLO a\r\nMAIL FROM:<a@b>\r\nRCPT TO:<a@b> X=1\r\n",
		    "220 250 250 501" },
		/* parameters */
		{ "LHLO a\r\nMAIL FROM:<a@b> SIZE=26214400 BODY=8BITMIME"
		  " SMTPUTF8\r\n",
		    "220 250 250" },
		{ "LHLO a\r\nMAIL FROM:<a@b> SIZE=26214401\r\n",
		    "220 250 552" },
		{ "LHLO a\r\nMAIL FROM:<a@b> SIZE=1x\r\n", "220 250 501" },
		{ "LHLO a\r\nMAIL FROM:<a@b> BODY=BINARYMIME\r\n",
		    "220 250 555" },
		{ "LHLO a\r\nMAIL FROM:<a@b> AUTH=<>\r\n", "220 250 555" },
		/* a line ends with CRLF, and holds neither */
		{ "NOOP\nNOOP\r\n", "220 500" },
		{ "NOOP\rNOOP\r\n", "220 500" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		for (size_t step = 1; step < 100; step += 49) {
			const char *said = codes(
			    talk(rows[i].octets, strlen(rows[i].octets), step));

			if (strcmp(said, rows[i].codes) != 0)
				fail_msg("row %zu: %s", i, said);
		}
}

/* The mail as it is handed in. */
static void
what_is_kept(void **state)
{
	static const struct row {
		const char *body, *kept;
	} rows[] = {
		{ "x\r\n.\r\n", "x\r\n" },
		{ ".\r\n", "" },
		{ "x\r\n..\r\n.\r\n", "x\r\n.\r\n" },
		{ "..x\r\n.\r\n", ".x\r\n" },
		{ ".x\r\n.\r\n", "x\r\n" },
		/* what only resembles the end: nobody smuggles a mail */
		{ "x\n.\nMAIL FROM:<e@vil>\r\n.\r\n",
		    "x\n.\nMAIL FROM:<e@vil>\r\n" },
		{ "x\n.\r\ny\r\n.\r\n", "x\n.\r\ny\r\n" },
		{ "x\r\n.\ny\r\n.\r\n", "x\r\n\ny\r\n" },
		{ "x\r\n.\ry\r\n.\r\n", "x\r\n\ry\r\n" },
		{ "x\r\r\n.\r\n", "x\r\r\n" },
		{ "x\r\n.\r\r\n.\r\n", "x\r\n\r\r\n" },
		{ "\r\n\r\n.\r\n", "\r\n\r\n" },
		{ "x\r\n.\r.\r\n.\r\n", "x\r\n\r.\r\n" },
	};
	char octets[256], kept[256];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		for (size_t step = 1; step < 300; step += 149) {
			size_t n, at = 0;

			snprintf(octets, sizeof(octets), BEGIN "DATA\r\n%s",
			    rows[i].body);
			snprintf(kept, sizeof(kept), TOP "%s", rows[i].kept);
			lmtp_free(&s);
			lmtp_begin(&s, "x");
			while (s.at != LMTP_READY && octets[at] != '\0') {
				n = strlen(octets + at);
				at += lmtp_hear(
				    &s, octets + at, n < step ? n : step);
			}
			if (s.at != LMTP_READY || octets[at] != '\0' ||
			    s.mail.len != strlen(kept) ||
			    memcmp(s.mail.data, kept, s.mail.len) != 0)
				fail_msg("row %zu, steps of %zu", i, step);
		}
}

/* NUL belongs to a mail, and is the judge's to refuse; not to a command. */
static void
nul_is_an_octet_of_mail(void **state)
{
	static const char body[] = BEGIN "DATA\r\nx\0y\r\n.\r\n";
	static const char line[] = "NO\0OP\r\n";

	(void)state;
	lmtp_free(&s);
	lmtp_begin(&s, "x");
	assert_int_equal(
	    lmtp_hear(&s, body, sizeof(body) - 1), sizeof(body) - 1);
	assert_int_equal(s.at, LMTP_READY);
	assert_int_equal(s.mail.len, strlen(TOP) + 5);
	assert_string_equal(
	    codes(talk(line, sizeof(line) - 1, 100)), "220 500");
}

static void
not_now_is_said_for_each(void **state)
{
	static const char octets[] = BEGIN "RCPT TO:<b@c>\r\nDATA\r\n.\r\n";

	(void)state;
	lmtp_free(&s);
	lmtp_begin(&s, "x");
	lmtp_hear(&s, octets, sizeof(octets) - 1);
	ho_buf_clear(&s.out);
	lmtp_answer(&s, false);
	assert_string_equal(codes(ho_buf_text(&s.out)), "451 451");
	assert_int_equal(s.at, LMTP_IDLE);
	assert_null(s.mail.data);
}

/* --- limits ------------------------------------------------------------------- */

static const char *
repeated(const char *head, const char *line, int n, const char *tail)
{
	struct ho_buf b = HO_BUF_INIT;
	const char *said;

	ho_buf_str(&b, head);
	for (int i = 0; i < n; i++)
		ho_buf_str(&b, line);
	ho_buf_str(&b, tail);
	said = codes(talk(ho_buf_text(&b), b.len, 65536));
	ho_buf_free(&b);
	return said;
}

static void
so_much_and_no_more(void **state)
{
	const char *said;

	(void)state;
	/* a line: 1024 octets with CRLF */
	assert_string_equal(
	    repeated("NOOP ", "x", LMTP_LINE - 7, "\r\n"), "220 250");
	assert_string_equal(
	    repeated("NOOP ", "x", LMTP_LINE - 6, "\r\nNOOP\r\n"),
	    "220 500 250");
	assert_string_equal(
	    repeated("", "x", 100000, "\r\nNOOP\r\n"), "220 500 250");
	/* a path: 256 */
	assert_string_equal(
	    repeated("LHLO a\r\nMAIL FROM:<", "x", LMTP_PATH, ">\r\n"),
	    "220 250 250");
	assert_string_equal(
	    repeated("LHLO a\r\nMAIL FROM:<", "x", LMTP_PATH + 1, ">\r\n"),
	    "220 250 501");
	/* recipients: 32 */
	said = repeated("LHLO a\r\nMAIL FROM:<a@b>\r\n", "RCPT TO:<a@b>\r\n",
	    LMTP_RCPTS + 1, "");
	assert_string_equal(said + strlen(said) - 7, "250 452");
	/* what is no command: a hundred times */
	said = repeated("", "X\r\n", LMTP_WRONG + 5, "");
	assert_int_equal(strlen(said), 4 * (LMTP_WRONG + 2) - 1);
	assert_string_equal(said + strlen(said) - 7, "500 421");
	assert_int_equal(s.at, LMTP_OVER);
}

/* 25 MiB with what is written on top; the session goes on. */
static void
a_mail_has_so_many_octets(void **state)
{
	size_t head = strlen(BEGIN "DATA\r\n"), top = strlen(TOP);
	size_t most = HO_LETTER_MAX - top - 2;
	char *octets = malloc(head + most + 32);

	(void)state;
	assert_non_null(octets);
	for (size_t more = 0; more < 2; more++) {
		memcpy(octets, BEGIN "DATA\r\n", head);
		memset(octets + head, 'x', most + more);
		memcpy(octets + head + most + more, "\r\n.\r\nNOOP\r\n", 11);
		assert_string_equal(
		    codes(talk(octets, head + most + more + 11, 1 << 20)),
		    more == 0 ? "220 250 250 250 354 250 250"
			      : "220 250 250 250 354 552 250");
	}
	free(octets);
}

static int
end(void **state)
{
	(void)state;
	lmtp_free(&s);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_said),
		cmocka_unit_test(what_is_kept),
		cmocka_unit_test(nul_is_an_octet_of_mail),
		cmocka_unit_test(not_now_is_said_for_each),
		cmocka_unit_test(so_much_and_no_more),
		cmocka_unit_test(a_mail_has_so_many_octets),
	};

	return cmocka_run_group_tests(tests, NULL, end);
}
