/*
 * tests/unit/forgery_test.c - one row per way of writing in somebody's name,
 * and the honest letters that must not be mistaken for one.
 *
 * Each row is one letter: changed before it is signed, signed with a key made
 * here, changed after, judged as handoverd would.
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
#include "tests/mail/sign.h"

#define SEEN INT64_C(1795253400) /* 2026-11-21T09:30:00Z */

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

#define FROM "Ops <ops@northwind.example>"
#define ALL  "From:To:Subject:Date:Message-ID:MIME-Version:Content-Type"

static const char *const contacts[] = { "ops@northwind.example",
	"ops@mail.northwind.example", "victim@a.github.io",
	"boss@northwind.co.uk", "boss@xn--bcher-kva.example",
	"sam@bigmail.example" };
static const char *const desks[] = { "desk@handover.example" };

enum which_key {
	RSA_2048,
	RSA_1024,
	RSA_512,
	ED25519,
	KEYS
};
static EVP_PKEY *keys[KEYS];
static struct ho_suffixes *suffixes;

struct row {
	const char *name;
	const char *find, *put; /* in the letter, before it is signed */
	/* the signature; NULL and 0 are the usual */
	const char *a, *c, *d, *i, *names, *more;
	const char *tags;  /* all of them, instead of those above */
	const char *after; /* tags behind b= */
	enum which_key key;
	const char *record;                 /* tags before p=; "" is none */
	const char *whole;                  /* the whole record, instead */
	const char *second;                 /* another record at the name */
	enum ho_txt_status dns, dmarc_dns;  /* 0: what the records say */
	bool is_silent, is_dmarc_silent;    /* FAILED */
	const char *dmarc, *dmarc_org;      /* at the From domain, above */
	const char *later_find, *later_put; /* in the signed letter */
	const char *top;                    /* put above the signed letter */
	bool is_unsigned, is_lf;
	int64_t seen; /* 0: SEEN */
	bool is_refusing;
	enum ho_mail_verdict verdict;
	const char *reason;
};

#define ACCEPT  .verdict = HO_MAIL_ACCEPT, .reason = "signed"
#define CONFIRM .verdict = HO_MAIL_CONFIRM, .reason
#define REFUSE  .verdict = HO_MAIL_REFUSE, .reason
#define NONE    .verdict = HO_MAIL_CONFIRM, .reason = "no-aligned-signature"
#define UNCLEAR .verdict = HO_MAIL_UNCLEAR, .reason = "dns-unclear"
#define FROM_IS .find = FROM, .put
#define NOT_ONE .verdict = HO_MAIL_REFUSE, .reason = "from-malformed"
#define UNKNOWN .verdict = HO_MAIL_REFUSE, .reason = "from-not-registered"

/* clang-format off */
static const struct row rows[] = {
	/* honest */
	{ "plain", ACCEPT },
	{ "ed25519", .key = ED25519, .a = "ed25519-sha256", ACCEPT },
	{ "1024 bits", .key = RSA_1024, ACCEPT },
	{ "simple", .c = "simple/simple", ACCEPT },
	{ "simple by default", .c = "", ACCEPT },
	{ "relaxed header, simple body", .c = "relaxed", ACCEPT },
	{ "simple header, relaxed body", .c = "simple/relaxed", ACCEPT },
	{ "LF throughout", .is_lf = true, ACCEPT },
	{ "LF throughout, simple", .is_lf = true, .c = "simple", ACCEPT },
	{ "in time", .more = "t=1795250000; x=1795260000; ", ACCEPT },
	{ "expires while read later", .more = "t=1795250000; x=1795253400; ", ACCEPT },
	{ "absent fields signed", .names = ALL ":Cc:Sender:Reply-To:From", ACCEPT },
	{ "trailing blank lines", .later_find = "login.\r\n", .later_put = "login.\r\n\r\n\r\n", ACCEPT },
	{ "comment beside the address", FROM_IS = "ops@northwind.example (Ops)", ACCEPT },
	{ "quoted name with an address", FROM_IS = "\"evil@x.example\" <ops@northwind.example>", ACCEPT },
	{ "encoded name", FROM_IS = "=?utf-8?B?T3Bz?= <ops@northwind.example>", ACCEPT },
	{ "encoded name with a dot", FROM_IS = "=?utf-8?Q?Dr._O=2E?= <ops@northwind.example>", ACCEPT },
	{ "folded", FROM_IS = "Ops\r\n\t<ops@northwind.example>", ACCEPT },
	{ "upper-case domain", FROM_IS = "<ops@Northwind.EXAMPLE>", ACCEPT },
	{ "U-label", FROM_IS = "<boss@b\xc3\xbc" "cher.example>", .d = "xn--bcher-kva.example", ACCEPT },
	{ "A-label", FROM_IS = "<boss@xn--bcher-kva.example>", .d = "xn--bcher-kva.example", ACCEPT },
	{ "desk in Cc", .find = "To: Help <desk@handover.example>", .put = "To: a@x.example\r\nCc: Desk@Handover.Example", .names = ALL ":Cc", ACCEPT },
	{ "desk in a group", .find = "Help <desk@handover.example>", .put = "us: a@x.example, J. Doe <desk@handover.example>;", ACCEPT },
	{ "own Sender", .find = "Subject:", .put = "Sender: ops@northwind.example\r\nSubject:", ACCEPT },
	{ "Auto-Submitted no", .find = "Subject:", .put = "Auto-Submitted: (x) no\r\nSubject:", ACCEPT },
	{ "Precedence first-class", .find = "Subject:", .put = "Precedence: first-class\r\nSubject:", ACCEPT },
	{ "a Return-Path", .top = "Return-Path: <ops@northwind.example>\r\n", ACCEPT },
	{ "Received above", .top = "Received: from a by b;\r\n Sat, 21 Nov 2026 09:01:00 +0000\r\n", ACCEPT },
	{ "signed from above", FROM_IS = "<ops@mail.northwind.example>", .d = "northwind.example", ACCEPT },
	{ "signed from below", .d = "mail.northwind.example", ACCEPT },
	{ "above, adkim=r", FROM_IS = "<ops@mail.northwind.example>", .d = "northwind.example", .dmarc = "v=DMARC1; p=none; adkim=r", ACCEPT },
	{ "other text at _dmarc", .d = "mail.northwind.example", .dmarc = "hello", ACCEPT },
	{ "key of service email, t=s", .record = "v=DKIM1; s=email; t=s; ", .i = "@northwind.example", ACCEPT },
	{ "key with k, h and a note", .record = "v=DKIM1; k=rsa; h=sha1:sha256; n=hi; ", ACCEPT },
	{ "key without v", .record = "k=rsa; ", ACCEPT },
	{ "no body", .find = "The owner has left us.\r\nPlease reset the login.\r\n", .put = "", ACCEPT },
	{ "no body, simple", .c = "simple", .find = "The owner has left us.\r\nPlease reset the login.\r\n", .put = "", ACCEPT },
	{ "blank lines only", .find = "The owner has left us.\r\nPlease reset the login.\r\n", .put = " \r\n\r\n", ACCEPT },
	{ "signs other signatures, not itself", .names = ALL ":DKIM-Signature", ACCEPT },
	{ "of two fields the lowest", .find = "To:", .put = "X-Note: a\r\nX-Note: b\r\nTo:", .names = ALL ":X-Note", .top = "X-Note: c\r\n", ACCEPT },
	{ "seven days old", .seen = SEEN + 7 * 86400, ACCEPT },
	{ "clock a little ahead", .more = "t=1795253600; ", ACCEPT },

	/* who the letter is from: two From */
	{ "From above the signed letter", .top = "From: ops@northwind.example\r\n", REFUSE = "field-repeated" },
	{ "From twice, signed", .find = "To:", .put = "From: e@evil.example\r\nTo:", REFUSE = "field-repeated" },
	{ "blank before From", .top = " From: ops@northwind.example\r\n", REFUSE = "header-line" },
	{ "blank before the colon", .later_find = "From: Ops", .later_put = "From : Ops", REFUSE = "header-line" },
	{ "fold before the colon", .later_find = "From: Ops", .later_put = "From\r\n : Ops", REFUSE = "header-line" },
	{ "mbox line", .top = "From ops@northwind.example Sat Nov 21\r\n", REFUSE = "header-line" },
	{ "BOM", .top = "\xef\xbb\xbf", REFUSE = "header-line" },
	{ "line of blanks", .top = "X-A: b\r\n \r\n", REFUSE = "header-line" },
	{ "bare CR", .later_find = "Subject: P", .later_put = "Subject: \rP", REFUSE = "line-ends" },
	{ "bare LF", .later_find = "Subject: P", .later_put = "X: a\nSubject: P", REFUSE = "line-ends" },
	{ "bare LF in the body", .later_find = "us.\r\n", .later_put = "us.\n.\r\n", REFUSE = "line-ends" },
	{ "not UTF-8", .top = "X-A: \xff\r\n", REFUSE = "header-not-utf8" },
	{ "overlong UTF-8", .top = "X-A: \xc0\xaf\r\n", REFUSE = "header-not-utf8" },

	/* the value of From */
	{ "two mailboxes", FROM_IS = "ops@northwind.example, e@evil.example", NOT_ONE },
	{ "trailing comma", FROM_IS = "ops@northwind.example,", NOT_ONE },
	{ "group", FROM_IS = "a: ops@northwind.example;", NOT_ONE },
	{ "empty group", FROM_IS = "undisclosed:;", NOT_ONE },
	{ "route", FROM_IS = "<@evil.example:ops@northwind.example>", NOT_ONE },
	{ "route of two", FROM_IS = "<@a.example,@b.example:ops@northwind.example>", NOT_ONE },
	{ "two in brackets", FROM_IS = "<ops@northwind.example>\\,<e@evil.example>", NOT_ONE },
	{ "something behind", FROM_IS = "<ops@northwind.example>e@evil.example", NOT_ONE },
	{ "an address as name", FROM_IS = "ops@northwind.example <e@evil.example>", NOT_ONE },
	{ "brackets twice", FROM_IS = "<<ops@northwind.example>>", NOT_ONE },
	{ "bracket in front", FROM_IS = "<e@evil.example> <ops@northwind.example>", NOT_ONE },
	{ "blank inside", FROM_IS = "<ops@northwind.example >", NOT_ONE },
	{ "blank at the @", FROM_IS = "ops @northwind.example", NOT_ONE },
	{ "comment inside", FROM_IS = "<ops(x)@northwind.example>", NOT_ONE },
	{ "comment at the @", FROM_IS = "ops@(x)northwind.example", NOT_ONE },
	{ "fold inside", FROM_IS = "<ops@\r\n northwind.example>", NOT_ONE },
	{ "domain literal", FROM_IS = "<ops@[192.0.2.1]>", NOT_ONE },
	{ "trailing dot", FROM_IS = "<ops@northwind.example.>", NOT_ONE },
	{ "two dots", FROM_IS = "<o..ps@northwind.example>", NOT_ONE },
	{ "two @", FROM_IS = "<ops@evil.example@northwind.example>", NOT_ONE },
	{ "no @", FROM_IS = "<ops>", NOT_ONE },
	{ "empty", FROM_IS = "", NOT_ONE },
	{ "brackets only", FROM_IS = "Ops <>", NOT_ONE },
	{ "dot in a bare name", FROM_IS = "J. Ops <ops@northwind.example>", NOT_ONE },
	{ "dot in half an encoded name", FROM_IS = "=?utf-8?Q?J. Ops?= <ops@northwind.example>", NOT_ONE },
	{ "comma in an encoded name", FROM_IS = "=?utf-8?Q?Ops,e@evil.example?= <ops@northwind.example>", NOT_ONE },
	{ "brackets in an encoded name", FROM_IS = "=?utf-8?Q?<e@evil.example>?= <ops@northwind.example>", NOT_ONE },
	{ "open quote", FROM_IS = "\"Ops <ops@northwind.example>", NOT_ONE },
	{ "open comment", FROM_IS = "ops@northwind.example (a", NOT_ONE },
	{ "percent", FROM_IS = "<ops%northwind.example@evil.example>", UNKNOWN },
	{ "source route by bang", FROM_IS = "<northwind.example!ops@evil.example>", UNKNOWN },
	{ "null byte encoded", FROM_IS = "=?utf-8?Q?ops=40northwind.example=00?=@evil.example", NOT_ONE },
	{ "encoded word as address", FROM_IS = "=?utf-8?Q?=6f=70=73?=@northwind.example", NOT_ONE },
	{ "encoded word in brackets", FROM_IS = "<=?utf-8?B?b3Bz?=@northwind.example>", NOT_ONE },
	{ "encoded domain", FROM_IS = "<ops@=?utf-8?Q?northwind.example?=>", NOT_ONE },
	{ "underscore domain", FROM_IS = "<ops@north_wind.example>", NOT_ONE },

	/* names and lookalikes */
	{ "contact as display name", FROM_IS = "\"ops@northwind.example\" <e@evil.example>", .d = "evil.example", UNKNOWN },
	{ "contact as comment", FROM_IS = "e@evil.example (ops@northwind.example)", .d = "evil.example", UNKNOWN },
	{ "quoted local part", FROM_IS = "<\"ops\"@northwind.example>", UNKNOWN },
	{ "@ in a quoted local part", FROM_IS = "<\"ops@northwind.example\"@evil.example>", UNKNOWN },
	{ "plus", FROM_IS = "<ops+x@northwind.example>", UNKNOWN },
	{ "same provider", FROM_IS = "<sam1@bigmail.example>", .d = "bigmail.example", UNKNOWN },
	{ "cyrillic o", FROM_IS = "<\xd0\xbeps@northwind.example>", UNKNOWN },
	{ "cyrillic domain", FROM_IS = "<ops@n\xd0\xberthwind.example>", UNKNOWN },
	{ "dotless i", FROM_IS = "<ops@northw\xc4\xb1nd.example>", UNKNOWN },
	{ "kelvin sign", FROM_IS = "<ops@northwind.example\xe2\x84\xaa>", NOT_ONE },
	{ "long s", FROM_IS = "<op\xc5\xbf@northwind.example>", UNKNOWN },
	{ "full width", FROM_IS = "<ops@\xef\xbd\x8eorthwind.example>", NOT_ONE },
	{ "ideographic stop", FROM_IS = "<ops@northwind\xe3\x80\x82" "example>", NOT_ONE },
	{ "zero width", FROM_IS = "<ops\xe2\x80\x8b@northwind.example>", NOT_ONE },
	{ "bidi in the local part", FROM_IS = "<\xe2\x80\xaeops@northwind.example>", NOT_ONE },
	{ "sharp s", FROM_IS = "<ops@northwi\xc3\x9f" "d.example>", UNKNOWN },
	{ "fake A-label", FROM_IS = "<ops@xn--northwind-.example>", NOT_ONE },
	{ "domain ends alike", FROM_IS = "<ops@evilnorthwind.example>", UNKNOWN },
	{ "domain begins alike", FROM_IS = "<ops@northwind.example.evil.example>", UNKNOWN },
	{ "case of the local part", FROM_IS = "<OPS@northwind.example>", CONFIRM = "from-case-differs" },
	{ "case and no signature", FROM_IS = "<OPS@northwind.example>", .is_unsigned = true, NONE },

	/* alignment */
	{ "unsigned", .is_unsigned = true, NONE },
	{ "unsigned, strict policy", .is_unsigned = true, .is_refusing = true, REFUSE = "no-aligned-signature" },
	{ "foreign d=", .d = "evil.example", NONE },
	{ "foreign d=, i= of the victim", .d = "evil.example", .i = "ops@northwind.example", NONE },
	{ "ends alike", .d = "evilnorthwind.example", NONE },
	{ "begins alike", .d = "northwind.example.evil.example", NONE },
	{ "top level", .d = "example", NONE },
	{ "co.uk", FROM_IS = "<boss@northwind.co.uk>", .d = "co.uk", NONE },
	{ "uk", FROM_IS = "<boss@northwind.co.uk>", .d = "uk", NONE },
	{ "its own under co.uk", FROM_IS = "<boss@northwind.co.uk>", .d = "northwind.co.uk", ACCEPT },
	{ "github.io", FROM_IS = "<victim@a.github.io>", .d = "github.io", NONE },
	{ "a public suffix below d=", FROM_IS = "<x@s3.amazonaws.com>", .d = "amazonaws.com", UNKNOWN },
	{ "tenant beside", FROM_IS = "<victim@a.github.io>", .d = "b.github.io", NONE },
	{ "sibling", FROM_IS = "<ops@mail.northwind.example>", .d = "web.northwind.example", NONE },
	{ "above, adkim=s", FROM_IS = "<ops@mail.northwind.example>", .d = "northwind.example", .dmarc = "v=DMARC1; p=none; adkim=s", NONE },
	{ "above, adkim=s of the organisation", FROM_IS = "<ops@mail.northwind.example>", .d = "northwind.example", .dmarc_org = "v=DMARC1;p=reject;adkim=s", NONE },
	{ "own policy before the organisation's", FROM_IS = "<ops@mail.northwind.example>", .d = "northwind.example", .dmarc = "v=DMARC1; p=none", .dmarc_org = "v=DMARC1; p=none; adkim=s", ACCEPT },
	{ "below, adkim=s", .d = "mail.northwind.example", .dmarc = "v=DMARC1; adkim=s; p=none", NONE },
	{ "below, adkim=S", .d = "mail.northwind.example", .dmarc = "v = DMARC1; p=none; adkim = S", NONE },
	{ "a policy without its semicolons", .d = "mail.northwind.example", .dmarc = "v=DMARC1 adkim=s", NONE },
	{ "adkim twice", .d = "mail.northwind.example", .dmarc = "v=DMARC1; p=none; adkim=r; adkim=s", NONE },
	{ "adkim=s and the same domain", .dmarc = "v=DMARC1; p=none; adkim=s", ACCEPT },
	{ "policy silent, same domain", .is_dmarc_silent = true, ACCEPT },
	{ "policy silent, other domain", .d = "mail.northwind.example", .is_dmarc_silent = true, UNCLEAR },
	{ "p=reject means nothing here", .is_unsigned = true, .dmarc = "v=DMARC1; p=reject", NONE },

	/* selector, d= and other tags */
	{ "d= with a quote", .d = "northwind.example\"", NONE },
	{ "d= with a parenthesis", .d = "northwind.example(.evil.example", NONE },
	{ "d= with a blank", .d = "northwind. example", NONE },
	{ "d= with a dot behind", .d = "northwind.example.", NONE },
	{ "d= in upper case", .d = "NORTHWIND.example", ACCEPT },
	{ "d twice", .more = "d=northwind.example; ", NONE },
	{ "s twice", .more = "s=k1; ", NONE },
	{ "v twice", .more = "v=1; ", NONE },
	{ "unknown tag", .more = "zz=1; ", ACCEPT },
	{ "unknown tag twice", .more = "zz=1; zz=2; ", NONE },
	{ "tag after b=", .after = "; zz=1;", ACCEPT },
	{ "b twice", .after = "; b=AAAA", NONE },
	{ "tag in upper case is another", .more = "L=3; ", ACCEPT },
	{ "no value sign", .more = "foo; ", NONE },
	{ "two semicolons", .more = "; ", NONE },
	{ "v=2", .tags = "v=2; a=rsa-sha256; c=relaxed/relaxed; d=northwind.example; s=k1; h=" ALL ";", NONE },
	{ "no v", .tags = "a=rsa-sha256; c=relaxed/relaxed; d=northwind.example; s=k1; h=" ALL ";", NONE },
	{ "selector with a blank", .tags = "v=1; a=rsa-sha256; c=relaxed/relaxed; d=northwind.example; s=k1. evil; h=" ALL ";", NONE },
	{ "selector with a slash", .tags = "v=1; a=rsa-sha256; c=relaxed/relaxed; d=northwind.example; s=k1/x; h=" ALL ";", NONE },
	{ "From not in h=", .names = "To:Subject:Date:Message-ID:Content-Type", NONE },
	{ "q= of something else", .more = "q=http; ", NONE },
	{ "q=dns/txt among others", .more = "q=http:dns/txt; ", ACCEPT },
	{ "i= of another domain", .i = "@evil.example", NONE },
	{ "i= below", .i = "ops@mail.northwind.example", ACCEPT },
	{ "i= above", .d = "mail.northwind.example", .i = "@northwind.example", NONE },
	{ "i= below under t=s", .i = "@mail.northwind.example", .record = "v=DKIM1; t=s; ", NONE },

	/* weak, old and wrong */
	{ "l= whole", .more = "l=50; ", NONE },
	{ "l=0", .more = "l=0; ", NONE },
	{ "text appended", .later_find = "login.\r\n", .later_put = "login.\r\nNot.\r\n", NONE },
	{ "text changed", .later_find = "owner", .later_put = "0wner", NONE },
	{ "subject changed", .later_find = "Please reset\r\n", .later_put = "Please Reset\r\n", NONE },
	{ "date changed", .later_find = "09:00:00", .later_put = "09:00:01", NONE },
	{ "512 bits", .key = RSA_512, NONE },
	{ "rsa-sha1", .a = "rsa-sha1", NONE },
	{ "unknown algorithm", .a = "rsa-sha512", NONE },
	{ "ed25519 signed, rsa said", .key = ED25519, NONE },
	{ "rsa key at an ed25519 name", .key = ED25519, .a = "ed25519-sha256", .record = "v=DKIM1; k=rsa; ", NONE },
	{ "key revoked", .whole = "v=DKIM1; p=", NONE },
	{ "key without p", .whole = "v=DKIM1; k=rsa", NONE },
	{ "key is not base64", .whole = "v=DKIM1; p=***", NONE },
	{ "key is no key", .whole = "v=DKIM1; p=AAAA", NONE },
	{ "no key", .dns = HO_TXT_NONE, NONE },
	{ "two keys", .second = "v=DKIM1; p=", NONE },
	{ "key and some other text", .second = "hello", NONE },
	{ "testing", .record = "v=DKIM1; t=y; ", NONE },
	{ "testing among others", .record = "v=DKIM1; t=s : y; ", NONE },
	{ "key tag twice", .record = "v=DKIM1; t=s; t=s; ", NONE },
	{ "h=sha1", .record = "v=DKIM1; h=sha1; ", NONE },
	{ "other service", .record = "v=DKIM1; s=tlsrpt; ", NONE },
	{ "v=DKIM2", .record = "v=DKIM2; ", NONE },
	{ "v not first", .record = "k=rsa; v=DKIM1; ", NONE },
	{ "k=ed25519", .record = "v=DKIM1; k=ed25519; ", NONE },
	{ "expired", .more = "t=1795000000; x=1795253399; ", NONE },
	{ "from the future", .more = "t=1795260000; ", NONE },
	{ "x before t", .more = "t=1795253600; x=1795253500; ", NONE },
	{ "t is no number", .more = "t=soon; ", NONE },
	{ "x is endless", .more = "x=99999999999999999999; ", NONE },

	/* DNS does not tell */
	{ "key silent", .is_silent = true, UNCLEAR },
	{ "key timeout", .dns = HO_TXT_TIMEOUT, UNCLEAR },
	{ "key bogus", .dns = HO_TXT_BOGUS, UNCLEAR },
	{ "a foreign key silent", .d = "evil.example", .is_silent = true, NONE },
	{ "silent, and the body differs", .is_silent = true, .later_find = "owner", .later_put = "0wner", NONE },
	{ "silent, and confirm anyway", .is_silent = true, .names = "From:Subject:Date", NONE },
	{ "silent, and too little, strict policy", .is_silent = true, .names = "From:Subject:Date", .is_refusing = true, UNCLEAR },
	{ "silent, refused anyway", .is_silent = true, .top = "List-Id: x\r\n", REFUSE = "mailing-list" },
	{ "silent, expired anyway", .is_silent = true, .more = "x=1795253000; ", NONE },

	/* what the signature leaves open */
	{ "Subject open", .names = "From:To:Date:Message-ID:Content-Type", CONFIRM = "subject-or-date-not-signed" },
	{ "Date open", .names = "From:To:Subject:Message-ID:Content-Type", CONFIRM = "subject-or-date-not-signed" },
	{ "Subject open, strict policy", .names = "From:To:Date:Message-ID:Content-Type", .is_refusing = true, REFUSE = "subject-or-date-not-signed" },
	{ "To open", .names = "From:Date:Subject:Message-ID:Content-Type:MIME-Version", CONFIRM = "desk-not-signed" },
	{ "To open, strict policy", .names = "From:Date:Subject:Message-ID:Content-Type:MIME-Version", .is_refusing = true, CONFIRM = "desk-not-signed" },
	{ "Cc added", .find = "desk@handover", .put = "e@evil", .top = "Cc: desk@handover.example\r\n", CONFIRM = "desk-not-signed" },
	{ "Message-ID open", .names = "From:To:Date:Subject:Content-Type", CONFIRM = "message-id-not-signed" },
	{ "Content-Type open", .names = "From:To:Subject:Date:Message-ID", CONFIRM = "content-type-not-signed" },
	{ "Content-Type open and absent", .find = "Content-Type: text/plain; charset=utf-8\r\n", .put = "", .names = "From:To:Subject:Date:Message-ID", CONFIRM = "content-type-not-signed" },
	{ "Content-Type signed and absent", .find = "Content-Type: text/plain; charset=utf-8\r\n", .put = "", ACCEPT },
	{ "encoding open", .find = "Content-Type", .put = "Content-Transfer-Encoding: 7bit\r\nContent-Type", CONFIRM = "transfer-encoding-not-signed" },
	{ "encoding added", .top = "Content-Transfer-Encoding: base64\r\n", CONFIRM = "transfer-encoding-not-signed" },
	{ "second Subject", .top = "Subject: Please reset everything\r\n", REFUSE = "field-repeated" },
	{ "second To", .top = "To: x@x.example\r\n", REFUSE = "field-repeated" },
	{ "second Content-Type", .top = "content-type: text/html\r\n", REFUSE = "field-repeated" },
	{ "second Date", .top = "Date: Sat, 21 Nov 2026 09:10:00 +0000\r\n", REFUSE = "field-repeated" },
	{ "second Reply-To", .top = "Reply-To: a@x.example\r\nReply-To: b@x.example\r\n", REFUSE = "field-repeated" },
	{ "Reply-To elsewhere", .top = "Reply-To: e@evil.example\r\n", ACCEPT },
	{ "no Date", .find = "Date: Sat, 21 Nov 2026 09:00:00 +0000\r\n", .put = "", REFUSE = "field-missing" },
	{ "no Message-ID", .find = "Message-ID: <m1@northwind.example>\r\n", .put = "", REFUSE = "field-missing" },
	{ "no From", .find = "From: " FROM "\r\n", .put = "", .is_unsigned = true, REFUSE = "field-missing" },

	/* to somebody else, too old, too new */
	{ "to somebody else", .find = "desk@handover", .put = "desk@evil", REFUSE = "desk-not-addressed" },
	{ "desk as a name", .find = "Help <desk@handover.example>", .put = "\"desk@handover.example\" <e@evil.example>", REFUSE = "desk-not-addressed" },
	{ "desk as a comment", .find = "Help <desk@handover.example>", .put = "e@evil.example (desk@handover.example)", REFUSE = "desk-not-addressed" },
	{ "desk in a broken list", .find = "Help <desk@handover.example>", .put = "desk@handover.example, <<x", REFUSE = "to-unreadable" },
	{ "desk beside root", .find = "Help <desk@handover.example>", .put = "root, desk@handover.example", REFUSE = "to-unreadable" },
	{ "desk beside nobody", .find = "Help <desk@handover.example>", .put = "<>, desk@handover.example", REFUSE = "to-unreadable" },
	{ "desk behind a semicolon", .find = "Help <desk@handover.example>", .put = "a@x.example; desk@handover.example", REFUSE = "to-unreadable" },
	{ "desk beside an address as a name", .find = "Help <desk@handover.example>", .put = "'a@x.example' <a@x.example>, desk@handover.example", REFUSE = "to-unreadable" },
	{ "desk beside that name in quotes", .find = "Help <desk@handover.example>", .put = "\"'a@x.example'\" <a@x.example>, desk@handover.example", ACCEPT },
	{ "desk beside a comma in an encoded word", .find = "Help <desk@handover.example>", .put = "=?utf-8?Q?M,_A?= <a@x.example>, desk@handover.example", REFUSE = "to-unreadable" },
	{ "desk beside a route", .find = "Help <desk@handover.example>", .put = "<@x.example:a@x.example>, desk@handover.example", REFUSE = "to-unreadable" },
	{ "desk in To, Cc broken", .find = "Subject:", .put = "Cc: root\r\nSubject:", ACCEPT },
	{ "desk nowhere, Cc broken", .find = "To: Help <desk@handover.example>", .put = "To: x@x.example\r\nCc: root, desk@handover.example", REFUSE = "cc-unreadable" },
	{ "desk in Cc, To broken", .find = "To: Help <desk@handover.example>", .put = "To: root\r\nCc: desk@handover.example", .names = "From:To:Cc:Subject:Date:Message-ID:Content-Type", ACCEPT },
	{ "desk below", .find = "desk@handover", .put = "desk@x.handover", REFUSE = "desk-not-addressed" },
	{ "no To at all", .find = "To: Help <desk@handover.example>\r\n", .put = "", REFUSE = "desk-not-addressed" },
	{ "desk in Bcc", .find = "To: Help", .put = "Bcc: Help", REFUSE = "desk-not-addressed" },
	{ "eight days old", .seen = SEEN + 8 * 86400, REFUSE = "date-out-of-range" },
	{ "eight days ahead", .seen = SEEN - 8 * 86400, REFUSE = "date-out-of-range" },
	{ "no date", .find = "21 Nov", .put = "31 Nov", REFUSE = "date-malformed" },
	{ "two Message-IDs in one", .find = "<m1@northwind.example>", .put = "<m1@x> <m2@x>", REFUSE = "message-id-malformed" },
	{ "Message-ID without brackets", .find = "<m1@northwind.example>", .put = "m1@northwind.example", REFUSE = "message-id-malformed" },

	/* robots, lists, others */
	{ "vacation note", .find = "Subject:", .put = "Auto-Submitted: auto-replied\r\nSubject:", REFUSE = "automatic-mail" },
	{ "Auto-Submitted of nonsense", .find = "Subject:", .put = "Auto-Submitted:\r\nSubject:", REFUSE = "automatic-mail" },
	{ "null Return-Path", .top = "Return-Path: <>\r\n", REFUSE = "automatic-mail" },
	{ "null Return-Path in words", .top = "Return-Path: (x) < >\r\n", REFUSE = "automatic-mail" },
	{ "report", .find = "text/plain; charset=utf-8", .put = "Multipart/Report; boundary=x", REFUSE = "automatic-mail" },
	{ "X-Autoreply", .top = "X-Autoreply: yes\r\n", REFUSE = "automatic-mail" },
	{ "Precedence bulk", .top = "Precedence: Bulk\r\n", REFUSE = "automatic-mail" },
	{ "Precedence auto_reply", .top = "Precedence: auto_reply\r\n", REFUSE = "automatic-mail" },
	{ "Precedence junk", .top = "Precedence: junk\r\n", REFUSE = "automatic-mail" },
	{ "Precedence list", .top = "precedence: (a) list (b)\r\n", REFUSE = "automatic-mail" },
	{ "a list", .top = "List-Id: <a.b>\r\n", REFUSE = "mailing-list" },
	{ "a list's door", .top = "list-unsubscribe: <mailto:x@x.example>\r\n", REFUSE = "mailing-list" },
	{ "on behalf of", .find = "Subject:", .put = "Sender: eve@northwind.example\r\nSubject:", REFUSE = "sender-differs" },
	{ "Sender of two", .find = "Subject:", .put = "Sender: ops@northwind.example, e@x.example\r\nSubject:", REFUSE = "sender-differs" },
	{ "empty Sender", .find = "Subject:", .put = "Sender: \r\nSubject:", REFUSE = "sender-differs" },

	/* what never counts */
	{ "Authentication-Results", .is_unsigned = true, .top = "Authentication-Results: mx.handover.example; dkim=pass header.d=northwind.example; spf=pass; dmarc=pass\r\n", NONE },
	{ "ARC", .is_unsigned = true, .top = "ARC-Seal: i=1; a=rsa-sha256; cv=none; d=northwind.example; s=k1; b=AAAA\r\nARC-Authentication-Results: i=1; mx; dkim=pass\r\n", NONE },
	{ "Received-SPF", .is_unsigned = true, .top = "Received-SPF: pass\r\n", NONE },
	{ "X-Original-From", FROM_IS = "<e@evil.example>", .d = "evil.example", .top = "X-Original-From: ops@northwind.example\r\n", UNKNOWN },
};
/* clang-format on */

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
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
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
