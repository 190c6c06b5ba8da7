/*
 * handoverd/post/notify.h - from a template to a sealed letter in the outbox.
 *
 * Law 10: a letter goes to a row of the address table, never to a text.  What
 * is composed is sealed under the outbox key with the outbox row and the
 * address as associated data, and wiped when it was sent; an address that is
 * exchanged in the table makes a letter that cannot be opened.  notify.c ends
 * in outbox_put(), outbox.h; a text message is written in sms.c.
 *
 * Where sent-folder is set, a letter is written a second time for the desk's
 * own mailbox, with the same Message-ID; what a notice holds as a secret is
 * not shown there.
 */
#ifndef HANDOVERD_NOTIFY_H
#define HANDOVERD_NOTIFY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "handoverd/writer.h"

struct daemon;
struct ho_case;
struct ho_secret;

/* Reads the templates; HO_E_INPUT: one is missing or wrong, the log says. */
int notify_start(struct daemon *d);
void notify_free(struct daemon *d);

struct notice_value {
	const char *name;               /* placeholder of the template */
	const char *text;               /* or NULL: */
	const struct ho_secret *secret; /* masked in the desk's copy */
};

struct notice {
	const char *template; /* file name in templates-dir, no suffix */
	int64_t of_case;      /* 0: none */
	int64_t address;      /* row id; must be on file, or have a word to
				 confirm (pending) */
	int64_t use_until;    /* what it says is over then, a code's life: it
			      does not leave later; 0: it is good for ever */
	const struct ho_case *thread; /* answer on the thread of its mail; or
					 NULL: a letter of its own */
	const struct notice_value *values;
	size_t n_values;
	bool masks; /* in place of secrets stand asterisks */
};

/*
 * A letter to an e-mail address, a text message to a mobile; the latter's text
 * is the template NAME-sms, its subject goes nowhere.
 *
 * Inside a transaction; the outbox row is plain, so an open event is not
 * needed and not disturbed.  Sets t->wants_courier.  *outbox_id may be NULL.
 *
 * HO_E_INPUT: the template wants a value that is not there, or there is no
 * NAME-sms.  HO_E_NONE: the address is not on file; a mobile, and sms-url is
 * not set.  HO_E_LIMIT: the account has had its sms-a-day.
 */
int notify(struct tx *t, const struct notice *n, int64_t *outbox_id);

/*
 * The same text, not as a letter: the body into out, for a record of the
 * ticket.  out: capacity HO_PAGE_MAX.
 */
int notify_text(struct tx *t, const struct notice *n, struct ho_secret *out);

#endif
