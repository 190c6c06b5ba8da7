/*
 * handoverd/cases/case_ticket.c - what the local ticket of a case holds.
 *
 * Everything but the default credentials, which have a verb and an event of
 * their own, and what is no text.
 */
#include <string.h>

#include "handoverd/cases/case_work.h"
#include "handoverd/cases/ticket.h"
#include "handoverd/desk/page.h"
#include "handoverd/desk/people.h"
#include "handoverd/desk/verbs.h"
#include "lib/base/err.h"
#include "lib/base/show.h"

#define TEXT_MAX ((size_t)8 << 10) /* octets of one record shown */

/* Records that are not opened here, by how their kind begins. */
static const struct {
	const char *kind, *says;
} elsewhere[] = {
	{ "credentials ", "default credentials: case show --credentials" },
	{ "snapshot ", "the letter as a picture: case show --snapshot FILE" },
	{ TICKET_MAIL, "the letter as it came: case show --letter FILE" },
	{ "proof", "the proof as it came: case show --letter FILE" },
};

static const char *
told_elsewhere(const struct ho_record *r)
{
	for (size_t i = 0; i < sizeof(elsewhere) / sizeof(elsewhere[0]); i++)
		if (strncmp(r->kind, elsewhere[i].kind,
			strlen(elsewhere[i].kind)) == 0)
			return r->sha256[0] != '\0' ? elsewhere[i].says
						    : "wiped";
	return NULL;
}

/* Whole lines, and no half of a character, where it is too long. */
static void
cut(struct ho_buf *text)
{
	size_t len = TEXT_MAX;

	if (text->len <= TEXT_MAX)
		return;
	while (len > 0 && text->data[len - 1] != '\n')
		len--;
	text->len = len;
	ho_buf_str(text, "[the rest is left out]\n");
}

static int
make_row(struct tx *t, struct call *c, void *ctx, const void *row, json_t **out)
{
	const struct ho_record *r = row;
	const char *says = told_elsewhere(r);
	struct ho_buf text = HO_BUF_INIT;
	int rc = HO_OK;

	(void)c;
	(void)ctx;
	if (says != NULL)
		ho_buf_str(&text, says);
	else if ((rc = ticket_text(t, r, &text)) == HO_OK)
		cut(&text);
	if (rc == HO_E_FORGED || rc == HO_E_NONE ||
	    !ho_utf8_valid(text.data, text.len)) {
		ho_buf_clear(&text);
		ho_buf_str(&text, "not what was recorded: audit verify");
		rc = HO_OK;
	}
	if (rc == HO_OK)
		rc = ho_buf_error(&text);
	if (rc == HO_OK &&
	    (*out = json_pack("{s:o, s:s, s:s}", "at", people_when(r->at),
		 "kind", r->kind, "text", ho_buf_text(&text))) == NULL)
		rc = HO_E_NOMEM;
	ho_buf_free(&text);
	return rc;
}

int
verb_case_ticket(struct tx *t, struct call *c)
{
	struct work w = { .t = t, .call = c };
	struct ho_ticket ticket;
	int rc;

	if ((rc = work_find(&w, call_str(c, "subject"))) != HO_OK)
		return rc;
	if (w.c.ticket[0] == '\0')
		return call_refuse(
		    c, EXIT_REFUSED, "no-ticket", "the case has no ticket");
	if ((rc = ticket_find(t, w.c.ticket, &ticket)) != HO_OK)
		return rc == HO_E_NONE ? work_refuse(&w, "no-ticket", "") : rc;
	return page_rows(
	    t, c, HO_Q_RECORDS_OF, &HO_INT(ticket.row.id), 1, make_row, NULL);
}
