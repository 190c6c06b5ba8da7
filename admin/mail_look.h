/*
 * admin/mail_look.h - a letter looked at here, without daemon, store or
 * ledger: what `mail check` and `mail show` share.
 *
 * Starts a resolver and a judge of its own, beside each other and both in
 * their sandboxes, and asks lib/flow what the facts mean.
 */
#ifndef HO_ADMIN_MAIL_LOOK_H
#define HO_ADMIN_MAIL_LOOK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/buf.h"
#include "lib/base/facts.h"
#include "lib/flow/verdict.h"

#define LOOK_ADDRESSES 64 /* --contact, and --desk */

/* Exit statuses (DESIGN section 11). */
enum {
	LOOK_ACCEPT = 0,
	LOOK_REFUSE = 1,
	LOOK_WRONG_USE = 2,
	LOOK_NOT_NOW = 3,
	LOOK_FAULT = 4
};

struct look_addresses {
	size_t count;
	const char *list[LOOK_ADDRESSES];
	char text[LOOK_ADDRESSES][HO_ADDR_MAX + 1];
};

struct look {
	const char *verb, *usage; /* "mail check", and its options */
	const char *mail, *resolver, *anchor, *records, *libexec, *snapshot;
	bool is_json, is_too_large;
	int64_t at; /* first seen */
	struct look_addresses contacts, desks;
	char folder[4096]; /* where the programs are */
	struct ho_buf letter;
};

/* One line to standard error, outside text made visible; returns status. */
int look_complain(
    const struct look *l, int status, const char *what, const char *about);

/* The options, which follow from argv[1]; 0, or complains. */
int look_parse(struct look *l, int argc, char **argv);
int look_usage(const struct look *l);

/* The letter, and where the programs are. */
int look_read(struct look *l);

/* The caller frees the facts with free(). */
int look_judge(struct look *l, struct ho_facts **facts);

/* By the addresses given. */
struct ho_judgement look_verdict(
    const struct look *l, const struct ho_facts *facts);
int look_status(enum ho_mail_verdict verdict);

/* To standard output; returns status, or complains. */
int look_print(const struct look *l, const struct ho_buf *out, int status);

#endif
