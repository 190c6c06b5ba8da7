/* handoverd/conn.c - one connection: what comes, what goes, its end. */
#include "handoverd/conn.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "handoverd/conn_inside.h"
#include "handoverd/daemon.h"
#include "lib/base/err.h"
#include "lib/base/log.h"
#include "lib/wire/proto.h"
#include "lib/wire/sock.h"

#define MAX_UNREAD    ((size_t)64 << 20) /* octets queued for one peer */
#define FINISH_MS     5000
#define READS_A_ROUND 16 /* so that one busy peer cannot starve the others */

struct packet {
	struct packet *next;
	size_t len;
	uint8_t data[];
};

static void on_ready(void *arg, uint32_t events);

static void
wait_for(struct conn *c)
{
	uint32_t events = 0;

	if (!c->is_paused && !c->is_finishing)
		events |= EPOLLIN;
	if (c->first)
		events |= EPOLLOUT;
	watch_events(c->watch, events);
}

static void
packet_free(struct packet *p)
{
	explicit_bzero(p->data, p->len);
	free(p);
}

static void
conn_free(struct conn *c)
{
	while (c->first) {
		struct packet *p = c->first;

		c->first = p->next;
		packet_free(p);
	}
	free(c);
}

void
conn_close(struct conn *c)
{
	if (c->is_closed)
		return;
	c->is_closed = true;
	timer_free(&c->idle);
	watch_free(&c->watch);
	close(c->fd);
	if ((*c->link = c->next))
		c->next->link = c->link;
	c->door->n_conns--;
	if (c->door->ops->closed)
		c->door->ops->closed(c);
	if (!c->in_callback)
		conn_free(c);
}

static void
on_idle(void *arg)
{
	struct conn *c = arg;

	conn_close(c);
}

static void
restart_idle(struct conn *c, int64_t ms)
{
	timer_free(&c->idle);
	if (ms > 0)
		c->idle = loop_timer(c->door->d->loop, ms, on_idle, c);
}

/* Sends what the socket takes; false: the peer is gone. */
static bool
flush(struct conn *c)
{
	while (c->first) {
		struct packet *p = c->first;
		ssize_t n =
		    send(c->fd, p->data, p->len, MSG_NOSIGNAL | MSG_DONTWAIT);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno == EAGAIN)
			return true;
		if (n != (ssize_t)p->len)
			return false;
		if ((c->first = p->next) == NULL)
			c->last = &c->first;
		c->unread -= p->len;
		packet_free(p);
	}
	return true;
}

/* One message from the socket to the door.  Non-zero: close it. */
static int
read_one(struct conn *c, bool *again)
{
	static uint8_t mem[HO_FRAME_MAX]; /* one loop, one thread */
	struct iovec io = { mem, sizeof(mem) };
	struct msghdr m = { .msg_iov = &io, .msg_iovlen = 1 };
	struct ho_view v;
	ssize_t n = recvmsg(c->fd, &m, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
	int rc;

	*again = false;
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return HO_OK;
	if (n <= 0)
		return HO_E_NONE;
	if (m.msg_flags & MSG_TRUNC ||
	    ho_view_open(&v, mem, (size_t)n) != HO_OK) {
		ho_info("%s door: uid %u sent what is no message; hung up",
		    c->door->ops->name, (unsigned)c->uid);
		rc = HO_E_PEER;
	} else {
		restart_idle(c, c->door->ops->idle_ms);
		rc = c->door->ops->message(c, &v);
		*again = true;
	}
	explicit_bzero(mem, (size_t)n); /* people's answers pass here */
	return rc;
}

static void
handle(struct conn *c, uint32_t events)
{
	bool again = true, was_full = c->first != NULL;

	if ((events & (EPOLLERR | EPOLLHUP)) && !(events & EPOLLIN)) {
		conn_close(c);
		return;
	}
	if (!flush(c)) {
		conn_close(c);
		return;
	}
	if (was_full && c->first == NULL && !c->is_finishing &&
	    c->door->ops->drained)
		c->door->ops->drained(c);
	for (int i = 0; i < READS_A_ROUND && again && !c->is_closed &&
	     !c->is_paused && !c->is_finishing && (events & EPOLLIN);
	     i++) {
		if (read_one(c, &again) != HO_OK) {
			conn_close(c);
			return;
		}
	}
	if (c->is_closed)
		return;
	if (c->is_finishing && c->first == NULL)
		conn_close(c);
	else
		wait_for(c);
}

static void
on_ready(void *arg, uint32_t events)
{
	struct conn *c = arg;

	c->in_callback = true;
	handle(c, events);
	c->in_callback = false;
	if (c->is_closed)
		conn_free(c);
}

int
conn_send(struct conn *c, const struct ho_frame *f)
{
	struct packet *p;

	if (f->error)
		return f->error;
	if (c->is_closed || c->is_finishing)
		return HO_E_PEER;
	if (c->unread + f->len > MAX_UNREAD ||
	    (p = malloc(sizeof(*p) + f->len)) == NULL) {
		conn_finish(c);
		return HO_E_LIMIT;
	}
	p->next = NULL;
	p->len = f->len;
	memcpy(p->data, f->data, f->len);
	*c->last = p;
	c->last = &p->next;
	c->unread += p->len;
	if (!flush(c)) /* the reading side will see it and close */
		return HO_E_PEER;
	wait_for(c);
	return HO_OK;
}

int
conn_send_pieces(struct conn *c, const void *data, size_t len)
{
	static uint8_t mem[HO_PIECE_MAX + 64]; /* one loop, one thread */
	const uint8_t *p = data;
	struct ho_frame f;
	int rc;

	for (;;) {
		size_t n = len < HO_PIECE_MAX ? len : HO_PIECE_MAX;

		ho_frame_start(&f, mem, sizeof(mem), HO_M_PIECE);
		ho_frame_put(&f, HO_T_DATA, p, n);
		if (n == len)
			ho_frame_u64(&f, HO_T_LAST, 1);
		ho_frame_end(&f);
		rc = conn_send(c, &f);
		explicit_bzero(mem, sizeof(mem));
		if (rc != HO_OK || n == len)
			return rc;
		p += n;
		len -= n;
	}
}

bool
conn_is_drained(const struct conn *c)
{
	return c->first == NULL;
}

void
conn_pause(struct conn *c)
{
	c->is_paused = true;
	if (!c->is_closed)
		wait_for(c);
}

void
conn_resume(struct conn *c)
{
	c->is_paused = false;
	if (!c->is_closed)
		wait_for(c);
}

void
conn_finish(struct conn *c)
{
	if (c->is_closed || c->is_finishing)
		return;
	c->is_finishing = true;
	timer_free(&c->idle);
	/* the timer closes it in the next round at the earliest: the caller
	 * may still be using c */
	c->idle =
	    loop_timer(c->door->d->loop, c->first ? FINISH_MS : 0, on_idle, c);
	wait_for(c);
}

int
conn_new(struct door *door, int fd, uid_t uid)
{
	struct conn *c = calloc(1, sizeof(*c));

	if (c == NULL)
		return HO_E_NOMEM;
	*c = (struct conn){ .door = door,
		.fd = fd,
		.uid = uid,
		.next = door->conns,
		.link = &door->conns };
	c->last = &c->first;
	if ((c->watch = loop_watch(door->d->loop, fd, EPOLLIN, on_ready, c)) ==
	    NULL) {
		free(c);
		return HO_E_IO;
	}
	if (c->next)
		c->next->link = &c->next;
	door->conns = c;
	door->n_conns++;
	restart_idle(c, door->ops->first_ms);
	c->in_callback = true;
	if (door->ops->opened && door->ops->opened(c) != 0)
		conn_close(c);
	c->in_callback = false;
	if (c->is_closed)
		conn_free(c);
	return HO_OK;
}

struct daemon *
conn_daemon(const struct conn *c)
{
	return c->door->d;
}

uid_t
conn_uid(const struct conn *c)
{
	return c->uid;
}

void *
conn_session(const struct conn *c)
{
	return c->session;
}

void
conn_session_set(struct conn *c, void *session)
{
	c->session = session;
}
