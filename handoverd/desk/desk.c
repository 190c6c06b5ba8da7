/* handoverd/desk/desk.c - the desk door: one request a connection. */
#include "handoverd/desk/desk.h"

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "handoverd/conn.h"
#include "handoverd/daemon.h"
#include "handoverd/judges.h"
#include "lib/base/err.h"
#include "lib/base/log.h"
#include "lib/wire/proto.h"
#include "lib/wire/sock.h"

#define MAX_CONNS   64
#define MAX_PER_UID 16
#define FIRST_MS    10000  /* who says nothing keeps no place */
#define IDLE_MS     900000 /* a verb at work hears nothing from its peer */

static void run_verb(struct desk *s);

/* --- memory ------------------------------------------------------------------
 */

/* Answers can hold what a ticket recorded; jansson's memory is wiped too. */
static void
wiping_free(void *p)
{
	if (p != NULL)
		explicit_bzero(p, malloc_usable_size(p));
	free(p);
}

static void
desk_free(struct desk *s)
{
	call_clear(&s->call);
	free(s->facts);
	ho_drawing_free(&s->drawing);
	free(s);
}

bool
desk_back(struct desk *s)
{
	s->is_busy = false;
	if (s->conn != NULL)
		return true;
	desk_free(s);
	return false;
}

/* --- the writer --------------------------------------------------------------
 */

static int
run_in_writer(struct tx *t, void *arg)
{
	struct desk *s = arg;
	verb_fn *fn = verb_find(s->call.verb);

	if ((s->rc = desk_who(t, s)) == HO_OK && s->is_admitted)
		s->rc = fn(t, &s->call);
	return s->rc;
}

static void
done_in_writer(void *arg, int rc)
{
	struct desk *s = arg;

	if (!desk_back(s))
		return;
	/* A commit that failed makes every answer void, also a kind one. */
	if (rc != HO_OK &&
	    (rc != s->rc || (s->call.exit == EXIT_DONE && !s->call.is_trial))) {
		json_object_clear(s->call.result);
		json_array_clear(s->call.rows);
		call_fault(&s->call, rc);
	}
	if (rc == s->rc && s->call.note[0] != '\0') {
		desk_note(s);
		return;
	}
	desk_send_rows(s);
	if (s->call.exit != EXIT_DONE || !s->call.more)
		desk_send_reply(s);
	else if (conn_is_drained(s->conn))
		run_verb(s);
	else
		s->at = DESK_PAGE;
}

void
desk_submit(struct desk *s, writer_run_fn *run, writer_done_fn *done)
{
	int rc;

	s->at = DESK_WORK;
	s->is_busy = true;
	rc = (s->call.verb->flags & HO_V_ALONE
		? writer_submit_alone
		: writer_submit)(s->d->writer, run, done, s);
	if (rc != HO_OK) {
		s->is_busy = false;
		call_fault(&s->call, rc);
		desk_send_reply(s);
	}
}

static void
run_verb(struct desk *s)
{
	s->call.more = false;
	for (enum ho_way way = HO_WAY_MAIL; way < HO_WAYS; way++)
		s->call.courier_takes[way] = courier_takes(s->d, way);
	s->call.courier_has_tickets = courier_has_tickets(s->d);
	desk_submit(s, run_in_writer, done_in_writer);
}

/* --- who, then what ----------------------------------------------------------
 */

static int
admit_in_writer(struct tx *t, void *arg)
{
	return desk_who(t, arg);
}

/* Nobody who may not ask sends us 25 MiB or starts a judge. */
static void
done_admitting(void *arg, int rc)
{
	struct desk *s = arg;

	if (!desk_back(s))
		return;
	if (rc != HO_OK)
		call_fault(&s->call, rc);
	if (rc != HO_OK || !s->is_admitted) {
		desk_send_reply(s);
	} else if (s->call.verb->flags & HO_V_READER) {
		desk_run_reader(s);
	} else {
		s->at = DESK_BLOBS;
		conn_resume(s->conn);
	}
}

static int
read_request(struct desk *s, const struct ho_view *v)
{
	char name[sizeof(s->call.blobs[0].name)];
	struct ho_field f;
	size_t at = 0;
	uint64_t len;

	while (ho_view_next(v, &at, &f) == HO_OK) {
		if (f.tag != HO_T_BLOB)
			continue;
		if (f.len >= sizeof(name) || memchr(f.data, 0, f.len) != NULL)
			return HO_E_PEER;
		memcpy(name, f.data, f.len);
		name[f.len] = '\0';
		if (ho_view_next(v, &at, &f) != HO_OK || f.tag != HO_T_LENGTH ||
		    f.len != 8)
			return HO_E_PEER;
		len = 0;
		for (size_t i = 0; i < 8; i++)
			len = len << 8 | f.data[i];
		if (call_expect(&s->call, name, len) != HO_OK)
			return HO_OK;
		s->blob_len[s->call.n_blobs - 1] = len;
	}
	(void)call_has_files(&s->call);
	return HO_OK;
}

static int
on_request(struct desk *s, const struct ho_view *v)
{
	char name[HO_VERB_NAME];
	const struct ho_verb *verb;
	struct ho_field args;
	int rc;

	if (ho_view_str(v, HO_T_VERB, name, sizeof(name)) != HO_OK ||
	    ho_view_get(v, HO_T_ARGS, &args) != HO_OK)
		return HO_E_PEER;
	verb = ho_verb_named(name);
	if ((rc = call_init(&s->call, verb)) != HO_OK)
		return rc;
	if (verb == NULL || verb->flags & HO_V_LOCAL ||
	    (verb_find(verb) == NULL && reader_find(verb) == NULL))
		call_refuse(&s->call, EXIT_USAGE, "usage", "no such verb");
	else if (call_read_args(&s->call, args.data, args.len) == HO_OK &&
	    (rc = read_request(s, v)) != HO_OK)
		return rc;
	conn_pause(s->conn);
	if (s->call.exit != EXIT_DONE)
		desk_send_reply(s);
	else if (s->call.n_blobs > 0 || verb->flags & HO_V_READER)
		desk_submit(s, admit_in_writer, done_admitting);
	else
		run_verb(s);
	return HO_OK;
}

/* --- files -------------------------------------------------------------------
 */

static void
on_judged(void *arg, int rc, struct ho_facts *facts, struct ho_drawing *drawing)
{
	struct desk *s = arg;

	s->facts = facts;
	s->drawing = drawing;
	if (!desk_back(s))
		return;
	if (rc != HO_OK) {
		call_refuse(&s->call, EXIT_UNFINISHED, "not-judged",
		    "the mail could not be judged (%s); nothing has changed, "
		    "try again, and see handover doctor",
		    ho_err_text(rc));
		desk_send_reply(s);
		return;
	}
	s->call.facts = facts;
	s->call.drawn = drawing;
	run_verb(s);
}

static void
all_arrived(struct desk *s)
{
	const struct ho_buf *mail = call_octets(&s->call, "mail");
	unsigned flags = s->call.verb->flags, want = 0;
	int rc;

	want |= flags & HO_V_JUDGE ? JUDGES_FACTS : 0;
	want |= flags & HO_V_DRAW ? JUDGES_DRAWING : 0;
	if (mail == NULL || want == 0) {
		run_verb(s);
		return;
	}
	s->at = DESK_WORK;
	s->is_busy = true;
	rc = judges_ask(s->d, mail->data, mail->len, want, on_judged, s);
	if (rc != HO_OK) {
		s->is_busy = false;
		call_fault(&s->call, rc);
		desk_send_reply(s);
	}
}

static int
on_piece(struct desk *s, const struct ho_view *v)
{
	struct ho_buf *b = &s->call.blobs[s->blob].octets;
	int last, rc;

	rc = ho_piece_add(v, b, (size_t)s->blob_len[s->blob], &last);
	if (rc != HO_OK)
		return rc;
	if (!last)
		return HO_OK;
	if (b->len != s->blob_len[s->blob])
		return HO_E_PEER;
	if (++s->blob == s->call.n_blobs) {
		conn_pause(s->conn);
		all_arrived(s);
	}
	return HO_OK;
}

/* --- the door ----------------------------------------------------------------
 */

/* What is not in this table cannot happen: it ends the connection. */
static const struct step {
	enum desk_at at;
	uint8_t type;
	int (*act)(struct desk *s, const struct ho_view *v);
} steps[] = {
	{ DESK_START, HO_M_DESK_REQUEST, on_request },
	{ DESK_BLOBS, HO_M_PIECE, on_piece },
};

static int
desk_message(struct conn *c, const struct ho_view *v)
{
	struct desk *s = conn_session(c);

	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++)
		if (steps[i].at == s->at && steps[i].type == v->type)
			return steps[i].act(s, v);
	return HO_E_PEER;
}

static void
desk_drained(struct conn *c)
{
	struct desk *s = conn_session(c);

	if (s->at == DESK_PAGE)
		run_verb(s);
}

static int
desk_opened(struct conn *c)
{
	struct desk *s = calloc(1, sizeof(*s));

	json_set_alloc_funcs(malloc, wiping_free);
	if (s == NULL)
		return HO_E_NOMEM;
	s->conn = c;
	s->d = conn_daemon(c);
	s->uid = conn_uid(c);
	s->at = DESK_START;
	conn_session_set(c, s);
	return HO_OK;
}

static void
desk_closed(struct conn *c)
{
	struct desk *s = conn_session(c);

	if (s == NULL)
		return;
	s->conn = NULL;
	if (!s->is_busy)
		desk_free(s);
}

/* Anybody may knock, so that a refusal can be told; desk_who() decides.  What
 * the kernel cannot map is nobody. */
static bool
desk_admit(struct daemon *d, uid_t uid)
{
	(void)d;
	return uid != 65534;
}

const struct door_ops desk_door = {
	.name = "desk",
	.max_conns = MAX_CONNS,
	.max_per_uid = MAX_PER_UID,
	.first_ms = FIRST_MS,
	.idle_ms = IDLE_MS,
	.admit = desk_admit,
	.opened = desk_opened,
	.message = desk_message,
	.drained = desk_drained,
	.closed = desk_closed,
};
