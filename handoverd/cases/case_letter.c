/*
 * handoverd/cases/case_letter.c - the letter of a case, as case show tells it.
 */
#include <stdlib.h>
#include <string.h>

#include "handoverd/cases/case_work.h"
#include "handoverd/cases/evidence.h"
#include "handoverd/cases/ticket.h"
#include "lib/base/err.h"
#include "lib/base/facts.h"
#include "lib/flow/reason.h"
#include "lib/told/told.h"

#define TEXT_MAX   ((size_t)12 << 10) /* octets of its text, at most */
#define ANSWER_MAX ((size_t)48 << 10) /* of the whole answer as JSON */

/* The answer is one message: where it is long already, less of the text, then
 * fewer of the attachments, whose names are as long as somebody likes. */
static int
fit(struct call *call, json_t *letter)
{
	for (size_t max = TEXT_MAX;; max /= 2) {
		char *all;
		size_t len;
		int rc = ho_told_cut(letter, max);

		if (rc != HO_OK)
			return rc;
		if ((all = json_dumps(call->result, JSON_COMPACT)) == NULL)
			return HO_E_NOMEM;
		len = strlen(all);
		free(all);
		if (len <= ANSWER_MAX || (max == 0 && !ho_told_fewer(letter)))
			return HO_OK;
	}
}

static void
say(struct work *w, const json_t *letter)
{
	static const char *const pictures[] = {
		[HO_DRAWN_NOT] = "its text and picture are not drawn yet",
		[HO_DRAWN_PICTURE] = "its picture: --snapshot FILE",
		[HO_DRAWN_NONE] = "no picture of it",
	};
	const struct ho_evidence *e = &w->request;

	if (e->kind != HO_EV_REQUEST) {
		ho_buf_str(&w->call->text, "\nas it came: --letter FILE");
		return;
	}
	ho_buf_fmt(&w->call->text,
	    "\n%s\nthe letter as it came: --letter FILE; %s",
	    ho_why(e->reason).text,
	    e->drawn >= 0 && e->drawn <= HO_DRAWN_NONE ? pictures[e->drawn]
						       : "");
	if (json_is_true(json_object_get(letter, "cut")))
		ho_buf_str(&w->call->text,
		    "\nall of its text: handover mail show on that file");
}

int
letter_tell(struct work *w)
{
	struct ho_facts *facts = NULL;
	json_t *letter = NULL;
	int rc;

	if (w->request.row.id == 0)
		return HO_OK;
	rc = evidence_facts(w->t, &w->request, &facts);
	if (rc == HO_OK &&
	    json_object_set_new(w->call->result, "signatures",
		ho_told_signatures(facts, w->request.first_seen)) != 0)
		rc = HO_E_NOMEM;
	free(facts);
	if (rc != HO_OK && rc != HO_E_NONE)
		return rc;
	rc = evidence_letter(w->t, &w->request, &letter);
	if (rc == HO_OK &&
	    json_object_set_new(w->call->result, "letter", letter) != 0)
		return HO_E_NOMEM;
	if (rc == HO_OK)
		rc = fit(w->call, letter);
	say(w, letter);
	return rc == HO_E_NONE ? HO_OK : rc;
}

static int
no_picture(struct work *w)
{
	struct ho_buf why = HO_BUF_INIT;
	char kind[TICKET_KIND];
	int rc;

	if (w->request.drawn != HO_DRAWN_NONE)
		return call_refuse(w->call, EXIT_UNFINISHED, "not-drawn-yet",
		    "the picture is not drawn yet; try again");
	ticket_no_snapshot_kind(w->c.ref, kind);
	rc = ticket_read_plain(w->t, w->c.ticket, kind, &why);
	if (rc == HO_OK)
		rc = call_refuse(w->call, EXIT_REFUSED, "no-snapshot", "%s",
		    ho_buf_text(&why));
	ho_buf_free(&why);
	return rc;
}

int
letter_file(struct work *w)
{
	bool is_picture = call_flag(w->call, "snapshot");
	char kind[TICKET_KIND];
	int rc;

	if (!is_picture && !call_flag(w->call, "letter"))
		return HO_OK;
	if (w->c.evidence == 0)
		return work_refuse(w, "not-by-mail", "");
	if (w->request.row.id == 0)
		return work_refuse(w, "evidence-dead", "");
	if (is_picture && w->request.kind != HO_EV_REQUEST)
		return work_refuse(w, "not-by-mail", "");
	if (is_picture && call_flag(w->call, "letter"))
		return call_refuse(w->call, EXIT_USAGE, "usage",
		    "one file at a time: --snapshot or --letter");
	if (!is_picture)
		return evidence_mail(w->t, &w->request, &w->call->file);
	if (w->request.drawn != HO_DRAWN_PICTURE)
		return no_picture(w);
	ticket_snapshot_kind(w->c.ref, kind);
	rc = ticket_read_plain(w->t, w->c.ticket, kind, &w->call->file);
	return rc == HO_E_NONE ? work_refuse(w, "evidence-dead", "") : rc;
}
