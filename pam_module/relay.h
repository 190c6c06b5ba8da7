/*
 * pam_module/relay.h - one connection to handoverd, and its clock.
 *
 * The host may have thousands of descriptors, threads, handlers for any signal
 * and a low stack: poll() and never select(), MSG_NOSIGNAL, close-on-exec,
 * monotonic deadlines that a signal does not lengthen, no allocation.  Source:
 * unix(7), socket(7).
 */
#ifndef HO_PAM_RELAY_H
#define HO_PAM_RELAY_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "lib/wire/frame.h"

struct relay {
	int fd; /* -1: not connected */
	int timeout_ms;
	int64_t deadline; /* ms of CLOCK_MONOTONIC; what comes later is lost */
};

int64_t relay_now(void); /* ms of CLOCK_MONOTONIC */

/* The daemon's turn: it has timeout_ms from here on. */
void relay_start_clock(struct relay *r);

/*
 * Connects and asks the kernel who listens there: root or uid, nobody else.
 * Starts the clock.  On failure the descriptor is closed and errno tells more.
 *
 * HO_E_NONE: nobody there.  HO_E_TIMEOUT: its queue stayed full.
 * HO_E_FORGED: somebody else listens.  HO_E_IO: a system call failed.
 */
int relay_open(struct relay *r, const char *path, uid_t uid, int timeout_ms);

/* Has it said something, or hung up? */
bool relay_has_news(const struct relay *r);

/* HO_E_PEER: it hung up (it may have said why).  HO_E_TIMEOUT, HO_E_IO. */
int relay_send(struct relay *r, const struct ho_frame *f);

/*
 * One message into mem, checked as a frame.  HO_E_NONE: it hung up.
 * HO_E_PEER: no frame, or longer than cap.  HO_E_TIMEOUT, HO_E_IO.
 */
int relay_recv(struct relay *r, void *mem, size_t cap, struct ho_view *v);

void relay_close(struct relay *r);

#endif
