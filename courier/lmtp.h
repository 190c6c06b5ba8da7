/*
 * courier/lmtp.h - one LMTP session, as octets in and octets out.
 *
 * Pure: no socket, no clock.  A small server for one peer, the host's own MTA:
 * it knows LHLO, MAIL, RCPT, DATA, RSET, NOOP, VRFY and QUIT, one mail at a
 * time, and is strict: a line ends with CRLF, a mail with CRLF.CRLF and nothing
 * that resembles it.  What the mail is does not matter here; it is a stranger's
 * octets, and the answer is the same for all of them.  As every last stop does
 * it writes the envelope's sender on top, as Return-Path.
 * Source: RFC 2033, RFC 5321, RFC 1870, RFC 2920, RFC 2034.
 */
#ifndef COURIER_LMTP_H
#define COURIER_LMTP_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/base/buf.h"

#define LMTP_LINE  1024 /* octets of a command with CRLF */
#define LMTP_PATH  256  /* octets of an address, RFC 5321 4.5.3.1.3 */
#define LMTP_RCPTS 32   /* recipients of a mail */
#define LMTP_WRONG 100  /* commands that are none, in one session */

struct lmtp {
	enum {
		LMTP_NEW = 0, /* no LHLO yet */
		LMTP_IDLE,
		LMTP_FROM,  /* MAIL was said */
		LMTP_TO,    /* and RCPT */
		LMTP_DATA,  /* the mail is coming */
		LMTP_READY, /* it is there: lmtp_answer() */
		LMTP_OVER   /* send what is left, then hang up */
	} at;
	struct ho_buf out;  /* for the peer; who sent it clears it */
	struct ho_buf mail; /* at LMTP_READY: 1 to HO_LETTER_MAX octets */
	unsigned rcpts, wrong;
	bool is_too_large;
	char line[LMTP_LINE];
	size_t len;        /* of line */
	unsigned end;      /* octets of CRLF.CRLF that came */
	bool is_line_long; /* it is passed over to its end */
};

/* Greets. */
void lmtp_begin(struct lmtp *s, const char *name);

/*
 * Hears octets; returns how many of them: fewer than len where a mail is ready
 * or the session over.
 */
size_t lmtp_hear(struct lmtp *s, const void *octets, size_t len);

/* What became of the mail, once for each recipient. */
void lmtp_answer(struct lmtp *s, bool is_taken);

void lmtp_free(struct lmtp *s); /* wipes the mail */

#endif
