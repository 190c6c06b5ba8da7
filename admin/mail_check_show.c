/* admin/mail_check_show.c - a verdict, for people and for programs. */
#include "admin/mail_check_show.h"

#include <stdlib.h>
#include <string.h>

#include "admin/signatures.h"
#include "lib/base/alike.h"
#include "lib/base/err.h"
#include "lib/told/told.h"

static void
line(struct ho_buf *out, const char *name, const char *value)
{
	if (*value == '\0')
		return;
	ho_buf_fmt(out, "%-12s", name);
	ho_alike(out, value, strlen(value));
	ho_buf_chr(out, '\n');
}

void
mail_check_text(struct ho_buf *out, const struct ho_judgement *j,
    const struct ho_facts *facts, int64_t seen_at)
{
	json_t *signatures;

	if (j != NULL) {
		ho_buf_fmt(out, "%s: %s\n", ho_mail_verdict_word(j->verdict),
		    j->reason->word);
		lines_wrap(out, j->reason->text, 0);
	} else {
		ho_buf_str(
		    out, "no verdict: nobody said who may ask (--contact)\n");
	}
	ho_buf_chr(out, '\n');
	line(out, "From", facts->from);
	line(out, "Message-ID", facts->message_id);
	line(out, "Subject", facts->subject);
	line(out, "Fault", facts->fault);
	line(out, "Where", facts->detail);
	line(out, "List mark", facts->list_mark);
	line(out, "Robot mark", facts->automatic_mark);
	ho_buf_chr(out, '\n');
	signatures = ho_told_signatures(facts, seen_at);
	signatures_show(out, signatures);
	json_decref(signatures);
}

json_t *
mail_check_object(
    const struct ho_judgement *j, const struct ho_facts *facts, int64_t seen_at)
{
	return json_pack("{s:s*, s:s*, s:s, s:s, s:o}", "verdict",
	    j != NULL ? ho_mail_verdict_word(j->verdict) : NULL, "reason",
	    j != NULL ? j->reason->word : NULL, "from", facts->from,
	    "message_id", facts->message_id, "signatures",
	    ho_told_signatures(facts, seen_at));
}

void
mail_check_json(struct ho_buf *out, json_t *object)
{
	char *text = object != NULL
	    ? json_dumps(object, JSON_COMPACT | JSON_ENSURE_ASCII)
	    : NULL;

	if (text != NULL) {
		ho_buf_str(out, text);
		ho_buf_chr(out, '\n');
	} else {
		out->error = HO_E_NOMEM;
	}
	free(text);
	json_decref(object);
}
