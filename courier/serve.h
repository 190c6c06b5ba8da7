/*
 * courier/serve.h - a line on which handoverd's jobs come, one by one.
 *
 * No key and no store: what a job carries is in memory while it is done, and
 * wiped then.
 */
#ifndef COURIER_SERVE_H
#define COURIER_SERVE_H

#include <stddef.h>
#include <stdint.h>

#include "lib/conf/conf.h"
#include "lib/wire/frame.h"

/* Does the job that a message announces and reports on it; anything but HO_OK
 * gives up the line, and handoverd takes back what it had handed out. */
typedef int (*serve_job)(
    void *ctx, int fd, const struct ho_conf *conf, const struct ho_view *v);

/* kind: a word of PROTOCOL, "letters".  Knocks until it is let in, and again
 * whenever the line was lost.  Never returns. */
void serve_line(
    const char *kind, const struct ho_conf *conf, serve_job job, void *ctx);

struct octets {
	uint8_t *data; /* NULL: not taken yet */
	size_t len;
};

#define OCTETS_LOCKED ((size_t)1 << 20) /* credentials are never longer */

/* Takes the len octets that follow a job.  To be forgotten, whatever came
 * back: HO_E_NOMEM, HO_E_PEER, HO_E_IO, HO_E_TIMEOUT. */
int octets_take(struct octets *o, int fd, uint64_t len);
void octets_forget(struct octets *o);

/* The report on a job, or any other message. */
int serve_send(int fd, struct ho_frame *f);

#endif
