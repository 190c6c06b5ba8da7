/*
 * courier/imap.h - a mailbox at an IMAP server, by libcurl.
 *
 * Every call about mail in names its folder by its UIDVALIDITY: where it was deleted and made
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
/* Octets of one line from the server: an answer to SEARCH has about 7 for each
 * message, and libcurl cuts a line that is longer than this. */
#define IMAP_LINE 524288L

/* The keywords by which a message that was dealt with is known. */
#define IMAP_TAKEN "HandoverTaken"
#define IMAP_LEFT  "HandoverLeft" /* too large; nobody took it */

struct imap {
	CURL *h;
	const struct ho_conf *conf;
	uint32_t validity;  /* 0: not known */
	uint32_t after;     /* the next look begins behind this message */
	bool has_keywords;  /* the folder keeps those that we make up */
	CURLcode code;      /* of the last exchange */
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

/* --- copies, in any folder: imap_append.c ---------------------------------- */
/* Signs in and looks: is there a message with this id, "a@b", in the folder? */
int imap_has(
    struct imap *m, const char *folder, const char *msgid, bool *there);

/* Behind imap_has().  Puts one there, as read.  On failure *maybe says that it
 * may be there all the same: all of it went out, and no answer came. */
int imap_append(struct imap *m, const char *folder, const uint8_t *octets,
    size_t len, bool *maybe);

/* --- of imap.c, for those who speak it ------------------------------------- */
/* As if nothing had been asked for yet; credentials are read anew. */
int imap_begin(struct imap *m);
/* Where the next exchange goes: "imaps://host/Folder;UIDVALIDITY=7/;UID=12";
 * uid 0: the folder; validity 0: whichever it has; folder "": the server. */
int imap_go(
    struct imap *m, const char *folder, uint32_t validity, uint32_t uid);
/* One command, or NULL for what the URL means; HO_E_IO: m->why, m->code. */
int imap_perform(struct imap *m, const char *command, struct ho_buf *out);
/* Numbers of "* SEARCH 3 5 8", how many; one that nothing follows may be the
 * beginning of a longer one, and is left out. */
size_t imap_read_search(const char *text, uint32_t uid[static IMAP_ROUND]);

#endif
