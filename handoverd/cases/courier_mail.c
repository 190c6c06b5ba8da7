/* handoverd/cases/courier_mail.c - a line on which the courier brings mail. */
#include "handoverd/cases/courier_mail.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "handoverd/cases/inbox.h"
#include "handoverd/cases/put_off.h"
#include "handoverd/conn.h"
#include "handoverd/daemon.h"
#include "handoverd/judges.h"
#include "lib/base/err.h"
#include "lib/base/log.h"
#include "lib/wire/proto.h"
#include "lib/wire/sock.h"

#define TELL_MS 3600000

struct bringer {
	struct daemon *d;
	struct conn *line; /* NULL: it left */
	bool is_coming;    /* pieces of a mail are awaited */
	bool is_busy;      /* judges or writer have it */
	uint64_t job, len;
	char key[PUT_OFF_KEY];
	struct arrival mail;
};

int
bringer_new(struct bringer **b, struct conn *line)
{
	if ((*b = calloc(1, sizeof(**b))) == NULL)
		return HO_E_NOMEM;
	(*b)->line = line;
	(*b)->d = conn_daemon(line);
	return HO_OK;
}

static void
bringer_free(struct bringer *b)
{
	arrival_clear(&b->mail);
	free(b);
}

void
bringer_left(struct bringer *b)
{
	b->line = NULL;
	if (!b->is_busy)
		bringer_free(b);
}

/* Answers, and hears the next one. */
static void
answer(struct bringer *b, enum ho_outcome outcome)
{
	uint8_t mem[64];
	struct ho_frame f;

	b->is_busy = false;
	if (b->line == NULL) {
		bringer_free(b);
		return;
	}
	arrival_clear(&b->mail);
	ho_frame_start(&f, mem, sizeof(mem), HO_M_COURIER_TAKEN);
	ho_frame_u64(&f, HO_T_JOB, b->job);
	ho_frame_u64(&f, HO_T_OUTCOME, outcome);
	ho_frame_end(&f);
	if (conn_send(b->line, &f) == HO_OK)
		conn_resume(b->line);
}

/* A flood is told once an hour, however often it knocks. */
static void
put_off_for_now(struct bringer *b)
{
	static int64_t told_at; /* the loop's thread alone */
	int64_t now = ho_sock_now();

	if (told_at == 0 || now - told_at >= TELL_MS) {
		told_at = now;
		ho_warn("%s: it has to be brought again", b->mail.put_off);
	}
	put_off_note(b->key, daemon_now(b->d));
	answer(b, HO_OUTCOME_LATER);
}

static void
put_off(struct bringer *b, const char *why)
{
	ho_warn("a mail has to be brought again: %s", why);
	answer(b, HO_OUTCOME_LATER);
}

/* --- judged, then taken ------------------------------------------------------------ */

static void judge(struct bringer *b);

static int
take(struct tx *t, void *arg)
{
	struct bringer *b = arg;

	return inbox_take(t, &b->mail);
}

/* The letter within takes the place of the one that brought it; only once both
 * are in the store is it answered. */
static void
go_inside(struct bringer *b)
{
	struct arrival inner = { .door = INBOX_ATTACHED,
		.of_mail = b->mail.id,
		.octets = b->mail.drawing->attached };

	b->mail.drawing->attached = (struct ho_buf)HO_BUF_INIT;
	arrival_clear(&b->mail);
	b->mail = inner;
	judge(b);
}

static void
taken(void *arg, int rc)
{
	struct bringer *b = arg;

	if (rc != HO_OK)
		put_off(b, ho_err_text(rc));
	else if (b->mail.put_off != NULL)
		put_off_for_now(b);
	else if (b->mail.has_letter)
		go_inside(b);
	else
		answer(b, HO_OUTCOME_SENT);
}

/* A letter that no judge survives is kept and refused; where there is no
 * judge to be had, it waits outside. */
static bool
is_the_letters_fault(int rc)
{
	return rc == HO_E_PEER || rc == HO_E_TIMEOUT;
}

static void
judged(void *arg, int rc, struct ho_facts *facts, struct ho_drawing *drawing)
{
	struct bringer *b = arg;

	b->mail.facts = facts;
	b->mail.drawing = drawing;
	if (rc == HO_OK || is_the_letters_fault(rc))
		rc = writer_submit(b->d->writer, take, taken, b);
	if (rc != HO_OK)
		put_off(b, ho_err_text(rc));
}

static void
judge(struct bringer *b)
{
	int rc = judges_ask(b->d, b->mail.octets.data, b->mail.octets.len,
	    JUDGES_FACTS | JUDGES_DRAWING, judged, b);

	if (rc != HO_OK)
		put_off(b, ho_err_text(rc));
}

/* --- the line ------------------------------------------------------------------------ */

static int
on_mail(struct bringer *b, const struct ho_view *v)
{
	char kind[sizeof(b->mail.door)];

	if (ho_view_u64(v, HO_T_JOB, &b->job) != HO_OK ||
	    ho_view_u64(v, HO_T_LENGTH, &b->len) != HO_OK ||
	    ho_view_str(v, HO_T_KIND, kind, sizeof(kind)) != HO_OK ||
	    (strcmp(kind, "inbox") != 0 && strcmp(kind, "receive") != 0) ||
	    b->len == 0 || b->len > HO_LETTER_MAX)
		return HO_E_PEER;
	arrival_clear(&b->mail);
	snprintf(b->mail.door, sizeof(b->mail.door), "%s", kind);
	b->is_coming = true;
	return HO_OK;
}

static int
on_piece(struct bringer *b, const struct ho_view *v)
{
	int last, rc;

	rc = ho_piece_add(v, &b->mail.octets, (size_t)b->len, &last);
	if (rc != HO_OK || !last)
		return rc;
	if (b->mail.octets.len != b->len)
		return HO_E_PEER;
	rc = put_off_key(b->mail.octets.data, b->mail.octets.len, b->key);
	if (rc != HO_OK)
		return rc;
	conn_pause(b->line);
	b->is_coming = false;
	b->is_busy = true;
	if (put_off_is_early(b->key, daemon_now(b->d)))
		answer(b, HO_OUTCOME_LATER);
	else
		judge(b);
	return HO_OK;
}

int
bringer_message(struct bringer *b, const struct ho_view *v)
{
	if (v->type == HO_M_COURIER_MAIL && !b->is_coming)
		return on_mail(b, v);
	if (v->type == HO_M_PIECE && b->is_coming)
		return on_piece(b, v);
	return HO_E_PEER;
}
