/* handoverd/post/line_kinds.c - what the courier takes out, a line each. */
#include "handoverd/daemon.h"
#include "handoverd/post/jobs.h"
#include "handoverd/post/line.h"
#include "handoverd/post/outbox.h"
#include "lib/base/err.h"
#include "lib/secret/secret.h"
#include "lib/wire/proto.h"

/* --- of the outbox -------------------------------------------------------- */

static int
take_post(struct tx *t, void *row, struct parcel *p)
{
	struct ho_outbox *o = row;
	struct ho_frame *f = &p->head;
	char to[OUTBOX_TO];
	int rc = outbox_take(t, o, to, &p->secret);

	if (rc != HO_OK)
		return rc;
	p->id = o->row.id;
	ho_frame_start(f, p->mem, sizeof(p->mem), HO_M_COURIER_JOB);
	ho_frame_u64(f, HO_T_JOB, (uint64_t)p->id);
	ho_frame_str(f, HO_T_KIND, line_of_way(o->way)->job);
	ho_frame_str(f, HO_T_SENDER, t->d->conf.desk_address.text[0]);
	ho_frame_str(f, HO_T_TO, to);
	ho_frame_str(f, HO_T_MSGID, o->message_id);
	ho_frame_u64(f, HO_T_LENGTH, ho_secret_len(p->secret));
	return ho_frame_end(f);
}

static int
put_back_post(struct tx *t, void *row)
{
	return outbox_put_back(t, row);
}

static int
report_post(struct tx *t, int64_t way, int64_t id, const struct report *r)
{
	struct ho_outbox o;
	int rc = ho_store_get(t->s, HO_OUTBOX, id, &o);

	if (rc != HO_OK)
		return rc;
	if (o.state != HO_OUT_HANDED || o.way != way)
		return HO_E_ORDER;
	return outbox_report(t, &o, r);
}

/* --- for the ticket system ------------------------------------------------ */

static int
take_job(struct tx *t, void *row, struct parcel *p)
{
	struct errand_out e = { 0 };
	struct ho_frame *f = &p->head;
	int rc = jobs_take(t, row, &e);

	if (rc != HO_OK)
		return rc;
	p->id = e.id;
	p->secret = e.secret; /* both are the parcel's from here on */
	p->plain = e.plain;
	ho_frame_start(f, p->mem, sizeof(p->mem), HO_M_COURIER_TICKET);
	ho_frame_u64(f, HO_T_JOB, (uint64_t)e.id);
	ho_frame_str(f, HO_T_KIND, e.act);
	ho_frame_u64(f, HO_T_AGAIN, e.is_again);
	ho_frame_str(f, HO_T_KEY, e.key);
	ho_frame_str(f, HO_T_MARK, e.mark);
	ho_frame_str(f, HO_T_SUBJECT, e.subject);
	ho_frame_str(f, HO_T_STATUS, e.status);
	ho_frame_str(f, HO_T_NAME, e.name);
	ho_frame_str(f, HO_T_PART_TYPE, e.type);
	ho_frame_u64(f, HO_T_LENGTH,
	    e.secret != NULL ? ho_secret_len(e.secret) : e.plain.len);
	return ho_frame_end(f);
}

static int
put_back_job(struct tx *t, void *row)
{
	return jobs_put_back(t, row);
}

static int
report_job(struct tx *t, int64_t way, int64_t id, const struct report *r)
{
	struct ho_job job;
	int rc = ho_store_get(t->s, HO_JOB, id, &job);

	(void)way;
	if (rc != HO_OK)
		return rc;
	return job.state == HO_OUT_HANDED ? jobs_report(t, &job, r)
					  : HO_E_ORDER;
}

/* A case may wait for this very key. */
static void
reported_job(struct daemon *d, const struct report *r)
{
	if (r->outcome == HO_OUTCOME_SENT && r->key[0] != '\0')
		cases_tick(d);
}

/* --- which there are ------------------------------------------------------ */

#define POST(its_way, its_word, its_job, its_window)                        \
	{                                                                   \
		.word = (its_word), .job = (its_job), .way = (its_way),     \
		.window = (its_window), .report_type = HO_M_COURIER_REPORT, \
		.due = HO_Q_OUTBOX_DUE_BY, .handed = HO_Q_OUTBOX_HANDED_BY, \
		.take = take_post, .put_back = put_back_post,               \
		.report = report_post                                       \
	}

/* A text message that is lost on the way is not sent again, so one at a time;
 * a ticket's jobs go one behind the other. */
const struct line_kind line_kinds[LINES] = {
	[LINE_LETTERS] = POST(HO_WAY_MAIL, "letters", "mail", LINE_WINDOW),
	[LINE_MESSAGES] = POST(HO_WAY_SMS, "messages", "sms", 1),
	[LINE_HOOKS] = POST(HO_WAY_HOOK, "hooks", "hook", LINE_WINDOW),
	[LINE_COPIES] = POST(HO_WAY_COPY, "copies", "copy", LINE_WINDOW),
	[LINE_TICKETS] = { .word = "tickets",
	    .job = "ticket job",
	    .window = 1,
	    .report_type = HO_M_COURIER_TOLD,
	    .due = HO_Q_JOBS_DUE,
	    .handed = HO_Q_JOBS_HANDED,
	    .take = take_job,
	    .put_back = put_back_job,
	    .report = report_job,
	    .reported = reported_job },
};

const struct line_kind *
line_of_way(int64_t way)
{
	for (size_t i = 0; i < LINES; i++)
		if (line_kinds[i].way == way && way != 0)
			return &line_kinds[i];
	return NULL;
}
