/* handoverd/door.c - who may come in, and what if all places are taken. */
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "handoverd/conn.h"
#include "handoverd/conn_inside.h"
#include "handoverd/daemon.h"
#include "lib/base/err.h"
#include "lib/base/log.h"
#include "lib/wire/sock.h"

#define TELL_MS        1000
#define PATIENCE_MS    1000 /* nobody is sent away before */
#define KNOCKS_A_ROUND 16   /* so that one door cannot starve the others */

/* How many connections of this uid there are. */
static size_t
count_uid(const struct door *door, uid_t uid)
{
	size_t n = 0;

	for (const struct conn *c = door->conns; c; c = c->next)
		n += c->uid == uid;
	return n;
}

/* One line a second: a flood of peers must not become one of the log. */
static void
turn_away(struct door *door, const char *why, uid_t uid)
{
	long long n = ++door->d->turned_away;
	int64_t now = loop_now();

	if (door->told_ms != 0 && now - door->told_ms < TELL_MS)
		return;
	door->told_ms = now;
	ho_warn("%s door: too many %s (%zu connections), the last of uid %u; "
		"%lld turned away since the start",
	    door->ops->name, why, door->n_conns, (unsigned)uid, n);
}

void
conn_turned_away(struct conn *c)
{
	turn_away(c->door, "calls", c->uid);
}

/*
 * Who opens questions and answers none would keep everybody out.  The one that
 * has waited longest gives way, unless it has waited for a moment only: a
 * program that has the answer gives it at once.
 */
static bool
make_room(struct door *door, bool is_any, uid_t uid)
{
	struct conn *oldest = NULL;
	int64_t since, longest = loop_now() - PATIENCE_MS;

	if (door->ops->waits_since == NULL)
		return false;
	for (struct conn *c = door->conns; c; c = c->next) {
		if ((!is_any && c->uid != uid) ||
		    (since = door->ops->waits_since(c)) == 0 || since > longest)
			continue;
		longest = since;
		oldest = c;
	}
	if (oldest == NULL)
		return false;
	door->ops->sent_away(oldest);
	conn_close(oldest);
	return true;
}

static bool
may_enter(struct door *door, uid_t uid)
{
	bool is_full = door->n_conns >= door->ops->max_conns;

	if (!door->ops->admit(door->d, uid))
		return false;
	if (!is_full &&
	    (uid == 0 || count_uid(door, uid) < door->ops->max_per_uid))
		return true;
	turn_away(door, "connections", uid);
	return make_room(door, is_full, uid);
}

static void
enter(struct door *door, int fd)
{
	uid_t uid;
	pid_t pid;

	if (ho_sock_peer(fd, &uid, &pid) != HO_OK || !may_enter(door, uid) ||
	    conn_new(door, fd, uid) != HO_OK)
		close(fd);
}

static void
on_knock(void *arg, uint32_t events)
{
	struct door *door = arg;

	(void)events;
	for (int i = 0; i < KNOCKS_A_ROUND; i++) {
		int fd =
		    accept4(door->fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);

		if (fd < 0)
			return;
		enter(door, fd);
	}
}

int
door_open(struct door **out, struct daemon *d, const char *path, mode_t mode,
    const struct door_ops *ops)
{
	struct door *door;
	int fd = ho_sock_listen(path, mode);

	*out = NULL;
	if (fd < 0)
		return fd;
	if ((door = calloc(1, sizeof(*door))) == NULL) {
		close(fd);
		return HO_E_NOMEM;
	}
	*door = (struct door){ .d = d, .ops = ops, .fd = fd };
	door->watch = loop_watch(d->loop, fd, EPOLLIN, on_knock, door);
	if (door->watch == NULL) {
		close(fd);
		free(door);
		return HO_E_IO;
	}
	*out = door;
	return HO_OK;
}

void
door_close(struct door **door)
{
	if (*door == NULL)
		return;
	while ((*door)->conns)
		conn_close((*door)->conns);
	watch_free(&(*door)->watch);
	close((*door)->fd);
	free(*door);
	*door = NULL;
}
