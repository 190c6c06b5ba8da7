/* admin/mail_check.c - `handover mail check`: the verdict on one letter. */
#include "admin/mail_check.h"

#include <stdlib.h>
#include <time.h>

#include "admin/mail_check_show.h"
#include "admin/mail_look.h"

static int
tell(const struct look *l, const struct ho_facts *facts)
{
	struct ho_judgement j = look_verdict(l, facts);
	struct ho_buf out = HO_BUF_INIT;
	int rc;

	if (l->is_json)
		mail_check_json(&out, mail_check_object(&j, facts, l->at));
	else
		mail_check_text(&out, &j, facts, l->at);
	rc = look_print(l, &out, look_status(j.verdict));
	ho_buf_free(&out);
	return rc;
}

int
ho_mail_check(int argc, char **argv)
{
	struct look *l = calloc(1, sizeof(*l));
	struct ho_facts *facts = NULL;
	int rc;

	if (l == NULL)
		return LOOK_FAULT;
	l->verb = "mail check";
	l->usage = HO_MAIL_CHECK_USAGE;
	l->at = time(NULL);
	if ((rc = look_parse(l, argc, argv)) == 0) {
		if (l->contacts.count == 0 || l->snapshot != NULL)
			rc = look_usage(l);
		else if ((rc = look_read(l)) == 0 &&
		    (rc = look_judge(l, &facts)) == 0)
			rc = tell(l, facts);
	}
	free(facts);
	ho_buf_free(&l->letter);
	free(l);
	return rc;
}
