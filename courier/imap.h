/*
 * courier/imap.h - one folder of an IMAP server, by libcurl.
 *
 * Every call names the folder by its UIDVALIDITY: where it was deleted and made
 * anew between two calls, a number means another message, and the call fails.
 * Source: RFC 3501, RFC 6851 (MOVE); libcurl's imap documentation.
 */
#ifndef COURIER_IMAP_H
#define COURIER_IMAP_H

#include <curl/curl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "courier/deliver.h"
#include "lib/base/buf.h"
#include "lib/conf/conf.h"

#define IMAP_ROUND 200 /* messages of one look */

/* The keywords by which a message that was dealt with is known. */
#define IMAP_TAKEN "HandoverTaken"
#define IMAP_LEFT  "HandoverLeft" /* too large; nobody took it */

struct imap {
	CURL *h;
	const struct ho_conf *conf;
	uint32_t validity;  /* 0: not known */
	uint32_t after;     /* the next look begins behind this message */
	bool has_keywords;  /* the folder keeps those that we make up */
	char why[WHY_SIZE]; /* of the last failure */
};

int imap_open(struct imap *m, const struct ho_conf *conf);
void imap_close(struct imap *m);

/*
 * Signs in, asks for the folder's UIDVALIDITY and for messages without a
 * keyword of ours: the oldest first, IMAP_ROUND at most, the next ones with the
 * next look, and from the beginning again once there are none.  So those that
 * nobody takes for now keep nobody behind them waiting.
 */
int imap_look(struct imap *m, uint32_t uid[static IMAP_ROUND], size_t *n);

/* Octets as they are.  HO_E_LIMIT: over HO_LETTER_MAX, or empty. */
int imap_fetch(struct imap *m, uint32_t uid, struct ho_buf *out);

/* It was taken: moved to inbox-move-to, or marked where that is not set. */
int imap_done(struct imap *m, uint32_t uid);
/* It stays where it is, and is not looked at again; where the folder keeps no
 * keywords it is moved all the same. */
int imap_leave(struct imap *m, uint32_t uid);

#endif
