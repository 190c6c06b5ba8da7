/* lib/helper/relay.c - one letter's DNS questions, there and back. */
#include "lib/helper/relay.h"

#include <poll.h>
#include <unistd.h>

#include "lib/base/err.h"
#include "lib/helper/kept.h"
#include "lib/wire/proto.h"
#include "lib/wire/sock.h"

#define NOW 0 /* a deadline that never waits: try once */

void
ho_relay_open(struct ho_relay *r, int fd)
{
	*r = (struct ho_relay){ .fd = fd };
}

void
ho_relay_close(struct ho_relay *r)
{
	if (r->fd >= 0)
		close(r->fd);
	for (size_t i = 0; i < r->count; i++)
		ho_buf_free(&r->question[i].answer);
	r->fd = -1;
	r->count = 0;
}

static void
settle(struct ho_question *q, uint64_t status)
{
	ho_buf_free(&q->answer);
	q->status = status;
	q->is_secure = 0;
	q->state = HO_Q_ANSWERED;
}

/* The resolver is gone: what it owes us will not come. */
static void
lose(struct ho_relay *r)
{
	if (r->fd >= 0)
		close(r->fd);
	r->fd = -1;
	for (size_t i = 0; i < r->count; i++)
		if (r->question[i].state < HO_Q_ANSWERED)
			settle(&r->question[i], HO_DNS_FAILED);
}

static void
replay(const struct ho_facts *kept, struct ho_question *q)
{
	const struct ho_txt_answer *then = ho_kept_find(kept, q->name);

	settle(q, then != NULL ? then->status : HO_DNS_FAILED);
	if (then == NULL)
		return;
	q->is_secure = then->secure;
	if (then->status == HO_TXT_FOUND &&
	    ho_kept_message(then, &q->answer) != HO_OK)
		settle(q, HO_DNS_FAILED);
}

int
ho_relay_ask(struct ho_relay *r, const struct ho_view *v)
{
	struct ho_question *q = &r->question[r->count];
	int rc;

	if (r->count == HO_RELAY_QUESTIONS)
		return HO_E_PEER;
	*q = (struct ho_question){ .state = HO_Q_ASKED };
	if (ho_view_u64(v, HO_T_ID, &q->id) != HO_OK)
		return HO_E_PEER;
	rc = ho_view_str(v, HO_T_NAME, q->name, sizeof(q->name));
	if (rc != HO_OK && rc != HO_E_LIMIT)
		return HO_E_PEER;
	r->count++;
	if (r->deadline == 0)
		r->deadline = ho_sock_now() + HO_RELAY_MS;
	if (rc == HO_E_LIMIT || !ho_question_allowed(q->name))
		settle(q, HO_DNS_REFUSED);
	else if (r->kept != NULL)
		replay(r->kept, q);
	else if (r->fd < 0)
		settle(q, HO_DNS_FAILED);
	return HO_OK;
}

/* As many records as the status promises, within the limits? */
static int
check_records(const struct ho_view *v, uint64_t status)
{
	size_t at = 0, records = 0, octets = 0;
	struct ho_field f;

	while (ho_view_next(v, &at, &f) == HO_OK)
		if (f.tag == HO_T_RECORD) {
			records++;
			octets += f.len;
		}
	if ((records != 0) != (status == HO_DNS_FOUND))
		return HO_E_PEER;
	return records > HO_ANSWER_RECORDS || octets > HO_ANSWER_OCTETS
	    ? HO_E_LIMIT
	    : HO_OK;
}

static int
on_answer(struct ho_relay *r, const struct ho_view *v)
{
	uint64_t n, status, is_secure;
	struct ho_question *q;
	int rc;

	if (v->type != HO_M_DNS_ANSWER ||
	    ho_view_u64(v, HO_T_ID, &n) != HO_OK || n >= r->count ||
	    r->question[n].state != HO_Q_SENT ||
	    ho_view_u64(v, HO_T_STATUS, &status) != HO_OK ||
	    status > HO_DNS_REFUSED ||
	    ho_view_u64(v, HO_T_SECURE, &is_secure) != HO_OK || is_secure > 1)
		return HO_E_PEER;
	if ((rc = check_records(v, status)) == HO_E_PEER)
		return rc;
	q = &r->question[n];
	settle(q, rc == HO_OK ? status : HO_DNS_FAILED);
	if (rc != HO_OK)
		return HO_OK;
	q->is_secure = is_secure;
	ho_buf_add(&q->answer, v->data, v->len);
	if (ho_buf_error(&q->answer))
		settle(q, HO_DNS_FAILED);
	return HO_OK;
}

static int
send_question(struct ho_relay *r, uint64_t n, void *mem)
{
	struct ho_frame f;

	ho_frame_start(&f, mem, HO_FRAME_MAX, HO_M_DNS_QUERY);
	ho_frame_u64(&f, HO_T_ID, n);
	ho_frame_str(&f, HO_T_NAME, r->question[n].name);
	ho_frame_end(&f);
	return ho_sock_send(r->fd, &f, NOW);
}

static int
send_questions(struct ho_relay *r, void *mem)
{
	int rc;

	for (size_t i = 0; i < r->count; i++) {
		if (r->question[i].state != HO_Q_ASKED)
			continue;
		if ((rc = send_question(r, i, mem)) != HO_OK)
			return rc;
		r->question[i].state = HO_Q_SENT;
	}
	return HO_OK;
}

static int
hear_answers(struct ho_relay *r, void *mem)
{
	struct ho_view v;
	int rc;

	while (
	    (rc = ho_sock_recv(r->fd, mem, HO_FRAME_MAX, &v, NOW)) == HO_OK &&
	    (rc = on_answer(r, &v)) == HO_OK)
		;
	return rc;
}

void
ho_relay_work(struct ho_relay *r, void *mem)
{
	int sent, heard;

	if (r->fd < 0)
		return;
	/* heard even where it no longer listens: what it said still counts */
	sent = send_questions(r, mem);
	heard = hear_answers(r, mem);
	if ((sent != HO_OK && sent != HO_E_TIMEOUT) || heard != HO_E_TIMEOUT)
		lose(r);
}

int64_t
ho_relay_deadline(const struct ho_relay *r)
{
	for (size_t i = 0; i < r->count; i++)
		if (r->question[i].state < HO_Q_ANSWERED)
			return r->deadline;
	return INT64_MAX;
}

void
ho_relay_late(struct ho_relay *r)
{
	if (ho_relay_deadline(r) <= ho_sock_now())
		lose(r);
}

short
ho_relay_events(const struct ho_relay *r)
{
	for (size_t i = 0; i < r->count; i++)
		if (r->question[i].state == HO_Q_ASKED)
			return POLLIN | POLLOUT;
	return POLLIN;
}

static size_t
next_answer(const struct ho_relay *r)
{
	size_t i = 0;

	while (i < r->count && r->question[i].state != HO_Q_ANSWERED)
		i++;
	return i;
}

bool
ho_relay_has_answer(const struct ho_relay *r)
{
	return next_answer(r) < r->count;
}

int
ho_relay_answer(const struct ho_relay *r, struct ho_frame *f, void *mem)
{
	size_t n = next_answer(r), at = 0;
	const struct ho_question *q = &r->question[n];
	struct ho_field one;
	struct ho_view v;

	if (n == r->count)
		return HO_E_NONE;
	ho_frame_start(f, mem, HO_FRAME_MAX, HO_M_JUDGE_RECORDS);
	ho_frame_u64(f, HO_T_ID, q->id);
	ho_frame_u64(f, HO_T_STATUS, q->status);
	ho_frame_u64(f, HO_T_SECURE, q->is_secure);
	if (q->answer.len != 0 &&
	    ho_view_open(&v, q->answer.data, q->answer.len) == HO_OK)
		while (ho_view_next(&v, &at, &one) == HO_OK)
			if (one.tag == HO_T_RECORD)
				ho_frame_put(f, one.tag, one.data, one.len);
	return HO_OK;
}

void
ho_relay_answered(struct ho_relay *r)
{
	size_t n = next_answer(r);

	if (n == r->count)
		return;
	ho_buf_free(&r->question[n].answer);
	r->question[n].state = HO_Q_DONE;
}
