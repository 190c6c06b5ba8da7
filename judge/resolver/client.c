/* judge/resolver/client.c - those who ask, and what they have asked. */
#include "judge/resolver/client.h"

#include <stdlib.h>
#include <unistd.h>

#include "lib/base/err.h"
#include "lib/wire/sock.h"

#define NOW 0 /* a deadline that never waits: try once */

struct client *
client_new(int fd, const struct source *source)
{
	struct client *c = calloc(1, sizeof(*c));

	if (c == NULL) {
		close(fd);
		return NULL;
	}
	c->fd = fd;
	c->source = source;
	return c;
}

/* A free place again; what libunbound still says about it is not heard. */
static void
forget(struct client *c, struct query *q)
{
	if (q->state == ASKED)
		dns_cancel(c->source->dns, &q->dns);
	answer_set(&q->answer, HO_DNS_FAILED);
	q->state = FREE;
	c->open--;
}

void
client_free(struct client **c)
{
	if (*c == NULL)
		return;
	for (size_t i = 0; i < CLIENT_QUERIES; i++)
		if ((*c)->query[i].state != FREE)
			forget(*c, &(*c)->query[i]);
	close((*c)->fd);
	free(*c);
	*c = NULL;
}

short
client_events(const struct client *c)
{
	short events = c->open < CLIENT_QUERIES ? POLLIN : 0;

	for (size_t i = 0; i < CLIENT_QUERIES; i++)
		if (c->query[i].state == ANSWERED)
			events |= POLLOUT;
	return events;
}

static void
on_answer(struct dns_question *dns, struct answer *a)
{
	struct query *q = (struct query *)(void *)dns;

	q->answer = *a;
	q->state = ANSWERED;
}

static struct query *
free_query(struct client *c)
{
	size_t i = 0;

	while (c->query[i].state != FREE)
		i++;
	return &c->query[i];
}

static int
on_query(struct client *c, const struct ho_view *v)
{
	const struct source *from = c->source;
	struct query *q = free_query(c);
	char name[HO_QUESTION_MAX + 1];
	uint64_t id;
	int rc;

	if (v->type != HO_M_DNS_QUERY || ho_view_u64(v, HO_T_ID, &id) != HO_OK)
		return HO_E_PEER;
	rc = ho_view_str(v, HO_T_NAME, name, sizeof(name));
	if (rc != HO_OK && rc != HO_E_LIMIT)
		return HO_E_PEER;
	*q = (struct query){ .dns.done = on_answer,
		.id = id,
		.state = ANSWERED,
		.deadline = ho_sock_now() + QUERY_MS };
	c->open++;
	if (rc == HO_E_LIMIT || !ho_question_allowed(name))
		answer_set(&q->answer, HO_DNS_REFUSED);
	else if (from->zone != NULL)
		zone_find(from->zone, name, &q->answer);
	else if (dns_ask(from->dns, name, &q->dns) == HO_OK)
		q->state = ASKED;
	else
		answer_set(&q->answer, HO_DNS_FAILED);
	return HO_OK;
}

static int
send_answer(const struct client *c, const struct query *q)
{
	static uint8_t mem[HO_FRAME_MAX];
	const struct answer *a = &q->answer;
	struct ho_frame f;
	size_t from = 0;

	ho_frame_start(&f, mem, sizeof(mem), HO_M_DNS_ANSWER);
	ho_frame_u64(&f, HO_T_ID, q->id);
	ho_frame_u64(&f, HO_T_STATUS, (uint64_t)a->status);
	ho_frame_u64(&f, HO_T_SECURE, a->is_secure);
	for (size_t i = 0; i < a->count; from = a->end[i++])
		ho_frame_put(
		    &f, HO_T_RECORD, a->text.data + from, a->end[i] - from);
	ho_frame_end(&f);
	return ho_sock_send(c->fd, &f, NOW);
}

static int
read_queries(struct client *c)
{
	static uint8_t mem[HO_FRAME_MAX];
	struct ho_view v;
	int rc = HO_OK;

	while (rc == HO_OK && c->open < CLIENT_QUERIES)
		if ((rc = ho_sock_recv(c->fd, mem, sizeof(mem), &v, NOW)) ==
		    HO_OK)
			rc = on_query(c, &v);
	return rc == HO_E_TIMEOUT ? HO_OK : rc;
}

static int
send_answers(struct client *c)
{
	int64_t now = ho_sock_now();
	int rc;

	for (size_t i = 0; i < CLIENT_QUERIES; i++) {
		struct query *q = &c->query[i];

		if (q->state == ASKED && q->deadline <= now) {
			dns_cancel(c->source->dns, &q->dns);
			answer_set(&q->answer, HO_DNS_TIMEOUT);
			q->state = ANSWERED;
		}
		if (q->state != ANSWERED)
			continue;
		if ((rc = send_answer(c, q)) != HO_OK)
			return rc == HO_E_TIMEOUT ? HO_OK : rc;
		forget(c, q);
	}
	return HO_OK;
}

bool
client_work(struct client *c, bool is_readable)
{
	return (!is_readable || read_queries(c) == HO_OK) &&
	    send_answers(c) == HO_OK;
}

int64_t
client_deadline(const struct client *c)
{
	int64_t first = INT64_MAX;

	for (size_t i = 0; i < CLIENT_QUERIES; i++)
		if (c->query[i].state == ASKED && c->query[i].deadline < first)
			first = c->query[i].deadline;
	return first;
}
