/*
 * lib/base/err.h - what a function returns, and what "no" is.
 *
 * A function returns HO_OK or one negative code, one per thing a caller would
 * do differently.  A refusal is not an error: it travels apart, as a verdict,
 * and zero is refusal, so that a zeroed struct, a short read or a forgotten
 * line refuses.
 */
#ifndef HO_BASE_ERR_H
#define HO_BASE_ERR_H

enum ho_err {
	HO_OK = 0,
	HO_E_NOMEM = -1, /* no memory: give up this request */
	HO_E_INPUT =
	    -2,         /* the caller's data is wrong: say so, change nothing */
	HO_E_IO = -3,   /* disk, socket or system call: can be tried again */
	HO_E_PEER = -4, /* the peer broke the protocol: hang up */
	HO_E_ORDER = -5,    /* called out of turn: a fault of ours */
	HO_E_NONE = -6,     /* no such row, file or record */
	HO_E_TAKEN = -7,    /* somebody else was first; unique value in use */
	HO_E_FORGED = -8,   /* a MAC, seal or signature does not hold */
	HO_E_LIMIT = -9,    /* larger, longer or more than is allowed */
	HO_E_TIMEOUT = -10, /* the deadline passed */
	HO_E_RULE = -11,    /* the schema's law refused it */
	HO_E_CRYPTO = -12,  /* the crypto library failed; never means "no" */
};

enum ho_verdict {
	HO_REFUSE = 0,
	HO_ALLOW = 0x41c6, /* no single flipped bit and no -1 makes this */
};

/* One short English sentence for a log line; never NULL. */
const char *ho_err_text(int err);

#endif
