/*
 * handoverd/conn.h - doors and the connections that came through them.
 *
 * A door is a listening SEQPACKET socket with a rule who may come in (by the
 * kernel's word about the peer) and a table of callbacks.  A connection's
 * session object belongs to its door's code.
 */
#ifndef HANDOVERD_CONN_H
#define HANDOVERD_CONN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "lib/wire/frame.h"

struct daemon;
struct conn;

struct door_ops {
	const char *name;
	size_t max_conns;   /* more are closed at once */
	size_t max_per_uid; /* the same, of one peer uid other than root */
	int64_t first_ms;   /* without its first message for so long: closed */
	int64_t idle_ms;    /* without a further one for so long; 0 never */
	/* May this peer come in? */
	bool (*admit)(struct daemon *d, uid_t uid);
	/* conn_session_set() goes here; non-zero closes it */
	int (*opened)(struct conn *c);
	/* since when, by loop_now(), it has waited for a peer who can be sent
	 * away where all places are taken; 0: not that one.  May be NULL */
	int64_t (*waits_since)(const struct conn *c);
	/* it has to go for a newcomer: last words; then it is closed */
	void (*sent_away)(struct conn *c);
	/* one whole message; non-zero closes it */
	int (*message)(struct conn *c, const struct ho_view *v);
	/* everything sent so far has left; may be NULL */
	void (*drained)(struct conn *c);
	/* it is gone: the session is freed here, or left to work under way,
	 * which must then not touch c again */
	void (*closed)(struct conn *c);
};

struct door;
int door_open(struct door **out, struct daemon *d, const char *path,
    mode_t mode, const struct door_ops *ops);
void door_close(struct door **door); /* closes its connections too */

struct daemon *conn_daemon(const struct conn *c);
uid_t conn_uid(const struct conn *c);
void *conn_session(const struct conn *c);
void conn_session_set(struct conn *c, void *session);

/*
 * Queues a finished frame; it leaves in order as the peer reads.  HO_E_LIMIT:
 * over 64 MiB wait unread, the connection is closed.  The octets are copied;
 * the copy is wiped once it left.
 */
int conn_send(struct conn *c, const struct ho_frame *f);
int conn_send_pieces(struct conn *c, const void *data, size_t len);
bool conn_is_drained(const struct conn *c);
/* Stop reading until conn_resume(): the peer waits in its own buffer. */
void conn_pause(struct conn *c);
void conn_resume(struct conn *c);
/* Closes it once everything queued has left (or 5 s later). */
void conn_finish(struct conn *c);
/* There is no room for its work: it is counted, and the log is told. */
void conn_turned_away(struct conn *c);
/* Closes it now. 'closed' is called before this returns. */
void conn_close(struct conn *c);

#endif
