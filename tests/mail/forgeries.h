/*
 * tests/mail/forgeries.h - one row per way of writing in somebody's name, and
 * the honest letters that must not be mistaken for one.
 *
 * Each row is one letter: changed before it is signed, signed with a key made
 * by the test, changed after, judged as handoverd would.
 */
#ifndef TESTS_MAIL_FORGERIES_H
#define TESTS_MAIL_FORGERIES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/flow/verdict.h"
#include "lib/wire/facts.h"

/* Of the letter that each of them begins as, below. */
#define FROM "Ops <ops@northwind.example>"
#define ALL  "From:To:Subject:Date:Message-ID:MIME-Version:Content-Type"

/* When the desk first saw it. */
#define SEEN INT64_C(1795253400) /* 2026-11-21T09:30:00Z */

enum which_key {
	RSA_2048,
	RSA_1024,
	RSA_512,
	ED25519,
	KEYS
};
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

extern const struct row rows[];
extern const size_t n_rows;

/* How rows end: with a verdict, and its reason where it is not the macro's. */
#define ACCEPT  .verdict = HO_MAIL_ACCEPT, .reason = "signed"
#define CONFIRM .verdict = HO_MAIL_CONFIRM, .reason
#define REFUSE  .verdict = HO_MAIL_REFUSE, .reason
#define NONE    .verdict = HO_MAIL_CONFIRM, .reason = "no-aligned-signature"
#define UNCLEAR .verdict = HO_MAIL_UNCLEAR, .reason = "dns-unclear"
#define FROM_IS .find = FROM, .put
#define NOT_ONE .verdict = HO_MAIL_REFUSE, .reason = "from-malformed"
#define UNKNOWN .verdict = HO_MAIL_REFUSE, .reason = "from-not-registered"

#endif
