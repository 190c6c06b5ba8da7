/* handoverd/post/jobs.c - what an outside ticket system still has to be told. */
#include "handoverd/post/jobs.h"

#include <stdio.h>
#include <string.h>

#include "handoverd/cases/ticket.h"
#include "handoverd/cases/ticket_outside.h"
#include "handoverd/daemon.h"
#include "handoverd/post/pause.h"
#include "lib/base/err.h"
#include "lib/base/show.h"
#include "lib/secret/secret.h"

#define PAUSE_FIRST 5   /* seconds */
#define PAUSE_MOST  900 /* seconds */

static int
add(struct tx *t, struct ho_job *job)
{
	job->state = HO_OUT_DUE;
	job->due_at = job->created_at = t->now;
	t->wants_courier = true;
	return ho_store_put(t->s, HO_JOB, job);
}

int
jobs_add(struct tx *t, const struct ho_ticket *ticket, int64_t record,
    enum ho_job_act act)
{
	struct ho_job job = {
		.ticket = ticket->row.id, .record = record, .act = act
	};

	return add(t, &job);
}

int
jobs_add_link(
    struct tx *t, const struct ho_ticket *ticket, const struct ho_ticket *other)
{
	struct ho_job job = { .ticket = ticket->row.id,
		.act = HO_JOB_LINK,
		.other = other->row.id };

	return add(t, &job);
}

static bool
is_making(const struct ho_job *job)
{
	return job->act == HO_JOB_LOOK || job->act == HO_JOB_CREATE;
}

static void
set_outcome(struct ho_job *job, const char *why)
{
	struct ho_buf text = HO_BUF_INIT;

	ho_show(&text, why, strnlen(why, 160));
	snprintf(job->outcome, sizeof(job->outcome), "%s", ho_buf_text(&text));
	ho_buf_free(&text);
}

static int
end(struct tx *t, struct ho_job *job, int64_t state, const char *why)
{
	job->state = state;
	job->done_at = t->now;
	set_outcome(job, why);
	t->wants_courier = true; /* for the next one of this ticket */
	return ho_store_put(t->s, HO_JOB, job);
}

/* --- handing out ---------------------------------------------------------- */

/* How long a new ticket that may be there is only looked for. */
static int64_t
found_by(const struct tx *t, const struct ho_job *job)
{
	return job->unclear_at + t->d->conf.ticket_lag_ms / 1000;
}

static const char *
act_now(const struct tx *t, const struct ho_job *job)
{
	static const char *const acts[] = {
		[HO_JOB_LOOK] = "look",
		[HO_JOB_CREATE] = "create",
		[HO_JOB_COMMENT] = "comment",
		[HO_JOB_ATTACH] = "attach",
		[HO_JOB_STATUS] = "status",
		[HO_JOB_LINK] = "link",
	};

	if (job->act == HO_JOB_CREATE && job->unclear_at != 0 &&
	    t->now < found_by(t, job))
		return "find";
	return acts[job->act];
}

static int
open_record(struct tx *t, const struct ho_job *job,
    const struct ho_ticket *ticket, struct errand_out *out)
{
	struct ho_record r;
	int rc;

	if (job->record == 0) {
		if (job->act != HO_JOB_CREATE)
			return HO_OK;
		if ((rc = ticket_first(t, ticket, &r)) != HO_OK)
			return rc;
		return ticket_octets(t, &r, &out->secret, &out->plain);
	}
	if ((rc = ho_store_get(t->s, HO_RECORD, job->record, &r)) != HO_OK)
		return rc;
	if (r.ticket != ticket->row.id)
		return HO_E_FORGED; /* somebody wrote to the store */
	if ((rc = ticket_mark(t, ticket, &r, out->mark)) != HO_OK)
		return rc;
	ticket_file_name(&r, out->name);
	snprintf(out->type, sizeof(out->type), "%s", ticket_file_type(&r));
	return ticket_octets(t, &r, &out->secret, &out->plain);
}

/* Nothing to say where the other one is gone, or in a system of before. */
static int
name_other(struct tx *t, const struct ho_job *job, struct errand_out *out)
{
	struct ho_ticket other;

	if (job->act != HO_JOB_LINK)
		return HO_OK;
	if (ho_store_get(t->s, HO_TICKET, job->other, &other) != HO_OK)
		return HO_E_FORGED;
	if (other.outside[0] == '\0' ||
	    strcmp(other.status, TICKET_GONE) == 0 ||
	    strcmp(other.system, ticket_system(t->d)) != 0)
		return HO_E_NONE;
	snprintf(out->name, sizeof(out->name), "%s", other.outside);
	return HO_OK;
}

static int
pack(struct tx *t, const struct ho_job *job, struct errand_out *out)
{
	struct ho_ticket ticket;
	int rc;

	if (job->act < HO_JOB_LOOK || job->act > HO_JOB_LINK ||
	    (rc = ho_store_get(t->s, HO_TICKET, job->ticket, &ticket)) != HO_OK)
		return HO_E_FORGED;
	if (strcmp(ticket.status, TICKET_GONE) == 0 ||
	    (!is_making(job) && ticket.outside[0] == '\0'))
		return HO_E_NONE;
	if (strcmp(ticket.system, ticket_system(t->d)) != 0)
		return HO_E_INPUT;
	out->id = job->row.id;
	out->act = act_now(t, job);
	out->is_again = job->unclear_at != 0;
	snprintf(out->key, sizeof(out->key), "%s",
	    is_making(job) ? ticket.named : ticket.outside);
	snprintf(out->subject, sizeof(out->subject), "%s", ticket.subject);
	snprintf(out->status, sizeof(out->status), "%s", ticket.status);
	if ((rc = ticket_mark(t, &ticket, NULL, out->mark)) != HO_OK ||
	    (rc = name_other(t, job, out)) != HO_OK)
		return rc;
	return open_record(t, job, &ticket, out);
}

/* The settings name another one now; they may name this one again. */
static int
wait_for_system(struct tx *t, struct ho_job *job)
{
	int rc;

	job->due_at = t->now + PAUSE_MOST;
	set_outcome(job, "ticket-system is another now");
	rc = ho_store_put(t->s, HO_JOB, job);
	return rc == HO_OK ? HO_E_NONE : rc;
}

int
jobs_take(struct tx *t, struct ho_job *job, struct errand_out *out)
{
	int rc;

	*out = (struct errand_out){ 0 };
	rc = pack(t, job, out);
	if (rc == HO_OK) {
		job->state = HO_OUT_HANDED;
		rc = ho_store_put(t->s, HO_JOB, job);
	} else if (rc == HO_E_INPUT) {
		rc = wait_for_system(t, job);
	} else if (rc == HO_E_NONE || rc == HO_E_FORGED) {
		int put = rc == HO_E_NONE
		    ? end(t, job, HO_OUT_DROPPED, "nothing is left to say")
		    : end(t, job, HO_OUT_FAILED,
			  "not what was recorded: audit verify");

		rc = put == HO_OK ? HO_E_NONE : put;
	}
	if (rc != HO_OK)
		errand_out_free(out);
	return rc;
}

void
errand_out_free(struct errand_out *out)
{
	ho_secret_free(&out->secret);
	ho_buf_free(&out->plain);
}

/* --- what became of it ---------------------------------------------------- */

static int
tell(struct tx *t, const char *event, const struct ho_ticket *ticket,
    const char *why, struct ho_event **ev)
{
	struct ho_case c;
	int rc = ho_event_begin(t->a, ev, event, t->now);

	if (rc != HO_OK)
		return rc;
	ho_event_self(*ev);
	if (ho_store_get(t->s, HO_CASE, ticket->of_case, &c) == HO_OK)
		ho_event_str(*ev, "ref", c.ref);
	ho_event_str(*ev, "system", ticket->system);
	if (why != NULL)
		ho_event_str(*ev, "why", why);
	return HO_OK;
}

static int
put_ticket(struct tx *t, struct ho_event **ev, struct ho_ticket *ticket)
{
	int rc;

	ticket->changed_at = t->now;
	if ((rc = ho_store_put(t->s, HO_TICKET, ticket)) == HO_OK)
		return ho_event_end(ev, NULL);
	ho_event_drop(ev);
	return rc;
}

/* The ticket is not there, or is another account's: every case of it says so
 * by itself. */
static int
gone(
    struct tx *t, struct ho_job *job, struct ho_ticket *ticket, const char *why)
{
	struct ho_event *ev;
	int rc;

	snprintf(ticket->status, sizeof(ticket->status), "%s", TICKET_GONE);
	if ((rc = tell(t, "ticket.gone", ticket, why, &ev)) != HO_OK ||
	    (rc = put_ticket(t, &ev, ticket)) != HO_OK)
		return rc;
	return end(t, job, HO_OUT_FAILED, why);
}

/* Does the key belong to a ticket of another account already? */
static bool
is_another(struct tx *t, const struct ho_ticket *ticket, const char *key)
{
	struct ho_ticket other;
	struct ho_case mine, theirs;

	return HO_ASK(t->s, HO_Q_TICKET_BY_OUTSIDE, &other, HO_STR(key)) ==
	    HO_OK &&
	    other.row.id != ticket->row.id && other.outside[0] != '\0' &&
	    ho_store_get(t->s, HO_CASE, ticket->of_case, &mine) == HO_OK &&
	    ho_store_get(t->s, HO_CASE, other.of_case, &theirs) == HO_OK &&
	    theirs.account != 0 && theirs.account != mine.account;
}

static int
is_there(struct tx *t, struct ho_job *job, const char *key)
{
	struct ho_ticket ticket;
	struct ho_event *ev;
	int rc = ho_store_get(t->s, HO_TICKET, job->ticket, &ticket);

	if (rc != HO_OK)
		return rc;
	if (key[0] == '\0')
		return HO_E_PEER;
	if (is_another(t, &ticket, key))
		return gone(
		    t, job, &ticket, "the ticket is about another account");
	snprintf(ticket.outside, sizeof(ticket.outside), "%s", key);
	if ((rc = tell(t, "ticket.opened", &ticket, NULL, &ev)) != HO_OK)
		return rc;
	ho_event_str(ev, "ticket", key);
	if ((rc = put_ticket(t, &ev, &ticket)) != HO_OK)
		return rc;
	return end(t, job, HO_OUT_SENT, "done");
}

static int
give_up(struct tx *t, struct ho_job *job, const char *why)
{
	struct ho_ticket ticket;
	struct ho_event *ev;
	int rc = ho_store_get(t->s, HO_TICKET, job->ticket, &ticket);

	if (rc != HO_OK)
		return rc;
	if (is_making(job))
		return gone(t, job, &ticket, why);
	if ((rc = tell(t, "ticket.failed", &ticket, why, &ev)) != HO_OK)
		return rc;
	ho_event_str(ev, "ticket", ticket.outside);
	if ((rc = ho_event_end(&ev, NULL)) != HO_OK)
		return rc;
	return end(t, job, HO_OUT_FAILED, why);
}

/* Due again after a growing pause, or after the one that was asked for. */
static int
later(struct tx *t, struct ho_job *job, const struct report *v)
{
	int64_t pause = pause_after(job->tries, PAUSE_FIRST, PAUSE_MOST);

	if (t->now - job->created_at >= JOBS_GIVE_UP)
		return give_up(t, job, v->why);
	if (pause < v->after)
		pause = v->after;
	job->tries++;
	job->state = HO_OUT_DUE;
	job->due_at = t->now + pause;
	/* not behind the moment from which it may be made again */
	if (job->act == HO_JOB_CREATE && job->unclear_at != 0 &&
	    t->now < found_by(t, job) && job->due_at > found_by(t, job))
		job->due_at = found_by(t, job);
	set_outcome(job, v->why);
	return ho_store_put(t->s, HO_JOB, job);
}

int
jobs_report(struct tx *t, struct ho_job *job, const struct report *v)
{
	switch (v->outcome) {
	case HO_OUTCOME_SENT:
		return is_making(job) ? is_there(t, job, v->key)
				      : end(t, job, HO_OUT_SENT, "done");
	case HO_OUTCOME_NEVER: return give_up(t, job, v->why);
	case HO_OUTCOME_UNCLEAR: job->unclear_at = t->now; break;
	case HO_OUTCOME_LATER: break;
	}
	return later(t, job, v);
}

int
jobs_put_back(struct tx *t, struct ho_job *job)
{
	job->state = HO_OUT_DUE;
	job->due_at = t->now;
	job->unclear_at = t->now;
	return ho_store_put(t->s, HO_JOB, job);
}
