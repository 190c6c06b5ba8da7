/*
 * lib/wire/sock.h - AF_UNIX SOCK_SEQPACKET: connect, send, receive, who is it.
 *
 * Blocking calls with a deadline, for programs that wait (the command, the
 * courier, the judge; the module has its own copy of this idea in relay.c,
 * because it may touch no more than it needs).  handoverd's event loop uses
 * only ho_sock_peer() and ho_sock_listen().  All descriptors are close-on-exec;
 * nothing raises SIGPIPE.
 */
#ifndef HO_WIRE_SOCK_H
#define HO_WIRE_SOCK_H

#include <stdint.h>
#include <sys/types.h>

#include "lib/base/buf.h"
#include "lib/wire/frame.h"

/* Milliseconds of CLOCK_MONOTONIC; a deadline is such a number, or -1. */
int64_t ho_sock_now(void);

/* A connected descriptor, or HO_E_NONE (nobody there), HO_E_IO, HO_E_LIMIT
 * (path too long).  errno tells the rest. */
int ho_sock_connect(const char *path);

/* A listening descriptor, mode bits set; replaces a stale socket, but neither
 * a live one (HO_E_TAKEN) nor anything that is no socket (HO_E_INPUT). */
int ho_sock_listen(const char *path, mode_t mode);

/* Who is at the other end, as the kernel says. */
int ho_sock_peer(int fd, uid_t *uid, pid_t *pid);

/* The whole frame, after ho_frame_end(). HO_E_TIMEOUT, HO_E_IO, HO_E_PEER. */
int ho_sock_send(int fd, const struct ho_frame *f, int64_t deadline);

/* One message into mem, opened as v.  HO_E_NONE: the peer closed. */
int ho_sock_recv(
    int fd, void *mem, size_t cap, struct ho_view *v, int64_t deadline);

/* len octets as HO_M_PIECE messages; also when len is 0 (one, last, empty). */
int ho_sock_send_pieces(int fd, const void *data, size_t len, int64_t deadline);
/* The same without the last: ho_sock_send_pieces() has to follow. */
int ho_sock_send_some_pieces(
    int fd, const void *data, size_t len, int64_t deadline);

/* Collects pieces up to the last; HO_E_LIMIT: more than max octets came. */
int ho_sock_recv_pieces(
    int fd, struct ho_buf *out, size_t max, int64_t deadline);

/* One piece that was received elsewhere: adds it; *last tells if it is all. */
int ho_piece_add(
    const struct ho_view *v, struct ho_buf *out, size_t max, int *last);

#endif
