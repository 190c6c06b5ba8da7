/*
 * handoverd/cases/person.c - what one member of staff must not do alone, or so
 * often.
 */
#include "handoverd/cases/person.h"

#include "handoverd/daemon.h"
#include "lib/base/err.h"
#include "lib/flow/reason.h"

static int
refuse(struct call *call, const char *reason, const char *account)
{
	call_note(call, "desk.refused", account);
	return call_refuse(
	    call, EXIT_REFUSED, reason, "%s", ho_why(reason).text);
}

int
person_owns(struct tx *t, struct call *call, const struct ho_account *account)
{
	struct ho_own own;
	int rc;

	/* to freeze all that somebody had a hand in spares nobody's account */
	if (call == NULL || call->me.row.id == 0 || account->row.id == 0 ||
	    call->has_begun)
		return HO_OK;
	rc = HO_ASK(t->s, HO_Q_OWN_OF, &own, HO_INT(call->me.row.id),
	    HO_INT(account->row.id));
	if (rc == HO_E_NONE)
		return HO_OK;
	if (rc == HO_OK && own.state == 1)
		return refuse(call, "own-account", account->code);
	return rc;
}

int
person_cases(
    struct tx *t, const struct ho_staff *who, int64_t *day, int64_t *week)
{
	int rc = ho_store_count(t->s, HO_Q_CASES_BY,
	    ((struct ho_arg[]){
		HO_INT(who->row.id), HO_INT(t->now - PERSON_DAY) }),
	    2, day);

	if (rc != HO_OK)
		return rc;
	return ho_store_count(t->s, HO_Q_OWNER_CASES_BY,
	    ((struct ho_arg[]){
		HO_INT(who->row.id), HO_INT(t->now - PERSON_WEEK) }),
	    2, week);
}

int
person_may_open(struct tx *t, struct call *call, int64_t kind)
{
	const struct ho_conf *conf = &t->d->conf;
	int64_t day, week;
	int rc;

	if (call == NULL || call->me.row.id == 0)
		return HO_OK;
	if ((rc = person_cases(t, &call->me, &day, &week)) != HO_OK)
		return rc;
	if (day >= conf->cases_a_day ||
	    (kind == HO_CASE_OWNER && week >= conf->owner_cases_a_week))
		return refuse(call, "too-many-cases", "");
	return HO_OK;
}
