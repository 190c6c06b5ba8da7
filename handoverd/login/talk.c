/* handoverd/login/talk.c - a login conversation: turns, work and the end. */
#include "handoverd/login/talk.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "handoverd/conn.h"
#include "handoverd/login/grid.h"
#include "lib/base/err.h"
#include "lib/base/log.h"
#include "lib/base/when.h"
#include "lib/secret/word.h"

static void
talk_free(struct talk *t)
{
	timer_free(&t->wait);
	timer_free(&t->life);
	timer_free(&t->leave);
	ho_secret_free(&t->answer);
	ho_secret_free(&t->normal);
	ho_secret_free(&t->first);
	ho_secret_free(&t->code);
	ho_secret_free(&t->seed);
	ho_secret_free(&t->shown);
	explicit_bzero(
	    t, sizeof(*t)); /* hashes, and words as they were typed */
	free(t);
}

/* What was done is said, also where nobody waits to be asked any more. */
static void
too_late(struct talk *t, enum ho_step step)
{
	if (step == HO_STEP_DONE)
		talk_assigned(t);
	else
		talk_refuse(t, 0);
}

static void
on_wait(void *arg)
{
	struct talk *t = arg;

	timer_free(&t->wait);
	talk_refuse(t, 0);
}

/* Work under way comes to its end first; talk_ask() then ends the call. */
static void
on_life(void *arg)
{
	struct talk *t = arg;

	timer_free(&t->life);
	if (!t->is_busy)
		too_late(t, t->step);
}

void
talk_heard(struct talk *t)
{
	timer_free(&t->wait);
	t->step = HO_STEP_WORK;
	t->asked_ms = loop_now();
}

int64_t
talk_waits_since(const struct talk *t)
{
	return t->wait != NULL ? t->waits_ms : 0;
}

/*
 * Whoever proved nothing yet must not keep a place for long; who looks into a
 * mailbox for a code has the whole time.
 */
static void
wait_briefly(struct talk *t)
{
	timer_free(&t->wait);
	t->wait = loop_timer(t->d->loop, TALK_WAIT_MS, on_wait, t);
	t->waits_ms = loop_now();
}

struct talk *
talk_new(struct conn *c)
{
	struct talk *t = calloc(1, sizeof(*t));

	if (t == NULL)
		return NULL;
	t->c = c;
	t->d = conn_daemon(c);
	t->step = HO_STEP_NEW;
	t->asked_ms = loop_now();
	t->r.peer.uid = conn_uid(c);
	t->answer = ho_secret_new(HO_ANSWER_MAX);
	t->normal = ho_secret_new(HO_PASSWORD_OCTETS);
	t->first = ho_secret_new(HO_ANSWER_MAX);
	t->code = ho_secret_new(HO_TYPED_MAX);
	t->life = loop_timer(t->d->loop, TALK_LIFE_MS, on_life, t);
	if (t->answer == NULL || t->normal == NULL || t->first == NULL ||
	    t->code == NULL || t->life == NULL) {
		talk_free(t);
		return NULL;
	}
	wait_briefly(t);
	return t;
}

void
talk_gone(struct talk *t)
{
	t->c = NULL;
	timer_free(&t->wait);
	timer_free(&t->life);
	timer_free(&t->leave);
	if (!t->is_busy)
		talk_free(t);
}

/* --- work ----------------------------------------------------------------- */

/* The queue is full: kept out, rather than kept waiting. */
static void
no_room(struct talk *t)
{
	t->is_busy = false;
	conn_turned_away(t->c);
	talk_unavailable(t);
}

/* Back in the loop's thread. */
static void
worked(void *arg, int rc)
{
	struct talk *t = arg;

	t->is_busy = false;
	if (t->c == NULL)
		talk_free(t);
	else if (!t->is_over)
		t->then(t, rc);
}

void
talk_write(
    struct talk *t, writer_run_fn *run, void (*then)(struct talk *t, int rc))
{
	t->then = then;
	t->is_busy = true;
	if (writer_submit(t->d->writer, run, worked, t) != HO_OK)
		no_room(t);
}

static void
compute(void *arg)
{
	struct talk *t = arg;

	t->compute(t);
}

static void
computed(void *arg)
{
	struct talk *t = arg;

	worked(t, t->rc);
}

void
talk_compute(struct talk *t, void (*what)(struct talk *t),
    void (*then)(struct talk *t, int rc))
{
	t->compute = what;
	t->then = then;
	t->is_busy = true;
	if (pool_submit(t->d->pool, compute, computed, t) != HO_OK)
		no_room(t);
}

/* --- words ---------------------------------------------------------------- */

/* A frame field of at most max octets, cut between characters. */
static void
put_text(
    struct ho_frame *f, uint16_t tag, const char *fmt, va_list ap, size_t max)
{
	struct ho_buf text = HO_BUF_INIT;
	size_t len;

	ho_buf_vfmt(&text, fmt, ap);
	len = text.len < max ? text.len : max;
	while (len < text.len && len > 0 && (text.data[len] & 0xc0) == 0x80)
		len--;
	ho_frame_put(f, tag, ho_buf_text(&text), len);
	/* recovery codes and keys of authenticators are shown */
	if (text.data != NULL)
		explicit_bzero(text.data, text.len);
	ho_buf_free(&text);
}

/*
 * Nothing of a case is said before who asks has proven something (law 9).  A
 * code that was sent has a reference of its own; beside a case it stands in the
 * prompt alone.
 */
static void
put_case(struct ho_frame *f, const struct talk *t, enum ho_step step)
{
	char stage[HO_STAGE_SIZE], until[HO_WHEN_LEN];

	if (!ho_flow_question(step)->is_proven || t->r.ref[0] == '\0') {
		if (t->code_ref[0] != '\0')
			ho_frame_str(f, HO_T_REF, t->code_ref);
		return;
	}
	ho_flow_stage(t->r.kind, step, stage);
	ho_when_format(t->r.until, until);
	ho_frame_str(f, HO_T_REF, t->r.ref);
	ho_frame_str(f, HO_T_STEP, stage);
	ho_frame_str(f, HO_T_UNTIL, until);
}

void
talk_ask(struct talk *t, enum ho_step step, const char *fmt, ...)
{
	const struct ho_question *q = ho_flow_question(step);
	uint8_t mem[HO_LOGIN_MSG_MAX];
	struct ho_frame f;
	va_list ap;

	ho_secret_clear(t->answer);
	if (t->life == NULL) {
		too_late(t, step);
		return;
	}
	if (t->times[step]++ >= q->times) {
		talk_tell(t, true, "That was asked too often. Sign in again.");
		talk_refuse(t, 0);
		return;
	}
	ho_frame_start(&f, mem, sizeof(mem), HO_M_LOGIN_ASK);
	ho_frame_u64(&f, HO_T_ECHO, q->is_echoed);
	va_start(ap, fmt);
	put_text(&f, HO_T_PROMPT, fmt, ap, HO_LOGIN_PROMPT_MAX);
	va_end(ap);
	ho_frame_str(&f, HO_T_ASK, q->ask);
	put_case(&f, t, step);
	ho_frame_end(&f);
	t->code_ref[0] = '\0';
	t->step = step;
	if (!q->is_proven)
		wait_briefly(t);
	conn_send(t->c, &f); /* a peer that is gone is found by the loop */
	explicit_bzero(mem, sizeof(mem));
}

void
talk_tell(struct talk *t, bool is_error, const char *fmt, ...)
{
	uint8_t mem[HO_LOGIN_MSG_MAX];
	struct ho_frame f;
	va_list ap;

	if ((t->flags & HO_F_SILENT) != 0)
		return;
	ho_frame_start(&f, mem, sizeof(mem), HO_M_LOGIN_INFO);
	va_start(ap, fmt);
	put_text(&f, HO_T_TEXT, fmt, ap, HO_LOGIN_TEXT_MAX);
	va_end(ap);
	ho_frame_u64(&f, HO_T_LEVEL, is_error);
	ho_frame_end(&f);
	conn_send(t->c, &f);
	explicit_bzero(mem, sizeof(mem));
}

/* --- the end -------------------------------------------------------------- */

/* Nothing comes after it: whatever the peer sends now is out of turn. */
static void
over(struct talk *t, enum ho_login_verdict verdict, const char *word,
    uint16_t tag, const char *login)
{
	uint8_t mem[HO_LOGIN_MSG_MAX];
	struct ho_frame f;

	t->step = HO_STEP_END;
	t->is_over = true;
	timer_free(&t->wait);
	timer_free(&t->life);
	timer_free(&t->leave);
	ho_secret_clear(t->answer);
	if (!t->is_busy) {
		ho_secret_clear(t->normal);
		ho_secret_clear(t->first);
		ho_secret_clear(t->code);
	}
	ho_frame_start(&f, mem, sizeof(mem), HO_M_LOGIN_RESULT);
	ho_frame_u64(&f, HO_T_VERDICT, verdict);
	ho_frame_str(&f, HO_T_RESULT, word);
	if (login != NULL)
		ho_frame_str(&f, tag, login);
	if (verdict == HO_LOGIN_OK)
		standing_put(&t->standing, &f);
	ho_frame_end(&f);
	conn_send(t->c, &f);
	conn_finish(t->c);
}

static void
refuse_now(struct talk *t)
{
	over(t, HO_LOGIN_REFUSED, "refused", 0, NULL);
}

static void
on_leave(void *arg)
{
	struct talk *t = arg;

	timer_free(&t->leave);
	t->later(t);
}

void
talk_later(struct talk *t, int64_t held_ms, void (*then)(struct talk *t))
{
	int64_t grid = t->d->conf.failure_grid_ms, now = loop_now();
	int64_t from = now + (held_ms > 0 ? held_ms : 0);
	int64_t wait = from - now + grid_wait(t->asked_ms, from, grid);

	timer_free(&t->leave);
	t->later = then;
	if (wait > 0)
		t->leave = loop_timer(t->d->loop, wait, on_leave, t);
	if (t->leave == NULL) /* no grid, or no memory for its timer */
		then(t);
}

void
talk_refuse(struct talk *t, int64_t held_ms)
{
	t->step = HO_STEP_END;
	talk_later(t, held_ms, refuse_now);
}

static void
must_enrol_now(struct talk *t)
{
	over(t, HO_LOGIN_REFUSED, "must-enrol", 0, NULL);
}

void
talk_must_enrol(struct talk *t, int64_t held_ms)
{
	t->step = HO_STEP_END;
	talk_later(t, held_ms, must_enrol_now);
}

void
talk_unavailable(struct talk *t)
{
	over(t, HO_LOGIN_UNAVAILABLE, "unavailable", 0, NULL);
}

void
talk_allow(struct talk *t, const char *word, const char *login)
{
	over(t, HO_LOGIN_OK, word, HO_T_USER, login);
}

/* Law 3: a recovery login never yields a session. */
void
talk_assigned(struct talk *t)
{
	over(t, HO_LOGIN_REFUSED, "assigned", HO_T_LOGIN, t->r.login);
}

void
talk_fault(struct talk *t, int rc)
{
	/* what it rested on is not so any more, or somebody was first: "no" */
	if (rc != HO_E_NONE && rc != HO_E_TAKEN)
		ho_warn("login door: %s", ho_err_text(rc));
	if (rc == HO_E_NONE || rc == HO_E_TAKEN || rc == HO_E_RULE)
		talk_refuse(t, 0);
	else
		talk_unavailable(t);
}

struct limit_who
talk_who(const struct talk *t)
{
	return (struct limit_who){
		.user = t->attempt.user,
		.account = t->attempt.account,
		.name = t->login[0] != '\0' ? t->login : t->name,
		.peer = t->r.peer.uid,
		.place = &t->place,
	};
}
