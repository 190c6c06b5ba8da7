/* lib/helper/helper.c - gives a letter to a judge and takes its answer. */
#include "lib/helper/helper.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/base/err.h"
#include "lib/base/log.h"
#include "lib/helper/inside.h"
#include "lib/wire/proto.h"
#include "lib/wire/sock.h"

#define NOW     0    /* a deadline that never waits: try once */
#define LAST_MS 1000 /* how long a child that has ended its talk may live */

/* How each is called in our log, addressed, and how much it may be given. */
static const struct job {
	const char *name;
	uint8_t opens;
	size_t max;
} jobs[] = {
	[HO_HELPER_JUDGE] = { "judge", HO_M_JUDGE_LETTER, HO_LETTER_MAX },
	[HO_HELPER_DRAW] = { "draw", HO_M_DRAW_LETTER, HO_LETTER_MAX },
	[HO_HELPER_SNAPSHOT] = { "snapshot", HO_M_SNAPSHOT_PAGE,
	    HO_SNAPSHOT_TEXT },
};

/* Takes what the child says, until it is silent or has answered. */
static int
hear_child(struct ho_helper *h)
{
	struct ho_view v;
	int rc;

	while (h->result == HO_E_ORDER) {
		rc = ho_sock_recv(h->child.fd, h->mem, sizeof(h->mem), &v, NOW);
		if (rc == HO_E_TIMEOUT)
			return HO_OK;
		if (rc != HO_OK || (rc = ho_helper_hear(h, &v)) != HO_OK)
			return rc;
	}
	return HO_OK;
}

/*
 * A send to the child.  True: it went, or the child no longer listens, which
 * is no fault yet: its answer may be waiting for us.
 */
static bool
send_child(struct ho_helper *h, struct ho_frame *f)
{
	int rc;

	ho_frame_end(f);
	if ((rc = ho_sock_send(h->child.fd, f, NOW)) == HO_OK)
		return true;
	if (rc == HO_E_TIMEOUT)
		return false;
	h->is_announced = h->is_fed = true;
	return true;
}

/* Gives the letter, as much as the socket takes. */
static void
feed(struct ho_helper *h)
{
	struct ho_frame f;

	if (!h->is_announced) {
		ho_frame_start(&f, h->mem, sizeof(h->mem), jobs[h->job].opens);
		ho_frame_u64(&f, HO_T_LENGTH, h->len);
		h->is_announced = send_child(h, &f);
	}
	while (h->is_announced && !h->is_fed) {
		size_t n = h->len - h->sent;

		n = n < HO_PIECE_MAX ? n : HO_PIECE_MAX;
		ho_frame_start(&f, h->mem, sizeof(h->mem), HO_M_PIECE);
		ho_frame_put(&f, HO_T_DATA, h->letter + h->sent, n);
		if (h->sent + n == h->len)
			ho_frame_u64(&f, HO_T_LAST, 1);
		if (!send_child(h, &f))
			return;
		h->sent += n;
		h->is_fed = h->is_fed || h->sent == h->len;
	}
}

/* Answers to questions follow the letter, so that its pieces stay together. */
static void
answer(struct ho_helper *h)
{
	struct ho_frame f;

	while (h->is_fed && ho_relay_answer(&h->relay, &f, h->mem) == HO_OK &&
	    send_child(h, &f))
		ho_relay_answered(&h->relay);
}

/* The talk is over; the child has its last moment, or none. */
static void
finish(struct ho_helper *h, int result, bool has_closed)
{
	h->result =
	    result == HO_OK || result == HO_E_NOMEM || result == HO_E_TIMEOUT
	    ? result
	    : HO_E_PEER;
	ho_relay_close(&h->relay);
	if (has_closed)
		ho_child_hang_up(&h->child);
	else
		ho_child_kill(&h->child);
	h->deadline = ho_sock_now() + LAST_MS;
}

/* Why it died is for the operator; the caller learns only that it did. */
static void
bury(struct ho_helper *h)
{
	const char *name = jobs[h->job].name;

	h->is_over = true;
	if (h->result == HO_E_TIMEOUT)
		ho_warn("%s: killed at its deadline", name);
	else if (h->result != HO_OK && h->child.status > 128)
		ho_warn("%s: ended by signal %d", name, h->child.status - 128);
	else if (h->result != HO_OK)
		ho_warn("%s: no answer (%s), status %d", name,
		    ho_err_text(h->result), h->child.status);
}

bool
ho_helper_on_ready(struct ho_helper *h)
{
	if (h->result == HO_E_ORDER) {
		int rc;

		feed(h);
		rc = hear_child(h);
		if (rc != HO_OK || h->result == HO_OK) {
			finish(h, rc, rc == HO_E_NONE);
		} else {
			ho_relay_work(&h->relay, h->mem);
			answer(h);
		}
	}
	if (h->result != HO_E_ORDER && !h->is_over &&
	    ho_child_is_over(&h->child))
		bury(h);
	return h->is_over;
}

bool
ho_helper_on_timeout(struct ho_helper *h)
{
	if (ho_sock_now() < h->deadline) {
		ho_relay_late(&h->relay);
		return ho_helper_on_ready(h);
	}
	if (h->result == HO_E_ORDER)
		finish(h, HO_E_TIMEOUT, false);
	else
		finish(h, h->result, false);
	return ho_helper_on_ready(h);
}

int64_t
ho_helper_deadline(const struct ho_helper *h)
{
	int64_t dns = ho_relay_deadline(&h->relay);

	return dns < h->deadline ? dns : h->deadline;
}

size_t
ho_helper_watch(
    const struct ho_helper *h, struct pollfd fds[static HO_HELPER_FDS])
{
	bool has_more = !h->is_fed || ho_relay_has_answer(&h->relay);
	size_t n = 0;

	if (h->child.fd >= 0)
		fds[n++] = (struct pollfd){ .fd = h->child.fd,
			.events = (short)(POLLIN | (has_more ? POLLOUT : 0)) };
	if (h->relay.fd >= 0)
		fds[n++] = (struct pollfd){ .fd = h->relay.fd,
			.events = ho_relay_events(&h->relay) };
	if (h->child.pidfd >= 0)
		fds[n++] =
		    (struct pollfd){ .fd = h->child.pidfd, .events = POLLIN };
	return n;
}

int
ho_helper_start(struct ho_helper **out, enum ho_helper_job job,
    const char *program, int resolver, const void *letter, size_t len)
{
	char *const argv[] = { (char *)(uintptr_t)program, NULL };
	struct ho_helper *h = NULL;
	int rc;

	*out = NULL;
	if (len > jobs[job].max)
		rc = HO_E_LIMIT;
	else if ((h = calloc(1, sizeof(*h))) == NULL)
		rc = HO_E_NOMEM;
	else if ((rc = ho_child_start(&h->child, argv)) == HO_OK) {
		h->job = job;
		h->letter = letter;
		h->len = len;
		h->result = HO_E_ORDER;
		h->deadline = ho_sock_now() + HO_HELPER_TIMEOUT_MS;
		ho_relay_open(&h->relay, resolver);
		*out = h;
		return HO_OK;
	}
	if (resolver >= 0)
		close(resolver);
	free(h);
	return rc;
}

int
ho_helper_facts(struct ho_helper *h, struct ho_facts **facts)
{
	*facts = NULL;
	if (!h->is_over || h->job != HO_HELPER_JUDGE)
		return HO_E_ORDER;
	if (h->result != HO_OK)
		return h->result;
	*facts = h->facts;
	h->facts = NULL;
	return *facts != NULL ? HO_OK : HO_E_ORDER;
}

int
ho_helper_drawing(struct ho_helper *h, struct ho_drawing **drawing)
{
	*drawing = NULL;
	if (!h->is_over || h->job != HO_HELPER_DRAW)
		return HO_E_ORDER;
	if (h->result != HO_OK)
		return h->result;
	*drawing = h->drawing;
	h->drawing = NULL;
	return *drawing != NULL ? HO_OK : HO_E_ORDER;
}

int
ho_helper_picture(struct ho_helper *h, struct ho_picture **picture)
{
	*picture = NULL;
	if (!h->is_over || h->job != HO_HELPER_SNAPSHOT)
		return HO_E_ORDER;
	if (h->result != HO_OK)
		return h->result;
	*picture = h->picture;
	h->picture = NULL;
	return *picture != NULL ? HO_OK : HO_E_ORDER;
}

void
ho_helper_replay(struct ho_helper *h, const struct ho_facts *kept)
{
	h->relay.kept = kept;
}

void
ho_helper_free(struct ho_helper **h)
{
	if (*h == NULL)
		return;
	ho_child_end(&(*h)->child);
	ho_relay_close(&(*h)->relay);
	free((*h)->facts);
	ho_drawing_free(&(*h)->drawing);
	ho_picture_free(&(*h)->picture);
	free(*h);
	*h = NULL;
}
