/*
 * handoverd/cases/case.c - what the login conversation does to a case.
 */
#include "handoverd/cases/case.h"

#include <stdio.h>

#include "handoverd/cases/case_work.h"
#include "lib/base/err.h"

static int
each_credential(void *ctx, void *row)
{
	static const int64_t purposes[] = { HO_CODE_CLAIM, HO_CODE_CANDIDATE };
	const struct ho_credential *cred = row;
	struct work *w = ctx;
	struct ho_code code;
	int rc;

	for (size_t i = 0; i < sizeof(purposes) / sizeof(purposes[0]); i++) {
		rc = HO_ASK(w->t->s, HO_Q_CODE_LIVE, &code,
		    HO_INT(cred->row.id), HO_INT(purposes[i]));
		if (rc == HO_OK) {
			code.state = HO_VOID;
			rc = ho_store_put(w->t->s, HO_CODE, &code);
		}
		if (rc != HO_OK && rc != HO_E_NONE)
			return rc;
	}
	return HO_OK;
}

/* Default password and codes that did their work are spent by the caller, by
 * conditional updates; what is left here is void. */
static int
complete(struct work *w, const char *new_login)
{
	char sentence[192];
	struct ho_user u;
	int rc;

	snprintf(sentence, sizeof(sentence),
	    w->c.kind == HO_CASE_OWNER
		? "The new super-admin signs in as %s."
		: "The user %s has chosen a new password.",
	    new_login);

	if (w->c.kind == HO_CASE_OWNER) {
		if ((rc = HO_ASK(w->t->s, HO_Q_USER_BY_LOGIN, &u,
			 HO_STR(new_login))) != HO_OK)
			return rc;
		w->c.successor = u.row.id;
	}
	if ((rc = ho_store_each(w->t->s, HO_Q_CREDENTIALS_OF,
		 &HO_INT(w->c.row.id), 1, 0, each_credential, w)) != HO_OK ||
	    (rc = letter_void(w, "spent")) != HO_OK ||
	    (rc = letter_over(w, "notice-done", new_login)) != HO_OK ||
	    (rc = work_settle(w, HO_AT_DONE, "")) != HO_OK ||
	    (rc = letter_record(w, "done", "ticket-done", sentence)) != HO_OK)
		return rc;
	w->t->wants_checkpoint = true;
	return ho_store_put(w->t->s, HO_CASE, &w->c);
}

int
case_complete(
    struct tx *t, struct ho_event *ev, int64_t case_id, const char *new_login)
{
	struct work w = { .t = t, .ev = ev };
	int rc;

	if ((rc = work_load(&w, case_id)) != HO_OK)
		return rc;
	if (!ho_case_may(w.c.state, HO_ACT_COMPLETE))
		return HO_E_NONE;
	return complete(&w, new_login);
}

static int
note_try(struct work *w, struct ho_credential *cred, const char *service)
{
	int rc;

	if (service[0] != '\0')
		ho_event_str(w->ev, "service", service);
	if ((rc = ho_store_put(w->t->s, HO_CREDENTIAL, cred)) != HO_OK ||
	    cred->tried_elsewhere > 1)
		return rc;
	return work_record(w, "tried-elsewhere",
	    "The default password was tried at a service that cannot take it "
	    "(%s).",
	    service[0] != '\0' ? service : "not configured");
}

int
case_tried_elsewhere(struct tx *t, int64_t credential_id, const char *service)
{
	struct work w = { .t = t };
	struct ho_credential cred;
	int rc;

	if ((rc = ho_store_get(t->s, HO_CREDENTIAL, credential_id, &cred)) !=
		HO_OK ||
	    (rc = work_load(&w, cred.of_case)) != HO_OK ||
	    (rc = work_event(&w, "credential.tried-elsewhere")) != HO_OK)
		return rc;
	cred.tried_elsewhere++;
	if ((rc = note_try(&w, &cred, service)) != HO_OK) {
		work_drop(&w);
		return rc;
	}
	return work_end(&w);
}
