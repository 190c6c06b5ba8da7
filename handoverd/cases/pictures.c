/*
 * handoverd/cases/pictures.c - what a request says, and a picture of it, for its
 * ticket.
 *
 * One letter at a time goes round: picked and read in the writer's thread,
 * drawn by one child, made a picture by another, kept in the writer's thread.
 */
#include "handoverd/cases/pictures.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "handoverd/cases/case_work.h"
#include "handoverd/cases/evidence.h"
#include "handoverd/cases/ticket.h"
#include "handoverd/daemon.h"
#include "handoverd/judges.h"
#include "handoverd/sealed.h"
#include "lib/base/err.h"
#include "lib/base/log.h"
#include "lib/base/when.h"
#include "lib/flow/reason.h"
#include "lib/told/told.h"

#define REST 60 /* seconds after a fault that may pass */

struct picturing {
	struct daemon *d;
	struct ho_evidence e; /* id 0: nothing is left to draw */
	struct ho_buf mail, head, page;
	json_t *letter;
	struct ho_picture *picture;
	const char *none; /* a word: there can be no picture */
};

/* The loop's thread alone. */
static bool is_under_way;
static int64_t rests_until;

/* Why there is no picture, for the ticket. */
static const struct {
	const char *word, *text;
} reasons[] = {
	{ "no-landlock",
	    "The kernel of this host has no Landlock, and without "
	    "it no letter is drawn." },
	{ "no-fonts", "There are no fonts on this host." },
	{ "too-large", "The picture would be larger than 16 MiB." },
	{ "not-installed", "handover-snapshot is not installed." },
	{ "not-drawn",
	    "The letter could not be drawn: a program that reads it "
	    "ended badly." },
	{ "built-wrongly", "A letter that is built wrongly is not drawn." },
	{ "evidence-dead", "The stored letter is not what was stored." },
};

static void go_on(struct picturing *p);

static void
clear(struct picturing *p)
{
	ho_buf_free(&p->mail);
	ho_buf_free(&p->head);
	ho_buf_free(&p->page);
	json_decref(p->letter);
	ho_picture_free(&p->picture);
	*p = (struct picturing){ .d = p->d, .e = p->e };
}

/* Nothing is left, or nothing can be done now: the next tick looks again. */
static void
end(struct picturing *p, int rc)
{
	if (rc != HO_OK) {
		ho_warn("a letter is not drawn now: %s", ho_err_text(rc));
		rests_until = daemon_now(p->d) + REST;
	}
	clear(p);
	free(p);
	is_under_way = false;
}

/* --- kept: in the writer's thread --------------------------------------------- */

static int
add_records(struct work *w, struct picturing *p, struct ho_evidence *e)
{
	char sum[65], kind[TICKET_KIND];
	int rc;

	e->drawn = p->none == NULL ? HO_DRAWN_PICTURE : HO_DRAWN_NONE;
	if (p->letter != NULL &&
	    (rc = evidence_put_letter(w->t, e, p->letter)) != HO_OK)
		return rc;
	for (size_t i = 0;
	     p->none != NULL && i < sizeof(reasons) / sizeof(reasons[0]); i++)
		if (strcmp(reasons[i].word, p->none) == 0) {
			ho_event_str(w->ev, "no_snapshot", p->none);
			ticket_no_snapshot_kind(w->c.ref, kind);
			return work_record(w, kind,
			    "No picture of the letter (%s). %s", p->none,
			    reasons[i].text);
		}
	if (p->picture == NULL)
		return HO_E_INPUT;
	if ((rc = sealed_sum(p->picture->png.data, p->picture->png.len, sum)) !=
	    HO_OK)
		return rc;
	ho_event_str(w->ev, "snapshot", sum);
	ticket_snapshot_kind(w->c.ref, kind);
	return ticket_record(
	    w->t, w->c.ticket, kind, p->picture->png.data, p->picture->png.len);
}

/* Judged anew while it was drawn: then the picture is an old one already. */
static int
keep(struct tx *t, void *arg)
{
	struct picturing *p = arg;
	struct work w = { .t = t };
	struct ho_evidence e;
	int rc;

	if ((rc = ho_store_get(t->s, HO_EVIDENCE, p->e.row.id, &e)) != HO_OK ||
	    (rc = work_load(&w, e.of_case)) != HO_OK)
		return rc;
	if (e.row.seq != p->e.row.seq)
		return HO_OK;
	if ((rc = work_event(&w, "case.drawn")) != HO_OK)
		return rc;
	ho_event_str(w.ev, "evidence", e.sha256);
	if ((rc = add_records(&w, p, &e)) == HO_OK)
		rc = ho_store_put(t->s, HO_EVIDENCE, &e);
	if (rc == HO_OK)
		return work_end(&w);
	work_drop(&w);
	return rc;
}

static void
kept(void *arg, int rc)
{
	struct picturing *p = arg;

	if (rc != HO_OK) {
		end(p, rc);
		return;
	}
	clear(p);
	go_on(p);
}

static void
to_be_kept(struct picturing *p, const char *none)
{
	int rc;

	p->none = none;
	if ((rc = writer_submit(p->d->writer, keep, kept, p)) != HO_OK)
		end(p, rc);
}

/* --- drawn, pictured: in the loop's --------------------------------------------- */

/* The letter's own doing, which will be the same the next time. */
static const char *
for_good(int rc)
{
	return rc == HO_E_PEER || rc == HO_E_TIMEOUT ? "not-drawn"
	    : rc == HO_E_NONE                        ? "not-installed"
						     : NULL;
}

static void
on_picture(void *arg, int rc, struct ho_picture *picture)
{
	struct picturing *p = arg;

	p->picture = picture;
	if (rc == HO_OK)
		to_be_kept(p, picture->none[0] ? picture->none : NULL);
	else if (for_good(rc) != NULL)
		to_be_kept(p, for_good(rc));
	else
		end(p, rc);
}

static void
on_drawn(void *arg, int rc, struct ho_facts *facts, struct ho_drawing *drawing)
{
	struct picturing *p = arg;

	free(facts);
	ho_buf_free(&p->mail);
	if (for_good(rc) != NULL) {
		to_be_kept(p, for_good(rc));
		return;
	}
	if (rc == HO_OK && (p->letter = ho_told_letter(drawing)) == NULL)
		rc = HO_E_NOMEM;
	ho_drawing_free(&drawing);
	if (rc != HO_OK ||
	    (rc = ho_told_page(&p->page, &p->head, p->letter)) != HO_OK ||
	    (rc = judges_picture(
		 p->d, p->page.data, p->page.len, on_picture, p)) != HO_OK)
		end(p, rc);
}

/* --- picked: in the writer's ------------------------------------------------------ */

static void
compose(const struct work *w, struct picturing *p, const struct ho_facts *f)
{
	const struct ho_evidence *e = &p->e;
	char seen[HO_WHEN_LEN], judged[HO_WHEN_LEN], ticket[65];

	ho_when_format(e->first_seen, seen);
	ho_when_format(e->judged_at, judged);
	ho_buf_fmt(&p->head, "%s: %s\n%s: %s\n", w->c.ref,
	    ho_mail_verdict_word((enum ho_mail_verdict)e->verdict), e->reason,
	    ho_why(e->reason).text);
	ho_buf_fmt(&p->head, "Address  %s\n", f->from);
	ho_buf_fmt(&p->head, "Ticket  %s    Account  %s\n",
	    ticket_shown(w->t, w->c.ticket, ticket),
	    w->account.row.id != 0 ? w->account.code : "not known");
	ho_buf_fmt(&p->head, "SHA-256  %s\n", e->sha256);
	ho_buf_fmt(&p->head, "%lld octets, first seen %s, judged %s\n",
	    (long long)e->size, seen, judged);
}

static int
take_first(void *ctx, void *row)
{
	struct picturing *p = ctx;

	p->e = *(const struct ho_evidence *)row;
	return 1;
}

static int
read_letter(struct tx *t, struct picturing *p)
{
	struct work w = { .t = t };
	struct ho_facts *facts = NULL;
	int rc;

	if ((rc = work_load(&w, p->e.of_case)) != HO_OK)
		return rc;
	if ((rc = evidence_facts(t, &p->e, &facts)) == HO_OK &&
	    (rc = evidence_mail(t, &p->e, &p->mail)) == HO_OK) {
		compose(&w, p, facts);
		if (facts->fault[0] != '\0')
			p->none = "built-wrongly";
	}
	free(facts);
	if (rc != HO_E_FORGED && rc != HO_E_NONE)
		return rc;
	p->none = "evidence-dead";
	return HO_OK;
}

static int
pick(struct tx *t, void *arg)
{
	struct picturing *p = arg;
	int64_t after = p->e.row.id;
	int rc;

	p->e = (struct ho_evidence){ 0 };
	rc = ho_store_each(
	    t->s, HO_Q_EVIDENCE_UNDRAWN, &HO_INT(after), 1, 1, take_first, p);
	if ((rc != HO_OK && rc != 1) || p->e.row.id == 0)
		return rc == 1 ? HO_OK : rc;
	return read_letter(t, p);
}

static void
picked(void *arg, int rc)
{
	struct picturing *p = arg;

	if (rc != HO_OK || p->e.row.id == 0)
		end(p, rc);
	else if (p->none != NULL)
		to_be_kept(p, p->none);
	else if ((rc = judges_ask(p->d, p->mail.data, p->mail.len,
		      JUDGES_DRAWING, on_drawn, p)) != HO_OK)
		end(p, rc);
}

static void
go_on(struct picturing *p)
{
	int rc = writer_submit(p->d->writer, pick, picked, p);

	if (rc != HO_OK)
		end(p, rc);
}

void
pictures_tick(struct daemon *d)
{
	int64_t now = daemon_now(d);
	struct picturing *p;

	/* a clock that went back must not make it rest for ever */
	if (is_under_way || (now < rests_until && rests_until - now <= REST) ||
	    (p = calloc(1, sizeof(*p))) == NULL)
		return;
	p->d = d;
	is_under_way = true;
	go_on(p);
}
