/* handoverd/parts.c - what else lives in the daemon. */
#include "handoverd/parts.h"

#include "handoverd/daemon.h"
#include "handoverd/judges.h"
#include "handoverd/login/presence.h"
#include "handoverd/post/notify.h"
#include "lib/base/err.h"

#define READERS 4 /* long reading verbs that wait for their turn */

static int
start_judges(struct daemon *d)
{
	return judges_start(&d->judges, d);
}

static void
stop_judges(struct daemon *d)
{
	if (d->judges)
		judges_stop(d->judges);
}

static void
free_judges(struct daemon *d)
{
	judges_free(&d->judges);
}

static int
start_reader(struct daemon *d)
{
	return pool_start(&d->reader, d->loop, 1, READERS);
}

static void
stop_reader(struct daemon *d)
{
	if (d->reader)
		pool_stop(d->reader);
}

static void
free_reader(struct daemon *d)
{
	pool_free(&d->reader);
}

static int
start_presence(struct daemon *d)
{
	return presence_new(&d->presence);
}

static void
free_presence(struct daemon *d)
{
	presence_free(&d->presence);
}

const struct daemon_part daemon_parts[] = {
	{ notify_start, NULL, notify_free },
	{ start_presence, NULL, free_presence },
	{ start_judges, stop_judges, free_judges },
	{ start_reader, stop_reader, free_reader },
	{ courier_start, NULL, courier_free },
};
const size_t n_daemon_parts = sizeof(daemon_parts) / sizeof(daemon_parts[0]);
