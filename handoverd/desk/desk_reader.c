/* handoverd/desk/desk_reader.c - verbs that take long and only read. */
#include <stdio.h>

#include "handoverd/conn.h"
#include "handoverd/daemon.h"
#include "handoverd/desk/desk.h"
#include "lib/base/err.h"

#define TELL_MS 500 /* between two words about progress */

static void
on_told(void *arg)
{
	struct desk *s = arg;
	char text[80];

	atomic_store(&s->is_told, false);
	if (s->conn == NULL)
		return;
	snprintf(text, sizeof(text), "%lld of %lld events", (long long)s->done,
	    (long long)s->all);
	desk_send_progress(s, text);
}

static void
tell(void *arg, int64_t done, int64_t all)
{
	struct desk *s = arg;
	int64_t now = loop_now();

	if (now - s->told_at < TELL_MS || atomic_load(&s->is_told))
		return;
	s->told_at = now;
	s->done = done;
	s->all = all;
	atomic_store(&s->is_told, true);
	s->telling = (struct loop_post){ .fn = on_told, .arg = s };
	loop_post(s->d->loop, &s->telling);
}

static void
work_in_reader(void *arg)
{
	struct desk *s = arg;
	struct call_teller teller = { s, tell };

	s->rc = reader_find(s->call.verb)(s->d, &s->call, &teller);
}

static int
ask_again(struct tx *t, void *arg)
{
	return desk_who(t, arg);
}

/* Whoever was suspended while it ran gets nothing of it. */
static void
answer(void *arg, int rc)
{
	struct desk *s = arg;

	if (!desk_back(s))
		return;
	if (rc != HO_OK)
		call_fault(&s->call, rc);
	if (rc == HO_OK && s->is_admitted)
		desk_send_rows(s);
	else
		json_object_clear(s->call.result);
	desk_send_reply(s);
}

/* Behind any word of progress: the loop takes posts in order. */
static void
done_in_reader(void *arg)
{
	struct desk *s = arg;

	if (!desk_back(s))
		return;
	if (s->rc != HO_OK && s->call.exit == EXIT_DONE)
		call_fault(&s->call, s->rc);
	if (s->call.note[0] != '\0')
		desk_note(s);
	else
		desk_submit(s, ask_again, answer);
}

void
desk_run_reader(struct desk *s)
{
	int rc;

	s->at = DESK_WORK;
	s->is_busy = true;
	rc = pool_submit(s->d->reader, work_in_reader, done_in_reader, s);
	if (rc != HO_OK) {
		s->is_busy = false;
		call_fault(&s->call, rc);
		desk_send_reply(s);
	}
}
