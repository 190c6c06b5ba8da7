/* handoverd/judges.c - letters under judgement. */
#include "handoverd/judges.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "handoverd/daemon.h"
#include "lib/base/err.h"
#include "lib/base/facts.h"
#include "lib/base/log.h"
#include "lib/helper/helper.h"

#define PICTURE 0x04u /* beside JUDGES_FACTS, JUDGES_DRAWING */

/* One letter, from judges_ask() until its 'done' has been called. */
struct judging {
	struct judging *next;
	struct judges *all;
	const void *mail;
	size_t len;
	unsigned want; /* JUDGES_*: what is still to do */
	judges_done_fn *done;
	judges_pictured_fn *pictured; /* in its place: mail is a text */
	void *arg;
	bool is_begun;            /* it holds one of the places */
	enum ho_helper_job job;   /* of helper */
	struct ho_helper *helper; /* NULL: between two jobs, or over */
	struct watch *watch[HO_HELPER_FDS];
	struct timer *timer;
	struct ho_facts *facts;
	struct ho_drawing *drawing;
	struct ho_picture *picture;
	int rc;
	bool is_over; /* 'over' is on its way */
	struct loop_post over;
};

struct judges {
	struct daemon *d;
	struct judging *first, **last; /* in the order they came */
	size_t begun, waiting;
	bool is_stopping;
};

/* The program of each, and what has been done once it ended well. */
static const struct {
	unsigned want;
	const char *program, *done;
} jobs[] = {
	[HO_HELPER_JUDGE] = { JUDGES_FACTS, "handover-judge", "judged" },
	[HO_HELPER_DRAW] = { JUDGES_DRAWING, "handover-draw", "drawn" },
	[HO_HELPER_SNAPSHOT] = { PICTURE, "handover-snapshot", "pictured" },
};

static void next_job(struct judging *g);

int
judges_start(struct judges **j, struct daemon *d)
{
	if ((*j = calloc(1, sizeof(**j))) == NULL)
		return HO_E_NOMEM;
	(*j)->d = d;
	(*j)->last = &(*j)->first;
	return HO_OK;
}

/* No watch may outlive the descriptor that it is about. */
static void
unwatch(struct judging *g)
{
	for (size_t i = 0; i < HO_HELPER_FDS; i++)
		watch_free(&g->watch[i]);
	timer_free(&g->timer);
}

/* Takes it out of the list; its memory is still there. */
static void
unlink_judging(struct judging *g)
{
	struct judging **at = &g->all->first;

	while (*at != g)
		at = &(*at)->next;
	if ((*at = g->next) == NULL)
		g->all->last = at;
	if (g->is_begun)
		g->all->begun--;
	else
		g->all->waiting--;
}

static void
begin_more(struct judges *j)
{
	for (struct judging *g = j->first;
	     g != NULL && j->begun < HO_HELPER_MAX && !j->is_stopping;
	     g = g->next) {
		if (g->is_begun)
			continue;
		g->is_begun = true;
		j->begun++;
		j->waiting--;
		next_job(g);
	}
}

static void
deliver(void *arg)
{
	struct judging *g = arg;
	struct judges *j = g->all;

	unlink_judging(g);
	if (g->rc != HO_OK) {
		free(g->facts);
		g->facts = NULL;
		ho_drawing_free(&g->drawing);
		ho_picture_free(&g->picture);
	}
	if (g->pictured != NULL)
		g->pictured(g->arg, g->rc, g->picture);
	else
		g->done(g->arg, g->rc, g->facts, g->drawing);
	free(g);
	begin_more(j);
}

/* Through the loop, so that 'done' never runs inside judges_ask(). */
static void
end(struct judging *g, int rc)
{
	unwatch(g);
	ho_helper_free(&g->helper);
	g->rc = rc;
	g->is_over = true;
	g->over = (struct loop_post){ .fn = deliver, .arg = g };
	loop_post(g->all->d->loop, &g->over);
}

/*
 * A letter with a fault in its build is not drawn: nothing in it counts, and
 * what a strict reader turned away need not be given to a lenient one.
 */
static int
leave_undrawn(struct judging *g)
{
	g->want = 0;
	g->drawing = calloc(1, sizeof(*g->drawing));
	return g->drawing != NULL ? HO_OK : HO_E_NOMEM;
}

static void
take_answer(struct judging *g)
{
	int rc;

	switch (g->job) {
	case HO_HELPER_JUDGE: rc = ho_helper_facts(g->helper, &g->facts); break;
	case HO_HELPER_DRAW:
		rc = ho_helper_drawing(g->helper, &g->drawing);
		break;
	default: rc = ho_helper_picture(g->helper, &g->picture);
	}
	ho_helper_free(&g->helper);
	if (rc != HO_OK) {
		ho_warn("a letter could not be %s: %s", jobs[g->job].done,
		    ho_err_text(rc));
		end(g, rc);
		return;
	}
	if (g->want & JUDGES_DRAWING && g->facts != NULL &&
	    g->facts->fault[0] != '\0' && (rc = leave_undrawn(g)) != HO_OK)
		end(g, rc);
	else
		next_job(g);
}

static void rewatch(struct judging *g);

static void
on_ready(void *arg, uint32_t events)
{
	struct judging *g = arg;

	(void)events; /* the helper looks for itself */
	unwatch(g);
	if (ho_helper_on_ready(g->helper))
		take_answer(g);
	else
		rewatch(g);
}

static void
on_time(void *arg)
{
	struct judging *g = arg;

	unwatch(g);
	if (ho_helper_on_timeout(g->helper))
		take_answer(g);
	else
		rewatch(g);
}

static void
rewatch(struct judging *g)
{
	struct loop *l = g->all->d->loop;
	struct pollfd fds[HO_HELPER_FDS];
	size_t n = ho_helper_watch(g->helper, fds);
	int64_t left = ho_helper_deadline(g->helper) - loop_now();

	for (size_t i = 0; i < n; i++) {
		g->watch[i] = loop_watch(
		    l, fds[i].fd, (uint32_t)fds[i].events, on_ready, g);
		if (g->watch[i] == NULL) {
			end(g, HO_E_NOMEM);
			return;
		}
	}
	g->timer = loop_timer(l, left > 0 ? left : 0, on_time, g);
	if (g->timer == NULL)
		end(g, HO_E_NOMEM);
}

/* Not ho_sock_connect(): the loop waits for nobody, not even for a resolver
 * that is too busy to accept.  -1: DNS will not tell. */
static int
resolver(const struct daemon *d)
{
	struct sockaddr_un sa = { .sun_family = AF_UNIX };
	int fd;

	if (strlen(d->conf.resolver_socket) >= sizeof(sa.sun_path))
		return -1;
	strcpy(sa.sun_path, d->conf.resolver_socket);
	fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return -1;
	if (connect(fd, (struct sockaddr *)&sa, sizeof(sa)) != 0) {
		ho_warn("the resolver is not reachable: %s", strerror(errno));
		close(fd);
		return -1;
	}
	return fd;
}

static int
start_job(struct judging *g)
{
	const struct daemon *d = g->all->d;
	char *program;
	int rc;

	if (asprintf(&program, "%s/%s", d->conf.libexec_dir,
		jobs[g->job].program) < 0)
		return HO_E_NOMEM;
	rc = ho_helper_start(&g->helper, g->job, program,
	    g->job == HO_HELPER_JUDGE ? resolver(d) : -1, g->mail, g->len);
	if (rc != HO_OK)
		ho_error("cannot start %s: %s", program, ho_err_text(rc));
	free(program);
	return rc;
}

static void
next_job(struct judging *g)
{
	int rc;

	if (g->want == 0) {
		end(g, HO_OK);
		return;
	}
	g->job = HO_HELPER_JUDGE;
	while (!(g->want & jobs[g->job].want))
		g->job++;
	g->want &= ~jobs[g->job].want;
	if ((rc = start_job(g)) != HO_OK)
		end(g, rc);
	else
		rewatch(g);
}

/* Takes its place behind those who came before. */
static int
queue(struct daemon *d, const struct judging *what)
{
	struct judges *j = d->judges;
	struct judging *g;

	if (j->is_stopping || j->waiting >= JUDGES_WAITING)
		return HO_E_LIMIT;
	if ((g = malloc(sizeof(*g))) == NULL)
		return HO_E_NOMEM;
	*g = *what;
	g->all = j;
	*j->last = g;
	j->last = &g->next;
	j->waiting++;
	begin_more(j);
	return HO_OK;
}

int
judges_ask(struct daemon *d, const void *mail, size_t len, unsigned want,
    judges_done_fn *done, void *arg)
{
	struct judging g = { .mail = mail,
		.len = len,
		.want = want & (JUDGES_FACTS | JUDGES_DRAWING),
		.done = done,
		.arg = arg };

	return queue(d, &g);
}

int
judges_picture(struct daemon *d, const void *text, size_t len,
    judges_pictured_fn *done, void *arg)
{
	struct judging g = { .mail = text,
		.len = len,
		.want = PICTURE,
		.pictured = done,
		.arg = arg };

	return queue(d, &g);
}

void
judges_stop(struct judges *j)
{
	j->is_stopping = true;
	for (struct judging *g = j->first; g != NULL; g = g->next)
		if (!g->is_over)
			end(g, HO_E_IO);
}

void
judges_free(struct judges **j)
{
	free(*j);
	*j = NULL;
}
